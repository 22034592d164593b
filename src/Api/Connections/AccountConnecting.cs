using SnsOps.Api.Accounts;
using SnsOps.Api.Database;
using SnsOps.Api.Problems;
using SnsOps.Api.Webhooks;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Security;
using Npgsql;

namespace SnsOps.Api.Connections;

/// <summary>Makes accounts of what was chosen from a sign-in: all of it, or nothing.</summary>
internal sealed partial class AccountConnecting(
    NpgsqlDataSource database, ConnectionSql connections, AccountSql accounts, IEnumerable<IConnectProvider> providers, TokenVault vault, WebhookOptions webhooks, ILogger<AccountConnecting> logger)
{
    private const int AtOnce = 4;

    /// <summary>Creates the accounts, or gives those of this client their new token. One of another client's refuses all.</summary>
    public async Task<(Refusal? Refused, IReadOnlyList<AccountView> Accounts)> ConnectAsync(ConnectionRow connection, IReadOnlyList<ChosenAccount> chosen, CancellationToken ct)
    {
        if (connection.State == "done" && await MadeAsync(connection, chosen, ct) is { } made)
            return (null, made);
        if (connection.State != "granted")
            return (ProblemKinds.ConnectionNotOpen.Because(
                $"이 연결은 지금 '{connection.State}' 상태입니다. 계정 화면에서 다시 시작하세요", $"The connection is '{connection.State}': begin again at the accounts"), []);
        var granted = connection.Open(vault);
        var wanted = granted.Where(g => chosen.Any(c => c.Platform == g.Platform && c.PlatformAccountId == g.Id)).ToList();
        if (wanted.Count != chosen.Distinct().Count())
            return (ProblemKinds.ConnectionChoiceUnknown.Plain(), []);
        var owners = await connections.OwnersAsync([.. wanted.Select(w => new Choice(w.Platform, w.Id, w.Name))], ct);
        var taken = wanted.Where(w => owners.TryGetValue((w.Platform, w.Id), out var owner) && owner != connection.ClientId).ToList();
        if (taken.Count > 0)
            return (Taken(taken), []);
        var proofs = await ProveAsync(connection, wanted, ct);
        if (wanted.Where(w => proofs[w] is { Verdict: GrantVerdict.Reconnect or GrantVerdict.Checkpoint }).ToList() is { Count: > 0 } dead)
            return (ProblemKinds.ConnectionAccountRefused.Because(
                $"{string.Join(", ", dead.Select(d => $"{d.Name}: {proofs[d]!.ReasonKo} {proofs[d]!.AdviceKo}"))}", $"The platform does not accept the new token of {string.Join(", ", dead.Select(d => d.Name))}"), []);

        var ids = new List<Guid>();
        var refused = await database.InTransactionAsync(async (db, transaction) =>
        {
            ids.Clear();
            if (!await ConnectionSql.FinishAsync(db, transaction, connection.Id, ct))
                return ProblemKinds.ConnectionNotOpen.Plain();
            foreach (var account in wanted.OrderBy(w => w.Platform, StringComparer.Ordinal).ThenBy(w => w.Id, StringComparer.Ordinal))      // one order for all: no deadlocks
            {
                var token = new GivenToken(account.GrantKind, account.AccessToken, account.ExpiresAt, account.RefreshToken, Worked: proofs[account] is null);
                if (await AccountSql.EnsureAsync(db, transaction, connection.ClientId, account.Platform, account.Id, account.Name, ct) is not { } id)
                    return Taken([account]);      // another client was quicker
                await accounts.GiveTokenAsync(db, transaction, connection.ClientId, id, token, connection.GrantedScopes, account.DataAccessEndsAt, ct);
                ids.Add(id);
            }

            return null;
        }, ct);
        if (refused is not null)
            return (refused, []);
        LogConnected(connection.ClientId, connection.UserId, ids.Count, connection.Id);
        var connected = await accounts.FindManyAsync(ids, ct);
        await SubscribeAsync(connection, wanted, connected, ct);
        return (null, connected);
    }

    /// <summary>What the same choice has made when its answer was lost; null when something else is chosen now.</summary>
    private async Task<IReadOnlyList<AccountView>?> MadeAsync(ConnectionRow connection, IReadOnlyList<ChosenAccount> chosen, CancellationToken ct)
    {
        var could = connection.Chooseable.Select(c => new ChosenAccount(c.Platform, c.PlatformAccountId)).ToHashSet();
        var wanted = chosen.Distinct().Where(could.Contains).ToList();
        var made = await accounts.FindChosenAsync(connection.ClientId, wanted, ct);
        return made.Count == chosen.Distinct().Count() ? made : null;
    }

    /// <summary>A first call with each new token: one that is dead from the start replaces nothing.</summary>
    private async Task<Dictionary<GrantedAccount, GrantTrouble?>> ProveAsync(ConnectionRow connection, IReadOnlyList<GrantedAccount> wanted, CancellationToken ct)
    {
        var provider = providers.First(p => p.Name == connection.Provider);
        var proofs = new Dictionary<GrantedAccount, GrantTrouble?>();
        foreach (var some in wanted.Chunk(AtOnce))
        {
            var found = await Task.WhenAll(some.Select(w => provider.ProveAsync(new ConnectedAccount(connection.Id, connection.ClientId, w.Platform, w.Id, w.AccessToken, 0) { GrantKind = w.GrantKind }, ct)));
            foreach (var (account, proof) in some.Zip(found))
                proofs[account] = proof;
        }

        return proofs;
    }

    /// <summary>Where webhooks are set up. Without them the comments still come, with the next pass, so a refusal undoes nothing.</summary>
    private async Task SubscribeAsync(ConnectionRow connection, IReadOnlyList<GrantedAccount> wanted, IReadOnlyList<AccountView> connected, CancellationToken ct)
    {
        if (webhooks.VerifyToken.Length == 0)
            return;
        var provider = providers.First(p => p.Name == connection.Provider);
        foreach (var some in wanted.Chunk(AtOnce))
            await Task.WhenAll(some.Select(w => SubscribeAsync(provider, connected.Single(c => c.Platform == w.Platform && c.PlatformAccountId == w.Id), w)));

        async Task SubscribeAsync(IConnectProvider at, AccountView account, GrantedAccount granted)
        {
            if (await at.SubscribeAsync(new ConnectedAccount(account.Id, connection.ClientId, account.Platform, granted.Id, granted.AccessToken, 0) { GrantKind = granted.GrantKind }, ct) is { } why)
                LogNotSubscribed(account.Id, why);
        }
    }

    private static Refusal Taken(IReadOnlyList<GrantedAccount> taken)
    {
        var names = string.Join(", ", taken.Select(t => t.Name));
        return ProblemKinds.AccountOfAnotherClient.Because(
            $"다른 클라이언트에 이미 연결된 계정입니다: {names}. 그 계정을 빼고 고르거나, 관리자에게 먼저 그쪽 연결을 정리해 달라고 하세요",
            $"Connected for another client already: {names}. Leave them out, or ask an admin to settle it first");
    }

    [LoggerMessage(5094, LogLevel.Warning, "The platform does not tell us of the comments of account {AccountId} at once: {Why}. They come with the next pass", EventName = "WebhookNotSubscribed")]
    private partial void LogNotSubscribed(Guid accountId, string why);

    [LoggerMessage(5083, LogLevel.Information, "{Accounts} accounts of client {ClientId} were connected by {UserId}: connection {ConnectionId}", EventName = "AccountsConnected")]
    private partial void LogConnected(Guid clientId, Guid userId, int accounts, Guid connectionId);
}
