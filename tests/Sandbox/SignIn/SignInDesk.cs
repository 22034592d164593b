using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.SignIn;

/// <summary>Where people sign in.</summary>
internal enum SignInProvider { Meta, Instagram, Google }

/// <summary>How the next sign-ins go, and the codes that were given out: each good once, for ten minutes, for the address it was asked for.</summary>
internal sealed class SignInDesk(SandboxClock clock)
{
    private readonly ConcurrentDictionary<string, SignedIn> _codes = new();

    /// <summary>Null: a page asks whoever is there.</summary>
    public SignInScript? Script { get; set; }

    /// <summary>A token that was renewed does not work any more.</summary>
    public bool OneUseRefresh => Script?.OneUseRefresh == true;

    public string Issue(SignedIn signIn)
    {
        var code = "AQ" + Convert.ToHexString(RandomNumberGenerator.GetBytes(24));
        _codes[code] = signIn with { Until = clock.GetUtcNow().AddMinutes(10) };
        return code;
    }

    /// <summary>Uses a code up; null when it is unknown, used, over, or was asked for otherwise.</summary>
    public SignedIn? Redeem(string code, SignInProvider provider, string? redirectUri, string? verifier)
    {
        if (!_codes.TryRemove(code, out var signIn) || signIn.Provider != provider || signIn.RedirectUri != redirectUri || signIn.Until < clock.GetUtcNow())
            return null;
        return signIn.Challenge is null || signIn.Challenge == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier ?? ""))) ? signIn : null;
    }

    public void Forget()
    {
        _codes.Clear();
        Script = null;
    }
}

/// <summary>How sign-ins go without anybody looking.</summary>
/// <param name="As">Who signs in: a person, an Instagram account or a channel.</param>
/// <param name="Deny">They refuse.</param>
/// <param name="Scopes">All they allow; null: whatever is asked for.</param>
/// <param name="Pages">The pages a person chooses; null: all.</param>
/// <param name="OneUseRefresh">Tokens can be renewed once.</param>
public sealed record SignInScript(string? As = null, bool Deny = false, string[]? Scopes = null, string[]? Pages = null, bool OneUseRefresh = false);

/// <summary>A sign-in that went well.</summary>
internal sealed record SignedIn(SignInProvider Provider, Account Who, string[] Scopes, string[]? Targets, string RedirectUri, string? Challenge, bool Offline, DateTimeOffset Until = default);
