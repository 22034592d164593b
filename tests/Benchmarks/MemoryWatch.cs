using System.Globalization;

namespace SnsOps.Benchmarks;

/// <summary>Looks at a process's resident memory fifty times a second, through its deaths.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private long _now, _peak;

    /// <summary>Starts.</summary>
    /// <param name="pid">Of the process now; null while there is none.</param>
    public MemoryWatch(Func<int?> pid) => _watching = WatchAsync(pid);

    /// <summary>The most since <see cref="RestAsync"/>, in bytes.</summary>
    public long Peak => Interlocked.Read(ref _peak);

    /// <summary>What it has at rest; peaks count from here on.</summary>
    public async Task<long> RestAsync(TimeSpan quiet, CancellationToken ct)
    {
        await Task.Delay(quiet, ct);
        var now = Interlocked.Read(ref _now);
        Interlocked.Exchange(ref _peak, now);
        return now;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchAsync(Func<int?> pid)
    {
        while (!_stop.IsCancellationRequested)
        {
            if (pid() is { } id && Resident(id) is { } bytes)
            {
                Interlocked.Exchange(ref _now, bytes);
                if (bytes > _peak)
                    Interlocked.Exchange(ref _peak, bytes);
            }

            await Task.Delay(20, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>VmRSS of /proc; null when the process is gone.</summary>
    private static long? Resident(int pid)
    {
        try
        {
            return File.ReadLines($"/proc/{pid}/status").FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)) is { } line
                ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
