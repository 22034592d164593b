using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms.Google;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>YouTube's answers, as outcomes. https://developers.google.com/youtube/v3/docs/errors</summary>
internal static class YouTubeOutcomes
{
    private static readonly TimeSpan RateLimitWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UploadLimitWait = TimeSpan.FromHours(1);

    /// <summary>A refusal or a missing answer to the write that makes a video visible.</summary>
    /// <param name="answer">Not <see cref="GoogleAnswer.Ok"/>.</param>
    /// <param name="untilReset">How long the day's quota lasts.</param>
    public static Outcome OfSend(GoogleAnswer answer, TimeSpan untilReset) => answer switch
    {
        GoogleAnswer.NotSent { HeldBack: { } heldBack } => Waiting.For(heldBack),
        GoogleAnswer.NotSent notSent => new Outcome.TryLater("not_sent", "유튜브에 연결하지 못했습니다: " + notSent.Reason, TimeSpan.FromSeconds(10), Burns: false),
        GoogleAnswer.Refused refused => OfRefusal(refused, refused.Error, untilReset),
        _ => new Outcome.Unknown("no_answer", "결과를 알 수 없습니다: " + answer.Summary),
    };

    /// <summary>A refusal or a missing answer to an invisible step: what is unknown there may simply be done again.</summary>
    public static Outcome OfPreparation(GoogleAnswer answer, TimeSpan untilReset) =>
        OfSend(answer, untilReset) is Outcome.Unknown unknown ? new Outcome.TryLater(unknown.Code, "게시 준비 중 응답이 없었습니다: " + answer.Summary) : OfSend(answer, untilReset);

    /// <summary>What a video's own state says when it never becomes visible.</summary>
    public static Outcome OfDead(VideoState video) => video switch
    {
        { Upload: "failed", Reason: "uploadAborted" } => new Outcome.TryLater("video_failed", "업로드가 중단되어 다시 올립니다.", TimeSpan.FromSeconds(1), DropsHandle: true),
        { Upload: "failed" } => new Outcome.Rejected("video_failed", $"유튜브가 영상을 처리하지 못했습니다 ({video.Reason}). 파일을 다시 내보내 바꿔 주세요."),
        { Upload: "rejected" } => new Outcome.Rejected("video_rejected", $"유튜브가 영상을 거부했습니다 ({video.Reason}). 유튜브 스튜디오에서 사유를 확인해 주세요."),
        _ => new Outcome.Rejected("video_gone", "업로드해 둔 영상이 유튜브에서 삭제되었습니다. 다시 보내면 다시 업로드합니다."),
    };

    private static Outcome OfRefusal(GoogleAnswer.Refused refused, GoogleError error, TimeSpan untilReset) => error switch
    {
        { IsQuota: true } => new Outcome.TryLater(error.Reason, "유튜브 API의 하루 할당량을 모두 썼습니다. 미국 태평양 시각 자정에 새로 시작됩니다.", untilReset, Burns: false),
        { IsRateLimit: true } => new Outcome.TryLater(error.Reason, "유튜브의 호출 한도에 이르렀습니다.", refused.RetryAfter > RateLimitWait ? refused.RetryAfter : RateLimitWait, Burns: false),
        { Reason: "uploadLimitExceeded" } => new Outcome.TryLater(error.Reason, "이 채널이 하루에 올릴 수 있는 영상 수를 넘었습니다. 여유가 생기면 자동으로 이어집니다.", UploadLimitWait, Burns: false),
        { IsClient: true } => new Outcome.TryLater(error.Reason, $"구글 OAuth 클라이언트 설정이 올바르지 않습니다. 관리자가 Google:ClientId와 Google:ClientSecret을 확인해 주세요. ({error.Message})", RateLimitWait, Burns: false),
        { IsDeadGrant: true } => new Outcome.Rejected(error.Reason, $"계정 연결이 끊어졌습니다. 계정을 다시 연결해 주세요. ({error.Message})", NeedsReconnect: true),
        { Reason: "insufficientPermissions" } => new Outcome.Rejected(error.Reason, "이 계정에는 유튜브 게시 권한이 없습니다. 권한을 허용하여 계정을 다시 연결해 주세요."),
        { Reason: "videoNotFound" } => new Outcome.Rejected("video_gone", "업로드해 둔 영상이 유튜브에 없습니다. 다시 보내면 다시 업로드합니다."),
        { Reason: "processingFailure" or "conflict" } or { Status: 409 } => new Outcome.TryLater(error.Reason, "유튜브가 요청을 처리하지 못했습니다: " + error.Message),
        _ => new Outcome.Rejected(error.Reason, $"유튜브가 게시를 거부했습니다: {error.Message} ({error.Reason})"),
    };
}
