using System.Net.Http.Json;

namespace SnsOps.Integration.Api;

/// <summary>A client's settings are replaced only as they were read, by whoever says so.</summary>
public sealed class ETagTests(ApiServer api) : IClassFixture<ApiServer>
{
    public static TheoryData<string, string> Settings => new()
    {
        { "draft-policy", """{"is_on":true,"sentiments":["negative"],"tone":"polite"}""" }, { "copy-rules", """{"banned":["최저가"],"required":[],"tone":"polite"}""" },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Settings_that_somebody_else_changed_meanwhile_are_not_overwritten(string name, string body)
    {
        var team = await api.TeamAsync();
        var path = $"/v1/clients/{team.Client}/{name}";
        var none = await TagAsync(team, HttpMethod.Get, path, null, null, 200);
        Assert.Equal("\"0\"", none);
        Assert.Null(await TagAsync(team, HttpMethod.Put, path, body, "\"1\"", 412));
        var first = await TagAsync(team, HttpMethod.Put, path, body, none, 200);
        Assert.Equal(first, await TagAsync(team, HttpMethod.Get, path, null, null, 200));
        Assert.Null(await TagAsync(team, HttpMethod.Put, path, body, none, 412));
        var second = await TagAsync(team, HttpMethod.Put, path, body, first, 200);
        Assert.NotEqual(first, second);
        await TagAsync(team, HttpMethod.Put, path, body, null, 200);
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("request-changes")]
    [InlineData("schedule")]
    public async Task A_version_that_cannot_be_read_is_not_taken_for_any(string act)
    {
        var team = await api.SharedTeamAsync();
        var id = act == "schedule" ? await team.ApprovedAsync() : await team.DraftAsync();
        if (act != "schedule")
            await team.Operator.PostAsync($"/v1/contents/{id}/submit");
        var body = new { comment = "가격을 빼 주세요", scheduled_at = DateTimeOffset.UtcNow.AddHours(1).ToString("O"), time_zone = "Asia/Seoul" };
        foreach (var match in (string[])["\"third\"", "v1", "\"\"", "\"1\", \"2\""])
            Assert.Equal("content.version_mismatch", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/{act}", body, 412, ("If-Match", match)));
        await team.Manager.SendAsync(HttpMethod.Post, $"/v1/contents/{id}/{act}", body, 200, ("If-Match", "*"));
    }

    [Fact]
    public async Task What_a_clients_names_stand_for_is_not_overwritten_as_it_was_read_before()
    {
        var team = await api.TeamAsync();
        var path = $"/v1/clients/{team.Client}/saved-reply-values";
        var none = await TagAsync(team, HttpMethod.Get, path, null, null, 200);
        var first = await TagAsync(team, HttpMethod.Put, path, """{"values":{"주차":"건물 지하 2층"}}""", none, 200);
        Assert.Equal(first, await TagAsync(team, HttpMethod.Get, path, null, null, 200));
        Assert.Null(await TagAsync(team, HttpMethod.Put, path, """{"values":{"영업시간":"9시부터"}}""", none, 412));
        Assert.Equal("건물 지하 2층", (string?)(await team.Operator.GetAsync(path))["values"]!["주차"]);
        Assert.Equal(none, await TagAsync(team, HttpMethod.Put, path, """{"values":{}}""", first, 200));
        await TagAsync(team, HttpMethod.Put, path, """{"values":{"영업시간":"9시부터"}}""", null, 200);
    }

    private static async Task<string?> TagAsync(Team team, HttpMethod method, string path, string? body, string? match, int expected)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(System.Text.Json.Nodes.JsonNode.Parse(body)) };
        if (match is not null)
            request.Headers.TryAddWithoutValidation("If-Match", match);
        using var answer = await team.Manager.Http.SendAsync(request);
        await ApiServer.JsonAsync(answer, expected);
        return answer.Headers.ETag?.Tag;
    }
}
