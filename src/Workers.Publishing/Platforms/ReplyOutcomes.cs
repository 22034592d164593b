using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Meta's answers to a reply, as outcomes. https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes</summary>
internal static class ReplyOutcomes
{
    private static readonly TimeSpan RateLimitWait = TimeSpan.FromMinutes(5);

    /// <summary>A refusal or a missing answer to the write that makes a reply visible.</summary>
    public static Outcome OfSend(MetaAnswer answer, ReplyWords words) => answer switch
    {
        MetaAnswer.NotSent { HeldBack: { } heldBack } => Waiting.For(heldBack),
        MetaAnswer.NotSent notSent => new Outcome.TryLater("not_sent", "플랫폼에 연결하지 못했습니다: " + notSent.Reason, TimeSpan.FromSeconds(10), Burns: false),
        MetaAnswer.Unclear unclear => new Outcome.Unknown("no_answer", $"{words.Noun}이 올라갔는지 알 수 없습니다: " + unclear.Reason),
        MetaAnswer.Refused refused => OfRefusal(refused, refused.Error, words),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Outcome OfRefusal(MetaAnswer.Refused refused, MetaError error, ReplyWords words) => error switch
    {
        { IsActionBlocked: true } => new Outcome.Unknown(error.Name, $"플랫폼이 동작을 차단했다고 답했지만 {words.Noun}이 올라갔을 수 있습니다."),
        { Code: 506 } => new Outcome.Unknown(error.Name, $"같은 {words.Noun}이 이미 있다고 합니다. 먼저 보낸 것이 올라갔는지 확인합니다."),
        { Code: 20, Subcode: 1772107 } => new Outcome.Unknown(error.Name, $"플랫폼이 {words.Noun}을 올리고도 오류로 답했을 수 있습니다."),
        { IsRateLimit: true } => new Outcome.TryLater(error.Name, "플랫폼의 호출 한도에 이르렀습니다.", refused.RegainAccess ?? RateLimitWait, Burns: false),
        { TokenIsDead: true } => new Outcome.Rejected(error.Name, $"계정 연결이 끊어졌습니다. 계정을 다시 연결해 주세요. ({Said(error)})", NeedsReconnect: true),
        // A missing permission stops replies only: what the token may still do goes on.
        { NeedsReconnect: true } => new Outcome.Rejected(error.Name, $"이 계정에는 {words.Noun} 권한({words.Permission})이 없습니다. 권한을 허용하여 계정을 다시 연결해 주세요. ({Said(error)})"),
        { Code: 368 } => new Outcome.Rejected(error.Name, $"플랫폼이 이 계정의 {words.Noun}을 일시적으로 막았습니다. 플랫폼에서 사유를 확인해 주세요. ({Said(error)})"),
        // Said of valid ids too, now and then.
        { Code: 100, Subcode: 33 } => new Outcome.TryLater(error.Name, $"플랫폼에서 {words.Parent}을 찾지 못했습니다. 삭제되었거나 숨겨진 {words.Parent}일 수 있습니다."),
        _ => new Outcome.Rejected(error.Name, $"플랫폼이 {words.Noun}을 거부했습니다: {Said(error)}"),
    };

    private static string Said(MetaError error) => error.UserMessage ?? error.Message;
}
