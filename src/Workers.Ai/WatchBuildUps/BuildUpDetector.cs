using System.Text.Json.Nodes;
using Npgsql;
using SnsOps.Shared.Live;
using SnsOps.Workers.Ai.Incidents;
using SnsOps.Workers.Ai.Surges;

namespace SnsOps.Workers.Ai.WatchBuildUps;

/// <summary>Raises an incident where the share of negatives has been rising for hours or days.</summary>
internal sealed partial class BuildUpDetector(NpgsqlDataSource database, BuildUpSql clients, SurgeSql past, LiveEvents live, ILogger<BuildUpDetector> logger)
{
    private const int Days = 7, HoursPerDay = 24, FreshHours = 24;
    private const int UsualCoolDownMinutes = 360;

    /// <summary>Goes through the last week of every client that has negatives enough.</summary>
    /// <returns>How many incidents were raised.</returns>
    public async Task<int> DetectAsync(CancellationToken ct)
    {
        var rules = await past.ActiveRulesAsync(ct);
        var raised = 0;
        foreach (var client in await clients.ClientsAsync(Days, (int)SurgeRule.Default.BuildUpNegatives, UsualCoolDownMinutes, ct))
        {
            var rule = rules.GetValueOrDefault(client.Id);
            var hours = await past.HoursAsync(client.Id, client.Now, Cadence.Hourly.History + Cadence.Hourly.Guard + (Days * HoursPerDay), ct);
            if (Newest(rule?.Limits ?? SurgeRule.Default, hours, Hours.NumberOf(client.Now)) is not { } found || Hours.StartOf(found.EndHour) <= client.LastOpenedAt)
                continue;
            await RaiseAsync(client, found, rule?.Id, ct);
            raised++;
        }
        if (raised > 0)
            live.Announce();
        return raised;
    }

    /// <summary>The newest build-up of the week, if it ended within the last day.</summary>
    private static Found? Newest(SurgeRule rule, Hours hours, int end)
    {
        var rising = new BuildUp(rule);
        Found? newest = null;
        for (var hour = Math.Max(hours.First, end - (Days * HoursPerDay)); hour < end; hour++)
        {
            if (rising.Add(hours.UsualAt(Hours.StartOf(hour)), hours.Buckets[hour - hours.First]) is { } finding)
                newest = new Found(finding, hour + 1);
        }
        return newest?.EndHour > end - FreshHours ? newest : null;
    }

    private async Task RaiseAsync(WatchedClient client, Found found, Guid? ruleId, CancellationToken ct)
    {
        var finding = found.Finding;
        var (from, to) = (Hours.StartOf(found.EndHour - (int)finding.Length), Hours.StartOf(found.EndHour));
        var comments = await clients.CommentsAsync(client.Id, from, to, ct);
        if (comments.Length == 0)
            return;     // deleted since they were counted
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await IncidentSql.RaiseAsync(connection, transaction, new NewIncident(client.Id, finding.Kind, finding.Severity,
            FormattableString.Invariant($"{client.Name}: 지난 {finding.Length:0}시간 동안 부정 댓글의 비율이 {100 * finding.Share:0}%로, 평소({100 * finding.UsualShare:0}%)보다 계속 높습니다."), comments)
        {
            RuleId = ruleId,
            Evidence = new JsonObject
            {
                ["from"] = from, ["to"] = to, ["comments_without_copies"] = finding.Seen.Comments, ["negatives_without_copies"] = finding.Seen.Negatives,
                ["expected_negatives"] = Math.Round(finding.Expected, 2), ["usual_share"] = Math.Round(finding.UsualShare ?? 0, 4), ["share"] = Math.Round(finding.Share, 4),
                ["build_up"] = Math.Round(finding.Tail, 2),
            },
        }, ct);
        await transaction.CommitAsync(ct);
        LogBuildUp(client.Id, finding.Length, finding.Seen.Negatives, finding.Seen.Comments, finding.Expected);
    }

    private sealed record Found(Finding Finding, int EndHour);

    [LoggerMessage(4022, LogLevel.Warning, "Client {ClientId}: in {Hours:0} hours {Negatives} of {Total} comments are negative where {Expected:0.0} are usual, a slow build-up; an incident was raised", EventName = "SlowBuildUp")]
    private partial void LogBuildUp(Guid clientId, double hours, double negatives, double total, double expected);
}
