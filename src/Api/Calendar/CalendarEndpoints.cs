using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;
using SnsOps.Shared.Calendars;

namespace SnsOps.Api.Calendar;

/// <summary>Contents by their time: what every shape of the calendar (month, week, day, list) is drawn from.</summary>
internal static class CalendarEndpoints
{
    private const int MostDays = 62;

    public static void MapCalendar(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/calendar", ListAsync).WithTags("Contents").RequireAuthorization().ProducesProblem(401).ProducesProblem(400)
            .WithName("getCalendar").WithSummary("기간 안의 예약과 아직 시간이 없는 승인된 콘텐츠, 공휴일 | Contents by their time, approved ones without a time, and holidays");

    private static async Task<Results<Ok<CalendarView>, ProblemHttpResult>> ListAsync(Caller caller, CalendarSql calendar, DateTimeOffset from, DateTimeOffset to, CancellationToken ct, Guid? client_id = null)
    {
        if (to <= from || to - from > TimeSpan.FromDays(MostDays))
            return ProblemKinds.Invalid.Because($"from과 to 사이는 {MostDays}일까지입니다", $"from and to may be up to {MostDays} days apart").ToProblem();
        var korea = TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul");
        var (first, last) = (DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(from, korea).DateTime), DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(to, korea).DateTime));
        var holidays = Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(first.AddDays)
            .Select(day => (Day: day, Name: KoreanHolidays.NameOf(day))).Where(d => d.Name is not null).Select(d => new HolidayView(d.Day, d.Name!));
        return TypedResults.Ok(await calendar.ReadAsync(caller.Bounded(client_id), from, to, [.. holidays], ct));
    }
}

/// <remarks>Items: by their time. Unscheduled: approved contents without a time, the newest. IsCut: there are more than are shown.</remarks>
public sealed record CalendarView(IReadOnlyList<CalendarItem> Items, IReadOnlyList<CalendarItem> Unscheduled, bool IsCut, IReadOnlyList<HolidayView> Holidays);

/// <remarks>States: of its publications, by account. ScheduledAt: say it as moved_from when the time is changed. Held: a hold is over it, its client or an account of it.</remarks>
public sealed record CalendarItem
{
    public required Guid Id { get; init; }
    public required Guid ClientId { get; init; }
    public required string Title { get; init; }
    public DateTimeOffset? ScheduledAt { get; init; }
    public string? TimeZone { get; init; }
    public required int Version { get; init; }
    public required string DeliveryStatus { get; init; }
    public required IReadOnlyList<string> Platforms { get; init; }
    public required IReadOnlyList<string> AccountNames { get; init; }
    public required bool Held { get; init; }
}

public sealed record HolidayView(DateOnly Day, string Name);
