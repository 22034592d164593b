using Dapper;
using Npgsql;

namespace SnsOps.Workers.Ai.Surges;

/// <summary>Reads rules, and what came hour by hour.</summary>
internal sealed class SurgeSql(NpgsqlDataSource database)
{
    private const string RuleColumns = "id, client_id, share_tail, count_tail, least_negatives, least_ratio, least_rise, build_up, cool_down_minutes, escalate_minutes";

    /// <summary>The rules in force; a client without one is not among them.</summary>
    public async Task<Dictionary<Guid, ClientRule>> ActiveRulesAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<RuleRow>(new CommandDefinition(
            $"select {RuleColumns} from crisis_rules where state = 'active'", cancellationToken: ct))).ToDictionary(row => row.ClientId, row => row.ToRule());
    }

    /// <summary>One rule, whatever its state.</summary>
    public async Task<ClientRule> RuleAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QuerySingleAsync<RuleRow>(new CommandDefinition($"select {RuleColumns} from crisis_rules where id = @id", new { id }, cancellationToken: ct))).ToRule();
    }

    /// <summary>A client's hours up to <paramref name="to"/>, from the first one known but no more than <paramref name="most"/>; hours nobody wrote in are empty ones.</summary>
    public async Task<Hours> HoursAsync(Guid clientId, DateTimeOffset to, int most, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var rows = (await connection.QueryAsync<HourRow>(new CommandDefinition("""
            select (extract(epoch from hour) / 3600)::int as number, comments, negatives from comment_hours
             where client_id = @clientId and hour >= @to - make_interval(hours => @most) and hour < @to order by hour
            """, new { clientId, to, most }, cancellationToken: ct))).AsList();
        var end = Hours.NumberOf(to);
        var first = rows.Count > 0 ? rows[0].Number : end;
        var buckets = new Bucket[end - first];
        foreach (var row in rows.Where(row => row.Number < end))
            buckets[row.Number - first] = new Bucket(row.Comments, row.Negatives);
        return new Hours(first, buckets);
    }

    private sealed record HourRow(int Number, int Comments, int Negatives);

    private sealed record RuleRow
    {
        public Guid Id { get; init; }
        public Guid ClientId { get; init; }
        public double ShareTail { get; init; }
        public double CountTail { get; init; }
        public int LeastNegatives { get; init; }
        public double LeastRatio { get; init; }
        public double LeastRise { get; init; }
        public double BuildUp { get; init; }
        public int CoolDownMinutes { get; init; }
        public int[] EscalateMinutes { get; init; } = [];

        public ClientRule ToRule() => new(
            Id, SurgeRule.Default with { ShareTail = ShareTail, CountTail = CountTail, LeastNegatives = LeastNegatives, LeastRatio = LeastRatio, LeastRise = LeastRise, BuildUp = BuildUp },
            CoolDownMinutes, EscalateMinutes);
    }
}

/// <summary>Hours one after the other.</summary>
/// <param name="First">Number of the first one since 1970; its place in the week follows from it.</param>
/// <param name="Buckets">What came in each.</param>
internal sealed record Hours(int First, Bucket[] Buckets)
{
    /// <summary>Where the first one lies in the week.</summary>
    public int FirstPlace => First % Cadence.Hourly.Season;

    /// <summary>The number of the hour that holds an instant.</summary>
    public static int NumberOf(DateTimeOffset instant) => (int)(instant.ToUnixTimeSeconds() / 3600);

    /// <summary>When an hour begins.</summary>
    public static DateTimeOffset StartOf(int number) => DateTimeOffset.FromUnixTimeSeconds(3600L * number);

    /// <summary>What is usual at an instant: the hours before it, without the guard.</summary>
    public Baseline UsualAt(DateTimeOffset instant)
    {
        var to = Math.Clamp(NumberOf(instant) - Cadence.Hourly.Guard - First, 0, Buckets.Length);
        var from = Math.Max(0, to - Cadence.Hourly.History);
        return Baseline.Of(Buckets.AsSpan(from, to - from), (First + from) % Cadence.Hourly.Season, Cadence.Hourly);
    }
}
