namespace SnsOps.Integration.Publishing;

public sealed class UnknownOutcomeTests
{
    public static TheoryData<string> CommitThenFail => ["commit-then-timeout", "commit-then-5xx", "commit-then-reset", "commit-then-truncated"];

    [Theory]
    [MemberData(nameof(CommitThenFail))]
    public async Task A_facebook_post_whose_answer_was_lost_is_found_in_the_listing_and_never_sent_again(string fault)
    {
        await using var fixture = await PublishingFixture.StartAsync("--Meta:TimeoutSeconds=2");
        var (client, account, page) = await fixture.AccountAsync("facebook");
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.feed", kind = fault, times = 1 });

        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "비 오는 날엔 따뜻한 라떼 ☔", inSeconds: 0.5);
        await fixture.UntilAsync(publication, "published");

        var effect = Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page));
        Assert.Equal(effect.Id, await fixture.Database.ScalarAsync<string>("select platform_post_id from publications where id = @publication", new { publication }));
        Assert.Equal("listing", await fixture.Database.ScalarAsync<string>("select resolved_by from publishing_logs where subject_id = @publication", new { publication }));
        Assert.True(await fixture.Database.ScalarAsync<bool>("""
            select response is null and unknown_response <> '' and unknown_code <> '' and unknown_reason <> '' and doubted_at between armed_at and closed_at and lookups > 0 from publishing_logs where subject_id = @publication
            """, new { publication }));
    }

    [Theory]
    [InlineData("commit-then-timeout")]
    [InlineData("commit-then-5xx")]
    [InlineData("commit-then-4-2207051")]
    public async Task An_instagram_post_whose_answer_was_lost_is_decided_by_its_container(string fault)
    {
        await using var fixture = await PublishingFixture.StartAsync("--Meta:TimeoutSeconds=2");
        var (client, account, profile) = await fixture.AccountAsync("instagram");
        await fixture.Sandbox.FaultAsync(new { endpoint = "ig.publish", kind = fault, times = 1 });

        var publication = await fixture.Agency.PublicationAsync(client, account, "instagram_image", "오늘의 꽃, 프리지아 🌼", 1, await fixture.Media.PictureAsync());
        await fixture.UntilAsync(publication, "published");

        var effect = Assert.Single(await fixture.Sandbox.EffectsAsync("instagram", profile));
        Assert.Equal(effect.Id, await fixture.Database.ScalarAsync<string>("select platform_post_id from publications where id = @publication", new { publication }));
        Assert.Equal("handle", await fixture.Database.ScalarAsync<string>("select resolved_by from publishing_logs where subject_id = @publication", new { publication }));
    }

    [Fact]
    public async Task An_instagram_post_that_surely_did_not_happen_is_committed_again_with_the_same_container()
    {
        await using var fixture = await PublishingFixture.StartAsync("--Meta:TimeoutSeconds=1", "--Publishing:DeadlineSeconds=2");
        var (client, account, profile) = await fixture.AccountAsync("instagram");
        var created = await fixture.Sandbox.CountAsync("ig.create_container");
        await fixture.Sandbox.FaultAsync(new { endpoint = "ig.publish", kind = "server-error", times = 1 });

        var publication = await fixture.Agency.PublicationAsync(client, account, "instagram_image", "두 번째 시도에 게시", 1, await fixture.Media.PictureAsync());
        await fixture.UntilAsync(publication, "published");

        Assert.Single(await fixture.Sandbox.EffectsAsync("instagram", profile));
        Assert.Equal(1, await created());
        Assert.Equal("not_there, published", await FormatTests.StatusesAsync(fixture, publication));
    }

    [Fact]
    public async Task A_look_of_a_process_that_is_gone_is_taken_up_at_once()
    {
        await using var fixture = await PublishingFixture.StartAsync("--Resolve:LookSeconds=1");
        var (client, account, page) = await fixture.AccountAsync("facebook");
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.feed", kind = "commit-then-5xx", times = 1 });
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.published_posts", kind = "listing-lag", times = 1, delay_ms = 60_000 });

        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "보던 사람이 사라진 글", inSeconds: 0.5);
        await fixture.Database.UntilAsync("it was looked for in vain", "select exists (select from attempts where subject_id = @publication and absent_since is not null)", new { publication });
        await fixture.Database.ExecuteAsync("update attempts set looker = gen_random_uuid() where subject_id = @publication", new { publication });
        await fixture.UntilAsync(publication, "published");

        Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page));
    }

    [Fact]
    public async Task A_facebook_post_that_is_not_in_the_listing_is_asked_about_and_not_sent_again()
    {
        await using var fixture = await PublishingFixture.StartAsync("--Meta:TimeoutSeconds=1", "--Publishing:DeadlineSeconds=2");
        var (client, account, page) = await fixture.AccountAsync("facebook");
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.feed", kind = "server-error", times = 1 });

        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "게시되지 않은 글", inSeconds: 0.5);
        await fixture.Database.UntilAsync("a person is asked", "select state = 'unknown' and asked_at is not null from publications where id = @publication", new { publication });

        Assert.Empty(await fixture.Sandbox.EffectsAsync("facebook", page));
        Assert.True(await fixture.Database.ScalarAsync<int>("select count(*) from notifications where kind = 'publication.unknown'") > 0);
        Assert.Equal("asked post", await fixture.Database.ScalarAsync<string>("""
            select string_agg(a.act || ' ' || a.step, ', ') from publication_acts a join publications p on p.id = a.publication_id and p.asked_at = a.at and p.error = a.note where p.id = @publication
            """, new { publication }));
    }

    [Fact]
    public async Task Of_twins_in_the_listing_none_is_taken_by_guess()
    {
        await using var fixture = await PublishingFixture.StartAsync("--Meta:TimeoutSeconds=1");
        var (client, account, page) = await fixture.AccountAsync("facebook");
        using (var form = new FormUrlEncodedContent([new("message", "똑같은 인사말"), new("access_token", "EAAG-" + page)]))
            (await fixture.Sandbox.Http.PostAsync($"/v25.0/{page}/feed", form)).EnsureSuccessStatusCode();
        using (var form = new FormUrlEncodedContent([new("message", "사이에 낀 글"), new("access_token", "EAAG-" + page)]))
            (await fixture.Sandbox.Http.PostAsync($"/v25.0/{page}/feed", form)).EnsureSuccessStatusCode();
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.feed", kind = "commit-then-5xx", times = 1 });

        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "똑같은 인사말", inSeconds: 0.5);
        await fixture.Database.UntilAsync("a person is asked", "select state = 'unknown' and asked_at is not null from publications where id = @publication", new { publication });

        Assert.Null(await fixture.Database.ScalarAsync<string?>("select platform_post_id from publications where id = @publication", new { publication }));
    }

    /// <summary>Two of ours with the same words, of which one never left: what is listed is not the other's for being looked for first.</summary>
    [Fact]
    public async Task Of_two_posts_with_the_same_words_none_gets_the_id_of_the_only_one_that_is_listed()
    {
        await using var fixture = await PublishingFixture.StartAsync("--Meta:TimeoutSeconds=1");
        var (client, account, page) = await fixture.AccountAsync("facebook");
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.feed", kind = "server-error", times = 1 });
        var lost = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "두 번 쓴 인사말", inSeconds: 0.5);
        await fixture.UntilAsync(lost, "unknown");
        await fixture.Sandbox.FaultAsync(new { endpoint = "fb.feed", kind = "commit-then-5xx", times = 1 });
        var there = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "두 번 쓴 인사말", inSeconds: 0.5);
        await fixture.UntilAsync(there, "unknown");
        var looks = await fixture.Database.ScalarAsync<int>("select max(lookups) from attempts where account_id = @account", new { account });
        await fixture.Database.UntilAsync("both were looked for while it was listed", "select count(*) = 2 from attempts where account_id = @account and lookups > @looks + 1", new { account, looks });

        Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page));
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(*)::int from publications where account_id = @account and state = 'unknown' and platform_post_id is null", new { account }));
    }
}
