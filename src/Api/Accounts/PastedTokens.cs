using SnsOps.Api.Connections;
using SnsOps.Api.Problems;
using SnsOps.Shared.Platforms;

namespace SnsOps.Api.Accounts;

/// <summary>Tokens that a person pastes: read as they were meant, and tried before they replace anything.</summary>
internal sealed class PastedTokens(IEnumerable<IConnectProvider> providers)
{
    /// <summary>The token without what was copied around it, or why it is not taken. One the platform has not answered for is taken: whether it works will be seen.
    /// Not so a refresh token of Google: it works for whichever channel it is of, so nobody would see that it is another's.</summary>
    /// <param name="account">Whose token it is, with the text as it was pasted.</param>
    /// <param name="expiresAt">The end of the grant.</param>
    /// <param name="ct">Stops waiting.</param>
    public async Task<(Refusal? Refused, GivenToken? Token)> ReadAsync(ConnectedAccount account, DateTimeOffset? expiresAt, CancellationToken ct)
    {
        account = account with { Token = account.Token.Trim(), GrantKind = GrantKinds.OfPasted(account.Platform) };
        if (!TokenLetters.AreAll(account.Token))
            return (ProblemKinds.AccountTokenMalformed.Plain(), null);
        var provider = providers.First(p => p.Name == (account.GrantKind == GrantKinds.Google ? "google" : "meta"));
        var trouble = await provider.ProveAsync(account, ct);
        return trouble is { Verdict: GrantVerdict.Reconnect or GrantVerdict.Checkpoint }
            ? (ProblemKinds.ConnectionAccountRefused.Because($"{trouble.ReasonKo} {trouble.AdviceKo}", "The platform does not accept this token for this account: copy one that works, or connect the account by signing in"), null)
            : trouble is not null && account.GrantKind == GrantKinds.Google
            ? (ProblemKinds.ConnectionAccountRefused.Because(
                "어느 채널의 토큰인지 구글이 지금 알려 주지 않습니다. 잠시 뒤 다시 넣거나 로그인해 연결해 주세요", "Google does not tell now whose channel the token is: paste it again later, or connect the account by signing in"), null)
            : (null, new GivenToken(account.GrantKind, account.Token, expiresAt, Worked: trouble is null));
    }
}
