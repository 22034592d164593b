using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>Stops a runaway: an account sends only so many posts within some minutes, the rest waits and people are told.</summary>
internal sealed class VelocityBrake(Budgets budgets, PublishingOptions options)
{
    private static readonly BudgetAlarm Braked = new("publication.braked", ["admin", "manager"], true, "게시가 너무 빨라 잠시 멈췄습니다",
        "남은 게시물은 기다렸다가 자동으로 이어집니다. 의도한 게시가 아니면 예약을 확인하고 취소해 주세요.");

    /// <summary>Counts one send, or says how long it must wait.</summary>
    public ValueTask<HeldBack?> EnterAsync(ConnectedAccount account, CancellationToken ct) =>
        options.BrakeSends == 0 ? default : budgets.SpendAsync(Of(account), CallPriority.Publishing, ct);

    /// <summary>It was not sent after all.</summary>
    public void Leave(ConnectedAccount account)
    {
        if (options.BrakeSends > 0)
            budgets.GiveBack(Of(account), CallPriority.Publishing);
    }

    private Budget Of(ConnectedAccount account) => new($"posts:account:{account.Id}", "게시", options.BrakeSends, TimeSpan.FromMinutes(options.BrakeMinutes), account.ClientId, account.Id)
    {
        KeepsReserve = false, Alarm = Braked,
    };
}
