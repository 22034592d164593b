using SnsOps.Api.Publications;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Hosting;
using SnsOps.Workers.Publishing.PublishDuePublications;

namespace SnsOps.Integration.Api;

/// <summary>Sending again: one, all of a cause, and what is refused.</summary>
public sealed class RetryTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Theory]
    [InlineData("failed")]
    [InlineData("missed")]
    public async Task It_is_due_now_with_its_grace_and_tries_anew_and_its_second_unmoved(string state)
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync(TimeSpan.FromMinutes(-30));
        await (state == "failed" ? api.FailAsync(publication) : api.MissAsync(publication));
        var before = await api.Database.ScalarAsync<DateTime>("select scheduled_at from publications where id = @publication", new { publication });

        var story = await team.Operator.PostAsync($"/v1/publications/{publication}/retry");

        Assert.Equal(("due", 0), ((string)story["publication"]!["state"]!, (int)story["publication"]!["retry_count"]!));
        Assert.Null(story["publication"]!["error"]);
        Assert.Equal(before, await api.Database.ScalarAsync<DateTime>("select scheduled_at from publications where id = @publication", new { publication }));
        Assert.True(await api.Database.ScalarAsync<bool>("""
            select resend_at between snsops.now() - interval '1 minute' and snsops.now() and next_attempt_at = resend_at and epoch = 1 and asked_at is null and due_since is not null
              from publications where id = @publication
            """, new { publication }));
        string[] missed = state == "missed" ? ["missed"] : [];
        Assert.Equal(["scheduled", .. missed, "retried", "due"], PublicationRows.Kinds(story));
        Assert.Equal("publication.under_way", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/retry", null, 409));
    }

    [Fact]
    public async Task At_a_later_time_it_waits_for_the_scan()
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync(TimeSpan.FromMinutes(-30));
        await api.MissAsync(publication);
        var at = DateTimeOffset.UtcNow.AddHours(3);
        var story = await team.Operator.PostAsync($"/v1/publications/{publication}/retry", new { at = at.ToString("O") });
        Assert.Equal("scheduled", (string?)story["publication"]!["state"]);
        Assert.True(await api.Database.ScalarAsync<bool>(
            "select prepare_at = resend_at - interval '150 seconds' and next_attempt_at = resend_at and resend_at > snsops.now() + interval '2 hours' from publications where id = @publication", new { publication }));

        await api.FailAsync(publication);
        Assert.Equal("schedule.in_the_past", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/retry", new { at = "2020-01-01T00:00:00Z" }, 400));
        Assert.Equal("schedule.too_far_ahead", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/retry", new { at = "2099-01-01T00:00:00Z" }, 400));
    }

    [Fact]
    public async Task What_is_sent_again_hours_late_can_be_claimed_at_once()
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync(TimeSpan.FromMinutes(-30));
        await api.Database.ExecuteAsync("update publications set scheduled_at = scheduled_at - w, prepare_at = prepare_at - w, next_attempt_at = next_attempt_at - w from (select interval '2 hours' as w) w where id = @publication;" + Agency.Sealed, new { publication });
        await api.MissAsync(publication);

        await team.Operator.PostAsync($"/v1/publications/{publication}/retry");

        var claimed = await new PublishDuePublicationsSql(api.Database.DataSource, api.Database.DataSource, new WorkerIdentity("publishing")).ClaimAsync([publication], 10, TestContext.Current.CancellationToken);
        Assert.Equal(publication, Assert.Single(claimed).Id);
    }

    [Fact]
    public async Task No_time_before_the_approved_second_is_taken()
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync(TimeSpan.FromHours(2));
        await api.FailAsync(publication, "account.not_active");
        Assert.Equal("content.time_is_approved", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/retry", new { at = DateTimeOffset.UtcNow.AddHours(1).ToString("O") }, 409));
        Assert.Equal("failed", (string?)(await team.StoryAsync(publication))["publication"]!["state"]);
        await team.Operator.PostAsync($"/v1/publications/{publication}/retry", new { at = DateTimeOffset.UtcNow.AddHours(3).ToString("O") });
    }

    [Fact]
    public async Task What_cannot_be_sent_again_does_not_stand_before_what_can()
    {
        var team = await api.TeamAsync();
        var (edited, good) = (await team.PublicationAsync(TimeSpan.FromMinutes(-20)), await team.PublicationAsync(TimeSpan.FromMinutes(-10)));
        foreach (var publication in (Guid[])[edited, good])
            await api.FailAsync(publication);
        await api.Database.ExecuteAsync("update publications set content_version = 7 where id = @edited", new { edited });

        Assert.Equal([good], await new RetrySql(api.Database.DataSource).OfCauseAsync([team.Client], "not_sent", null, 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_could_not_be_prepared_ahead_does_not_go_out_before_its_second()
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync(TimeSpan.FromMinutes(30));
        await api.FailAsync(publication, "account.not_active");
        Assert.Equal("scheduled", (string?)(await team.Operator.PostAsync($"/v1/publications/{publication}/retry"))["publication"]!["state"]);
        Assert.True(await api.Database.ScalarAsync<bool>("select next_attempt_at = scheduled_at and resend_at = scheduled_at from publications where id = @publication", new { publication }));
    }

    [Theory]
    [InlineData("scheduled", "publication.under_way")]
    [InlineData("due", "publication.under_way")]
    [InlineData("claimed", "publication.under_way")]
    [InlineData("retrying", "publication.under_way")]
    [InlineData("armed", "publication.already_sending")]
    [InlineData("unknown", "publication.already_sending")]
    [InlineData("published", "publication.already_sending")]
    [InlineData("cancelled", "publication.not_retryable")]
    public async Task Nothing_under_way_is_sent_a_second_time(string state, string code)
    {
        var team = await api.SharedTeamAsync();
        var publication = await team.PublicationAsync();
        await api.Database.ExecuteAsync("""
            update publications set state = @state::publication_state, owner = case when @state in ('claimed', 'armed') then gen_random_uuid() end,
                   published_at = case when @state = 'published' then snsops.now() end, id_pending = @state = 'published' where id = @publication
            """, new { publication, state });
        Assert.Equal(code, await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/retry", null, 409));
        Assert.Equal(state, (string?)(await team.StoryAsync(publication))["publication"]!["state"]);
    }

    [Fact]
    public async Task What_was_edited_or_disconnected_is_not_sent_again()
    {
        var team = await api.TeamAsync();
        var content = await team.ApprovedAsync();
        var publication = await team.PublicationAsync(content: content);
        await api.FailAsync(publication);
        await api.Database.ExecuteAsync("update platform_accounts set state = 'needs_reconnect', reconnect_reason = '만료' where id = @Account", new { team.Account });
        Assert.Equal("account.not_active", await RefusedAsync(publication));
        await api.Database.ExecuteAsync("update platform_accounts set state = 'active', reconnect_reason = null where id = @Account", new { team.Account });

        await team.Operator.SendAsync(HttpMethod.Patch, $"/v1/contents/{content}", new { body = "고친 글입니다" }, 200, ("If-Match", "\"1\""));
        Assert.Equal("publication.content_changed", await RefusedAsync(publication));
        await team.Operator.PostAsync($"/v1/contents/{content}/submit");
        await team.Manager.PostAsync($"/v1/contents/{content}/approve");
        Assert.Equal("publication.content_changed", await RefusedAsync(publication));
        Assert.Equal(publication, await team.PublicationAsync(content: content));

        Task<string> RefusedAsync(Guid id) => team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/publications/{id}/retry", null, 409);
    }

    /// <summary>It may become public any moment: a handle that is forgotten would let it be made twice.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_its_platform_is_still_processing_is_neither_called_off_nor_moved(bool asked)
    {
        var team = await api.TeamAsync();
        var content = await team.ApprovedAsync();
        var publication = await team.PublicationAsync(content: content);
        await api.AskAsync(publication, asked);
        await api.Database.ExecuteAsync("update publications set handle = '6001' where id = @publication", new { publication });

        Assert.Equal("publication.already_sending", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/cancel", null, 409));
        Assert.Equal("publication.already_sending", await team.Operator.RefusedAsync(
            HttpMethod.Post, $"/v1/contents/{content}/schedule", new { scheduled_at = DateTimeOffset.UtcNow.AddHours(2).ToString("O"), time_zone = "Asia/Seoul" }, 409));
        Assert.Equal("6001", await api.Database.ScalarAsync<string>("select handle from publications where id = @publication", new { publication }));
    }

    [Fact]
    public async Task Failures_are_told_by_cause_and_a_cause_is_sent_again_as_a_whole()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        var lost = new[] { await team.PublicationAsync(), await team.PublicationAsync(), await team.PublicationAsync() };
        foreach (var publication in lost)
            await api.FailAsync(publication);
        await api.FailAsync(await team.PublicationAsync(), "190", "토큰이 만료되었습니다");
        await api.FailAsync(await team.PublicationAsync(), "100", "허용되지 않는 내용입니다");
        var foreign = await other.PublicationAsync();
        await api.FailAsync(foreign);
        await api.Database.ExecuteAsync("update publications set content_version = 7 where id = @id", new { id = lost[1] });

        var groups = (await team.Operator.GetAsync("/v1/publications/failures"))["items"]!.AsArray();
        Assert.Equal([("not_sent", 3, "now"), ("100", 1, "after_editing"), ("190", 1, "after_reconnecting")],
            groups.Select(g => ((string)g!["error_code"]!, (int)g["count"]!, (string)g["retry"]!)));
        Assert.Equal("연결하지 못했습니다", (string?)groups[0]!["newest"]!["error"]);

        var retried = (await team.Operator.PostAsync("/v1/publications/retry", new { error_code = "not_sent" }))["items"]!.AsArray();
        Assert.Equal(lost.Order(), retried.Select(i => (Guid)i!["id"]!).Order());
        var refused = Assert.Single(retried, i => !(bool)i!["retried"]!)!;
        Assert.Equal((lost[1], "publication.content_changed"), ((Guid)refused["id"]!, (string)refused["code"]!));
        Assert.Equal("failed", await api.Database.ScalarAsync<string>("select state::text from publications where id = @foreign", new { foreign }));
        Assert.Empty((await team.Operator.PostAsync("/v1/publications/retry", new { error_code = "not_sent", client_id = other.Client }))["items"]!.AsArray());
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, "/v1/publications/retry", new { }, 400));
    }

    [Fact]
    public async Task Two_people_at_once_send_it_again_once()
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync(TimeSpan.FromMinutes(-10));
        await api.FailAsync(publication);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            using var answer = await (i % 2 == 0 ? team.Operator : team.Manager).Http.PostAsync($"/v1/publications/{publication}/retry", null);
            return (int)answer.StatusCode;
        }));
        Assert.Single(statuses, 200);
        Assert.Equal(5, statuses.Count(s => s == 409));
        Assert.Equal(1, await api.Database.ScalarAsync<int>("select epoch from publications where id = @publication", new { publication }));
    }
}
