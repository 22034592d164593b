using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.YouTube.OAuth;

/// <summary>Google's tokens: a refresh token is kept by the caller, access tokens are minted of it for an hour.</summary>
internal static class AccessTokens
{
    public const string Prefix = "ya29.";

    /// <summary>The grant of an access token that works now.</summary>
    public static TokenGrant? Find(World world, string token, DateTimeOffset now) =>
        token.StartsWith(Prefix, StringComparison.Ordinal) && world.TryGetToken(token, out var grant) && grant.StateAt(now) == TokenState.Valid ? grant : null;

    /// <summary>The grant of a refresh token that works now.</summary>
    public static TokenGrant? FindRefresh(World world, string token, DateTimeOffset now) =>
        !token.StartsWith(Prefix, StringComparison.Ordinal) && world.TryGetToken(token, out var grant) && grant.Account.Platform == Platform.YouTube && grant.StateAt(now) == TokenState.Valid ? grant : null;
}
