using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Shared.Platforms.Google;

/// <summary>Signing in: the code for tokens, and whose channel they are. https://developers.google.com/identity/protocols/oauth2/web-server</summary>
public sealed partial class GoogleClient
{
    /// <summary>Exchanges the code of a sign-in for a refresh token and a first access token. A code is good for one exchange.</summary>
    /// <param name="account">Stands for the account that is being connected: there is none yet.</param>
    /// <param name="code">As Google gave it.</param>
    /// <param name="verifier">Whose challenge the sign-in began with (PKCE).</param>
    /// <param name="redirectUri">The same as the sign-in began with.</param>
    /// <param name="ct">Stops waiting.</param>
    public async Task<GoogleAnswer> ExchangeCodeAsync(ConnectedAccount account, string code, string verifier, string redirectUri, CancellationToken ct)
    {
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "authorization_code"), new("client_id", _options.ClientId), new("client_secret", _options.ClientSecret), new("code", code),
            new("code_verifier", verifier), new("redirect_uri", redirectUri),
        ]);
        return await MintAsync(account, CallPriority.Publishing, form, ct);
    }

    /// <summary>Mints an access token of a refresh token to see whether it can be; it is not kept.</summary>
    public async Task<GoogleAnswer> TryGrantAsync(ConnectedAccount account, CancellationToken ct)
    {
        using var form = _tokens.FormOf(account);
        return await MintAsync(account, CallPriority.Publishing, form, ct);
    }

    /// <summary>GET /youtube/v3/channels?mine=true with an access token at hand.</summary>
    /// <param name="account">Stands for the account that is being connected.</param>
    /// <param name="accessToken">Of the sign-in.</param>
    /// <param name="ct">Stops waiting.</param>
    public Task<GoogleAnswer> OwnChannelsAsync(ConnectedAccount account, string accessToken, CancellationToken ct)
    {
        var call = GoogleCall.Publishing(account, "yt.channels", 1);
        return _chain.RunAsync(
            _budgets.Of(call, HttpMethod.Get), inner => SendAsync(call, () => new HttpRequestMessage(HttpMethod.Get, "youtube/v3/channels?part=snippet&mine=true&maxResults=50"), accessToken, Patience, inner),
            held => new GoogleAnswer.NotSent(held.Reason) { HeldBack = held }, ct);
    }
}
