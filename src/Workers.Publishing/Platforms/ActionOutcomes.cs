using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Meta's answers to moderation, as outcomes. https://developers.facebook.com/docs/graph-api/guides/error-handling</summary>
internal static class ActionOutcomes
{
    private static readonly TimeSpan RateLimitWait = TimeSpan.FromMinutes(5);

    /// <summary>A refusal or a missing answer.</summary>
    public static Outcome OfSend(MetaAnswer answer, string permission) => answer switch
    {
        MetaAnswer.NotSent { HeldBack: { } heldBack } => Waiting.For(heldBack),
        MetaAnswer.NotSent notSent => new Outcome.TryLater("not_sent", "플랫폼에 연결하지 못했습니다: " + notSent.Reason, TimeSpan.FromSeconds(10), Burns: false),
        MetaAnswer.Unclear unclear => new Outcome.Unknown("no_answer", "처리되었는지 알 수 없어 댓글의 상태를 확인합니다: " + unclear.Reason),
        MetaAnswer.Refused refused => OfRefusal(refused, refused.Error, permission),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Outcome OfRefusal(MetaAnswer.Refused refused, MetaError error, string permission) => error switch
    {
        { IsActionBlocked: true } => new Outcome.Unknown(error.Name, "플랫폼이 동작을 차단했다고 답했지만 처리되었을 수 있어 댓글의 상태를 확인합니다."),
        { Code: 100, Subcode: 33 } or { Code: 803 } => new Outcome.Unknown(error.Name, "플랫폼에서 댓글을 찾지 못해 댓글의 상태를 확인합니다."),
        { IsRateLimit: true } => new Outcome.TryLater(error.Name, "플랫폼의 호출 한도에 이르렀습니다.", refused.RegainAccess ?? RateLimitWait, Burns: false),
        { TokenIsDead: true } => new Outcome.Rejected(error.Name, $"계정 연결이 끊어졌습니다. 계정을 다시 연결해 주세요. ({Said(error)})", NeedsReconnect: true),
        { NeedsReconnect: true } => new Outcome.Rejected(error.Name, $"이 계정에는 댓글을 관리할 권한({permission})이 없습니다. 권한을 허용하여 계정을 다시 연결해 주세요. ({Said(error)})"),
        { Code: 368 } => new Outcome.Rejected(error.Name, $"플랫폼이 이 계정의 동작을 일시적으로 막았습니다. 플랫폼에서 사유를 확인해 주세요. ({Said(error)})"),
        _ => new Outcome.Rejected(error.Name, $"플랫폼이 거부했습니다: {Said(error)}"),
    };

    private static string Said(MetaError error) => error.UserMessage ?? error.Message;
}
