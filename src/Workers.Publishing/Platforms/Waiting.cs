using SnsOps.Shared.Effects;
using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>What becomes of a write that was held back: it waits, and no attempt is burnt.</summary>
internal static class Waiting
{
    /// <summary>All that wait for the same thing come back within this time, not at one instant.</summary>
    private const double SpreadSeconds = 2;

    /// <summary>Until it may be tried.</summary>
    public static Outcome.TryLater For(HeldBack heldBack)
    {
        var (code, reason) = heldBack.By switch
        {
            HeldBackBy.Budget => ("budget", "플랫폼의 호출 한도를 지키려고 기다립니다. 여유가 생기면 자동으로 이어집니다."),
            HeldBackBy.Breaker => ("breaker_open", "플랫폼이 잇달아 응답하지 않아 잠시 멈췄습니다. 응답이 돌아오면 자동으로 이어집니다."),
            _ => ("budget_unread", "데이터베이스가 응답하지 않아 호출 한도를 확인하지 못했습니다. 자동으로 다시 시도합니다."),
        };
        return new Outcome.TryLater(code, reason, heldBack.Wait + TimeSpan.FromSeconds(Random.Shared.NextDouble() * SpreadSeconds), Burns: false);
    }
}
