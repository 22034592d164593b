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
    public async Task A_line_is_long_by_what_waits_in_it()
    {
        await using var work = new ClaimedWork("시험", 10, NullLogger.Instance);
        var (account, other) = (Guid.NewGuid(), Guid.NewGuid());
        for (var i = 0; i < 4; i++)
            await work.StartAsync(Guid.NewGuid(), ct => Task.Delay(Timeout.Infinite, ct), line: account);
        await work.StartAsync(Guid.NewGuid(), ct => Task.Delay(Timeout.Infinite, ct), line: other);
        await work.StartAsync(Guid.NewGuid(), ct => Task.Delay(Timeout.Infinite, ct));

        Assert.Equal([account], work.LongLines(1));
        Assert.Equal([account], work.LongLines(3));
        Assert.Empty(work.LongLines(4));
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

    /// <summary>A stop has half a minute for an account's thousands.</summary>
    [Fact]
    public async Task A_line_is_given_back_in_one_go()
    {
        var (line, begun, given) = (Guid.NewGuid(), new TaskCompletionSource(), new List<IReadOnlyList<Guid>>());
        var rows = Enumerable.Range(0, 1000).Select(_ => Guid.NewGuid()).ToArray();
        var work = new ClaimedWork("시험", 1000, NullLogger.Instance, ids =>
        {
            given.Add(ids);
            return Task.CompletedTask;
        });
        foreach (var row in rows)
            await work.StartAsync(row, WaitAsync, line: line);

        await begun.Task;
        await work.DisposeAsync();
        Assert.Equal([1, 999], given.Select(ids => ids.Count));        // what was begun, and what stood behind it
        Assert.Equal(rows, given.SelectMany(ids => ids));
        Assert.Empty(work.Working);

        Task WaitAsync(CancellationToken ct)
        {
            begun.TrySetResult();
            return Task.Delay(Timeout.Infinite, ct);
        }
    }

    /// <summary>Posts that wait for their second: each is called off by itself.</summary>
    [Fact]
    public async Task What_is_called_off_while_others_are_given_back_goes_with_the_next()
    {
        const int Rows = 50;
        var (begun, calledOff, given) = (0, 0, new List<IReadOnlyList<Guid>>());
        var (allBegun, allCalledOff) = (new TaskCompletionSource(), new TaskCompletionSource());
        var work = new ClaimedWork("시험", Rows, NullLogger.Instance, async ids =>
        {
            given.Add(ids);
            await allCalledOff.Task;
        });
        var rows = Enumerable.Range(0, Rows).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var row in rows)
            await work.StartAsync(row, WaitAsync);

        await allBegun.Task;
        await work.DisposeAsync();
        Assert.Equal(rows.Order(), given.SelectMany(ids => ids).Order());
        Assert.True(given.Count < Rows, $"{given.Count}번에 나누어 돌려줌");
        Assert.Empty(work.Working);

        async Task WaitAsync(CancellationToken ct)
        {
            if (Interlocked.Increment(ref begun) == Rows)
                allBegun.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, ct);
            }
            finally
            {
                if (Interlocked.Increment(ref calledOff) == Rows)
                    allCalledOff.SetResult();
            }
        }
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
