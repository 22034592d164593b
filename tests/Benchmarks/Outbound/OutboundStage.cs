using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Security;
using SnsOps.Workers.Collection.Figures;

namespace SnsOps.Benchmarks.Outbound;

/// <summary>PostgreSQL, the sandbox as a process of its own, accounts with posts, and two collection processes of which only the outbound part runs.</summary>
internal sealed class OutboundStage : IAsyncDisposable
{
    private const int PostsPerAccount = 10;
    private const string Secret = "sandbox-secret-of-the-bench", Channel = "UCbench";
    private static readonly SecurityOptions Keys = new() { CurrentKey = "bench", TokenKeys = new() { ["bench"] = Convert.ToBase64String(SHA256.HashData("bench"u8)) } };
    private readonly BenchDatabase _server;
    private readonly BenchSandbox _sandbox;

    private OutboundStage(BenchDatabase server, BenchSandbox sandbox) => (_server, _sandbox) = (server, sandbox);

    public IReadOnlyList<OutboundProcess> Processes { get; private set; } = [];

    public IReadOnlyList<ConnectedAccount> Accounts { get; private set; } = [];

    /// <summary>Starts all of it.</summary>
    public static async Task<OutboundStage> StartAsync(int accounts, CancellationToken ct)
    {
        var server = await BenchDatabase.StartAsync(ct);
        var sandbox = await BenchSandbox.StartAsync(
            ct, "--Sandbox:AppId=1", $"--Sandbox:AppSecret={Secret}", "--Sandbox:GoogleClientId=g", $"--Sandbox:GoogleClientSecret={Secret}");
        var stage = new OutboundStage(server, sandbox);
        await stage.FillAsync(accounts, ct);
        stage.Processes = [await OutboundProcess.StartAsync(server.ConnectionString, sandbox.Http.BaseAddress!, Secret, ct), await OutboundProcess.StartAsync(server.ConnectionString, sandbox.Http.BaseAddress!, Secret, ct)];
        return stage;
    }

    /// <summary>Each read fails with this chance: half the time with a 5xx, half with a reset.</summary>
    public async Task FaultAsync(double probability, CancellationToken ct)
    {
        foreach (var kind in new[] { "server-error", "reset" })
            (await _sandbox.Http.PostAsJsonAsync("/_sandbox/faults", new { endpoint = "*", kind, times = 0, probability = probability / 2 }, ct)).EnsureSuccessStatusCode();
    }

    /// <summary>Turns the clocks of the database and the platforms.</summary>
    public async Task TurnClockAsync(int hours, CancellationToken ct)
    {
        await using var connection = await _server.DataSource.OpenConnectionAsync(ct);
        await connection.ExecuteAsync("select snsops.turn_clock(make_interval(hours => @hours))", new { hours });
        (await _sandbox.Http.PostAsJsonAsync("/_sandbox/clock", new { offset_seconds = hours * 3600.0 }, ct)).EnsureSuccessStatusCode();
    }

    public async Task<DateTimeOffset> NowAsync(CancellationToken ct)
    {
        await using var connection = await _server.DataSource.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<DateTimeOffset>("select snsops.now()");
    }

    /// <summary>Answers from the cache and reads that were made, of all processes.</summary>
    public (long Hits, long Misses) Counts => (Processes.Sum(p => p.Cache.Counts.Hits), Processes.Sum(p => p.Cache.Counts.Misses));

    /// <summary>What the call log says since it was last asked.</summary>
    public async Task<(IReadOnlyList<double> Ms, int Failed)> TakeCallsAsync(CancellationToken ct)
    {
        foreach (var process in Processes)
            await process.FlushAsync(ct);
        await using var connection = await _server.DataSource.OpenConnectionAsync(ct);
        var calls = (await connection.QueryAsync<(double Ms, bool Failed)>("select ms::double precision, verdict <> 'answered' from api_calls")).AsList();
        await connection.ExecuteAsync("truncate api_calls");
        return ([.. calls.Select(c => c.Ms)], calls.Count(c => c.Failed));
    }

    /// <summary>The median of a call that nothing of ours is around.</summary>
    public async Task<double> BareAsync(CancellationToken ct)
    {
        var facebook = Accounts.First(a => a.Platform == "facebook");
        var times = new List<double>();
        for (var i = 0; i < 200; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            try
            {
                using var answer = await _sandbox.Http.GetAsync($"/v25.0/{facebook.PlatformAccountId}?fields=fan_count&access_token={facebook.Token}", ct);
                times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            }
            catch (HttpRequestException)
            {
                // one of the faults that the bench has ordered
            }
        }

        return times.Median();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var process in Processes)
            await process.DisposeAsync();
        await _sandbox.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task FillAsync(int each, CancellationToken ct)
    {
        await using var connection = await _server.DataSource.OpenConnectionAsync(ct);
        await connection.ExecuteAsync("update snsops.clock set may_turn = true");
        await connection.ExecuteAsync("insert into users (id, email, name, role, password_hash) values (gen_random_uuid(), 'a@bench.example', '작성자', 'operator', 'x'), (gen_random_uuid(), 'm@bench.example', '승인자', 'manager', 'x')");
        var accounts = new List<ConnectedAccount>();
        var vault = new TokenVault(Keys);
        (await _sandbox.Http.PostAsJsonAsync("/_sandbox/youtube/settings", new { uploads_per_day = 1_000_000, units_per_day = 100_000_000, forced_private = false, thumbnails = true }, ct)).EnsureSuccessStatusCode();
        for (var i = 0; i < each * 3; i++)
        {
            var platform = (i % 3) switch { 0 => "instagram", 1 => "facebook", _ => "youtube" };
            var (id, platformId) = (Guid.CreateVersion7(), (platform == "youtube" ? Channel : "1784") + (1_000_000 + i));
            var token = "T" + platformId;
            (await _sandbox.Http.PostAsJsonAsync("/_sandbox/accounts", new { platform, id = platformId, name = "벤치", token, followers = 1_000 + i }, ct)).EnsureSuccessStatusCode();
            await connection.ExecuteAsync("""
                insert into clients (id, name) values (@id, '벤치 ' || @id);
                insert into platform_accounts (id, client_id, platform, platform_account_id, name) values (@id, @id, @platform::platform, @platformId, '벤치');
                insert into account_tokens (client_id, account_id, version, key_id, access_token) values (@id, @id, 1, 'bench', @sealedToken)
                """, new { id, platform, platformId, sealedToken = vault.Seal(id, token) });
            accounts.Add(new ConnectedAccount(id, id, platform, platformId, token, 1));
            if (platform == "facebook")
                await PostAsync(connection, accounts[^1], ct);
        }

        Accounts = accounts;
    }

    /// <summary>Posts on a page, here and there.</summary>
    private async Task PostAsync(Npgsql.NpgsqlConnection connection, ConnectedAccount account, CancellationToken ct)
    {
        for (var i = 0; i < PostsPerAccount; i++)
        {
            using var form = new FormUrlEncodedContent([new("message", $"{i}번째 글"), new("access_token", account.Token)]);
            using var answer = (await _sandbox.Http.PostAsync($"/v25.0/{account.PlatformAccountId}/feed", form, ct)).EnsureSuccessStatusCode();
            var post = (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("id").GetString();
            await connection.ExecuteAsync("""
                insert into contents (id, client_id, title, body, review_state, seal, scheduled_at, local_time, time_zone, created_by, approved_by, approved_at)
                select @content, @Id, '벤치', '벤치', 'approved', sha256('x'), snsops.now(), snsops.now() at time zone 'Asia/Seoul', 'Asia/Seoul', a.id, m.id, snsops.now()
                  from users a, users m where a.email = 'a@bench.example' and m.email = 'm@bench.example';
                insert into publications (id, client_id, content_id, account_id, platform, format, state, content_version, seal, scheduled_at, grace, prepare_at, next_attempt_at, platform_post_id, published_at)
                select gen_random_uuid(), @Id, @content, @Id, 'facebook', 'facebook_text', 'published', 1, c.seal, c.scheduled_at, interval '60 minutes', c.scheduled_at, c.scheduled_at, @post, snsops.now()
                  from contents c where c.id = @content
                """, new { content = Guid.CreateVersion7(), account.Id, post });
        }
    }
}

/// <summary>A collection process: built whole, of which what keeps budgets, log and cache runs.</summary>
internal sealed class OutboundProcess : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<IHostedService> _running;

    private OutboundProcess(WebApplication app) => (_app, _running) =
        (app, [.. app.Services.GetServices<IHostedService>().Where(s => s is CallLog or LimitKeeper or CacheKeeper)]);

    public FigurePlanSql Plans => _app.Services.GetRequiredService<FigurePlanSql>();

    public ResponseCache Cache => _app.Services.GetRequiredService<ResponseCache>();

    public IFigureSource SourceOf(ConnectedAccount account) => _app.Services.GetServices<IFigureSource>().First(s => s.Reads(account.Platform));

    public static async Task<OutboundProcess> StartAsync(string database, Uri sandbox, string secret, CancellationToken ct)
    {
        var process = new OutboundProcess(Workers.Collection.Program.Build(
        [
            $"--ConnectionStrings:SnsOps={database}", .. BenchDatabase.ProcessSettings, "--urls", "http://127.0.0.1:0",
            $"--Meta:BaseUrl={sandbox}", "--Meta:AppId=1", $"--Meta:AppSecret={secret}", "--Meta:CallsPerUserHour=1000000", "--Meta:AccountCallsPerHour=1000000",
            $"--Google:ApiBaseUrl={sandbox}", $"--Google:AnalyticsBaseUrl={sandbox}", $"--Google:TokenUrl={sandbox}token", "--Google:ClientId=g", $"--Google:ClientSecret={secret}",
            "--Google:UnitsPerDay=100000000", "--Google:ReportsPerDay=100000000",
        ]));
        await using (var connection = await process._app.Services.GetRequiredService<Npgsql.NpgsqlDataSource>().OpenConnectionAsync(ct))
        {
            await connection.ExecuteAsync("insert into workers (id, process, host, pid, version, lease_until) values (@Id, 'collection', 'h', 1, '0', clock_timestamp() + interval '1 hour')",
                new { process._app.Services.GetRequiredService<WorkerIdentity>().Id });
        }

        foreach (var service in process._running)
            await service.StartAsync(ct);
        return process;
    }

    /// <summary>Waits until the log is written.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        var log = (CallLog)_running.Single(s => s is CallLog);
        await log.StopAsync(ct);
        await log.StartAsync(ct);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var service in _running)
            await service.StopAsync(default);
        await _app.DisposeAsync();
    }
}
