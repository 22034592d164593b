namespace SnsOps.Integration.Publishing;

/// <summary>What is not, byte for byte, what was approved is not sent.</summary>
public sealed class SealTests
{
    private static readonly Dictionary<string, string> Changes = new()
    {
        ["text"] = "update contents set body = body || '.' where id = @content",
        ["title"] = "update contents set title = '다른 이름' where id = @content",
        ["link"] = "update contents set link = 'https://evil.example' where id = @content",
        ["a text of another platform"] = """update contents set variants = '{"instagram": {"body": "몰래 바꾼 글"}}' where id = @content""",
        ["a text of this platform"] = """update contents set variants = '{"facebook": {"body": "몰래 바꾼 글"}}' where id = @content""",
        ["first comment"] = "update contents set first_comment = '몰래 단 댓글' where id = @content",
        ["first comment of the publication"] = "update publications set first_comment = '몰래 단 댓글' where id = @publication",
        ["another picture"] = "update content_media set media_id = (select id from media_assets where client_id = @client and sha256 = @other) where content_id = @content",
        ["the picture's bytes"] = "update media_assets set sha256 = set_byte(sha256, 0, get_byte(sha256, 0) # 1) where id = (select media_id from content_media where content_id = @content)",
        ["no picture"] = "delete from content_media where content_id = @content",
        ["one more picture"] = "insert into content_media (client_id, content_id, position, media_id) select @client, @content, 1, id from media_assets where client_id = @client and sha256 = @other",
        ["another account"] = "update publications set account_id = @elsewhere where id = @publication",
        ["another target"] = "update content_targets set account_id = @elsewhere where content_id = @content",
        ["one more target"] = "insert into content_targets (client_id, content_id, account_id) values (@client, @content, @elsewhere)",
        ["another format"] = "update publications set format = 'facebook_story' where id = @publication",
        ["another second"] = "update publications set scheduled_at = scheduled_at + interval '1 microsecond' where id = @publication",
        ["another second in both"] = "update publications set scheduled_at = scheduled_at + interval '1 second' where id = @publication; update contents set scheduled_at = scheduled_at + interval '1 second' where id = @content",
        ["a planned time"] = "update contents set planned_at = scheduled_at, planned_zone = 'Asia/Seoul' where id = @content",
        ["the seal"] = "update contents set seal = set_byte(seal, 31, get_byte(seal, 31) # 1) where id = @content",
        ["no approval"] = "update contents set review_state = 'draft', seal = null, approved_by = null, approved_at = null, scheduled_at = null, local_time = null, time_zone = null where id = @content",
    };

    [Fact]
    public async Task Any_change_after_the_approval_is_not_sent_and_says_why()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var elsewhere = await fixture.Agency.AccountAsync(client, "facebook", "1784140000000001", "EAAG-1784140000000001");
        await fixture.Sandbox.AddAccountAsync("facebook", "1784140000000001", "EAAG-1784140000000001");
        var other = await fixture.Media.PictureAsync("다른 사진");
        await fixture.Agency.PublicationAsync(client, account, "facebook_photo", "다른 사진의 글", 3600, other, state: "scheduled");
        var changed = new Dictionary<Guid, string>();
        foreach (var (what, change) in Changes)
        {
            var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_photo", what, 1, await fixture.Media.PictureAsync(what), state: "scheduled");
            await fixture.Database.ExecuteAsync(change, new
            {
                publication, client, other, elsewhere, content = await fixture.Database.ScalarAsync<Guid>("select content_id from publications where id = @publication", new { publication }),
            });
            changed.Add(publication, what);
        }

        var text = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "사진이 붙은 글", 1, state: "scheduled");
        await fixture.Database.ExecuteAsync("""
            insert into content_media (client_id, content_id, position, media_id) select p.client_id, p.content_id, 0, m.id from publications p join media_assets m on m.client_id = @client and m.sha256 = @other where p.id = @text
            """, new { client, other, text });
        changed.Add(text, "a picture beside a text");
        var asApproved = await fixture.Agency.PublicationAsync(client, account, "facebook_photo", "승인된 그대로", 1, await fixture.Media.PictureAsync("승인"), state: "scheduled", firstComment: "승인된 댓글");
        await fixture.Database.ExecuteAsync("update publications set state = 'due', due_since = '-infinity' where scheduled_at < snsops.now() + interval '1 minute'");

        await fixture.StartProcessAsync();
        await fixture.UntilAsync(asApproved, "published");
        await fixture.Database.UntilAsync("each has come to its end", "select count(*) = 0 from publications where state not in ('failed', 'published', 'scheduled')");

        var sent = await fixture.Database.ScalarAsync<string[]>("select coalesce(array_agg(id::text), '{}') from publications where id = any(@ids) and (state <> 'failed' or error_code <> 'approval.seal_broken')", new { ids = changed.Keys.ToArray() });
        Assert.Empty(sent!.Select(id => changed[Guid.Parse(id)]));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select bool_and(error like '승인된 것과 내용이 달라%' and error like '% | It is not what was approved%') from publications where state = 'failed'"));
        Assert.Equal(changed.Count, await fixture.Database.ScalarAsync<int>("select count(*)::int from publishing_logs where status = 'rejected' and step = 'prepare' and error_code = 'approval.seal_broken'"));
        Assert.Equal("승인된 그대로", Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page), e => e.Kind != "comment").Text);
        Assert.Empty(await fixture.Sandbox.EffectsAsync("facebook", "1784140000000001"));
    }

    [Fact]
    public async Task A_first_comment_that_is_not_the_approved_one_is_not_sent()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "댓글이 바뀔 글", 1, state: "scheduled", firstComment: "승인된 댓글");
        await fixture.Database.ExecuteAsync("""
            update publications set state = 'published', published_at = snsops.now(), platform_post_id = '1_2', read_backs = 2, due_since = null where id = @publication;
            insert into first_comments (id, client_id, account_id, platform, text, next_attempt_at, created_at) values (@publication, @client, @account, 'facebook', '몰래 바꾼 댓글', snsops.now(), snsops.now())
            """, new { publication, client, account });

        await fixture.StartProcessAsync();
        await fixture.Database.UntilAsync("it is refused", "select state = 'failed' and error_code = 'approval.seal_broken' and error like '% | %' from first_comments where id = @publication", new { publication });
        Assert.Empty(await fixture.Sandbox.EffectsAsync("facebook", page));
    }
}
