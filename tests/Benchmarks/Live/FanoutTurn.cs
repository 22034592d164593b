using SnsOps.Benchmarks.Publish;

namespace SnsOps.Benchmarks.Live;

/// <summary>What one server did in one turn.</summary>
/// <param name="P50">From just before the commit to the client's hands, milliseconds; of the bare loop from just before the first send.</param>
/// <param name="P99">The same.</param>
/// <param name="CpuMicros">Of the server's process, per delivery, microseconds.</param>
/// <param name="PostgresMicros">Of PostgreSQL, the same.</param>
/// <param name="Missing">Deliveries that never came.</param>
/// <param name="Memory">Of the server's process at the end, MB.</param>
internal sealed record FanoutTurn(double P50, double P99, double CpuMicros, double PostgresMicros, long Missing, double Memory)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Connects all, tells the events, and waits until everybody who reads has heard them.</summary>
    /// <param name="plan">How many of what.</param>
    /// <param name="urls">One address for each that reads.</param>
    /// <param name="stalled">Addresses of those who connect and never read.</param>
    /// <param name="server">Its process.</param>
    /// <param name="postgres">PostgreSQL's.</param>
    /// <param name="tell">Tells the events at their pace.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<FanoutTurn> TakeAsync(FanoutPlan plan, IReadOnlyList<Uri> urls, IReadOnlyList<Uri> stalled, int server, int postgres, Func<Task> tell, CancellationToken ct)
    {
        var silent = stalled.Select(_ => new LiveListener(narrow: true)).ToList();
        try
        {
            await ConnectAsync([.. silent.Zip(stalled)], ct);
            using var audience = LiveAudience.Connect(urls, ct);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var heard = new List<float>(plan.Events * urls.Count);
            var (greeted, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            var listening = audience.ListenAsync((_, message) =>
            {
                if (LiveListener.Number(message, "\"at\""u8) is { } at)
                    heard.Add((float)TimeProvider.System.GetElapsedTime(at).TotalMilliseconds);
                else if (++greeted == urls.Count)
                    all.SetResult();        // whoever is greeted gets what is told from now on
                return heard.Count < heard.Capacity;
            }, over.Token);
            await all.Task.WaitAsync(Patience, ct);
            double[] before = [ProcessUse.CpuSeconds([server], withChildren: false), ProcessUse.CpuSeconds([postgres])];
            await tell();
            over.CancelAfter(Patience);
            await listening;
            double[] used = [ProcessUse.CpuSeconds([server], withChildren: false) - before[0], ProcessUse.CpuSeconds([postgres]) - before[1]];
            var times = heard.Select(t => (double)t).Order().ToArray();
            return new FanoutTurn(times[times.Length / 2], times[(int)(times.Length * 0.99)], used[0] * 1e6 / times.Length, used[1] * 1e6 / times.Length,
                ((long)plan.Events * urls.Count) - times.Length, ProcessUse.ResidentMb([server], withChildren: false));
        }
        finally
        {
            foreach (var listener in silent)
                await listener.DisposeAsync();
        }
    }

    private static Task ConnectAsync(IReadOnlyList<(LiveListener Listener, Uri Url)> all, CancellationToken ct) =>
        Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = ct }, async (one, token) => await one.Listener.ConnectAsync(one.Url, token));
}

/// <summary>A paced fan-out.</summary>
/// <param name="Clients">Who read.</param>
/// <param name="Events">In a turn.</param>
/// <param name="PerSecond">Events.</param>
/// <param name="Stalled">Who do not, in the turns with such.</param>
internal sealed record FanoutPlan(int Clients, int Events, int PerSecond, int Stalled);
