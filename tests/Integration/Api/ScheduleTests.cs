using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Api;

/// <summary>Setting a time: what becomes of it, and what is refused at the desk.</summary>
public sealed class ScheduleTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Theory]
    [InlineData(20, "due")]
    [InlineData(230, "due")]
    [InlineData(3600, "scheduled")]
    public async Task What_comes_within_the_lead_is_due_at_once_the_rest_waits_for_the_scan(int seconds, string state)
    {
        var team = await api.TeamAsync();
        var id = await team.ApprovedAsync();
        var content = await team.ScheduleAsync(id, TimeSpan.FromSeconds(seconds));
        Assert.Equal("scheduled", (string?)content["delivery_status"]);
        Assert.Equal(state, (string?)content["publications"]![0]!["state"]);
        Assert.True(await api.Database.ScalarAsync<bool>("""
            select p.prepare_at = p.scheduled_at - interval '150 seconds' and p.next_attempt_at = p.scheduled_at and c.seal = snsops.content_seal(c.id)
               and p.seal = snsops.post_seal(c.seal, p.account_id, 'facebook_text', p.scheduled_at, null) and p.content_version = c.version
               and (p.due_since is not null) = (p.state = 'due') and c.local_time = p.scheduled_at at time zone 'Asia/Seoul' and p.format = 'facebook_text'
              from publications p join contents c on c.id = p.content_id where c.id = @id
            """, new { id }));
    }

    [Fact]
    public async Task Only_an_approved_content_gets_a_time_and_only_one_to_come()
    {
        var team = await api.TeamAsync();
        var draft = await team.DraftAsync();
        Assert.Equal("content.wrong_review_state", (string?)(await team.ScheduleAsync(draft, TimeSpan.FromHours(1), 409))["code"]);
        var id = await team.ApprovedAsync();
        Assert.Equal("schedule.in_the_past", (string?)(await team.ScheduleAsync(id, TimeSpan.FromHours(-2), 400))["code"]);
        Assert.Equal("schedule.unknown_time_zone", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/schedule", new { scheduled_at = DateTimeOffset.UtcNow.AddHours(1), time_zone = "Asia/Nowhere" }, 400));
        Assert.Equal("request.malformed", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/schedule", new { scheduled_at = "2099-01-01T09:00:00", time_zone = "Asia/Seoul" }, 400));
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/schedule", new { }, 400));
        await team.ScheduleAsync(id, TimeSpan.FromMinutes(-10));
    }

    [Fact]
    public async Task A_time_is_moved_by_scheduling_again_and_cancelled_only_once()
    {
        var team = await api.TeamAsync();
        var id = await team.ApprovedAsync();
        var first = await team.ScheduleAsync(id, TimeSpan.FromHours(2));
        await api.Database.ExecuteAsync("update publications set handle = '1789', handle_at = now(), retry_count = 2 where content_id = @id", new { id });
        var moved = await team.ScheduleAsync(id, TimeSpan.FromHours(5));
        Assert.Equal((Guid)first["publications"]![0]!["id"]!, (Guid)Assert.Single(moved["publications"]!.AsArray())!["id"]!);
        Assert.True(await api.Database.ScalarAsync<bool>("select handle is null and retry_count = 0 and epoch = 1 and scheduled_at > now() + interval '4 hours' from publications where content_id = @id", new { id }));

        Assert.Equal("cancelled", (string?)(await team.Operator.PostAsync($"/v1/contents/{id}/cancel"))["delivery_status"]);
        Assert.Equal("cancelled", (string?)(await team.Operator.PostAsync($"/v1/contents/{id}/cancel"))["delivery_status"]);
        Assert.Equal("scheduled", (string?)(await team.ScheduleAsync(id, TimeSpan.FromHours(6)))["delivery_status"]);
        Assert.Equal("publication.nothing_to_cancel", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/contents/{await team.ApprovedAsync()}/cancel", null, 409));
    }

    [Fact]
    public async Task A_claimed_publication_is_taken_from_its_worker_by_a_cancel()
    {
        var team = await api.TeamAsync();
        var id = await team.ApprovedAsync();
        var content = await team.ScheduleAsync(id, TimeSpan.FromSeconds(30));
        await api.Database.ExecuteAsync("update publications set state = 'claimed', owner = gen_random_uuid(), epoch = 7 where content_id = @id", new { id });
        var story = await team.Operator.PostAsync($"/v1/publications/{content["publications"]![0]!["id"]}/cancel");
        Assert.Equal(("cancelled", 8), ((string)story["publication"]!["state"]!, (int)story["publication"]!["epoch"]!));
    }

    [Fact]
    public async Task Rules_of_the_platforms_are_told_at_the_desk_with_file_and_rule()
    {
        var team = await api.TeamAsync();
        var instagram = await api.AccountAsync(team.Client, "instagram");
        var png = await Pictures.UploadAsync(team, Pictures.Png(640, 640), "image/png");
        var problem = await team.ScheduleAsync(await team.ApprovedAsync([(Guid)png["id"]!], [instagram]), TimeSpan.FromHours(1), 422);
        Assert.Equal("content.breaks_platform_rules", (string?)problem["code"]);
        Assert.Contains(((string)png["sha256"]!)[..12], (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Contains("JPEG만", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Contains("only JPEG", (string?)problem["detail_en"], StringComparison.Ordinal);

        Assert.Contains("정확히 1개", (string?)(await team.ScheduleAsync(await team.ApprovedAsync([], [instagram]), TimeSpan.FromHours(1), 422))["detail"], StringComparison.Ordinal);
        var tags = string.Concat(Enumerable.Range(0, 31).Select(i => $"#신메뉴{i} "));
        var jpeg = await Pictures.UploadAsync(team, Pictures.Jpeg(1080, 1080), "image/jpeg");
        Assert.Contains("해시태그는 30개", (string?)(await team.ScheduleAsync(await team.ApprovedAsync([(Guid)jpeg["id"]!], [instagram], tags), TimeSpan.FromHours(1), 422))["detail"], StringComparison.Ordinal);
        Assert.Equal("content.no_targets", (string?)(await team.ScheduleAsync(await team.ApprovedAsync([], []), TimeSpan.FromHours(1), 422))["code"]);

        var both = await team.ApprovedAsync([(Guid)jpeg["id"]!], [instagram, team.Account]);
        await team.ScheduleAsync(both, TimeSpan.FromHours(1));
        Assert.True(await api.Database.ScalarAsync<bool>("select array_agg(format::text order by format) = '{instagram_image,facebook_photo}' from publications where content_id = @both", new { both }));
    }

    [Fact]
    public async Task A_format_is_chosen_per_platform_held_to_its_rules_and_slow_ones_begin_half_an_hour_ahead()
    {
        var team = await api.TeamAsync();
        var instagram = await api.AccountAsync(team.Client, "instagram");
        var clip = await Pictures.UploadAsync(team, Videos.Mp4(fill: 1), "video/mp4");
        Assert.Equal(("video/mp4", 1080, 1920, 8_000), ((string)clip["type"]!, (int)clip["width"]!, (int)clip["height"]!, (int)clip["duration_ms"]!));
        async Task<Guid> WrittenAsync(object variants, params object[] media)
        {
            var id = (Guid)(await team.Operator.PostAsync("/v1/contents", new
            {
                client_id = team.Client, title = "매장 영상", body = "", media_ids = media, account_ids = new[] { instagram, team.Account }, variants,
            }, 201))["id"]!;
            await team.Operator.PostAsync($"/v1/contents/{id}/submit");
            await team.Manager.PostAsync($"/v1/contents/{id}/approve");
            return id;
        }

        var chosen = await WrittenAsync(new { instagram = new { format = "instagram_story" }, facebook = new { format = "facebook_reel", body = "매장을 소개합니다" } }, clip["id"]!.ToString());
        await team.ScheduleAsync(chosen, TimeSpan.FromHours(2));
        Assert.True(await api.Database.ScalarAsync<bool>("""
            select array_agg(format::text order by format) = '{instagram_story,facebook_reel}' and bool_and(prepare_at = scheduled_at - interval '30 minutes')
              from publications where content_id = @chosen
            """, new { chosen }));
        await team.ScheduleAsync(chosen, TimeSpan.FromMinutes(20));
        Assert.True(await api.Database.ScalarAsync<bool>("select bool_and(state = 'due') from publications where content_id = @chosen", new { chosen }));

        var wide = await Pictures.UploadAsync(team, Videos.Mp4(1920, 1080, moovFirst: false), "video/mp4", name: "봄세일.mp4");
        var problem = await team.ScheduleAsync(await WrittenAsync(new { facebook = new { format = "facebook_reel" } }, wide["id"]!.ToString()), TimeSpan.FromHours(2), 422);
        var detail = (string)problem["detail"]!;
        Assert.Contains("1번째 파일 '봄세일.mp4': 가로세로 비율은 9:16이어야 합니다", detail, StringComparison.Ordinal);
        Assert.Contains("1번째 파일 '봄세일.mp4': 재생 정보(moov)가 파일 앞에", detail, StringComparison.Ordinal);
        Assert.Contains("file 1 '봄세일.mp4': the aspect ratio must be 9:16", (string)problem["detail_en"]!, StringComparison.Ordinal);

        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, "/v1/contents",
            new { client_id = team.Client, title = "제목", variants = new { facebook = new { format = "instagram_reel" } } }, 400));
    }

    [Fact]
    public async Task A_video_for_youtube_is_found_by_its_title_and_tags_which_are_held_to_its_rules()
    {
        var team = await api.TeamAsync();
        var channel = await api.AccountAsync(team.Client, "youtube");
        var clip = await Pictures.UploadAsync(team, Videos.Mp4(fill: 5), "video/mp4");
        async Task<Guid> WrittenAsync(object variant)
        {
            var id = (Guid)(await team.Operator.PostAsync("/v1/contents", new
            {
                client_id = team.Client, title = "매장 영상", body = "가을 메뉴를 소개합니다", media_ids = new[] { (Guid)clip["id"]! }, account_ids = new[] { channel }, variants = new { youtube = variant },
            }, 201))["id"]!;
            await team.Operator.PostAsync($"/v1/contents/{id}/submit");
            await team.Manager.PostAsync($"/v1/contents/{id}/approve");
            return id;
        }

        var id = await WrittenAsync(new { title = "온기카페 가을 메뉴", tags = new[] { "카페", "가을 메뉴" }, made_for_kids = false, privacy = "unlisted", category_id = "26" });
        var told = (await team.Operator.GetAsync($"/v1/contents/{id}"))["variants"]!["youtube"]!;
        Assert.Equal(("온기카페 가을 메뉴", "가을 메뉴", "unlisted"), ((string)told["title"]!, (string)told["tags"]![1]!, (string)told["privacy"]!));
        await team.ScheduleAsync(id, TimeSpan.FromHours(2));
        Assert.True(await api.Database.ScalarAsync<bool>("select format = 'youtube_short' and prepare_at = scheduled_at - interval '30 minutes' from publications where content_id = @id", new { id }));

        var problem = await team.ScheduleAsync(await WrittenAsync(new { title = "가을 <메뉴>", tags = new[] { new string('가', 501) } }), TimeSpan.FromHours(2), 422);
        Assert.Contains("영상 제목에는 < 와 > 를 쓸 수 없습니다", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Contains("all tags together have up to 500 characters, these have 501", (string)problem["detail_en"]!, StringComparison.Ordinal);
        foreach (var wrong in (object[])[new { youtube = new { privacy = "private" } }, new { youtube = new { category_id = "요리" } }, new { facebook = new { title = "제목" } },
            new { youtube = new { privacy = "unlisted", publish_at_platform = true } }])
            Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, "/v1/contents", new { client_id = team.Client, title = "제목", variants = wrong }, 400));
    }

    [Fact]
    public async Task A_first_comment_is_approved_with_the_content_and_told_with_the_publication()
    {
        var team = await api.TeamAsync();
        var instagram = await api.AccountAsync(team.Client, "instagram");
        var jpeg = await Pictures.UploadAsync(team, Pictures.Jpeg(1080, 1081), "image/jpeg");
        var id = (Guid)(await team.Operator.PostAsync("/v1/contents", new
        {
            client_id = team.Client, title = "첫 댓글", body = "본문", first_comment = "  예약은 프로필 링크에서 👆\n", media_ids = new[] { (Guid)jpeg["id"]! },
            account_ids = new[] { instagram, team.Account }, variants = new { facebook = new { first_comment = "" } },
        }, 201))["id"]!;
        Assert.Equal("예약은 프로필 링크에서 👆", (string?)(await team.Operator.GetAsync($"/v1/contents/{id}"))["first_comment"]);
        await team.Operator.PostAsync($"/v1/contents/{id}/submit");
        await team.Manager.PostAsync($"/v1/contents/{id}/approve");
        var content = await team.ScheduleAsync(id, TimeSpan.FromHours(1));

        foreach (var row in content["publications"]!.AsArray())
        {
            var told = (await team.Operator.GetAsync($"/v1/publications/{row!["id"]}"))["first_comment"];
            if ((string?)row["platform"] == "facebook")
                Assert.Null(told);
            else
                Assert.Equal(("예약은 프로필 링크에서 👆", "waiting"), ((string)told!["text"]!, (string)told["state"]!));
        }

        var edited = await team.Operator.SendAsync(HttpMethod.Patch, $"/v1/contents/{id}", new { first_comment = (string?)null }, 200, ("If-Match", "\"1\""));
        Assert.Equal(("draft", null), ((string?)edited["review_state"], (string?)edited["first_comment"]));
    }

    [Fact]
    public async Task Publications_are_listed_by_time_with_their_story()
    {
        var team = await api.TeamAsync();
        var (late, early) = (await team.ApprovedAsync(), await team.ApprovedAsync());
        await team.ScheduleAsync(late, TimeSpan.FromHours(9));
        await team.ScheduleAsync(early, TimeSpan.FromHours(8));
        var first = await team.Operator.GetAsync("/v1/publications?page_size=1&state=scheduled");
        Assert.Equal(late, (Guid)Assert.Single(first["items"]!.AsArray())!["content_id"]!);
        var second = await team.Operator.GetAsync("/v1/publications?page_size=1&state=scheduled&page_token=" + first["next_page_token"]);
        var row = Assert.Single(second["items"]!.AsArray())!;
        Assert.Equal((early, "온기카페 공식", "가을 신메뉴 안내"), ((Guid)row["content_id"]!, (string)row["account_name"]!, (string)row["title"]!));
        Assert.Null(second["next_page_token"]);
        var from = Uri.EscapeDataString(DateTimeOffset.UtcNow.AddHours(8.5).ToString("O"));
        Assert.Equal(late, (Guid)Assert.Single((await team.Operator.GetAsync($"/v1/publications?from={from}"))["items"]!.AsArray())!["content_id"]!);

        await api.Database.ExecuteAsync("""
            insert into publishing_logs (attempt_id, closed_at, client_id, account_id, subject_kind, subject_id, step, epoch, number, retry_count, status, resolved_by, request_digest, error_code, error, armed_at)
            select gen_random_uuid(), now(), client_id, account_id, 'publication', id, 'post', 1, 1, 0, 'try_later', 'response', 'd', '4', '잠시 뒤 다시', now() from publications where id = @id
            """, new { id = (Guid)row["id"]! });
        var story = await team.Operator.GetAsync($"/v1/publications/{row["id"]}");
        Assert.Equal("잠시 뒤 다시", (string?)Assert.Single(story["publishing_logs"]!.AsArray())!["error"]);
    }
}
