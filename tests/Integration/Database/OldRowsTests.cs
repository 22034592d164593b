using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Database;

namespace SnsOps.Integration.Database;

/// <summary>What rows of older versions become. They are written as the schema was then, not by the fixtures, which follow the newest.</summary>
public sealed class OldRowsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_failed_because_it_was_out_already_is_out_and_what_has_no_id_is_looked_for()
    {
        await using var database = await AtAsync(53);
        Guid[] twins = [await PutAsync(database, "facebook_video", "failed", "already_published", "6001"), await PutAsync(database, "facebook_reel", "failed", "already_published", "6001")];
        var known = await PutAsync(database, "facebook_video", "published");
        await database.ExecuteAsync("update publications set platform_post_id = '6009', id_pending = false where id = @known", new { known });
        var taken = await PutAsync(database, "facebook_video", "failed", "already_published", "6009");
        var image = await PutAsync(database, "instagram_image", "failed", "already_published", "1790");
        await SentAsync(database, image, "rejected", "response");
        var story = await PutAsync(database, "instagram_story", "failed", "already_published", "1791");
        var refused = await PutAsync(database, "facebook_video", "failed", "100", "6010");
        var found = await PutAsync(database, "facebook_text", "published");
        await SentAsync(database, found, "published", "listing");

        await new Migrator(database.DataSource).MigrateAsync(Token);

        Assert.Equal(["published 6001", "published none pending looked_for"], new[] { await OfAsync(database, twins[0]), await OfAsync(database, twins[1]) }.Order(StringComparer.Ordinal));
        Assert.Equal("published 6009", await OfAsync(database, known));
        foreach (var id in (Guid[])[taken, image, found])
            Assert.Equal("published none pending looked_for", await OfAsync(database, id));
        Assert.Equal("published none pending", await OfAsync(database, story));
        Assert.Equal("failed none 100", await OfAsync(database, refused));
        Assert.Equal(2, await database.ScalarAsync<int>("select count(*) from publications where id in (@image, @found) and published_at = scheduled_at + interval '2 minutes'", new { image, found }));
    }

    [Fact]
    public async Task What_its_platform_was_processing_is_an_open_send_again()
    {
        await using var database = await AtAsync(57);
        var (missed, waiting) = (await PutAsync(database, "facebook_reel", "missed", "processing", "6001"), await PutAsync(database, "facebook_video", "retrying", "processing", "6002"));
        await database.ExecuteAsync("update publications set asked_at = snsops.now() where id = @missed", new { missed });
        await SentAsync(database, missed, "try_later", "response");
        var refused = await PutAsync(database, "facebook_video", "failed", "video_error", "6003");

        await new Migrator(database.DataSource).MigrateAsync(Token);

        Assert.True(await database.ScalarAsync<bool>("""
            select p.state = 'unknown' and p.asked_at is null and a.id = l.attempt_id and a.armed_at = l.armed_at and a.handle = '6001' and a.state = 'unknown'
              from publications p join attempts a on a.subject_id = p.id join publishing_logs l on l.subject_id = p.id where p.id = @missed
            """, new { missed }));
        Assert.True(await database.ScalarAsync<bool>(
            "select p.state = 'unknown' and a.armed_at = p.handle_at and a.handle = '6002' from publications p join attempts a on a.subject_id = p.id where p.id = @waiting", new { waiting }));
        Assert.Equal("failed none video_error", await OfAsync(database, refused));
        Assert.Equal(2, await database.ScalarAsync<int>("select count(*) from attempts"));
    }

    /// <summary>An agency with an account on each of two platforms, in a database of that version.</summary>
    private static async Task<TestDatabase> AtAsync(int version)
    {
        var database = await TestDatabase.CreateEmptyAsync();
        await new Migrator(database.DataSource).MigrateAsync(version, Token);
        await database.ExecuteAsync("""
            insert into clients (id, name) values (gen_random_uuid(), '온기카페');
            insert into users (id, email, name, role, password_hash) values (gen_random_uuid(), 'haneul@example.com', '김하늘', 'operator', 'x');
            insert into platform_accounts (id, client_id, platform, platform_account_id, name)
            select gen_random_uuid(), c.id, w.platform::platform, w.platform || '-1', '온기카페 공식' from clients c, unnest(array['instagram', 'facebook']) as w (platform)
            """);
        return database;
    }

    /// <summary>A publication of three hours ago.</summary>
    private static async Task<Guid> PutAsync(TestDatabase database, string format, string state, string? code = null, string? handle = null)
    {
        var id = Guid.CreateVersion7();
        await database.ExecuteAsync("""
            with content as (
                insert into contents (id, client_id, title, created_by) select gen_random_uuid(), c.id, '가을 신메뉴 안내', u.id from clients c, users u returning id, client_id)
            insert into publications (id, client_id, content_id, account_id, platform, format, state, content_version, seal, scheduled_at, grace, prepare_at, next_attempt_at,
                                      handle, handle_at, error_code, error, published_at, id_pending)
            select @id, c.client_id, c.id, a.id, a.platform, @format::publication_format, @state::publication_state, 1, sha256(''), w.at, interval '1 hour', w.at - interval '1 hour', w.at,
                   @handle, w.at - interval '1 hour', @code, case when @state <> 'published' then '실패했습니다' end, case when @state = 'published' then snsops.now() end, @state = 'published'
              from content c join platform_accounts a on a.client_id = c.client_id and a.platform::text = split_part(@format, '_', 1)
             cross join (select snsops.now() - interval '3 hours' as at) w
            """, new { id, format, state, code, handle });
        return id;
    }

    /// <summary>An attempt that was armed two minutes after its second and is closed.</summary>
    private static Task<int> SentAsync(TestDatabase database, Guid publication, string status, string resolvedBy) => database.ExecuteAsync("""
        insert into publishing_logs (attempt_id, closed_at, client_id, account_id, subject_kind, subject_id, step, epoch, number, retry_count, status, resolved_by, request_digest, armed_at)
        select gen_random_uuid(), clock_timestamp(), client_id, account_id, 'publication', id, 'post', 1, 1, 0, @status, @resolvedBy, 'd', scheduled_at + interval '2 minutes' from publications where id = @publication
        """, new { publication, status, resolvedBy });

    private static Task<string?> OfAsync(TestDatabase database, Guid publication) => database.ScalarAsync<string>("""
        select concat_ws(' ', state, coalesce(platform_post_id, 'none'), case when id_pending then 'pending' end, case when id_look_at is not null then 'looked_for' end, error_code)
          from publications where id = @publication
        """, new { publication });
}
