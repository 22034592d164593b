using Npgsql;
using SnsOps.Api.Problems;
using SnsOps.Shared.Database;

namespace SnsOps.Api.Database;

/// <summary>Runs steps that belong together: committed when they succeed, undone when they are refused or fail.</summary>
internal static class Transactions
{
    private const int Tries = 3;

    /// <summary>Makes one change in a transaction that knows who acts, so that it is audited.</summary>
    public static Task<T> ChangeAsync<T>(this NpgsqlDataSource database, Func<NpgsqlConnection, Task<T>> change, CancellationToken ct) => Acting.ChangeAsync(database, change, ct);

    /// <summary>Commits unless <paramref name="steps"/> returns a refusal. Repeated when PostgreSQL chose it as the victim of a deadlock.</summary>
    public static async Task<Refusal?> InTransactionAsync(this NpgsqlDataSource database, Func<NpgsqlConnection, NpgsqlTransaction, Task<Refusal?>> steps, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(ct);
                await using var transaction = await connection.BeginTransactionAsync(ct);
                await Acting.TellAsync(connection, ct);
                var refusal = await steps(connection, transaction);
                if (refusal is null)
                    await transaction.CommitAsync(ct);
                return refusal;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure && attempt < Tries)
            {
                // The other side has won; our steps see its result now.
            }
        }
    }
}
