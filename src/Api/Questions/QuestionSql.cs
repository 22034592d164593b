using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Database;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;
using SnsOps.Shared.Database;
using SnsOps.Shared.Questions;

namespace SnsOps.Api.Questions;

/// <summary>Asks questions and reads what became of them. A conversation is its owner's, and only while they still belong to the client.</summary>
internal sealed class QuestionSql(NpgsqlDataSource database)
{
    private const int MostWaiting = 5;
    private const int TitleLetters = 60;

    private const string Columns = """
        select q.id, q.conversation_id, q.client_id, q.text, q.state::text as state, q.answer, q.engine, q.sql, q.columns::text as columns, q.rows::text as rows, q.row_count, q.is_cut,
               q.assumptions::text as assumptions, q.sources::text as sources, q.asked_at, q.closed_at
          from questions q
        """;

    /// <summary>Stores a question with the item that will answer it.</summary>
    /// <returns>The item, if this call made it, or why not.</returns>
    public async Task<(Guid? Item, Refusal? Refused)> AskAsync(Guid clientId, Guid? conversation, string text, Caller caller, CancellationToken ct)
    {
        Guid? item = null;
        var refused = await database.InTransactionAsync(async (connection, transaction) =>
        {
            // One's questions come one after another, so that no two calls both see that there is room.
            await connection.ExecuteAsync(new CommandDefinition("select from users where id = @UserId for no key update", new { caller.UserId }, transaction, cancellationToken: ct));
            if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition("select exists (select from questions where id = @RowId)", new { caller.RowId }, transaction, cancellationToken: ct)))
                return null;
            if (await connection.ExecuteScalarAsync<int>(new CommandDefinition("select count(*)::int from questions where asked_by = @UserId and state = 'waiting'", new { caller.UserId }, transaction, cancellationToken: ct)) >= MostWaiting)
                return ProblemKinds.QuestionsWaiting.Because($"아직 답을 기다리는 질문이 {MostWaiting}개 있습니다", $"{MostWaiting} of your questions are still waiting");
            if (conversation is { } known && !await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                    "select exists (select from conversations where id = @known and client_id = @clientId and user_id = @UserId)", new { known, clientId, caller.UserId }, transaction, cancellationToken: ct)))
                return ProblemKinds.ConversationNotFound.Plain();
            item = await connection.ExecuteScalarAsync<Guid>(new CommandDefinition("""
                with begun as (
                    insert into conversations (id, client_id, user_id, title, created_at, updated_at)
                    select @fresh, @clientId, @UserId, @title, (select snsops.now()), (select snsops.now()) where @conversation::uuid is null),
                asked as (
                    insert into questions (id, client_id, conversation_id, asked_by, text, asked_at)
                    values (@RowId, @clientId, coalesce(@conversation, @fresh), @UserId, @text, (select snsops.now()))
                    returning id, client_id)
                insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at)
                select gen_random_uuid(), @Job, (select snsops.now()), client_id, id, (select snsops.now()) from asked
                returning id
                """,
                new { caller.RowId, caller.UserId, clientId, conversation, fresh = Guid.CreateVersion7(), text, title = Letters.First(text, TitleLetters), QuestionRequests.Job },
                transaction, cancellationToken: ct));
            return null;
        }, ct);
        return (item, refused);
    }

    /// <summary>A question of the caller's.</summary>
    public async Task<QuestionView?> FindAsync(Guid id, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QuerySingleOrDefaultAsync<QuestionRow>(new CommandDefinition(
            Columns + " where q.id = @id and q.asked_by = @UserId and q.client_id = any(@ClientIds)", new { id, caller.UserId, caller.ClientIds }, cancellationToken: ct)))?.View();
    }

    /// <summary>The caller's conversations, the newest first.</summary>
    public async Task<IReadOnlyList<ConversationView>> ConversationsAsync(Guid[] clients, Guid userId, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<ConversationView>(new CommandDefinition("""
            select v.id, v.client_id, v.title, (select count(*)::int from questions q where q.conversation_id = v.id) as questions, v.created_at, v.updated_at
              from conversations v
             where v.user_id = @userId and v.client_id = any(@clients)
               and (v.updated_at, v.id) < (coalesce(@AfterAt::timestamptz, 'infinity'), coalesce(@AfterId::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
             order by v.updated_at desc, v.id desc limit @Fetch
            """, page.Parameters(new { clients, userId }), cancellationToken: ct))).AsList();
    }

    /// <summary>What was asked in a conversation, the newest first; null when it is not the caller's.</summary>
    public async Task<IReadOnlyList<QuestionView>?> QuestionsAsync(Guid conversationId, Caller caller, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                "select exists (select from conversations where id = @conversationId and user_id = @UserId and client_id = any(@ClientIds))", new { conversationId, caller.UserId, caller.ClientIds }, cancellationToken: ct)))
            return null;
        return [.. (await connection.QueryAsync<QuestionRow>(new CommandDefinition(Columns + """
             where q.conversation_id = @conversationId and q.client_id = any(@ClientIds)
               and (q.asked_at, q.id) < (coalesce(@AfterAt::timestamptz, 'infinity'), coalesce(@AfterId::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
             order by q.asked_at desc, q.id desc limit @Fetch
            """, page.Parameters(new { conversationId, caller.ClientIds }), cancellationToken: ct))).Select(q => q.View())];
    }

    private sealed record QuestionRow(
        Guid Id, Guid ConversationId, Guid ClientId, string Text, string State, string? Answer, string? Engine, string? Sql, string Columns, string Rows, int RowCount, bool IsCut, string Assumptions, string Sources,
        DateTimeOffset AskedAt, DateTimeOffset? ClosedAt)
    {
        public QuestionView View() => new(Id, ConversationId, ClientId, Text, State, Answer, Engine, Sql, JsonNode.Parse(Columns)!, JsonNode.Parse(Rows)!, RowCount, IsCut,
            JsonNode.Parse(Assumptions)!, JsonNode.Parse(Sources)!, AskedAt, ClosedAt);
    }
}
