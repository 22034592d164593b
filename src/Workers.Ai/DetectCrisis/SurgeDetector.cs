using System.Text.Json.Nodes;
using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Live;
using SnsOps.Workers.Ai.Incidents;
using SnsOps.Workers.Ai.Surges;

namespace SnsOps.Workers.Ai.DetectCrisis;

/// <summary>Raises an incident where negative comments are more, and a greater share, than is usual for the client at this place of the week.</summary>
internal sealed partial class SurgeDetector(
    NpgsqlDataSource database, DetectCrisisSql comments, SurgeSql past, LiveEvents live, DetectCrisisOptions options, ILogger<SurgeDetector> logger)
{
    private const int CoordinatedTimes = 2;

    /// <summary>Looks at every client once. One whose incident was taken lately is left alone; an open one is only made more severe.</summary>
    /// <returns>How many incidents were raised.</returns>
    /// <exception cref="AggregateException">Of those that could not be judged; all others were.</exception>
    public async Task<int> DetectAsync(CancellationToken ct)
    {
        var rules = await past.ActiveRulesAsync(ct);
        var least = rules.Values.Select(rule => rule.Limits).Append(SurgeRule.Default).Min(limits => Math.Min(limits.LeastNegatives, limits.ColdNegatives));
        var windows = await comments.WindowsAsync(Cadence.Hourly.Windows, (int)least, options.CoolDownMinutes, ct);
        var (raised, failures) = (0, new List<Exception>());
        foreach (var client in windows.GroupBy(window => window.ClientId))
        {
            try
            {
                raised += await JudgeAsync([.. client], rules.GetValueOrDefault(client.Key), ct) ? 1 : 0;
            }
            catch (Exception e) when (!ct.IsCancellationRequested && !DatabaseAway.Is(e))
            {
                LogFaulted(e, client.Key);
                failures.Add(e);
            }
        }

        if (raised > 0)
            live.Announce();
        return failures.Count == 0 ? raised : throw new AggregateException($"{failures.Count} clients could not be judged", failures);
    }

    private async Task<bool> JudgeAsync(IReadOnlyList<Window> windows, ClientRule? rule, CancellationToken ct)
    {
        var (clientId, now) = (windows[0].ClientId, windows[0].Now);
        var usual = (await past.HoursAsync(clientId, now, Cadence.Hourly.History + Cadence.Hourly.Guard + 1, ct)).UsualAt(now);
        Alarm? worst = null;
        foreach (var window in windows)
        {
            if (Judge(window, usual, rule?.Limits ?? SurgeRule.Default) is { } found && found.Finding.IsWorseThan(worst?.Finding))
                worst = found;
        }
        if (worst is not { } alarm || (alarm.Window.OpenSeverity is { } open && (open == Finding.Critical || alarm.Finding.Severity == open)))
            return false;
        var evidence = await comments.EvidenceAsync(clientId, alarm.Window.Hours, now, ct);
        if (evidence.CommentIds.Length == 0)
            return false;       // deleted, or read otherwise, since they were counted
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await IncidentSql.RaiseAsync(connection, transaction, Incident(alarm, evidence, rule?.Id), ct);
        await transaction.CommitAsync(ct);
        LogSurge(clientId, alarm.Kind, alarm.Window.AllNegatives, alarm.Window.AllComments, alarm.Finding.Expected, alarm.Finding.Tail);
        return true;
    }

    /// <summary>What remains when copies count once decides; what would alarm only with its copies is a wave that somebody makes.</summary>
    private static Alarm? Judge(Window window, Baseline usual, SurgeRule rule)
    {
        // Hours since 1970 tell the place of the week, as they do for the past.
        var start = ((window.Now.ToUnixTimeSeconds() / 3600.0) - window.Hours) % Cadence.Hourly.Season;
        if (SurgeTest.Judge(rule, usual, start, window.Hours, new Bucket(window.Comments, window.Negatives)) is { } surge)
            return new Alarm(window, surge.Kind, surge);
        return window.AllNegatives >= CoordinatedTimes * window.Negatives
            && SurgeTest.Judge(rule, usual, start, window.Hours, new Bucket(window.AllComments, window.AllNegatives)) is { } wave
            ? new Alarm(window, "coordinated", wave with { Severity = Finding.High }) : null;
    }

    private static NewIncident Incident(Alarm alarm, Evidence evidence, Guid? ruleId)
    {
        var (window, finding) = (alarm.Window, alarm.Finding);
        var figures = new JsonObject
        {
            ["from"] = window.Now.AddHours(-window.Hours), ["to"] = window.Now, ["comments"] = window.AllComments, ["negatives"] = window.AllNegatives,
            ["comments_without_copies"] = window.Comments, ["negatives_without_copies"] = window.Negatives, ["texts"] = evidence.Texts, ["authors"] = evidence.Authors,
            ["expected_negatives"] = Math.Round(finding.Expected, 2), ["usual_share"] = finding.UsualShare is { } share ? Math.Round(share, 4) : null,
            ["share"] = Math.Round(finding.Share, 4), ["chance"] = finding.UsualShare is null ? null : finding.Tail, ["copied"] = JsonNode.Parse(evidence.Copied),
        };
        var usual = finding.UsualShare is { } s ? FormattableString.Invariant($" (평소 {100 * s:0}%)") : "";
        var copies = alarm.Kind == "coordinated" ? FormattableString.Invariant($" 같은 문장이나 같은 작성자를 빼면 {window.Negatives}건입니다.") : "";
        return new NewIncident(window.ClientId, alarm.Kind, finding.Severity,
            FormattableString.Invariant($"{window.Client}: 최근 {window.Hours * 60}분 동안 댓글 {window.AllComments}건 중 {window.AllNegatives}건이 부정적입니다{usual}.{copies}"),
            evidence.CommentIds) { Evidence = figures, RuleId = ruleId };
    }

    private readonly record struct Alarm(Window Window, string Kind, Finding Finding);

    [LoggerMessage(4025, LogLevel.Error, "Client {ClientId} could not be looked at for a surge; the others are", EventName = "SurgeFaulted")]
    private partial void LogFaulted(Exception e, Guid clientId);

    [LoggerMessage(4020, LogLevel.Warning, "Client {ClientId}: {Kind}, {Negatives} of {Total} comments of the window are negative where {Expected:0.0} are usual (chance {Chance:e1}); an incident was raised", EventName = "NegativeSurge")]
    private partial void LogSurge(Guid clientId, string kind, int negatives, int total, double expected, double chance);
}
