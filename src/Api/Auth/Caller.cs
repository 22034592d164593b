using System.Reflection;
using System.Text.Json.Nodes;
using SnsOps.Shared.Live;

namespace SnsOps.Api.Auth;

/// <summary>Who calls, and whose rows they may see. Read from the database with each request, so a change of rights counts at once.</summary>
/// <remarks>Every statement over a tenant's rows bounds them by <c>client_id = any(@clients)</c> with <see cref="ClientIds"/>; for an admin these are all clients.</remarks>
internal sealed record Caller
{
    /// <summary>The user.</summary>
    public Guid UserId { get; init; }

    /// <summary>Sign-in name.</summary>
    public string Email { get; init; } = "";

    /// <summary>Shown to others.</summary>
    public string Name { get; init; } = "";

    /// <summary>admin, manager, operator or client.</summary>
    public string Role { get; init; } = "";

    /// <summary>Clients whose rows they may see.</summary>
    public Guid[] ClientIds { get; init; } = [];

    /// <summary>The API key that speaks for them; null: they have signed in themselves.</summary>
    public Guid? KeyId { get; init; }

    /// <summary>What the key may do, such as "contents:write"; empty without one.</summary>
    public string[] Scopes { get; init; } = [];

    /// <summary>Of the row this call makes, if it makes one: the same again when a call is repeated under its key because the process that answered it died.</summary>
    public Guid RowId { get; init; } = Guid.CreateVersion7();

    /// <summary>May they see this client's rows?</summary>
    public bool Sees(Guid clientId) => ClientIds.Contains(clientId);

    /// <summary>The clients a list is bounded to: one of theirs when asked for, none when it is not theirs.</summary>
    public Guid[] Bounded(Guid? clientId) => clientId is not { } id ? ClientIds : Sees(id) ? [id] : [];

    /// <summary>Who said something, as it stands in the history in the transaction that closes an attempt; the audit log reads it there.</summary>
    public string Said(string? link = null) =>
        new JsonObject { ["user_id"] = UserId.ToString(), ["name"] = Name, ["post_url"] = link }.ToJsonString(LiveEvents.Plain);

    /// <summary>Lets endpoints take the caller as a parameter.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) => ValueTask.FromResult(Of(context));

    /// <summary>The caller of a request; null when it is anonymous.</summary>
    public static Caller? Of(HttpContext context) => context.Items[typeof(Caller)] as Caller;

    /// <summary>Notes the caller of a request.</summary>
    public static void Set(HttpContext context, Caller caller) => context.Items[typeof(Caller)] = caller;
}
