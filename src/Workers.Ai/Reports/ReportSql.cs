using System.Text.Encodings.Web;
using System.Text.Json;
using Dapper;
using Npgsql;
using SnsOps.Shared.Notifications;
using SnsOps.Shared.Reports;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>How made reports become rows: with their notifications and newsletters, in one transaction each, once.</summary>
internal sealed class ReportSql(NpgsqlDataSource database)
{
    private static readonly string[] Told = ["admin", "manager", "operator"];
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Has a day its report already?</summary>
    public async Task<bool> ExistsAsync(Guid clientId, ReportPeriod period, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition("""
            select exists (select from reports where client_id = @clientId and kind = @Kind and period_start = @from::date and period_end = @to::date)
            """, new { clientId, period.Kind, from = Iso(period.From), to = Iso(period.To) }, cancellationToken: ct));
    }

    /// <summary>Writes the day's report, tells the client's staff, and makes its newsletters.</summary>
    /// <returns>The new report; null when the day had one already, and then nobody is told.</returns>
    public async Task<Guid?> StoreDailyAsync(Guid clientId, MadeReport made, string title, string telling, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await InsertAsync(connection, transaction, clientId, made, null, null, ct) is not { } id)
            return null;
        await new Notice(clientId, Told, "report.daily", title, telling, "normal", $$"""{"report_id": "{{id}}", "client_id": "{{clientId}}"}""").InsertAsync(connection, transaction, ct);
        await Newsletter.QueueAsync(connection, transaction, id, ct);
        await transaction.CommitAsync(ct);
        return id;
    }

    /// <summary>A report that somebody waits for; null when nobody does any more.</summary>
    public async Task<(ReportPeriod Period, bool Late)?> FindWaitingAsync(Guid clientId, Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "select kind, period_start::timestamp as period_start, period_end::timestamp as period_end, late from reports where id = @id and client_id = @clientId and state = 'waiting'",
            new { id, clientId }, cancellationToken: ct));
        return row is null ? null : (row.Period, row.Late);
    }

    /// <summary>Fills in what somebody waited for, and tells them.</summary>
    /// <returns>False when it was made meanwhile.</returns>
    public async Task<bool> CloseAsync(Guid clientId, Guid id, MadeReport made, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition($"""
            with made as (
                update reports
                   set state = 'ready', figures = @figures::jsonb, text = @text::jsonb, engine = @Engine, html_sha256 = @HtmlSha256, pdf_sha256 = @PdfSha256, pdf_error = @PdfError, as_of = @AsOf
                 where id = @id and client_id = @clientId and state = 'waiting'
                returning id, client_id, requested_by),
            told as (
                insert into notifications (id, user_id, client_id, kind, title, message, priority, reference)
                select gen_random_uuid(), u.id, m.client_id, 'report.ready', '부탁하신 리포트가 준비되었습니다', @telling, 'normal', jsonb_build_object('report_id', m.id, 'client_id', m.client_id)
                  from made m join users u on u.id = m.requested_by and u.active
                returning id, user_id, title, message, priority, reference),
            {Notice.ToldLive}
            select count(*)::int from made
            """, Parameters(clientId, id, made, $"{made.Document.Facts.Client}: {made.Document.Facts.Period.Korean}. 눌러서 리포트를 여세요."), cancellationToken: ct)) == 1;
    }

    /// <summary>The version that counts, if it is this report and it has a page.</summary>
    public async Task<StandingReport?> FindStandingAsync(Guid clientId, Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition("""
            select kind, period_start::timestamp as period_start, period_end::timestamp as period_end, late, version, figures::text as figures, html_sha256, pdf_sha256, as_of
              from reports where id = @id and client_id = @clientId and state = 'ready' and superseded_at is null and html_sha256 is not null
            """, new { id, clientId }, cancellationToken: ct));
        return row is null ? null : new StandingReport(
            id, clientId, row.Period, row.Late, row.Version, row.AsOf, row.HtmlSha256!, row.PdfSha256 is not null, JsonSerializer.Deserialize<Dictionary<string, Figure>>(row.Figures)!);
    }

    /// <summary>Puts a new version in the place of the one that counted; the old one stays as it is. The client's staff is told where figures of the period itself changed.</summary>
    /// <returns>The new version; null when another process has made one.</returns>
    public async Task<Guid?> StoreVersionAsync(StandingReport old, MadeReport made, string? telling, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await connection.ExecuteAsync(new CommandDefinition(
            "update reports set superseded_at = (select snsops.now()), checked_at = @AsOf where id = @Id and superseded_at is null",
            new { old.Id, made.Document.Facts.AsOf }, transaction, cancellationToken: ct)) == 0)
            return null;
        var id = await InsertAsync(connection, transaction, old.ClientId, made, old.Id, made.Document.Facts.AsOf, ct)
            ?? throw new InvalidOperationException($"Report {old.Id} was set aside and its next version exists");
        if (telling is not null)
        {
            await new Notice(old.ClientId, Told, "report.restated", "리포트의 수치가 바뀌어 다시 썼습니다", telling, "low", $$"""{"report_id": "{{id}}", "client_id": "{{old.ClientId}}"}""")
                .InsertAsync(connection, transaction, ct);
        }

        await transaction.CommitAsync(ct);
        return id;
    }

    /// <summary>Notes that a report was counted again and says the same, and its PDF if it had none.</summary>
    public async Task CheckedAsync(Guid id, DateTimeOffset at, byte[]? pdf, string? trouble, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            update reports
               set checked_at = @at, pdf_sha256 = coalesce(pdf_sha256, @pdf), pdf_error = case when coalesce(pdf_sha256, @pdf) is null then coalesce(@trouble, pdf_error) end
             where id = @id
            """, new { id, at, pdf, trouble }, cancellationToken: ct));
    }

    private static Task<Guid?> InsertAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid clientId, MadeReport made, Guid? supersedes, DateTimeOffset? checkedAt, CancellationToken ct)
    {
        var parameters = Parameters(clientId, Guid.CreateVersion7(), made, null);
        parameters.AddDynamicParams(new { supersedes, checkedAt });
        return connection.ExecuteScalarAsync<Guid?>(new CommandDefinition("""
            insert into reports (id, client_id, kind, period_start, period_end, figures, late, as_of, version, supersedes, changes, text, engine, html_sha256, pdf_sha256, pdf_error, checked_at, requested_by, listed_at)
            values (@id, @clientId, @Kind, @from::date, @to::date, @figures::jsonb, @Late, @AsOf, @Version, @supersedes, @changes::jsonb, @text::jsonb, @Engine, @HtmlSha256, @PdfSha256, @PdfError, @checkedAt,
                    (select requested_by from reports where id = @supersedes), coalesce((select listed_at from reports where id = @supersedes), clock_timestamp()))
            on conflict do nothing
            returning id
            """, parameters, transaction, cancellationToken: ct));
    }

    private static DynamicParameters Parameters(Guid clientId, Guid id, MadeReport made, string? telling)
    {
        var (document, facts) = (made.Document, made.Document.Facts);
        return new DynamicParameters(new
        {
            id, clientId, telling, facts.Period.Kind, from = Iso(facts.Period.From), to = Iso(facts.Period.To), facts.AsOf, document.Late, document.Version, document.Written.Engine,
            made.HtmlSha256, made.PdfSha256, made.PdfError, figures = JsonSerializer.Serialize(facts.Figures, Json), changes = JsonSerializer.Serialize(document.Changes, Json),
            text = JsonSerializer.Serialize(document.Written.Text.Said(facts), Json),
        });
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Row
    {
        public string Kind { get; init; } = "";
        public DateTime PeriodStart { get; init; }
        public DateTime PeriodEnd { get; init; }
        public bool Late { get; init; }
        public int Version { get; init; }
        public string Figures { get; init; } = "{}";
        public byte[]? HtmlSha256 { get; init; }
        public byte[]? PdfSha256 { get; init; }
        public DateTimeOffset AsOf { get; init; }

        public ReportPeriod Period => new(Kind, DateOnly.FromDateTime(PeriodStart), DateOnly.FromDateTime(PeriodEnd));
    }
}

/// <summary>The version of a report that counts.</summary>
internal sealed record StandingReport(
    Guid Id, Guid ClientId, ReportPeriod Period, bool Late, int Version, DateTimeOffset AsOf, byte[] HtmlSha256, bool HasPdf, IReadOnlyDictionary<string, Figure> Figures);
