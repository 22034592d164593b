using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Database;
using SnsOps.Api.Problems;
using SnsOps.Shared.Live;

namespace SnsOps.Api.Contents;

/// <summary>A content's way through review: draft → in_review (staff, then the client where its policy says so) → approved or changes_requested.</summary>
internal sealed class ReviewSql(NpgsqlDataSource database)
{
    /// <summary>What shall go out at a time must be approved this long before, or it expires.</summary>
    private static readonly TimeSpan LastMoment = TimeSpan.FromMinutes(5);

    private static readonly string[] Submittable = ["draft", "changes_requested", "expired"];

    /// <summary>Asks for review; with a time, that time is what is approved. Of what is in review or approved, another time may be asked for: it is reviewed anew.</summary>
    public Task<Refusal?> SubmitAsync(Guid id, DateTimeOffset? plannedAt, string? zone, Caller caller, CancellationToken ct) => InTurnAsync(id, Reviewer.Of(caller), async (connection, transaction, content) =>
    {
        var plan = plannedAt is { } wanted ? ScheduleSql.Micros(wanted) : content.PlannedAt > content.Now + LastMoment ? content.PlannedAt : null;
        var (moved, planZone) = (plan != content.PlannedAt, plan is null ? null : plannedAt is null ? content.PlannedZone : zone);
        if (!Submittable.Contains(content.ReviewState) && !(plannedAt is not null && moved))
            return WrongState(content, "in_review", Submittable);
        if (plan <= content.Now)
            return ProblemKinds.InThePast.Plain();
        if (plan <= content.Now + LastMoment)
            return ProblemKinds.NoTimeToReview.Plain();
        if (plan > content.Now.AddYears(5))
            return ProblemKinds.TooFarAhead.Plain();
        if (content.ReviewState == "approved" && (await content.TakePublicationsAsync(connection, transaction, ct)).Refused is { } visible)
            return visible;
        if (plan is not null && await ScheduleSql.FindBrokenAsync(connection, transaction, content, ct) is { } broken)
            return broken;
        if (content.ReviewState == "approved")
            await content.CancelPublicationsAsync(connection, transaction, caller.UserId, "다른 시각으로 다시 검토를 요청했습니다", ct);
        var twoSteps = await TwoStepsAsync(connection, transaction, content.ClientId, ct);
        var until = plan - LastMoment;
        // What a reviewer has open by now shows another time: their word on it must not count for this one.
        var version = content.Version + (moved && content.WasSubmitted ? 1 : 0);
        await connection.ExecuteAsync(new CommandDefinition("""
            update contents
               set review_state = 'in_review', review_step = 'staff', version = @version, planned_at = @plan, planned_zone = @planZone, review_until = @until,
                   review_warned = case when @until < @Now + interval '15 minutes' then 3 when @until < @Now + interval '2 hours' then 2 when @until < @Now + interval '24 hours' then 1 else 0 end,
                   submitted_by = @UserId, submitted_at = @Now, seal = null, approved_by = null, approved_link = null, approved_at = null,
                   editors = case when not @retimed or @UserId = created_by or @UserId = any(editors) then editors else editors || @UserId end,
                   scheduled_at = null, local_time = null, time_zone = null, updated_at = clock_timestamp()
             where id = @Id;
            insert into content_reviews (id, client_id, content_id, at, act, step, version, user_id) values (@RowId, @ClientId, @Id, @Now, 'submitted', 'staff', @version, @UserId)
            """, new { content.Id, content.ClientId, content.Now, caller.RowId, caller.UserId, version, plan, planZone, until, retimed = moved && plannedAt is not null }, transaction, cancellationToken: ct));
        await ReviewNews.AskAsync(connection, transaction, content with { PlannedZone = planZone }, "staff", Reviewer.Of(caller), until, ct);
        await TellLiveAsync(connection, transaction, ReviewNews.ApprovalRequest(content, "in_review", caller.Name, "staff", clientLooksToo: !twoSteps), caller.RowId, ct);
        return null;
    }, ct);

    /// <summary>Approves what the reviewer saw, or sends it back. The last approval seals text, link, variants, files, accounts and time; with a time it is scheduled for it.</summary>
    /// <returns>The publications that are due at once and want a nudge.</returns>
    public async Task<(Refusal? Refused, IReadOnlyList<DuePublication> Due)> DecideAsync(Guid id, ReviewDecision decision, Reviewer reviewer, CancellationToken ct)
    {
        IReadOnlyList<DuePublication> due = [];
        var refused = await InTurnAsync(id, reviewer, async (connection, transaction, content) =>
        {
            if (decision.SeenVersion is { } seen && seen != content.Version)
                return ProblemKinds.VersionMismatch.Plain();
            if (content.ReviewState != "in_review")
                return WrongState(content, decision.Approves ? "approved" : "changes_requested", ["in_review"]);
            var twoSteps = await TwoStepsAsync(connection, transaction, content.ClientId, ct);
            var step = content.ReviewStep ?? "staff";
            if (await RefuseAsync(connection, transaction, content, decision, reviewer, twoSteps, ct) is { } refusal)
                return refusal;
            if (!decision.Approves)
                await SendBackAsync(connection, transaction, content, decision.Comment!, reviewer, ct);
            else if (twoSteps && step == "staff")
                await PassOnAsync(connection, transaction, content, decision.Comment, reviewer, ct);
            else
                due = await ApproveAsync(connection, transaction, content, decision.Comment, reviewer, step, ct);
            return null;
        }, ct);
        return (refused, refused is null ? due : []);
    }

    private static async Task<Refusal?> RefuseAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, LockedContent content, ReviewDecision decision, Reviewer reviewer, bool twoSteps, CancellationToken ct)
    {
        var step = content.ReviewStep ?? "staff";
        if (content.ReviewUntil <= content.Now)
            return ProblemKinds.ReviewExpired.Plain();
        if (twoSteps && step == "staff" && reviewer.IsClient)
            return ProblemKinds.WrongReviewStep.Because("담당자가 먼저 검토하고 있습니다", "The agency reviews it first");
        if (twoSteps && step == "client" && !reviewer.IsClient && decision.Approves)
            return ProblemKinds.WrongReviewStep.Because("고객의 승인을 기다리고 있습니다", "It waits for the client's approval");
        if (!decision.Approves)
            return null;
        // Who makes a link could open it: where nobody else has approved yet, it must not come from who wrote the content.
        var maker = reviewer.LinkId is null || step == "client" ? null : await connection.QuerySingleOrDefaultAsync<LinkMaker>(new CommandDefinition(
            "select u.id, u.active and u.role in ('admin', 'manager') as may_approve from approval_links l join users u on u.id = l.created_by where l.id = @LinkId",
            new { reviewer.LinkId }, transaction, cancellationToken: ct));
        return content.IsBy(reviewer.UserId) ? ProblemKinds.OwnApproval.Plain()
            : content.IsBy(maker?.Id) ? ProblemKinds.OwnApproval.Because("작성자가 만든 링크로는 승인할 수 없습니다. 다른 담당자가 만든 링크가 필요합니다", "The link was made by who wrote this: it takes one of somebody else's")
            : maker is { MayApprove: false } ? ProblemKinds.WrongReviewStep.Because("이 링크를 만든 담당자에게 승인 권한이 없습니다. 매니저가 만든 링크가 필요합니다", "Who made this link may not approve: it takes a manager's")
            : null;
    }

    private sealed record LinkMaker(Guid Id, bool MayApprove);

    private static async Task SendBackAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, LockedContent content, string comment, Reviewer reviewer, CancellationToken ct)
    {
        await NoteAsync(connection, transaction, content, "changes_requested", comment, reviewer, ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update contents set review_state = 'changes_requested', review_step = null, updated_at = clock_timestamp() where id = @Id", new { content.Id }, transaction, cancellationToken: ct));
        await ReviewNews.TellAuthorAsync(connection, transaction, content, "content.changes_requested", $"수정 요청: {content.Title}", comment, "normal", ct);
        await TellLiveAsync(connection, transaction, ReviewNews.ApprovalRequest(content, "changes_requested", reviewer.Name), reviewer.RowId, ct);
    }

    private static async Task PassOnAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, LockedContent content, string? comment, Reviewer reviewer, CancellationToken ct)
    {
        await NoteAsync(connection, transaction, content, "passed", comment, reviewer, ct);
        await connection.ExecuteAsync(new CommandDefinition("update contents set review_step = 'client', updated_at = clock_timestamp() where id = @Id", new { content.Id }, transaction, cancellationToken: ct));
        await ReviewNews.AskAsync(connection, transaction, content, "client", reviewer, content.ReviewUntil, ct);
        await TellLiveAsync(connection, transaction, ReviewNews.ApprovalRequest(content, "in_review", reviewer.Name, "client"), reviewer.RowId, ct);
    }

    private static async Task<IReadOnlyList<DuePublication>> ApproveAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, LockedContent content, string? comment, Reviewer reviewer, string step, CancellationToken ct)
    {
        await NoteAsync(connection, transaction, content, "approved", comment, reviewer, ct);
        var seal = await connection.ExecuteScalarAsync<byte[]>(new CommandDefinition("""
            update contents
               set review_state = 'approved', review_step = null, review_until = null, seal = snsops.content_seal(id), approved_by = @UserId, approved_link = @LinkId,
                   approved_at = @Now, editors = '{}', updated_at = clock_timestamp()
             where id = @Id returning seal
            """, new { content.Id, content.Now, reviewer.UserId, reviewer.LinkId }, transaction, cancellationToken: ct));
        if (reviewer.IsClient)
            await ReviewNews.TellAuthorAsync(connection, transaction, content, "content.approved", $"고객 승인: {content.Title}", $"{reviewer.Name}님이 승인했습니다.", "normal", ct);
        await TellLiveAsync(connection, transaction, ReviewNews.ApprovalRequest(content, "approved", reviewer.Name, step), reviewer.RowId, ct);
        if (content.PlannedAt is not { } plan)
            return [];
        // The approval stands whatever stands in the way of its time by now; people are told of that.
        var (refused, due) = await ScheduleSql.SetTimeAsync(
            connection, transaction, content with { Seal = seal, ReviewState = "approved" }, plan, TimeZoneInfo.FindSystemTimeZoneById(content.PlannedZone!), content.Grace, reviewer.UserId, ct);
        if (refused is not null)
            await ReviewNews.TellStaffAsync(connection, transaction, content, "content.not_scheduled", $"승인되었지만 예약하지 못했습니다: {content.Title}", refused.Detail, "high", ct);
        return due;
    }

    /// <summary>What was decided, on exactly what.</summary>
    private static Task<int> NoteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, LockedContent content, string act, string? comment, Reviewer reviewer, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition("""
            insert into content_reviews (id, client_id, content_id, at, act, step, version, user_id, link_id, comment, seal, snapshot)
            values (@RowId, @ClientId, @Id, @Now, @act, @step, @Version, @UserId, @LinkId, @comment, snsops.content_seal(@Id), snsops.content_snapshot(@Id))
            """, new { content.Id, content.ClientId, content.Now, content.Version, reviewer.RowId, reviewer.UserId, reviewer.LinkId, act, comment, step = content.ReviewStep ?? "staff" }, transaction, cancellationToken: ct));

    private static Task TellLiveAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, LiveEvent news, Guid id, CancellationToken ct) =>
        LiveEvents.InsertAsync(connection, transaction, [news with { Id = id }], ct);

    private static Task<bool> TwoStepsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid clientId, CancellationToken ct) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select exists (select from approval_policies where client_id = @clientId and steps = 'staff_then_client')", new { clientId }, transaction, cancellationToken: ct));

    private static Refusal WrongState(LockedContent content, string to, string[] from) => ProblemKinds.WrongReviewState.Because(
        $"지금은 '{content.ReviewState}'입니다. '{to}'(으)로 가려면 {string.Join(", ", from)} 상태여야 합니다", $"It is '{content.ReviewState}'; only {string.Join(", ", from)} can become '{to}'");

    private Task<Refusal?> InTurnAsync(Guid id, Reviewer reviewer, Func<NpgsqlConnection, NpgsqlTransaction, LockedContent, Task<Refusal?>> step, CancellationToken ct) =>
        database.InTransactionAsync(async (connection, transaction) =>
        {
            // A link is looked at under a lock, and before the content: whoever revokes it has either come first, or waits.
            if (reviewer.LinkId is not null && !await connection.ExecuteScalarAsync<bool>(new CommandDefinition("""
                    select exists (select from approval_links l where l.id = @LinkId and l.revoked_at is null and l.expires_at > (select snsops.now()) for share)
                    """, new { reviewer.LinkId }, transaction, cancellationToken: ct)))
                return ProblemKinds.ApprovalLinkEnded.Plain();
            if (await LockedContent.TakeAsync(connection, transaction, id, reviewer.ClientIds, ct) is not { } content
                || (reviewer.LinkId is not null && !await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                    "select exists (select from approval_link_contents where link_id = @LinkId and content_id = @id)", new { reviewer.LinkId, id }, transaction, cancellationToken: ct))))
                return ProblemKinds.ContentNotFound.Plain();
            // The event of a move has the id of its call's key: that call may have been made before, and its answer lost with a process that died.
            if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition("select exists (select from live_events where id = @RowId)", new { reviewer.RowId }, transaction, cancellationToken: ct)))
                return null;
            return await step(connection, transaction, content);
        }, ct);
}
