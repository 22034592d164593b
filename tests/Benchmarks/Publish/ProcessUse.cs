using System.Globalization;

namespace SnsOps.Benchmarks.Publish;

/// <summary>What process trees use, from /proc.</summary>
internal static class ProcessUse
{
    private const double TicksPerSecond = 100;      // USER_HZ is 100 on every Linux that .NET runs on

    /// <summary>CPU seconds of these processes so far, and if wanted of all below them, those that have ended included.</summary>
    public static double CpuSeconds(IEnumerable<int> roots, bool withChildren = true) => Trees(roots, withChildren).Sum(stat => stat.Ticks) / TicksPerSecond;

    /// <summary>Memory of these processes, and if wanted of all below them, in MB. What several share is counted once (PSS), or forks would be charged for their parent.</summary>
    public static double ResidentMb(IEnumerable<int> roots, bool withChildren = true) => Trees(roots, withChildren).Sum(stat => ProportionalKb(stat.Pid)) / 1024.0;

    private static List<Stat> Trees(IEnumerable<int> roots, bool withChildren)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(path => Path.GetFileName(path)).Where(name => char.IsAsciiDigit(name[0])).Select(pid => Read(pid, withChildren)).OfType<Stat>().ToList();
        var children = all.ToLookup(stat => stat.Parent);
        var found = new List<Stat>();
        var open = new Queue<Stat>(all.IntersectBy(roots, stat => stat.Pid));
        while (open.TryDequeue(out var stat))
        {
            found.Add(stat);
            foreach (var child in withChildren ? children[stat.Pid] : [])
                open.Enqueue(child);
        }

        return found;
    }

    /// <summary>proc_pid_stat(5): utime, stime, cutime and cstime are fields 14 to 17.</summary>
    private static Stat? Read(string pid, bool withChildren)
    {
        if (Text($"/proc/{pid}/stat") is not { } line)
            return null;
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        return new Stat(int.Parse(pid, CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture), (withChildren ? fields[11..15] : fields[11..13]).Sum(f => long.Parse(f, CultureInfo.InvariantCulture)));
    }

    private static long ProportionalKb(int pid) =>
        Text($"/proc/{pid}/smaps_rollup")?.Split('\n').FirstOrDefault(l => l.StartsWith("Pss:", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) : 0;

    private static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;        // it ended meanwhile
        }
    }

    private sealed record Stat(int Pid, int Parent, long Ticks);
}
