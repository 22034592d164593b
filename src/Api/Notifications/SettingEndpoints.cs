using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Notifications;

/// <summary>What the caller wants to hear where, and when not.</summary>
internal static class SettingEndpoints
{
    private static readonly string[] Channels = ["email", "sms", "slack"];

    private static readonly (string Topic, string Name, string NameEn)[] Topics =
    [
        ("crisis", "위기", "Crises"), ("publishing", "게시", "Publishing"), ("comments", "댓글과 답글", "Comments and replies"), ("approvals", "승인", "Approvals"),
        ("accounts", "계정 연결", "Connected accounts"), ("reports", "리포트", "Reports"), ("operations", "운영", "Operations"),
    ];

    public static void MapNotificationSettings(this IEndpointRouteBuilder app)
    {
        var settings = app.MapGroup("/v1/notification-settings").WithTags("Notifications").RequireAuthorization().ProducesProblem(401);
        settings.MapGet("/", GetAsync).WithName("getNotificationSettings").WithSummary("내 알림 설정 | What I want to hear where, and my quiet hours");
        settings.MapPut("/topics", ChooseAsync).ProducesProblem(400).WithName("setNotificationTopics").WithSummary("주제별 채널 바꾸기 | Choose channels for topics");
        settings.MapPut("/quiet-hours", SetQuietAsync).ProducesProblem(400).WithName("setQuietHours").WithSummary("방해 금지 시간 (위기 알림은 예외) | Quiet hours; a crisis is never held back");
        settings.MapDelete("/quiet-hours", EndQuietAsync).WithName("endQuietHours").WithSummary("방해 금지 해제 | No quiet hours");
    }

    private static async Task<Ok<NotificationSettings>> GetAsync(Caller caller, SettingSql settings, CancellationToken ct)
    {
        var choices = (await settings.ChoicesAsync(caller.UserId, ct)).ToDictionary(c => (c.Topic, c.Channel), c => c.Enabled!.Value);
        return TypedResults.Ok(new NotificationSettings(
            [.. Topics.Select(t => new TopicSetting(t.Topic, t.Name, t.NameEn, Enabled(t.Topic, "email"), Enabled(t.Topic, "sms"), Enabled(t.Topic, "slack")))], await settings.QuietAsync(caller.UserId, ct)));

        // As the router has it: a text message is for a crisis, unless somebody wants more.
        bool Enabled(string topic, string channel) => choices.TryGetValue((topic, channel), out var chosen) ? chosen : channel != "sms" || topic == "crisis";
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChooseAsync(TopicChoices body, Caller caller, SettingSql settings, CancellationToken ct)
    {
        var choices = body.Topics!;
        if (choices.Any(c => c?.Enabled is null || !Channels.Contains(c.Channel) || Topics.All(t => t.Topic != c.Topic)))
            return ProblemKinds.Invalid.Because($"topic은 {string.Join(", ", Topics.Select(t => t.Topic))}, channel은 email, sms, slack 가운데 하나입니다", "Unknown topic or channel, or enabled is missing").ToProblem();
        if (choices.DistinctBy(c => (c.Topic, c.Channel)).Count() != choices.Count)
            return ProblemKinds.Invalid.Because("같은 주제와 채널이 두 번 있습니다", "A topic and channel stand there twice").ToProblem();
        await settings.ChooseAsync(caller.UserId, choices, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SetQuietAsync(QuietHours body, Caller caller, SettingSql settings, CancellationToken ct)
    {
        if (body.Starts == body.Ends)
            return ProblemKinds.Invalid.Because("시작과 끝이 같습니다", "It ends when it starts").ToProblem();
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(body.TimeZone!, out var zone) || !zone.HasIanaId)
            return ProblemKinds.UnknownTimeZone.Plain().ToProblem();
        await settings.SetQuietAsync(caller.UserId, body, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> EndQuietAsync(Caller caller, SettingSql settings, CancellationToken ct)
    {
        await settings.EndQuietAsync(caller.UserId, ct);
        return TypedResults.NoContent();
    }
}

public sealed record TopicChoice([Required, MaxLength(40)] string? Topic, [Required, MaxLength(10)] string? Channel, [Required] bool? Enabled);
public sealed record TopicChoices([Required, MinLength(1), MaxLength(100)] IReadOnlyList<TopicChoice>? Topics);
public sealed record QuietHours(
    [Required, RegularExpression("([01][0-9]|2[0-3]):[0-5][0-9]", ErrorMessage = "starts must be HH:mm")] string? Starts,
    [Required, RegularExpression("([01][0-9]|2[0-3]):[0-5][0-9]", ErrorMessage = "ends must be HH:mm")] string? Ends,
    [Required, MaxLength(64)] string? TimeZone);

/// <summary>Which channels carry a topic. Only verified contacts are written to.</summary>
public sealed record TopicSetting(string Topic, string Name, string NameEn, bool Email, bool Sms, bool Slack);
public sealed record NotificationSettings(IReadOnlyList<TopicSetting> Topics, QuietHours? QuietHours);
