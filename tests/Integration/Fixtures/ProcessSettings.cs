using SnsOps.Shared.Storage;

namespace SnsOps.Integration.Fixtures;

/// <summary>The command line of a process under test: quick intervals, this test's database, sandbox and storage.</summary>
public static class ProcessSettings
{
    /// <summary>Arguments for <c>Program.Build</c>.</summary>
    public static string[] For(TestDatabase database, StorageOptions? storage = null, SandboxServer? sandbox = null, string? kafka = null, params string[] more) =>
    [
        "--urls", "http://127.0.0.1:0",
        $"--ConnectionStrings:SnsOps={database.ConnectionString}",
        $"--Kafka:BootstrapServers={kafka}", "--Kafka:SessionTimeoutMs=2000", "--Kafka:FetchWaitMaxMs=5", $"--Kafka:GroupPrefix={database.Name}",
        $"--Meta:BaseUrl={sandbox?.Url ?? "http://127.0.0.1:9"}", $"--Meta:AppId={SandboxServer.AppId}", $"--Meta:AppSecret={SandboxServer.AppSecret}",
        $"--Meta:LoginUrl={sandbox?.Url ?? "http://127.0.0.1:9"}", $"--Meta:InstagramLoginUrl={sandbox?.Url ?? "http://127.0.0.1:9"}", $"--Meta:InstagramTokenUrl={sandbox?.Url ?? "http://127.0.0.1:9"}",
        $"--Meta:InstagramBaseUrl={sandbox?.Url ?? "http://127.0.0.1:9"}", $"--Meta:InstagramAppId={SandboxServer.InstagramAppId}", $"--Meta:InstagramAppSecret={SandboxServer.InstagramAppSecret}",
        $"--Google:AuthorizeUrl={sandbox?.Url ?? "http://127.0.0.1:9"}/o/oauth2/v2/auth",
        $"--Google:ApiBaseUrl={sandbox?.Url ?? "http://127.0.0.1:9"}", $"--Google:TokenUrl={sandbox?.Url ?? "http://127.0.0.1:9"}/token",
        $"--Google:AnalyticsBaseUrl={sandbox?.Url ?? "http://127.0.0.1:9"}", $"--Google:ClientId={SandboxServer.GoogleClientId}", $"--Google:ClientSecret={SandboxServer.GoogleClientSecret}",
        "--YouTube:ProcessingSeconds=0.05", "--YouTube:RepeatSeconds=0.1", "--YouTube:AbsenceSeconds=0.5",
        "--Security:CurrentKey=k1", $"--Security:TokenKeys:k1={Agency.Security.TokenKeys["k1"]}", $"--Security:JwtSecret={Agency.Security.JwtSecret}",
        $"--Storage:Folder={storage?.Folder ?? Path.GetTempPath()}", $"--Storage:PublicBaseUrl={storage?.PublicBaseUrl ?? "http://127.0.0.1:9"}",
        $"--Storage:SigningKey={storage?.SigningKey ?? Convert.ToBase64String(new byte[32])}",
        "--Workers:HeartbeatSeconds=0.3", "--Workers:LeaseSeconds=2", "--Lanes:SweepSeconds=0.2", "--Lanes:OverdueSeconds=0.3",
        "--Scheduling:CatchUpSeconds=0.5", "--Publishing:PollMs=30", "--Resolve:LookSeconds=0.2", "--Resolve:HorizonSeconds=0", "--Resolve:AbsenceSeconds=1",
        "--ExternalCalls:RetrySeconds=0.02", "--ExternalCalls:SyncSeconds=0.2", "--ExternalCalls:BreakerSeconds=0.5",
        "--Inbox:UndoSeconds=0", "--Auth:HashRounds=1000",
        "--Serilog:MinimumLevel:Default=Warning",
        .. more,
    ];
}
