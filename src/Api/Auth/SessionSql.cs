using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Auth;

/// <summary>The life of a sign-in: begun, rotated at each refresh, ended.</summary>
internal sealed class SessionSql(NpgsqlDataSource database, AuthOptions options, TimeProvider clock)
{
    /// <summary>A user's password hash and name by e-mail.</summary>
    public async Task<SignInRow?> FindUserAsync(string email, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<SignInRow>(new CommandDefinition("""
            select id, role::text as role, password_hash, active from users where lower(email) = lower(@email)
            """, new { email }, cancellationToken: ct));
    }

    /// <summary>Begins a session.</summary>
    public async Task<IssuedSession> BeginAsync(Guid userId, string role, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await InsertAsync(connection, null, Guid.CreateVersion7(), userId, role, ct);
    }

    /// <summary>Swaps a refresh token for a new one. Using one twice ends the whole family: one of the two users stole it.</summary>
    public async Task<(IssuedSession? Session, ProblemKind? Refused)> RotateAsync(string refreshToken, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var now = clock.GetUtcNow();
        var row = await connection.QuerySingleOrDefaultAsync<SessionRow>(new CommandDefinition("""
            select s.id, s.family_id, s.user_id, u.role::text as role, u.active, s.expires_at, s.rotated_at, s.revoked_at
              from sessions s join users u on u.id = s.user_id where s.token_hash = @hash for update of s
            """, new { hash = Hash(refreshToken) }, transaction, cancellationToken: ct));
        if (row is null || !row.Active || row.RevokedAt is not null || row.ExpiresAt <= now)
            return (null, ProblemKinds.RefreshInvalid);
        if (row.RotatedAt is not null)
        {
            await RevokeAsync(connection, transaction, row.FamilyId, now, ct);
            await transaction.CommitAsync(ct);
            return (null, ProblemKinds.RefreshReused);
        }

        await connection.ExecuteAsync(new CommandDefinition("update sessions set rotated_at = @now where id = @Id", new { now, row.Id }, transaction, cancellationToken: ct));
        var session = await InsertAsync(connection, transaction, row.FamilyId, row.UserId, row.Role, ct);
        await transaction.CommitAsync(ct);
        return (session, null);
    }

    /// <summary>Ends the session a refresh token belongs to; its access tokens end with it.</summary>
    public async Task EndAsync(string refreshToken, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            update sessions set revoked_at = @now
             where revoked_at is null and family_id = (select family_id from sessions where token_hash = @hash)
            """, new { now = clock.GetUtcNow(), hash = Hash(refreshToken) }, cancellationToken: ct));
    }

    /// <summary>Secrets are stored hashed; they are random, so a plain hash will do.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>256 random bits, safe in an address.</summary>
    public static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private async Task<IssuedSession> InsertAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid familyId, Guid userId, string role, CancellationToken ct)
    {
        var refreshToken = NewSecret();
        var now = clock.GetUtcNow();
        await connection.ExecuteAsync(new CommandDefinition("""
            delete from sessions where expires_at < @now - interval '1 day';
            insert into sessions (id, family_id, user_id, token_hash, created_at, expires_at)
            values (@id, @familyId, @userId, @hash, @now, @expiresAt)
            """,
            new { id = Guid.CreateVersion7(), familyId, userId, hash = Hash(refreshToken), now, expiresAt = now.AddDays(options.RefreshDays) },
            transaction, cancellationToken: ct));
        return new IssuedSession(familyId, userId, role, refreshToken);
    }

    private static Task<int> RevokeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid familyId, DateTimeOffset now, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(
            "update sessions set revoked_at = @now where family_id = @familyId and revoked_at is null", new { familyId, now }, transaction, cancellationToken: ct));

    private sealed record SessionRow(Guid Id, Guid FamilyId, Guid UserId, string Role, bool Active, DateTimeOffset ExpiresAt, DateTimeOffset? RotatedAt, DateTimeOffset? RevokedAt);
}

/// <summary>What signing in needs of a user.</summary>
internal sealed record SignInRow(Guid Id, string Role, string PasswordHash, bool Active);

/// <summary>A session begun or rotated, with its new refresh token in clear.</summary>
internal sealed record IssuedSession(Guid FamilyId, Guid UserId, string Role, string RefreshToken);
