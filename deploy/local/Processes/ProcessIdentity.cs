using System.Globalization;

namespace SnsOps.Local.Processes;

/// <summary>A process as one life: a number alone may long belong to someone else.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="StartTicks">Its start, in clock ticks since boot.</param>
/// <param name="BootId">The boot it belongs to.</param>
public sealed record ProcessIdentity(int Pid, long StartTicks, string BootId)
{
    private static readonly string ThisBoot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>The identity of this very process.</summary>
    public static ProcessIdentity Self { get; } =
        Of(Environment.ProcessId) ?? throw new InvalidOperationException("/proc shows no process of this number");

    /// <summary>Still the same life, and not merely waiting for its parent to notice its death.</summary>
    public bool IsAlive => BootId == ThisBoot && Stat(Pid) is { State: not ('Z' or 'X') } stat && stat.StartTicks == StartTicks;

    /// <summary>Who has this number now; null if nobody.</summary>
    public static ProcessIdentity? Of(int pid) => Stat(pid) is { } stat ? new ProcessIdentity(pid, stat.StartTicks, ThisBoot) : null;

    /// <summary>Sends a signal to this life and no other; false if it is over.</summary>
    public bool Signal(UnixSignal signal) => IsAlive && Posix.Signal(Pid, signal);

    /// <summary>Waits until this life is over; false if it is not within <paramref name="patience"/>.</summary>
    public async Task<bool> WaitForEndAsync(TimeSpan patience, CancellationToken ct)
    {
        var deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (IsAlive)
        {
            if (Environment.TickCount64 >= deadline)
                return false;
            await Task.Delay(20, ct);
        }
        return true;
    }

    /// <summary>Asks with <paramref name="first"/>, waits, then kills.</summary>
    public async Task EndAsync(UnixSignal first, TimeSpan patience, CancellationToken ct)
    {
        if (!Signal(first) || await WaitForEndAsync(patience, ct))
            return;
        Signal(UnixSignal.Kill);
        await WaitForEndAsync(TimeSpan.FromSeconds(5), ct);
    }

    internal static ProcessStat? Stat(int pid)
    {
        try
        {
            return ProcessStat.Parse(File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat"));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return null;      // gone before or while it was read (ESRCH surfaces as IOException)
        }
    }
}

/// <summary>What /proc/PID/stat tells that the host uses.</summary>
internal sealed record ProcessStat(int Pid, string Name, char State, int Parent, long StartTicks)
{
    /// <summary>Reads one line; the name stands in parentheses and may itself hold spaces and parentheses.</summary>
    internal static ProcessStat Parse(string line)
    {
        var open = line.IndexOf('(', StringComparison.Ordinal);
        var close = line.LastIndexOf(')');
        var rest = line[(close + 2)..].Split(' ');
        return new ProcessStat(
            int.Parse(line[..(open - 1)], CultureInfo.InvariantCulture), line[(open + 1)..close], rest[0][0],
            int.Parse(rest[1], CultureInfo.InvariantCulture), long.Parse(rest[19], CultureInfo.InvariantCulture));
    }
}
