using System.Security.Cryptography;
using System.Text;
using SnsOps.Shared.Security;

namespace SnsOps.Unit.Security;

public sealed class TokenVaultTests
{
    private static readonly Guid Account = Guid.Parse("0193a1b2-0000-7000-8000-000000000001");

    [Fact]
    public void A_token_comes_back_only_for_its_own_account_and_untouched()
    {
        var vault = new TokenVault(Keys("k1"));
        var sealedToken = vault.Seal(Account, "EAAG-온기카페");

        Assert.Equal("EAAG-온기카페", vault.Open(Account, "k1", sealedToken));
        Assert.DoesNotContain("EAAG", Encoding.UTF8.GetString(sealedToken), StringComparison.Ordinal);
        Assert.NotEqual(sealedToken, vault.Seal(Account, "EAAG-온기카페"));
        Assert.ThrowsAny<CryptographicException>(() => vault.Open(Guid.NewGuid(), "k1", sealedToken));
        sealedToken[20] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => vault.Open(Account, "k1", sealedToken));
    }

    [Fact]
    public void Old_keys_still_open_what_they_sealed()
    {
        var sealedBefore = new TokenVault(Keys("k1")).Seal(Account, "옛 토큰");
        var rotated = new TokenVault(Keys("k2"));

        Assert.Equal("옛 토큰", rotated.Open(Account, "k1", sealedBefore));
        Assert.Equal("k2", rotated.CurrentKey);
        Assert.Contains("k9", Assert.Throws<CryptographicException>(() => rotated.Open(Account, "k9", sealedBefore)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_the_wrong_length_or_a_missing_one_stops_the_start()
    {
        Assert.Throws<InvalidOperationException>(() => new TokenVault(new SecurityOptions { CurrentKey = "k1", TokenKeys = new() { ["k1"] = "c2hvcnQ=" } }));
        Assert.Throws<InvalidOperationException>(() => new TokenVault(Keys("k3")));
    }

    private static SecurityOptions Keys(string current) => new()
    {
        CurrentKey = current,
        TokenKeys = new() { ["k1"] = Convert.ToBase64String(SHA256.HashData("하나"u8)), ["k2"] = Convert.ToBase64String(SHA256.HashData("둘"u8)) },
    };
}
