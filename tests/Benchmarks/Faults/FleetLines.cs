namespace SnsOps.Benchmarks.Faults;

/// <summary>What the members of a fleet print, in order.</summary>
internal sealed class FleetLines
{
    private readonly Lock _gate = new();
    private readonly List<(string Member, string Text)> _lines = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many there are now: a mark to read on from.</summary>
    public int Mark
    {
        get
        {
            lock (_gate)
                return _lines.Count;
        }
    }

    public void Add(string member, string text)
    {
        lock (_gate)
        {
            _lines.Add((member, text));
            _more.SetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until a member has printed such a line since the mark.</summary>
    /// <exception cref="TimeoutException">It has not, in <paramref name="patience"/>.</exception>
    public async Task UntilSinceAsync(int mark, string member, Func<string, bool> such, TimeSpan patience, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_lines.Skip(mark).Any(line => line.Member == member && such(line.Text)))
                    return;
                (mark, more) = (_lines.Count, _more.Task);
            }

            var left = patience - TimeProvider.System.GetElapsedTime(started);
            await more.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, ct);
        }
    }

    /// <summary>The firings of a job that ended more than once since the mark.</summary>
    public IReadOnlyList<string> DoneTwiceSince(int mark, string job)
    {
        lock (_gate)
            return [.. _lines.Skip(mark).Select(line => line.Text).Where(text => text.Contains(job + " for ", StringComparison.Ordinal) && text.Contains(" done in ", StringComparison.Ordinal))
                .Select(text => text[text.IndexOf(job, StringComparison.Ordinal)..text.IndexOf(" done in ", StringComparison.Ordinal)]).GroupBy(firing => firing).Where(same => same.Count() > 1).Select(same => same.Key)];
    }

    /// <summary>What a member has printed since the mark.</summary>
    public IReadOnlyList<string> Since(int mark, string member)
    {
        lock (_gate)
            return [.. _lines.Skip(mark).Where(line => line.Member == member).Select(line => line.Text)];
    }

    /// <summary>The lines that name something.</summary>
    public IReadOnlyList<string> Of(string name)
    {
        lock (_gate)
            return [.. _lines.Where(line => line.Text.Contains(name, StringComparison.Ordinal)).Select(line => $"{line.Member}| {line.Text}")];
    }
}
