using System.Collections.Concurrent;
using System.Diagnostics;

namespace SnsOps.Local.Processes;

/// <summary>Starts every child from one thread that lives as long as this process.</summary>
/// <remarks>Linux ties a child's parent-death signal to the <em>thread</em> that started it (prctl(2), PR_SET_PDEATHSIG):
/// from a pool thread, children would be told of their parent's death whenever the pool shrinks.</remarks>
internal static class Spawner
{
    private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> Queue = StartThread();

    internal static Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue.Add((start, started));
        return started.Task;
    }

    private static BlockingCollection<(ProcessStartInfo, TaskCompletionSource<Process>)> StartThread()
    {
        var queue = new BlockingCollection<(ProcessStartInfo, TaskCompletionSource<Process>)>();
        new Thread(() => Run(queue)) { IsBackground = true, Name = "spawner" }.Start();
        return queue;
    }

    private static void Run(BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> queue)
    {
        foreach (var (start, started) in queue.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start"));
            }
            catch (Exception e)      // handed to the caller: this thread must never end
            {
                started.SetException(e);
            }
        }
    }
}
