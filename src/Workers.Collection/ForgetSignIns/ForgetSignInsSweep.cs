using Dapper;
using Npgsql;
using SnsOps.Shared.Lanes;

namespace SnsOps.Workers.Collection.ForgetSignIns;

/// <summary>Forgets what a sign-in at a platform has brought when nobody chose its accounts in time: those are tokens that nobody uses.</summary>
internal sealed class ForgetSignInsSweep(NpgsqlDataSource database) : ISweep
{
    /// <inheritdoc />
    public string Name => "abandoned sign-ins";

    /// <inheritdoc />
    public async Task SweepAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update connections set state = 'failed', error_code = 'expired', secret = null where secret is not null and expires_at < (select snsops.now())", cancellationToken: ct));
    }
}
