using System.Globalization;
using System.Text;
using MimeKit;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Notify;

/// <summary>What people are told reaches them by mail, phone and Slack: what they want, when they want it, once.</summary>
public sealed class DeliveryTests(NotifyServer server) : IClassFixture<NotifyServer>
{
    [Fact]
    public async Task A_notification_reaches_the_mailbox_over_starttls_with_a_link_to_the_thing()
    {
        var (team, box) = (await server.TeamAsync(), NotifyServer.Mailbox());
        var content = Guid.NewGuid();
        await server.VerifiedAsync(team.Operator.UserId, "email", box);

        var told = await server.TellAsync(team.Operator.UserId, "publication.failed", "게시 실패: 가을 신메뉴 <안내> ☕", "토큰이 만료되었습니다.", client: team.Client, reference: $$"""{"content_id": "{{content}}"}""");
        await server.UntilAsync(told, "sent");

        var mail = Assert.Single(await server.Sandbox.MailsAsync(box));
        Assert.True(mail.Secure, "the mail came over a connection without TLS");
        using var message = await ParseAsync(mail);
        Assert.Equal("[SnsOps] 게시 실패: 가을 신메뉴 <안내> ☕", message.Subject);
        Assert.Contains("토큰이 만료되었습니다.", message.TextBody, StringComparison.Ordinal);
        Assert.Contains($"https://ops.example.com/#/contents/{content}", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("가을 신메뉴 &lt;안내&gt;", message.HtmlBody, StringComparison.Ordinal);
        Assert.Equal("auto-generated", message.Headers["Auto-Submitted"]);
        Assert.Equal(await server.Database.ScalarAsync<string>("select replace(id::text, '-', '') || '@agency.example' from notification_deliveries where @told = any(notification_ids)", new { told }), message.MessageId);
        await server.Database.UntilAsync("the call is in the log", "select exists (select from api_calls where endpoint = 'smtp.send' and client_id = @Client)", new { team.Client });
    }

    [Fact]
    public async Task A_text_message_is_for_a_crisis_and_says_what_became_of_it()
    {
        var (user, phone) = ((await server.TeamAsync()).Manager, server.Phone());
        await server.VerifiedAsync(user.UserId, "sms", phone);

        var quiet = await server.TellAsync(user.UserId, "publication.failed", "게시 실패: 짧은 소식");
        var crisis = await server.TellAsync(user.UserId, "incident.crisis", "위기: 식중독을 말하는 댓글 🚨", "확인하고 담당자를 정해 주세요.", "urgent");
        await server.Database.UntilAsync("the phone has it", "select exists (select from notification_deliveries where @crisis = any(notification_ids) and receipt = 'delivered')", new { crisis });

        var text = Assert.Single(await server.Sandbox.TextsAsync(phone));
        Assert.Equal(("SMS", "[SnsOps] 위기: 식중독을 말하는 댓글 \n확인하고 담당자를 정해 주세요."), (text.Type, text.Content));
        Assert.Equal(0, await server.Database.ScalarAsync<int>("select count(*)::int from notification_deliveries where @quiet = any(notification_ids)", new { quiet }));
    }

    [Fact]
    public async Task A_long_one_goes_as_LMS_with_a_short_subject_and_a_number_nobody_has_is_told()
    {
        var (user, phone) = ((await server.TeamAsync()).Manager, server.Phone("0109999"));
        await server.VerifiedAsync(user.UserId, "sms", phone);
        var told = await server.TellAsync(user.UserId, "incident.crisis", "위기 알림", string.Concat(Enumerable.Repeat("댓글이 평소의 다섯 배로 늘었습니다. ", 6)), "urgent");
        await server.Database.UntilAsync("its user is told on the page", "select exists (select from notifications where user_id = @UserId and kind = 'delivery.undelivered')", new { user.UserId });

        var text = Assert.Single(await server.Sandbox.TextsAsync(phone));
        Assert.Equal(("LMS", "[SnsOps] 위기 알림"), (text.Type, text.Subject));
        Assert.Equal("undelivered", await server.Database.ScalarAsync<string>("select receipt from notification_deliveries where @told = any(notification_ids)", new { told }));
    }

    [Fact]
    public async Task In_quiet_hours_all_but_a_crisis_waits_and_comes_together_without_what_was_read()
    {
        var (user, box) = ((await server.TeamAsync()).Operator, NotifyServer.Mailbox());
        await server.VerifiedAsync(user.UserId, "email", box);
        var now = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(DateTimeOffset.UtcNow, "Asia/Seoul");
        await user.SendAsync(HttpMethod.Put, "/v1/notification-settings/quiet-hours", new { starts = Time(now.AddHours(-1)), ends = Time(now.AddHours(2)), time_zone = "Asia/Seoul" }, 204);

        Guid[] told = [await server.TellAsync(user.UserId, "publication.failed", "첫째 소식"), await server.TellAsync(user.UserId, "content.review_ends", "둘째 소식"), await server.TellAsync(user.UserId, "report.daily", "이미 읽은 소식")];
        var crisis = await server.TellAsync(user.UserId, "incident.crisis", "위기 소식", priority: "urgent");
        await server.UntilAsync(crisis, "sent");
        await server.Database.UntilAsync("the others wait in one bundle", """
            select exists (select from notification_deliveries where state = 'waiting' and notification_ids @> @told and next_attempt_at between snsops.now() + interval '110 minutes' and snsops.now() + interval '121 minutes')
            """, new { told });
        Assert.Contains("위기 소식", (await ParseAsync(Assert.Single(await server.Sandbox.MailsAsync(box)))).Subject, StringComparison.Ordinal);

        await user.PostAsync($"/v1/notifications/{told[2]}/read", null, 204);
        await server.Database.ExecuteAsync("update notification_deliveries set next_attempt_at = snsops.now() where notification_ids @> @told", new { told });
        await server.UntilAsync(told[0], "sent");
        using var together = await ParseAsync((await server.Sandbox.MailsAsync(box))[1]);
        Assert.Equal("[SnsOps] 첫째 소식 외 1건", together.Subject);
        Assert.DoesNotContain("이미 읽은 소식", together.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_wants_or_has_read_already_is_not_sent()
    {
        var (user, box) = ((await server.TeamAsync()).Operator, NotifyServer.Mailbox());
        await server.VerifiedAsync(user.UserId, "email", box);
        await user.SendAsync(HttpMethod.Put, "/v1/notification-settings/topics", new { topics = new[] { new { topic = "reports", channel = "email", enabled = false } } }, 204);
        await user.SendAsync(HttpMethod.Put, "/v1/notification-settings/quiet-hours", new { starts = "00:00", ends = "23:59", time_zone = "Asia/Seoul" }, 204);

        var report = await server.TellAsync(user.UserId, "report.daily", "일간 리포트");
        var read = await server.TellAsync(user.UserId, "reply.failed", "답글 실패");
        await server.UntilAsync(read, "waiting");
        await user.PostAsync("/v1/notifications/read-all");
        await server.Database.ExecuteAsync("update notification_deliveries set next_attempt_at = snsops.now() where @read = any(notification_ids)", new { read });
        await server.UntilAsync(read, "cancelled");

        Assert.Empty(await server.Sandbox.MailsAsync(box));
        Assert.Equal(0, await server.Database.ScalarAsync<int>("select count(*)::int from notification_deliveries where @report = any(notification_ids)", new { report }));
    }

    [Theory]
    [InlineData("commit-then-timeout")]
    [InlineData("commit-then-5xx")]
    [InlineData("commit-then-reset")]
    [InlineData("commit-then-truncated")]
    public async Task A_text_message_without_an_answer_is_found_in_the_list_and_not_sent_again(string fault)
    {
        var (user, phone) = ((await server.TeamAsync()).Manager, server.Phone());
        await server.VerifiedAsync(user.UserId, "sms", phone);
        await server.Sandbox.FaultAsync(new { endpoint = "sens.send", kind = fault, times = 1, match = phone });

        var told = await server.TellAsync(user.UserId, "incident.crisis", "위기: 답 없는 문자", priority: "urgent");
        await server.UntilAsync(told, "sent");

        var text = Assert.Single(await server.Sandbox.TextsAsync(phone));
        Assert.Equal($"1 sent by listing {text.RequestId}", await AttemptsAsync(told));
    }

    [Fact]
    public async Task A_text_message_that_two_complete_lists_do_not_have_is_sent_again_once()
    {
        var (user, phone) = ((await server.TeamAsync()).Manager, server.Phone());
        await server.VerifiedAsync(user.UserId, "sms", phone);
        await server.Sandbox.FaultAsync(new { endpoint = "sens.send", kind = "timeout-before-effect", times = 1, match = phone });

        var told = await server.TellAsync(user.UserId, "incident.crisis", "위기: 닿지 않은 문자", priority: "urgent");
        await server.UntilAsync(told, "sent");

        var text = Assert.Single(await server.Sandbox.TextsAsync(phone));
        Assert.Equal($"1 not_there by listing, 2 sent by response {text.RequestId}", await AttemptsAsync(told));
    }

    [Fact]
    public async Task A_mail_that_was_put_off_is_sent_again_and_one_without_an_answer_is_not()
    {
        var (user, box) = ((await server.TeamAsync()).Operator, NotifyServer.Mailbox());
        await server.VerifiedAsync(user.UserId, "email", box);
        await server.Sandbox.FaultAsync(new { endpoint = "smtp.message", kind = "server-error", code = 451, times = 1, match = box });
        var greylisted = await server.TellAsync(user.UserId, "publication.failed", "미뤄진 소식");
        await server.UntilAsync(greylisted, "sent");
        Assert.Equal("1 try_later by response, 2 sent by response", (await AttemptsAsync(greylisted))[..43]);

        await server.Sandbox.FaultAsync(new { endpoint = "smtp.message", kind = "commit-then-timeout", times = 1, match = box, delay_ms = 5000 });
        var silent = await server.TellAsync(user.UserId, "publication.failed", "답 없는 소식");
        await server.UntilAsync(silent, "unknown");

        Assert.Equal(2, (await server.Sandbox.MailsAsync(box)).Count);
        Assert.Equal("no_answer", await server.Database.ScalarAsync<string>("select error_code from notification_deliveries where @silent = any(notification_ids)", new { silent }));
    }

    [Fact]
    public async Task A_mailbox_that_does_not_exist_is_noted_and_not_written_to_again()
    {
        var (user, box) = ((await server.TeamAsync()).Operator, NotifyServer.Mailbox("nobody"));
        var contact = await server.VerifiedAsync(user.UserId, "email", box);
        var first = await server.TellAsync(user.UserId, "publication.failed", "되돌아온 소식");
        await server.UntilAsync(first, "failed");

        var contacts = (await user.GetAsync("/v1/contacts"))["items"]!.AsArray();
        Assert.Contains("받는 주소로 보낼 수 없다고", (string?)Assert.Single(contacts)!["broken_reason"], StringComparison.Ordinal);
        var notice = Assert.Single((await user.GetAsync("/v1/notifications?unread=true"))["items"]!.AsArray(), n => (string?)n!["kind"] == "delivery.bounced")!;
        Assert.Equal("#/notification-settings", (string?)notice["link"]);
        var second = await server.TellAsync(user.UserId, "publication.failed", "그다음 소식");
        await server.Database.UntilAsync("the next one is routed", "select routed_at is not null from notifications where id = @second", new { second });
        Assert.Equal(1, await server.Database.ScalarAsync<int>("select count(*)::int from notification_deliveries where contact_id = @contact", new { contact }));
    }

    [Fact]
    public async Task Slack_shows_it_escaped_and_a_hook_that_is_gone_ends_there()
    {
        var user = (await server.TeamAsync()).Operator;
        var path = $"/services/T01/B01/{Guid.NewGuid():N}";
        await server.VerifiedAsync(user.UserId, "slack", server.Sandbox.Url + path);
        var first = await server.TellAsync(user.UserId, "publication.failed", "게시 실패: <b>A&B</b>");
        await server.UntilAsync(first, "sent");
        var message = Assert.Single(await server.Sandbox.SlackAsync(path));
        Assert.Equal("[SnsOps] 게시 실패: &lt;b&gt;A&amp;B&lt;/b&gt;", message.Text);

        await server.Sandbox.ControlAsync("slack/dead", new { path });
        var second = await server.TellAsync(user.UserId, "publication.failed", "둘째");
        await server.UntilAsync(second, "failed");
        Assert.NotNull((string?)Assert.Single((await user.GetAsync("/v1/contacts"))["items"]!.AsArray())!["broken_reason"]);
    }

    /// <summary>K23: armed, perhaps sent, and then the process died.</summary>
    [Theory]
    [InlineData("email", "unknown", 0)]
    [InlineData("sms", "sent", 1)]
    public async Task What_was_armed_by_a_process_that_died_is_never_sent_blindly(string channel, string end, int texts)
    {
        var user = (await server.TeamAsync()).Operator;
        var address = channel == "email" ? NotifyServer.Mailbox() : server.Phone();
        var contact = await server.VerifiedAsync(user.UserId, channel, address);
        var note = await server.TellAsync(user.UserId, "incident.crisis", "죽은 프로세스의 소식", routed: true);
        var (delivery, dead) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await server.Database.ExecuteAsync("""
            insert into notification_deliveries (id, user_id, contact_id, channel, purpose, recipient, bundle, notification_ids, state, epoch, owner, next_attempt_at, expires_at, created_at)
            values (@delivery, @UserId, @contact, @channel::delivery_channel, 'notifications', @address, 'crisis', array[@note], 'armed', 1, @dead, snsops.now(), snsops.now() + interval '1 day', snsops.now());
            insert into delivery_attempts (id, delivery_id, number, epoch, owner, fingerprint, armed_at, send_deadline)
            values (gen_random_uuid(), @delivery, 1, 1, @dead, sha256('다른 내용'), snsops.now(), snsops.now());
            """, new { note, delivery, dead, user.UserId, contact, channel, address });

        await server.Database.UntilAsync($"it is {end}", "select state = @end::delivery_state from notification_deliveries where id = @delivery", new { delivery, end });

        Assert.Equal(texts, (await server.Sandbox.TextsAsync(address)).Count);
        Assert.Empty(await server.Sandbox.MailsAsync(address));
    }

    private async Task<string> AttemptsAsync(Guid told) => (await server.Database.ScalarAsync<string>("""
        select string_agg(a.number || ' ' || a.state || ' by ' || a.resolved_by, ', ' order by a.number) || ' ' || coalesce(max(d.remote_id), '')
          from delivery_attempts a join notification_deliveries d on d.id = a.delivery_id where @told = any(d.notification_ids)
        """, new { told }))!;

    private static string Time(DateTimeOffset at) => at.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static async Task<MimeMessage> ParseAsync(SentMail mail)
    {
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(mail.Raw));
        return await MimeMessage.LoadAsync(bytes);
    }
}
