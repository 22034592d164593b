using System.Globalization;
using SnsOps.Local.Postgres;
using SnsOps.Local.Processes;
using SnsOps.Local.State;

namespace SnsOps.Local.Supervision;

/// <summary>Who is in a fleet, in which order, and with which settings.</summary>
internal sealed class FleetPlan
{
    private static readonly (string Name, string Project)[] Workers =
    [
        ("publishing", "SnsOps.Workers.Publishing"), ("collection", "SnsOps.Workers.Collection"), ("ai", "SnsOps.Workers.Ai"),
    ];

    private readonly FleetOptions _options;
    private readonly PortBook _ports;
    private readonly string _smtpPort;
    private readonly Secrets _secrets;

    internal FleetPlan(FleetOptions options)
    {
        _options = options;
        _ports = new PortBook(options.Folders.PortsFile);
        _secrets = Secrets.LoadOrCreate(options.Folders.SecretsFile);
        ApiUrl = Url("api", 5080);
        SandboxUrl = options.External.Meta is null ? Url("sandbox", 5090) : null;
        _smtpPort = Port("smtp", null).ToString(CultureInfo.InvariantCulture);      // once: asked again when the sandbox listens there, it would be another
        if (options.External.Postgres is { } external)
        {
            ConnectionString = external;
            return;
        }
        var port = Port("postgres", null);
        PostgresAddress = $"127.0.0.1:{port}";
        Cluster = new PostgresCluster(new PostgresOptions
        {
            Bin = options.PostgresBin, Folder = options.Folders.Postgres, Port = port,
            Password = _secrets.PostgresPassword, Ephemeral = options.Ephemeral,
        });
        ConnectionString = Cluster.ConnectionString();
    }

    internal string ApiUrl { get; }

    /// <summary>Null if the platform is a real one.</summary>
    internal string? SandboxUrl { get; }

    internal string ConnectionString { get; }

    /// <summary>Null if PostgreSQL is somebody else's.</summary>
    internal PostgresCluster? Cluster { get; }

    private string PostgresAddress { get; } = "";

    /// <summary>PostgreSQL, and the sandbox, which needs nobody.</summary>
    internal IEnumerable<MemberPlan> Foundations()
    {
        if (Cluster is { } cluster)
            yield return new MemberPlan
            {
                Name = "postgres", Tier = 0, Kind = ProbeKind.Postgres, Address = PostgresAddress,
                // Its own database: ready before ours exists.
                ConnectionString = cluster.ConnectionString("postgres"),
                Start = cluster.Server(), Prepare = cluster.ClearLeftoversAsync,
            };
        if (SandboxUrl is { } sandbox)
            yield return Executable("sandbox", 1, "SnsOps.Sandbox", sandbox, new Dictionary<string, string?>
            {
                ["Sandbox__DataFolder"] = _options.Folders.Sandbox, ["Sandbox__AppId"] = MetaAppId, ["Sandbox__AppSecret"] = _secrets.MetaAppSecret,
                ["Sandbox__InstagramAppId"] = InstagramAppId, ["Sandbox__InstagramAppSecret"] = _secrets.MetaAppSecret,
                ["Sandbox__GoogleClientId"] = GoogleClientId, ["Sandbox__GoogleClientSecret"] = _secrets.MetaAppSecret,
                ["Sandbox__SmtpPort"] = _smtpPort,
                ["Sandbox__SensServiceId"] = SensServiceId, ["Sandbox__SensAccessKey"] = SensAccessKey, ["Sandbox__SensSecretKey"] = _secrets.MetaAppSecret, ["Sandbox__SensFrom"] = SensFrom,
            });
    }

    /// <summary>The broker, whose row needs the tables; then the Api and the workers.</summary>
    internal IEnumerable<MemberPlan> Application()
    {
        if (_options.External.Kafka is null)
            yield return new MemberPlan
            {
                Name = "broker", Tier = 1, Kind = ProbeKind.Broker, Address = "", ConnectionString = ConnectionString,
                Start = Start("broker", "SnsOps.Local", NoSettings, "broker"),
            };
        yield return Executable("api", 2, "SnsOps.Api", ApiUrl, []);
        var replicas = Workers.ToDictionary(worker => worker.Name, worker => _options.ReplicasOf.GetValueOrDefault(worker.Name, _options.Replicas));
        for (var replica = 1; replica <= replicas.Values.Max(); replica++)
        {
            foreach (var (worker, project) in Workers.Where(worker => replica <= replicas[worker.Name]))
            {
                var name = replica == 1 ? worker : string.Create(CultureInfo.InvariantCulture, $"{worker}-{replica}");
                yield return Executable(name, 3, project, Url(name, null), []);
            }
        }
    }

    /// <summary>A verb of the Api, run to its end.</summary>
    internal ChildStart ApiVerb(IReadOnlyDictionary<string, string?> environment, params IReadOnlyList<string> arguments) =>
        Start("api", "SnsOps.Api", environment, arguments);

    private const string SensServiceId = "ncp:sms:kr:000000000000:snsops", SensAccessKey = "sandbox-access-key", SensFrom = "0212345678";

    private const string MetaAppId = "900000000000001", InstagramAppId = "900000000000002", GoogleClientId = "900000000001-snsops.apps.googleusercontent.com";

    private MemberPlan Executable(string name, int tier, string project, string url, Dictionary<string, string?> settings)
    {
        settings["ASPNETCORE_URLS"] = url;
        return new MemberPlan
        {
            Name = name, Tier = tier, Kind = ProbeKind.Http, Address = url, ConnectionString = ConnectionString,
            Start = Start(name, project, settings),
        };
    }

    private ChildStart Start(string name, string project, IReadOnlyDictionary<string, string?> own, params IReadOnlyList<string> arguments)
    {
        var folder = Path.Combine(_options.Artifacts, "bin", project, "release");
        var environment = Shared();
        foreach (var (key, value) in own.Concat(_options.Settings).Concat(_options.MemberSettings.GetValueOrDefault(name) ?? NoSettings))
            environment[key] = value;
        // ASP.NET Core finds appsettings.json and wwwroot in the folder it starts in.
        return ChildStart.Managed(Path.Combine(folder, project + ".dll"), arguments) with { Environment = environment, WorkingFolder = folder };
    }

    private Dictionary<string, string?> Shared()
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings__SnsOps"] = ConnectionString,
            ["Kafka__BootstrapServers"] = _options.External.Kafka,
            ["Security__CurrentKey"] = "k1",
            ["Security__TokenKeys__k1"] = _secrets.TokenKey,
            ["Security__JwtSecret"] = _secrets.JwtSecret,
            ["Storage__Folder"] = _options.Folders.Media,
            ["Storage__PublicBaseUrl"] = _options.External.PublicUrl ?? ApiUrl,
            ["Storage__SigningKey"] = _secrets.StorageSigningKey,
            ["Deliveries__PageUrl"] = _options.External.PublicUrl ?? ApiUrl,
            ["Contacts__PageUrl"] = _options.External.PublicUrl ?? ApiUrl,
            ["DOTNET_NOLOGO"] = "1",
        };
        if (_options.External.Kafka is null)
        {
            // The embedded broker stalls a group this long when a member joins, and waits out every empty fetch.
            settings["Kafka__SessionTimeoutMs"] = "2000";
            settings["Kafka__FetchWaitMaxMs"] = "10";
            settings["Kafka__LaneFetchWaitMaxMs"] = "25";       // at 5, each worker, and the broker with it, spent more than a hundredth of a core on asking for nothing
        }
        if (SandboxUrl is { } sandbox)
        {
            settings["Meta__BaseUrl"] = sandbox;
            settings["Meta__AppId"] = MetaAppId;
            settings["Meta__AppSecret"] = _secrets.MetaAppSecret;
            foreach (var address in (string[])["LoginUrl", "InstagramLoginUrl", "InstagramTokenUrl", "InstagramBaseUrl"])
                settings["Meta__" + address] = sandbox;
            settings["Meta__InstagramAppId"] = InstagramAppId;
            settings["Meta__InstagramAppSecret"] = _secrets.MetaAppSecret;
            settings["Google__AuthorizeUrl"] = sandbox + "/o/oauth2/v2/auth";
            settings["Google__ApiBaseUrl"] = sandbox;
            settings["Google__AnalyticsBaseUrl"] = sandbox;
            settings["Google__TokenUrl"] = sandbox + "/token";
            settings["Google__ClientId"] = GoogleClientId;
            settings["Google__ClientSecret"] = _secrets.MetaAppSecret;      // the sandbox's one secret serves all three
            // The sandbox's mail server is on this machine: no certificate to be trusted for it.
            (settings["Smtp__Host"], settings["Smtp__Port"], settings["Smtp__Security"]) = ("127.0.0.1", _smtpPort, "none");
            settings["Sens__BaseUrl"] = sandbox;
            (settings["Sens__ServiceId"], settings["Sens__AccessKey"], settings["Sens__SecretKey"], settings["Sens__From"]) = (SensServiceId, SensAccessKey, _secrets.MetaAppSecret, SensFrom);
            settings["Slack__HookPrefix"] = sandbox + "/services/";
            // Nobody rations the sandbox, and a newcomer wants to see comments arrive.
            settings["Schedules__sync-comments__Every"] = "00:00:30";
        }
        if (!_options.Ephemeral && Environment.GetEnvironmentVariable("SNSOPS_SEQ_URL") is { Length: > 0 } seq)
        {
            settings["Serilog__WriteTo__Seq__Name"] = "Seq";
            settings["Serilog__WriteTo__Seq__Args__serverUrl"] = seq;
        }
        return settings;
    }

    private string Url(string name, int? preferred) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port(name, preferred)}");

    private int Port(string name, int? preferred) => _ports.PortOf(name, _options.Ephemeral ? null : preferred);

    private static readonly Dictionary<string, string?> NoSettings = [];
}
