using System.Text;
using JWT;
using JWT.Algorithms;
using JWT.Builder;
using JWT.Exceptions;
using JWT.Serializers;
using SnsOps.Shared.Security;

namespace SnsOps.Api.Auth;

/// <summary>Makes and reads access tokens: JWT, HS256 and nothing else.</summary>
internal sealed class AccessTokens
{
    private const string Issuer = "snsops";
    private const string Audience = "snsops-api";
    private const string Algorithm = "HS256";
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    private readonly byte[] _key;
    private readonly AuthOptions _options;
    private readonly TimeProvider _clock;
    private readonly JwtEncoder _encoder;
    private readonly JwtDecoder _decoder;

    /// <exception cref="InvalidOperationException">The secret is missing or shorter than 32 bytes.</exception>
    public AccessTokens(SecurityOptions security, AuthOptions options, TimeProvider clock)
    {
        _key = Convert.FromBase64String(security.JwtSecret);
        if (_key.Length < 32)
            throw new InvalidOperationException("Security:JwtSecret must be base64 of at least 32 bytes | Security:JwtSecret은 32바이트 이상의 base64여야 합니다");
        (_options, _clock) = (options, clock);
        var (serializer, url, algorithm) = (new JsonNetSerializer(), new JwtBase64UrlEncoder(), new HMACSHA256Algorithm());
        _encoder = new JwtEncoder(algorithm, serializer, url);
        _decoder = new JwtDecoder(serializer, new JwtValidator(serializer, new Clock(clock)), url, algorithm);
    }

    /// <summary>Seconds a new token lives.</summary>
    public int LifeSeconds => _options.AccessMinutes * 60;

    /// <summary>Makes a token of a session.</summary>
    public string Issue(Guid userId, string role, Guid sessionFamily)
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        return _encoder.Encode(new Dictionary<string, object>
        {
            ["iss"] = Issuer, ["aud"] = Audience, ["sub"] = userId.ToString(), ["sid"] = sessionFamily.ToString(), ["role"] = role,
            ["iat"] = now, ["nbf"] = now, ["exp"] = now + LifeSeconds, ["jti"] = Guid.CreateVersion7().ToString("N"),
        }, _key);
    }

    /// <summary>Reads a token; anything but one of ours, in time, is refused.</summary>
    public AccessTokenVerdict Read(string token)
    {
        try
        {
            if (token.Length > 4096 || _decoder.DecodeHeader<JwtHeader>(token) is not { Algorithm: Algorithm })
                return AccessTokenVerdict.Invalid;
            var claims = _decoder.DecodeToObject<Dictionary<string, object>>(token, _key, verify: true);
            return Read(claims);
        }
        catch (TokenExpiredException)
        {
            return AccessTokenVerdict.Expired;
        }
        catch (Exception e) when (e is SignatureVerificationException or InvalidTokenPartsException or FormatException or ArgumentException
            or NullReferenceException or Newtonsoft.Json.JsonException or DecoderFallbackException)
        {
            // The library throws all of these at bytes that are no token.
            return AccessTokenVerdict.Invalid;
        }
    }

    private AccessTokenVerdict Read(Dictionary<string, object> claims)
    {
        if (Text(claims, "iss") != Issuer || Text(claims, "aud") != Audience
            || !Guid.TryParse(Text(claims, "sub"), out var userId) || !Guid.TryParse(Text(claims, "sid"), out var family)
            || claims.GetValueOrDefault("exp") is not long exp || claims.GetValueOrDefault("nbf") is not long nbf)
            return AccessTokenVerdict.Invalid;
        var now = _clock.GetUtcNow();
        if (DateTimeOffset.FromUnixTimeSeconds(nbf) > now + Skew)
            return AccessTokenVerdict.Invalid;
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(exp);
        return expiresAt <= now ? AccessTokenVerdict.Expired : new AccessTokenVerdict(new AccessToken(userId, family, expiresAt), HasExpired: false);
    }

    private static string? Text(Dictionary<string, object> claims, string name) => claims.GetValueOrDefault(name) as string;

    private sealed class Clock(TimeProvider clock) : IDateTimeProvider
    {
        public DateTimeOffset GetNow() => clock.GetUtcNow();
    }
}

/// <summary>What a good access token says.</summary>
internal sealed record AccessToken(Guid UserId, Guid SessionFamily, DateTimeOffset ExpiresAt);

/// <summary>A token read: good, expired or neither.</summary>
internal sealed record AccessTokenVerdict(AccessToken? Token, bool HasExpired)
{
    public static AccessTokenVerdict Invalid { get; } = new(null, HasExpired: false);

    public static AccessTokenVerdict Expired { get; } = new(null, HasExpired: true);
}
