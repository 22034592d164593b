using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;
using SnsOps.Shared.Calendars;

namespace SnsOps.Api.BestTimes;

/// <summary>When an account's posts do best.</summary>
internal static class BestTimeEndpoints
{
    private const int MostDays = 14;

    public static void MapBestTimes(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/accounts/{id:guid}/best-times", ListAsync).WithTags("Accounts").RequireAuthorization().ProducesProblem(401).ProducesProblem(404)
            .WithName("listBestTimes").WithSummary("올리기 좋은 시간: 다음 날짜, 예상, 근거 (매일 갱신) | Best times to post, with what they rest on; made anew each day");

    private static async Task<Results<Ok<BestTimeList>, ProblemHttpResult>> ListAsync(Guid id, Caller caller, BestTimeSql times, CancellationToken ct)
    {
        if (await times.ListAsync(id, caller.ClientIds, ct) is not { } found)
            return ProblemKinds.AccountNotFound.Plain().ToProblem();
        var zone = TimeZoneInfo.FindSystemTimeZoneById(found.TimeZone);
        var items = found.Rows.Select(row => View(row, Next(row, found.Now, zone), zone)).ToList();
        return TypedResults.Ok(new BestTimeList(id, found.TimeZone, found.Rows.Count > 0 ? found.Rows[0].ComputedAt : null, items));
    }

    /// <summary>Its next day; a holiday is spent like a Sunday, whatever the calendar says.</summary>
    private static DateTime? Next(BestTimeRow row, DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        for (var ahead = 0; ahead <= MostDays; ahead++)
        {
            var day = DateOnly.FromDateTime(local).AddDays(ahead);
            var at = day.ToDateTime(new TimeOnly(row.Hour, 0));
            if (at > local && KoreanHolidays.WeekdayOf(day) == row.Weekday && !zone.IsInvalidTime(at))
                return at;
        }
        return null;
    }

    private static BestTimeView View(BestTimeRow row, DateTime? next, TimeZoneInfo zone) => new(
        row.Rank, row.Weekday, row.Hour, next is { } at ? new DateTimeOffset(at, zone.GetUtcOffset(at)).ToUniversalTime() : null,
        next is { } day ? KoreanHolidays.NameOf(DateOnly.FromDateTime(day)) : null, row.Lift, row.Low, row.High, row.Posts, row.AllPosts, row.Source, row.Signal, row.Explore, row.ReasonKo, row.ReasonEn);
}

/// <remarks>ComputedAt: null until the first day's job ran.</remarks>
public sealed record BestTimeList(Guid AccountId, string TimeZone, DateTimeOffset? ComputedAt, IReadOnlyList<BestTimeView> Items);

/// <remarks>Weekday: Monday is 1, 7 stands for Sundays and holidays. NextAt: its next time; Holiday: that day's name. Lift: engagement against the usual, 0.2 is a fifth more; Low to High: four of five times.
/// Posts: the account's own in and next to the hour. Source: account, client, platform or none. Signal: none, thin or ok. Explore: hardly tried, worth a test.</remarks>
public sealed record BestTimeView(
    int Rank, int Weekday, int Hour, DateTimeOffset? NextAt, string? Holiday, double Lift, double Low, double High, int Posts, int AllPosts, string Source, string Signal, bool Explore,
    string ReasonKo, string ReasonEn);
