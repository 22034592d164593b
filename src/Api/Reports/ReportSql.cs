using Dapper;
using Npgsql;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Reports;

/// <summary>Reads reports.</summary>
internal sealed class ReportSql(NpgsqlDataSource database)
{
    private const string Columns = """
        id, client_id, kind, period_start::timestamp as period_start, period_end::timestamp as period_end, figures::text as figures, late, as_of, created_at
        """;

    public async Task<IReadOnlyList<ReportRow>> ListAsync(Guid[] clients, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<ReportRow>(new CommandDefinition($"""
            select {Columns} from reports
             where client_id = any(@clients) and (@AfterAt::timestamptz is null or (created_at, id) < (@AfterAt, @AfterId))
             order by created_at desc, id desc limit @Fetch
            """, page.Parameters(new { clients }), cancellationToken: ct))).AsList();
    }

    public async Task<ReportRow?> FindAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ReportRow>(new CommandDefinition(
            $"select {Columns} from reports where id = @id and client_id = any(@clients)", new { id, clients }, cancellationToken: ct));
    }

    public async Task<ReportPage?> FindPageAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ReportPage>(new CommandDefinition(
            "select html from reports where id = @id and client_id = any(@clients)", new { id, clients }, cancellationToken: ct));
    }
}

internal sealed record ReportRow(Guid Id, Guid ClientId, string Kind, DateTime PeriodStart, DateTime PeriodEnd, string Figures, bool Late, DateTimeOffset AsOf, DateTimeOffset CreatedAt);

/// <summary>A report as people read it; null when it was made before reports had pages.</summary>
internal sealed record ReportPage(string? Html);
