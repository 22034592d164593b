using System.Text.Json.Nodes;

namespace SnsOps.Integration.Api;

/// <summary>What the page's views are drawn from: today, the calendar, previews, insights.</summary>
public sealed class DeskTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Today_counts_what_needs_somebody_and_shows_nothing_of_other_clients()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        foreach (var one in (Team[])[team, other])
        {
            await api.FailAsync(await one.PublicationAsync());
            await api.AskAsync(await one.PublicationAsync());
            await one.PublicationAsync();
            await api.Database.ExecuteAsync("update platform_accounts set state = 'needs_reconnect', reconnect_reason = '비밀번호가 바뀌었습니다' where id = @Account", new { one.Account });
            foreach (var hours in (int[])[23, 25])
            {
                var submitted = await one.DraftAsync();
                await one.Operator.PostAsync($"/v1/contents/{submitted}/submit");
                await api.Database.ExecuteAsync("update contents set review_until = snsops.now() + make_interval(hours => @hours) where id = @submitted", new { hours, submitted });
            }

            await one.Operator.PostAsync("/v1/holds", new { client_id = one.Client, reason = "행사 취소" }, 201);
            await SayAsync(one, "negative", "배송이 너무 늦어요");
            await SayAsync(one, "positive", "최고예요");
        }

        var today = await team.Operator.GetAsync("/v1/today");
        Assert.Equal(2, (int)today["in_review"]!["count"]!);
        foreach (var list in (string[])["at_risk", "asked", "failed", "expiring", "unanswered"])
        {
            Assert.Equal(1, (int)today[list]!["count"]!);
            Assert.Equal(team.Client, (Guid)Assert.Single(today[list]!["items"]!.AsArray())!["client_id"]!);
        }

        Assert.Equal(1, (int)today["holds"]!);
        Assert.Equal("배송이 너무 늦어요", (string?)today["unanswered"]!["items"]![0]!["message"]);
        Assert.Equal(team.Account, (Guid)Assert.Single(today["accounts"]!.AsArray())!["id"]!);
        Assert.Equal(0, (int)(await team.Operator.GetAsync($"/v1/today?client_id={other.Client}"))["failed"]!["count"]!);
        Assert.Equal(2, (int)(await api.Admin.GetAsync("/v1/today"))["failed"]!["count"]!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_called_off_waits_for_another_time(bool whole)
    {
        var team = await api.TeamAsync();
        var scheduled = await team.ScheduleAsync(await team.ApprovedAsync(), TimeSpan.FromHours(3));
        var id = (Guid)scheduled["id"]!;

        await team.Operator.PostAsync(whole ? $"/v1/contents/{id}/cancel" : $"/v1/publications/{scheduled["publications"]![0]!["id"]}/cancel");

        Assert.Null((await team.Operator.GetAsync($"/v1/contents/{id}"))["scheduled_at"]);
        var plan = await team.Operator.GetAsync($"/v1/calendar?from={DateTimeOffset.UtcNow.AddDays(-1):yyyy-MM-ddTHH:mm:ssZ}&to={DateTimeOffset.UtcNow.AddDays(6):yyyy-MM-ddTHH:mm:ssZ}");
        Assert.Empty(plan["items"]!.AsArray());
        Assert.Equal(id, (Guid)Assert.Single(plan["unscheduled"]!.AsArray())!["id"]!);
        await team.ScheduleAsync(id, TimeSpan.FromHours(4));
    }

    [Fact]
    public async Task The_calendar_shows_a_content_at_its_time_and_refuses_to_move_what_somebody_else_has_moved()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        var id = await team.ApprovedAsync();
        var unscheduled = await team.ApprovedAsync();
        var seen = (string)(await team.ScheduleAsync(id, TimeSpan.FromHours(3)))["scheduled_at"]!;
        await other.ScheduleAsync(await other.ApprovedAsync(), TimeSpan.FromHours(3));
        var span = $"from={DateTimeOffset.UtcNow.AddDays(-1):yyyy-MM-ddTHH:mm:ssZ}&to={DateTimeOffset.UtcNow.AddDays(6):yyyy-MM-ddTHH:mm:ssZ}";

        var plan = await team.Operator.GetAsync($"/v1/calendar?{span}");
        var item = Assert.Single(plan["items"]!.AsArray())!;
        Assert.Equal((id, seen, "scheduled", false), ((Guid)item["id"]!, (string)item["scheduled_at"]!, (string)item["delivery_status"]!, (bool)item["held"]!));
        Assert.Equal(unscheduled, (Guid)Assert.Single(plan["unscheduled"]!.AsArray())!["id"]!);
        await team.Operator.PostAsync("/v1/holds", new { client_id = team.Client, content_id = id, reason = "확인 중" }, 201);
        Assert.True((bool)(await team.Operator.GetAsync($"/v1/calendar?{span}"))["items"]![0]!["held"]!);
        Assert.Empty((await team.Operator.GetAsync($"/v1/calendar?{span}&client_id={other.Client}"))["items"]!.AsArray());
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Get, "/v1/calendar?from=2026-01-01T00:00:00Z&to=2026-12-01T00:00:00Z", null, 400));
        Assert.Contains((await team.Operator.GetAsync("/v1/calendar?from=2026-09-20T00:00:00Z&to=2026-10-10T00:00:00Z"))["holidays"]!.AsArray(), day => (string)day!["name"]! == "추석");

        await team.ScheduleAsync(id, TimeSpan.FromHours(4));
        object Move(string from) => new { scheduled_at = DateTimeOffset.UtcNow.AddHours(5).ToString("O"), time_zone = "Asia/Seoul", moved_from = from };
        Assert.Equal("schedule.moved", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/schedule", Move(seen), 409));
        Assert.Equal("content.version_mismatch", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/schedule", Move(seen), 412, ("If-Match", "\"7\"")));
        var now = (string)(await team.Operator.GetAsync($"/v1/calendar?{span}"))["items"]![0]!["scheduled_at"]!;
        await team.Operator.PostAsync($"/v1/contents/{id}/schedule", Move(now));
    }

    [Fact]
    public async Task A_preview_has_the_senders_own_fields_counted_as_the_platform_counts()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        var instagram = await api.AccountAsync(team.Client, "instagram");
        var youtube = await api.AccountAsync(team.Client, "youtube");
        var draft = new
        {
            client_id = team.Client, title = "가을 신메뉴", body = "단호박 라테 🎃 #가을 #신메뉴", link = "https://example.com/menu", first_comment = "예약은 프로필 링크에서",
            variants = new { youtube = new { tags = new[] { "라테" } }, facebook = new { first_comment = "" } }, account_ids = new[] { team.Account, instagram, youtube, other.Account },
        };
        var previews = (await team.Operator.PostAsync("/v1/contents/preview", draft))["items"]!.AsArray();
        Assert.Equal(["facebook", "instagram", "youtube"], previews.Select(p => (string)p!["platform"]!).Order());

        var feed = previews.Single(p => (string)p!["platform"]! == "facebook")!;
        Assert.Equal("facebook_text", (string?)feed["format"]);
        Assert.Empty(feed["broken"]!.AsArray());
        Assert.Null(feed["first_comment"]);
        var call = Assert.Single(feed["calls"]!.AsArray())!;
        Assert.EndsWith("/feed", (string)call["path"]!, StringComparison.Ordinal);
        Assert.Equal([("message", "단호박 라테 🎃 #가을 #신메뉴"), ("link", "https://example.com/menu")], call["fields"]!.AsArray().Select(f => ((string)f!["name"]!, (string)f["value"]!)));

        var picture = previews.Single(p => (string)p!["platform"]! == "instagram")!;
        Assert.Equal((17, 2200), Count(picture, "text"));
        Assert.Equal((2, 30), Count(picture, "hashtags"));
        Assert.Contains(picture["broken"]!.AsArray(), rule => ((string)rule!["text_en"]!).Contains("exactly 1 file", StringComparison.Ordinal));
        Assert.Equal((System.Text.Encoding.UTF8.GetByteCount(draft.body), 5000), Count(previews.Single(p => (string)p!["platform"]! == "youtube")!, "text_bytes"));
        Assert.Equal("client.not_found", await team.Operator.RefusedAsync(HttpMethod.Post, "/v1/contents/preview", new { client_id = other.Client }, 404));
        var client = await api.UserAsync("client", team.Client);
        Assert.Equal("auth.forbidden", await client.RefusedAsync(HttpMethod.Post, "/v1/contents/preview", draft, 403));
        Assert.Equal(12, (await client.GetAsync("/v1/formats"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Insights_have_a_value_for_each_day_or_none_and_the_newest_counts()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        foreach (var one in (Team[])[team, other])
        {
            await api.Database.ExecuteAsync("""
                insert into analytics_snapshots (id, client_id, account_id, platform, metric, for_date, value, null_reason, observed_at)
                select gen_random_uuid(), @Client, @Account, 'facebook', w.metric, (snsops.now() at time zone 'Asia/Seoul')::date - w.ago, w.value, case when w.value is null then 'not_yet' end, snsops.now() - w.seen
                  from (values ('followers', 1, 100, interval '2 hours'), ('followers', 1, 120, interval '1 hour'), ('reach', 0, null, interval '1 hour'), ('engagements', 0, 7, interval '1 hour'), ('likes', 0, 5, interval '1 hour'))
                    as w (metric, ago, value, seen)
                """, new { one.Client, one.Account });
            await SayAsync(one, "negative", "별로예요");
        }

        var insights = await team.Operator.GetAsync("/v1/insights");
        Assert.Equal(28, insights["days"]!.AsArray().Count);
        var series = Assert.Single(insights["accounts"]!.AsArray())!;
        Assert.Equal(team.Account, (Guid)series["account_id"]!);
        Assert.Equal([120m], series["followers"]!.AsArray().Where(value => value is not null).Select(value => (decimal)value!));
        Assert.All(series["reach"]!.AsArray(), Assert.Null);
        Assert.Equal(7m, (decimal)series["engagement"]!.AsArray()[^1]!);
        Assert.Equal(1, (int)insights["sentiment"]!.AsArray()[^1]!["negative"]!);
        Assert.Empty((await team.Operator.GetAsync($"/v1/insights?client_id={other.Client}"))["accounts"]!.AsArray());
        Assert.Empty((await team.Operator.GetAsync($"/v1/insights?account_id={other.Account}"))["accounts"]!.AsArray());
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Get, "/v1/insights?from=2026-01-01&to=2026-12-01", null, 400));
    }

    private static (int Count, int Most) Count(JsonNode preview, string what)
    {
        var count = preview["counts"]!.AsArray().Single(c => (string)c!["what"]! == what)!;
        return ((int)count["count"]!, (int)count["most"]!);
    }

    private Task SayAsync(Team team, string sentiment, string message) => api.Database.ExecuteAsync("""
        insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, message, posted_at, sentiment, score, sentiment_model, scored_at)
        values (gen_random_uuid(), @Client, @Account, 'facebook', gen_random_uuid()::text, '1', @message, snsops.now() - interval '1 second', @sentiment::sentiment, 0.9, 'test', snsops.now())
        """, new { team.Client, team.Account, sentiment, message });
}
