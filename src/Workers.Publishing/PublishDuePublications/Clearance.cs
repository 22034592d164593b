using SnsOps.Shared.Effects;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>Asked last before a post is armed: has the account sent too many, is there a budget for the call, does the platform answer.</summary>
internal sealed class Clearance(VelocityBrake brake, PublisherRegistry publishers)
{
    /// <summary>Null: it may be armed, and counts as a send until it is <see cref="Withdraw">withdrawn</see>.</summary>
    public async Task<Outcome.TryLater?> AskAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct)
    {
        if (await brake.EnterAsync(account, ct) is { } braked)
        {
            return braked.By != HeldBackBy.Budget ? Waiting.For(braked) : brake.IsRest(braked)
                ? Waiting.For(braked) with { Code = "action_blocked", Reason = "플랫폼이 스팸으로 의심하여 이 계정의 게시를 막았습니다. 막힘이 길어지지 않도록 게시를 쉽니다. 플랫폼 앱에서 계정 상태를 확인해 주세요." }
                : Waiting.For(braked) with { Code = "velocity_brake", Reason = "짧은 시간에 너무 많은 게시물이 나가 잠시 멈췄습니다. 조금 뒤 자동으로 이어집니다." };
        }

        if (await publishers[post.Format].ReadyAsync(account, ct) is not { } heldBack)
            return null;
        brake.Leave(account);
        return Waiting.For(heldBack);
    }

    /// <summary>Brings what the answer needs into this process, so that asking costs no query in the second itself. It decides nothing.</summary>
    public async Task WarmAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct)
    {
        if (await brake.EnterAsync(account, ct) is null)
            brake.Leave(account);
        await publishers[post.Format].ReadyAsync(account, ct);
    }

    /// <summary>It was not sent after all.</summary>
    public void Withdraw(ConnectedAccount account) => brake.Leave(account);
}
