using System.Collections.Concurrent;

namespace SnsOps.Workers.Ai.Sentiment.Electra;

/// <summary>The only threads that ONNX Runtime computes on, one per core.</summary>
/// <remarks>
/// Eight-bit steps use the processor's tile registers (AMX) where it has them. From then on the kernel puts 8 kB more on the signal stack of that thread, and .NET's holds 12 kB in all:
/// a null reference on it, caught or not, ends the process. Nothing of ours runs on these threads.
/// </remarks>
internal static class InferenceThreads
{
    private static readonly BlockingCollection<Task> Waiting = Start(Environment.ProcessorCount);

    /// <summary>Computes it there; whoever asks waits, and gets its exception.</summary>
    public static T Run<T>(Func<T> compute)
    {
        var task = new Task<T>(compute);
        Waiting.Add(task);
        return task.GetAwaiter().GetResult();
    }

    private static BlockingCollection<Task> Start(int threads)
    {
        var waiting = new BlockingCollection<Task>();
        for (var i = 0; i < threads; i++)
            new Thread(() => Work(waiting)) { IsBackground = true, Name = $"onnx {i}" }.Start();
        return waiting;
    }

    private static void Work(BlockingCollection<Task> waiting)
    {
        foreach (var task in waiting.GetConsumingEnumerable())
            task.RunSynchronously(TaskScheduler.Default);
    }
}
