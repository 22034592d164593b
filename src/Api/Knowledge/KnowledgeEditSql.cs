using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Database;
using SnsOps.Api.Problems;
using SnsOps.Shared.Database;
using SnsOps.Shared.Knowledge;

namespace SnsOps.Api.Knowledge;

/// <summary>Writes documents. Each change asks in its own transaction for the document to be indexed again.</summary>
internal sealed class KnowledgeEditSql(NpgsqlDataSource database)
{
    /// <summary>Writes a document under the caller's row id.</summary>
    /// <returns>The item that will index it; null: the call is a repeat and the document is there.</returns>
    public async Task<Guid?> InsertAsync(Guid clientId, KnowledgeBody body, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Acting.TellAsync(connection, ct);
        if (await connection.ExecuteAsync(new CommandDefinition("""
            insert into knowledge_documents (id, client_id, kind, title, media_type, text, original, created_by, created_at, updated_by, updated_at)
            values (@RowId, @clientId, @Kind::knowledge_kind, @Title, @MediaType, @Text, @Original, @UserId, (select snsops.now()), @UserId, (select snsops.now()))
            on conflict (id) do nothing
            """, new { caller.RowId, clientId, body.Kind, body.Title, body.MediaType, body.Text, body.Original, caller.UserId }, transaction, cancellationToken: ct)) == 0)
            return null;
        var item = await KnowledgeJobs.RequestAsync(connection, transaction, clientId, caller.RowId, ct);
        await transaction.CommitAsync(ct);
        return item;
    }

    /// <summary>Replaces what a document says. Until the new version is indexed, the old one's passages are found.</summary>
    public async Task<(KnowledgeChange? Change, Refusal? Refused)> ReplaceAsync(Guid id, int expectedVersion, KnowledgeBody body, Caller caller, CancellationToken ct)
    {
        KnowledgeChange? change = null;
        var refused = await database.InTransactionAsync(async (connection, transaction) =>
        {
            var known = await connection.QuerySingleOrDefaultAsync<KnownDocument>(new CommandDefinition(
                "select client_id, version from knowledge_documents where id = @id and client_id = any(@ClientIds) for update", new { id, caller.ClientIds }, transaction, cancellationToken: ct));
            if (known is null)
                return ProblemKinds.KnowledgeNotFound.Plain();
            if (known.Version != expectedVersion)
                return ProblemKinds.VersionMismatch.Because($"지금 버전은 {known.Version}입니다. 다시 읽고 고치세요", $"The version is {known.Version} now: read it again, then edit");
            await connection.ExecuteAsync(new CommandDefinition("""
                update knowledge_documents
                   set kind = @Kind::knowledge_kind, title = @Title, media_type = @MediaType, text = @Text, original = @Original, version = version + 1, error = null,
                       updated_by = @UserId, updated_at = (select snsops.now())
                 where id = @id
                """, new { id, body.Kind, body.Title, body.MediaType, body.Text, body.Original, caller.UserId }, transaction, cancellationToken: ct));
            change = new KnowledgeChange(known.ClientId, await KnowledgeJobs.RequestAsync(connection, transaction, known.ClientId, id, ct));
            return null;
        }, ct);
        return (change, refused);
    }

    /// <summary>Deletes a document and its chunks.</summary>
    /// <returns>Whose it was; null when it is unknown or of no client among <paramref name="clients"/>.</returns>
    public async Task<Guid?> DeleteAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Acting.TellAsync(connection, ct);
        if (await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
                "select client_id from knowledge_documents where id = @id and client_id = any(@clients) for update", new { id, clients }, transaction, cancellationToken: ct)) is not { } clientId)
            return null;
        await ChunkSql.RemoveAsync(connection, transaction, clientId, id, ct);
        await connection.ExecuteAsync(new CommandDefinition("delete from knowledge_documents where id = @id", new { id }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return clientId;
    }

    private sealed record KnownDocument(Guid ClientId, int Version);
}

/// <summary>A document that was changed.</summary>
/// <param name="ClientId">Whose it is.</param>
/// <param name="Item">That will index it.</param>
internal sealed record KnowledgeChange(Guid ClientId, Guid Item);
