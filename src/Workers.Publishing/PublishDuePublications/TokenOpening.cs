using System.Security.Cryptography;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Security;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>Opens the tokens of claimed publications' accounts, where each is used.</summary>
internal sealed partial class TokenOpening(TokenVault vault, ILogger<TokenOpening> logger)
{
    /// <summary>Null: the token's bytes were changed. That a key is missing is the fault of this process, and sets no account aside.</summary>
    public ConnectedAccount? Open(SealedAccount account)
    {
        try
        {
            return account.Open(vault);
        }
        catch (CryptographicException e) when (vault.Knows(account.KeyId))
        {
            LogTokenUnreadable(e, account.Id);
            return null;
        }
    }

    /// <summary>Enough to set it aside.</summary>
    public static ConnectedAccount WithoutToken(SealedAccount account) => new(account.Id, account.ClientId, account.Platform, account.PlatformAccountId, "", account.TokenVersion);

    [LoggerMessage(2015, LogLevel.Error, "The token of account {AccountId} cannot be opened: its bytes were changed", EventName = "TokenUnreadable")]
    private partial void LogTokenUnreadable(Exception e, Guid accountId);
}
