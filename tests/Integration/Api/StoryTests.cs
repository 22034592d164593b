namespace SnsOps.Integration.Api;

/// <summary>The whole story of a publication, in order.</summary>
public sealed class StoryTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Everything_that_happened_is_told_in_order_with_who_did_it()
    {
        var team = await api.TeamAsync();
        var content = await team.ApprovedAsync();
        var publication = await team.PublicationAsync(content: content);
        await team.Operator.PostAsync($"/v1/publications/{publication}/cancel");
        await team.PublicationAsync(TimeSpan.FromMinutes(-20), content);
        await CloseAttemptAsync(publication, 1, "try_later", "response");
        await api.FailAsync(publication);
        await team.Manager.PostAsync($"/v1/publications/{publication}/retry");
        await CloseAttemptAsync(publication, 2, "published", "listing");
        await api.Database.ExecuteAsync("""
            update publications set state = 'published', published_at = snsops.now(), platform_post_id = '1_2', visible = true where id = @publication;
            insert into read_backs (client_id, subject_kind, subject_id, number, look_again_at, verdict, looked_at) select client_id, 'publication', id, 1, snsops.now(), 'seen', snsops.now() from publications where id = @publication
            """, new { publication });
        await team.Operator.PostAsync("/v1/holds", new { client_id = team.Client, reason = "게시된 뒤의 보류는 이 이야기에 없습니다" }, 201);

        var story = await team.StoryAsync(publication);

        Assert.Equal(["scheduled", "cancelled", "scheduled", "armed", "outcome", "retried", "armed", "outcome", "read_back"], PublicationRows.Kinds(story));
        var lines = story["timeline"]!.AsArray();
        Assert.Equal(lines.Select(l => (DateTimeOffset)l!["at"]!).Order(), lines.Select(l => (DateTimeOffset)l!["at"]!));
        Assert.All((int[])[0, 1, 2, 5], i => Assert.Equal("김하늘", (string?)lines[i]!["by"]));
        Assert.Equal(("try_later", "published", "seen"), ((string)lines[4]!["status"]!, (string)lines[7]!["status"]!, (string)lines[8]!["status"]!));
        Assert.NotNull(lines[2]!["sends_at"]);
        Assert.True((bool)story["publication"]!["visible"]!);
    }

    [Fact]
    public async Task What_became_unknown_and_was_asked_about_is_still_told_once_a_person_has_decided()
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync(TimeSpan.FromSeconds(-30));
        await api.AskAsync(publication);
        Assert.Equal(["scheduled", "armed", "doubted", "asked"], PublicationRows.Kinds(await team.StoryAsync(publication)));
        await team.Operator.PostAsync($"/v1/publications/{publication}/resolve", new { posted = false });

        var story = await team.Operator.PostAsync($"/v1/publications/{publication}/retry");

        Assert.Equal(["scheduled", "armed", "doubted", "asked", "person_verdict", "retried", "due"], PublicationRows.Kinds(story));
        var doubted = story["timeline"]![2]!;
        Assert.Equal(("응답이 없었습니다", "no_answer", 3), ((string)doubted["text"]!, (string)doubted["code"]!, (int)doubted["lookups"]!));
        var log = Assert.Single(story["publishing_logs"]!.AsArray())!;
        Assert.Equal(("no_answer", 3), ((string)log["unknown_code"]!, (int)log["lookups"]!));
        Assert.Contains("김하늘", (string)log["response"]!, StringComparison.Ordinal);
        Assert.Equal("502 Bad Gateway", (string?)log["unknown_response"]);
    }

    [Fact]
    public async Task A_send_that_is_open_again_was_sent_once()
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync();
        await CloseAttemptAsync(publication, 1, "try_later", "response");
        await api.Database.ExecuteAsync("""
            insert into attempts (id, client_id, account_id, subject_kind, subject_id, epoch, owner, state, number, fingerprint, request_digest, armed_at, send_deadline, next_lookup_at, doubted_at, unknown_code, unknown_reason)
            select attempt_id, client_id, account_id, subject_kind, subject_id, epoch, gen_random_uuid(), 'unknown', number, '글', 'd', armed_at, snsops.now(), snsops.now(), snsops.now(), 'processing', '처리하고 있습니다'
              from publishing_logs where subject_id = @publication;
            update publications set state = 'unknown' where id = @publication
            """, new { publication });
        Assert.Equal(["scheduled", "armed", "outcome", "doubted"], PublicationRows.Kinds(await team.StoryAsync(publication)));

        await api.Database.ExecuteAsync("""
            with closed as (delete from attempts where subject_id = @publication returning *)
            insert into publishing_logs (attempt_id, closed_at, client_id, account_id, subject_kind, subject_id, step, epoch, number, retry_count, status, resolved_by, request_digest, armed_at, doubted_at, unknown_code)
            select id, clock_timestamp(), client_id, account_id, subject_kind, subject_id, step, epoch, number, 0, 'published', 'handle', 'd', armed_at, doubted_at, unknown_code from closed;
            update publications set state = 'published', published_at = snsops.now(), platform_post_id = '1_2' where id = @publication
            """, new { publication });

        Assert.Equal(["scheduled", "armed", "outcome", "doubted", "outcome"], PublicationRows.Kinds(await team.StoryAsync(publication)));
    }

    [Fact]
    public async Task A_question_from_before_its_acts_were_kept_is_told_while_it_is_open()
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync();
        await api.AskAsync(publication);
        await api.Database.ExecuteAsync("delete from publication_acts where publication_id = @publication and act = 'asked'", new { publication });

        Assert.Equal("asked", PublicationRows.Kinds(await team.StoryAsync(publication)).Last());
    }

    [Fact]
    public async Task The_attempts_of_its_first_comment_are_told_too()
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync();
        await api.AskAboutFirstCommentAsync(publication);
        await team.Operator.PostAsync($"/v1/publications/{publication}/first-comment/resolve", new { posted = true });

        var lines = (await team.StoryAsync(publication))["timeline"]!.AsArray().Where(line => (string?)line!["step"] == "first_comment").Select(line => (string)line!["kind"]!);

        Assert.Equal(["armed", "person_verdict"], lines);
    }

    [Fact]
    public async Task An_edit_says_why_what_was_scheduled_is_called_off()
    {
        var team = await api.TeamAsync();
        var content = await team.ApprovedAsync();
        var publication = await team.PublicationAsync(content: content);
        await team.Operator.SendAsync(HttpMethod.Patch, $"/v1/contents/{content}", new { body = "고친 글입니다" }, 200, ("If-Match", "\"1\""));
        var cancelled = (await team.StoryAsync(publication))["timeline"]!.AsArray()[^1]!;
        Assert.Equal(("cancelled", "내용을 고쳐 예약이 취소되었습니다"), ((string)cancelled["kind"]!, (string)cancelled["text"]!));
    }

    private Task CloseAttemptAsync(Guid publication, int number, string status, string resolvedBy) => api.Database.ExecuteAsync("""
        insert into publishing_logs (attempt_id, closed_at, client_id, account_id, subject_kind, subject_id, step, epoch, number, retry_count, status, resolved_by, request_digest, armed_at)
        select gen_random_uuid(), clock_timestamp(), client_id, account_id, 'publication', id, 'post', 1, @number, @number - 1, @status, @resolvedBy, 'd', clock_timestamp() - interval '1 millisecond'
          from publications where id = @publication
        """, new { publication, number, status, resolvedBy });
}
