using System.Reflection;

namespace SnsOps.Api.Auth;

/// <summary>Who calls, and whose rows they may see. Read from the database with each request, so a change of rights counts at once.</summary>
/// <remarks>Every statement over a tenant's rows bounds them by <c>client_id = any(@clients)</c> with <see cref="ClientIds"/>; for an admin these are all clients.</remarks>
/// <param name="UserId">The user.</param>
/// <param name="Email">Sign-in name.</param>
/// <param name="Name">Shown to others.</param>
/// <param name="Role">admin, manager, operator or client.</param>
/// <param name="ClientIds">Clients whose rows they may see.</param>
internal sealed record Caller(Guid UserId, string Email, string Name, string Role, Guid[] ClientIds)
{
    /// <summary>May they see this client's rows?</summary>
    public bool Sees(Guid clientId) => ClientIds.Contains(clientId);

    /// <summary>The clients a list is bounded to: one of theirs when asked for, none when it is not theirs.</summary>
    public Guid[] Bounded(Guid? clientId) => clientId is not { } id ? ClientIds : Sees(id) ? [id] : [];

    /// <summary>Lets endpoints take the caller as a parameter.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) => ValueTask.FromResult(Of(context));

    /// <summary>The caller of a request; null when it is anonymous.</summary>
    public static Caller? Of(HttpContext context) => context.Items[typeof(Caller)] as Caller;

    /// <summary>Notes the caller of a request.</summary>
    public static void Set(HttpContext context, Caller caller) => context.Items[typeof(Caller)] = caller;
}
