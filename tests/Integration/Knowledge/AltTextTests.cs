using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Integration.Api;
using SnsOps.Integration.Fixtures;
using SnsOps.Integration.Llm;
using SnsOps.Shared.Storage;
using SnsOps.Workers.Ai.MakeMetadata;

namespace SnsOps.Integration.Knowledge;

/// <summary>Alt texts by a model that sees: for pictures it can be shown, and for nothing else; whatever goes wrong, each file has a text and a note says why.</summary>
public sealed class AltTextTests(SeeingServer server) : IClassFixture<SeeingServer>, IDisposable
{
    private static readonly byte[] Latte = Pictures.Jpeg(1080, 1350), Cake = Pictures.Png(800, 800);
    private readonly string _folder = Directory.CreateTempSubdirectory("snsops-alt-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private MediaStore Store
    {
        get
        {
            var options = new StorageOptions { Folder = _folder, PublicBaseUrl = "http://127.0.0.1:9", SigningKey = Convert.ToBase64String(new byte[32]) };
            return new MediaStore(options, new ObjectFolder(options), TimeProvider.System);
        }
    }

    [Fact]
    public async Task A_contents_pictures_are_looked_at_by_the_configured_model_and_its_video_is_not()
    {
        var team = await server.TeamAsync();
        var (picture, clip) = (await Pictures.UploadAsync(team, Latte, "image/jpeg"), await Pictures.UploadAsync(team, Videos.Mp4(fill: 7), "video/mp4"));
        var content = await team.DraftAsync([(Guid)picture["id"]!, (Guid)clip["id"]!], body: "여섯째 신메뉴가 나왔습니다");
        await server.SaysAsync("여섯째 신메뉴", new { drafts = new[] { "고구마 케이크와 함께하는 오후입니다." }, hashtags = Array.Empty<string>() });

        var made = await MadeAsync(team, content);

        var (seen, unseen) = (made["alt_texts"]![0]!, made["alt_texts"]![1]!);
        Assert.Equal((PictureTests.Seen("image/jpeg", Latte), "picture", "anthropic/claude-sonnet-4-5"), ((string)seen["text"]!, (string)seen["basis"]!, (string)seen["engine"]!));
        Assert.Equal((Guid)picture["id"]!, (Guid)seen["media_id"]!);
        Assert.Equal("metadata", (string?)unseen["basis"]);
        Assert.Null(unseen["engine"]);
        Assert.StartsWith("가을 신메뉴 안내 — 영상 2/2", (string)unseen["text"]!, StringComparison.Ordinal);
        Assert.Equal(("mixed", "anthropic/claude-sonnet-4-5, embedded-alt-text", "openai/gpt-4o-mini"), ((string)made["alt_text_basis"]!, (string)made["alt_text_engine"]!, (string)made["engine"]!));
        Assert.Empty(made["notes"]!.AsArray());
        var prompt = Assert.Single(await server.PromptsAsync("대체 텍스트"));
        Assert.Contains("<<<게시물 제목\n가을 신메뉴 안내\n>>>", prompt, StringComparison.Ordinal);
        Assert.Equal("metadata provider answered, alt_text provider answered", await server.LedgerAsync(team.Client));

        await MadeAsync(team, content);

        // What was kept is noted only when it is given: there is no open row to wait for.
        await server.Database.UntilAsync("all four are noted", "select count(*) = 4 from llm_requests where client_id = @Client and task <> 'report'", new { team.Client });
        Assert.Equal("metadata provider answered, alt_text provider answered, metadata provider answered, alt_text cache answered", await server.LedgerAsync(team.Client));
    }

    [Fact]
    public async Task Only_pictures_that_every_provider_takes_are_sent()
    {
        await using var stage = await GatewayStage.StartAsync(order: "openai,google", seeing: ["google"]);
        var content = Content(stage, "가을 신메뉴", await KeptAsync(Latte, "image/jpeg"), new(Guid.CreateVersion7(), "video/mp4", 1080, 1920, 8000, new byte[32], 2000), await KeptAsync(Cake, "image/png"),
            new(Guid.CreateVersion7(), "image/png", 800, 800, null, new byte[32], AltTextWriter.MostBytes + 1), new(Guid.CreateVersion7(), "image/jpeg", 8001, 100, null, new byte[32], 100));

        var made = await Writer(stage).WriteAsync(content, Ct);

        Assert.Equal(["picture", "metadata", "picture", "metadata", "metadata"], made.Texts.Select(t => t.Basis));
        Assert.Equal(content.Media.Select(m => m.Id), made.Texts.Select(t => t.MediaId));
        Assert.Equal([PictureTests.Seen("image/jpeg", Latte), PictureTests.Seen("image/png", Cake)], made.Texts.Where(t => t.Basis == "picture").Select(t => t.Text));
        Assert.Equal(("mixed", "google/seeing-google, embedded-alt-text"), (made.Basis, made.Engine));
        Assert.Equal(["4번째 파일의 대체 텍스트는 그림을 보지 않고 썼습니다: 그림이 너무 큽니다 | The alt text of file 4 was written without looking at it: the picture is too large",
            "5번째 파일의 대체 텍스트는 그림을 보지 않고 썼습니다: 그림이 너무 큽니다 | The alt text of file 5 was written without looking at it: the picture is too large"], made.Notes);
        Assert.Equal(2, (await stage.CallsAsync()).Count);
        Assert.Equal("picture", (await Writer(stage).WriteAsync(content with { Media = [content.Media[0]] }, Ct)).Basis);
    }

    [Fact]
    public async Task Whatever_goes_wrong_with_a_picture_its_files_facts_are_told_and_a_note_says_why()
    {
        await using var stage = await GatewayStage.StartAsync(order: "openai,anthropic", seeing: ["openai", "anthropic"]);
        await stage.Sandbox.ControlAsync("models/answers", new { match = "금지어 글", text = "최고의 라떼가 보입니다." });
        await stage.Sandbox.ControlAsync("models/answers", new { match = "문자 글", text = "라떼\u0007가 보입니다." });
        var latte = await KeptAsync(Latte, "image/jpeg");
        var away = latte with { Id = Guid.CreateVersion7(), Sha256 = new byte[32] };

        await FallsBackAsync(Content(stage, "금지어 글", latte) with { Banned = ["최고"] }, "금지어가 있습니다: 최고 | ", "banned words: 최고");
        await FallsBackAsync(Content(stage, "문자 글", latte), "쓸 수 없는 문자", "cannot be used");
        await FallsBackAsync(Content(stage, "라떼", latte with { Bytes = Latte.Length + 1 }), "읽을 수 없습니다", "could not be read");
        await FallsBackAsync(Content(stage, "글", await KeptAsync("글이지 그림이 아닙니다"u8.ToArray(), "image/jpeg")), "받지 않습니다", "does not take the picture");
        var mixed = await Writer(stage).WriteAsync(Content(stage, "라떼", away, latte), Ct);
        Assert.Equal(["metadata", "picture"], mixed.Texts.Select(t => t.Basis));
        Assert.StartsWith("1번째 파일의 대체 텍스트는 그림을 보지 않고 썼습니다: 파일을 읽을 수 없습니다 | ", Assert.Single(mixed.Notes), StringComparison.Ordinal);
        var poor = await new Agency(stage.Database).ClientAsync();
        await stage.Database.ExecuteAsync("insert into llm_budgets (client_id, month_micros) values (@poor, 1)", new { poor });
        await FallsBackAsync(Content(stage, "라떼", latte) with { ClientId = poor }, "AI 예산을 모두 썼습니다", "budget is used up");
        await stage.FaultAsync("*", "server-error", times: 0);
        await FallsBackAsync(Content(stage, "모두 멈춘 날", latte), "응답한 AI 제공사가 없습니다", "no AI provider answered");

        async Task FallsBackAsync(ContentToDescribe content, string korean, string english)
        {
            var made = await Writer(stage).WriteAsync(content, Ct);
            Assert.Equal([AltText.Of(content, content.Media[0], 0)], made.Texts);
            Assert.Equal(("metadata", AltText.Engine), (made.Basis, made.Engine));
            var note = Assert.Single(made.Notes);
            Assert.Contains(korean, note, StringComparison.Ordinal);
            Assert.Contains(english, note, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Where_no_model_that_sees_is_configured_no_file_is_read_and_nobody_is_asked()
    {
        await using var stage = await GatewayStage.StartAsync();

        var made = await Writer(stage).WriteAsync(Content(stage, "가을 신메뉴", new MediaToDescribe(Guid.CreateVersion7(), "image/jpeg", 1080, 1350, null, new byte[32], 100)), Ct);

        Assert.Equal(new MediaAltText(made.Texts[0].MediaId, "가을 신메뉴 — 이미지, 세로형 (화면을 보지 않고 제목과 파일 정보로 만든 설명입니다)", "metadata"), Assert.Single(made.Texts));
        Assert.Equal(("metadata", "embedded-alt-text", 0), (made.Basis, made.Engine, made.Notes.Count));
        Assert.Empty(await stage.CallsAsync());
        Assert.Equal(0, await stage.Database.ScalarAsync<long>("select count(*) from llm_requests"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private AltTextWriter Writer(GatewayStage stage) => new(stage.Gateway, stage.Links, Store, NullLogger<AltTextWriter>.Instance);

    private async Task<MediaToDescribe> KeptAsync(byte[] bytes, string type)
    {
        var (sha256, length) = (await Store.PutAsync(new MemoryStream(bytes), 1_000_000, Ct))!.Value;
        return new MediaToDescribe(Guid.CreateVersion7(), type, 1080, 1350, null, sha256, length);
    }

    private static ContentToDescribe Content(GatewayStage stage, string title, params MediaToDescribe[] media) =>
        new(Guid.CreateVersion7(), stage.Client, "온기카페", title, "", null, 1, [], [], "polite", DateTimeOffset.UtcNow, media);

    private async Task<System.Text.Json.Nodes.JsonNode> MadeAsync(Team team, Guid content)
    {
        await team.Operator.PostAsync($"/v1/contents/{content}/metadata", null, 202);
        await server.Database.UntilAsync("the metadata is made", "select ai_metadata is not null and ai_metadata_asked_at is null from contents where id = @content", new { content });
        return (await team.Operator.GetAsync($"/v1/contents/{content}/metadata"))["metadata"]!;
    }
}
