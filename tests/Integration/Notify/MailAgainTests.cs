using System.Text;
using MimeKit;
using SnsOps.Shared.Deliveries;

namespace SnsOps.Integration.Notify;

/// <summary>A client's mail goes once; one that never went can be asked for again.</summary>
public sealed class MailAgainTests(NotifyServer server) : IClassFixture<NotifyServer>
{
    [Fact]
    public async Task A_mail_that_was_given_up_can_be_sent_again_and_one_whose_fate_is_not_known_cannot()
    {
        var (team, box) = (await server.TeamAsync(), NotifyServer.Mailbox("again"));
        await server.Database.ExecuteAsync("insert into contacts (id, client_id, channel, address, verified_at, created_by, created_at) values (gen_random_uuid(), @Client, 'email', @box, now(), @UserId, now())",
            new { team.Client, box, team.Manager.UserId });
        var nowhere = System.Security.Cryptography.SHA256.HashData("저장소에 없는 리포트"u8);
        var mail = new MailToSend(team.Client, $"newsletter:{team.Client}", box, "온기카페 일간 리포트", "첫 판입니다.") { Attachments = [new MailAttachment("리포트.pdf", "application/pdf", nowhere)] };
        await InsertAsync(mail);
        await UntilAsync(box, "retrying");
        Assert.Equal(MailQueued.QueuedBefore, await InsertAsync(mail));
        await server.Database.ExecuteAsync("update notification_deliveries set expires_at = snsops.now() where recipient = @box and purpose = 'mail'", new { box });
        await UntilAsync(box, "failed");

        Assert.Equal(MailQueued.Queued, await InsertAsync(mail with { Text = "둘째 판입니다.", Attachments = [] }));
        await UntilAsync(box, "sent");

        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(Assert.Single(await server.Sandbox.MailsAsync(box)).Raw));
        using var sent = await MimeMessage.LoadAsync(bytes);
        Assert.Equal("둘째 판입니다.", sent.TextBody?.Trim());
        Assert.Equal(MailQueued.QueuedBefore, await InsertAsync(mail));
        await server.Database.ExecuteAsync("update notification_deliveries set state = 'unknown', sent_at = null where recipient = @box", new { box });
        Assert.Equal(MailQueued.QueuedBefore, await InsertAsync(mail));
        Assert.Equal("unknown", await server.Database.ScalarAsync<string>("select state::text from notification_deliveries where recipient = @box", new { box }));
    }

    private Task UntilAsync(string box, string state) => server.Database.UntilAsync($"the mail is {state}",
        "select exists (select from notification_deliveries where recipient = @box and purpose = 'mail' and state = @state::delivery_state)", new { box, state });

    private async Task<MailQueued> InsertAsync(MailToSend mail)
    {
        await using var connection = await server.Database.DataSource.OpenConnectionAsync();
        return await mail.InsertAsync(connection, null, default);
    }
}
