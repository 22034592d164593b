using Dapper;
using Npgsql;

namespace SnsOps.Workers.Publishing.ReadBackPublications;

/// <summary>Which posts are to be looked at, and what was seen.</summary>
internal sealed class ReadBackPublicationsSql(NpgsqlDataSource database, ReadBackOptions options)
{
    /// <summary>A look not finished after this long may be taken by somebody else.</summary>
    private const double LeaseSeconds = 90;

    /// <summary>Takes posts for one look each. Two processes never take the same one: the row of the look is what they meet at.</summary>
    public async Task<IReadOnlyList<ReadBack>> TakeAsync(int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<ReadBack>(new CommandDefinition($"""
            with due as materialized (
                ({DueAfter(finished: 0, "FirstSeconds")}) union all ({DueAfter(finished: 1, "SecondSeconds")}) limit @limit),
            taken as (
                insert into read_backs as r (client_id, publication_id, number, look_again_at)
                select client_id, id, number, (select snsops.now()) + make_interval(secs => @LeaseSeconds) from due
                on conflict (publication_id, number) do update
                   set look_again_at = excluded.look_again_at, looks = r.looks + 1
                 where r.verdict is null and r.look_again_at <= (select snsops.now())
                returning publication_id, number, looks, absent_since)
            select t.publication_id, t.number, d.account_id, d.platform::text as platform, d.platform_post_id, t.looks, t.absent_since is not null as was_absent
              from taken t join due d on d.id = t.publication_id
            """, new { limit, LeaseSeconds, options.FirstSeconds, options.SecondSeconds }, cancellationToken: ct))).AsList();
    }

    /// <summary>The look told nothing that counts: once more, later.</summary>
    public async Task LookAgainAsync(ReadBack post, bool absent, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            update read_backs set look_again_at = (select snsops.now()) + make_interval(secs => @RepeatSeconds),
                   absent_since = case when @absent then coalesce(absent_since, (select snsops.now())) end
             where publication_id = @PublicationId and number = @Number and verdict is null and looks = @Looks
            """, new { post.PublicationId, post.Number, post.Looks, absent, options.RepeatSeconds }, cancellationToken: ct));
    }

    /// <summary>Keeps the verdict. Who wrote the content and the client's managers are told when a post that was visible is gone.</summary>
    /// <returns>Whether somebody was told.</returns>
    public async Task<bool> CloseAsync(ReadBack post, string verdict, string? detail, string? postUrl, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<int>(new CommandDefinition("""
            with closed as (
                update read_backs set verdict = @verdict, detail = left(@detail, 1000), looked_at = (select snsops.now())
                 where publication_id = @PublicationId and number = @Number and verdict is null and looks = @Looks
                returning publication_id, number),
            before as (
                select p.id, p.visible from publications p join closed c on c.publication_id = p.id for update of p),
            seen as (
                update publications p
                   set read_backs = c.number, post_url = coalesce(p.post_url, @postUrl),
                       visible = case @verdict when 'seen' then true when 'gone' then false else p.visible end, updated_at = clock_timestamp()
                  from closed c join before b on b.id = c.publication_id
                 where p.id = b.id and p.state = 'published'
                returning p.id, p.client_id, p.content_id, p.platform, p.visible is false and b.visible is distinct from false as lost),
            told as (
                insert into notifications (id, user_id, client_id, kind, title, message, priority, reference)
                select gen_random_uuid(), u.id, s.client_id, 'publication.gone', '게시물이 보이지 않습니다: ' || c.title,
                       '게시한 뒤 다시 확인하니 ' || case s.platform when 'instagram' then '인스타그램' when 'facebook' then '페이스북' else '유튜브' end
                       || '에서 게시물을 찾을 수 없습니다. 삭제되었거나 숨겨졌을 수 있으니 플랫폼에서 확인해 주세요. 자동으로 다시 보내지 않습니다.', 'high',
                       jsonb_build_object('content_id', s.content_id, 'publication_id', s.id)
                  from seen s
                  join contents c on c.id = s.content_id
                  join users u on u.active and (u.id = c.created_by or (u.role = 'manager'
                       and exists (select from client_members cm where cm.client_id = s.client_id and cm.user_id = u.id)))
                 where s.lost
                returning id, user_id, title, message, priority, reference),
            told_live as (
                insert into live_events (id, type, user_id, payload)
                select gen_random_uuid(), 'notification', user_id, jsonb_build_object(
                           'type', 'notification', 'notification_id', id, 'title', title, 'message', message, 'priority', priority, 'reference', reference)
                  from told)
            select count(*)::int from told
            """, new { post.PublicationId, post.Number, post.Looks, verdict, detail, postUrl }, cancellationToken: ct)) > 0;
    }

    /// <summary>Published so long ago, with so many looks finished, and nobody looking now.</summary>
    private static string DueAfter(int finished, string seconds) => $"""
        select p.id, p.client_id, p.account_id, p.platform, p.platform_post_id, {finished + 1} as number
          from publications p
         where p.state = 'published' and p.read_backs < 2 and p.platform_post_id is not null
           and p.read_backs = {finished} and p.published_at <= (select snsops.now()) - make_interval(secs => @{seconds})
           and not exists (select from read_backs r where r.publication_id = p.id and r.number = {finished + 1} and r.look_again_at > (select snsops.now()))
         order by p.published_at limit @limit
        """;
}
