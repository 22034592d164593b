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
