using System.Text.Json;
using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Database;
using SnsOps.Api.Problems;
using SnsOps.Shared.Live;

namespace SnsOps.Api.Contents;

/// <summary>Writing and rewriting a content.</summary>
internal sealed class ContentEditSql(NpgsqlDataSource database)
{
    public async Task<(Guid Id, Refusal? Refused)> InsertAsync(NewContent content, Caller caller, CancellationToken ct)
    {
        var (id, clientId) = (caller.RowId, content.ClientId!.Value);
        var refused = await database.InTransactionAsync(async (connection, transaction) =>
        {
            var made = await connection.ExecuteAsync(new CommandDefinition("""
                insert into contents (id, client_id, title, body, link, first_comment, variants, grace, created_by)
                values (@id, @clientId, @Title, @Body, @Link, @FirstComment, @variants::jsonb, make_interval(mins => @grace), @UserId)
                on conflict (id) do nothing
                """,
                new
                {
                    id, clientId, content.Title, Body = content.Body ?? "", content.Link, FirstComment = Said(content.FirstComment), variants = Json(content.Variants ?? []),
                    grace = content.GraceMinutes ?? 60, caller.UserId,
                },
                transaction, cancellationToken: ct));
            return made == 0
                ? null
                : await PutMediaAsync(connection, transaction, id, clientId, content.MediaIds ?? [], ct)
                ?? await PutTargetsAsync(connection, transaction, id, clientId, content.AccountIds ?? [], ct);
        }, ct);
        return (id, refused);
    }

    /// <summary>Changes a content. An approval and what was scheduled on it end in the same transaction.</summary>
    public Task<Refusal?> PatchAsync(Guid id, int expectedVersion, ContentPatch patch, Caller caller, CancellationToken ct) => database.InTransactionAsync(async (connection, transaction) =>
    {
        if (await LockedContent.TakeAsync(connection, transaction, id, caller.ClientIds, ct) is not { } content)
            return ProblemKinds.ContentNotFound.Plain();
        if (content.Version != expectedVersion)
            return ProblemKinds.VersionMismatch.Because($"지금 버전은 {content.Version}입니다. 다시 읽고 고치세요", $"The version is {content.Version} now: read it again, then edit");
        if ((await content.TakePublicationsAsync(connection, transaction, ct)).Refused is { } visible)
            return visible;
        await content.CancelPublicationsAsync(connection, transaction, caller.UserId, "내용을 고쳐 예약이 취소되었습니다", ct);
        var newState = content.ReviewState == "changes_requested" ? "changes_requested" : "draft";
        await connection.ExecuteAsync(new CommandDefinition("""
            with edited as (
                insert into content_reviews (id, client_id, content_id, at, act, version, user_id)
                select gen_random_uuid(), client_id, id, (select snsops.now()), 'edited', version + 1, @UserId from contents where id = @id and submitted_at is not null)
            update contents
               set title = coalesce(@Title, title), body = coalesce(@Body, body), link = case when @LinkGiven then @Link else link end,
                   first_comment = case when @FirstCommentGiven then @FirstComment else first_comment end,
                   variants = coalesce(@variants::jsonb, variants), grace = coalesce(make_interval(mins => @GraceMinutes), grace), version = version + 1,
                   review_state = @newState::review_state,
                   review_step = null, review_until = case when @newState = 'changes_requested' then review_until end,
                   editors = case when @UserId = created_by or @UserId = any(editors) then editors else editors || @UserId end,
                   seal = null, approved_by = null, approved_link = null, approved_at = null, scheduled_at = null, local_time = null, time_zone = null, updated_at = clock_timestamp()
             where id = @id
            """,
            new
            {
                id, patch.Title, patch.Body, patch.Link, patch.LinkGiven, FirstComment = Said(patch.FirstComment), patch.FirstCommentGiven, patch.GraceMinutes,
                variants = patch.Variants is null ? null : Json(patch.Variants), newState, caller.UserId,
            }, transaction, cancellationToken: ct));
        if (patch.MediaIds is { } media && await PutMediaAsync(connection, transaction, id, content.ClientId, media, ct) is { } badMedia)
            return badMedia;
        if (patch.AccountIds is { } accounts && await PutTargetsAsync(connection, transaction, id, content.ClientId, accounts, ct) is { } badTargets)
            return badTargets;
        if (content.ReviewState is "approved" or "in_review")
            await LiveEvents.InsertAsync(connection, transaction, [ReviewNews.ApprovalRequest(content with { Title = patch.Title ?? content.Title }, newState, caller.Name)], ct);
        return null;
    }, ct);

    private static async Task<Refusal?> PutMediaAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid contentId, Guid clientId, Guid[] mediaIds, CancellationToken ct)
    {
        var put = await connection.ExecuteScalarAsync<int>(new CommandDefinition("""
            delete from content_media where content_id = @contentId;
            with put as (
                insert into content_media (client_id, content_id, position, media_id)
                select m.client_id, @contentId, w.position - 1, m.id
                  from unnest(@mediaIds) with ordinality as w (id, position) join media_assets m on m.id = w.id and m.client_id = @clientId
                returning 1)
            select count(*)::int from put
            """, new { contentId, clientId, mediaIds }, transaction, cancellationToken: ct));
        return put == mediaIds.Length ? null : Unknown(ProblemKinds.MediaNotFound, "media_ids");
    }

    private static async Task<Refusal?> PutTargetsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid contentId, Guid clientId, Guid[] accountIds, CancellationToken ct)
    {
        var wanted = accountIds.Distinct().ToArray();
        var put = await connection.ExecuteScalarAsync<int>(new CommandDefinition("""
            delete from content_targets where content_id = @contentId;
            with put as (
                insert into content_targets (client_id, content_id, account_id)
                select a.client_id, @contentId, a.id from platform_accounts a where a.id = any(@wanted) and a.client_id = @clientId
                returning 1)
            select count(*)::int from put
            """, new { contentId, clientId, wanted }, transaction, cancellationToken: ct));
        return put == wanted.Length ? null : Unknown(ProblemKinds.AccountNotFound, "account_ids");
    }

    /// <summary>Nothing to say is no comment.</summary>
    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static Refusal Unknown(ProblemKind kind, string field) => kind.Because(
        $"{field} 가운데 이 클라이언트의 것이 아닌 값이 있습니다", $"{field} names something that is not this client's",
        new Dictionary<string, string[]> { [field] = ["not this client's"] });

    private static string Json(Dictionary<string, ContentVariant> variants) => JsonSerializer.Serialize(variants, ContentSql.VariantJson);
}
