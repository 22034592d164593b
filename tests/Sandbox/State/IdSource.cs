using System.Globalization;

namespace SnsOps.Sandbox.State;

/// <summary>Numbers that never repeat, also not after a reset or a restart: microseconds of the real clock, moved on when it stands still.</summary>
internal sealed class IdSource
{
    private long _last;

    public long Next()
    {
        while (true)
        {
            var last = Interlocked.Read(ref _last);
            var next = Math.Max(last + 1, (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
                return next;
        }
    }

    /// <summary>Ids read back from the journal stay below all new ones, even if the machine's clock went back.</summary>
    public void Seen(long number)
    {
        if (number > Interlocked.Read(ref _last))
            Interlocked.Exchange(ref _last, number);
    }

    /// <summary>19 digits: like Meta's ids a decimal string above 2^53, which must never become a double.</summary>
    public static string Id(int prefix, long number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number:D16}");
}
