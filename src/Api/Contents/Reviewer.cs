using SnsOps.Api.Auth;

namespace SnsOps.Api.Contents;

/// <summary>Who decides on a content: somebody signed in, or whoever holds a link of the client's.</summary>
/// <param name="UserId">Null: by link.</param>
/// <param name="LinkId">Null: signed in.</param>
/// <param name="Name">As others read it.</param>
/// <param name="IsClient">Speaks for the client.</param>
/// <param name="ClientIds">Whose contents.</param>
/// <param name="RowId">Of what this call writes.</param>
internal sealed record Reviewer(Guid? UserId, Guid? LinkId, string Name, bool IsClient, Guid[] ClientIds, Guid RowId)
{
    /// <summary>Somebody signed in.</summary>
    public static Reviewer Of(Caller caller) => new(caller.UserId, null, caller.Name, caller.Role == Roles.Client, caller.ClientIds, caller.RowId);

    /// <summary>The same for one of many contents of a call.</summary>
    public Reviewer ForOneOfMany() => this with { RowId = Guid.CreateVersion7() };
}

/// <summary>What a reviewer says.</summary>
/// <param name="Approves">Or asks for changes.</param>
/// <param name="Comment">Why.</param>
/// <param name="SeenVersion">What they saw; null: whatever it is.</param>
internal sealed record ReviewDecision(bool Approves, string? Comment, int? SeenVersion);
