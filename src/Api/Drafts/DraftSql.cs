using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Comments;
using SnsOps.Api.Database;
using SnsOps.Api.Hosting;
using SnsOps.Api.Problems;
using SnsOps.Shared.Drafts;
using SnsOps.Shared.Effects;

namespace SnsOps.Api.Drafts;

/// <summary>Asks for drafts and reads them.</summary>
internal sealed class DraftSql(NpgsqlDataSource database)
{
    /// <summary>A comment's newest draft; null when there is none, or the comment is of no client among <paramref name="clients"/>.</summary>
    /// <remarks>One whose thread has moved reads as dropped at once, and one that nobody works on any more as failed, whatever has come to tell its row.</remarks>
    public async Task<DraftView?> NewestAsync(Guid commentId, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<DraftRow>(new CommandDefinition($"""
            select d.id, d.comment_id, d.client_id,
                   case when d.state = 'written' and m.moved then 'dropped' when m.given_up then 'failed' else d.state::text end as state,
                   case when d.state = 'dropped' or m.moved then null else d.text end as text,
                   d.sentences::text as sentences, d.sources::text as sources, d.engine,
                   case when d.state = 'written' and m.moved then '그사이 대화가 바뀌었습니다 | The thread has moved' when m.given_up then @GivenUp else d.reason end as reason,
                   d.thread_version, d.asked_by, d.created_at, d.closed_at
              from reply_drafts d join comments_inbox c on c.id = d.comment_id
             cross join lateral (
                select d.thread_version <> {Threads.Version("c")} or c.deleted_at is not null or c.hidden_at is not null as moved, {DraftRequests.IsGivenUp} as given_up) m
             where d.comment_id = @commentId and d.client_id = any(@clients)
             order by d.created_at desc, d.id desc limit 1
            """, new { commentId, clients, DraftRequests.GivenUp }, cancellationToken: ct));
        return row is null ? null : new DraftView(
            row.Id, row.CommentId, row.ClientId, row.State, row.Text, JsonNode.Parse(row.State == "dropped" ? "[]" : row.Sentences)!, JsonNode.Parse(row.Sources)!,
            row.Engine, row.Reason, row.ThreadVersion, row.AskedBy, row.CreatedAt, row.ClosedAt);
    }

    /// <summary>Asks for a draft; what was offered before is dropped. Nothing is asked while one is waited for and worked on, nor by the same call again.</summary>
    public async Task<(AskedItem? Item, Refusal? Refused)> AskAsync(Guid commentId, Caller caller, CancellationToken ct)
    {
        AskedItem? item = null;
        var refused = await database.InTransactionAsync(async (connection, transaction) =>
        {
            if (await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
                    "select client_id from comments_inbox where id = @commentId and client_id = any(@ClientIds)", new { commentId, caller.ClientIds }, transaction, cancellationToken: ct)) is not { } clientId)
                return ProblemKinds.CommentNotFound.Plain();
            var place = await ThreadSql.LockAsync(connection, transaction, commentId, caller.RowId, ct);
            if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition("select exists (select from reply_drafts where id = @RowId)", new { caller.RowId }, transaction, cancellationToken: ct)))
                return null;
            if (place.IsOwn)
                return ProblemKinds.CommentOwn.Because("우리 댓글에는 초안을 쓰지 않습니다", "An account's own comment gets no draft");
            if (place.IsDeleted || place.IsHidden)
                return (place.IsDeleted ? ProblemKinds.CommentDeleted : ProblemKinds.CommentHidden).Plain();
            if (place.IsAnswered)
                return ProblemKinds.ReplyUnderWay.Plain();
            await connection.ExecuteAsync(new CommandDefinition($"""
                update reply_drafts d set state = 'failed', reason = @GivenUp, closed_at = (select snsops.now()) where comment_id = @commentId and {DraftRequests.IsGivenUp};
                update reply_drafts set state = 'dropped', reason = '새 초안을 부탁했습니다 | Another one was asked for' where comment_id = @commentId and state in ('written', 'no_basis')
                """, new { commentId, DraftRequests.GivenUp }, transaction, cancellationToken: ct));
            item = await connection.QuerySingleOrDefaultAsync<AskedItem>(new CommandDefinition($"""
                with wanted as (
                    insert into reply_drafts (id, client_id, comment_id, asked_by, created_at) values (@RowId, @clientId, @commentId, @UserId, (select snsops.now()))
                    on conflict do nothing
                    returning id, client_id),
                {DraftRequests.Items}
                select items.id, wanted.client_id from items, wanted
                """, new { caller.RowId, clientId, commentId, caller.UserId }, transaction, cancellationToken: ct));
            return null;
        }, ct);
        return (item, refused);
    }

    /// <summary>A client's policy; off, until somebody turns it on.</summary>
    public async Task<DraftPolicy> PolicyAsync(Guid clientId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<DraftPolicy>(new CommandDefinition(
            "select client_id, is_on, sentiments::text[] as sentiments, tone, signature, updated_at from draft_policies where client_id = @clientId", new { clientId }, cancellationToken: ct))
            ?? new DraftPolicy { ClientId = clientId };
    }

    /// <summary>False when the policy is not the version in <paramref name="match"/> any more.</summary>
    public async Task<bool> SetPolicyAsync(Guid clientId, NewDraftPolicy policy, Guid userId, string? match, CancellationToken ct) =>
        await database.ChangeAsync(connection => connection.ExecuteAsync(new CommandDefinition($"""
            insert into draft_policies (client_id, is_on, sentiments, tone, signature, updated_by, updated_at)
            select @clientId, @IsOn, @Sentiments::sentiment[], @Tone, @signature, @userId, (select snsops.now())
             where coalesce(@match, '0') = '0' or exists (select from draft_policies where client_id = @clientId)
            on conflict (client_id) do update
               set is_on = excluded.is_on, sentiments = excluded.sentiments, tone = excluded.tone, signature = excluded.signature, updated_by = excluded.updated_by, updated_at = excluded.updated_at
             where {ETags.IsWanted("draft_policies")}
            """, new { clientId, policy.IsOn, policy.Sentiments, policy.Tone, signature = policy.Signature?.Trim() ?? "", userId, match }, cancellationToken: ct)), ct) == 1;

    private sealed record DraftRow(
        Guid Id, Guid CommentId, Guid ClientId, string State, string? Text, string Sentences, string Sources, string? Engine, string? Reason, string? ThreadVersion, Guid? AskedBy,
        DateTimeOffset CreatedAt, DateTimeOffset? ClosedAt);
}

/// <summary>The item that will write a draft.</summary>
internal sealed record AskedItem(Guid Id, Guid ClientId);
