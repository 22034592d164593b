namespace SnsOps.Local.Testing;

/// <summary>Turns a test executable's verbose output into failures and a count now and then.</summary>
internal sealed class SuiteOutput(string suite, Action<string> print)
{
    private const int ReportEveryMilliseconds = 5000;

    private readonly Lock _lock = new();
    private long _lastReport = Environment.TickCount64;
    private int _finished;

    internal void Line(string line)
    {
        lock (_lock)
        {
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
