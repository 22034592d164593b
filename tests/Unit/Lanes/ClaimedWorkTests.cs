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

    /// <summary>An account's overdue posts: what waits takes room, and a fault of one does not hold up the others.</summary>
    [Fact]
    public async Task Rows_of_one_line_are_worked_on_one_after_another()
    {
        await using var work = new ClaimedWork("시험", 4, NullLogger.Instance);
        var (line, other, begun) = (Guid.NewGuid(), new TaskCompletionSource(), new List<int>());
        var ends = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource()).ToArray();
        var starts = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource()).ToArray();
        for (var i = 0; i < 3; i++)
            await work.StartAsync(Guid.NewGuid(), Work(i), line: line);
        await work.StartAsync(Guid.NewGuid(), _ => other.Task, line: Guid.NewGuid());

        await starts[0].Task;
        Assert.Equal((0, 4), (work.Free, work.Working.Length));
        ends[0].SetException(new InvalidOperationException("첫째가 실패"));
        await starts[1].Task;
        Assert.Equal([0, 1], begun);
        ends[1].SetResult();
        ends[2].SetResult();
        await starts[2].Task;
        await EndedAsync(work, 3);
        other.SetResult();
        await EndedAsync(work, 4);
        Assert.Empty(work.Working);

        Func<CancellationToken, Task> Work(int i) => _ =>
        {
            begun.Add(i);
            starts[i].SetResult();
            return ends[i].Task;
        };
    }

    [Fact]
    public async Task What_waits_in_a_line_is_given_back_when_the_process_stops()
    {
        var (line, begun, given) = (Guid.NewGuid(), new TaskCompletionSource(), new List<int>());
        var work = new ClaimedWork("시험", 4, NullLogger.Instance);
        for (var i = 0; i < 3; i++)
        {
            var row = i;
            await work.StartAsync(Guid.NewGuid(), ct =>
            {
                begun.TrySetResult();
                return Task.Delay(Timeout.Infinite, ct);
            }, () =>
            {
                given.Add(row);
                return Task.CompletedTask;
            }, line);
        }

        await begun.Task;
        await work.DisposeAsync();
        Assert.Equal([0, 1, 2], given);
        Assert.Empty(work.Working);
    }

    /// <summary>A nudge came just before the stop: its rows are claimed by the time there is no room for them any more.</summary>
    [Fact]
    public async Task A_claim_under_way_has_given_its_rows_back_by_the_time_the_process_has_stopped()
    {
        var work = new ClaimedWork("시험", 4, NullLogger.Instance);
        var (asking, answered, given) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        var claim = work.InTurnAsync(
            async () =>
            {
                asking.SetResult();
                await answered.Task;
                await work.StartAsync(Guid.NewGuid(), _ => Task.CompletedTask, () =>
                {
                    given++;
                    return Task.CompletedTask;
                });
            }, TestContext.Current.CancellationToken);
        await asking.Task;

        var stop = work.DisposeAsync().AsTask();
        Assert.False(stop.IsCompleted);
        answered.SetResult();
        await stop;
        Assert.Equal(1, given);
        await claim;
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
