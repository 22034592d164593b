using System.Text.Json;
using Dapper;
using Npgsql;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Contents;

/// <summary>Reads contents with their media, targets and publications.</summary>
internal sealed class ContentSql(NpgsqlDataSource database)
{
    /// <summary>How variants are written to jsonb.</summary>
    public static JsonSerializerOptions VariantJson { get; } = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public async Task<IReadOnlyList<ContentView>> ListAsync(Guid[] clients, string? reviewState, PageRequest page, CancellationToken ct) => await ReadAsync("""
        select id from contents
         where client_id = any(@clients) and (@reviewState::review_state is null or review_state = @reviewState::review_state)
           and (@AfterAt::timestamptz is null or (created_at, id) < (@AfterAt, @AfterId))
         order by created_at desc, id desc limit @Fetch
        """, page.Parameters(new { clients, reviewState }), ct);

    /// <summary>Null when it is unknown or of no client among <paramref name="clients"/>.</summary>
    public async Task<ContentView?> FindAsync(Guid id, Guid[] clients, CancellationToken ct) =>
        (await ReadAsync("select id from contents where id = @id and client_id = any(@clients)", new DynamicParameters(new { id, clients }), ct)).SingleOrDefault();

    private async Task<IReadOnlyList<ContentView>> ReadAsync(string idsSql, DynamicParameters parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var ids = (await connection.QueryAsync<Guid>(new CommandDefinition(idsSql, parameters, cancellationToken: ct))).ToArray();
        if (ids.Length == 0)
            return [];
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition("""
            select id, client_id, title, body, link, first_comment, variants::text as variants, review_state::text as review_state, version,
                   scheduled_at, local_time, time_zone, (extract(epoch from grace) / 60)::int as grace_minutes,
                   created_by, approved_by, approved_at, created_at, updated_at, review_step, review_until, planned_at, planned_zone
              from contents where id = any(@ids) order by created_at desc, id desc;
            select cm.content_id, m.id, encode(m.sha256, 'hex') as sha256, m.type, m.width, m.height, m.duration_ms, m.bytes, m.file_name
              from content_media cm join media_assets m on m.id = cm.media_id where cm.content_id = any(@ids) order by cm.content_id, cm.position;
            select content_id, account_id from content_targets where content_id = any(@ids) order by content_id, account_id;
            select content_id, id, account_id, platform::text as platform, state::text as state, scheduled_at, published_at, post_url, error
              from publications where content_id = any(@ids) order by content_id, id;
            """, new { ids }, cancellationToken: ct));
        var rows = (await sets.ReadAsync<ContentRow>()).AsList();
        var media = (await sets.ReadAsync<MediaRow>()).ToLookup(m => m.ContentId);
        var targets = (await sets.ReadAsync<TargetRow>()).ToLookup(t => t.ContentId, t => t.AccountId);
        var publications = (await sets.ReadAsync<PublicationRow>()).ToLookup(p => p.ContentId);
        return [.. rows.Select(r => View(r, media[r.Id], targets[r.Id], publications[r.Id]))];
    }

    private static ContentView View(ContentRow r, IEnumerable<MediaRow> media, IEnumerable<Guid> targets, IEnumerable<PublicationRow> publications)
    {
        var rows = publications.ToList();
        return new ContentView(
            r.Id, r.ClientId, r.Title, r.Body, r.Link, r.FirstComment, JsonSerializer.Deserialize<Dictionary<string, ContentVariant>>(r.Variants, VariantJson) ?? [],
            r.ReviewState, DeliveryStatus.Of([.. rows.Select(p => p.State)]), r.Version, r.ScheduledAt, r.LocalTime, r.TimeZone, r.GraceMinutes,
            r.CreatedBy, r.ApprovedBy, r.ApprovedAt, r.CreatedAt, r.UpdatedAt,
            [.. media.Select(m => new ContentMedia(m.Id, m.Sha256, m.Type, m.Width, m.Height, m.DurationMs, m.Bytes, m.FileName))], [.. targets],
            [.. rows.Select(p => new ContentPublication(p.Id, p.AccountId, p.Platform, p.State, p.ScheduledAt, p.PublishedAt, p.PostUrl, p.Error))],
            r.ReviewStep, r.ReviewUntil, r.PlannedAt, r.PlannedZone);
    }

    private sealed record ContentRow(
        Guid Id, Guid ClientId, string Title, string Body, string? Link, string? FirstComment, string Variants, string ReviewState, int Version,
        DateTimeOffset? ScheduledAt, DateTime? LocalTime, string? TimeZone, int GraceMinutes,
        Guid CreatedBy, Guid? ApprovedBy, DateTimeOffset? ApprovedAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
        string? ReviewStep, DateTimeOffset? ReviewUntil, DateTimeOffset? PlannedAt, string? PlannedZone);

    private sealed record MediaRow(Guid ContentId, Guid Id, string Sha256, string Type, int? Width, int? Height, int? DurationMs, long Bytes, string? FileName);

    private sealed record TargetRow(Guid ContentId, Guid AccountId);

    private sealed record PublicationRow(
        Guid ContentId, Guid Id, Guid AccountId, string Platform, string State, DateTimeOffset ScheduledAt, DateTimeOffset? PublishedAt, string? PostUrl, string? Error);
}
