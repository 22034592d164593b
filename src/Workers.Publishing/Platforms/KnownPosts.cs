using Dapper;
using Npgsql;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Which platform posts already belong to a publication: a match must not be one of them, nor may it be another's whose id is not known yet.</summary>
internal sealed class KnownPosts(NpgsqlDataSource database)
{
    /// <summary>What is sent shows itself within this time: longer than a send may take.</summary>
    private static readonly TimeSpan Shows = TimeSpan.FromMinutes(2);

    /// <summary>When <c>p</c> was sent first: what was taken for nothing may be there all the same.</summary>
    private const string FirstSent = "(select min(l.armed_at) from publishing_logs l where l.subject_id = p.id and l.subject_kind = 'publication' and l.step = 'post')";

    /// <summary>Of <paramref name="platformPostIds"/>, those that are taken on this account.</summary>
    public async Task<HashSet<string>> AmongAsync(Guid accountId, string[] platformPostIds, CancellationToken ct)
    {
        if (platformPostIds.Length == 0)
            return [];
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<string>(new CommandDefinition("""
            select platform_post_id from publications where account_id = @accountId and platform_post_id = any(@platformPostIds)
            """, new { accountId, platformPostIds }, cancellationToken: ct))).ToHashSet();
    }

    /// <summary>Other publications of the same form that are out, or may be, and have no id yet: what was found may be theirs just as well. Those with other words left out, where the form shows words.</summary>
    /// <param name="sought">What is looked for.</param>
    /// <param name="latest">When the last of what was found was shown: what was sent later than that is none of it.</param>
    /// <param name="ct">Stops the statement.</param>
    /// <remarks>Asked before <see cref="AmongAsync"/>: what gets its id in between is among the taken ones then.</remarks>
    public async Task<int> RivalsAsync(SoughtPost sought, DateTimeOffset latest, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var words = await connection.QueryAsync<string>(new CommandDefinition($"""
            select a.fingerprint
              from attempts a join publications p on p.id = a.subject_id
             where a.account_id = @AccountId and a.subject_kind = 'publication' and a.step = 'post' and a.subject_id <> @PublicationId and p.format = @Format::publication_format
               and a.send_deadline >= @since and least(a.armed_at, {FirstSent}) <= @until
            union all
            select coalesce(c.variants -> p.platform::text ->> 'body', c.body)
              from publications p join contents c on c.id = p.content_id
             where p.account_id = @AccountId and p.id <> @PublicationId and p.format = @Format::publication_format
               and p.id_pending and p.published_at >= @since - @Shows and least(p.published_at, {FirstSent}) <= @until
            """,
            new { sought.AccountId, sought.PublicationId, sought.Format, since = sought.Since.ToUniversalTime(), until = latest.ToUniversalTime() + UnknownAttempt.Skew, Shows },
            cancellationToken: ct));
        return words.Count(text => sought.IsStory || Fingerprints.Of(text) == sought.Fingerprint);
    }
}
