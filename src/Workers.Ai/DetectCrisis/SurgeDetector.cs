using Dapper;
using Npgsql;
using SnsOps.Shared.Live;
using SnsOps.Workers.Ai.Incidents;

namespace SnsOps.Workers.Ai.DetectCrisis;

/// <summary>Raises an incident where negative comments are both many and most of what came within the window.</summary>
internal sealed partial class SurgeDetector(NpgsqlDataSource database, LiveEvents live, DetectCrisisOptions options, ILogger<SurgeDetector> logger)
{
    /// <summary>Looks at every client once. One that has an open incident, or had one taken lately, is left alone.</summary>
    /// <returns>How many incidents were raised.</returns>
    public async Task<int> DetectAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var surges = (await connection.QueryAsync<Surge>(new CommandDefinition("""
            select c.id as client_id, c.name as client, s.negatives, s.total, s.comment_ids
              from clients c
             cross join lateral (
                select count(*) as total, count(*) filter (where i.sentiment in ('negative', 'crisis')) as negatives,
                       (array_agg(i.id order by i.posted_at desc) filter (where i.sentiment in ('negative', 'crisis')))[1:@MostComments] as comment_ids
                  from comments_inbox i
                 where i.client_id = c.id and i.posted_at > (select snsops.now()) - make_interval(mins => @WindowMinutes) and i.sentiment is not null) s
             where c.active and s.negatives >= @MinNegatives and s.negatives >= @MinShare * s.total
               and not exists (select from incidents n where n.client_id = c.id
                                and (n.acknowledged_at is null or n.acknowledged_at > (select snsops.now()) - make_interval(mins => @CoolDownMinutes)))
            """, new { options.WindowMinutes, options.MinNegatives, options.MinShare, options.CoolDownMinutes, IncidentSql.MostComments }, cancellationToken: ct))).AsList();
        foreach (var surge in surges)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await IncidentSql.RaiseAsync(connection, transaction, new NewIncident(surge.ClientId, "negative_surge", "high",
                $"{surge.Client}: 최근 {options.WindowMinutes}분 동안 댓글 {surge.Total}건 중 {surge.Negatives}건이 부정적입니다.", surge.CommentIds), ct);
            await transaction.CommitAsync(ct);
            LogSurge(surge.ClientId, surge.Negatives, surge.Total);
        }

        if (surges.Count > 0)
            live.Announce();
        return surges.Count;
    }

    private sealed record Surge
    {
        public Guid ClientId { get; init; }

        public string Client { get; init; } = "";

        public long Negatives { get; init; }

        public long Total { get; init; }

        public Guid[] CommentIds { get; init; } = [];
    }

    [LoggerMessage(4020, LogLevel.Warning, "Client {ClientId}: {Negatives} of {Total} comments of the window are negative; an incident was raised", EventName = "NegativeSurge")]
    private partial void LogSurge(Guid clientId, long negatives, long total);
}
