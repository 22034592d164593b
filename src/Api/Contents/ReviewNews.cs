using System.Globalization;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Shared.Live;
using SnsOps.Shared.Notifications;

namespace SnsOps.Api.Contents;

/// <summary>What people are told of a review: its reviewers live, and by a notification who has to do something now.</summary>
internal static class ReviewNews
{
    private static readonly string[] Everybody = [Roles.Manager, Roles.Client, Roles.Admin], Agency = [Roles.Manager, Roles.Admin];

    /// <summary>The event reviewers see when a content changes its review state.</summary>
    /// <param name="content">As it was.</param>
    /// <param name="toState">What it becomes.</param>
    /// <param name="requester">Who did it.</param>
    /// <param name="step">Whose turn it is then.</param>
    /// <param name="clientLooksToo">The client has a part in this step.</param>
    public static LiveEvent ApprovalRequest(LockedContent content, string toState, string requester, string? step = null, bool clientLooksToo = true)
    {
        var payload = new JsonObject
        {
            ["type"] = "approval_request", ["content_id"] = content.Id.ToString(), ["title"] = content.Title,
            ["from_status"] = content.ReviewState, ["to_status"] = toState, ["requester"] = requester,
        };
        if (step is not null)
            payload["step"] = step;
        return new LiveEvent("approval_request", content.ClientId, clientLooksToo ? Everybody : Agency, null, payload);
    }

    /// <summary>Whose turn it is: the client's managers, or the people of the client who may sign in. Never the author, nor whoever asks.</summary>
    public static Task AskAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, LockedContent content, string step, Reviewer from, DateTimeOffset? until, CancellationToken ct)
    {
        var deadline = until is { } end
            ? $" {TimeZoneInfo.ConvertTime(end, TimeZoneInfo.FindSystemTimeZoneById(content.PlannedZone ?? "Asia/Seoul")).ToString("M월 d일 HH:mm", CultureInfo.InvariantCulture)}까지 승인되지 않으면 게시되지 않습니다."
            : "";
        return TellAsync(connection, transaction, content, "content.review_requested", $"검토 요청: {content.Title}", $"{from.Name}님이 검토를 요청했습니다.{deadline}", "normal",
            "u.id <> @CreatedBy and u.id is distinct from @From and u.role = @role::user_role and exists (select from client_members cm where cm.client_id = @ClientId and cm.user_id = u.id)",
            new { From = from.UserId, role = step == "client" ? Roles.Client : Roles.Manager }, ct);
    }

    /// <summary>Tells the author.</summary>
    public static Task TellAuthorAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, LockedContent content, string kind, string title, string message, string priority, CancellationToken ct) =>
        TellAsync(connection, transaction, content, kind, title, message, priority, "u.id = @CreatedBy", null, ct);

    /// <summary>Tells the author and the client's managers.</summary>
    public static Task TellStaffAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, LockedContent content, string kind, string title, string message, string priority, CancellationToken ct) =>
        TellAsync(connection, transaction, content, kind, title, message, priority,
            "(u.id = @CreatedBy or (u.role = 'manager' and exists (select from client_members cm where cm.client_id = @ClientId and cm.user_id = u.id)))", null, ct);

    private static Task<int> TellAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, LockedContent content, string kind, string title, string message, string priority, string who, object? more, CancellationToken ct)
    {
        var parameters = new DynamicParameters(more);
        parameters.AddDynamicParams(new { content.Id, content.ClientId, content.CreatedBy, kind, title, message, priority });
        return connection.ExecuteAsync(new CommandDefinition($"""
            with told as (
                insert into notifications (id, user_id, client_id, kind, title, message, priority, reference)
                select gen_random_uuid(), u.id, @ClientId, @kind, @title, @message, @priority, jsonb_build_object('content_id', @Id)
                  from users u where u.active and {who}
                returning id, user_id, title, message, priority, reference),
            {Notice.ToldLive}
            select 1
            """, parameters, transaction, cancellationToken: ct));
    }
}
