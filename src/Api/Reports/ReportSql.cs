using System.Globalization;
using System.Text.Json;
using Dapper;
using Npgsql;
using SnsOps.Api.Database;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Shared.Database;
using SnsOps.Shared.Reports;

namespace SnsOps.Api.Reports;

/// <summary>Reads reports and asks for them.</summary>
internal sealed class ReportSql(NpgsqlDataSource database)
{
    private const string Columns = """
        r.id, r.client_id, r.kind, r.period_start::timestamp as period_start, r.period_end::timestamp as period_end, r.late, r.as_of, r.created_at, r.listed_at, r.state, r.reason, r.version,
        array(select jsonb_array_elements_text(r.text -> 'summary')) as summary, r.html_sha256 is not null or r.html is not null as has_page, r.pdf_sha256 is not null as has_pdf, r.pdf_error
        """;

    /// <summary>The versions that count, newest first, with the figures a list shows.</summary>
    public async Task<IReadOnlyList<ReportRow>> ListAsync(Guid[] clients, ReportFilter filter, PageRequest page, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<ReportRow>(new CommandDefinition($$"""
            select {{Columns}},
                   (select coalesce(jsonb_object_agg(f.key, f.value - '{query,key,parameters}'::text[]), '{}')::text from jsonb_each(r.figures) f
                     where f.key in ('publications_published', 'publications_failed', 'publications_missed', 'publications_unknown', 'comments_received', 'comments_crisis')) as figures
              from reports r
             where r.client_id = any(@clients) and r.superseded_at is null
               and (@Kind::text is null or r.kind = @Kind) and (@from::date is null or r.period_end >= @from::date) and (@to::date is null or r.period_start <= @to::date)
               and (@AfterAt::timestamptz is null or (r.listed_at, r.id) < (@AfterAt, @AfterId))
             order by r.listed_at desc, r.id desc limit @Fetch
            """, page.Parameters(new { clients, filter.Kind, from = Iso(filter.From), to = Iso(filter.To) }), cancellationToken: ct))).AsList();
    }

    public async Task<ReportRow?> FindAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var found = await connection.QuerySingleOrDefaultAsync<ReportRow>(new CommandDefinition($"""
            select {Columns}, r.figures::text as figures, r.text::text as text, r.engine, r.changes::text as changes, r.checked_at, r.superseded_at, r.requested_by
              from reports r where r.id = @id and r.client_id = any(@clients)
            """, new { id, clients }, cancellationToken: ct));
        if (found is not null)
        {
            found.Versions = (await connection.QueryAsync<ReportVersion>(new CommandDefinition("""
                select v.id, v.version, jsonb_array_length(v.changes) as changes, v.as_of, v.created_at
                  from reports r join reports v using (client_id, kind, period_start, period_end) where r.id = @id order by v.version desc
                """, new { id }, cancellationToken: ct))).AsList();
        }

        return found;
    }

    /// <summary>Where a report's files are; null when there is no such report among <paramref name="clients"/>.</summary>
    public async Task<ReportFiles?> FindFilesAsync(Guid id, Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ReportFiles>(new CommandDefinition("""
            select r.state, r.html, r.html_sha256, r.pdf_sha256, r.pdf_error, c.name as client, r.period_start::text as period_start, r.period_end::text as period_end, r.version
              from reports r join clients c on c.id = r.client_id where r.id = @id and r.client_id = any(@clients)
            """, new { id, clients }, cancellationToken: ct));
    }

    /// <summary>Asks for the report of a period: made, made again after it failed or where its work was given up, or, where it is there, counted again. Report and work are made in one statement.</summary>
    public async Task<ReportAsked> AskAsync(Guid clientId, DateOnly from, DateOnly to, Caller caller, CancellationToken ct)
    {
        while (true)
        {
            var asked = await database.ChangeAsync(connection => connection.QuerySingleOrDefaultAsync<ReportAsked>(new CommandDefinition($$"""
                with standing as (
                    select id, state from reports
                     where client_id = @clientId and kind = 'period' and period_start = @from::date and period_end = @to::date and superseded_at is null),
                made as (
                    insert into reports (id, client_id, kind, period_start, period_end, figures, as_of, state, requested_by)
                    select @RowId, @clientId, 'period', @from::date, @to::date, '{}', (select snsops.now()), 'waiting', @UserId where not exists (select from standing)
                    on conflict do nothing
                    returning id),
                again as (
                    update reports r set state = 'waiting', reason = null, requested_by = @UserId from standing s where r.id = s.id and s.state = 'failed' and r.state = 'failed' returning r.id),
                work as (
                    insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at)
                    select gen_random_uuid(), job, (select snsops.now()), @clientId, id, (select snsops.now())
                      from (select id, '{{ReportJobs.Make}}' as job from made union all select id, '{{ReportJobs.Make}}' from again
                            union all select id, '{{ReportJobs.Make}}' from standing where state = 'waiting'
                            union all select id, '{{ReportJobs.Restate}}' from standing where state = 'ready') wanted
                     where not exists (select from job_items b where b.subject_id = wanted.id and b.job = wanted.job and b.state in ('ready', 'claimed'))
                    on conflict do nothing
                    returning id)
                select a.id, case when a.state = 'failed' then 'waiting' else a.state end as state, (select id from work) as item
                  from (select id, 'waiting' as state from made union all select id, state from standing) a
                """, new { clientId, from = Iso(from), to = Iso(to), caller.RowId, caller.UserId }, cancellationToken: ct)), ct);
            if (asked is not null)
                return asked;
            // somebody asked for the same at the same time: now it stands there
        }
    }

    /// <summary>Has a report counted again.</summary>
    /// <returns>The item to nudge for; null when that is under way.</returns>
    public async Task<Guid?> RestateAsync(Guid id, CancellationToken ct)
    {
        return await database.ChangeAsync(connection => connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition($"""
            insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at)
            select gen_random_uuid(), '{ReportJobs.Restate}', (select snsops.now()), r.client_id, r.id, (select snsops.now())
              from reports r
             where r.id = @id and not exists (select from job_items b where b.subject_id = r.id and b.job = '{ReportJobs.Restate}' and b.state in ('ready', 'claimed'))
            on conflict do nothing
            returning id
            """, new { id }, cancellationToken: ct)), ct);
    }

    /// <summary>Writes the mails of a report that are not there yet; null when a newer version has come.</summary>
    public async Task<NewsletterQueued?> SendAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Acting.TellAsync(connection, ct);
        if (await Newsletter.QueueAsync(connection, transaction, id, ct) is not var (queued, recipients))
            return null;
        await transaction.CommitAsync(ct);
        return new NewsletterQueued(queued, recipients);
    }

    /// <summary>Today in Seoul, by the database's clock.</summary>
    public async Task<DateOnly> TodayAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return DateOnly.FromDateTime(await connection.ExecuteScalarAsync<DateTime>(new CommandDefinition("select (snsops.now() at time zone 'Asia/Seoul')::date::timestamp", cancellationToken: ct)));
    }

    private static string? Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Which reports of a list.</summary>
internal sealed record ReportFilter(string? Kind, DateOnly? From, DateOnly? To);

/// <summary>What became of a request. Item: to nudge for.</summary>
internal sealed record ReportAsked
{
    public Guid Id { get; init; }
    public string State { get; init; } = "";
    public Guid? Item { get; init; }
}

/// <summary>A report's files. Html: its page, where it was made before pages were objects.</summary>
internal sealed record ReportFiles
{
    public string State { get; init; } = "";
    public string? Html { get; init; }
    public byte[]? HtmlSha256 { get; init; }
    public byte[]? PdfSha256 { get; init; }
    public string? PdfError { get; init; }
    public string Client { get; init; } = "";
    public string PeriodStart { get; init; } = "";
    public string PeriodEnd { get; init; } = "";
    public int Version { get; init; }

    /// <summary>As people keep it.</summary>
    public string Name => $"{Client} 리포트 {PeriodStart}{(PeriodEnd == PeriodStart ? "" : "~" + PeriodEnd)}{(Version > 1 ? $" 정정{Version}" : "")}.pdf";
}

internal sealed record ReportRow
{
    public Guid Id { get; init; }
    public Guid ClientId { get; init; }
    public string Kind { get; init; } = "";
    public DateTime PeriodStart { get; init; }
    public DateTime PeriodEnd { get; init; }
    public string Figures { get; init; } = "{}";
    public bool Late { get; init; }
    public DateTimeOffset AsOf { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ListedAt { get; init; }
    public string State { get; init; } = "";
    public string? Reason { get; init; }
    public int Version { get; init; }
    public string[] Summary { get; init; } = [];
    public bool HasPage { get; init; }
    public bool HasPdf { get; init; }
    public string? PdfError { get; init; }
    public string? Text { get; init; }
    public string? Engine { get; init; }
    public string Changes { get; init; } = "[]";
    public DateTimeOffset? CheckedAt { get; init; }
    public DateTimeOffset? SupersededAt { get; init; }
    public Guid? RequestedBy { get; init; }
    public IReadOnlyList<ReportVersion> Versions { get; set; } = [];

    public ReportView View() => new(
        Id, ClientId, Kind, DateOnly.FromDateTime(PeriodStart), DateOnly.FromDateTime(PeriodEnd), Json(Figures), Late, AsOf, CreatedAt, State, Reason, Version, Summary, HasPage, HasPdf, PdfError);

    public ReportDetail Detail() => new(
        Id, ClientId, Kind, DateOnly.FromDateTime(PeriodStart), DateOnly.FromDateTime(PeriodEnd), Json(Figures), Late, AsOf, CreatedAt, State, Reason, Version, Summary, HasPage, HasPdf, PdfError,
        Text is null ? null : Json(Text), Engine, Json(Changes), CheckedAt, SupersededAt, RequestedBy, Versions);

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
