using System.Text.Json.Nodes;

namespace SnsOps.Integration.Publishing;

/// <summary>What is on hold is not sent, waits without burning a try, and is missed once its grace is over.</summary>
public sealed class HoldTests
{
    [Theory]
    [InlineData("content")]
    [InlineData("account")]
    [InlineData("client")]
    public async Task What_is_on_hold_waits_and_goes_out_once_when_it_is_lifted(string scope)
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "보류가 풀리면 나갑니다", inSeconds: 1);
        var hold = await HoldAsync(fixture, publication, scope);
        await fixture.StartProcessAsync("--Publishing:HeldSeconds=0.2");

        await fixture.Database.UntilAsync("it was claimed again and again", "select epoch >= 3 and state = 'retrying' from publications where id = @publication", new { publication });

        Assert.Empty(await fixture.Sandbox.EffectsAsync("facebook", page));
        Assert.True(await fixture.Database.ScalarAsync<bool>("""
            select retry_count = 0 and error_code = 'held' and error like '%문구 확인 중%' and not exists (select from attempts a where a.subject_id = p.id)
              from publications p where id = @publication
            """, new { publication }));

        await LiftAsync(fixture, hold);
        await fixture.UntilAsync(publication, "published");
        Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page));
    }

    [Fact]
    public async Task A_hold_on_something_else_holds_nothing_here()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var (other, otherAccount, _) = await fixture.AccountAsync("facebook");
        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "제때 나갑니다", inSeconds: 0.5);
        var held = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "이 글만 보류합니다", inSeconds: 0.5);
        await HoldAsync(fixture, held, "content");
        await HoldAsync(fixture, await fixture.Agency.PublicationAsync(other, otherAccount, "facebook_text", "다른 고객의 글", inSeconds: 900), "client");
        await LiftAsync(fixture, await HoldAsync(fixture, publication, "account"));

        await fixture.StartProcessAsync();
        await fixture.UntilAsync(publication, "published");
        await fixture.Database.UntilAsync("the other waits", "select error_code = 'held' from publications where id = @held", new { held });
        Assert.Equal("제때 나갑니다", Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page)).Text);
    }

    [Fact]
    public async Task What_is_held_longer_than_its_grace_is_missed_and_says_why()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "기한을 넘긴 글", inSeconds: 0.5, graceMinutes: 5);
        await HoldAsync(fixture, publication, "client");
        await fixture.StartProcessAsync();
        await fixture.Database.UntilAsync("it waits", "select error_code = 'held' from publications where id = @publication", new { publication });

        await fixture.Database.ExecuteAsync("select snsops.turn_clock(interval '6 minutes')");
        await fixture.UntilAsync(publication, "missed");

        Assert.Contains("문구 확인 중", await fixture.Database.ScalarAsync<string>("select error from publications where id = @publication", new { publication }), StringComparison.Ordinal);
        Assert.Empty(await fixture.Sandbox.EffectsAsync("facebook", page));
        Assert.True(await fixture.Database.ScalarAsync<int>("select count(*) from notifications where kind = 'publication.missed' and message like '%문구 확인 중%'") > 0);
        Assert.Equal("missed post", await fixture.Database.ScalarAsync<string>("select string_agg(act || ' ' || step, ', ') from publication_acts where publication_id = @publication", new { publication }));
    }

    [Theory]
    [InlineData("account")]
    [InlineData("client")]
    public async Task Answers_are_held_with_their_account_and_client(string scope)
    {
        await using var fixture = await PublishingFixture.StartAsync("--Replies:HeldSeconds=0.2");
        var discussion = await Discussion.BeginAsync(fixture, "facebook");
        var hold = await HoldAsync(fixture, discussion.Client, scope == "account" ? discussion.Account : null, null, discussion.Writer);

        var reply = await discussion.AnswerAsync("보류가 풀리면 답합니다");
        await fixture.Database.UntilAsync("it was claimed again and again", "select epoch >= 3 and state = 'retrying' from comment_replies where id = @reply", new { reply });
        Assert.Empty(await discussion.EffectsAsync());
        Assert.True(await fixture.Database.ScalarAsync<bool>("select retry_count = 0 and error_code = 'held' and error like '%문구 확인 중%' from comment_replies where id = @reply", new { reply }));

        await LiftAsync(fixture, hold);
        await discussion.UntilAsync(reply, "published");
        Assert.Single(await discussion.EffectsAsync());
    }

    [Theory]
    [InlineData("content")]
    [InlineData("account")]
    [InlineData("client")]
    public async Task A_first_comment_is_held_with_its_content_though_its_post_is_out(string scope)
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "게시물은 이미 나갔습니다", inSeconds: -5, firstComment: "예약은 프로필 링크에서 받아요");
        string post;
        using (var form = new FormUrlEncodedContent([new("message", "게시물은 이미 나갔습니다"), new("access_token", "EAAG-" + page)]))
        using (var answer = (await fixture.Sandbox.Http.PostAsync($"/v25.0/{page}/feed", form)).EnsureSuccessStatusCode())
            post = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!;
        await fixture.Database.ExecuteAsync("""
            update publications set state = 'published', published_at = snsops.now(), platform_post_id = @post, due_since = null where id = @publication;
            insert into first_comments (id, client_id, account_id, platform, text, next_attempt_at, created_at)
            select id, client_id, account_id, platform, first_comment, snsops.now(), snsops.now() from publications where id = @publication
            """, new { publication, post });
        var hold = await HoldAsync(fixture, publication, scope);

        await fixture.StartProcessAsync("--FirstComments:HeldSeconds=0.2");
        await fixture.Database.UntilAsync("it was claimed again and again", "select epoch >= 3 and state = 'retrying' from first_comments where id = @publication", new { publication });
        Assert.Equal("post", Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page)).Kind);
        Assert.True(await fixture.Database.ScalarAsync<bool>("select retry_count = 0 and error_code = 'held' and error like '%문구 확인 중%' from first_comments where id = @publication", new { publication }));

        await LiftAsync(fixture, hold);
        await fixture.Database.UntilAsync("it is there", "select state = 'published' from first_comments where id = @publication", new { publication });
        Assert.Equal(["post", "comment"], (await fixture.Sandbox.EffectsAsync("facebook", page)).Select(e => e.Kind));
    }

    [Fact]
    public async Task What_is_sent_again_has_its_grace_from_then_on()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var (again, late) = (await LateAsync("다시 보내 달라고 한 글"), await LateAsync("아무도 다시 보내지 않은 글"));
        await fixture.Database.ExecuteAsync("update publications set resend_at = snsops.now(), next_attempt_at = snsops.now() where id = @again", new { again });

        await fixture.StartProcessAsync();
        await fixture.UntilAsync(again, "published");
        await fixture.UntilAsync(late, "missed");

        Assert.Equal("다시 보내 달라고 한 글", Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page)).Text);

        Task<Guid> LateAsync(string text) => fixture.Agency.PublicationAsync(client, account, "facebook_text", text, inSeconds: -7200);
    }

    private static async Task<Guid> HoldAsync(PublishingFixture fixture, Guid publication, string scope)
    {
        var id = Guid.CreateVersion7();
        await fixture.Database.ExecuteAsync("""
            insert into holds (id, client_id, account_id, content_id, reason, created_by, since)
            select @id, p.client_id, case when @scope = 'account' then p.account_id end, case when @scope = 'content' then p.content_id end, '문구 확인 중', c.created_by, snsops.now()
              from publications p join contents c on c.id = p.content_id where p.id = @publication
            """, new { id, publication, scope });
        return id;
    }

    private static async Task<Guid> HoldAsync(PublishingFixture fixture, Guid client, Guid? account, Guid? content, Guid user)
    {
        var id = Guid.CreateVersion7();
        await fixture.Database.ExecuteAsync("""
            insert into holds (id, client_id, account_id, content_id, reason, created_by, since) values (@id, @client, @account, @content, '문구 확인 중', @user, snsops.now())
            """, new { id, client, account, content, user });
        return id;
    }

    private static Task LiftAsync(PublishingFixture fixture, Guid hold) =>
        fixture.Database.ExecuteAsync("update holds set lifted_at = snsops.now(), lifted_by = created_by where id = @hold", new { hold });
}
