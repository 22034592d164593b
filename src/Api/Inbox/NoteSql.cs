using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Database;

namespace SnsOps.Api.Inbox;

/// <summary>What colleagues tell one another of a comment.</summary>
internal sealed class NoteSql(NpgsqlDataSource database)
{
    internal const string View = """
        select n.id, n.comment_id, n.author_id, u.name as author_name, n.text, n.created_at from inbox_notes n join users u on u.id = n.author_id
        """;

    /// <summary>Notes of a comment, oldest first; null when it is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<IReadOnlyList<NoteView>?> ListAsync(Guid commentId, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition($"""
            select exists (select from comments_inbox where id = @commentId and client_id = any(@clients));
            {View} where n.comment_id = @commentId and n.client_id = any(@clients) order by n.created_at, n.id;
            """, new { commentId, clients }, cancellationToken: ct));
        var known = await sets.ReadSingleAsync<bool>();
        var notes = (await sets.ReadAsync<NoteView>()).AsList();
        return known ? notes : null;
    }

    /// <summary>Writes one; null when the comment is unknown or of none of the caller's clients. The same call again finds its note.</summary>
    public async Task<NoteView?> InsertAsync(Guid commentId, string text, Caller caller, CancellationToken ct)
    {
        await database.ChangeAsync(connection => connection.ExecuteAsync(new CommandDefinition("""
            insert into inbox_notes (id, client_id, comment_id, author_id, text, created_at)
            select @RowId, client_id, id, @UserId, @text, (select snsops.now()) from comments_inbox where id = @commentId and client_id = any(@ClientIds)
            on conflict (id) do nothing
            """, new { caller.RowId, caller.UserId, caller.ClientIds, commentId, text }, cancellationToken: ct)), ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<NoteView>(new CommandDefinition(
            $"{View} where n.id = @RowId and n.comment_id = @commentId", new { caller.RowId, commentId }, cancellationToken: ct));
    }
}
