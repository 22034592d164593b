using System.Text.RegularExpressions;

namespace SnsOps.Integration.Attack;

/// <summary>Who may call a route, by role; a client is always needed besides.</summary>
public enum Who
{
    /// <summary>No sign-in is asked for: the route has a proof of its own, or nothing to hide.</summary>
    Everybody,

    /// <summary>Any role.</summary>
    SignedIn,

    /// <summary>admin, manager, operator.</summary>
    Staff,

    /// <summary>admin, manager, client.</summary>
    Reviewers,

    /// <summary>admin, manager.</summary>
    Managers,

    /// <summary>admin.</summary>
    Admins,
}

/// <summary>One route of the Api, and how it is attacked.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">As the Api maps it, without constraints: /v1/contents/{id}.</param>
/// <param name="Who">Who may call it.</param>
/// <param name="Ids">The victim's ids, one for each parameter of the path, in order.</param>
/// <param name="Body">A body that is good but for whose ids stand in it; the second argument is the attacker's own client.</param>
public sealed partial record Route(string Method, string Path, Who Who, Func<Victim, object[]>? Ids = null, Func<Victim, Guid, object>? Body = null)
{
    /// <summary>What a call with the victim's ids is answered when the role is right. Where ids or a body name the victim it is 404; a list is 200 and empty of the victim.</summary>
    public int Refused { get; init; } = Ids is null && Body is null ? 200 : 404;

    /// <summary>What the victim's own people may be answered, besides success and 409, 422: the proof that it is another client's ids, and nothing else, that is refused.</summary>
    public int[] Own { get; init; } = [];

    /// <summary>Sent raw, with this content type, instead of JSON.</summary>
    public string? Raw { get; init; }

    /// <summary>What the route wants in its query besides ids.</summary>
    public string? Query { get; init; }

    /// <summary>Rows of the caller's own, not of a client: other members of the same client do not have them either.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>Header fields the route wants, such as If-Match.</summary>
    public (string Name, string Value)? Header { get; init; }

    /// <summary>The name it is compared by.</summary>
    public string Name => $"{Method} {Path}";

    /// <summary>The path with its ids.</summary>
    public string For(Victim victim)
    {
        var ids = new Queue<object>(Ids?.Invoke(victim) ?? []);
        return Parameter().Replace(Path, _ => ids.Count > 0 ? Uri.EscapeDataString(ids.Dequeue().ToString()!) : throw new InvalidOperationException($"{Name}: Ids gives too few"));
    }

    /// <summary>May this role call it?</summary>
    public bool Allows(string role) => Who switch
    {
        Who.Everybody or Who.SignedIn => true,
        Who.Staff => role is "admin" or "manager" or "operator",
        Who.Reviewers => role is "admin" or "manager" or "client",
        Who.Managers => role is "admin" or "manager",
        _ => role == "admin",
    };

    /// <summary>A pattern as the Api has it, without constraints and closing slash.</summary>
    public static string Plain(string pattern) => "/" + Constraint().Replace(pattern, "{$1}").Trim('/');

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\{\*{0,2}(\w+)(?::(?:[^{}]|\{[^}]*\})*)?\??\}")]
    private static partial Regex Constraint();
}
