using System.Text.Json.Nodes;
using SnsOps.Integration.Api;
using SnsOps.Workers.Ai.MakeMetadata;

namespace SnsOps.Integration.Knowledge;

/// <summary>Captions and a content's metadata by a model that keeps the rules, breaks them, or is away.</summary>
public sealed class CopyTests(ModelServer server) : IClassFixture<ModelServer>
{
    private static readonly string[] Good = ["밤라떼가 나왔습니다. #광고", "고구마 케이크와 함께하는 오후, 성수점에서 기다립니다. #광고", "따뜻한 계절의 맛을 만나 보세요. #광고"];

    [Fact]
    public async Task A_model_that_keeps_the_rules_is_asked_once()
    {
        var team = await RuledAsync();
        await server.SaysAsync("하나 신메뉴", new { drafts = Good, hashtags = new[] { "#밤라떼", "#최고", "#가을" } });

        var copy = await AskAsync(team, "하나 신메뉴");

        Assert.Equal(("written", "openai/gpt-4o"), ((string)copy["state"]!, (string)copy["engine"]!));
        Assert.Equal(Good, copy["drafts"]!.AsArray().Select(d => (string)d!["text"]!));
        Assert.Equal(["#밤라떼", "#가을"], copy["hashtags"]!.AsArray().Select(t => (string)t!));
        Assert.Empty(copy["notes"]!.AsArray());
        Assert.InRange((double)copy["likeness"]!, 0, 0.6);
        Assert.Equal("copy provider answered", await server.LedgerAsync(team.Client));
    }

    [Fact]
    public async Task A_model_that_breaks_rules_is_asked_again_once_then_mended_or_dropped_and_said_so()
    {
        var team = await RuledAsync();
        await server.SaysAsync("둘째 신메뉴", new { drafts = new[] { Good[0], "최고의 밤라떼입니다. #광고", "고구마 케이크도 나왔습니다." }, hashtags = Array.Empty<string>() });

        var copy = await AskAsync(team, "둘째 신메뉴");

        // It says the same again: what lacks a phrase is mended, what has a banned word is dropped.
        var drafts = copy["drafts"]!.AsArray();
        Assert.Equal(2, drafts.Count);
        Assert.All(drafts, d => Assert.Contains("#광고", (string?)d!["text"], StringComparison.Ordinal));
        Assert.All(drafts, d => Assert.DoesNotContain("최고", (string?)d!["text"], StringComparison.Ordinal));
        Assert.Equal(Good[0], (string?)drafts[0]!["text"]);
        Assert.Contains(copy["notes"]!.AsArray(), n => ((string)n!).Contains("금지어", StringComparison.Ordinal));
        var prompts = await server.PromptsAsync("둘째 신메뉴");
        Assert.Equal(2, prompts.Count);
        Assert.Contains("금지어가 있습니다: 최고", prompts[1], StringComparison.Ordinal);
        Assert.Contains("필수 문구가 빠졌습니다: #광고", prompts[1], StringComparison.Ordinal);
        Assert.Equal("copy provider answered, copy provider answered", await server.LedgerAsync(team.Client));
    }

    [Fact]
    public async Task What_only_lacks_a_phrase_the_second_time_is_mended()
    {
        var team = await RuledAsync();
        await server.SaysAsync("셋째 신메뉴", new { drafts = new[] { "고구마 케이크도 나왔습니다." }, hashtags = Array.Empty<string>() });

        var copy = await AskAsync(team, "셋째 신메뉴", drafts: 1);

        var draft = Assert.Single(copy["drafts"]!.AsArray())!;
        Assert.Equal("고구마 케이크도 나왔습니다.\n\n#광고", (string?)draft["text"]);
        Assert.Contains("덧붙였습니다", (string?)draft["notes"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_provider_the_embedded_writer_says_that_it_wrote()
    {
        var team = await RuledAsync();
        await server.Sandbox.FaultAsync(new { endpoint = "llm.openai.chat", kind = "server-error", times = 9, match = "넷째 신메뉴" });

        var copy = await AskAsync(team, "넷째 신메뉴");

        Assert.Equal(("written", "embedded-copy"), ((string)copy["state"]!, (string)copy["engine"]!));
        Assert.Equal(3, copy["drafts"]!.AsArray().Count);
        Assert.All(copy["drafts"]!.AsArray(), d => Assert.Contains("#광고", (string?)d!["text"], StringComparison.Ordinal));
        Assert.Equal("copy none failed", await server.LedgerAsync(team.Client));
    }

    [Fact]
    public async Task A_contents_metadata_is_stored_beside_it_and_its_alt_text_says_that_nobody_looked()
    {
        var team = await RuledAsync();
        var picture = await Pictures.UploadAsync(team, Pictures.Jpeg(1080, 1350), "image/jpeg");
        var content = await team.ApprovedAsync(media: [(Guid)picture["id"]!], body: "다섯째 신메뉴가 나왔습니다");
        var before = await team.Operator.GetAsync($"/v1/contents/{content}");
        await server.SaysAsync("다섯째 신메뉴", new { drafts = new[] { Good[1] }, hashtags = new[] { "#신메뉴", "#최고의맛" } });
        Assert.Equal("none", (string?)(await team.Operator.GetAsync($"/v1/contents/{content}/metadata"))["state"]);

        Assert.Equal("waiting", (string?)(await team.Operator.PostAsync($"/v1/contents/{content}/metadata", null, 202))["state"]);
        await team.Operator.PostAsync($"/v1/contents/{content}/metadata", null, 202);
        await server.Database.UntilAsync("the metadata is made", "select ai_metadata is not null from contents where id = @content", new { content });

        var made = await team.Operator.GetAsync($"/v1/contents/{content}/metadata");
        Assert.Equal(("made", Good[1], "openai/gpt-4o-mini"), ((string)made["state"]!, (string)made["metadata"]!["caption"]!, (string)made["metadata"]!["engine"]!));
        Assert.Equal(["#신메뉴"], made["metadata"]!["hashtags"]!.AsArray().Select(t => (string)t!));
        var alt = Assert.Single(made["metadata"]!["alt_texts"]!.AsArray())!;
        Assert.Equal(((Guid)picture["id"]!, "metadata"), ((Guid)alt["media_id"]!, (string)alt["basis"]!));
        Assert.Equal("가을 신메뉴 안내 — 이미지, 세로형 (화면을 보지 않고 제목과 파일 정보로 만든 설명입니다)", (string?)alt["text"]);
        Assert.Equal("metadata provider answered", await server.LedgerAsync(team.Client));
        var after = await team.Operator.GetAsync($"/v1/contents/{content}");
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
        Assert.False((bool)made["is_stale"]!);
        await team.Operator.SendAsync(HttpMethod.Patch, $"/v1/contents/{content}", new { title = "겨울 신메뉴" }, 200, ("If-Match", $"\"{after["version"]}\""));
        Assert.True((bool)(await team.Operator.GetAsync($"/v1/contents/{content}/metadata"))["is_stale"]!);
    }

    [Fact]
    public async Task Who_asks_again_while_an_older_run_still_writes_goes_on_waiting()
    {
        var team = await server.TeamAsync();
        var content = await team.ApprovedAsync();
        var (contents, ct) = (new MakeMetadataSql(server.Database.DataSource), TestContext.Current.CancellationToken);
        await AskedAsync("11 minutes");
        var old = await contents.FindAsync(team.Client, content, ct);
        await AskedAsync("0");

        await contents.StoreAsync(old!, new { Caption = "앞선 것", ContentVersion = 1 }, ct);
        Assert.Equal("waiting", await StateAsync());
        await contents.StoreAsync((await contents.FindAsync(team.Client, content, ct))!, new { Caption = "새것", ContentVersion = 1 }, ct);
        Assert.Equal("made", await StateAsync());

        Task<int> AskedAsync(string ago) => server.Database.ExecuteAsync("update contents set ai_metadata_asked_at = snsops.now() - @ago::interval where id = @content", new { ago, content });

        async Task<string?> StateAsync() => (string?)(await team.Operator.GetAsync($"/v1/contents/{content}/metadata"))["state"];
    }

    [Fact]
    public async Task What_cannot_be_written_is_refused_and_one_key_asks_once()
    {
        var team = await RuledAsync();
        var (path, key) = ($"/v1/clients/{team.Client}/copy", ("Idempotency-Key", Guid.NewGuid().ToString()));
        Assert.Equal("copy.banned_in_brief", await team.Operator.RefusedAsync(HttpMethod.Post, path, new { platform = "instagram", title = "최 고", body = "우리가 최고입니다" }, 422));
        Assert.Equal("copy.no_text", await team.Operator.RefusedAsync(HttpMethod.Post, path, new { platform = "instagram", format = "instagram_story", title = "글" }, 422));
        foreach (var nonsense in (object[])[new { platform = "myspace", title = "글" }, new { platform = "instagram", title = "  " }, new { platform = "instagram", title = "글", drafts = 6 },
                     new { platform = "instagram", title = "글", format = "facebook_text" }, new { platform = "instagram", title = "글", keywords = new string?[] { null } }, new { platform = "facebook", title = "글\u0007" }])
            Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, path, nonsense, 400));
        Assert.Equal("copy.rules_conflict", await team.Manager.RefusedAsync(HttpMethod.Put, path + "-rules", new { banned = new[] { "광고" }, required = new[] { "#광고" }, tone = "polite" }, 422));
        Assert.Equal("request.invalid", await team.Manager.RefusedAsync(HttpMethod.Put, path + "-rules", new { banned = new[] { " " }, required = Array.Empty<string>(), tone = "polite" }, 400));
        Assert.Equal("auth.forbidden", await team.Operator.RefusedAsync(HttpMethod.Put, path + "-rules", new { banned = Array.Empty<string>(), required = Array.Empty<string>(), tone = "polite" }, 403));

        var first = await team.Operator.SendAsync(HttpMethod.Post, path, new { platform = "facebook", title = "휴무 안내" }, 202, key);
        Assert.Equal((string?)first["id"], (string?)(await team.Operator.SendAsync(HttpMethod.Post, path, new { platform = "facebook", title = "휴무 안내" }, 202, key))["id"]);
        Assert.Equal(1, await server.Database.ScalarAsync<int>("select count(*)::int from copy_requests where client_id = @Client", new { team.Client }));

        var other = await server.TeamAsync();
        Assert.Equal("client.not_found", await other.Operator.RefusedAsync(HttpMethod.Post, path, new { platform = "facebook", title = "남의 글" }, 404));
        Assert.Equal("client.not_found", await other.Operator.RefusedAsync(HttpMethod.Get, path + "-rules", null, 404));
        Assert.Equal("copy.not_found", await other.Operator.RefusedAsync(HttpMethod.Get, $"/v1/copy/{first["id"]}", null, 404));
        Assert.Equal("content.not_found", await other.Operator.RefusedAsync(HttpMethod.Post, $"/v1/contents/{await team.DraftAsync()}/metadata", null, 404));
    }

    [Fact]
    public async Task Who_waits_for_work_that_was_given_up_is_told_so()
    {
        var team = await server.TeamAsync();
        var id = Guid.NewGuid();
        await server.Database.ExecuteAsync("""
            insert into copy_requests (id, client_id, brief, limits, banned, required, tone, wanted, asked_by, created_at)
            values (@id, @Client, '{"title": "휴무 안내"}', '{}', '{}', '{}', 'polite', 3, @user, snsops.now());
            insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at, state, error, finished_at)
            select gen_random_uuid(), 'write-copy', created_at, client_id, id, created_at, 'failed', '네 번 실패했습니다', snsops.now() from copy_requests where id = @id
            """, new { id, team.Client, user = team.Operator.UserId });

        var copy = await team.Operator.GetAsync($"/v1/copy/{id}");

        Assert.Equal("failed", (string?)copy["state"]);
        Assert.Contains("다시 요청해 주세요", (string?)copy["reason"], StringComparison.Ordinal);
        Assert.NotNull(copy["closed_at"]);
    }

    private async Task<Team> RuledAsync()
    {
        var team = await server.TeamAsync();
        var rules = await team.Manager.SendAsync(HttpMethod.Put, $"/v1/clients/{team.Client}/copy-rules", new { banned = new[] { "최고" }, required = new[] { "#광고" }, tone = "friendly" }, 200);
        Assert.Equal("#광고", (string?)rules["required"]![0]);
        return team;
    }

    private async Task<JsonNode> AskAsync(Team team, string title, int drafts = 3)
    {
        var asked = await team.Operator.PostAsync($"/v1/clients/{team.Client}/copy",
            new { platform = "instagram", title, body = "밤라떼와 고구마 케이크가 나왔습니다. 성수점에서 먼저 맛보실 수 있습니다. 따뜻한 자리에서 기다립니다.", keywords = new[] { "밤라떼" }, drafts }, 202);
        Assert.Equal("waiting", (string?)asked["state"]);
        var id = (Guid)asked["id"]!;
        await server.Database.UntilAsync("the captions are written", "select state <> 'waiting' from copy_requests where id = @id", new { id });
        return await team.Operator.GetAsync($"/v1/copy/{id}");
    }
}
