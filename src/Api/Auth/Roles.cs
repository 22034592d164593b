namespace SnsOps.Api.Auth;

/// <summary>The four roles, and the policies endpoints ask for.</summary>
internal static class Roles
{
    public const string Admin = "admin";
    public const string Manager = "manager";
    public const string Operator = "operator";
    public const string Client = "client";

    /// <summary>Runs the agency: users, clients, operations.</summary>
    public const string AdminOnly = "admin-only";

    /// <summary>Connects accounts and decides who works for a client.</summary>
    public const string Managers = "managers";

    /// <summary>Writes and schedules: everybody of the agency.</summary>
    public const string Staff = "staff";

    /// <summary>Approves or asks for changes: managers and the client itself.</summary>
    public const string Reviewers = "reviewers";

    public static readonly string[] All = [Admin, Manager, Operator, Client];

    public static void AddPolicies(IServiceCollection services) => services.AddAuthorizationBuilder()
        .AddPolicy(AdminOnly, p => p.RequireRole(Admin))
        .AddPolicy(Managers, p => p.RequireRole(Admin, Manager))
        .AddPolicy(Staff, p => p.RequireRole(Admin, Manager, Operator))
        .AddPolicy(Reviewers, p => p.RequireRole(Admin, Manager, Client))
        .SetFallbackPolicy(null);
}
