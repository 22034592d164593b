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
    private static readonly GrantTrouble OtherChannel = new(GrantVerdict.Reconnect, "other_channel", "이 토큰은 다른 유튜브 채널의 것입니다.", "이 채널을 골라 로그인해 연결해 주세요.");
    private static readonly GrantTrouble Unanswered = new(GrantVerdict.Retry, "unanswered", "구글이 답하지 않았습니다.", "잠시 뒤 다시 해 주세요.");

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

    /// <summary>Mints an access token with it and asks whose channel it is: what is uploaded with it goes there, whatever the account is called here.</summary>
    public async Task<GrantTrouble?> ProveAsync(ConnectedAccount account, CancellationToken ct)
    {
        var answer = await google.TryGrantAsync(account, ct);
        if (answer is GoogleAnswer.Ok minted && MetaJson.Text(minted.Body, "access_token") is { Length: > 0 } access)
            answer = await google.OwnChannelsAsync(account, access, ct);
        return answer switch
        {
            GoogleAnswer.Ok list => Channels(list.Body).Any(c => c.Id == account.PlatformAccountId) ? null : OtherChannel,
            GoogleAnswer.Refused refused => GrantTrouble.Of(refused.Error),
            _ => Unanswered,
        };
    }

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
