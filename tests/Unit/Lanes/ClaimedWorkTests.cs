using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Shared.Lanes;

namespace SnsOps.Unit.Lanes;

/// <summary>What this process works on.</summary>
public sealed class ClaimedWorkTests
{
    /// <summary>The lease lapsed, another process freed the row, and this one has claimed it anew while the first run is still under way.</summary>
    [Fact]
    public async Task A_row_is_worked_on_until_its_latest_run_has_ended()
    {
        await using var work = new ClaimedWork("시험", 2, NullLogger.Instance);
        var (row, first, second) = (Guid.NewGuid(), new TaskCompletionSource(), new TaskCompletionSource());
        await work.StartAsync(row, _ => first.Task);
        await work.StartAsync(row, _ => second.Task);

        first.SetResult();
        await EndedAsync(work, 1);
        Assert.Equal([row], work.Working);

        second.SetResult();
        await EndedAsync(work, 2);
        Assert.Empty(work.Working);
    }

    private static async Task EndedAsync(ClaimedWork work, int free)
    {
        while (work.Free < free)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
