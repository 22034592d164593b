namespace SnsOps.Integration.Api;

/// <summary>A person settles what no look-up could.</summary>
public sealed class ResolveTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task What_a_person_has_seen_is_published_with_its_link_and_the_id_the_link_tells()
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync();
        await api.AskAsync(publication);
        var page = await api.Database.ScalarAsync<string>("select platform_account_id from platform_accounts where id = @Account", new { team.Account });
        var link = $"https://www.facebook.com/{page}/posts/122093712345";

        var story = await team.Operator.PostAsync($"/v1/publications/{publication}/resolve", new { posted = true, post_url = link });

        var row = story["publication"]!;
        Assert.Equal(("published", link, $"{page}_122093712345", false), ((string)row["state"]!, (string)row["post_url"]!, (string)row["platform_post_id"]!, (bool)row["id_pending"]!));
        var log = Assert.Single(story["publishing_logs"]!.AsArray())!;
        Assert.Equal(("published", "person"), ((string)log["status"]!, (string)log["resolved_by"]!));
        var verdict = Assert.Single(story["timeline"]!.AsArray(), line => (string)line!["kind"]! == "person_verdict")!;
        Assert.Equal(("published", "김하늘"), ((string)verdict["status"]!, (string)verdict["by"]!));
        Assert.Equal(1, await api.Database.ScalarAsync<int>("select count(*) from live_events where payload ->> 'publication_id' = @publication::text and payload ->> 'status' = 'published'", new { publication }));
        Assert.Equal("publication.not_asked", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/resolve", new { posted = false }, 409));
    }

    [Fact]
    public async Task The_same_word_of_the_same_person_again_is_answered_as_done()
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync();
        await api.AskAsync(publication);
        await team.Operator.PostAsync($"/v1/publications/{publication}/resolve", new { posted = true });

        var again = await team.Operator.PostAsync($"/v1/publications/{publication}/resolve", new { posted = true });

        Assert.Single(again["publishing_logs"]!.AsArray());
        Assert.Equal("publication.not_asked", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/resolve", new { posted = true }, 409));
        Assert.Equal(1, await api.Database.ScalarAsync<int>("select count(*) from live_events where payload ->> 'publication_id' = @publication::text and payload ->> 'status' = 'published'", new { publication }));
    }

    [Fact]
    public async Task Without_a_telling_link_its_id_stays_pending()
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync();
        await api.AskAsync(publication);
        var row = (await team.Manager.PostAsync($"/v1/publications/{publication}/resolve", new { posted = true, post_url = "https://www.facebook.com/12345/posts/999" }))["publication"]!;
        Assert.True((bool)row["id_pending"]!);
        Assert.Null(row["platform_post_id"]);
    }

    [Theory]
    [InlineData("facebook_video", "998877")]
    [InlineData("facebook_reel", "998877")]
    [InlineData("facebook_photo", null)]
    public async Task A_video_is_known_by_its_handle_without_a_link(string format, string? id)
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync(TimeSpan.FromMinutes(-30));
        await api.AskAsync(publication);
        await api.Database.ExecuteAsync(
            "update publications set format = @format::publication_format where id = @publication; update attempts set handle = '998877', armed_at = snsops.now() - interval '20 minutes' where subject_id = @publication", new { publication, format });

        var row = (await team.Operator.PostAsync($"/v1/publications/{publication}/resolve", new { posted = true }))["publication"]!;

        Assert.Equal((id, id is null), ((string?)row["platform_post_id"], (bool)row["id_pending"]!));
    }

    /// <summary>Not when somebody got round to looking.</summary>
    [Fact]
    public async Task It_was_out_since_it_was_sent()
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync(TimeSpan.FromMinutes(-30));
        await api.AskAsync(publication);
        await api.Database.ExecuteAsync("update attempts set armed_at = snsops.now() - interval '20 minutes' where subject_id = @publication", new { publication });

        await team.Operator.PostAsync($"/v1/publications/{publication}/resolve", new { posted = true });

        Assert.True(await api.Database.ScalarAsync<bool>(
            "select p.published_at = l.armed_at and p.id_look_at is not null from publications p join publishing_logs l on l.subject_id = p.id where p.id = @publication", new { publication }));
    }

    [Fact]
    public async Task What_is_not_there_is_failed_and_may_be_sent_again()
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync(TimeSpan.FromSeconds(-30));
        await api.AskAsync(publication);

        var row = (await team.Operator.PostAsync($"/v1/publications/{publication}/resolve", new { posted = false }))["publication"]!;

        Assert.Equal(("failed", "not_posted"), ((string)row["state"]!, (string)row["error_code"]!));
        Assert.Equal("not_there", await api.Database.ScalarAsync<string>("select status from publishing_logs where subject_id = @publication and resolved_by = 'person'", new { publication }));
        Assert.Equal("due", (string?)(await team.Operator.PostAsync($"/v1/publications/{publication}/retry"))["publication"]!["state"]);
    }

    [Theory]
    [InlineData(true, "published", "published")]
    [InlineData(false, "failed", "not_there")]
    public async Task A_person_settles_a_first_comment_and_the_post_stays_published(bool posted, string state, string status)
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync();
        await api.AskAboutFirstCommentAsync(publication);

        var story = await team.Operator.PostAsync($"/v1/publications/{publication}/first-comment/resolve", new { posted });

        Assert.Equal(("published", state), ((string)story["publication"]!["state"]!, (string)story["first_comment"]!["state"]!));
        Assert.Equal(status + " 김하늘", await api.Database.ScalarAsync<string>(
            "select status || ' ' || (response::jsonb ->> 'name') from publishing_logs where subject_id = @publication and step = 'first_comment' and resolved_by = 'person'", new { publication }));
        Assert.Equal("first_comment.not_asked", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/first-comment/resolve", new { posted }, 409));
    }

    [Fact]
    public async Task A_first_comment_that_is_still_looked_for_is_not_settled_by_a_person()
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync();
        await api.AskAboutFirstCommentAsync(publication, asked: false);
        Assert.Equal("first_comment.not_asked", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/first-comment/resolve", new { posted = true }, 409));
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/first-comment/resolve", new { }, 400));
    }

    [Theory]
    [InlineData("""{}""", 400, "request.invalid")]
    [InlineData("""{"posted":false,"post_url":"https://www.facebook.com/1/posts/2"}""", 400, "request.invalid")]
    [InlineData("""{"posted":true,"post_url":"https://www.instagram.com/p/DAbc/"}""", 422, "publication.link_elsewhere")]
    [InlineData("""{"posted":true,"post_url":"http://www.facebook.com/1/posts/2"}""", 422, "publication.link_elsewhere")]
    [InlineData("""{"posted":true,"post_url":"https://facebook.com.example/1/posts/2"}""", 422, "publication.link_elsewhere")]
    [InlineData("""{"posted":true,"post_url":"javascript:alert(1)"}""", 422, "publication.link_elsewhere")]
    public async Task A_senseless_answer_settles_nothing(string body, int status, string code)
    {
        var team = await api.SharedTeamAsync();
        var publication = await team.PublicationAsync();
        await api.AskAsync(publication);
        Assert.Equal(code, await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/resolve", System.Text.Json.Nodes.JsonNode.Parse(body), status));
        Assert.Equal("unknown", (string?)(await team.StoryAsync(publication))["publication"]!["state"]);
    }

    [Fact]
    public async Task Only_what_is_asked_about_can_be_settled_and_only_by_its_own_staff()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        var (scheduled, looked) = (await team.PublicationAsync(), await team.PublicationAsync());
        await api.AskAsync(looked, asked: false);
        foreach (var publication in (Guid[])[scheduled, looked])
            Assert.Equal("publication.not_asked", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/resolve", new { posted = true }, 409));
        Assert.Equal("publication.not_found", await other.Manager.RefusedAsync(HttpMethod.Post, $"/v1/publications/{looked}/resolve", new { posted = true }, 404));
        var customer = await api.UserAsync("client", team.Client);
        Assert.Equal("auth.forbidden", await customer.RefusedAsync(HttpMethod.Post, $"/v1/publications/{looked}/resolve", new { posted = true }, 403));
    }
}
