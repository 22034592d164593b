using System.Text.Encodings.Web;
using System.Text.Json;
using Dapper;
using Npgsql;
using SnsOps.Benchmarks.Publish;

namespace SnsOps.Benchmarks.Comments;

/// <summary>The peer's way into the same table: a task, a row and a commit for each comment.</summary>
internal sealed class CeleryIngest(NpgsqlDataSource database, CeleryPeer peer, IngestLoad load, string file)
{
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Fills the queue, lets the workers empty it, and reads off the rows how long they took: neither the filling nor their start counts.</summary>
    /// <returns>Comments per second.</returns>
    public async Task<double> RateAsync(CelerySetup setup, int count, CancellationToken ct)
    {
        count = Math.Min(count, load.Count);
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, count).Select(i => Line(load[i])), ct);
        await peer.EnqueueCommentsAsync(file, ct);
        await peer.StartAsync(setup, beat: false, ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (await load.RowsAsync(ct) < count)
            await tick.WaitForNextTickAsync(ct);
        await peer.StopWorkersAsync();
        return await connection.ExecuteScalarAsync<double>(new CommandDefinition(
            "select (count(*) - 1) / extract(epoch from max(received_at) - min(received_at))::float8 from comments_inbox", cancellationToken: ct));
    }

    private static string Line((Workers.Collection.Inbox.InboxAccount Account, Workers.Collection.Inbox.InboxComment Comment) of) => JsonSerializer.Serialize(new
    {
        client = of.Account.ClientId, account = of.Account.Id, platform = of.Account.Platform, id = of.Comment.Id, post = of.Comment.PostId, parent = of.Comment.ParentId,
        author = of.Comment.Author, author_id = of.Comment.AuthorId, message = of.Comment.Message, posted_at = of.Comment.PostedAt!.Value.ToString("O", null),
    }, s_readable);
}
