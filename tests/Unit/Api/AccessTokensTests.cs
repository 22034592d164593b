using System.Security.Cryptography;
using System.Text;
using SnsOps.Api.Auth;
using SnsOps.Shared.Security;

namespace SnsOps.Unit.Api;

/// <summary>The attacks of RFC 8725 on our tokens.</summary>
public sealed class AccessTokensTests
{
    private static readonly byte[] Key = SHA256.HashData("서명 키"u8);
    private readonly FixedClock _clock = new();
    private readonly AccessTokens _tokens;

    public AccessTokensTests() => _tokens = new AccessTokens(new SecurityOptions { JwtSecret = Convert.ToBase64String(Key) }, new AuthOptions(), _clock);

    [Fact]
    public void A_token_says_who_and_until_when()
    {
        var (user, family) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var token = _tokens.Read(_tokens.Issue(user, "manager", family)).Token!;
        Assert.Equal((user, family, _clock.Now.AddMinutes(15)), (token.UserId, token.SessionFamily, token.ExpiresAt));
    }

    [Fact]
    public void It_ends_after_15_minutes_to_the_second()
    {
        var token = _tokens.Issue(Guid.CreateVersion7(), "operator", Guid.CreateVersion7());
        _clock.Now = _clock.Now.AddSeconds(899);
        Assert.NotNull(_tokens.Read(token).Token);
        _clock.Now = _clock.Now.AddSeconds(1);
        Assert.True(_tokens.Read(token).HasExpired);
    }

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"HS512"}""")]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"alg":"hs256"}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("null")]
    [InlineData("")]
    public void Another_algorithm_in_the_header_is_refused_even_when_the_signature_fits(string header) =>
        Assert.Null(_tokens.Read(Signed(header, Claims())).Token);

    [Theory]
    [InlineData("iss", "\"someone-else\"")]
    [InlineData("aud", "\"another-api\"")]
    [InlineData("aud", "[\"snsops-api\"]")]
    [InlineData("sub", "\"not-a-uuid\"")]
    [InlineData("exp", "\"soon\"")]
    [InlineData("exp", "null")]
    [InlineData("nbf", "99999999999")]
    public void A_claim_that_is_missing_or_wrong_is_refused(string name, string json) =>
        Assert.Null(_tokens.Read(Signed("""{"alg":"HS256","typ":"JWT"}""", Claims(name, json))).Token);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"이름\"")]
    [InlineData("")]
    public void Claims_that_are_none_are_refused(string claims) => Assert.Null(_tokens.Read(Signed("""{"alg":"HS256","typ":"JWT"}""", claims)).Token);

    [Fact]
    public void The_same_claims_well_signed_are_accepted_and_with_another_key_refused()
    {
        Assert.NotNull(_tokens.Read(Signed("""{"alg":"HS256","typ":"JWT"}""", Claims())).Token);
        Assert.Null(_tokens.Read(Signed("""{"alg":"HS256","typ":"JWT"}""", Claims(), SHA256.HashData("다른 키"u8))).Token);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d")]
    [InlineData("eyJ9.eyJ9.")]
    [InlineData("안녕.하세.요")]
    public void Bytes_that_are_no_token_are_refused_without_a_fault(string text) => Assert.Equal(AccessTokenVerdict.Invalid, _tokens.Read(text));

    [Fact]
    public void A_short_secret_stops_the_start() => Assert.Throws<InvalidOperationException>(
        () => new AccessTokens(new SecurityOptions { JwtSecret = Convert.ToBase64String(new byte[16]) }, new AuthOptions(), _clock));

    private string Claims(string? changed = null, string? json = null)
    {
        var claims = new Dictionary<string, string>
        {
            ["iss"] = "\"snsops\"", ["aud"] = "\"snsops-api\"", ["sub"] = $"\"{Guid.NewGuid()}\"", ["sid"] = $"\"{Guid.NewGuid()}\"",
            ["nbf"] = $"{_clock.Now.ToUnixTimeSeconds()}", ["exp"] = $"{_clock.Now.AddMinutes(5).ToUnixTimeSeconds()}",
        };
        if (changed is not null)
            claims[changed] = json!;
        return "{" + string.Join(',', claims.Select(c => $"\"{c.Key}\":{c.Value}")) + "}";
    }

    private static string Signed(string header, string claims, byte[]? key = null)
    {
        var text = Base64(Encoding.UTF8.GetBytes(header)) + "." + Base64(Encoding.UTF8.GetBytes(claims));
        return text + "." + Base64(HMACSHA256.HashData(key ?? Key, Encoding.ASCII.GetBytes(text)));
    }

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private sealed class FixedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
