using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.Platforms;
using SnsOps.Workers.Publishing.Sending;

namespace SnsOps.Workers.Publishing.SendReplies;

/// <summary>Answers to comments.</summary>
internal sealed class ReplyJob(CommentWriters platforms, ReplyOptions options) : SendingJob<OutgoingReply>(options)
{
    public override EffectSubject Subject => EffectSubject.Reply;

    public override SendingWords Words { get; } = new(
        "reply",
        NotConnected: "계정 연결이 끊어져 답글을 보낼 수 없습니다. 계정을 다시 연결한 뒤 다시 써 주세요.",
        Died: "답글을 보내던 중 프로세스가 멈춰 결과를 확인하고 있습니다.",
        Slow: "정해진 시간 안에 응답이 없어 답글이 올라갔는지 확인합니다.",
        Missed: "제때 보내지 못해 답글을 올리지 않았습니다.",
        Instead: "아직 필요하면 다시 써 주세요.");

    public override string Claimed { get; } = $"""
        s.id, s.epoch, s.account_id, s.platform::text as platform, {Threads.Of("c")} as thread, s.text, s.retry_count, s.created_at
          from claimed s join comments_inbox c on c.id = s.comment_id
        """;

    public override Task<(Outcome Outcome, string Response)> SendAsync(OutgoingReply row, ConnectedAccount account, CancellationToken ct) =>
        platforms.Of(row.Platform).SendAsync(row, account, ct);
}
