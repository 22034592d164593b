using Dapper;
using Npgsql;

namespace SnsOps.Api.Publications;

/// <summary>What failed or was missed, by cause.</summary>
internal sealed class FailureSql(NpgsqlDataSource database)
{
    /// <summary>Largest group first, each with its newest example.</summary>
    public async Task<IReadOnlyList<FailureGroup>> ByCauseAsync(Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition("""
            select distinct on (g.platform, g.error_code)
                   g.platform::text as platform, g.error_code, count(*) over (partition by g.platform, g.error_code)::int as count,
                   g.id, g.client_id, g.content_id, c.title, g.state::text as state, g.scheduled_at, g.error
              from publications g join contents c on c.id = g.content_id
             where g.state in ('failed', 'missed') and g.client_id = any(@clients) and g.error_code is not null
             order by g.platform, g.error_code, g.updated_at desc, g.id desc
            """, new { clients }, cancellationToken: ct));
        return [.. rows.OrderByDescending(r => r.Count).ThenBy(r => r.ErrorCode, StringComparer.Ordinal).Select(View)];
    }

    private static FailureGroup View(Row row)
    {
        var advice = FailureAdvice.On(row.ErrorCode);
        return new FailureGroup(row.Platform, row.ErrorCode, row.Count, advice.Retry, advice.Text, advice.TextEn,
            new FailureExample(row.Id, row.ClientId, row.ContentId, row.Title, row.State, row.ScheduledAt, row.Error ?? ""));
    }

    private sealed record Row(
        string Platform, string ErrorCode, int Count, Guid Id, Guid ClientId, Guid ContentId, string Title, string State, DateTimeOffset ScheduledAt, string? Error);
}
