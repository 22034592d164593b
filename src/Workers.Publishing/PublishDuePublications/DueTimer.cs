namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>Waits for an instant: never early, and within about a millisecond of it.</summary>
internal sealed class DueTimer(TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);      // so that a turned clock is noticed
    private static readonly TimeSpan Close = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns when the clock shows <paramref name="instant"/> or later.</summary>
    public async Task UntilAsync(DateTimeOffset instant, CancellationToken ct)
    {
        while (instant - clock.GetUtcNow() is { Ticks: > 0 } left)
        {
            if (left > Close)
                await Task.Delay(left - (Close / 2) < Longest ? left - (Close / 2) : Longest, ct);
            else
                await Task.Delay(1, ct);
        }
    }
}
