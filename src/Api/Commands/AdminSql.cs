using Dapper;
using Npgsql;
using SnsOps.Api.Auth;

namespace SnsOps.Api.Commands;

/// <summary>The first admin, made from the command line.</summary>
internal sealed class AdminSql(NpgsqlDataSource database)
{
    /// <summary>Makes the user an active admin with this password; one that is so already is left alone.</summary>
    /// <returns>True when anything was written.</returns>
    public async Task<bool> EnsureAsync(string email, string name, Passwords passwords, string password, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var known = await connection.QuerySingleOrDefaultAsync<AdminRow>(new CommandDefinition(
            "select password_hash, role = 'admin' and active as usable from users where lower(email) = lower(@email)", new { email }, cancellationToken: ct));
        if (known is { Usable: true } && passwords.Matches(known.PasswordHash, password))
            return false;
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into users (id, email, name, role, password_hash) values (@id, @email, @name, 'admin', @hash)
            on conflict ((lower(email))) do update set role = 'admin', active = true, password_hash = excluded.password_hash
            """, new { id = Guid.CreateVersion7(), email, name, hash = passwords.Hash(password) }, cancellationToken: ct));
        return true;
    }

    private sealed record AdminRow(string PasswordHash, bool Usable);
}
