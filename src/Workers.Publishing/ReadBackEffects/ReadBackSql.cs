using Dapper;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Notifications;

namespace SnsOps.Workers.Publishing.ReadBackEffects;

/// <summary>What is to be looked at, and what was seen.</summary>
internal sealed class ReadBackSql(NpgsqlDataSource database, [FromKeyedServices(DatabaseSetup.Rounds)] NpgsqlDataSource rounds, ReadBackOptions options)
{
    /// <summary>A look not finished after this long may be taken by somebody else.</summary>
    private const double LeaseSeconds = 90;

    private static readonly string Due = string.Join(" union all ", ReadBackSubject.All.SelectMany(s => Enumerable.Range(0, s.Looks).Select(finished => $"({DueAfter(s, finished)})")));

    /// <summary>Takes rows for one look each. Two processes never take the same one: the row of the look is what they meet at.</summary>
    public async Task<IReadOnlyList<ReadBack>> TakeAsync(int limit, CancellationToken ct)
    {
        await using var connection = await rounds.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<ReadBack>(new CommandDefinition($"""
            with due as materialized ({Due} limit @limit),
            taken as (
                insert into read_backs as r (client_id, subject_kind, subject_id, number, look_again_at)
                select client_id, kind, id, number, (select snsops.now()) + make_interval(secs => @LeaseSeconds) from due
                on conflict (subject_kind, subject_id, number) do update
                   set look_again_at = excluded.look_again_at, looks = r.looks + 1
                 where r.verdict is null and r.look_again_at <= (select snsops.now())
                returning subject_kind, subject_id, number, looks, absent_since)
            select t.subject_kind, t.subject_id, t.number, d.account_id, d.platform::text as platform, d.platform_id, t.looks, t.absent_since is not null as was_absent,
                   d.due_at < (select snsops.now()) - interval '1 day' as is_day_late
              from taken t join due d on d.kind = t.subject_kind and d.id = t.subject_id
            """, new { limit, LeaseSeconds, options.FirstSeconds, options.SecondSeconds }, cancellationToken: ct))).AsList();
    }

    /// <summary>The look told nothing that counts: once more, later.</summary>
    public async Task LookAgainAsync(ReadBack look, bool absent, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            update read_backs set look_again_at = (select snsops.now()) + make_interval(secs => @RepeatSeconds),
                   absent_since = case when @absent then coalesce(absent_since, (select snsops.now())) end
             where subject_kind = @SubjectKind and subject_id = @SubjectId and number = @Number and verdict is null and looks = @Looks
            """, new { look.SubjectKind, look.SubjectId, look.Number, look.Looks, absent, options.RepeatSeconds }, cancellationToken: ct));
    }

    /// <summary>The look could not be taken and does not count.</summary>
    public async Task WaitAsync(ReadBack look, TimeSpan wait, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            update read_backs set look_again_at = (select snsops.now()) + @wait, looks = looks - 1
             where subject_kind = @SubjectKind and subject_id = @SubjectId and number = @Number and verdict is null and looks = @Looks
            """, new { look.SubjectKind, look.SubjectId, look.Number, look.Looks, wait }, cancellationToken: ct));
    }

    /// <summary>Keeps the verdict. Who made it and the client's managers are told when it is not as it was made any more.</summary>
    /// <returns>Whether somebody was told.</returns>
    public async Task<bool> CloseAsync(ReadBack look, string verdict, string? detail, string? postUrl, CancellationToken ct)
    {
        var subject = look.Subject;
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<int>(new CommandDefinition($"""
            with closed as (
                update read_backs set verdict = @verdict, detail = left(@detail, 1000), looked_at = (select snsops.now())
                 where subject_kind = @SubjectKind and subject_id = @SubjectId and number = @Number and verdict is null and looks = @Looks
                returning subject_id, number),
            before as (
                select p.id, p.{subject.Visible} as visible from {subject.Table} p join closed c on c.subject_id = p.id for update of p),
            seen as (
                update {subject.Table} p
                   set read_backs = c.number, {(subject.KeepsAddress ? "post_url = coalesce(p.post_url, @postUrl)," : "")}
                       {subject.Visible} = case @verdict when 'seen' then true when 'gone' then false else p.{subject.Visible} end, updated_at = clock_timestamp()
                  from closed c join before b on b.id = c.subject_id
                 where p.id = b.id and p.state = 'published'
                returning p.*, p.{subject.Visible} is false and b.visible is distinct from false as lost),
            told as (
                insert into notifications (id, user_id, client_id, kind, title, message, priority, reference)
                {subject.Told}
                returning id, user_id, title, message, priority, reference),
            {Notice.ToldLive}
            select count(*)::int from told
            """, new { look.SubjectKind, look.SubjectId, look.Number, look.Looks, verdict, detail, postUrl }, cancellationToken: ct)) > 0;
    }

    /// <summary>Published so long ago, with so many looks finished, and nobody looking now.</summary>
    private static string DueAfter(ReadBackSubject subject, int finished)
    {
        var after = $"make_interval(secs => @{(finished == 0 ? "FirstSeconds" : "SecondSeconds")})";
        return $"""
            select '{subject.Kind}' as kind, s.id, s.client_id, s.account_id, s.platform, {subject.PlatformId} as platform_id, {finished + 1} as number, s.published_at + {after} as due_at
              from {subject.Table} s
             where s.state = 'published' and {subject.IsOpen}
               and s.read_backs = {finished} and s.published_at <= (select snsops.now()) - {after}
               and not exists (
                    select from read_backs r where r.subject_kind = '{subject.Kind}' and r.subject_id = s.id and r.number = {finished + 1} and r.look_again_at > (select snsops.now()))
             order by s.published_at limit @limit
            """;
    }
}
