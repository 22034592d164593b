using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;
using SnsOps.Shared.Notifications;

namespace SnsOps.Api.Notifications;

/// <summary>What the caller was told.</summary>
internal static class NotificationEndpoints
{
    public static void MapNotifications(this IEndpointRouteBuilder app)
    {
        var notifications = app.MapGroup("/v1/notifications").WithTags("Notifications").RequireAuthorization().ProducesProblem(401);
        notifications.MapGet("/", ListAsync).ProducesProblem(400).WithName("listNotifications").WithSummary("내 알림 | My notifications, newest first");
        notifications.MapGet("/unread-count", CountAsync).WithName("countUnread").WithSummary("읽지 않은 알림 수 | How many are unread");
        notifications.MapPost("/{id:guid}/read", ReadAsync).ProducesProblem(404).WithName("readNotification").WithSummary("읽음 표시 | Mark one as read");
        notifications.MapPost("/read-all", ReadAllAsync).WithName("readAllNotifications").WithSummary("모두 읽음 | Mark all as read");
    }

    private static async Task<Ok<Page<NotificationView>>> ListAsync(Caller caller, PageRequest page, NotificationSql notifications, CancellationToken ct, bool unread = false)
    {
        var rows = await notifications.ListAsync(caller.UserId, unread, page, ct);
        return TypedResults.Ok(page.Cut([.. rows.Select(View)], n => new Cursor(n.CreatedAt, n.Id.ToString())));
    }

    private static async Task<Ok<UnreadCount>> CountAsync(Caller caller, NotificationSql notifications, CancellationToken ct) =>
        TypedResults.Ok(new UnreadCount(await notifications.CountUnreadAsync(caller.UserId, ct)));

    private static async Task<Results<NoContent, ProblemHttpResult>> ReadAsync(Guid id, Caller caller, NotificationSql notifications, CancellationToken ct) =>
        await notifications.ReadAsync(id, caller.UserId, ct) ? TypedResults.NoContent() : ProblemKinds.NotificationNotFound.Plain().ToProblem();

    private static async Task<Ok<UnreadCount>> ReadAllAsync(Caller caller, NotificationSql notifications, CancellationToken ct)
    {
        await notifications.ReadAllAsync(caller.UserId, ct);
        return TypedResults.Ok(new UnreadCount(await notifications.CountUnreadAsync(caller.UserId, ct)));
    }

    private static NotificationView View(NotificationRow r)
    {
        using var reference = JsonDocument.Parse(r.Reference);
        return new NotificationView(r.Id, r.ClientId, r.Kind, r.Title, r.Message, r.Priority, reference.RootElement.Clone(), PageLink.Of(reference.RootElement), r.ReadAt, r.CreatedAt);
    }
}

/// <summary>Something the caller was told. Its link is the part of the page's address that opens what it is about, such as "#/contents/…"; "": nothing to open.</summary>
public sealed record NotificationView(
    Guid Id, Guid? ClientId, string Kind, string Title, string Message, string Priority, JsonElement Reference, string Link, DateTimeOffset? ReadAt, DateTimeOffset CreatedAt);
public sealed record UnreadCount(int Count);
