using System.Text.Json;

namespace SnsOps.Shared.Platforms.Meta;

/// <summary>Signing in and renewing tokens. None of the exchanges is repeated here: each may make a token, and a code is good for one.</summary>
/// <remarks>https://developers.facebook.com/docs/facebook-login/guides/access-tokens · https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login</remarks>
public sealed partial class MetaClient
{
    /// <summary>Exchanges the code of a Facebook sign-in for the user's token, which lives an hour or two.</summary>
    public Task<MetaAnswer> ExchangeCodeAsync(MetaCall call, string code, string redirectUri, CancellationToken ct) => AskLoginAsync(
        call, new Uri(_facebook.Calls + "oauth/access_token"),
        [("client_id", _options.AppId), ("redirect_uri", redirectUri), ("client_secret", _options.AppSecret), ("code", code)], ct);

    /// <summary>Exchanges a still valid token for a long-lived one; <c>expires_in</c> may be absent.</summary>
    public Task<MetaAnswer> ExchangeTokenAsync(MetaCall call, CancellationToken ct) => AskLoginAsync(
        call, new Uri(_facebook.Calls + "oauth/access_token"),
        [("grant_type", "fb_exchange_token"), ("client_id", _options.AppId), ("client_secret", _options.AppSecret), ("fb_exchange_token", call.Account.Token)], ct);

    /// <summary>What a token is: what it allows, and when it ends. Asked with the app's own token.</summary>
    public Task<MetaAnswer> InspectTokenAsync(MetaCall call, CancellationToken ct) => AskLoginAsync(
        call, new Uri(_facebook.Calls + "debug_token"),
        [("input_token", call.Account.Token), ("access_token", $"{_options.AppId}|{_options.AppSecret}")], ct);

    /// <summary>Exchanges the code of an Instagram sign-in for a token of an hour.</summary>
    public Task<MetaAnswer> ExchangeInstagramCodeAsync(MetaCall call, string code, string redirectUri, CancellationToken ct)
    {
        KeyValuePair<string, string>[] form =
        [
            new("client_id", _options.InstagramAppId), new("client_secret", _options.InstagramAppSecret), new("grant_type", "authorization_code"),
            new("redirect_uri", redirectUri), new("code", code),
        ];
        var address = new Uri(new Uri(_options.InstagramTokenUrl), "oauth/access_token");
        return RunAsync(call with { Retries = false }, HttpMethod.Post, () => new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) }, false, ct);
    }

    /// <summary>Makes a token of an hour one of 60 days.</summary>
    public Task<MetaAnswer> ExchangeInstagramTokenAsync(MetaCall call, CancellationToken ct) => AskLoginAsync(
        call, new Uri(_instagram.Address, "access_token"),
        [("grant_type", "ig_exchange_token"), ("client_secret", _options.InstagramAppSecret), ("access_token", call.Account.Token)], ct);

    /// <summary>Another 60 days for a token that is a day old at least and has not ended.</summary>
    public Task<MetaAnswer> RefreshInstagramTokenAsync(MetaCall call, CancellationToken ct) => AskLoginAsync(
        call, new Uri(_instagram.Address, "refresh_access_token"), [("grant_type", "ig_refresh_token"), ("access_token", call.Account.Token)], ct);

    /// <summary>The token in an answer, and how long it lives; null when there is none: an empty one is no token.</summary>
    public static (string Token, TimeSpan? Lifetime)? TokenOf(JsonElement body) =>
        MetaJson.Text(body, "access_token") is { } token && !string.IsNullOrWhiteSpace(token)
            ? (token, MetaJson.Number(body, "expires_in") is > 0 and var seconds ? TimeSpan.FromSeconds(Math.Min(seconds, 10L * 366 * 86_400)) : null)
            : null;

    private Task<MetaAnswer> AskLoginAsync(MetaCall call, Uri address, IEnumerable<(string Name, string Value)> query, CancellationToken ct)
    {
        var asked = new UriBuilder(address) { Query = string.Join('&', query.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}")) }.Uri;
        return RunAsync(call with { Retries = false }, HttpMethod.Get, () => new HttpRequestMessage(HttpMethod.Get, asked), false, ct);
    }
}
