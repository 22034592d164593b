using Dapper;
using Npgsql;
using SnsOps.Workers.Ai.BestTimes;

namespace SnsOps.Workers.Ai.RecommendTimes;

/// <summary>Reads how posts did, and writes each account's best times.</summary>
internal sealed class RecommendTimesSql(NpgsqlDataSource database)
{
    private const int Weeks = 16;

    /// <summary>Accounts that can post.</summary>
    public async Task<IReadOnlyList<AdvisedAccount>> AccountsAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<AdvisedAccount>(new CommandDefinition("""
            select a.id, a.client_id, a.platform::text as platform, c.time_zone
              from platform_accounts a join clients c on c.id = a.client_id where a.state <> 'disabled' and c.active order by a.id
            """, cancellationToken: ct))).AsList();
    }

    /// <summary>Posts of the last weeks that are a day old, with all people did: the platform's own sum where it gives one.</summary>
    public async Task<IReadOnlyList<SeenPost>> PostsAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<SeenPost>(new CommandDefinition("""
            select p.account_id, p.format::text as format, p.published_at, coalesce(s.interactions, s.parts)::float8 as engagement
              from publications p
             cross join lateral (
                select sum(n.value) filter (where n.metric = 'interactions') as interactions, sum(n.value) filter (where n.metric <> 'interactions') as parts
                  from (select distinct on (metric) metric, value
                          from analytics_snapshots
                         where account_id = p.account_id and platform_post_id = p.platform_post_id and breakdown = ''
                           and metric in ('interactions', 'likes', 'comments', 'shares', 'saves', 'reactions', 'clicks')
                         order by metric, observed_at desc) n) s
             where p.state = 'published' and p.platform_post_id is not null
               and p.published_at between (select snsops.now()) - make_interval(weeks => @Weeks) and (select snsops.now()) - interval '1 day'
               and coalesce(s.interactions, s.parts) is not null
             order by p.account_id, p.published_at
            """, new { Weeks }, cancellationToken: ct))).AsList();
    }

    /// <summary>Replaces the account's times.</summary>
    public async Task WriteAsync(AdvisedAccount account, IReadOnlyList<SlotAdvice> advice, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("delete from best_times where account_id = @Id", new { account.Id }, transaction, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into best_times (client_id, account_id, rank, weekday, hour, lift, low, high, posts, all_posts, source, signal, explore, reason_ko, reason_en, computed_at)
            select @ClientId, @Id, n, weekday, hour, lift, low, high, posts, all_posts, source, signal, explore, ko, en, (select snsops.now())
              from unnest(@weekdays, @hours, @lifts, @lows, @highs, @posts, @all, @sources, @signals, @explores, @ko, @en) with ordinality
                as t (weekday, hour, lift, low, high, posts, all_posts, source, signal, explore, ko, en, n)
            """,
            new
            {
                account.ClientId, account.Id,
                weekdays = Column(a => Slots.Weekday(a.Slot)), hours = Column(a => Slots.Hour(a.Slot)), lifts = Column(a => a.Lift), lows = Column(a => a.Low), highs = Column(a => a.High),
                posts = Column(a => a.Posts), all = Column(a => a.AllPosts), sources = Column(a => a.Source), signals = Column(a => a.Signal), explores = Column(a => a.Explore),
                ko = Column(a => a.ReasonKo), en = Column(a => a.ReasonEn),
            }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);

        T[] Column<T>(Func<SlotAdvice, T> of) => [.. advice.Select(of)];
    }
}

/// <summary>An account that is advised.</summary>
internal sealed record AdvisedAccount(Guid Id, Guid ClientId, string Platform, string TimeZone);

/// <summary>A post, and what people did with it.</summary>
internal sealed record SeenPost(Guid AccountId, string Format, DateTimeOffset PublishedAt, double Engagement);
