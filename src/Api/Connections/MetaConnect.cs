using System.Text.Json;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Api.Connections;

/// <summary>Facebook Login: a person's pages, and the Instagram accounts behind them. https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow</summary>
internal sealed class MetaConnect(MetaOptions options, MetaClient meta, TimeProvider clock) : IConnectProvider
{
    private static readonly (string, string)[] PageFields = [("fields", "id,name,access_token,instagram_business_account{id,username}"), ("limit", "100")];

    /// <inheritdoc />
    public string Name => "meta";

    /// <inheritdoc />
    public bool IsSetUp => options.AppId.Length > 0 && options.AppSecret.Length > 0;

    /// <inheritdoc />
    public IReadOnlyList<NeededScope> Scopes => NeededScopes.Meta;

    /// <inheritdoc />
    public Uri AuthorizeUrl(string state, string redirectUri, string verifier) => QueryOf.Append(new Uri(new Uri(options.LoginUrl), $"{options.ApiVersion}/dialog/oauth"),
        ("client_id", options.AppId), ("redirect_uri", redirectUri), ("state", state), ("response_type", "code"), ("scope", string.Join(',', Scopes.Select(s => s.Scope))),
        ("auth_type", "rerequest"));      // without it a permission that was refused once is never asked for again

    /// <inheritdoc />
    public async Task<GrantAnswer> GrantAsync(ConnectedAccount connecting, string code, string redirectUri, string verifier, CancellationToken ct)
    {
        var answer = await meta.ExchangeCodeAsync(Call(connecting, "oauth.code"), code, redirectUri, ct);
        if (answer is not MetaAnswer.Ok shortLived || MetaClient.TokenOf(shortLived.Body) is not { } first)
            return ConnectFailure.Of(answer);
        answer = await meta.ExchangeTokenAsync(Call(connecting with { Token = first.Token }, "oauth.exchange"), ct);
        if (answer is not MetaAnswer.Ok longLived || MetaClient.TokenOf(longLived.Body) is not { } user)
            return ConnectFailure.Of(answer);
        var person = connecting with { Token = user.Token };
        answer = await meta.InspectTokenAsync(Call(person, "oauth.debug_token"), ct);
        if (answer is not MetaAnswer.Ok inspected || !inspected.Body.TryGetProperty("data", out var facts) || MetaJson.Text(facts, "app_id") != options.AppId)
            return ConnectFailure.Of(answer);
        var endsAt = MetaJson.Number(facts, "expires_at") is > 0 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : clock.GetUtcNow() + (user.Lifetime ?? TimeSpan.FromDays(59));
        var dataEndsAt = MetaJson.Number(facts, "data_access_expires_at") is > 0 and var end ? DateTimeOffset.FromUnixTimeSeconds(end) : (DateTimeOffset?)null;
        var accounts = new List<GrantedAccount>();
        await foreach (var page in meta.PagesAsync("me/accounts", Call(person, "fb.my_pages") with { Retries = true }, PageFields, ct))
        {
            if (page is not MetaAnswer.Ok list)
                return ConnectFailure.Of(page);
            foreach (var item in MetaPages.Items(list.Body))
                accounts.AddRange(Of(item, user.Token, endsAt, dataEndsAt));
        }

        return accounts.Count == 0 ? new GrantAnswer.Refused(ConnectFailure.NoAccounts, "no pages") : new GrantAnswer.Granted([.. accounts.DistinctBy(a => (a.Platform, a.Id))], ScopesOf(facts));
    }

    /// <inheritdoc />
    public async Task<GrantTrouble?> ProveAsync(ConnectedAccount account, CancellationToken ct) =>
        await meta.GetAsync(account.PlatformAccountId, Call(account, "account.read"), [("fields", "id")], ct) is MetaAnswer.Refused refused ? GrantTrouble.Of(refused.Error) : null;

    /// <summary>A page asks for itself; the comments of an Instagram account behind it are the app's own subscription. https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps</summary>
    public async Task<string?> SubscribeAsync(ConnectedAccount account, CancellationToken ct) =>
        account.GrantKind == GrantKinds.MetaPage
        && await meta.PostAsync($"{account.PlatformAccountId}/subscribed_apps", MetaCall.Collection(account, "fb.subscribe"), [("subscribed_fields", "feed")], ct) is var answer and not MetaAnswer.Ok
            ? answer.Summary : null;

    private static MetaCall Call(ConnectedAccount account, string endpoint) => MetaCall.Publishing(account, endpoint) with { IsLogin = true, Retries = false };

    private static IEnumerable<GrantedAccount> Of(JsonElement page, string userToken, DateTimeOffset endsAt, DateTimeOffset? dataEndsAt)
    {
        if (MetaJson.Text(page, "id") is not { Length: > 0 } id || MetaClient.TokenOf(page) is not { } token)
            yield break;
        var name = MetaJson.Text(page, "name") is { Length: > 0 } text ? text : id;
        yield return new GrantedAccount("facebook", id, name, GrantKinds.MetaPage, token.Token, userToken, endsAt, dataEndsAt);
        if (MetaJson.Text(page, "instagram_business_account", "id") is { Length: > 0 } instagram)
            yield return new GrantedAccount("instagram", instagram, MetaJson.Text(page, "instagram_business_account", "username") ?? name, GrantKinds.MetaUser, userToken, null, endsAt, dataEndsAt);
    }

    private static string[] ScopesOf(JsonElement facts) => facts.TryGetProperty("scopes", out var scopes) && scopes.ValueKind == JsonValueKind.Array
        ? [.. scopes.EnumerateArray().Where(s => s.ValueKind == JsonValueKind.String).Select(s => s.GetString()!)]
        : [];
}
