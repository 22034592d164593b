using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Meta's answers to a publishing write, as outcomes. https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes</summary>
internal static class MetaOutcomes
{
    private static readonly TimeSpan RateLimitWait = TimeSpan.FromMinutes(5);

    /// <summary>A refusal or a missing answer to the write that makes a post visible.</summary>
    public static Outcome OfSend(MetaAnswer answer) => answer switch
    {
        MetaAnswer.NotSent { HeldBack: { } heldBack } => Waiting.For(heldBack),
        MetaAnswer.NotSent notSent => new Outcome.TryLater("not_sent", "플랫폼에 연결하지 못했습니다: " + notSent.Reason, TimeSpan.FromSeconds(10), Burns: false),
        MetaAnswer.Unclear unclear => new Outcome.Unknown("no_answer", "결과를 알 수 없습니다: " + unclear.Reason),
        MetaAnswer.Refused refused => OfSend(refused.Error),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A refusal or a missing answer to an invisible step: what is unknown there may simply be done again.</summary>
    public static Outcome OfPreparation(MetaAnswer answer) => answer switch
    {
        MetaAnswer.Unclear unclear => new Outcome.TryLater("no_answer", "게시 준비 중 응답이 없었습니다: " + unclear.Reason),
        MetaAnswer.Refused { Error: { Subcode: 2207001 or 2207032 or 2207053 or 2207003 or 2207020 } } refused =>
            new Outcome.TryLater(refused.Error.Name, "게시 준비에 실패했습니다: " + Said(refused.Error)),
        MetaAnswer.Refused { Error: { Subcode: 2207008 or 2207006 } } gone => new Outcome.TryLater(gone.Error.Name, "준비된 미디어가 만료되어 다시 만듭니다.", DropsHandle: true),
        _ => OfSend(answer) is Outcome.Unknown unknown ? new Outcome.TryLater(unknown.Code, unknown.Reason) : OfSend(answer),
    };

    private static Outcome OfSend(MetaError error) => error switch
    {
        { IsActionBlocked: true } => new Outcome.Unknown(error.Name, "플랫폼이 동작을 차단했다고 답했지만 게시되었을 수 있습니다."),
        { Code: 506 } => new Outcome.Unknown(error.Name, "같은 글이 이미 있다고 합니다. 먼저 보낸 것이 게시되었는지 확인합니다."),
        { Subcode: 1366051 } => new Outcome.Unknown(error.Name, "사진이 이미 게시되었다고 합니다. 먼저 보낸 것이 게시되었는지 확인합니다."),
        { Code: 9004 or 324 } or { Subcode: 2207052 } => new Outcome.TryLater(error.Name, "플랫폼이 미디어 파일을 가져가지 못했습니다: " + Said(error), TimeSpan.FromSeconds(5)),
        { Code: 9007 } or { Subcode: 2207027 } => new Outcome.TryLater(error.Name, "미디어가 아직 준비되지 않았습니다.", TimeSpan.FromSeconds(10)),
        // What is published is gone as a container, too: a second publish of it may be answered so.
        { Subcode: 2207008 or 2207006 } => new Outcome.Unknown(error.Name, "준비된 미디어가 없다고 합니다. 먼저 보낸 것이 게시되었는지 확인합니다."),
        { Subcode: 2207042 } => new Outcome.TryLater(error.Name, "인스타그램의 하루 게시 한도에 이르렀습니다.", TimeSpan.FromMinutes(30), Burns: false),
        { IsRateLimit: true } => new Outcome.TryLater(error.Name, "플랫폼의 호출 한도에 이르렀습니다.", RateLimitWait, Burns: false),
        { TokenIsDead: true } => new Outcome.Rejected(error.Name, $"계정 연결이 끊어졌습니다. 계정을 다시 연결해 주세요. ({Said(error)})", NeedsReconnect: true),
        // A missing permission stops this write only: what the token may still read is read on.
        { NeedsReconnect: true } => new Outcome.Rejected(error.Name, $"이 계정에는 게시 권한이 없습니다. 게시 권한을 허용하여 계정을 다시 연결해 주세요. ({Said(error)})"),
        { Code: 368 } => new Outcome.Rejected(error.Name, $"플랫폼이 이 계정의 게시를 일시적으로 막았습니다. 플랫폼에서 사유를 확인해 주세요. ({Said(error)})"),
        _ => new Outcome.Rejected(error.Name, $"플랫폼이 게시를 거부했습니다: {Said(error)}"),
    };

    private static string Said(MetaError error) => error.UserMessage ?? error.Message;
}
