using SnsOps.Local.Output;
using SnsOps.Local.Processes;

namespace SnsOps.Local.State;

/// <summary>Where one fleet keeps what must last. Nothing of it lies in the clone.</summary>
/// <param name="State">The state folder, 0700.</param>
public sealed record LocalFolders(string State)
{
    private const string Memory = "/dev/shm";

    /// <summary>The folder `./snsops` chose for this clone.</summary>
    public static LocalFolders FromEnvironment() => new(Required("SNSOPS_STATE"));

    public string Logs => Path.Combine(State, "logs");

    public string Media => Path.Combine(State, "media");

    public string Sandbox => Path.Combine(State, "sandbox");

    /// <summary>Beside the state folder for root: the other user who then runs PostgreSQL cannot enter that.</summary>
    public string Postgres => Posix.IsRoot ? State + "-pg" : Path.Combine(State, "pg");

    /// <summary>The same for a cluster whose data need not outlive the machine, if it <see cref="HasMemory"/>: a database of a thousand small files is made and dropped at once there.</summary>
    public string PostgresInMemory => Path.Combine(Memory, Path.GetFileName(State) + "-pg");

    public string LockFile => Path.Combine(State, "host.lock");

    public string HostFile => Path.Combine(State, "host.json");

    public string ReportFile => Path.Combine(State, "fleet.json");

    public string PortsFile => Path.Combine(State, "ports.json");

    public string SecretsFile => Path.Combine(State, "secrets.json");

    /// <summary>Folders of a fleet or server that ends with its user, named after this one so that they can be found and removed.</summary>
    public LocalFolders ThrowAway(string name) => new($"{State}.{name}");

    /// <summary>Makes the folders that are missing.</summary>
    public LocalFolders Create()
    {
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var folder in (string[])[State, Logs, Media, Sandbox])
        {
            Directory.CreateDirectory(folder);
            File.SetUnixFileMode(folder, OwnerOnly);
        }
        return this;
    }

    /// <summary>Removes the data, and keeps ports, secrets and logs.</summary>
    public void RemoveData()
    {
        foreach (var folder in (string[])[Postgres, Sandbox, Media])
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Removes everything, with all throw-away folders named after it.</summary>
    public void Remove()
    {
        var parent = Path.GetDirectoryName(State) ?? "/";
        var name = Path.GetFileName(State);
        foreach (var folder in (string[])[.. Directory.EnumerateDirectories(parent, name + ".*"), Postgres, PostgresInMemory, State])
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Whether this machine keeps files in memory and has plenty of both; a container's default of 64 MB is not that.</summary>
    public static bool HasMemory =>
        Directory.Exists(Memory) && new DriveInfo(Memory) is { DriveFormat: "tmpfs", AvailableFreeSpace: > 4L << 30 } && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 8L << 30;

    internal static string Required(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? value
            : throw new Failure(
                "로컬 호스트를 시작할 수 없습니다 / the local host cannot start",
                $"{variable}이(가) 없습니다 / {variable} is not set",
                "./snsops로 실행하세요 / run it through ./snsops");
}
