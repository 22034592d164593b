namespace SnsOps.Local.Testing;

/// <summary>Turns a test executable's verbose output into failures and a count now and then.</summary>
internal sealed class SuiteOutput(string suite, Action<string> print)
{
    private const int ReportEveryMilliseconds = 5000;
    private const int TailLines = 40;

    private readonly Lock _lock = new();
    private readonly Queue<string> _tail = [];
    private long _lastReport = Environment.TickCount64;
    private int _finished;

    /// <summary>The last lines of all it said, to be shown where it died.</summary>
    internal string Tail
    {
        get
        {
            lock (_lock)
                return string.Join('\n', _tail);
        }
    }

    internal void Line(string line)
    {
        lock (_lock)
        {
            _tail.Enqueue(line);
            if (_tail.Count > TailLines)
                _tail.Dequeue();
            if (line.EndsWith(" [STARTING]", StringComparison.Ordinal))
                return;
            if (!line.Contains(" [FINISHED] Time: ", StringComparison.Ordinal))
            {
                print(line);
                return;
            }
            _finished++;
            if (Environment.TickCount64 - _lastReport < ReportEveryMilliseconds)
                return;
            _lastReport = Environment.TickCount64;
            print($"  {suite}: {_finished} …");
        }
    }
}
