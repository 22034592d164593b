using Dapper;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.FindPendingIds;

/// <summary>Which posts are out without an id, and what was found of them.</summary>
internal sealed class PendingIdSql(NpgsqlDataSource database, [FromKeyedServices(DatabaseSetup.Rounds)] NpgsqlDataSource rounds, PendingIdOptions options)
{
    /// <summary>A look not finished after this long may be taken by somebody else.</summary>
    private const double LeaseSeconds = 90;

    /// <summary>Takes publications for one look each.</summary>
    public async Task<IReadOnlyList<PendingId>> TakeAsync(int limit, CancellationToken ct)
    {
        await using var connection = await rounds.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<PendingId>(new CommandDefinition("""
            with picked as materialized (
                select id from publications where id_look_at <= (select snsops.now()) order by id_look_at limit @limit for update skip locked),
            taken as (
                update publications p set id_looks = p.id_looks + 1, id_look_at = (select snsops.now()) + make_interval(secs => @LeaseSeconds)
                  from picked k where p.id = k.id
                returning p.*)
            select p.id, p.account_id, p.platform::text as platform, p.format::text as format,
                   (select string_agg(t.handle, ',' order by t.position) from publication_parts t where t.publication_id = p.id) as parts,
                   exists (select from content_media cm join media_assets m on m.id = cm.media_id where cm.content_id = p.content_id and m.type like 'video/%') as has_video,
                   coalesce(c.variants -> p.platform::text ->> 'body', c.body) as text,
                   coalesce(p.handle, (select t.handle from publication_parts t where t.publication_id = p.id and p.format = 'facebook_story' order by t.position limit 1)) as handle,
                   p.handle_at, p.published_at, (select snsops.now()) - (clock_timestamp() - p.updated_at) as written_at, p.post_url, p.id_looks as looks, (select snsops.now()) as now
              from taken p join contents c on c.id = p.content_id
            """, new { limit, LeaseSeconds }, cancellationToken: ct))).AsList();
    }

    /// <summary>Gives it its id; the rest follows by itself. An id that another publication has is never taken.</summary>
    /// <returns>Whether it has one now.</returns>
    public async Task<bool> StoreAsync(PendingId post, Sighting.There there, CancellationToken ct) => await ExecuteAsync("""
        update publications p
           set platform_post_id = @PlatformPostId, post_url = coalesce(p.post_url, @PostUrl), id_pending = false, id_look_at = null, updated_at = clock_timestamp(),
               published_at = case when @at::timestamptz between p.published_at - interval '1 minute' and (select snsops.now()) then greatest(@at::timestamptz, p.published_at) else p.published_at end
         where p.id = @Id and p.state = 'published' and p.id_pending and p.id_looks = @Looks
           and not exists (select from publications o where o.account_id = p.account_id and o.platform_post_id = @PlatformPostId)
        """, new { post.Id, post.Looks, there.PlatformPostId, there.PostUrl, at = there.At?.ToUniversalTime() }, ct) == 1;

    /// <summary>It was not found: once more, later each time, and after a day not any more.</summary>
    public Task LookAgainAsync(PendingId post, CancellationToken ct) => ExecuteAsync("""
        update publications
           set id_look_at = case when id_looks < @Most then (select snsops.now()) + make_interval(secs => least(3600, @FirstSeconds * 2 ^ least(id_looks - 1, 20))) end
         where id = @Id and id_pending and id_looks = @Looks
        """, new { post.Id, post.Looks, Most = options.Looks, options.FirstSeconds }, ct);

    /// <summary>The look could not be taken and does not count.</summary>
    public Task WaitAsync(PendingId post, TimeSpan wait, CancellationToken ct) => ExecuteAsync(
        "update publications set id_looks = id_looks - 1, id_look_at = (select snsops.now()) + @wait where id = @Id and id_pending and id_looks = @Looks",
        new { post.Id, post.Looks, wait }, ct);

    private async Task<int> ExecuteAsync(string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }
}
