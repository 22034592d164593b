using Dapper;
using Npgsql;

namespace SnsOps.Api.BestTimes;

/// <summary>Reads the times the worker made.</summary>
internal sealed class BestTimeSql(NpgsqlDataSource database)
{
    /// <summary>Null when the account is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<AccountTimes?> ListAsync(Guid accountId, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var account = await connection.QuerySingleOrDefaultAsync<AccountTimes>(new CommandDefinition("""
            select c.time_zone, (select snsops.now()) as now from platform_accounts a join clients c on c.id = a.client_id where a.id = @accountId and a.client_id = any(@clients)
            """, new { accountId, clients }, cancellationToken: ct));
        return account is null ? null : account with
        {
            Rows = (await connection.QueryAsync<BestTimeRow>(new CommandDefinition("""
                select rank, weekday, hour, lift, low, high, posts, all_posts, source, signal, explore, reason_ko, reason_en, computed_at from best_times where account_id = @accountId order by rank
                """, new { accountId }, cancellationToken: ct))).AsList(),
        };
    }
}

/// <summary>An account's times, and the clock they are shown by.</summary>
internal sealed record AccountTimes
{
    public string TimeZone { get; init; } = "";

    public DateTimeOffset Now { get; init; }

    public IReadOnlyList<BestTimeRow> Rows { get; init; } = [];
}

/// <summary>A row of <c>best_times</c>.</summary>
internal sealed record BestTimeRow(
    int Rank, int Weekday, int Hour, double Lift, double Low, double High, int Posts, int AllPosts, string Source, string Signal, bool Explore, string ReasonKo, string ReasonEn, DateTimeOffset ComputedAt);
