using SnsOps.Shared.Platforms;

namespace SnsOps.Api.Connections;

/// <summary>A place where people sign in to let us act for their accounts.</summary>
internal interface IConnectProvider
{
    /// <summary>meta, instagram or google: also the address its answers come back to.</summary>
    string Name { get; }

    /// <summary>Our app there is configured.</summary>
    bool IsSetUp { get; }

    /// <summary>What is asked for.</summary>
    IReadOnlyList<NeededScope> Scopes { get; }

    /// <summary>Where the person is sent.</summary>
    /// <param name="state">Comes back with the answer.</param>
    /// <param name="redirectUri">Where the answer goes.</param>
    /// <param name="verifier">Kept by us; its hash goes along where the platform takes one (PKCE).</param>
    Uri AuthorizeUrl(string state, string redirectUri, string verifier);

    /// <summary>Turns the answer's code into tokens, and lists the accounts they are good for.</summary>
    /// <param name="connecting">Stands for the account: there is none yet.</param>
    /// <param name="code">As it came back.</param>
    /// <param name="redirectUri">The same as before.</param>
    /// <param name="verifier">The same as before.</param>
    /// <param name="ct">Stops waiting.</param>
    Task<GrantAnswer> GrantAsync(ConnectedAccount connecting, string code, string redirectUri, string verifier, CancellationToken ct);

    /// <summary>A first call with the token of an account; null: it works, or whether it does will be seen. Otherwise why it does not.</summary>
    Task<GrantTrouble?> ProveAsync(ConnectedAccount account, CancellationToken ct);

    /// <summary>Asks the platform to tell our webhook address of the account's comments; null: it will, or this kind of account cannot ask for itself. Otherwise why not, for the log.</summary>
    Task<string?> SubscribeAsync(ConnectedAccount account, CancellationToken ct);
}

/// <summary>What a sign-in came to: a closed set.</summary>
internal abstract record GrantAnswer
{
    private GrantAnswer()
    {
    }

    /// <summary>These accounts can be connected.</summary>
    public sealed record Granted(IReadOnlyList<GrantedAccount> Accounts, string[] Scopes) : GrantAnswer;

    /// <summary>Nothing came of it.</summary>
    /// <param name="Code">One of <see cref="ConnectFailure"/>'s.</param>
    /// <param name="Detail">For the log; never a token.</param>
    public sealed record Refused(string Code, string Detail) : GrantAnswer;
}

/// <summary>An account a sign-in is good for, with its tokens in clear: kept sealed until it is chosen.</summary>
internal sealed record GrantedAccount(
    string Platform, string Id, string Name, string GrantKind, string AccessToken, string? RefreshToken, DateTimeOffset? ExpiresAt, DateTimeOffset? DataAccessEndsAt)
{
    /// <inheritdoc />
    public override string ToString() => $"{Platform} account {Id}";
}
