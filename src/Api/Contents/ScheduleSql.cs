using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Database;
using SnsOps.Api.Problems;
using SnsOps.Api.Publications;
using SnsOps.Shared.Effects;

namespace SnsOps.Api.Contents;

/// <summary>Setting, moving and calling off the time of an approved content.</summary>
internal sealed class ScheduleSql(NpgsqlDataSource database)
{
    /// <summary>Text and image formats are prepared this long before their second.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(150);

    /// <summary>Videos and stories take the platforms minutes to get ready.</summary>
    private static readonly TimeSpan SlowLead = TimeSpan.FromMinutes(30);

    /// <summary>The minute scan would come too late for what is to be prepared this soon: such rows are due at once.</summary>
    public static readonly TimeSpan ScanReach = TimeSpan.FromSeconds(90);

    private const int MostYearsAhead = 5;

    /// <summary>Makes one publication per target, or moves those there are while nothing is being sent.</summary>
    /// <returns>The publications that are due at once and want a nudge.</returns>
    public async Task<(Refusal? Refused, IReadOnlyList<DuePublication> Due)> ScheduleAsync(Guid id, ScheduleRequest request, TimeZoneInfo zone, int? expectedVersion, Caller caller, CancellationToken ct)
    {
        IReadOnlyList<DuePublication> due = [];
        var refused = await database.InTransactionAsync(async (connection, transaction) =>
        {
            if (await LockedContent.TakeAsync(connection, transaction, id, caller.ClientIds, ct) is not { } content)
                return ProblemKinds.ContentNotFound.Plain();
            if (content.ReviewState != "approved")
                return ProblemKinds.WrongReviewState.Because($"승인된 콘텐츠만 예약할 수 있습니다 (지금 '{content.ReviewState}')", $"Only an approved content can be scheduled; it is '{content.ReviewState}'");
            if (expectedVersion is { } expected && expected != content.Version)
                return ProblemKinds.VersionMismatch.Because($"지금 버전은 {content.Version}입니다. 다시 읽고 옮기세요", $"The version is {content.Version} now: read it again, then move it");
            if (request.MovedFrom is { } seen && seen != await connection.ExecuteScalarAsync<DateTimeOffset?>(new CommandDefinition(
                    "select scheduled_at from contents where id = @id", new { id }, transaction, cancellationToken: ct)))
                return ProblemKinds.ScheduleMoved.Plain();
            if (content.PlannedAt is { } approved && approved != Micros(request.ScheduledAt!.Value))
                return ProblemKinds.TimeIsApproved.Because(
                    $"{approved:O}에 게시하기로 승인받았습니다. 다른 시각에 게시하려면 그 시각으로 다시 검토를 요청하세요", $"It was approved for {approved:O}: ask for review of the other time first");
            var grace = request.GraceMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : content.Grace;
            (var broken, due) = await SetTimeAsync(connection, transaction, content, request.ScheduledAt!.Value, zone, grace, caller.UserId, ct);
            return broken;
        }, ct);
        return (refused, refused is null ? due : []);
    }

    /// <summary>Sets the time of a content that is approved, in the caller's transaction, or says why that is not possible.</summary>
    public static async Task<(Refusal? Refused, IReadOnlyList<DuePublication> Due)> SetTimeAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, LockedContent content, DateTimeOffset at, TimeZoneInfo zone, TimeSpan grace, Guid? userId, CancellationToken ct)
    {
        var scheduledAt = at.ToUniversalTime();
        if ((await content.TakePublicationsAsync(connection, transaction, ct)).Refused is { } visible)
            return (visible, []);
        if (scheduledAt > content.Now.AddYears(MostYearsAhead))
            return (ProblemKinds.TooFarAhead.Plain(), []);
        if (scheduledAt + grace <= content.Now)
            return (ProblemKinds.InThePast.Because($"예약 시각 {scheduledAt:O}은(는) 유예 {grace.TotalMinutes:0}분을 더해도 지났습니다", $"{scheduledAt:O} has passed, even with {grace.TotalMinutes:0} minutes of grace"), []);
        var (broken, targets) = await CheckAsync(connection, transaction, content, ct);
        if (broken is not null)
            return (broken, []);
        await connection.ExecuteAsync(new CommandDefinition("""
            update contents set scheduled_at = @scheduledAt, local_time = @local, time_zone = @zone, grace = @grace, updated_at = clock_timestamp() where id = @Id
            """, new { content.Id, scheduledAt, local = DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(scheduledAt, zone).DateTime, DateTimeKind.Unspecified), zone = zone.Id, grace }, transaction, cancellationToken: ct));
        return (null, await PutPublicationsAsync(connection, transaction, content, targets, scheduledAt, grace, userId, ct));
    }

    /// <summary>What a platform would refuse of it, told at the desk.</summary>
    public static async Task<Refusal?> FindBrokenAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, LockedContent content, CancellationToken ct) =>
        (await CheckAsync(connection, transaction, content, ct)).Broken;

    /// <summary>As PostgreSQL keeps it.</summary>
    public static DateTimeOffset Micros(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>Calls off all its publications, unless one of them was sent.</summary>
    public Task<Refusal?> CancelAsync(Guid id, Caller caller, CancellationToken ct) => database.InTransactionAsync(async (connection, transaction) =>
    {
        if (await LockedContent.TakeAsync(connection, transaction, id, caller.ClientIds, ct) is not { } content)
            return ProblemKinds.ContentNotFound.Plain();
        var (visible, states) = await content.TakePublicationsAsync(connection, transaction, ct);
        if (visible is not null)
            return visible;
        var cancelled = await content.CancelPublicationsAsync(connection, transaction, caller.UserId, null, ct);
        await LockedContent.DropTimeAsync(connection, transaction, id, ct);
        return cancelled > 0 || states.Contains("cancelled") ? null : ProblemKinds.NothingToCancel.Plain();
    }, ct);

    private static async Task<(Refusal? Broken, IReadOnlyList<Target> Targets)> CheckAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, LockedContent content, CancellationToken ct)
    {
        var planned = await PlannedPosts.ReadAsync(connection, transaction, content.Id, ct);
        if (planned.Posts.Count == 0)
            return (ProblemKinds.NoTargets.Plain(), []);
        var errors = planned.Posts.Where(p => p.Broken.Count > 0).DistinctBy(Name).ToDictionary(Name, p => p.Broken.ToArray());
        return errors.Count == 0
            ? (null, [.. planned.Posts.Select(p => new Target(p.AccountId, p.Format!, PlatformRules.IsSlow(p.Format!, planned.Media) ? SlowLead : Lead, p.FirstComment))])
            : (ProblemKinds.BreaksRules.Because(Sentence(errors, 0), Sentence(errors, 1), errors), []);
    }

    private static readonly string SentAsItIs = $"publications.content_version = excluded.content_version and publications.format = excluded.format and {SentHandles.Has("publications")}";

    private static async Task<IReadOnlyList<DuePublication>> PutPublicationsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, LockedContent content, IReadOnlyList<Target> targets, DateTimeOffset scheduledAt, TimeSpan grace, Guid? userId, CancellationToken ct) =>
        (await connection.QueryAsync<DuePublication>(new CommandDefinition($"""
            with put as (
                insert into publications (id, client_id, content_id, account_id, platform, format, state, content_version, seal,
                                          first_comment, scheduled_at, grace, prepare_at, next_attempt_at, due_since)
                select w.id, @ClientId, @Id, a.id, a.platform, w.format::publication_format,
                       case when d.due then 'due' else 'scheduled' end::publication_state, @Version,
                       snsops.post_seal(@Seal, a.id, w.format, @scheduledAt, w.first_comment),
                       w.first_comment, @scheduledAt, @grace, @scheduledAt - w.lead, @scheduledAt, case when d.due then d.now end
                  from unnest(@ids, @accounts, @formats, @leads, @comments) as w (id, account_id, format, lead, first_comment)
                  join platform_accounts a on a.id = w.account_id and a.client_id = @ClientId
                 cross join lateral (select snsops.now() as now, @scheduledAt - w.lead <= snsops.now() + @ScanReach as due) d
                on conflict on constraint one_publication_per_account do update
                   set format = excluded.format, state = excluded.state, epoch = publications.epoch + 1, owner = null,
                       content_version = excluded.content_version, seal = excluded.seal, first_comment = excluded.first_comment, scheduled_at = excluded.scheduled_at, grace = excluded.grace,
                       prepare_at = excluded.prepare_at, next_attempt_at = excluded.next_attempt_at, due_since = excluded.due_since,
                       resend_at = null, retry_count = 0, error_code = null, error = null, asked_at = null, updated_at = clock_timestamp(),
                       {SentHandles.KeptWhere("publications", SentAsItIs)}
                 where publications.state not in ('armed', 'published', 'unknown')
                returning client_id, id, account_id, state, scheduled_at as sends_at),
            {PublicationActs.Noted("scheduled", "put")}
            select id, account_id from put where state = 'due'
            """,
            new
            {
                content.Id, content.ClientId, content.Version, content.Seal, scheduledAt, grace, ScanReach, userId,
                ids = targets.Select(_ => Guid.CreateVersion7()).ToArray(), accounts = targets.Select(t => t.AccountId).ToArray(), formats = targets.Select(t => t.Format).ToArray(),
                leads = targets.Select(t => t.Lead).ToArray(), comments = targets.Select(t => t.FirstComment).ToArray(),
            },
            transaction, cancellationToken: ct))).AsList();

    private static string Name(PlannedPost post) => $"{post.Platform} {post.AccountName}";

    private static string Sentence(Dictionary<string, string[]> errors, int language) =>
        string.Join("; ", errors.Select(e => $"{e.Key}: " + string.Join(", ", e.Value.Select(v => v.Split(" | ")[language]))));

    private sealed record Target(Guid AccountId, string Format, TimeSpan Lead, string? FirstComment);
}

/// <summary>A publication that is due at once.</summary>
internal sealed record DuePublication(Guid Id, Guid AccountId);
