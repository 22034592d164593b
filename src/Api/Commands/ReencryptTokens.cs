using System.Security.Cryptography;
using Dapper;
using Npgsql;
using SnsOps.Shared.Security;

namespace SnsOps.Api.Commands;

/// <summary>Seals everything that was sealed with an older key anew with the current one, in small transactions: stopped at any point, it goes on where it was.</summary>
/// <remarks>
/// It looks again until nothing is left, so a row that a process still wrote with the old key meanwhile is found too. Give every process the new key as the current one
/// first (the old one beside it), run this, and take the old key away when it says so.
/// </remarks>
internal sealed class ReencryptTokens(NpgsqlDataSource database, TokenVault vault, int batch = 500)
{
    private static readonly (string Table, string Column)[] Secrets = [("connections", "secret"), ("contacts", "secret"), ("notification_deliveries", "sealed")];

    /// <summary>Runs to the end.</summary>
    /// <param name="progress">Told after each batch, how many are done so far.</param>
    /// <param name="ct">Stops between batches.</param>
    public async Task<Reencrypted> RunAsync(Func<int, Task> progress, CancellationToken ct)
    {
        var done = 0;
        var unreadable = new SortedSet<string>(StringComparer.Ordinal);
        var (afterAccount, afterVersion) = (Guid.Empty, 0);
        for (var sealedNow = 0; ;)
        {
            var rows = await NextTokensAsync(afterAccount, afterVersion, unreadable, ct);
            if (rows.Count == 0)
            {
                if (sealedNow == 0)
                    break;
                (afterAccount, afterVersion, sealedNow) = (Guid.Empty, 0, 0);      // once more from the beginning: what was written meanwhile
                continue;
            }

            (afterAccount, afterVersion) = (rows[^1].AccountId, rows[^1].Version);
            sealedNow += rows.Count(r => r.Sealed);
            done += rows.Count(r => r.Sealed);
            await progress(done);
        }

        foreach (var (table, column) in Secrets)
            done += await SecretsAsync(table, column, unreadable, ct);
        return new Reencrypted(done, [.. unreadable]);
    }

    private async Task<IReadOnlyList<Handled>> NextTokensAsync(Guid afterAccount, int afterVersion, SortedSet<string> unreadable, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var rows = (await connection.QueryAsync<TokenRow>(new CommandDefinition("""
            select account_id, version, key_id, access_token, refresh_token from account_tokens
             where key_id <> @CurrentKey and (account_id, version) > (@afterAccount, @afterVersion)
             order by account_id, version limit @batch for update
            """, new { vault.CurrentKey, afterAccount, afterVersion, batch }, transaction, cancellationToken: ct))).AsList();
        var handled = new List<Handled>(rows.Count);
        foreach (var row in rows)
        {
            var name = $"{row.AccountId} v{row.Version} ({row.KeyId})";
            var access = Reseal(row.AccountId, row.KeyId, row.AccessToken);
            var refresh = row.RefreshToken is { } bytes ? Reseal(row.AccountId, row.KeyId, bytes) : null;
            if (access is null || (refresh is null && row.RefreshToken is not null))
            {
                handled.Add(new Handled(row.AccountId, row.Version, false));
                unreadable.Add(name);
                continue;
            }

            await connection.ExecuteAsync(new CommandDefinition("""
                update account_tokens set key_id = @CurrentKey, access_token = @access, refresh_token = @refresh where account_id = @AccountId and version = @Version
                """, new { vault.CurrentKey, access, refresh, row.AccountId, row.Version }, transaction, cancellationToken: ct));
            handled.Add(new Handled(row.AccountId, row.Version, true));
        }

        await transaction.CommitAsync(ct);
        return handled;
    }

    /// <summary>Sign-ins on their way, hooks of users, codes and links that are about to be sent: there are never many of them.</summary>
    private async Task<int> SecretsAsync(string table, string column, SortedSet<string> unreadable, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var rows = await connection.QueryAsync<(Guid Id, string KeyId, byte[] Secret)>(new CommandDefinition(
            $"select id, key_id, {column} from {table} where {column} is not null and key_id <> @CurrentKey for update", new { vault.CurrentKey }, transaction, cancellationToken: ct));
        var done = 0;
        foreach (var (id, keyId, secret) in rows)
        {
            if (Reseal(id, keyId, secret) is not { } anew)
            {
                unreadable.Add($"{table} {id} ({keyId})");
                continue;
            }

            done += await connection.ExecuteAsync(new CommandDefinition($"update {table} set key_id = @CurrentKey, {column} = @anew where id = @id", new { vault.CurrentKey, anew, id }, transaction, cancellationToken: ct));
        }

        await transaction.CommitAsync(ct);
        return done;
    }

    /// <summary>Null when its key is not there, or the bytes were changed: it is left as it is.</summary>
    private byte[]? Reseal(Guid id, string keyId, byte[] bytes)
    {
        try
        {
            return vault.Seal(id, vault.Open(id, keyId, bytes));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private sealed record TokenRow(Guid AccountId, int Version, string KeyId, byte[] AccessToken, byte[]? RefreshToken);

    private sealed record Handled(Guid AccountId, int Version, bool Sealed);
}

/// <summary>What the command has done.</summary>
/// <param name="Done">Rows sealed anew.</param>
/// <param name="Unreadable">Rows whose key is not known or whose bytes were changed: account, version, key id.</param>
internal sealed record Reencrypted(int Done, IReadOnlyList<string> Unreadable);
