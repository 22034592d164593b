namespace SnsOps.Integration.Notify;

/// <summary>A client's mail that did not go, or of which nobody knows whether it went, is told to the client's managers.</summary>
public sealed class ClientMailTests(NotifyServer server) : IClassFixture<NotifyServer>
{
    [Theory]
    [InlineData("waiting", "failed", "메일을 보내지 못했습니다: 온기카페 일간 리포트", "제때 보내지 못해 보내지 않았습니다. (받는 서버가 미뤘습니다)")]
    [InlineData("armed", "unknown", "메일이 도착했는지 알 수 없습니다: 온기카페 일간 리포트", "보내던 중 프로세스가 멈춰 도착했는지 알 수 없습니다.")]
    public async Task What_was_not_sent_in_time_and_what_a_dead_process_was_sending_is_told(string left, string end, string title, string why)
    {
        var (team, other, box) = (await server.TeamAsync(), await server.TeamAsync(), NotifyServer.Mailbox("owner"));
        var contact = await server.VerifiedAsync(team.Operator.UserId, "email", box);
        var delivery = Guid.CreateVersion7();
        await server.Database.ExecuteAsync("""
            with mail as (
                insert into notification_deliveries (id, client_id, contact_id, channel, purpose, recipient, key, subject, body, state, epoch, owner, next_attempt_at, expires_at, created_at, error)
                values (@delivery, @Client, @contact, 'email', 'mail', @box, 'newsletter:' || @delivery, '온기카페 일간 리포트', '오늘의 요약입니다.', @left::delivery_state, 1,
                        case when @left = 'armed' then gen_random_uuid() end, snsops.now(), snsops.now() + case when @left = 'armed' then interval '1 day' else interval '0' end, snsops.now(),
                        case when @left = 'waiting' then '받는 서버가 미뤘습니다' end)
                returning id, owner)
            insert into delivery_attempts (id, delivery_id, number, epoch, owner, fingerprint, armed_at, send_deadline)
            select gen_random_uuid(), id, 1, 1, owner, sha256('오늘의 요약'), snsops.now(), snsops.now() from mail where owner is not null
            """, new { delivery, team.Client, contact, box, left });

        await server.Database.UntilAsync($"it is {end}", "select state = @end::delivery_state from notification_deliveries where id = @delivery", new { delivery, end });

        Assert.Equal((title, $"{box}: {why}"), await ToldAsync(team.Manager.UserId));
        Assert.Equal((null, null), await ToldAsync(team.Operator.UserId));
        Assert.Equal((null, null), await ToldAsync(other.Manager.UserId));
        Assert.Empty(await server.Sandbox.MailsAsync(box));

        async Task<(string?, string?)> ToldAsync(Guid user) => (await server.Database.ScalarAsync<string>(Of("title"), new { user, end }), await server.Database.ScalarAsync<string>(Of("message"), new { user, end }));

        static string Of(string column) => $"select {column} from notifications where user_id = @user and kind = 'newsletter.' || @end";
    }
}
