using SnsOps.Local.Processes;
using SnsOps.Local.State;

namespace SnsOps.Local.Postgres;

/// <summary>One private cluster.</summary>
public sealed record PostgresOptions
{
    /// <summary>The folder of initdb and postgres.</summary>
    public required string Bin { get; init; }

    /// <summary>Holds the data; belongs to the user who runs the server.</summary>
    public required string Folder { get; init; }

    public required int Port { get; init; }

    public required string Password { get; init; }

    /// <summary>For tests: no fsync (a killed process still loses nothing, a power cut would), less memory.</summary>
    public bool Ephemeral { get; init; }

    /// <summary>Who runs it; null for this user.</summary>
    public SystemUser? User { get; init; } = SystemUser.ForPostgres();

    /// <summary>The binaries that `./snsops` found or built.</summary>
    public static string BinFromEnvironment() => LocalFolders.Required("SNSOPS_PG_BIN");

    internal string Data => Path.Combine(Folder, "data");
}
