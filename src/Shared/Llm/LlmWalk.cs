using SnsOps.Shared.Llm.Providers;

namespace SnsOps.Shared.Llm;

/// <summary>Goes through the providers in order, and once more through those that may have recovered meanwhile: the only loop in which anything is asked again.</summary>
internal sealed class LlmWalk(LlmOptions options)
{
    private static readonly TimeSpan NotWorthIt = TimeSpan.FromSeconds(1);
    private readonly Queue<LlmLink> _ahead = new();
    private readonly List<(LlmLink Link, TimeSpan? RetryAfter)> _again = [];
    private int _round = 1;
    private bool _isStopped;

    /// <summary>Questions that were sent.</summary>
    public int Tries { get; set; }

    /// <summary>The first choice; null: there is nobody to ask.</summary>
    public LlmLink? First => All.Count == 0 ? null : All[0];

    /// <summary>All that may be asked.</summary>
    public IReadOnlyList<LlmLink> All { get; private set; } = [];

    public void Begin(IReadOnlyList<LlmLink> order)
    {
        All = order;
        foreach (var link in order)
            _ahead.Enqueue(link);
    }

    /// <summary>Nobody else is to be asked.</summary>
    public void Stop() => _isStopped = true;

    public void Missed(LlmLink link, LlmFault fault)
    {
        if (fault.Error.Stops())
            Stop();
        else if (fault.Error.MayPass())
            _again.Add((link, fault.RetryAfter));
    }

    /// <summary>The next to be asked; waits a little before it begins anew, if there is time.</summary>
    public async ValueTask<LlmLink?> NextAsync(TimeSpan left, CancellationToken ct)
    {
        if (_isStopped || left <= TimeSpan.Zero)
            return null;
        if (_ahead.TryDequeue(out var next))
            return next;
        if (_again.Count == 0 || _round >= options.Rounds)
            return null;
        var wait = _again.Min(a => a.RetryAfter ?? TimeSpan.FromSeconds(options.RoundPauseSeconds * (0.75 + (Random.Shared.NextDouble() / 2))));
        if (wait + NotWorthIt > left)
            return null;
        _round++;
        await Task.Delay(wait, ct);
        foreach (var (link, retryAfter) in _again)
        {
            if ((retryAfter ?? TimeSpan.Zero) <= wait)
                _ahead.Enqueue(link);
        }

        _again.Clear();
        return _ahead.Dequeue();
    }
}
