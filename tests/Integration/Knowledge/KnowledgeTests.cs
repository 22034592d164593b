using System.Text;
using System.Text.Json.Nodes;
using SnsOps.Integration.Api;

namespace SnsOps.Integration.Knowledge;

/// <summary>Documents come in, are cut and found, change and go; and are found by their own client alone.</summary>
public sealed class KnowledgeTests(KnowledgeServer server) : IClassFixture<KnowledgeServer>
{
    private const string Parking = "차량은 건물 지하 2층에 두 시간까지 무료로 세우실 수 있습니다. 등록은 계산대에서 합니다.";

    [Fact]
    public async Task A_document_is_found_by_other_words_than_its_own()
    {
        var team = await server.TeamAsync();
        var document = await server.IndexedAsync(team, "성수점 안내", Parking);
        await server.IndexedAsync(team, "환불 규정", "받으신 날부터 사흘 안에 사진을 보내 주시면 전액 돌려 드립니다.");

        var found = await KnowledgeServer.FindAsync(team.Operator, team.Client, "성수점에 차 가져가면 주차 되나요?");

        Assert.Equal(("indexed", 1, "hashed-bigram-1024@1"), ((string)document["state"]!, (int)document["chunk_count"]!, (string)document["embedder"]!));
        Assert.Equal((Guid)document["id"]!, (Guid)found["items"]![0]!["document_id"]!);
        Assert.Equal(("성수점 안내", Parking), ((string)found["items"]![0]!["heading"]!, (string)found["items"]![0]!["text"]!));
        Assert.True((bool)found["has_basis"]!);
        Assert.Equal("hashed-bigram-1024@1", (string?)found["embedder"]);
        Assert.False((bool)(await KnowledgeServer.FindAsync(team.Operator, team.Client, "채용 공고 언제 올라와요?"))["has_basis"]!);
    }

    [Fact]
    public async Task Emojis_beside_words_and_beside_each_other_are_found_as_any_word()
    {
        var team = await server.TeamAsync();
        var document = await server.IndexedAsync(team, "배송 안내😊", "배송은 이틀 걸립니다👍🏻 문의 주세요😊😊\uFFFE");

        var found = await KnowledgeServer.FindAsync(team.Operator, team.Client, "배송 언제 오나요😡😡");

        Assert.Equal("indexed", (string?)document["state"]);
        Assert.Equal((Guid)document["id"]!, (Guid)Assert.Single(found["items"]!.AsArray())!["document_id"]!);
        await CountsAreTrueAsync(team);
    }

    [Fact]
    public async Task A_new_version_takes_the_place_of_the_old_one_and_its_vectors()
    {
        var team = await server.TeamAsync();
        var document = await server.IndexedAsync(team, "영업시간", "매일 아침 아홉 시에 문을 엽니다. " + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i}번째 줄은 옛날 이야기입니다. ")));
        Assert.True((int)document["chunk_count"]! > 1);
        var path = $"/v1/knowledge/{document["id"]}";
        var body = new { kind = "manual", title = "영업시간", text = "새벽 다섯 시에 문을 엽니다." };

        Assert.Equal("content.if_match_required", await team.Operator.RefusedAsync(HttpMethod.Put, path, body, 428));
        Assert.Equal("content.version_mismatch", await team.Operator.RefusedAsync(HttpMethod.Put, path, body, 412, ("If-Match", "\"7\"")));
        var changed = await team.Operator.SendAsync(HttpMethod.Put, path, body, 200, ("If-Match", "\"1\""));
        Assert.Equal((2, "manual"), ((int)changed["version"]!, (string)changed["kind"]!));
        await server.SettledAsync((Guid)document["id"]!);

        Assert.Equal(1, await server.Database.ScalarAsync<int>("select count(*)::int from vector_embeddings where client_id = @Client", new { team.Client }));
        Assert.Equal("새벽 다섯 시에 문을 엽니다.", (string?)Assert.Single((await KnowledgeServer.FindAsync(team.Operator, team.Client, "몇 시에 열어요?"))["items"]!.AsArray())!["text"]);
        await CountsAreTrueAsync(team);
    }

    [Fact]
    public async Task A_deleted_document_is_found_no_more_and_counted_no_more()
    {
        var team = await server.TeamAsync();
        var (gone, kept) = (await server.IndexedAsync(team, "주차", Parking), await server.IndexedAsync(team, "주차 요금", "넘는 시간은 10분에 700원입니다."));

        await team.Operator.SendAsync(HttpMethod.Delete, $"/v1/knowledge/{gone["id"]}", null, 204);

        Assert.Equal("knowledge.not_found", await team.Operator.RefusedAsync(HttpMethod.Get, $"/v1/knowledge/{gone["id"]}", null, 404));
        Assert.Equal((Guid)kept["id"]!, (Guid)Assert.Single((await KnowledgeServer.FindAsync(team.Operator, team.Client, "주차 요금"))["items"]!.AsArray())!["document_id"]!);
        Assert.Equal(0, await server.Database.ScalarAsync<int>("select count(*)::int from vector_embeddings where source_id = @id", new { id = (Guid)gone["id"]! }));
        await CountsAreTrueAsync(team);
    }

    [Fact]
    public async Task Files_of_all_four_kinds_are_read_also_as_excel_saves_them()
    {
        var team = await server.TeamAsync();
        var path = $"/v1/clients/{team.Client}/knowledge/files?kind=faq&title=";
        var csv = await KnowledgeServer.UploadAsync(team.Operator, HttpMethod.Post, path + "faq", KnowledgeServer.Cp949("질문,답변\r\n주차 되나요?,지하 2층입니다\r\n포장 되나요?,보자기로 싸 드립니다\r\n"), "text/csv", 201);
        var markdown = await KnowledgeServer.UploadAsync(team.Operator, HttpMethod.Post, path + "guide", Encoding.UTF8.GetBytes("\uFEFF# 응대\n## 말투\n존댓말을 씁니다.\n## 사과\n먼저 사과합니다."), "text/markdown; charset=utf-8", 201);
        var pdf = await KnowledgeServer.UploadAsync(team.Operator, HttpMethod.Post, path + "pdf", KnowledgeServer.Pdf("Opening hours are nine to six"), "application/pdf", 201);
        foreach (var document in (JsonNode[])[csv, markdown, pdf])
            await server.SettledAsync((Guid)document["id"]!);

        Assert.Equal("질문: 포장 되나요?\n답변: 보자기로 싸 드립니다", (string?)(await KnowledgeServer.FindAsync(team.Operator, team.Client, "포장해 주시나요"))["items"]![0]!["text"]);
        Assert.Equal("guide > 응대 > 사과", (string?)(await KnowledgeServer.FindAsync(team.Operator, team.Client, "사과는 언제 하나요"))["items"]![0]!["heading"]);
        Assert.Contains("Opening hours", (string?)(await KnowledgeServer.FindAsync(team.Operator, team.Client, "opening hours"))["items"]![0]!["text"], StringComparison.Ordinal);
        Assert.Contains("Opening hours", (string?)(await team.Operator.GetAsync($"/v1/knowledge/{pdf["id"]}"))["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_says_why()
    {
        var team = await server.TeamAsync();
        var path = $"/v1/clients/{team.Client}/knowledge/files?kind=faq&title=x";
        async Task<string> CodeAsync(string at, byte[] bytes, string type, int status) => (string)(await KnowledgeServer.UploadAsync(team.Operator, HttpMethod.Post, at, bytes, type, status))["code"]!;
        Assert.Equal("knowledge.unreadable", await CodeAsync(path, [0xC7, 0x20, 0xB0], "text/plain", 422));
        Assert.Equal("knowledge.unreadable", await CodeAsync(path, "그림입니다"u8.ToArray(), "application/pdf", 422));
        Assert.Equal("request.unsupported_media_type", await CodeAsync(path, [1], "image/png", 415));
        Assert.Equal("request.invalid", await CodeAsync(path.Replace("kind=faq", "kind=memo", StringComparison.Ordinal), "글"u8.ToArray(), "text/plain", 400));
        Assert.Equal("request.invalid", await CodeAsync(path, " \n"u8.ToArray(), "text/plain", 400));
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/knowledge", new { kind = "faq", title = " ", text = "글" }, 400));
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Get, $"/v1/clients/{team.Client}/knowledge/search?q=%20", null, 400));

        var broken = await KnowledgeServer.UploadAsync(team.Operator, HttpMethod.Post, path, "%PDF-1.7 쓰레기"u8.ToArray(), "application/pdf", 201);
        await server.SettledAsync((Guid)broken["id"]!);
        var document = await team.Operator.GetAsync($"/v1/knowledge/{broken["id"]}");
        Assert.Equal("failed", (string?)document["state"]);
        Assert.Contains("PDF", (string?)document["error"], StringComparison.Ordinal);
        Assert.Single((await team.Operator.GetAsync($"/v1/knowledge?client_id={team.Client}&state=failed"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Another_clients_documents_do_not_exist()
    {
        var (mine, other) = (await server.TeamAsync(), await server.TeamAsync());
        var secret = await server.IndexedAsync(other, "비밀 규정", "직원 할인은 40퍼센트이며 밖에 알리지 않습니다.");
        await server.IndexedAsync(mine, "할인", "생일에는 10퍼센트를 깎아 드립니다.");

        var found = await KnowledgeServer.FindAsync(mine.Operator, mine.Client, "직원 할인은 40퍼센트이며 밖에 알리지 않습니다", 20);

        Assert.All(found["items"]!.AsArray(), p => Assert.NotEqual((Guid)secret["id"]!, (Guid)p!["document_id"]!));
        Assert.Single(found["items"]!.AsArray());
        Assert.Equal("client.not_found", await mine.Operator.RefusedAsync(HttpMethod.Get, $"/v1/clients/{other.Client}/knowledge/search?q=할인", null, 404));
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Delete])
            Assert.Equal("knowledge.not_found", await mine.Operator.RefusedAsync(method, $"/v1/knowledge/{secret["id"]}", null, 404));
        Assert.Equal("knowledge.not_found", await mine.Operator.RefusedAsync(HttpMethod.Put, $"/v1/knowledge/{secret["id"]}", new { kind = "faq", title = "바꿔치기", text = "글" }, 404, ("If-Match", "\"1\"")));
        Assert.Equal("client.not_found", await mine.Operator.RefusedAsync(HttpMethod.Post, $"/v1/clients/{other.Client}/knowledge", new { kind = "faq", title = "남의 글", text = "글" }, 404));
        Assert.DoesNotContain((await mine.Operator.GetAsync("/v1/knowledge"))["items"]!.AsArray(), d => (Guid)d!["id"]! == (Guid)secret["id"]!);
        Assert.Empty((await mine.Operator.GetAsync($"/v1/knowledge?client_id={other.Client}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task The_same_call_again_makes_one_document_and_clients_people_only_read()
    {
        var team = await server.TeamAsync();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var body = new { kind = "faq", title = "주차", text = Parking };

        var first = await team.Operator.SendAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/knowledge", body, 201, key);
        var second = await team.Operator.SendAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/knowledge", body, 201, key);

        Assert.Equal((Guid)first["id"]!, (Guid)second["id"]!);
        var client = await server.UserAsync("client", team.Client);
        Assert.Single((await client.GetAsync("/v1/knowledge"))["items"]!.AsArray());
        Assert.Equal("auth.forbidden", await client.RefusedAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/knowledge", body, 403));
        Assert.Equal("auth.forbidden", await client.RefusedAsync(HttpMethod.Delete, $"/v1/knowledge/{first["id"]}", null, 403));
    }

    /// <summary>What is counted of the client's words is what its chunks say.</summary>
    private async Task CountsAreTrueAsync(Team team) => Assert.True(await server.Database.ScalarAsync<bool>("""
        select (select (chunks, letters) = (select count(*)::int, coalesce(sum(letters), 0)::bigint from vector_embeddings where client_id = @Client) from knowledge_counts where client_id = @Client)
           and not exists (
               select from (select term, chunks from knowledge_terms where client_id = @Client and chunks > 0) t
               full join (select term, count(*) as chunks from vector_embeddings e cross join unnest(e.terms) as term where client_id = @Client group by term) e using (term)
                where t.chunks is distinct from e.chunks)
        """, new { team.Client }));
}
