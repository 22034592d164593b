using SnsOps.Local.Postgres;
using SnsOps.Local.State;

namespace SnsOps.Local.Supervision;

/// <summary>One fleet: where it keeps its state, what it runs and with which settings.</summary>
public sealed record FleetOptions
{
    public required LocalFolders Folders { get; init; }

    /// <summary>The build output that holds <c>bin/PROJECT/release</c>.</summary>
    public required string Artifacts { get; init; }

    /// <summary>The folder of initdb and postgres.</summary>
    public required string PostgresBin { get; init; }

    /// <summary>How many of each worker.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>How many of one worker, by its name, where that differs from <see cref="Replicas"/>; 0: none.</summary>
    public IReadOnlyDictionary<string, int> ReplicasOf { get; init; } = new Dictionary<string, int>();

    /// <summary>For tests: PostgreSQL without fsync, ports of its own at each start, nothing taken from this process's environment.</summary>
    public bool Ephemeral { get; init; }

    /// <summary>Systems that are somewhere else; the fleet then starts no stand-in for them.</summary>
    public ExternalSystems External { get; init; } = new();

    /// <summary>Settings of every executable, as environment variables.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Settings of one member, by its name (<c>publishing</c>; <c>publishing-2</c> is the second replica).</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string?>> MemberSettings { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string?>>();

    /// <summary>A fleet of a test, inside a run of <c>./snsops test</c>, whose end removes what it leaves in its folders.</summary>
    public static FleetOptions ForTest(string name) => new()
    {
        Folders = LocalFolders.FromEnvironment().ThrowAway(name), Artifacts = LocalFolders.Required("SNSOPS_ARTIFACTS"),
        PostgresBin = PostgresOptions.BinFromEnvironment(), Ephemeral = true,
    };

    /// <summary>How long the whole fleet may take to become ready.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>Receives each line of each member: name, line.</summary>
    public Action<string, string> Line { get; init; } = (_, _) => { };

    /// <summary>Receives what the host itself has to say.</summary>
    public Action<string> Say { get; init; } = _ => { };
}

/// <summary>Real systems in place of the local stand-ins, taken from the same settings as in production.</summary>
/// <param name="Postgres">A connection string.</param>
/// <param name="Kafka">Bootstrap servers.</param>
/// <param name="Meta">The Graph API's address; demo data is then not seeded.</param>
/// <param name="PublicUrl">Where the platforms can fetch media from.</param>
public sealed record ExternalSystems(string? Postgres = null, string? Kafka = null, string? Meta = null, string? PublicUrl = null)
{
    /// <summary>What the person who runs <c>up</c> has set.</summary>
    public static ExternalSystems FromEnvironment() => new(
        Setting("ConnectionStrings__SnsOps"), Setting("Kafka__BootstrapServers"), Setting("Meta__BaseUrl"), Setting("Storage__PublicBaseUrl"));

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
