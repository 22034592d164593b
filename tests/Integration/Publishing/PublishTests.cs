namespace SnsOps.Integration.Publishing;

public sealed class PublishTests
{
    /// <summary>Seconds ahead: within every format's lead, and longer than a busy machine takes for anything. The clock is turned to it.</summary>
    private const double Later = 100;

    [Fact]
    public async Task A_facebook_text_goes_out_once_and_not_before_its_second()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");

        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "오늘의 원두는 에티오피아 예가체프입니다 ☕", inSeconds: 1.5);
        await fixture.UntilAsync(publication, "published");

        var effect = Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page));
        Assert.Equal("오늘의 원두는 에티오피아 예가체프입니다 ☕", effect.Text);
        var due = await fixture.Database.ScalarAsync<DateTime>("select scheduled_at from publications where id = @publication", new { publication });
        Assert.True(effect.AcceptedAt.UtcDateTime >= due, $"sent {due - effect.AcceptedAt.UtcDateTime} early");
        Assert.Equal(effect.Id, await fixture.Database.ScalarAsync<string>("select platform_post_id from publications where id = @publication", new { publication }));
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*) from live_events where type = 'publish_result' and payload ->> 'status' = 'published'"));
    }

    [Fact]
    public async Task An_instagram_image_is_prepared_ahead_and_its_container_committed_once()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var (client, account, profile) = await fixture.AccountAsync("instagram");

        var publication = await fixture.Agency.PublicationAsync(client, account, "instagram_image", "가을 신메뉴 고구마라떼 🍠 #온기카페", Later, await fixture.Media.PictureAsync());
        await fixture.Database.UntilAsync("the container is kept before it is published", "select handle is not null and state = 'claimed' from publications where id = @publication", new { publication });
        Assert.Empty(await fixture.Sandbox.EffectsAsync("instagram", profile));

        await fixture.TurnClockAsync(TimeSpan.FromSeconds(Later));
        await fixture.UntilAsync(publication, "published");
        Assert.Single(await fixture.Sandbox.EffectsAsync("instagram", profile));
        Assert.Equal("published", await fixture.Database.ScalarAsync<string>("select status from publishing_logs where subject_id = @publication", new { publication }));
    }

    [Fact]
    public async Task Posts_of_one_account_for_the_same_second_all_go_out_each_once()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        await fixture.StartProcessAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");

        for (var i = 0; i < 12; i++)
            await fixture.Agency.PublicationAsync(client, account, "facebook_text", $"{i}번째 소식입니다", inSeconds: 1);
        await fixture.Database.UntilAsync("all are published", "select count(*) = 12 from publications where state = 'published'");

        var texts = (await fixture.Sandbox.EffectsAsync("facebook", page)).Select(e => e.Text).Order();
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{i}번째 소식입니다").Order(), texts);
    }

    [Fact]
    public async Task A_cancelled_publication_is_not_sent_even_when_it_is_parked_already()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var cancelled = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "취소될 글", Later);
        await fixture.UntilAsync(cancelled, "claimed");

        await fixture.Database.ExecuteAsync("update publications set state = 'cancelled', owner = null, epoch = epoch + 1 where id = @cancelled and state = 'claimed'", new { cancelled });
        var later = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "나갈 글", Later);
        await fixture.TurnClockAsync(TimeSpan.FromSeconds(Later));
        await fixture.UntilAsync(later, "published");

        Assert.Equal("나갈 글", Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page)).Text);
    }

    [Fact]
    public async Task A_process_told_to_stop_gives_its_parked_posts_back_at_once()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var leaving = await fixture.StartProcessAsync("--Workers:LeaseSeconds=300");
        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "교대 중에도 제시간에", Later);
        await fixture.UntilAsync(publication, "claimed");

        await leaving.StopAsync();
        Assert.Equal("due", await fixture.Database.ScalarAsync<string>("select state::text from publications where id = @publication", new { publication }));
        await fixture.StartProcessAsync();
        await fixture.TurnClockAsync(TimeSpan.FromSeconds(Later));
        await fixture.UntilAsync(publication, "published");

        Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page));
    }

    [Fact]
    public async Task What_is_later_than_its_grace_is_not_sent_but_asked_about()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, account, page) = await fixture.AccountAsync("facebook");
        var late = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "어제의 인사", inSeconds: -7200);
        var within = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "조금 늦은 인사", inSeconds: -600);

        await fixture.StartProcessAsync();
        await fixture.UntilAsync(late, "missed");
        await fixture.UntilAsync(within, "published");

        Assert.Equal("조금 늦은 인사", Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page)).Text);
        Assert.True(await fixture.Database.ScalarAsync<bool>("select asked_at is not null from publications where id = @late", new { late }));
        Assert.True(await fixture.Database.ScalarAsync<int>("select count(*) from notifications where kind = 'publication.missed'") > 0);
    }

    [Fact]
    public async Task A_refusal_is_final_told_to_people_and_its_reason_kept()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram");

        var publication = await fixture.Agency.PublicationAsync(client, account, "instagram_image", "이미지가 아닌 파일", 1, (await fixture.Media.Store.PutAsync(new MemoryStream("글자뿐인 파일"u8.ToArray()), 1000, default))!.Value.Sha256);
        await fixture.Database.UntilAsync("it was tried again", "select retry_count >= 1 from publications where id = @publication", new { publication });

        Assert.Contains("미디어", await fixture.Database.ScalarAsync<string>("select error from publications where id = @publication", new { publication }), StringComparison.Ordinal);
        Assert.Equal("prepare", await fixture.Database.ScalarAsync<string>("select step from publishing_logs where subject_id = @publication limit 1", new { publication }));
        Assert.Empty(await fixture.Sandbox.EffectsAsync("instagram"));
    }

    [Fact]
    public async Task A_container_that_could_not_be_made_ahead_is_made_again_and_still_meets_its_second()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var (client, account, profile) = await fixture.AccountAsync("instagram");
        await fixture.Sandbox.FaultAsync(new { endpoint = "ig.create_container", kind = "spurious-9004", times = 1 });

        var publication = await fixture.Agency.PublicationAsync(client, account, "instagram_image", "두 번 만에 준비된 사진", Later, await fixture.Media.PictureAsync());
        await fixture.Database.UntilAsync("the container exists before the second",
            "select retry_count = 0 and handle is not null and snsops.now() < scheduled_at from publications where id = @publication", new { publication });
        Assert.Equal("9004/2207052", await fixture.Database.ScalarAsync<string>("select error_code from publishing_logs where subject_id = @publication and step = 'prepare'", new { publication }));
        await fixture.TurnClockAsync(TimeSpan.FromSeconds(Later));
        await fixture.UntilAsync(publication, "published");

        Assert.Single(await fixture.Sandbox.EffectsAsync("instagram", profile));
    }

    [Fact]
    public async Task A_token_that_cannot_be_opened_keeps_no_other_account_from_publishing()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (client, broken, _) = await fixture.AccountAsync("facebook");
        var (other, sound, page) = await fixture.AccountAsync("facebook");
        var (third, keyless, _) = await fixture.AccountAsync("facebook");
        await fixture.Database.ExecuteAsync("update account_tokens set access_token = set_byte(access_token, 12, 255 - get_byte(access_token, 12)) where account_id = @broken", new { broken });
        await fixture.Database.ExecuteAsync("update account_tokens set key_id = '잃어버린 키' where account_id = @keyless", new { keyless });
        var waiting = await fixture.Agency.PublicationAsync(third, keyless, "facebook_text", "열쇠를 받지 못한 프로세스의 글", inSeconds: -2);
        var stuck = await fixture.Agency.PublicationAsync(client, broken, "facebook_text", "열쇠를 잃은 계정의 글", inSeconds: -2);
        var publication = await fixture.Agency.PublicationAsync(other, sound, "facebook_text", "멀쩡한 계정의 글", inSeconds: -1);

        await fixture.StartProcessAsync();
        await fixture.UntilAsync(publication, "published");

        Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page));
        await fixture.UntilAsync(stuck, "failed");
        await fixture.Database.UntilAsync("its account waits for a person", "select state = 'needs_reconnect' and reconnect_cause = 'unreadable' from platform_accounts where id = @broken", new { broken });
        Assert.Equal("account.token_unreadable", await fixture.Database.ScalarAsync<string>("select error_code from publications where id = @stuck", new { stuck }));
        await fixture.Database.UntilAsync("it waits for a process that has the key", "select state = 'retrying' and error_code = 'internal' from publications where id = @waiting", new { waiting });
        Assert.Equal("active", await fixture.Database.ScalarAsync<string>("select state::text from platform_accounts where id = @keyless", new { keyless }));
    }

    [Fact]
    public async Task A_dead_token_fails_the_publication_and_sets_the_account_aside_once()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook");
        await fixture.Database.ExecuteAsync("select 1");
        var manager = await fixture.Agency.UserAsync("manager", client);
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.feed", kind = "token-expired", times = 1 });

        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "토큰이 만료된 계정", inSeconds: 0.5);
        await fixture.UntilAsync(publication, "failed");
        await fixture.Database.UntilAsync("the account waits for a person", "select state = 'needs_reconnect' from platform_accounts where id = @account", new { account });

        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*) from notifications where user_id = @manager and kind not like 'publication.%'", new { manager }));
    }
}
