using System.Security.Cryptography;
using Dapper;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Security;

namespace SnsOps.Integration.Fixtures;

/// <summary>Rows of a small agency, written straight into a test database.</summary>
public sealed class Agency(TestDatabase database)
{
    /// <summary>The token keys of every process under test.</summary>
    public static SecurityOptions Security { get; } = new()
    {
        CurrentKey = "k1",
        TokenKeys = new() { ["k1"] = Convert.ToBase64String(SHA256.HashData("시험용 토큰 키"u8)) },
        JwtSecret = Convert.ToBase64String(SHA256.HashData("시험용 서명 키"u8)),
    };

    /// <summary>Statements that approve <c>@publication</c> and its content as they are by now.</summary>
    public const string Sealed = """
        update contents c set seal = snsops.content_seal(c.id), scheduled_at = p.scheduled_at from publications p where p.id = @publication and c.id = p.content_id;
        update publications p set seal = snsops.post_seal(c.seal, p.account_id, p.format::text, p.scheduled_at, p.first_comment) from contents c where p.id = @publication and c.id = p.content_id;
        """;

    /// <summary>A client.</summary>
    public async Task<Guid> ClientAsync(string name = "온기카페")
    {
        var id = Guid.CreateVersion7();
        await database.ExecuteAsync("insert into clients (id, name) values (@id, @name)", new { id, name = name + " " + id.ToString()[^6..] });
        return id;
    }

    /// <summary>A member of staff, in the given clients.</summary>
    public async Task<Guid> UserAsync(string role, params Guid[] clients)
    {
        var id = Guid.CreateVersion7();
        await database.ExecuteAsync("""
            insert into users (id, email, name, role, password_hash) values (@id, @email, '김하늘', @role::user_role, 'x');
            insert into client_members (client_id, user_id) select unnest(@clients), @id
            """, new { id, email = $"{id:N}@example.com", role, clients });
        return id;
    }

    /// <summary>A connected account with an encrypted token.</summary>
    public async Task<Guid> AccountAsync(Guid clientId, string platform, string platformAccountId, string token, DateTimeOffset? expiresAt = null)
    {
        var id = Guid.CreateVersion7();
        await database.ExecuteAsync("""
            insert into platform_accounts (id, client_id, platform, platform_account_id, name, token_expires_at)
            values (@id, @clientId, @platform::platform, @platformAccountId, '온기카페 공식', @expiresAt);
            insert into account_tokens (client_id, account_id, version, key_id, access_token, expires_at)
            values (@clientId, @id, 1, 'k1', @token, @expiresAt)
            """, new { id, clientId, platform, platformAccountId, expiresAt, token = new TokenVault(Security).Seal(id, token) });
        return id;
    }

    /// <summary>The same as its calls take it, of <paramref name="clientId"/> or of a client of its own.</summary>
    public async Task<ConnectedAccount> ConnectedAsync(string platform, string platformAccountId, string token = "EAAG", Guid? clientId = null)
    {
        var client = clientId ?? await ClientAsync();
        return new ConnectedAccount(await AccountAsync(client, platform, platformAccountId, token), client, platform, platformAccountId, token, 1);
    }

    /// <summary>An approved content with one publication of <paramref name="format"/>, due <paramref name="inSeconds"/> from now.</summary>
    /// <returns>The publication.</returns>
    /// <remarks>It is approved as it is. Who changes it afterwards seals it again (<see cref="Sealed"/>), or it is not sent.</remarks>
    public async Task<Guid> PublicationAsync(
        Guid clientId, Guid accountId, string format, string text, double inSeconds, byte[]? mediaSha256 = null, string state = "due", double graceMinutes = 60, string? firstComment = null,
        params StoredMedia[] media)
    {
        StoredMedia[] files = mediaSha256 is null ? media : [new(mediaSha256, "image/jpeg", 100, null), .. media];
        var (content, publication) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (author, approver) = (await UserAsync("operator", clientId), await UserAsync("manager", clientId));
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync("""
            insert into contents (id, client_id, title, body, first_comment, review_state, seal, scheduled_at, local_time, time_zone, created_by, approved_by, approved_at)
            values (@content, @clientId, '가을 신메뉴 안내', @text, @firstComment, 'approved', sha256(''), snsops.now() + make_interval(secs => @inSeconds),
                    (snsops.now() + make_interval(secs => @inSeconds)) at time zone 'Asia/Seoul', 'Asia/Seoul', @author, @approver, snsops.now());
            insert into content_targets (client_id, content_id, account_id) values (@clientId, @content, @accountId);
            with file as (
                select * from unnest(@hashes, @types, @bytes, @durations) with ordinality as f (sha256, type, bytes, duration_ms, place)),
            asset as (
                insert into media_assets (id, client_id, sha256, bytes, type, width, height, duration_ms)
                select gen_random_uuid(), @clientId, sha256, bytes, type, 640, 640, duration_ms from file
                on conflict (client_id, sha256) do update set type = excluded.type returning id, sha256)
            insert into content_media (client_id, content_id, position, media_id)
            select @clientId, @content, f.place - 1, a.id from file f join asset a using (sha256);
            update contents set seal = snsops.content_seal(id) where id = @content;
            insert into publications (id, client_id, content_id, account_id, platform, format, state, content_version, seal, first_comment, scheduled_at, grace, prepare_at, next_attempt_at, due_since)
            select @publication, @clientId, @content, @accountId, a.platform, @format::publication_format, @state::publication_state, 1,
                   snsops.post_seal(c.seal, @accountId, @format, c.scheduled_at, @firstComment), @firstComment, c.scheduled_at,
                   make_interval(mins => @graceMinutes::int), c.scheduled_at - interval '150 seconds', c.scheduled_at, case when @state = 'due' then clock_timestamp() end
              from contents c, platform_accounts a where c.id = @content and a.id = @accountId
            """, new { content, publication, clientId, accountId, format, text, inSeconds, author, approver, state, firstComment, graceMinutes,
                hashes = files.Select(f => f.Sha256).ToArray(), types = files.Select(f => f.Type).ToArray(), bytes = files.Select(f => f.Bytes).ToArray(), durations = files.Select(f => f.DurationMs).ToArray() });
        return publication;
    }
}
