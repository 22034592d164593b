using System.Globalization;

namespace SnsOps.Local.Processes;

/// <summary>Finds processes by what /proc knows of them.</summary>
public static class Descendants
{
    /// <summary>Everything below this process that is still running, whoever started it.</summary>
    public static IReadOnlyList<(ProcessIdentity Process, string Name)> OfThisProcess()
    {
        var children = AllStats().ToLookup(stat => stat.Parent);
        var found = new List<(ProcessIdentity, string)>();
        var open = new Queue<int>([Environment.ProcessId]);
        while (open.TryDequeue(out var parent))
        {
            foreach (var child in children[parent])
            {
                open.Enqueue(child.Pid);
                if (child.State is not ('Z' or 'X') && ProcessIdentity.Of(child.Pid) is { } identity)
                    found.Add((identity, child.Name));
            }
        }
        return found;
    }

    /// <summary>Ends everything below this process at once; PostgreSQL recovers at its next start.</summary>
    public static void KillAll()
    {
        foreach (var (process, name) in OfThisProcess())
            process.Signal(name == "postgres" ? UnixSignal.Quit : UnixSignal.Kill);
    }

    /// <summary>Processes of this name whose working folder is <paramref name="folder"/>, oldest first.</summary>
    internal static IReadOnlyList<ProcessIdentity> WorkingIn(string folder, string name) =>
    [
        .. AllStats()
            .Where(stat => stat.Name == name && stat.State is not ('Z' or 'X') && WorkingFolder(stat.Pid) == folder)
            .OrderBy(stat => stat.StartTicks)
            .Select(stat => ProcessIdentity.Of(stat.Pid))
            .OfType<ProcessIdentity>(),
    ];

    private static IEnumerable<ProcessStat> AllStats() =>
        from path in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(path)
        where char.IsAsciiDigit(name[0])
        let stat = ProcessIdentity.Stat(int.Parse(name, CultureInfo.InvariantCulture))
        where stat is not null
        select stat;

    private static string? WorkingFolder(int pid)
    {
        try
        {
            return new DirectoryInfo($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/cwd").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;      // it ended, or it is another user's
        }
    }
}
