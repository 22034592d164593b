using Npgsql;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Live;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>What follows when a platform refused an account's token: nothing more is sent there until a person has connected it again.</summary>
internal sealed class DeadTokens(NpgsqlDataSource database, LiveEvents live)
{
    /// <summary>Sets the account aside and tells who can mend it; once, however many sends meet the dead token.</summary>
    /// <remarks>Not stopped with the process: it belongs to an outcome that is written already.</remarks>
    public async Task SetAsideAsync(ConnectedAccount account, Outcome.Rejected rejected)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var moved = await AccountReconnect.RequestAsync(connection, transaction, account, GrantTrouble.OfCode(rejected.Code), CancellationToken.None);
        await transaction.CommitAsync();
        if (moved)
            live.Announce();
    }
}
