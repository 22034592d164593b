using Npgsql;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Publishing;

/// <summary>The moment before a send: what has changed since the claim, and a commit whose answer is lost.</summary>
public sealed class ArmTests
{
    [Fact]
    public async Task A_post_whose_preparation_outlasted_its_grace_is_not_sent_but_asked_about()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        var (client, account, profile) = await fixture.AccountAsync("instagram");
        await fixture.Sandbox.FaultAsync(new { endpoint = "ig.container_status", kind = "stuck-in-progress", times = 0 });
        var publication = await fixture.Agency.PublicationAsync(client, account, "instagram_image", "오늘 점심에만 반값", 0.5, await fixture.Media.PictureAsync(), graceMinutes: 5);
        await fixture.Database.UntilAsync("it is being prepared", "select handle is not null and state = 'claimed' from publications where id = @publication", new { publication });

        await fixture.TurnClockAsync(TimeSpan.FromMinutes(10));
        (await fixture.Sandbox.Http.DeleteAsync("/_sandbox/faults")).EnsureSuccessStatusCode();
        await fixture.UntilAsync(publication, "missed");

        Assert.Empty(await fixture.Sandbox.EffectsAsync("instagram", profile));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select asked_at is not null from publications where id = @publication", new { publication }));
    }

    [Fact]
    public async Task An_arm_whose_commits_answer_was_lost_is_disowned_and_its_post_sent_later_once()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var database = new NpgsqlConnectionStringBuilder(fixture.Database.ConnectionString);
        await using var thief = new AnswerThief(database.Port, "insert into attempts");
        database.Port = thief.Port;
        var process = await fixture.StartProcessAsync("--ConnectionStrings:SnsOps=" + database.ConnectionString);
        var (client, account, page) = await fixture.AccountAsync("facebook");

        var publication = await fixture.Agency.PublicationAsync(client, account, "facebook_text", "대답을 듣지 못한 글", inSeconds: 0.5);
        await fixture.UntilAsync(publication, "published");
        await process.StopAsync();

        Assert.True(thief.HasStolen, "no answer was lost");
        Assert.Single(await fixture.Sandbox.EffectsAsync("facebook", page));
        Assert.Equal("abandoned by gate, published by response", await fixture.Database.ScalarAsync<string>("""
            select string_agg(status || ' by ' || resolved_by, ', ' order by closed_at) from publishing_logs where subject_id = @publication and step = 'post'
            """, new { publication }));
        Assert.Equal(0, await fixture.Database.ScalarAsync<int>("select retry_count from publications where id = @publication", new { publication }));
    }
}
