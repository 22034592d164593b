using System.Globalization;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Api.Publications;

/// <summary>Whether sending again can help against a cause, and what must be done before.</summary>
/// <param name="Retry">now, after_reconnecting, after_checking or after_editing.</param>
/// <param name="Text">Korean.</param>
/// <param name="TextEn">English.</param>
internal sealed record FailureAdvice(string Retry, string Text, string TextEn)
{
    private static readonly FailureAdvice Now = new("now", "일시적인 문제였습니다. 다시 보내면 됩니다", "It was temporary: sending again can help");
    private static readonly FailureAdvice Reconnect = new("after_reconnecting", "계정을 다시 연결한 뒤 다시 보내세요", "Connect the account again, then send again");
    private static readonly FailureAdvice Check = new("after_checking", "플랫폼에서 먼저 확인하세요. 확인 없이 다시 보내면 두 번 게시될 수 있습니다", "Look at the platform first: sending again might double it");
    private static readonly FailureAdvice Edit = new("after_editing", "플랫폼이 내용을 거부했습니다. 고쳐서 다시 승인받고 예약하세요", "The platform refused it: edit it, have it approved and schedule it again");

    private static readonly FailureAdvice Approve = new("after_editing", "승인된 것과 내용이 다릅니다. 바뀐 내용을 확인하고 다시 승인받아 예약하세요", "It is not what was approved: see what has changed, have it approved again and schedule it");

    /// <summary>Our own codes of causes that pass.</summary>
    private static readonly HashSet<string> Passing =
        ["not_sent", "no_answer", "no_id", "abandoned", "not_ready", "expired", "container_error", "missed", "held", "not_posted", "not_there", "worker_died", "deadline", "media_unreadable", "internal"];

    /// <summary>YouTube's reasons that pass, and ours about its uploads.</summary>
    private static readonly HashSet<string> PassingAtYouTube =
    [
        "quotaExceeded", "dailyLimitExceeded", "rateLimitExceeded", "userRateLimitExceeded", "uploadLimitExceeded", "processingFailure", "conflict", "no_session", "video_failed", "video_gone", "invalid_client",
    ];

    /// <summary>Meta's codes for media it could not fetch or had not finished, and for its daily limit.</summary>
    private static readonly HashSet<string> PassingAtMeta =
        ["324", "9004", "9007", "2207001", "2207003", "2207006", "2207008", "2207020", "2207027", "2207032", "2207042", "2207052", "2207053"];

    /// <summary>On a code as publications keep it: ours, or Meta's "190" or "4/2207051".</summary>
    public static FailureAdvice On(string errorCode)
    {
        if (Passing.Contains(errorCode) || PassingAtYouTube.Contains(errorCode))
            return Now;
        if (errorCode is "account.not_active" or GrantTrouble.TokenUnreadable or "invalid_grant" or "authError" or "youtubeSignupRequired" or "insufficientPermissions")
            return Reconnect;
        if (errorCode == Seals.Broken)
            return Approve;
        if (errorCode is "already_published" or "processing" or "368" or "forced_private" or "upload_ambiguous" or "video_rejected")
            return Check;
        var parts = errorCode.Split('/');
        if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return Edit;
        var subcode = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var sub) ? sub : 0;
        var error = new MetaError(code, subcode, "", null, IsTransient: false);
        return error.NeedsReconnect ? Reconnect
            : error.IsRateLimit || parts.Any(PassingAtMeta.Contains) ? Now
            : Edit;
    }
}
