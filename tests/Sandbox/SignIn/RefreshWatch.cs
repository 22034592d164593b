using System.Collections.Concurrent;

namespace SnsOps.Sandbox.SignIn;

/// <summary>Sees how often tokens are renewed, and how many renewals of one account are under way at a time.</summary>
internal sealed class RefreshWatch
{
    private readonly ConcurrentDictionary<string, Seen> _seen = new();

    public IReadOnlyList<RefreshView> All => [.. _seen.Select(s => new RefreshView(s.Key, s.Value.Asked, s.Value.Renewed, s.Value.MostAtOnce))];

    /// <summary>A call that renews has come; to be disposed just before its answer goes out, so that nobody who has it can be early.</summary>
    public IDisposable Enter(string accountId)
    {
        var seen = _seen.GetOrAdd(accountId, static _ => new Seen());
        lock (seen)
        {
            seen.Asked++;
            seen.MostAtOnce = Math.Max(seen.MostAtOnce, ++seen.Now);
        }

        return new UnderWay(seen);
    }

    /// <summary>It has had its effect.</summary>
    public void Renewed(string accountId)
    {
        var seen = _seen.GetOrAdd(accountId, static _ => new Seen());
        lock (seen)
            seen.Renewed++;
    }

    public void Forget() => _seen.Clear();

    private sealed class Seen
    {
        public int Asked { get; set; }

        public int Renewed { get; set; }

        public int Now { get; set; }

        public int MostAtOnce { get; set; }
    }

    private sealed class UnderWay(Seen seen) : IDisposable
    {
        private int _over;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _over, 1) == 0)
                lock (seen)
                    seen.Now--;
        }
    }
}

/// <summary>The renewals of an account.</summary>
/// <param name="Asked">Calls that came.</param>
/// <param name="Renewed">Those that gave a token out, whether or not the answer arrived.</param>
/// <param name="MostAtOnce">At the same time.</param>
internal sealed record RefreshView(string AccountId, int Asked, int Renewed, int MostAtOnce);
