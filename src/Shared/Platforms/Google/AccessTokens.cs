using System.Collections.Concurrent;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Shared.Platforms.Google;

/// <summary>Access tokens of an hour, minted of accounts' refresh tokens when they are used. They live in memory only.</summary>
/// <remarks>
/// https://developers.google.com/identity/protocols/oauth2/web-server#offline. One mint of an account is under way at a time, all who wait share it.
/// What an account is connected with anew has another version, and with it another token.
/// </remarks>
internal sealed class AccessTokens(GoogleOptions options, TimeProvider clock, Func<ConnectedAccount, CallPriority, HttpContent, CancellationToken, Task<GoogleAnswer>> mint)
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<Guid, Slot> _slots = new();

    /// <summary>A token that works for five minutes more at least; otherwise why there is none.</summary>
    public async Task<(string? Token, GoogleAnswer? Failure)> FindAsync(ConnectedAccount account, CallPriority priority, CancellationToken ct)
    {
        var slot = _slots.GetOrAdd(account.Id, static _ => new Slot());
        if (Usable(slot, account) is { } known)
            return (known, null);
        await slot.Minting.WaitAsync(ct);
        try
        {
            if (Usable(slot, account) is { } minted)
                return (minted, null);
            var answer = await MintAsync(account, priority, ct);
            if (answer is not GoogleAnswer.Ok ok || MetaJson.Text(ok.Body, "access_token") is not { Length: > 0 } token)
                return (null, answer is GoogleAnswer.Ok ? new GoogleAnswer.Unclear("the token endpoint answered without a token") : answer);
            slot.Held = new Held(account.TokenVersion, token, clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Clamp(MetaJson.Number(ok.Body, "expires_in") ?? 3599, 0, 86_400)) - Early);
            return (token, null);
        }
        finally
        {
            slot.Minting.Release();
        }
    }

    /// <summary>The platform did not accept it: the next use mints another.</summary>
    public void Forget(ConnectedAccount account, string token)
    {
        if (_slots.TryGetValue(account.Id, out var slot) && slot.Held is { } held && held.Token == token)
            slot.Held = null;
    }

    private async Task<GoogleAnswer> MintAsync(ConnectedAccount account, CallPriority priority, CancellationToken ct)
    {
        using var form = FormOf(account);
        return await mint(account, priority, form, ct);
    }

    /// <summary>What an access token is asked for with.</summary>
    public FormUrlEncodedContent FormOf(ConnectedAccount account) => new(
    [
        new("grant_type", "refresh_token"), new("client_id", options.ClientId), new("client_secret", options.ClientSecret), new("refresh_token", account.Token),
    ]);

    private string? Usable(Slot slot, ConnectedAccount account) =>
        slot.Held is { } held && held.Version == account.TokenVersion && held.Until > clock.GetUtcNow() ? held.Token : null;

    private sealed class Slot
    {
        private volatile Held? _held;

        public SemaphoreSlim Minting { get; } = new(1, 1);

        public Held? Held { get => _held; set => _held = value; }
    }

    private sealed record Held(int Version, string Token, DateTimeOffset Until);
}
