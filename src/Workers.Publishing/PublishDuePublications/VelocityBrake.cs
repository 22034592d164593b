using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>Stops a runaway: an account sends only so many posts within some minutes, the rest waits and people are told. One the platform takes for a spammer rests.</summary>
internal sealed class VelocityBrake(Budgets budgets, PublishingOptions options, MetaOptions meta)
{
    /// <summary>More than an account sends within any stretch: of a budget that only the platform closes.</summary>
    private const int Endless = 1_000_000;

    private static readonly BudgetAlarm Braked = new("publication.braked", ["admin", "manager"], true, "게시를 잠시 멈췄습니다",
        "남은 게시물은 기다렸다가 자동으로 이어지고, 허용 시간을 넘기는 것은 보내지 않고 여쭙습니다. 의도한 게시가 아니면 예약을 확인하고 취소해 주세요.")
    {
        ClosedKo = "플랫폼이 스팸으로 의심하여 이 계정의 게시를 막았습니다. 막힘이 길어지지 않도록 게시를 쉽니다. 플랫폼 앱에서 계정 상태를 확인해 주세요.",
    };

    /// <summary>Counts one send, or says how long it must wait.</summary>
    public ValueTask<HeldBack?> EnterAsync(ConnectedAccount account, CancellationToken ct) =>
        HasBudget(account) ? budgets.SpendAsync(Of(account), CallPriority.Publishing, ct) : default;

    /// <summary>It was not sent after all.</summary>
    public void Leave(ConnectedAccount account)
    {
        if (HasBudget(account))
            budgets.GiveBack(Of(account), CallPriority.Publishing);
    }

    /// <summary>It waits for the platform: by our own count nothing waits much longer than the window.</summary>
    public bool IsRest(HeldBack braked) => options.BrakeSends == 0 || braked.Wait > TimeSpan.FromMinutes(2 * options.BrakeMinutes);

    /// <summary>Without a brake it is there for the rest alone, which Instagram's accounts may have to take.</summary>
    private bool HasBudget(ConnectedAccount account) => options.BrakeSends > 0 || (meta.BlockedHours > 0 && account.Platform == "instagram");

    private Budget Of(ConnectedAccount account) => new(Budget.ScopeOfPosts(account.Id), "게시", options.BrakeSends > 0 ? options.BrakeSends : Endless, TimeSpan.FromMinutes(options.BrakeMinutes), account.ClientId, account.Id)
    {
        KeepsReserve = false, Alarm = Braked,
    };
}
