using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace SnsOps.Benchmarks.Publish;

/// <summary>The owner's own design on Celery and Redis, on tables of its own in the same PostgreSQL.</summary>
internal sealed class CeleryArm(BenchFleet fleet, CeleryPeer peer, Guid[] accounts) : IPublishArm
{
    public string Name => "Celery";

    public IReadOnlyList<int> Processes => peer.Processes;

    /// <summary>Its tables, and the same pages.</summary>
    public static async Task CreateTablesAsync(BenchFleet fleet, byte[] tokenKey, CancellationToken ct)
    {
        await using var connection = await fleet.Database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(await CeleryPeer.SchemaAsync(ct));
        var pages = (await connection.QueryAsync<(Guid Id, string Page)>("select id, platform_account_id from platform_accounts")).AsList();
        await connection.ExecuteAsync("insert into peer.platform_accounts select id, 'facebook', page, token from unnest(@ids, @pages, @tokens) as w (id, page, token)", new
        {
            ids = pages.Select(p => p.Id).ToArray(), pages = pages.Select(p => p.Page).ToArray(), tokens = pages.Select(p => Seal(tokenKey, "T" + p.Page)).ToArray(),
        });
    }

    public Task BeginTurnAsync(CancellationToken ct) => Task.CompletedTask;

    public void EndTurn()
    {
        // idle workers wait for Redis and cost nothing
    }

    public Task ScheduleAsync(string tag, int count, CancellationToken ct) => ScheduleAsync(tag, count, 0, 0, ct);

    /// <summary>From an instant on, one after another.</summary>
    public async Task ScheduleAsync(string tag, int count, double inSeconds, double everySeconds, CancellationToken ct)
    {
        await using var connection = await fleet.Database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            with made as (
                insert into peer.contents (id, title, body, status, scheduled_at)
                select gen_random_uuid(), '벤치', @tag || ' ' || i || '번째 글', 'approved', now() + make_interval(secs => @inSeconds + i * @everySeconds) from generate_series(0, @count - 1) as i
                returning id, body)
            insert into peer.publishing_logs (content_id, platform_account_id)
            select id, (@accounts)[1 + split_part(split_part(body, ' ', 2), '번', 1)::int % cardinality(@accounts)] from made
            """, new { tag, count, inSeconds, everySeconds, accounts }, commandTimeout: 300, cancellationToken: ct));
    }

    public async Task PublishAsync(CancellationToken ct)
    {
        await peer.ScanAsync(ct);
        await DrainAsync(ct);
    }

    /// <summary>Waits until nothing is open any more.</summary>
    public async Task DrainAsync(CancellationToken ct)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        await using var connection = await fleet.Database.OpenConnectionAsync(ct);
        while (await connection.ExecuteScalarAsync<bool>("select exists (select from peer.publishing_logs where status <> 'success' and retry_count <= 3)"))
            await tick.WaitForNextTickAsync(ct);
    }

    /// <summary>Per post of a tag: the sandbox's accept − scheduled_at, in milliseconds.</summary>
    public async Task<double[]> LatenessAsync(string tag, CancellationToken ct)
    {
        await using var connection = await fleet.Database.OpenConnectionAsync(ct);
        var due = (await connection.QueryAsync<(string Body, DateTime At)>("select body, scheduled_at from peer.contents where body like @tag || ' %'", new { tag })).ToDictionary(r => r.Body, r => r.At);
        return BenchFleet.Lateness(tag, due, await fleet.AcceptedAsync(tag, due.Values.Min().AddMinutes(-1), ct));
    }

    public async Task<double[]> ArmToOutcomeAsync(string tag, CancellationToken ct)
    {
        await using var connection = await fleet.Database.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<double>(new CommandDefinition("""
            select extract(epoch from l.finished_at - l.started_at)::float8 * 1000
              from peer.contents c join peer.publishing_logs l on l.content_id = c.id where c.body like @tag || ' %'
            """, new { tag }, cancellationToken: ct))];
    }

    private static byte[] Seal(byte[] key, string token)
    {
        const int Nonce = 12;
        var text = Encoding.UTF8.GetBytes(token);
        var bytes = new byte[Nonce + text.Length + AesGcm.TagByteSizes.MaxSize];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, Nonce));
        using var aes = new AesGcm(key, AesGcm.TagByteSizes.MaxSize);
        aes.Encrypt(bytes.AsSpan(0, Nonce), text, bytes.AsSpan(Nonce, text.Length), bytes.AsSpan(Nonce + text.Length));
        return bytes;
    }
}
