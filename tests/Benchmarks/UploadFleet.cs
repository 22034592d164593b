using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using SnsOps.Local.Postgres;
using SnsOps.Local.State;
using SnsOps.Local.Supervision;
using SnsOps.Shared.Database;
using SnsOps.Shared.Security;

namespace SnsOps.Benchmarks;

/// <summary>A fleet of real processes to which large videos are given; its uploader is watched, and killed.</summary>
internal sealed class UploadFleet : IAsyncDisposable
{
    private static readonly SecurityOptions Keys = new() { CurrentKey = "bench", TokenKeys = new() { ["bench"] = Convert.ToBase64String(SHA256.HashData("bench"u8)) } };
    private readonly Fleet _fleet;
    private readonly LocalFolders _folders;
    private readonly NpgsqlDataSource _database;
    private readonly HttpClient _sandbox;

    private UploadFleet(Fleet fleet, LocalFolders folders)
    {
        (_fleet, _folders) = (fleet, folders);
        _database = DatabaseSetup.Open(fleet.ConnectionString, "bench");
        _sandbox = new HttpClient { BaseAddress = fleet.SandboxUrl };
    }

    /// <summary>Starts it in a folder of its own, removed at the end.</summary>
    public static async Task<UploadFleet> StartAsync(CancellationToken ct)
    {
        var folders = LocalFolders.FromEnvironment().ThrowAway($"bench-{Environment.ProcessId}").Create();
        var fleet = await Fleet.StartAsync(new FleetOptions
        {
            Folders = folders, Artifacts = LocalFolders.Required("SNSOPS_ARTIFACTS"), PostgresBin = PostgresOptions.BinFromEnvironment(),
            Settings = new Dictionary<string, string?>
            {
                ["Security__CurrentKey"] = Keys.CurrentKey, ["Security__TokenKeys__bench"] = Keys.TokenKeys["bench"], ["Serilog__MinimumLevel__Default"] = "Warning",
                ["YouTube__ProcessingSeconds"] = "1", ["Publishing__PollMs"] = "500", ["Resolve__LookSeconds"] = "1", ["Sandbox__VideoChunkBytes"] = "8388608",
            },
        }, ct);
        await fleet.WaitReadyAsync(ct);
        return new UploadFleet(fleet, folders);
    }

    /// <summary>The uploader's process; null while it is down.</summary>
    public int? UploaderPid => _fleet.Member("publishing").Process?.Pid;

    /// <summary>kill -9.</summary>
    public void KillUploader() => _fleet.Kill("publishing");

    /// <summary>An account of a client, known to the sandbox.</summary>
    public async Task<(Guid Id, string PlatformId)> AccountAsync(string platform, CancellationToken ct)
    {
        var (client, platformId) = (Guid.CreateVersion7(), "17840000" + Random.Shared.NextInt64(1_000_000, 9_999_999));
        await using var connection = await _database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync("""
            insert into clients (id, name) values (@client, '벤치 ' || @client);
            insert into users (id, email, name, role, password_hash) values (@client, @client || '@bench.example', '작성자', 'operator', 'x'), (gen_random_uuid(), 'm' || @client || '@bench.example', '승인자', 'manager', 'x');
            insert into platform_accounts (id, client_id, platform, platform_account_id, name) values (@client, @client, @platform::platform, @platformId, '벤치 채널');
            insert into account_tokens (client_id, account_id, version, key_id, access_token) values (@client, @client, 1, 'bench', @token)
            """, new { client, platform, platformId, token = new TokenVault(Keys).Seal(client, "T" + platformId) });
        (await _sandbox.PostAsJsonAsync("/_sandbox/accounts", new { platform, id = platformId, name = "벤치 채널", token = "T" + platformId }, ct)).EnsureSuccessStatusCode();
        return (client, platformId);
    }

    /// <summary>A made video, stored and scheduled for the next second.</summary>
    /// <returns>The publication.</returns>
    public async Task<Guid> ScheduleAsync(Guid account, string format, string title, long bytes, CancellationToken ct)
    {
        var (content, publication) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var sha256 = await StoreAsync(bytes, ct);
        await using var connection = await _database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync("""
            insert into contents (id, client_id, title, body, review_state, seal, scheduled_at, local_time, time_zone, created_by, approved_by, approved_at)
            values (@content, @account, @title, @title, 'approved', sha256('x'), snsops.now() + interval '1 second', (snsops.now() + interval '1 second') at time zone 'Asia/Seoul', 'Asia/Seoul', @account,
                    (select id from users where email = 'm' || @account || '@bench.example'), snsops.now());
            insert into media_assets (id, client_id, sha256, bytes, type, width, height, duration_ms) values (@content, @account, @sha256, @bytes, 'video/mp4', 1920, 1080, 600000);
            insert into content_media (client_id, content_id, position, media_id) values (@account, @content, 0, @content);
            insert into content_targets (client_id, content_id, account_id) values (@account, @content, @account);
            update contents set seal = snsops.content_seal(id) where id = @content;
            insert into publications (id, client_id, content_id, account_id, platform, format, state, content_version, seal, scheduled_at, grace, prepare_at, next_attempt_at, due_since)
            select @publication, @account, @content, @account, a.platform, @format::publication_format, 'due', 1, snsops.post_seal(c.seal, @account, @format, c.scheduled_at, null), c.scheduled_at, interval '60 minutes',
                   c.scheduled_at - interval '30 minutes', c.scheduled_at, '-infinity'
              from contents c, platform_accounts a where c.id = @content and a.id = @account
            """, new { content, publication, account, format, title, bytes, sha256 });
        return publication;
    }

    /// <summary>Whether it is out.</summary>
    /// <exception cref="InvalidOperationException">It is given up.</exception>
    public async Task<bool> IsPublishedAsync(Guid publication, CancellationToken ct)
    {
        await using var connection = await _database.OpenConnectionAsync(ct);
        var (state, error) = await connection.QuerySingleAsync<(string, string?)>("select state::text, error from publications where id = @publication", new { publication });
        return state is "failed" or "missed" or "cancelled" ? throw new InvalidOperationException($"the video is {state}: {error}") : state == "published";
    }

    /// <summary>The machine's ceilings, before anything is uploaded.</summary>
    public Task TakeCeilingsAsync(BenchReport report, CancellationToken ct) => MachineCeilings.TakeAsync(report, _database, _sandbox.BaseAddress, ct);

    /// <summary>What the platform knows the unseen video by.</summary>
    public async Task<string?> HandleAsync(Guid publication, CancellationToken ct)
    {
        await using var connection = await _database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<string?>("select handle from publications where id = @publication", new { publication });
    }

    /// <summary>Each chunk is answered so much later, so that there is a middle to be killed in.</summary>
    public async Task SlowDownAsync(string endpoint, int milliseconds, CancellationToken ct) =>
        (await _sandbox.PostAsJsonAsync("/_sandbox/faults", new { endpoint, kind = "latency", delay_ms = milliseconds, times = 0 }, ct)).EnsureSuccessStatusCode();

    /// <summary>Asks the sandbox.</summary>
    public async Task<JsonObject> AskAsync(string path, CancellationToken ct) => (await _sandbox.GetFromJsonAsync<JsonObject>(path, ct))!;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _sandbox.Dispose();
        await _database.DisposeAsync();
        await _fleet.DisposeAsync();
        _folders.Remove();
    }

    private async Task<byte[]> StoreAsync(long bytes, CancellationToken ct)
    {
        var piece = RandomNumberGenerator.GetBytes(1024 * 1024);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var temporary = Path.Combine(_folders.Media, ".bench");
        await using (var file = File.Create(temporary))
        {
            for (var left = bytes; left > 0; left -= piece.Length)
            {
                var next = piece.AsMemory(0, (int)Math.Min(piece.Length, left));
                hash.AppendData(next.Span);
                await file.WriteAsync(next, ct);
            }
        }

        var sha256 = hash.GetHashAndReset();
        var name = Convert.ToHexStringLower(sha256);
        Directory.CreateDirectory(Path.Combine(_folders.Media, name[..2]));
        File.Move(temporary, Path.Combine(_folders.Media, name[..2], name), overwrite: true);
        return sha256;
    }
}
