using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.Platforms;
using SnsOps.Workers.Publishing.Sending;

namespace SnsOps.Workers.Publishing.ModerateComments;

/// <summary>What is done to comments: one thing at a time (the database sees to that), and never while an answer to the same comment is on its way.</summary>
internal sealed class ActionJob(CommentModerators platforms, ModerationOptions options) : SendingJob<OutgoingAction>(options)
{
    public override EffectSubject Subject => EffectSubject.Action;

    public override SendingWords Words { get; } = new(
        "action",
        NotConnected: "계정 연결이 끊어져 댓글을 숨기거나 삭제할 수 없습니다. 계정을 다시 연결한 뒤 다시 해 주세요.",
        Died: "처리하던 중 프로세스가 멈춰 댓글의 상태를 확인하고 있습니다.",
        Slow: "정해진 시간 안에 응답이 없어 댓글의 상태를 확인합니다.",
        Missed: "제때 처리하지 못해 댓글을 그대로 두었습니다.",
        Instead: "아직 필요하면 다시 해 주세요.");

    public override string AlsoToClaim => "and not exists (select from comment_replies r where r.comment_id = s.comment_id and r.state in ('claimed', 'armed'))";

    public override string Claimed { get; } = $"""
        s.id, s.epoch, s.account_id, s.platform::text as platform, s.action::text as action, s.ban_author, s.retry_count, s.created_at, {ModeratedComment.Columns}
          from claimed s {ModeratedComment.Joined}
        """;

    public override Task<(Outcome Outcome, string Response)> SendAsync(OutgoingAction row, ConnectedAccount account, CancellationToken ct) =>
        platforms.Of(row.Platform).SendAsync(row, account, ct);
}
