using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using SnsOps.Local.Postgres;
using SnsOps.Local.Processes;
using SnsOps.Local.State;
using SnsOps.Local.Supervision;
using SnsOps.Shared.Database;
using SnsOps.Shared.Security;

namespace SnsOps.Benchmarks;

/// <summary>A fleet of real processes with a durable PostgreSQL, and an agency written straight into its rows.</summary>
internal sealed class BenchFleet : IAsyncDisposable
{
    /// <summary>Whether any publication is on its way: an expression of SQL whose every part is a look into a small index.</summary>
    public const string AnyOpen = """
        exists (select from publications where state = 'scheduled') or exists (select from publications where state in ('due', 'retrying'))
            or exists (select from publications where state = 'claimed') or exists (select from attempts where state = 'armed' and subject_kind = 'publication')
        """;

    private static readonly SecurityOptions Keys = new() { CurrentKey = "bench", TokenKeys = new() { ["bench"] = Convert.ToBase64String(SHA256.HashData("bench"u8)) } };
    private readonly Fleet _fleet;
    private readonly LocalFolders _folders;
    private readonly HttpClient _sandbox;

    private BenchFleet(Fleet fleet, LocalFolders folders)
    {
        (_fleet, _folders) = (fleet, folders);
        Database = DatabaseSetup.Open(fleet.ConnectionString, "bench");
        SandboxUrl = fleet.SandboxUrl!;
        _sandbox = new HttpClient { BaseAddress = SandboxUrl, Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <summary>The fleet's database, for the bench.</summary>
    public NpgsqlDataSource Database { get; }

    /// <summary>Where programs that are not ours reach it.</summary>
    public string ConnectionString => _fleet.ConnectionString;

    /// <summary>The simulated platforms.</summary>
    public Uri SandboxUrl { get; }

    /// <summary>The fleet's Api.</summary>
    public Uri ApiUrl => _fleet.ApiUrl;

    /// <summary>A folder that goes with the fleet.</summary>
    public string Folder => _folders.State;

    /// <summary>A free port that nobody else of the fleet uses.</summary>
    public int PortOf(string name) => new PortBook(_folders.PortsFile).PortOf(name);

    /// <summary>Starts it in a folder of its own, removed at the end.</summary>
    /// <param name="ct">Stops it.</param>
    /// <param name="more">Settings that differ from the others' fleets.</param>
    /// <param name="replicasOf">How many of one worker.</param>
    public static async Task<BenchFleet> StartAsync(CancellationToken ct, IReadOnlyDictionary<string, string?>? more = null, IReadOnlyDictionary<string, int>? replicasOf = null)
    {
        var folders = LocalFolders.FromEnvironment().ThrowAway($"bench-{Environment.ProcessId}").Create();
        var fleet = await Fleet.StartAsync(new FleetOptions
        {
            Folders = folders, Artifacts = LocalFolders.Required("SNSOPS_ARTIFACTS"), PostgresBin = PostgresOptions.BinFromEnvironment(),
            ReplicasOf = replicasOf ?? new Dictionary<string, int>(),
            Settings = new Dictionary<string, string?>(new Dictionary<string, string?>
            {
                ["Security__CurrentKey"] = Keys.CurrentKey, ["Security__TokenKeys__bench"] = Keys.TokenKeys["bench"], ["Serilog__MinimumLevel__Default"] = "Warning",
                // Ours is measured, not what a platform allows.
                ["Publishing__BrakeSends"] = "0", ["Meta__BlockedHours"] = "0", ["Meta__CallsPerUserHour"] = "1000000", ["Meta__AccountCallsPerHour"] = "10000000",
                // As in production; the demo looks for comments more often.
                ["Schedules__sync-comments__Every"] = "00:05:00",
                // A round is not disturbed by looks at the posts of the round before.
                ["ReadBack__FirstSeconds"] = "86400",
            }.Where(s => more?.ContainsKey(s.Key) != true).Concat(more ?? new Dictionary<string, string?>())),
        }, ct);
        await fleet.WaitReadyAsync(ct);
        return new BenchFleet(fleet, folders);
    }

    /// <summary>A client with so many Facebook pages, known to the sandbox.</summary>
    public async Task<Guid[]> PagesAsync(int count, CancellationToken ct)
    {
        var (client, vault) = (Guid.CreateVersion7(), new TokenVault(Keys));
        var accounts = Enumerable.Range(0, count).Select(i => (Id: Guid.CreateVersion7(), Page: $"{900_000_000_000_000 + i}")).ToArray();
        await using var connection = await Database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync("""
            insert into clients (id, name) values (@client, '벤치 ' || @client);
            insert into users (id, email, name, role, password_hash) values (@client, @client || '@bench.example', '작성자', 'operator', 'x'), (gen_random_uuid(), 'm' || @client || '@bench.example', '승인자', 'manager', 'x');
            insert into platform_accounts (id, client_id, platform, platform_account_id, name) select unnest(@ids), @client, 'facebook', unnest(@pages), '페이지';
            insert into account_tokens (client_id, account_id, version, key_id, access_token) select @client, unnest(@ids), 1, 'bench', unnest(@tokens)
            """, new { client, ids = accounts.Select(a => a.Id).ToArray(), pages = accounts.Select(a => a.Page).ToArray(), tokens = accounts.Select(a => vault.Seal(a.Id, "T" + a.Page)).ToArray() });
        foreach (var (_, page) in accounts)
            (await _sandbox.PostAsJsonAsync("/_sandbox/accounts", new { platform = "facebook", id = page, name = "페이지", token = "T" + page }, ct)).EnsureSuccessStatusCode();
        return [.. accounts.Select(a => a.Id)];
    }

    /// <summary>A client with so many accounts of several platforms, known to the sandbox.</summary>
    public async Task<IReadOnlyList<Comments.BenchAccount>> AccountsAsync(int count, Func<int, string> platformOf, CancellationToken ct)
    {
        var (client, vault) = (Guid.CreateVersion7(), new TokenVault(Keys));
        var accounts = Enumerable.Range(0, count).Select(i => new Comments.BenchAccount(Guid.CreateVersion7(), platformOf(i), $"{800_000_000_000_000 + i}")).ToArray();
        await using var connection = await Database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync("""
            insert into clients (id, name) values (@client, '벤치 ' || @client);
            insert into platform_accounts (id, client_id, platform, platform_account_id, name)
            select id, @client, platform, name, '계정 ' || name from unnest(@ids, @platforms::platform[], @names) as a (id, platform, name);
            insert into account_tokens (client_id, account_id, version, key_id, access_token) select @client, unnest(@ids), 1, 'bench', unnest(@tokens)
            """,
            new
            {
                client, ids = accounts.Select(a => a.Id).ToArray(), platforms = accounts.Select(a => a.Platform).ToArray(), names = accounts.Select(a => a.PlatformId).ToArray(),
                tokens = accounts.Select(a => vault.Seal(a.Id, "T" + a.PlatformId)).ToArray(),
            });
        foreach (var account in accounts)
            (await _sandbox.PostAsJsonAsync("/_sandbox/accounts", new { platform = account.Platform, id = account.PlatformId, name = "계정", token = "T" + account.PlatformId }, ct)).EnsureSuccessStatusCode();
        return accounts;
    }

    /// <summary>One value of the fleet's database.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, parameters, commandTimeout: 300));
    }

    /// <summary>Approved texts, one publication each, spread over the accounts: all for one instant, or one after another from then on.</summary>
    /// <remarks>Their rows are due, as after an outage: the sweep claims them. Or they are planned <paramref name="ahead"/>, and the seconds count from the minute scan that will find them, in 15 to 75 seconds.</remarks>
    public async Task ScheduleAsync(Guid[] accounts, int count, double inSeconds, string tag, CancellationToken ct, double everySeconds = 0, bool ahead = false)
    {
        await using var connection = await Database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            with made as (
                insert into contents (id, client_id, title, body, review_state, seal, scheduled_at, local_time, time_zone, created_by, approved_by, approved_at)
                select (@contents)[1 + i], a.client_id, '벤치', @tag || ' ' || i || '번째 글', 'approved', snsops.seal_of('벤치', @tag || ' ' || i || '번째 글', null, null, '{}', '{}', array[a.id], null), t, t at time zone 'Asia/Seoul', 'Asia/Seoul', a.client_id,
                       (select id from users where email = 'm' || a.client_id || '@bench.example'), now()
                  from (select case when @ahead then date_trunc('minute', snsops.now() + interval '15 seconds') + interval '1 minute' else snsops.now() end + make_interval(secs => @inSeconds) as first) as at,
                       generate_series(0, @count - 1) as i,
                       lateral (select first + i * make_interval(secs => @everySeconds) as t) as its, platform_accounts a
                 where a.id = (@accounts)[1 + i % cardinality(@accounts)]
                returning id, client_id, scheduled_at, seal, body, (@accounts)[1 + split_part(split_part(body, ' ', 2), '번', 1)::int % cardinality(@accounts)] as account_id),
            aimed as (insert into content_targets (client_id, content_id, account_id) select client_id, id, account_id from made)
            insert into publications (id, client_id, content_id, account_id, platform, format, state, content_version, seal, scheduled_at, grace, prepare_at, next_attempt_at, due_since)
            select (@publications)[1 + split_part(split_part(body, ' ', 2), '번', 1)::int], client_id, id, account_id, 'facebook', 'facebook_text', case when @ahead then 'scheduled' else 'due' end::publication_state, 1,
                   snsops.post_seal(seal, account_id, 'facebook_text', scheduled_at, null),
                   scheduled_at, interval '60 minutes', scheduled_at - interval '150 seconds', scheduled_at, case when not @ahead then '-infinity'::timestamptz end
              from made
            """, new { accounts, count, inSeconds, everySeconds, ahead, tag, contents = Ids(count), publications = Ids(count) }, commandTimeout: 300, cancellationToken: ct));
    }

    /// <summary>In order, as the Api makes them.</summary>
    private static Guid[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];

    /// <summary>Waits until nothing of it is open any more. Each look is one of an index, and there are few: the fleet pays for them.</summary>
    public async Task DrainAsync(CancellationToken ct)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        await using var connection = await Database.OpenConnectionAsync(ct);
        while (await connection.ExecuteScalarAsync<bool>("select " + AnyOpen))
            await tick.WaitForNextTickAsync(ct);
    }

    /// <summary>Per post of a tag: the sandbox's accept − scheduled_at, in milliseconds.</summary>
    public async Task<double[]> LatenessAsync(string tag, CancellationToken ct)
    {
        await using var connection = await Database.OpenConnectionAsync(ct);
        var due = (await connection.QueryAsync<(string Body, DateTime At)>("select c.body, c.scheduled_at from contents c where c.body like @tag || ' %'", new { tag })).ToDictionary(r => r.Body, r => r.At);
        return Lateness(tag, due, await AcceptedAsync(tag, due.Values.Min().AddMinutes(-1), ct));
    }

    /// <summary>The same for texts that are not ours to know: when each was to be out, and when the sandbox accepted it.</summary>
    public static double[] Lateness(string tag, IReadOnlyDictionary<string, DateTime> due, IReadOnlyList<(string Text, DateTime At)> accepted) =>
        accepted.Count == due.Count && accepted.DistinctBy(a => a.Text).Count() == due.Count
            ? [.. accepted.Select(a => (a.At - due[a.Text]).TotalMilliseconds).Order()]
            : throw new InvalidOperationException($"{tag}: {due.Count} scheduled, {accepted.Count} in the ledger: lost or doubled");

    /// <summary>Takes publications that were only half measured out of everybody's sight.</summary>
    public async Task ForgetAsync(Guid[] publications, CancellationToken ct)
    {
        await using var connection = await Database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("update publications set state = 'cancelled', owner = null where id = any(@publications) and state <> 'published'", new { publications }, cancellationToken: ct));
    }

    /// <summary>What the sandbox's ledger has of a tag, accepted at or after an instant, oldest first.</summary>
    public async Task<IReadOnlyList<(string Text, DateTime At)>> AcceptedAsync(string tag, DateTime since, CancellationToken ct)
    {
        var url = $"/_sandbox/facebook/effects?since={Uri.EscapeDataString(since.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture))}";
        var ledger = (await _sandbox.GetFromJsonAsync<JsonObject>(url, ct))!["effects"]!.AsArray();
        return [.. ledger.Select(e => (Text: (string)e!["text"]!, At: ((DateTime)e["accepted_at"]!).ToUniversalTime())).Where(e => e.Text.StartsWith(tag + " ", StringComparison.Ordinal))];
    }

    /// <summary>A command of the Api, such as the one that makes the first user.</summary>
    public Task RunApiVerbAsync(IReadOnlyDictionary<string, string?> environment, CancellationToken ct, params IReadOnlyList<string> arguments) => _fleet.RunApiVerbAsync(environment, ct, arguments);

    /// <summary>A member's process.</summary>
    public int ProcessOf(string member) => _fleet.Member(member).Process?.Pid ?? throw new InvalidOperationException($"{member} does not run");

    /// <summary>To members of the fleet.</summary>
    public void Signal(UnixSignal signal, IEnumerable<string> members)
    {
        foreach (var member in members)
            _fleet.Member(member).Signal(signal);
    }

    /// <summary>Leaves out members that a measurement is not about.</summary>
    public Task StopAsync(params string[] members) => Task.WhenAll(members.Select(_fleet.StopMemberAsync));

    /// <summary>All members that were not stopped are ready.</summary>
    public Task WaitReadyAsync(CancellationToken ct) => Task.WhenAll(_fleet.Members.Where(m => m.State != MemberState.Stopped).Select(m => m.WaitReadyAsync(ct)));

    /// <summary>From now on the sandbox answers so much later.</summary>
    public async Task SetSandboxLatencyAsync(int milliseconds, CancellationToken ct)
    {
        await _fleet.StopMemberAsync("sandbox");
        _fleet.StartMember("sandbox", new Dictionary<string, string?> { ["Sandbox__LatencyMs"] = milliseconds.ToString(CultureInfo.InvariantCulture) });
        await _fleet.Member("sandbox").WaitReadyAsync(ct);
    }

    /// <summary>The machine's ceilings: committed one-row inserts, and what the sandbox answers, one after another.</summary>
    public Task TakeCeilingsAsync(BenchReport report, CancellationToken ct) => MachineCeilings.TakeAsync(report, Database, SandboxUrl, ct);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _sandbox.Dispose();
        await Database.DisposeAsync();
        await _fleet.DisposeAsync();
        _folders.Remove();
    }
}
