using System.Text.Json;

namespace SnsOps.Shared.Notifications;

/// <summary>Where on the page the thing is that a notification is about.</summary>
public static class PageLink
{
    /// <summary>The part of the address after the page's own, such as "#/contents/…"; "" when the reference names nothing that can be opened.</summary>
    /// <param name="reference">A notification's reference: an object of ids.</param>
    public static string Of(JsonElement reference)
    {
        if (reference.ValueKind != JsonValueKind.Object)
            return "";
        return Id("report_id") is { } report ? "#/reports/" + report
            : Id("comment_id") is { } comment ? "#/comments/" + comment
            : Id("account_id") is not null ? (Id("client_id") is { } client ? "#/accounts/" + client : "#/accounts")
            : Id("incident_id") is not null ? "#/"
            : Id("content_id") is { } content ? "#/contents/" + content
            : Id("contact_id") is not null ? "#/notification-settings"
            : "";

        // Only what is an id gets into an address.
        string? Id(string name) => reference.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetGuid(out var id) ? id.ToString() : null;
    }
}
