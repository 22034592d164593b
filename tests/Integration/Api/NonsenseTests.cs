using System.Net;
using System.Text;

namespace SnsOps.Integration.Api;

/// <summary>Whatever comes in, the answer is a clear 4xx with a code.</summary>
public sealed class NonsenseTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"글\"")]
    [InlineData("{\"client_id\": \"not-a-uuid\", \"title\": \"글\"}")]
    [InlineData("{\"client_id\": 7, \"title\": {\"a\": 1}}")]
    [InlineData("{\"client_id\": \"CLIENT\", \"title\": \"NUL \\u0000 문자\"}")]
    [InlineData("{\"client_id\": \"CLIENT\", \"title\": \"짝 없는 \\ud800\"}")]
    [InlineData("{\"client_id\": \"CLIENT\", \"title\": \"   \"}")]
    [InlineData("{\"client_id\": \"CLIENT\", \"title\": \"글\", \"link\": \"javascript:alert(1)\"}")]
    [InlineData("{\"client_id\": \"CLIENT\", \"title\": \"글\", \"variants\": {\"myspace\": {}}}")]
    [InlineData("{\"client_id\": \"CLIENT\", \"title\": \"글\", \"variants\": {\"facebook\": {\"body\": \"\\u0000\"}}}")]
    [InlineData("{\"client_id\": \"CLIENT\", \"title\": \"글\", \"account_ids\": [null]}")]
    [InlineData("{\"client_id\": \"CLIENT\", \"title\": \"글\", \"variants\": {\"youtube\": {\"tags\": [null]}}}")]
    [InlineData("{\"client_id\": \"CLIENT\", \"title\": \"글\", \"variants\": {\"youtube\": {\"tags\": [\" \"]}}}")]
    [InlineData("DEEP")]
    [InlineData("LONG")]
    public async Task A_content_made_of_nonsense_is_refused(string body)
    {
        var team = await api.SharedTeamAsync();
        var text = body.Replace("CLIENT", team.Client.ToString(), StringComparison.Ordinal)
            .Replace("DEEP", "{\"variants\":" + new string('[', 5000), StringComparison.Ordinal)
            .Replace("LONG", $"{{\"client_id\": \"{team.Client}\", \"title\": \"{new string('가', 301)}\"}}", StringComparison.Ordinal);
        using var answer = await team.Operator.Http.PostAsync(new Uri("/v1/contents", UriKind.Relative), new StringContent(text, Encoding.UTF8, "application/json"));
        var problem = await ApiServer.JsonAsync(answer, 400);
        Assert.StartsWith("request.", (string?)problem["code"], StringComparison.Ordinal);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("PUT", "/v1/notification-settings/topics", "{\"topics\": [null]}")]
    [InlineData("POST", "/v1/crisis-rules", "{\"client_id\": \"CLIENT\", \"name\": \"규칙\", \"escalate_minutes\": null}")]
    public async Task Nothing_where_something_must_be_is_refused(string method, string path, string body)
    {
        var team = await api.SharedTeamAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body.Replace("CLIENT", team.Client.ToString(), StringComparison.Ordinal), Encoding.UTF8, "application/json") };
        using var answer = await team.Manager.Http.SendAsync(request);
        Assert.Equal("request.invalid", (string?)(await ApiServer.JsonAsync(answer, 400))["code"]);
    }

    [Fact]
    public async Task A_content_that_was_stored_with_an_empty_tag_can_be_looked_at()
    {
        var team = await api.TeamAsync();
        var id = await team.DraftAsync(accounts: [await api.AccountAsync(team.Client, "youtube")]);
        await api.Database.ExecuteAsync("""update contents set variants = '{"youtube": {"tags": [null]}}' where id = @id""", new { id });
        await team.Operator.GetAsync($"/v1/contents/{id}/preview");
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_and_bodies_too_large_are_refused()
    {
        var team = await api.SharedTeamAsync();
        using var bytes = new ByteArrayContent([(byte)'{', 0xFF, 0xFE, (byte)'}']) { Headers = { ContentType = new("application/json") } };
        using var broken = await team.Operator.Http.PostAsync(new Uri("/v1/contents", UriKind.Relative), bytes);
        Assert.Equal("request.malformed", (string?)(await ApiServer.JsonAsync(broken, 400))["code"]);
        using var huge = new ByteArrayContent(new byte[10 * 1024 * 1024]) { Headers = { ContentType = new("application/json") } };
        try
        {
            using var refused = await team.Operator.Http.PostAsync(new Uri("/v1/contents", UriKind.Relative), huge);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        }
        catch (HttpRequestException)
        {
            // the server need not read what it refuses: the client may see the line end first
        }

        await team.Operator.GetAsync("/v1/me");
    }

    [Theory]
    [InlineData("9999-12-31T23:59:59Z", "schedule.too_far_ahead")]
    [InlineData("0001-01-01T00:00:00Z", "schedule.in_the_past")]
    [InlineData("2026-02-30T00:00:00Z", "request.malformed")]
    public async Task Times_beyond_reason_are_refused(string time, string code)
    {
        var team = await api.SharedTeamAsync();
        var id = await team.ApprovedAsync();
        Assert.Equal(code, await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/contents/{id}/schedule", new { scheduled_at = time, time_zone = "Asia/Seoul" }, 400));
    }

    [Theory]
    [InlineData("/v1/contents?page_size=0")]
    [InlineData("/v1/contents?page_size=99999999999")]
    [InlineData("/v1/contents?page_size=많이")]
    [InlineData("/v1/contents?state=%00")]
    [InlineData("/v1/operations/job-runs?job=%00")]
    [InlineData("/v1/publications?from=tomorrow")]
    [InlineData("/v1/comments?account_id=1")]
    public async Task Queries_of_nonsense_are_400(string path) => Assert.StartsWith("request.", await api.Admin.RefusedAsync(HttpMethod.Get, path, null, 400), StringComparison.Ordinal);

    [Fact]
    public async Task A_search_for_anything_finds_nothing_but_never_fails()
    {
        var team = await api.SharedTeamAsync();
        foreach (var query in (string[])["'; drop table users; --", "%", "_", "\\", "%00%00", "{}", "\"", "👍🏽", "\ud83d"])
            Assert.Empty((await team.Operator.GetAsync("/v1/comments?q=" + (query.StartsWith("%0", StringComparison.Ordinal) ? query : Uri.EscapeDataString(query))))["items"]!.AsArray());
    }
}
