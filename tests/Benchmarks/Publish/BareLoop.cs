using System.Net.Http.Headers;
using System.Text.Json;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Effects;

namespace SnsOps.Benchmarks.Publish;

/// <summary>Arm, POST, outcome. Either side can be left out, which gives the machine's ceilings.</summary>
internal sealed class BareLoop(NpgsqlDataSource database, Uri sandbox, Guid owner) : IAsyncDisposable
{
    private const int Batch = 64;
    private const int AtOnce = 256;
    private const int BatchesAtOnce = 2;
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = AtOnce, PooledConnectionLifetime = Timeout.InfiniteTimeSpan }) { BaseAddress = sandbox };
    private readonly Statements<(BarePost Post, Guid Attempt)> _arms = new(database, (connection, batch) => ArmAsync(connection, owner, batch));
    private readonly Statements<(Guid Attempt, Guid Post, string PlatformPostId)> _outcomes = new(database, OutcomeAsync);

    /// <summary>Accounts run side by side, the posts of each one after another.</summary>
    public Task PublishAsync(IReadOnlyList<BarePost> posts, CancellationToken ct, bool writes = true, bool sends = true) =>
        Parallel.ForEachAsync(posts.GroupBy(p => p.AccountId), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (account, _) =>
        {
            foreach (var post in account)
            {
                var attempt = Guid.CreateVersion7();
                if (writes)
                    await _arms.SubmitAsync((post, attempt));
                var id = sends ? await SendAsync(post) : post.Id.ToString();
                if (writes)
                    await _outcomes.SubmitAsync((attempt, post.Id, id));
            }
        });

    public async ValueTask DisposeAsync()
    {
        await _arms.DisposeAsync();
        await _outcomes.DisposeAsync();
        _http.Dispose();
    }

    private async Task<string> SendAsync(BarePost post)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v25.0/{post.Page}/feed") { Content = new FormUrlEncodedContent([new("message", post.Text)]) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "T" + post.Page);
        using var response = await _http.SendAsync(request);
        using var body = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
        return body.RootElement.GetProperty("id").GetString()!;
    }

    private static async Task<IReadOnlyList<bool>> ArmAsync(NpgsqlConnection connection, Guid owner, IReadOnlyList<(BarePost Post, Guid Attempt)> batch)
    {
        await ExecuteAsync(connection, """
            with armed as (
                insert into attempts (id, client_id, account_id, subject_kind, subject_id, step, epoch, owner, number, fingerprint, request_digest, armed_at, send_deadline)
                select id, client_id, account_id, 'publication', subject_id, 'post', 1, $5, 1, '', '', (select snsops.now()), (select snsops.now()) + interval '90 seconds'
                  from unnest($1, $2, $3, $4) as w (id, client_id, account_id, subject_id)
                returning subject_id)
            update publications p set state = 'armed', updated_at = clock_timestamp() from armed a where p.id = a.subject_id
            """, batch.Count, batch.Select(b => b.Attempt).ToArray(), batch.Select(b => b.Post.ClientId).ToArray(), batch.Select(b => b.Post.AccountId).ToArray(), batch.Select(b => b.Post.Id).ToArray(), owner);
        return new bool[batch.Count];
    }

    private static async Task<IReadOnlyList<bool>> OutcomeAsync(NpgsqlConnection connection, IReadOnlyList<(Guid Attempt, Guid Post, string PlatformPostId)> batch)
    {
        await ExecuteAsync(connection, """
            with closed as (
                delete from attempts a using unnest($1, $3) as w (id, post_id) where a.id = w.id returning a.*, w.post_id),
            logged as (
                insert into publishing_logs (attempt_id, closed_at, client_id, account_id, subject_kind, subject_id, step, epoch, number, retry_count,
                                             status, resolved_by, request_digest, platform_post_id, armed_at)
                select id, (select snsops.now()), client_id, account_id, subject_kind, subject_id, step, epoch, number, 0, 'published', 'response', request_digest, post_id, armed_at from closed)
            update publications p set state = 'published', owner = null, published_at = (select snsops.now()), platform_post_id = w.post_id, updated_at = clock_timestamp()
              from unnest($2, $3) as w (id, post_id) where p.id = w.id
            """, batch.Count, batch.Select(b => b.Attempt).ToArray(), batch.Select(b => b.Post).ToArray(), batch.Select(b => b.PlatformPostId).ToArray());
        return new bool[batch.Count];
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, int rows, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.AddWithValue(parameter);
        if (await command.ExecuteNonQueryAsync() is var changed && changed < rows)
            throw new InvalidOperationException($"{changed} of {rows} posts were written: the bare loop is not alone");
    }

    /// <summary>A statement for many at a time, on connections of its own: as ours has it.</summary>
    private sealed class Statements<T> : IAsyncDisposable
        where T : notnull
    {
        private readonly KeptConnection[] _kept;
        private readonly GroupCommit<T, bool> _commits;

        public Statements(NpgsqlDataSource database, Func<NpgsqlConnection, IReadOnlyList<T>, Task<IReadOnlyList<bool>>> run)
        {
            _kept = KeptConnection.Several(database, BatchesAtOnce);
            _commits = new GroupCommit<T, bool>(Batch, async (batch, slot) => await run(await _kept[slot].OpenAsync(), batch), BatchesAtOnce);
        }

        public Task SubmitAsync(T item) => _commits.SubmitAsync(item);

        public async ValueTask DisposeAsync()
        {
            await _commits.DisposeAsync();
            foreach (var connection in _kept)
                await connection.DisposeAsync();
        }
    }
}
