namespace SnsOps.Benchmarks.Live;

/// <summary>Pages that lose their connection at random and come back where they were: none of their events may be missing, doubled or out of order.</summary>
internal static class ResumeStorm
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30), Look = TimeSpan.FromSeconds(1);

    /// <summary>Runs it; anything missed is a broken run.</summary>
    public static async Task RunAsync(BenchFleet fleet, BenchReport report, ResumePlan plan, CancellationToken ct)
    {
        using var team = await LiveTeam.MakeAsync(fleet.Database, plan.Audiences, plan.Clients / 10, ct);
        await using var announcer = await Announcer.OpenAsync(fleet.Database, ct);
        var from = await fleet.ScalarAsync<long>("select coalesce(max(seq), 0) from live_events");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var pages = Enumerable.Range(0, plan.Clients).Select(i => new Page(fleet, team, i, from, plan.Events / plan.Audiences, new Random(plan.Seed + i))).ToArray();
        var running = pages.Select(page => Task.Run(() => page.RunAsync(over.Token), ct)).ToArray();
        var began = TimeProvider.System.GetTimestamp();
        for (var n = 1; n <= plan.Events / plan.Audiences; n++)
        {
            if (TimeSpan.FromSeconds((double)(n - 1) * plan.Audiences / plan.PerSecond) - TimeProvider.System.GetElapsedTime(began) is { Ticks: > 0 } early)
                await Task.Delay(early, ct);
            await announcer.TellAsync(team.Clients, n);
            if (n % (plan.Events / plan.Audiences / 5) == 0)
                BenchReport.Progress($"{n * plan.Audiences:N0} events told, {pages.Sum(p => p.Connections):N0} connections so far");
        }

        var rate = plan.Events / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var told = TimeProvider.System.GetTimestamp();
        await EndAsync(pages, Task.WhenAll(running), over);
        var behind = TimeProvider.System.GetElapsedTime(told);
        var (missed, wrong, anew) = (pages.Sum(p => (long)p.Missing), pages.Sum(p => p.OutOfPlace), pages.Sum(p => p.Resyncs));
        report.Figure($"{plan.Events:N0} events at {rate:0}/s to {plan.Clients:N0} clients of {plan.Audiences} audiences, connections made", pages.Sum(p => p.Connections), "");
        report.Figure("  the last page had everything after the last event", behind.TotalSeconds, "s");
        report.Figure("  events missing at the end", missed, "", "0");
        report.Figure("  events doubled or out of order", wrong, "", "0");
        report.Figure("  told to read everything anew", anew, "", "0");
        if (missed + wrong + anew > 0)
            report.Broken($"{missed} events missing, {wrong} doubled or out of order, {anew} times read anew");
    }

    /// <summary>Waits until all pages have everything, or nobody has heard anything for long.</summary>
    private static async Task EndAsync(Page[] pages, Task running, CancellationTokenSource over)
    {
        var (missing, since) = (pages.Sum(p => (long)p.Missing), TimeProvider.System.GetTimestamp());
        while (await Task.WhenAny(running, Task.Delay(Look, CancellationToken.None)) != running)
        {
            var now = pages.Sum(p => (long)p.Missing);
            if (now != missing)
                (missing, since) = (now, TimeProvider.System.GetTimestamp());
            else if (TimeProvider.System.GetElapsedTime(since) > Quiet)
                await over.CancelAsync();
        }

        await running;
    }

    /// <summary>One page over all its connections.</summary>
    private sealed class Page(BenchFleet fleet, LiveTeam team, int number, long from, int events, Random random)
    {
        private long _seq = from;
        private int _heard;

        public int Connections { get; private set; }

        public int Missing => events - _heard;

        public int OutOfPlace { get; private set; }

        public int Resyncs { get; private set; }

        public async Task RunAsync(CancellationToken ct)
        {
            while (_heard < events && !ct.IsCancellationRequested)
            {
                try
                {
                    await ConnectedAsync(ct);
                    await Task.Delay(TimeSpan.FromSeconds(random.NextDouble()), ct);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                catch (System.Net.WebSockets.WebSocketException)
                {
                    // not this time: it tries again
                }
            }
        }

        private async Task ConnectedAsync(CancellationToken ct)
        {
            await using var listener = new LiveListener();
            var ticket = (await team.TicketsAsync([number], ct))[0];
            await listener.ConnectAsync(FanoutBench.Address(fleet, ticket, _seq), ct);
            Connections++;
            using var life = CancellationTokenSource.CreateLinkedTokenSource(ct);
            life.CancelAfter(TimeSpan.FromSeconds(-8 * Math.Log(1 - random.NextDouble())) + TimeSpan.FromMilliseconds(50));
            await listener.ReadAsync(Heard, life.Token);
        }

        private bool Heard(ReadOnlySpan<byte> message)
        {
            if (message.IndexOf("\"resync\""u8) >= 0)
                Resyncs++;
            if (LiveListener.Number(message, "\"n\""u8) is not { } n || LiveListener.Number(message, "\"seq\""u8) is not { } seq)
                return true;
            if (n != _heard + 1 || seq <= _seq)
                OutOfPlace++;
            (_heard, _seq) = ((int)n, seq);
            return _heard < events;
        }
    }
}

/// <summary>The storm.</summary>
/// <param name="Clients">Pages.</param>
/// <param name="Audiences">Clients of the agency; each page belongs to one, and sees one event of so many.</param>
/// <param name="Events">In all.</param>
/// <param name="PerSecond">Events.</param>
/// <param name="Seed">Of the drops.</param>
internal sealed record ResumePlan(int Clients, int Audiences, int Events, int PerSecond, int Seed);
