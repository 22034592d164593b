using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using SnsOps.Integration.Api;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Deliveries;

namespace SnsOps.Integration.Notify;

/// <summary>Nothing is sent to an address before somebody has shown that it is theirs; and mails of a client, which are sent once.</summary>
public sealed partial class ContactTests(NotifyServer server) : IClassFixture<NotifyServer>
{
    [Fact]
    public async Task A_mailbox_is_proved_by_a_link_that_opens_once_and_by_no_mail_program()
    {
        var (user, box) = ((await server.TeamAsync()).Operator, NotifyServer.Mailbox());
        var contact = await user.PostAsync("/v1/contacts", new { channel = "email", address = box }, 202);
        Assert.Null((string?)contact["verified_at"]);
        var early = await server.TellAsync(user.UserId, "publication.failed", "아직은 못 보내는 소식");

        var link = await LinkAsync(box);
        Assert.StartsWith("https://ops.example.com/confirm-email?token=", link, StringComparison.Ordinal);
        var path = link["https://ops.example.com".Length..];
        using var http = server.Http();
        for (var scanner = 0; scanner < 2; scanner++)
        {
            using var page = await http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Contains("확인 · Confirm", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal("no-store", page.Headers.CacheControl?.ToString());
        }

        Assert.Null((string?)(await OnlyAsync(user))["verified_at"]);
        Assert.Equal((200, 400), (await ConfirmAsync(http, path), await ConfirmAsync(http, path)));
        Assert.NotNull((string?)(await OnlyAsync(user))["verified_at"]);
        Assert.Equal(0, await server.Database.ScalarAsync<int>("select count(*)::int from notification_deliveries where @early = any(notification_ids)", new { early }));
        Assert.Equal("contact.already_verified", await user.RefusedAsync(HttpMethod.Post, "/v1/contacts", new { channel = "email", address = box.ToUpperInvariant() }, 409));
        await server.UntilAsync(await server.TellAsync(user.UserId, "publication.failed", "이제 보내는 소식"), "sent");
    }

    [Fact]
    public async Task A_phone_is_proved_by_six_digits_within_three_minutes_and_five_tries()
    {
        var (team, phone) = (await server.TeamAsync(), server.Phone());
        var user = team.Operator;
        var id = (Guid)(await user.PostAsync("/v1/contacts", new { channel = "sms", address = phone }, 202))["id"]!;
        var code = await CodeAsync(phone, 1);
        Assert.DoesNotContain("인증번호 " + code, await StoredAsync(id), StringComparison.Ordinal);
        var life = await server.Database.ScalarAsync<double>("select extract(epoch from expires_at - created_at)::float8 from contact_challenges where contact_id = @id", new { id });
        Assert.Equal(180, life, 0.001);

        var wrong = code == "000000" ? "000001" : "000000";
        Assert.Equal("contact.not_found", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/contacts/{id}/verify", new { code }, 404));
        Assert.Equal("request.invalid", await user.RefusedAsync(HttpMethod.Post, $"/v1/contacts/{id}/verify", new { code = "12345" }, 400));
        for (var left = 4; left > 0; left--)
            Assert.Equal("contact.code_wrong", await user.RefusedAsync(HttpMethod.Post, $"/v1/contacts/{id}/verify", new { code = wrong }, 422));
        Assert.Equal("contact.code_over", await user.RefusedAsync(HttpMethod.Post, $"/v1/contacts/{id}/verify", new { code = wrong }, 409));
        Assert.Equal("contact.code_over", await user.RefusedAsync(HttpMethod.Post, $"/v1/contacts/{id}/verify", new { code }, 409));

        await user.PostAsync($"/v1/contacts/{id}/ask-again", null, 202);
        var second = await CodeAsync(phone, 2);
        await server.Database.ExecuteAsync("update contact_challenges set created_at = created_at - interval '181 seconds', expires_at = expires_at - interval '181 seconds' where contact_id = @id", new { id });
        Assert.Equal("contact.code_over", await user.RefusedAsync(HttpMethod.Post, $"/v1/contacts/{id}/verify", new { code = second }, 409));

        await user.PostAsync($"/v1/contacts/{id}/ask-again", null, 202);
        var third = await CodeAsync(phone, 3);
        await user.PostAsync($"/v1/contacts/{id}/verify", new { code = third }, 204);
        Assert.Equal("contact.code_over", await user.RefusedAsync(HttpMethod.Post, $"/v1/contacts/{id}/verify", new { code = third }, 409));
        Assert.Equal("contact.already_verified", await user.RefusedAsync(HttpMethod.Post, $"/v1/contacts/{id}/ask-again", null, 409));
    }

    [Fact]
    public async Task A_new_address_takes_over_only_when_it_is_proved_and_none_is_flooded()
    {
        var (user, old, phone) = ((await server.TeamAsync()).Operator, server.Phone(), server.Phone());
        var before = await server.VerifiedAsync(user.UserId, "sms", old);
        var id = (Guid)(await user.PostAsync("/v1/contacts", new { channel = "sms", address = phone }, 202))["id"]!;
        Assert.Equal(2, (await user.GetAsync("/v1/contacts"))["items"]!.AsArray().Count);

        await user.PostAsync($"/v1/contacts/{id}/verify", new { code = await CodeAsync(phone, 1) }, 204);
        Assert.Equal(id, (Guid)(await OnlyAsync(user))["id"]!);
        Assert.True(await server.Database.ScalarAsync<bool>("select removed_at is not null from contacts where id = @before", new { before }));

        var victim = server.Phone();
        for (var i = 0; i < 5; i++)
            await (await server.UserAsync("operator")).PostAsync("/v1/contacts", new { channel = "sms", address = victim }, 202);
        Assert.Equal("contact.too_often", await user.RefusedAsync(HttpMethod.Post, "/v1/contacts", new { channel = "sms", address = victim }, 429));
        Assert.Equal("request.invalid", await user.RefusedAsync(HttpMethod.Post, "/v1/contacts", new { channel = "slack", address = "https://evil.example/services/a/b/cdef" }, 400));
        Assert.Equal("request.invalid", await user.RefusedAsync(HttpMethod.Post, "/v1/contacts", new { channel = "fax", address = "1" }, 400));
    }

    [Fact]
    public async Task A_hook_is_proved_by_digits_in_its_channel_and_never_shown_again()
    {
        var user = (await server.TeamAsync()).Operator;
        var path = $"/services/T02/B02/{Guid.NewGuid():N}";
        var asked = await user.PostAsync("/v1/contacts", new { channel = "slack", address = server.Sandbox.Url + path }, 202);
        Assert.Equal("Slack …" + path[^4..], (string?)asked["address"]);
        await server.Database.UntilAsync("it was sent", "select exists (select from notification_deliveries where contact_id = @id and state = 'sent')", new { id = (Guid)asked["id"]! });
        var code = SixDigits().Match(Assert.Single(await server.Sandbox.SlackAsync(path)).Body).Groups[1].Value;
        await user.PostAsync($"/v1/contacts/{asked["id"]}/verify", new { code }, 204);
        Assert.DoesNotContain(path, (await user.GetAsync("/v1/contacts")).ToJsonString() + await StoredAsync((Guid)asked["id"]!), StringComparison.Ordinal);
        await user.SendAsync(HttpMethod.Delete, $"/v1/contacts/{asked["id"]}", null, 204);
        Assert.True(await server.Database.ScalarAsync<bool>("select secret is null from contacts where id = @id", new { id = (Guid)asked["id"]! }));
    }

    [Fact]
    public async Task A_clients_mail_goes_once_to_each_recipient_who_confirmed_with_its_file()
    {
        var (team, other, box) = (await server.TeamAsync(), await server.TeamAsync(), NotifyServer.Mailbox("owner"));
        await team.Manager.PostAsync($"/v1/clients/{team.Client}/mail-recipients", new { email = box }, 202);
        Assert.Equal("client.not_found", await other.Manager.RefusedAsync(HttpMethod.Get, $"/v1/clients/{team.Client}/mail-recipients", null, 404));
        Assert.Equal("client.not_found", await other.Manager.RefusedAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/mail-recipients", new { email = box }, 404));
        Assert.Equal("auth.forbidden", await team.Operator.RefusedAsync(HttpMethod.Get, $"/v1/clients/{team.Client}/mail-recipients", null, 403));

        var file = await FileAsync("%PDF-1.7 일간 리포트");
        var mail = new MailToSend(team.Client, $"newsletter:{team.Client}", box, "온기카페 일간 리포트", "오늘의 요약입니다.") { Html = "<p>오늘의 요약</p>", Attachments = [new MailAttachment("리포트.pdf", "application/pdf", file)] };
        Assert.Equal(MailQueued.NotVerified, await InsertAsync(mail));
        using (var http = server.Http())
            Assert.Equal(200, await ConfirmAsync(http, (await LinkAsync(box))["https://ops.example.com".Length..]));

        await using (var connection = await server.Database.DataSource.OpenConnectionAsync())
            Assert.Equal([box], await MailRecipients.OfClientAsync(connection, null, team.Client, default));
        var queued = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => InsertAsync(mail)));
        Assert.Single(queued, MailQueued.Queued);
        Assert.Equal(7, queued.Count(q => q == MailQueued.QueuedBefore));
        Assert.Equal(MailQueued.NotVerified, await InsertAsync(mail with { ClientId = other.Client }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => InsertAsync(mail with { Key = "다른 열쇠", Subject = "제목\r\nBcc: 남@example.com" }));

        await server.Database.UntilAsync("it was sent", "select exists (select from notification_deliveries where client_id = @Client and purpose = 'mail' and state = 'sent')", new { team.Client });
        var sent = Assert.Single(await server.Sandbox.MailsAsync(box), m => !m.Raw.Contains("confirm-email", StringComparison.Ordinal) && ParseSubject(m) == "온기카페 일간 리포트");
        using var message = Parse(sent);
        var attachment = Assert.IsAssignableFrom<MimePart>(Assert.Single(message.Attachments));
        using var bytes = new MemoryStream();
        await attachment.Content!.DecodeToAsync(bytes);
        Assert.Equal(("리포트.pdf", "%PDF-1.7 일간 리포트"), (attachment.FileName, Encoding.UTF8.GetString(bytes.ToArray())));
        Assert.Equal("sent", (string?)Assert.Single((await team.Operator.GetAsync($"/v1/deliveries?client_id={team.Client}"))["items"]!.AsArray())!["state"]);
        Assert.Equal("client.not_found", await other.Operator.RefusedAsync(HttpMethod.Get, $"/v1/deliveries?client_id={team.Client}", null, 404));
        Assert.Equal("auth.forbidden", await (await server.UserAsync("client", team.Client)).RefusedAsync(HttpMethod.Get, $"/v1/deliveries?client_id={team.Client}", null, 403));
    }

    [Fact]
    public async Task What_one_wants_to_hear_where_is_checked_and_kept_for_oneself()
    {
        var team = await server.TeamAsync();
        var settings = await team.Operator.GetAsync("/v1/notification-settings");
        Assert.Equal(["crisis"], settings["topics"]!.AsArray().Where(t => (bool)t!["sms"]!).Select(t => (string?)t!["topic"]));
        await team.Operator.SendAsync(HttpMethod.Put, "/v1/notification-settings/topics", new { topics = new[] { new { topic = "publishing", channel = "sms", enabled = true }, new { topic = "crisis", channel = "slack", enabled = false } } }, 204);
        var changed = (await team.Operator.GetAsync("/v1/notification-settings"))["topics"]!.AsArray();
        Assert.True((bool)changed.Single(t => (string?)t!["topic"] == "publishing")!["sms"]!);
        Assert.False((bool)changed.Single(t => (string?)t!["topic"] == "crisis")!["slack"]!);
        Assert.Equal(settings.ToJsonString(), (await team.Manager.GetAsync("/v1/notification-settings")).ToJsonString());

        foreach (var wrong in (object[])[new { topics = new[] { new { topic = "weather", channel = "sms", enabled = true } } }, new { topics = Array.Empty<object>() }, new { }])
            Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Put, "/v1/notification-settings/topics", wrong, 400));
        foreach (var wrong in (object[])[new { starts = "24:00", ends = "08:00", time_zone = "Asia/Seoul" }, new { starts = "08:00", ends = "08:00", time_zone = "Asia/Seoul" }])
            Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Put, "/v1/notification-settings/quiet-hours", wrong, 400));
        Assert.Equal("schedule.unknown_time_zone", await team.Operator.RefusedAsync(HttpMethod.Put, "/v1/notification-settings/quiet-hours", new { starts = "22:00", ends = "08:00", time_zone = "Seoul" }, 400));
    }

    [Fact]
    public async Task Who_has_the_page_open_is_seen_by_those_they_work_with_until_they_leave()
    {
        var (team, other) = (await server.TeamAsync(), await server.TeamAsync());
        using (var live = await server.ConnectAsync(team.Operator.AccessToken))
        {
            await live.NextAsync("hello");
            await server.Database.UntilAsync("it is noted", "select exists (select from presence where user_id = @UserId)", new { team.Operator.UserId });
            Assert.Contains(await OnlineAsync(team.Manager, team.Client), id => id == team.Operator.UserId);
            Assert.DoesNotContain(await OnlineAsync(other.Manager, other.Client), id => id == team.Operator.UserId);
            Assert.Equal("client.not_found", await other.Manager.RefusedAsync(HttpMethod.Get, $"/v1/presence?client_id={team.Client}", null, 404));
            Assert.Equal("auth.forbidden", await (await server.UserAsync("client", team.Client)).RefusedAsync(HttpMethod.Get, "/v1/presence", null, 403));
            await server.Database.ExecuteAsync("insert into presence values (@UserId, gen_random_uuid(), clock_timestamp() - interval '301 seconds')", new { team.Manager.UserId });
            Assert.DoesNotContain(await OnlineAsync(team.Operator, team.Client), id => id == team.Manager.UserId);
        }

        await server.Database.UntilAsync("they have left", "select not exists (select from presence where user_id = @UserId)", new { team.Operator.UserId });
    }

    private static async Task<IReadOnlyList<Guid>> OnlineAsync(Session who, Guid client) =>
        [.. (await who.GetAsync($"/v1/presence?client_id={client}"))["items"]!.AsArray().Select(u => (Guid)u!["user_id"]!)];

    private static async Task<System.Text.Json.Nodes.JsonNode> OnlyAsync(Session user) => Assert.Single((await user.GetAsync("/v1/contacts"))["items"]!.AsArray())!;

    private async Task<MailQueued> InsertAsync(MailToSend mail)
    {
        await using var connection = await server.Database.DataSource.OpenConnectionAsync();
        return await mail.InsertAsync(connection, null, default);
    }

    /// <summary>All that is stored of a contact and what was sent to it.</summary>
    private async Task<string> StoredAsync(Guid contact) => (await server.Database.ScalarAsync<string>("""
        select (select string_agg(c::text, '') from contact_challenges c where c.contact_id = @contact) || (select string_agg(d::text, '') from notification_deliveries d where d.contact_id = @contact)
               || (select string_agg(encode(coalesce(d.sealed, ''), 'escape'), '') from notification_deliveries d where d.contact_id = @contact) || (select c::text from contacts c where c.id = @contact)
        """, new { contact }))!;

    private async Task<string> LinkAsync(string box)
    {
        await server.Database.UntilAsync("the link was sent", "select exists (select from notification_deliveries where recipient = @box and purpose = 'verification' and state = 'sent' and sealed is null)", new { box });
        using var message = Parse((await server.Sandbox.MailsAsync(box))[^1]);
        return AnyLink().Match(message.TextBody ?? "").Value;
    }

    private async Task<string> CodeAsync(string phone, int number)
    {
        await server.Database.UntilAsync("the digits were sent", "select count(*) >= @number from notification_deliveries where recipient = @phone and state = 'sent' and sealed is null", new { phone, number });
        return SixDigits().Match((await server.Sandbox.TextsAsync(phone))[number - 1].Content).Groups[1].Value;
    }

    private static async Task<int> ConfirmAsync(HttpClient http, string path)
    {
        using var form = new FormUrlEncodedContent([new("token", Uri.UnescapeDataString(path[(path.IndexOf('=', StringComparison.Ordinal) + 1)..]))]);
        using var answer = await http.PostAsync(new Uri("/confirm-email", UriKind.Relative), form);
        return (int)answer.StatusCode;
    }

    [Fact]
    public async Task A_mail_whose_file_cannot_be_read_is_not_lost_but_tried_again()
    {
        var (team, box) = (await server.TeamAsync(), NotifyServer.Mailbox("storeless"));
        await team.Manager.PostAsync($"/v1/clients/{team.Client}/mail-recipients", new { email = box }, 202);
        using (var http = server.Http())
            Assert.Equal(200, await ConfirmAsync(http, (await LinkAsync(box))["https://ops.example.com".Length..]));
        var nowhere = System.Security.Cryptography.SHA256.HashData("저장소에 없는 리포트"u8);

        await InsertAsync(new MailToSend(team.Client, $"newsletter:{team.Client}", box, "온기카페 일간 리포트", "오늘의 요약입니다.") { Attachments = [new MailAttachment("리포트.pdf", "application/pdf", nowhere)] });

        await server.Database.UntilAsync("it is to be tried again", "select exists (select from notification_deliveries where client_id = @Client and purpose = 'mail' and state = 'retrying' and error_code = 'smtp.not_written')", new { team.Client });
    }

    private async Task<byte[]> FileAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var sha256 = System.Security.Cryptography.SHA256.HashData(bytes);
        var received = Path.GetTempFileName();
        await File.WriteAllBytesAsync(received, bytes);
        await new SnsOps.Shared.Storage.ObjectFolder(server.Storage).PutAsync(sha256, received, default);
        return sha256;
    }

    private static MimeMessage Parse(SentMail mail)
    {
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(mail.Raw));
        return MimeMessage.Load(bytes);
    }

    private static string ParseSubject(SentMail mail)
    {
        using var message = Parse(mail);
        return message.Subject ?? "";
    }

    [GeneratedRegex(@"https://\S+")]
    private static partial Regex AnyLink();

    [GeneratedRegex(@"\b(\d{6})\b")]
    private static partial Regex SixDigits();
}
