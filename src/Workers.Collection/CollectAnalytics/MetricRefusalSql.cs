using Dapper;
using Npgsql;
using SnsOps.Shared.Live;
using SnsOps.Shared.Notifications;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Collection.Figures;

namespace SnsOps.Workers.Collection.CollectAnalytics;

/// <summary>Remembers what a platform gives no more, so that nobody asks for it for a day, and tells admins once.</summary>
internal sealed class MetricRefusalSql(NpgsqlDataSource database, LiveEvents live)
{
    private static readonly string[] Told = ["admin"];

    /// <summary>Notes what a reading was refused, and forgets what it was given after all.</summary>
    public async Task NoteAsync(ConnectedAccount account, string apiVersion, Reading reading, CancellationToken ct)
    {
        if (reading.Refusals.Count == 0 && reading.Answered.Count == 0)
            return;
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var told = false;
        foreach (var refusal in reading.Refusals)
        {
            var isNew = await connection.ExecuteScalarAsync<bool>(new CommandDefinition("""
                insert into metric_refusals (id, platform, api_version, level, wire_name, format, reason, error, refused_at, retry_at)
                values (gen_random_uuid(), @Platform::platform, @apiVersion, @Level, @WireName, @format, @Reason, @Error, snsops.now(), snsops.now() + interval '1 day')
                on conflict (platform, api_version, level, wire_name, format, account_id) do update set error = excluded.error, retry_at = excluded.retry_at
                returning xmax = 0
                """,
                new
                {
                    account.Platform, apiVersion, refusal.Metric.Level, refusal.Metric.WireName, refusal.Reason, refusal.Error,
                    format = refusal.Reason == NullReason.NotForFormat ? refusal.Format : "",
                }, transaction, cancellationToken: ct));
            if (!isNew || refusal.Reason != NullReason.Retired)
                continue;
            told = true;
            await new Notice(null, Told, "metric.retired", $"[{PlatformKo(account.Platform)}] '{refusal.Metric.WireName}' 지표를 더는 받을 수 없습니다",
                $"플랫폼({apiVersion})이 이 지표를 거절했습니다: {refusal.Error} 다른 지표는 그대로 수집하며, 이 지표는 값 없이 '제공 종료'로 남습니다. 하루에 한 번 다시 물어봅니다.",
                "normal", $$"""{"metric": "{{refusal.Metric.Name}}", "platform": "{{account.Platform}}"}""").InsertAsync(connection, transaction, ct);
        }

        await connection.ExecuteAsync(new CommandDefinition("""
            delete from metric_refusals r using unnest(@levels::text[], @wires::text[]) as a (level, wire_name)
             where r.platform = @Platform::platform and r.api_version = @apiVersion and r.level = a.level and r.wire_name = a.wire_name and r.reason = 'retired'
            """, new { account.Platform, apiVersion, levels = reading.Answered.Select(m => m.Level).ToArray(), wires = reading.Answered.Select(m => m.WireName).ToArray() }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        if (told)
            live.Announce();
    }

    private static string PlatformKo(string platform) => platform switch
    {
        "instagram" => "인스타그램",
        "facebook" => "페이스북",
        "youtube" => "유튜브",
        _ => platform,
    };
}
