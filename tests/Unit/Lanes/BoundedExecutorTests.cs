using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Shared.Lanes;

namespace SnsOps.Unit.Lanes;

/// <summary>Work that is started while the executor stops.</summary>
public sealed class BoundedExecutorTests
{
    private const int Rounds = 50;

    /// <summary>Somebody starts work after work, as the ends of a line do, until the executor refuses; the stop comes at any moment.</summary>
    [Fact]
    public async Task What_was_started_has_ended_by_the_time_the_executor_has_stopped()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var executor = new BoundedExecutor("시험", int.MaxValue, NullLogger.Instance);
            var (begun, ended) = (new TaskCompletionSource(), 0);
            var starting = Task.Factory.StartNew(StartAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await begun.Task;

            await executor.DisposeAsync();
            var endedByThen = Volatile.Read(ref ended);
            Assert.Equal(await starting, endedByThen);
            Assert.Equal((0, 0), (executor.Free, executor.Running));

            int StartAll()
            {
                var started = 0;
                while (executor.TryRun(WorkAsync))
                    started++;
                return started;
            }

            async Task WorkAsync(CancellationToken _)
            {
                begun.TrySetResult();
                for (var i = 0; i < 5; i++)
                    await Task.Yield();
                Interlocked.Increment(ref ended);
            }
        }
    }

    [Fact]
    public async Task Who_stops_it_waits_for_what_is_under_way_and_who_stops_it_once_more_does_not()
    {
        var executor = new BoundedExecutor("시험", 1, NullLogger.Instance);
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        Assert.True(executor.TryRun(_ =>
        {
            begun.SetResult();
            return end.Task;
        }));
        await begun.Task;
        var (first, second) = (executor.DisposeAsync().AsTask(), executor.DisposeAsync().AsTask());
        Assert.Equal((false, true), (first.IsCompleted, second.IsCompleted));
        end.SetResult();
        await first;
        Assert.False(executor.TryRun(_ => Task.CompletedTask));
    }
}
