namespace SnsOps.Local.Supervision;

/// <summary>How long a child that died waits before it starts again: 0.2 s, doubling to 10 s, from the start again once it lived 30 s.</summary>
public sealed class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongLife = TimeSpan.FromSeconds(30);

    private TimeSpan _next = First;

    /// <summary>The wait after a life of <paramref name="lived"/>.</summary>
    public TimeSpan After(TimeSpan lived)
    {
        if (lived >= LongLife)
            _next = First;
        var wait = _next;
        _next = wait * 2 < Longest ? wait * 2 : Longest;
        return wait;
    }
}
