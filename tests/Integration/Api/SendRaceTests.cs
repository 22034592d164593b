using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;

namespace SnsOps.Integration.Api;

/// <summary>Cancelling, editing and holding against the arm of a send: one of both wins, never both, never neither.</summary>
public sealed class SendRaceTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const int Rounds = 60;

    [Theory]
    [InlineData("cancel")]
    [InlineData("edit")]
    public async Task Whoever_comes_first_wins_and_the_other_is_told(string act)
    {
        var team = await api.TeamAsync();
        await using var sender = new Sender(api);
        var (sent, stopped) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var content = await team.ApprovedAsync();
            var publication = await team.PublicationAsync(TimeSpan.FromSeconds(5), content);
            var request = await sender.ClaimAsync(publication);

            // In the first two rounds one has finished before the other begins; then they run at once, each in turn with the head start.
            var (arm, stop) = (default(Task<ArmResult>), default(Task<int>));
            foreach (var first in (bool[])[true, false])
            {
                if (first == (round % 2 == 0))
                    arm = sender.Arming.ArmAsync(request);
                else
                    stop = StopAsync(team, act, content, publication);
                if (round < 2 && first)
                    await Task.WhenAll(new Task?[] { arm, stop }.OfType<Task>());
            }

            var (armed, status) = (await arm!, await stop!);

            Assert.True(armed == ArmResult.Armed ? status == 409 : armed == ArmResult.Lost && status == 200, $"{act}: the arm says {armed}, the call {status}");
            Assert.Equal(armed == ArmResult.Armed ? "armed" : "cancelled", await api.Database.ScalarAsync<string>("select state::text from publications where id = @publication", new { publication }));
            Assert.Equal(armed == ArmResult.Armed ? 1 : 0, await api.Database.ScalarAsync<int>("select count(*) from attempts where subject_id = @publication", new { publication }));
            if (armed == ArmResult.Armed)
                sent++;
            else
                stopped++;
            await api.Database.ExecuteAsync("delete from attempts where subject_id = @publication", new { publication });
        }

        Assert.True(sent > 0 && stopped > 0, $"one side always won: {sent} sent, {stopped} stopped");
    }

    [Fact]
    public async Task A_hold_that_comes_before_the_arm_holds_and_one_that_comes_after_it_does_not()
    {
        var team = await api.TeamAsync();
        await using var sender = new Sender(api);
        var (sent, held) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var content = await team.ApprovedAsync();
            var publication = await team.PublicationAsync(TimeSpan.FromSeconds(5), content);
            var request = await sender.ClaimAsync(publication);

            // In the first two rounds one has finished before the other begins; then they run at once, each in turn with the head start.
            var (arm, hold) = (default(Task<ArmResult>), default(Task<int>));
            foreach (var first in (bool[])[true, false])
            {
                if (first == (round % 2 == 0))
                    arm = sender.Arming.ArmAsync(request);
                else
                    hold = StopAsync(team, "hold", content, publication);
                if (round < 2 && first)
                    await Task.WhenAll(new Task?[] { arm, hold }.OfType<Task>());
            }

            var (armed, status) = (await arm!, await hold!);

            Assert.Equal(201, status);
            Assert.True(round >= 2 || armed == (round == 0 ? ArmResult.Armed : ArmResult.Held), $"round {round}: the arm says {armed}");
            Assert.True(armed is ArmResult.Armed or ArmResult.Held, $"the arm says {armed}");
            Assert.Equal(armed == ArmResult.Armed ? ("armed", 1) : ("claimed", 0), (
                await api.Database.ScalarAsync<string>("select state::text from publications where id = @publication", new { publication }),
                await api.Database.ScalarAsync<int>("select count(*) from attempts where subject_id = @publication", new { publication })));
            if (armed == ArmResult.Armed)
                sent++;
            else
                held++;
            await api.Database.ExecuteAsync("delete from attempts where subject_id = @publication", new { publication });
        }

        Assert.True(sent > 0 && held > 0, $"one side always won: {sent} sent, {held} held");
    }

    [Fact]
    public async Task A_send_of_another_process_keeps_back_its_own_account_and_nothing_else_of_a_batch()
    {
        var (cafe, bakery) = (await api.TeamAsync(), await api.TeamAsync());
        await using var first = new Sender(api);
        await using var second = new Sender(api);
        var sending = await first.ClaimAsync(await cafe.PublicationAsync(TimeSpan.FromSeconds(5), await cafe.ApprovedAsync()));
        var next = await second.ClaimAsync(await cafe.PublicationAsync(TimeSpan.FromSeconds(5), await cafe.ApprovedAsync()));
        var other = await second.ClaimAsync(await bakery.PublicationAsync(TimeSpan.FromSeconds(5), await bakery.ApprovedAsync()));
        Assert.Equal(ArmResult.Armed, await first.Arming.ArmAsync(sending));

        Assert.Equal([ArmResult.Busy, ArmResult.Armed], await Task.WhenAll(second.Arming.ArmAsync(next), second.Arming.ArmAsync(other)));
        Assert.Equal("claimed", await api.Database.ScalarAsync<string>("select state::text from publications where id = @SubjectId", new { next.SubjectId }));

        await api.Database.ExecuteAsync("delete from attempts where id = @AttemptId", new { sending.AttemptId });
        Assert.Equal(ArmResult.Armed, await second.Arming.ArmAsync(next with { AttemptId = Guid.CreateVersion7() }));
    }

    [Fact]
    public async Task What_is_published_cannot_be_changed()
    {
        var team = await api.TeamAsync();
        var content = await team.ApprovedAsync();
        var publication = await team.PublicationAsync(content: content);
        await api.Database.ExecuteAsync("update publications set state = 'published', published_at = snsops.now(), id_pending = true where id = @publication", new { publication });
        Assert.Equal(409, await StopAsync(team, "cancel", content, publication));
        Assert.Equal(409, await StopAsync(team, "edit", content, publication));
        Assert.Equal("publication.already_sending", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/contents/{content}/cancel", null, 409));
        Assert.Equal("publication.already_sending", (string?)(await team.ScheduleAsync(content, TimeSpan.FromHours(3), 409))["code"]);
    }

    [Theory]
    [InlineData(4, 400)]
    [InlineData(5, 200)]
    [InlineData(1440, 200)]
    [InlineData(1441, 400)]
    public async Task Grace_is_from_five_minutes_to_a_day_and_the_contents_own_unless_the_call_says_otherwise(int minutes, int status)
    {
        var team = await api.SharedTeamAsync();
        var id = await team.ApprovedAsync();
        await team.Operator.PostAsync($"/v1/contents/{id}/schedule", new { scheduled_at = DateTimeOffset.UtcNow.AddHours(1).ToString("O"), time_zone = "Asia/Seoul", grace_minutes = minutes }, status);
        var written = await team.Operator.PostAsync("/v1/contents", new { client_id = team.Client, title = "오늘만 유효한 안내", account_ids = new[] { team.Account }, body = "점심 할인", grace_minutes = minutes }, status == 200 ? 201 : 400);
        if (status != 200)
            return;
        var content = (Guid)written["id"]!;
        await team.Operator.PostAsync($"/v1/contents/{content}/submit");
        await team.Manager.PostAsync($"/v1/contents/{content}/approve");
        await team.ScheduleAsync(content, TimeSpan.FromHours(1));
        Assert.True(await api.Database.ScalarAsync<bool>("select bool_and(grace = make_interval(mins => @minutes)) from publications where content_id in (@id, @content)", new { id, content, minutes }));
    }

    private static async Task<int> StopAsync(Team team, string act, Guid content, Guid publication)
    {
        using var request = act switch
        {
            "cancel" => new HttpRequestMessage(HttpMethod.Post, $"/v1/publications/{publication}/cancel"),
            "hold" => new HttpRequestMessage(HttpMethod.Post, "/v1/holds") { Content = System.Net.Http.Json.JsonContent.Create(new { client_id = team.Client, content_id = content, reason = "문구 확인 중" }) },
            _ => new HttpRequestMessage(HttpMethod.Patch, $"/v1/contents/{content}") { Content = System.Net.Http.Json.JsonContent.Create(new { body = "고친 글입니다" }), Headers = { { "If-Match", "\"1\"" } } },
        };
        using var answer = await team.Operator.Http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    /// <summary>A publishing worker, as far as arming goes.</summary>
    private sealed class Sender(ApiServer api) : IAsyncDisposable
    {
        private readonly WorkerIdentity _worker = new("publishing");
        private Arming? _arming;

        public Arming Arming => _arming ??= new Arming(api.Database.DataSource, _worker);

        /// <summary>The publication as a worker holds it just before the arm.</summary>
        public async Task<ArmRequest> ClaimAsync(Guid publication)
        {
            await api.Database.ExecuteAsync("""
                insert into workers (id, process, host, pid, version, lease_until) values (@Id, 'publishing', 'test', 1, '1', clock_timestamp() + interval '10 minutes')
                on conflict (id) do nothing;
                update publications set state = 'claimed', owner = @Id, epoch = epoch + 1 where id = @publication
                """, new { publication, _worker.Id });
            var seal = await api.Database.ScalarAsync<byte[]>("select seal from publications where id = @publication", new { publication });
            return new ArmRequest(EffectSubject.Publication, Guid.CreateVersion7(), publication, 1, new Approval(1, seal!), "글", null, "x", 90);
        }

        public async ValueTask DisposeAsync()
        {
            if (_arming is not null)
                await _arming.DisposeAsync();
        }
    }
}
