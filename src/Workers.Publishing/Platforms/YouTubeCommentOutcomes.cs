using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms.Google;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>YouTube's answers to what is written and done below videos, as outcomes. https://developers.google.com/youtube/v3/docs/errors#comments</summary>
internal static class YouTubeCommentOutcomes
{
    private static readonly TimeSpan RateLimitWait = TimeSpan.FromMinutes(1);

    /// <summary>A refusal or a missing answer.</summary>
    /// <param name="answer">Not <see cref="GoogleAnswer.Ok"/>.</param>
    /// <param name="what">How people call it.</param>
    /// <param name="isRepeatable">It may be done twice, so an answer that it cannot be done is looked into.</param>
    /// <param name="untilReset">How long the day's quota lasts.</param>
    public static Outcome OfSend(GoogleAnswer answer, string what, bool isRepeatable, TimeSpan untilReset) => answer switch
    {
        GoogleAnswer.NotSent { HeldBack: { } heldBack } => Waiting.For(heldBack),
        GoogleAnswer.NotSent notSent => new Outcome.TryLater("not_sent", "유튜브에 연결하지 못했습니다: " + notSent.Reason, TimeSpan.FromSeconds(10), Burns: false),
        GoogleAnswer.Refused refused => OfRefusal(refused, refused.Error, what, isRepeatable, untilReset),
        _ => new Outcome.Unknown("no_answer", $"{what}의 결과를 알 수 없습니다: {answer.Summary}"),
    };

    private static Outcome OfRefusal(GoogleAnswer.Refused refused, GoogleError error, string what, bool isRepeatable, TimeSpan untilReset) => error switch
    {
        { IsQuota: true } => new Outcome.TryLater(error.Reason, "유튜브 API의 하루 할당량을 모두 썼습니다. 미국 태평양 시각 자정에 새로 시작됩니다.", untilReset, Burns: false),
        { IsRateLimit: true } => new Outcome.TryLater(error.Reason, "유튜브의 호출 한도에 이르렀습니다.", refused.RetryAfter > RateLimitWait ? refused.RetryAfter : RateLimitWait, Burns: false),
        { IsClient: true } => new Outcome.TryLater(error.Reason, $"구글 OAuth 클라이언트 설정이 올바르지 않습니다. 관리자가 Google:ClientId와 Google:ClientSecret을 확인해 주세요. ({error.Message})", RateLimitWait, Burns: false),
        { IsDeadGrant: true } => new Outcome.Rejected(error.Reason, $"계정 연결이 끊어졌습니다. 계정을 다시 연결해 주세요. ({error.Message})", NeedsReconnect: true),
        { Reason: "commentsDisabled" } => new Outcome.Rejected(error.Reason, "이 영상은 댓글이 사용 중지되어 있습니다. 유튜브 스튜디오에서 영상의 댓글을 켠 뒤 다시 해 주세요."),
        { Reason: "videoNotFound" } => new Outcome.Rejected(error.Reason, "영상이 유튜브에 없거나 비공개입니다."),
        { Reason: "commentNotFound" or "parentCommentNotFound" } or { Status: 404 } => isRepeatable
            ? new Outcome.Unknown(error.Reason, "유튜브에서 댓글을 찾지 못해 댓글의 상태를 확인합니다.")
            : new Outcome.Rejected(error.Reason, "답할 댓글이 유튜브에 없습니다. 삭제되었을 수 있습니다."),
        // It may have been done all the same; what cannot be done twice is not tried again.
        { Reason: "processingFailure" or "conflict" } or { Status: 409 } => new Outcome.Unknown(error.Reason, $"유튜브가 {what} 요청을 처리하지 못했다고 하지만 되었을 수 있어 확인합니다."),
        { Reason: "insufficientPermissions" or "forbidden" } or { Status: 403 } => new Outcome.Rejected(
            error.Reason, $"이 계정으로는 할 수 없습니다. 유튜브 댓글 권한(youtube.force-ssl)을 허용하여 계정을 다시 연결하거나, 채널의 소유자인지 확인해 주세요. ({error.Message})"),
        _ => new Outcome.Rejected(error.Reason, $"유튜브가 {what} 요청을 거부했습니다: {error.Message} ({error.Reason})"),
    };
}
