namespace SnsOps.Sandbox.Graph.Limits;

/// <summary>Counts calls of the last hour, by the minute.</summary>
internal sealed class RollingHour
{
    private const int Minutes = 60;
    private readonly Lock _gate = new();
    private readonly int[] _counts = new int[Minutes];
    private long _minute;
    private int _sum;

    public int Add(DateTimeOffset now)
    {
        var minute = now.UtcTicks / TimeSpan.TicksPerMinute;
        lock (_gate)
        {
            // The virtual clock may also be turned back: then the window starts afresh.
            if (minute < _minute || minute - _minute >= Minutes)
            {
                Array.Clear(_counts);
                (_minute, _sum) = (minute, 0);
            }
            for (; _minute < minute;)
            {
                ref var expired = ref _counts[++_minute % Minutes];
                _sum -= expired;
                expired = 0;
            }
            _counts[minute % Minutes]++;
            return ++_sum;
        }
    }
}
