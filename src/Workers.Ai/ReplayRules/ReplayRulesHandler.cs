using System.Text.Json;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Live;
using SnsOps.Workers.Ai.Surges;

namespace SnsOps.Workers.Ai.ReplayRules;

/// <summary>Runs a rule over a client's past, hour by hour, and says which alarms it would have raised.</summary>
internal sealed partial class ReplayRulesHandler(ReplayRulesSql replays, SurgeSql past, HourCounts counts, ILogger<ReplayRulesHandler> logger) : IJobItemHandler
{
    /// <summary>Of the items; the Api asks for them by it.</summary>
    public const string Name = "replay-crisis-rule";

    private static readonly TimeSpan Before = TimeSpan.FromHours(Cadence.Hourly.History + Cadence.Hourly.Guard);

    /// <inheritdoc />
    public string Job => Name;

    /// <inheritdoc />
    public async Task<JobItemOutcome> RunAsync(JobItem item, CancellationToken ct)
    {
        if (await replays.FindAsync(item.SubjectId, ct) is not { } replay)
            return new JobItemOutcome.Done(new { skipped = "it has its answer" });
        await counts.CountAsync(replay.ClientId, replay.FromAt - Before, ct);
        var rule = await past.RuleAsync(replay.RuleId, ct);
        var hours = await past.HoursAsync(replay.ClientId, replay.ToAt, (int)(replay.ToAt - replay.FromAt + Before).TotalHours + 1, ct);
        var alarms = Alarms(rule, hours, replay.FromAt);
        var weeks = (replay.ToAt - replay.FromAt).TotalDays / 7;
        await replays.FinishAsync(replay.Id, weeks, JsonSerializer.Serialize(alarms, LiveEvents.Plain), ct);
        LogReplayed(replay.RuleId, replay.ClientId, alarms.Count, weeks);
        return new JobItemOutcome.Done(new { alarms = alarms.Count, weeks });
    }

    private static List<object> Alarms(ClientRule rule, Hours hours, DateTimeOffset since)
    {
        var cadence = Cadence.Hourly with { CoolDown = Math.Max(1, rule.CoolDownMinutes / 60) };
        return
        [
            .. from alarm in new SurgeWatch(rule.Limits, cadence).Run(hours.Buckets, hours.FirstPlace)
               let at = Hours.StartOf(hours.First + alarm.Tick + 1)
               where at > since
               select new
               {
                   at, kind = alarm.Finding.Kind, severity = alarm.Finding.Severity, hours = alarm.Finding.Length, comments = alarm.Finding.Seen.Comments,
                   negatives = alarm.Finding.Seen.Negatives, expected_negatives = Math.Round(alarm.Finding.Expected, 2), usual_share = alarm.Finding.UsualShare is { } s ? Math.Round(s, 4) : (double?)null,
               },
        ];
    }

    [LoggerMessage(4023, LogLevel.Information, "Rule {RuleId} of client {ClientId} was replayed: {Alarms} alarms in {Weeks:0.0} weeks", EventName = "CrisisRuleReplayed")]
    private partial void LogReplayed(Guid ruleId, Guid clientId, int alarms, double weeks);
}
