using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Api.Connections;

/// <summary>Google: the channel a person chooses while signing in. https://developers.google.com/identity/protocols/oauth2/web-server</summary>
internal sealed class GoogleConnect(GoogleOptions options, GoogleClient google, TimeProvider clock) : IConnectProvider
{
    /// <inheritdoc />
    public string Name => "google";

    /// <inheritdoc />
    public bool IsSetUp => options.ClientId.Length > 0 && options.ClientSecret.Length > 0;

    /// <inheritdoc />
    public IReadOnlyList<NeededScope> Scopes => NeededScopes.Google;

    /// <inheritdoc />
    public Uri AuthorizeUrl(string state, string redirectUri, string verifier) => QueryOf.Append(new Uri(options.AuthorizeUrl),
        ("client_id", options.ClientId), ("redirect_uri", redirectUri), ("state", state), ("response_type", "code"), ("scope", string.Join(' ', Scopes.Select(s => s.Scope))),
        ("access_type", "offline"), ("prompt", "consent"),      // a refresh token comes only with both, each time
        ("code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))), ("code_challenge_method", "S256"));

    /// <inheritdoc />
    public async Task<GrantAnswer> GrantAsync(ConnectedAccount connecting, string code, string redirectUri, string verifier, CancellationToken ct)
    {
        connecting = connecting with { Platform = "youtube", GrantKind = GrantKinds.Google };
        var answer = await google.ExchangeCodeAsync(connecting, code, verifier, redirectUri, ct);
        if (answer is not GoogleAnswer.Ok exchanged || MetaJson.Text(exchanged.Body, "access_token") is not { Length: > 0 } access)
            return ConnectFailure.Of(answer);
        if (MetaJson.Text(exchanged.Body, "refresh_token") is not { Length: > 0 } refresh)
            return new GrantAnswer.Refused(ConnectFailure.NoRefreshToken, "no refresh token");
        answer = await google.OwnChannelsAsync(connecting, access, ct);
        if (answer is not GoogleAnswer.Ok list)
            return ConnectFailure.Of(answer);
        // Only of grants that end by themselves, as those of an app in testing.
        var endsAt = MetaJson.Number(exchanged.Body, "refresh_token_expires_in") is > 0 and var seconds ? clock.GetUtcNow().AddSeconds(seconds) : (DateTimeOffset?)null;
        var accounts = Channels(list.Body).Select(c => new GrantedAccount("youtube", c.Id, c.Name, GrantKinds.Google, refresh, null, endsAt, null)).ToList();
        return accounts.Count == 0 ? new GrantAnswer.Refused(ConnectFailure.NoAccounts, "no channel")
            : new GrantAnswer.Granted(accounts, (MetaJson.Text(exchanged.Body, "scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Mints an access token with it, which costs nothing of the quota.</summary>
    public async Task<GrantTrouble?> ProveAsync(ConnectedAccount account, CancellationToken ct) =>
        await google.TryGrantAsync(account, ct) is GoogleAnswer.Refused refused ? GrantTrouble.Of(refused.Error) : null;

    /// <summary>YouTube has no webhooks for comments.</summary>
    public Task<string?> SubscribeAsync(ConnectedAccount account, CancellationToken ct) => Task.FromResult<string?>(null);

    private static IEnumerable<(string Id, string Name)> Channels(JsonElement body)
    {
        if (!body.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var item in items.EnumerateArray())
        {
            if (MetaJson.Text(item, "id") is { Length: > 0 } id)
                yield return (id, MetaJson.Text(item, "snippet", "title") is { Length: > 0 } title ? title : id);
        }
    }
}
