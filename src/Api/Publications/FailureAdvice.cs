using System.Globalization;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Api.Publications;

/// <summary>Whether sending again can help against a cause, and what must be done before.</summary>
/// <param name="Retry">now, after_reconnecting, after_checking or after_editing.</param>
/// <param name="Text">Korean.</param>
/// <param name="TextEn">English.</param>
internal sealed record FailureAdvice(string Retry, string Text, string TextEn)
{
    private static readonly FailureAdvice Now = new("now", "일시적인 문제였습니다. 다시 보내면 됩니다", "It was temporary: sending again can help");
    private static readonly FailureAdvice Waited = new(
        "now", "한도나 장애가 풀리기를 기다리다 제시각을 놓쳤습니다. 여유가 생겼으면 다시 보내세요", "It waited for a limit or an outage to pass until its time was over: send it again once there is room");
    private static readonly FailureAdvice Media = new(
        "now", "플랫폼이 미디어를 처리하지 못했습니다. 다시 보내 보고, 되풀이되면 파일을 다시 내보내 바꿔 주세요", "The platform could not process the media: send it again, and if that happens again replace the file");
    private static readonly FailureAdvice SetUp = new("now", "관리자가 연동 설정을 고친 뒤 다시 보내세요", "An admin must correct our client's settings; then send it again");
    private static readonly FailureAdvice Reconnect = new("after_reconnecting", "계정을 다시 연결한 뒤 다시 보내세요", "Connect the account again, then send again");
    private static readonly FailureAdvice Check = new("after_checking", "플랫폼에서 먼저 확인하세요. 확인 없이 다시 보내면 두 번 게시될 수 있습니다", "Look at the platform first: sending again might double it");
    private static readonly FailureAdvice Edit = new("after_editing", "플랫폼이 내용을 거부했습니다. 고쳐서 다시 승인받고 예약하세요", "The platform refused it: edit it, have it approved and schedule it again");

    private static readonly FailureAdvice Approve = new("after_editing", "승인된 것과 내용이 다릅니다. 바뀐 내용을 확인하고 다시 승인받아 예약하세요", "It is not what was approved: see what has changed, have it approved again and schedule it");

    /// <summary>Causes that pass, in our own codes and YouTube's.</summary>
    private static readonly HashSet<string> Passing =
    [
        "not_sent", "no_answer", "no_id", "abandoned", "not_ready", "expired", "missed", "held", "not_posted", "not_there", "worker_died", "deadline",
        "upload_host", "video_expired", "video_upload_failed", "no_session", "video_gone", "conflict", "media_unreadable", "internal",
    ];

    /// <summary>What is waited for and burns no try: it comes to this only when the time was over.</summary>
    private static readonly HashSet<string> WaitedFor = ["budget", "budget_unread", "breaker_open", "velocity_brake", "action_blocked", "publishing_limit", "uploadLimitExceeded"];

    /// <summary>What a platform says of files it has, and cannot work with.</summary>
    private static readonly HashSet<string> OfMedia = ["container_error", "video_error", "video_failed", "processingFailure"];

    /// <summary>It may be there, or only the platform's own pages say why not.</summary>
    private static readonly HashSet<string> ToCheck = ["forced_private", "upload_ambiguous", "video_rejected", "ask_a_person", "processing", "handed_over", "no_status"];

    /// <summary>Meta's codes for media it could not fetch or had not finished.</summary>
    private static readonly HashSet<string> PassingAtMeta =
        ["324", "9004", "9007", "2207001", "2207003", "2207006", "2207008", "2207020", "2207027", "2207032", "2207052", "2207053"];

    /// <summary>On a code as publications keep it: ours, or Meta's "190" or "4/2207051".</summary>
    public static FailureAdvice On(string errorCode)
    {
        if (Passing.Contains(errorCode))
            return Now;
        if (WaitedFor.Contains(errorCode))
            return Waited;
        if (OfMedia.Contains(errorCode))
            return Media;
        if (errorCode == Seals.Broken)
            return Approve;
        if (ToCheck.Contains(errorCode))
            return Check;
        return errorCode is "account.not_active" or GrantTrouble.TokenUnreadable ? Reconnect : OfGoogle(new GoogleError(0, errorCode, "")) ?? OfMeta(errorCode) ?? Edit;
    }

    private static FailureAdvice? OfGoogle(GoogleError error) =>
        error.IsQuota || error.IsRateLimit ? Waited : error.IsClient ? SetUp : error.IsDeadGrant || error.LacksPermission ? Reconnect : null;

    private static FailureAdvice? OfMeta(string errorCode)
    {
        var parts = errorCode.Split('/');
        if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return null;
        var subcode = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var sub) ? sub : 0;
        var error = new MetaError(code, subcode, "", null, IsTransient: false);
        return code is 368 or 506 || subcode is 1366051 or 2207051 ? Check
            : error.NeedsReconnect ? Reconnect
            : error.IsRateLimit || subcode == 2207042 ? Waited
            : parts.Any(PassingAtMeta.Contains) ? Now
            : null;
    }
}
