using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.DeliverNotifications;
using SnsOps.Workers.Publishing.Platforms;
using SnsOps.Workers.Publishing.PublishDuePublications;
using SnsOps.Workers.Publishing.SendReplies;
using SnsOps.Workers.Publishing.Sending;

namespace SnsOps.Integration.Publishing;

/// <summary>A send whose deadline has passed before it begins is abandoned: nothing was sent, so nobody is asked. Here every deadline has.</summary>
public sealed class DeadlineTests : IAsyncLifetime
{
    private PublishingFixture _fixture = null!;
    private WebApplication _process = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A process of which nothing runs but its heartbeat.</summary>
    public async ValueTask InitializeAsync()
    {
        _fixture = await PublishingFixture.PrepareAsync();
        _process = Workers.Publishing.Program.Build(ProcessSettings.For(_fixture.Database, _fixture.Media.Options, _fixture.Sandbox));
        var heartbeat = _process.Services.GetRequiredService<WorkerHeartbeat>();
        await heartbeat.StartAsync(Token);
        await heartbeat.Registered;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.Services.GetRequiredService<WorkerHeartbeat>().StopAsync(default);
        await _process.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task A_post_is_abandoned()
    {
        var (client, account, platformId) = await _fixture.AccountAsync("facebook");
        var publication = await _fixture.Agency.PublicationAsync(client, account, "facebook_text", "늦지 않게 나갈 글", -1);
        var post = Assert.Single(await _process.Services.GetRequiredService<PublishDuePublicationsSql>().ClaimAsync([publication], 1, Token));

        await Make<PublicationRunner>(new PublishingOptions { DeadlineSeconds = 0 })
            .RunAsync(post, (await _process.Services.GetRequiredService<AccountTokens>().FindSealedAsync([account], Token))[account], Token);

        Assert.Equal("retrying abandoned", await StateAsync("publications", publication));
        Assert.Empty(await _fixture.Sandbox.EffectsAsync("facebook", platformId));
    }

    [Fact]
    public async Task An_answer_is_abandoned()
    {
        var discussion = await Discussion.BeginAsync(_fixture, "facebook");
        var reply = await discussion.AnswerAsync("네, 매장 뒤편에 있습니다");
        var job = Make<ReplyJob>(new ReplyOptions { DeadlineSeconds = 0 });
        var rows = Make<SendingSql<OutgoingReply>>(job);
        var row = Assert.Single(await rows.ClaimAsync([reply], 1, Token));

        await Make<SendingRunner<OutgoingReply>>(rows, job).RunAsync(row, Token);

        Assert.Equal("retrying abandoned", await StateAsync("comment_replies", reply));
        Assert.Empty(await discussion.EffectsAsync());
    }

    [Fact]
    public async Task A_mail_is_abandoned()
    {
        var user = await _fixture.Agency.UserAsync("manager", await _fixture.Agency.ClientAsync());
        await _fixture.Database.ExecuteAsync("""
            insert into contacts (id, user_id, channel, address, verified_at, created_by, created_at) values (@user, @user, 'email', 'manager@example.com', now(), @user, now());
            insert into notification_deliveries (id, user_id, contact_id, channel, purpose, key, recipient, subject, body, next_attempt_at, expires_at, created_at)
            values (@user, @user, @user, 'email', 'mail', '보고서', 'manager@example.com', '주간 보고서', '이번 주 소식입니다.', snsops.now(), snsops.now() + interval '1 hour', snsops.now())
            """, new { user });
        var row = Assert.Single(await _process.Services.GetRequiredService<DeliverySql>().ClaimAsync(1, Token));

        await Make<DeliveryRunner>(new DeliveryOptions { DeadlineSeconds = 0 }).RunAsync(row, Token);

        Assert.Equal("retrying abandoned", await StateAsync("notification_deliveries", user));
        Assert.Equal("abandoned", await _fixture.Database.ScalarAsync<string>("select state from delivery_attempts"));
    }

    private T Make<T>(params object[] own) => ActivatorUtilities.CreateInstance<T>(_process.Services, own);

    private Task<string?> StateAsync(string table, Guid id) => _fixture.Database.ScalarAsync<string>($"select concat_ws(' ', state, error_code) from {table} where id = @id", new { id });
}
