using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Collection.RefreshExpiringTokens;

/// <summary>How tokens of one kind are renewed: data, one row a kind. What is not here is not renewed by this job.</summary>
/// <param name="GrantKind">Which tokens.</param>
/// <param name="Age">How old a token must be before the platform renews it.</param>
/// <param name="Lifetime">Assumed where the answer does not say: a day less than the platform's, to be early rather than late.</param>
/// <param name="RenewAsync">The calls. The old token goes on working at the platform, so an answer that is lost costs one more exchange and nothing else.</param>
internal sealed record RefreshModel(string GrantKind, TimeSpan Age, TimeSpan Lifetime, Func<MetaClient, Renewing, Task<Renewal>> RenewAsync)
{
    private static readonly TimeSpan AboutSixtyDays = TimeSpan.FromDays(59);

    /// <summary>All of them. Google's access tokens are minted when they are used; its refresh tokens have no end that a refresh could move.</summary>
    public static IReadOnlyDictionary<string, RefreshModel> All { get; } = new RefreshModel[]
    {
        new(GrantKinds.MetaUser, TimeSpan.Zero, AboutSixtyDays, ExchangeAsync),
        new(GrantKinds.MetaPage, TimeSpan.Zero, AboutSixtyDays, ExchangeForPageAsync),
        new(GrantKinds.InstagramLogin, TimeSpan.FromDays(1), AboutSixtyDays, ExtendAsync),
    }.ToDictionary(m => m.GrantKind);

    /// <summary>The token for itself.</summary>
    private static async Task<Renewal> ExchangeAsync(MetaClient meta, Renewing renewing) =>
        Read(renewing, await renewing.CallAsync(renewing.Account, "oauth.exchange", meta.ExchangeTokenAsync), refreshes: false);

    private static async Task<Renewal> ExtendAsync(MetaClient meta, Renewing renewing) =>
        Read(renewing, await renewing.CallAsync(renewing.Account, "oauth.refresh_instagram", meta.RefreshInstagramTokenAsync), refreshes: false);

    /// <summary>The user's token for itself, and with it the page's: that one has no end, but dies with the user's grant.</summary>
    private static async Task<Renewal> ExchangeForPageAsync(MetaClient meta, Renewing renewing)
    {
        var user = renewing.Account with { Token = renewing.RefreshToken! };
        if (Read(renewing, await renewing.CallAsync(user, "oauth.exchange", meta.ExchangeTokenAsync), refreshes: true) is not Renewal.Renewed renewed)
            return renewing.Last;
        user = user with { Token = renewed.RefreshToken! };
        var answer = await renewing.CallAsync(user, "fb.page_token", (call, ct) => meta.GetAsync(user.PlatformAccountId, call, [("fields", "access_token")], ct));
        return answer is MetaAnswer.Ok page && MetaClient.TokenOf(page.Body) is { } token ? renewed with { AccessToken = token.Token } : renewing.Last;
    }

    private static Renewal Read(Renewing renewing, MetaAnswer answer, bool refreshes) => answer is MetaAnswer.Ok ok && MetaClient.TokenOf(ok.Body) is { } token
        ? new Renewal.Renewed(token.Token, refreshes ? token.Token : null, token.Lifetime)
        : renewing.Last;
}

/// <summary>What a renewal came to: a closed set.</summary>
internal abstract record Renewal
{
    private Renewal()
    {
    }

    /// <summary>The platform gave a token.</summary>
    public sealed record Renewed(string AccessToken, string? RefreshToken, TimeSpan? Lifetime) : Renewal
    {
        /// <inheritdoc />
        public override string ToString() => "renewed";
    }

    /// <summary>It did not.</summary>
    public sealed record Failed(MetaAnswer Answer) : Renewal;

    /// <summary>The lease ended before a call: another process may be at it.</summary>
    public sealed record LeaseLost : Renewal;

    /// <summary>Of an answer without a token.</summary>
    public static Failed Of(MetaAnswer answer) => new(answer is MetaAnswer.Ok ? new MetaAnswer.Unclear("the platform answered without a token") : answer);
}

/// <summary>One renewal under way: each call is made only while the lease outlasts it.</summary>
internal sealed class Renewing(ConnectedAccount account, string? refreshToken, Func<CancellationToken, Task<bool>> hold, CancellationToken ct)
{
    /// <summary>With the token that is renewed.</summary>
    public ConnectedAccount Account => account;

    /// <summary>Of a page: the user's token.</summary>
    public string? RefreshToken => refreshToken;

    /// <summary>What the last call came to, where it brought no token.</summary>
    public Renewal Last { get; private set; } = new Renewal.LeaseLost();

    /// <summary>Makes a call for what publishing cannot do without; one that was not made for want of a lease counts as not sent.</summary>
    public async Task<MetaAnswer> CallAsync(ConnectedAccount with, string endpoint, Func<MetaCall, CancellationToken, Task<MetaAnswer>> send)
    {
        if (!await hold(ct))
        {
            Last = new Renewal.LeaseLost();
            return new MetaAnswer.NotSent("the lease ended");
        }

        var answer = await send(MetaCall.Publishing(with, endpoint) with { Retries = false }, ct);
        Last = Renewal.Of(answer);
        return answer;
    }
}
