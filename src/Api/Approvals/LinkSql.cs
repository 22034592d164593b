using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Database;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Approvals;

/// <summary>Links by which a client decides without signing in. Only the hash of a token is ever kept.</summary>
internal sealed class LinkSql(NpgsqlDataSource database)
{
    private const string View = """
        select k.id, k.client_id, k.recipient, u.name as created_by_name, k.created_at, k.expires_at, k.revoked_at, k.opened_at,
               case when k.revoked_at is not null then 'revoked' when k.expires_at <= (select snsops.now()) then 'expired' else 'open' end as state
          from approval_links k join users u on u.id = k.created_by
        """;

    /// <summary>Makes one for contents of a client; all of them must be its own.</summary>
    public async Task<(DateTimeOffset ExpiresAt, Refusal? Refused)> InsertAsync(Guid id, Guid clientId, NewApprovalLink link, byte[] tokenHash, Guid userId, CancellationToken ct)
    {
        var contents = link.ContentIds!.Distinct().ToArray();
        var expiresAt = default(DateTimeOffset);
        var refused = await database.InTransactionAsync(async (connection, transaction) =>
        {
            expiresAt = await connection.QuerySingleAsync<DateTimeOffset>(new CommandDefinition("""
                insert into approval_links (id, client_id, token_hash, recipient, created_by, created_at, expires_at)
                select @id, @clientId, @tokenHash, @recipient, @userId, now, now + make_interval(hours => @hours) from snsops.now() as now
                returning expires_at
                """, new { id, clientId, tokenHash, recipient = link.Recipient!.Trim(), userId, hours = link.Hours ?? 72 }, transaction, cancellationToken: ct));
            var shown = await connection.ExecuteAsync(new CommandDefinition("""
                insert into approval_link_contents (client_id, link_id, content_id) select client_id, @id, id from contents where id = any(@contents) and client_id = @clientId
                """, new { id, clientId, contents }, transaction, cancellationToken: ct));
            return shown == contents.Length ? null : ProblemKinds.ContentNotFound.Because(
                "content_ids 가운데 이 클라이언트의 것이 아닌 값이 있습니다", "content_ids names something that is not this client's");
        }, ct);
        return (expiresAt, refused);
    }

    public async Task<IReadOnlyList<ApprovalLinkView>> ListAsync(Guid clientId, Guid? contentId, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var links = (await connection.QueryAsync<ApprovalLinkView>(new CommandDefinition($"""
            {View}
             where k.client_id = @clientId
               and (@contentId::uuid is null or exists (select from approval_link_contents lc where lc.link_id = k.id and lc.content_id = @contentId))
               and (@AfterAt::timestamptz is null or (k.created_at, k.id) < (@AfterAt, @AfterId))
             order by k.created_at desc, k.id desc limit @Fetch
            """, page.Parameters(new { clientId, contentId }), cancellationToken: ct))).AsList();
        var contents = (await connection.QueryAsync<(Guid Link, Guid Content)>(new CommandDefinition(
            "select link_id, content_id from approval_link_contents where link_id = any(@ids) order by content_id", new { ids = links.Select(l => l.Id).ToArray() }, cancellationToken: ct))).ToLookup(c => c.Link, c => c.Content);
        return links.ConvertAll(l => l with { ContentIds = [.. contents[l.Id]] });
    }

    /// <summary>Ends one; ending it twice changes nothing. False: it is unknown, or of no client among the caller's.</summary>
    public async Task<bool> RevokeAsync(Guid id, Caller caller, CancellationToken ct)
    {
        return await database.ChangeAsync(connection => connection.ExecuteAsync(new CommandDefinition("""
            update approval_links set revoked_at = coalesce(revoked_at, (select snsops.now())), revoked_by = coalesce(revoked_by, @UserId) where id = @id and client_id = any(@ClientIds)
            """, new { id, caller.UserId, caller.ClientIds }, cancellationToken: ct)), ct) == 1;
    }

    /// <summary>The link of a token, which may have ended; null: there is none.</summary>
    public async Task<HeldLink?> OpenAsync(byte[] tokenHash, CancellationToken ct)
    {
        return await database.ChangeAsync(connection => connection.QuerySingleOrDefaultAsync<HeldLink>(new CommandDefinition("""
            with opened as (update approval_links set opened_at = (select snsops.now()) where token_hash = @tokenHash and revoked_at is null and expires_at > (select snsops.now()))
            select k.id, k.client_id, l.name as client_name, k.recipient, k.expires_at, k.revoked_at is null and k.expires_at > (select snsops.now()) as is_open
              from approval_links k join clients l on l.id = k.client_id where k.token_hash = @tokenHash
            """, new { tokenHash }, cancellationToken: ct)), ct);
    }

    /// <summary>What a link shows, as far as its holder has something to do with it.</summary>
    public async Task<IReadOnlyList<LinkedContent>> ContentsAsync(Guid linkId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<LinkedContent>(new CommandDefinition("""
            select c.id, c.title, c.version, c.planned_at, c.planned_zone, c.review_until, c.scheduled_at,
                   case when c.review_state = 'approved' then 'approved'
                        when c.review_state = 'in_review' and (c.review_step = 'client' or coalesce(p.steps, 'staff') = 'staff') then 'waiting'
                        when c.review_state = 'in_review' then 'staff_first'
                        when c.review_state = 'expired' then 'expired' else 'being_changed' end as state,
                   (select h.reason from holds h where h.client_id = c.client_id and h.lifted_at is null and h.account_id is null and (h.content_id is null or h.content_id = c.id) order by h.since limit 1) is not null as is_held,
                   (select r.comment from content_reviews r where r.content_id = c.id and r.link_id = lc.link_id and r.act = 'changes_requested' order by r.at desc limit 1) as asked_for
              from approval_link_contents lc join contents c on c.id = lc.content_id left join approval_policies p on p.client_id = c.client_id
             where lc.link_id = @linkId
             order by coalesce(c.planned_at, c.scheduled_at), c.created_at, c.id
            """, new { linkId }, cancellationToken: ct))).AsList();
    }
}

/// <summary>A link somebody holds.</summary>
internal sealed record HeldLink(Guid Id, Guid ClientId, string ClientName, string Recipient, DateTimeOffset ExpiresAt, bool IsOpen);

/// <summary>A content behind a link. State: waiting, approved, staff_first, being_changed or expired.</summary>
internal sealed record LinkedContent(
    Guid Id, string Title, int Version, DateTimeOffset? PlannedAt, string? PlannedZone, DateTimeOffset? ReviewUntil, DateTimeOffset? ScheduledAt, string State, bool IsHeld, string? AskedFor);
