using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using SnsOps.Integration.Api;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Notify;

/// <summary>The Api, the publishing process, and phones, mailboxes and channels to reach people by: a mail server with STARTTLS among them.</summary>
public sealed class NotifyServer : ApiServer
{
    private WebApplication? _process;
    private int _phones;

    /// <summary>What carries messages to people.</summary>
    public SandboxServer Sandbox { get; private set; } = null!;

    protected override string[] More => [$"--Slack:HookPrefix={Sandbox.Url}/services/", "--Contacts:AskedPerHour=1000", "--Live:PresenceSeconds=0.2", "--Contacts:PageUrl=https://ops.example.com"];

    public override async ValueTask InitializeAsync()
    {
        var port = FreePort();
        Sandbox = await SandboxServer.StartAsync(60, $"--Sandbox:SmtpPort={port}", "--Sandbox:SensMs=100");
        await base.InitializeAsync();
        _process = Workers.Publishing.Program.Build(ProcessSettings.For(Database, Storage, Sandbox, null,
            "--Smtp:Host=127.0.0.1", $"--Smtp:Port={port}", $"--Smtp:CertificateSha256={Sandbox.MailCertificate}", "--Smtp:From=news@agency.example", "--Smtp:TimeoutSeconds=1",
            $"--Sens:BaseUrl={Sandbox.Url}", "--Sens:ServiceId=ncp:sms:kr:000000000000:snsops", "--Sens:AccessKey=AKIDEXAMPLE", "--Sens:SecretKey=SECRETEXAMPLE", "--Sens:From=0212345678", "--Sens:TimeoutSeconds=0.7",
            $"--Slack:HookPrefix={Sandbox.Url}/services/", "--Slack:TimeoutSeconds=0.7",
            "--Deliveries:PageUrl=https://ops.example.com", "--Deliveries:EmailGapSeconds=0", "--Deliveries:SmsGapSeconds=0", "--Deliveries:SlackGapSeconds=0", "--Deliveries:RetrySeconds=0.1",
            "--Deliveries:DeadlineSeconds=1.5", "--Deliveries:LookSeconds=0.1", "--Deliveries:HorizonSeconds=0", "--Deliveries:AbsenceSeconds=0.3", "--ExternalCalls:BreakerFailures=1000"));
        await _process.StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _process!.StopAsync();
        await _process.DisposeAsync();
        await base.DisposeAsync();
        await Sandbox.DisposeAsync();
    }

    /// <summary>A number of nobody else's.</summary>
    public string Phone(string prefix = "010") => prefix + (prefix.Length == 3 ? "5555" : "") + Interlocked.Increment(ref _phones).ToString("0000", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An address of nobody else's.</summary>
    public static string Mailbox(string name = "haneul") => $"{name}-{Guid.NewGuid():N}@example.com";

    /// <summary>A contact that was verified.</summary>
    public async Task<Guid> VerifiedAsync(Guid user, string channel, string address)
    {
        var id = Guid.CreateVersion7();
        var hook = channel == "slack" ? new SnsOps.Shared.Security.TokenVault(Agency.Security).Seal(id, address) : null;
        await Database.ExecuteAsync("""
            insert into contacts (id, user_id, channel, address, key_id, secret, verified_at, created_by, created_at)
            values (@id, @user, @channel::delivery_channel, @shown, @key, @hook, snsops.now(), @user, snsops.now())
            """, new { id, user, channel, shown = hook is null ? address : "Slack …" + address[^4..], hook, key = hook is null ? null : "k1" });
        return id;
    }

    /// <summary>Somebody is told something, as any job tells it.</summary>
    public async Task<Guid> TellAsync(Guid user, string kind, string title, string message = "확인해 주세요.", string priority = "high", Guid? client = null, string reference = "{}", bool routed = false)
    {
        var id = Guid.NewGuid();
        await Database.ExecuteAsync("""
            insert into notifications (id, user_id, client_id, kind, title, message, priority, reference, routed_at)
            values (@id, @user, @client, @kind, @title, @message, @priority, @reference::jsonb, case when @routed then now() end)
            """, new { id, user, client, kind, title, message, priority, reference, routed });
        return id;
    }

    /// <summary>Waits for the delivery that carries a notification to be in a state.</summary>
    public Task UntilAsync(Guid notification, string state) => Database.UntilAsync($"the notification's delivery is {state}",
        "select exists (select from notification_deliveries where @notification = any(notification_ids) and state = @state::delivery_state)", new { notification, state });

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
