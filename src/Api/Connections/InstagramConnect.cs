using System.Text.Json;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Api.Connections;

/// <summary>Instagram Login: one professional account, without a page. https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login</summary>
internal sealed class InstagramConnect(MetaOptions options, MetaClient meta, TimeProvider clock) : IConnectProvider
{
    /// <inheritdoc />
    public string Name => "instagram";

    /// <inheritdoc />
    public bool IsSetUp => options.InstagramAppId.Length > 0 && options.InstagramAppSecret.Length > 0;

    /// <inheritdoc />
    public IReadOnlyList<NeededScope> Scopes => NeededScopes.Instagram;

    /// <inheritdoc />
    public Uri AuthorizeUrl(string state, string redirectUri, string verifier) => QueryOf.Append(new Uri(new Uri(options.InstagramLoginUrl), "oauth/authorize"),
        ("client_id", options.InstagramAppId), ("redirect_uri", redirectUri), ("state", state), ("response_type", "code"), ("scope", string.Join(',', Scopes.Select(s => s.Scope))));

    /// <inheritdoc />
    public async Task<GrantAnswer> GrantAsync(ConnectedAccount connecting, string code, string redirectUri, string verifier, CancellationToken ct)
    {
        connecting = connecting with { Platform = "instagram", GrantKind = GrantKinds.InstagramLogin };
        var answer = await meta.ExchangeInstagramCodeAsync(Call(connecting, "oauth.instagram_code"), code, redirectUri, ct);
        if (answer is not MetaAnswer.Ok exchanged || MetaClient.TokenOf(Unwrapped(exchanged.Body)) is not { } first)
            return ConnectFailure.Of(answer);
        answer = await meta.ExchangeInstagramTokenAsync(Call(connecting with { Token = first.Token }, "oauth.exchange_instagram"), ct);
        if (answer is not MetaAnswer.Ok longLived || MetaClient.TokenOf(longLived.Body) is not { } token)
            return ConnectFailure.Of(answer);
        answer = await meta.GetAsync("me", Call(connecting with { Token = token.Token }, "account.read"), [("fields", "user_id,username")], ct);
        if (answer is not MetaAnswer.Ok me || MetaJson.Text(me.Body, "user_id") is not { Length: > 0 } id)
            return ConnectFailure.Of(answer);
        return new GrantAnswer.Granted(
            [new GrantedAccount("instagram", id, MetaJson.Text(me.Body, "username") ?? id, GrantKinds.InstagramLogin, token.Token, null, clock.GetUtcNow() + (token.Lifetime ?? TimeSpan.FromDays(59)), null)],
            Permissions(Unwrapped(exchanged.Body)));
    }

    /// <inheritdoc />
    public async Task<GrantTrouble?> ProveAsync(ConnectedAccount account, CancellationToken ct) =>
        await meta.GetAsync(account.PlatformAccountId, Call(account, "account.read"), [("fields", "id")], ct) is MetaAnswer.Refused refused ? GrantTrouble.Of(refused.Error) : null;

    /// <summary>https://developers.facebook.com/docs/instagram-platform/webhooks</summary>
    public async Task<string?> SubscribeAsync(ConnectedAccount account, CancellationToken ct) =>
        await meta.PostAsync($"{account.PlatformAccountId}/subscribed_apps", MetaCall.Collection(account, "ig.subscribe"), [("subscribed_fields", "comments")], ct) is var answer and not MetaAnswer.Ok
            ? answer.Summary : null;

    private static MetaCall Call(ConnectedAccount account, string endpoint) => MetaCall.Publishing(account, endpoint) with { IsLogin = true, Retries = false };

    /// <summary>Newer answers are a list of one.</summary>
    private static JsonElement Unwrapped(JsonElement body) => MetaPages.Items(body).FirstOrDefault() is { ValueKind: JsonValueKind.Object } one ? one : body;

    /// <summary>A list, or a text with commas.</summary>
    private static string[] Permissions(JsonElement body) => !body.TryGetProperty("permissions", out var permissions) ? []
        : permissions.ValueKind == JsonValueKind.Array ? [.. permissions.EnumerateArray().Select(p => p.ToString())]
        : permissions.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
