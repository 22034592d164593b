using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.Platforms;
using SnsOps.Workers.Publishing.Sending;

namespace SnsOps.Workers.Publishing.SendFirstComments;

/// <summary>First comments, as soon as their post is out and has an id to hang on. The post is out whatever comes of them.</summary>
internal sealed class FirstCommentJob(CommentWriters platforms, FirstCommentOptions options) : SendingJob<OutgoingFirstComment>(options)
{
    public override EffectSubject Subject => EffectSubject.FirstComment;

    public override bool IsNudged => false;

    public override SendingWords Words { get; } = new(
        "first-comment",
        NotConnected: "계정 연결이 끊어져 첫 댓글을 달 수 없습니다. 필요하면 플랫폼에서 직접 달아 주세요.",
        Died: "첫 댓글을 달던 중 프로세스가 멈춰 결과를 확인하고 있습니다.",
        Slow: "정해진 시간 안에 응답이 없어 첫 댓글이 달렸는지 확인합니다.",
        Missed: "제때 첫 댓글을 달지 못했습니다.",
        Instead: "필요하면 플랫폼에서 직접 달아 주세요.");

    public override string AlsoToClaim => "and exists (select from publications p where p.id = s.id and p.state = 'published' and p.platform_post_id is not null)";

    public override string Claimed => """
        s.id, s.epoch, s.account_id, s.platform::text as platform, p.platform_post_id as post_id, s.text, s.retry_count, s.created_at
          from claimed s join publications p on p.id = s.id
        """;

    public override Task<(Outcome Outcome, string Response)> SendAsync(OutgoingFirstComment row, ConnectedAccount account, CancellationToken ct) =>
        platforms.Of(row.Platform).SendAsync(row.AsReply, account, ct);
}
