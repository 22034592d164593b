using System.Text.Json.Nodes;
using SnsOps.Api.Problems;

namespace SnsOps.Integration.Api;

/// <summary>What the Api says of itself, and the page it serves.</summary>
public sealed class DocumentTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task The_openapi_document_names_and_summarises_every_operation()
    {
        using var http = api.Http();
        var document = JsonNode.Parse(await http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!;
        Assert.StartsWith("3.1", (string?)document["openapi"], StringComparison.Ordinal);
        var operations = document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => (Path: p.Key + " " + o.Key, Operation: o.Value!))).ToList();
        Assert.True(operations.Count > 40);
        Assert.All(operations, o => Assert.True(o.Operation["operationId"] is not null && o.Operation["summary"] is not null, o.Path));
        Assert.Equal(operations.Count, operations.Select(o => (string?)o.Operation["operationId"]).Distinct().Count());
        Assert.Contains(document["paths"]!["/v1/comments"]!["get"]!["parameters"]!.AsArray(), p => (string?)p!["name"] == "page_token");
        Assert.Equal("date-time", (string?)document["components"]!["schemas"]!["ScheduleRequest"]!["properties"]!["scheduled_at"]!["format"]);
    }

    [Fact]
    public async Task The_page_is_served_with_a_policy_that_allows_only_itself()
    {
        using var http = api.Http();
        using var answer = await http.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Contains("<html lang=\"ko\">", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'; script-src 'self' 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_problems_type_can_be_looked_up()
    {
        using var http = api.Http();
        var kind = JsonNode.Parse(await http.GetStringAsync(new Uri("/problems/auth.token_expired", UriKind.Relative)))!;
        Assert.Equal(ProblemKinds.TokenExpired.Title, (string?)kind["title"]);
    }

    [Fact]
    public async Task Health_says_that_it_is_ready()
    {
        using var http = api.Http();
        await api.Database.UntilAsync("the process has its lease", "select exists (select from workers where lease_until > clock_timestamp())");
        Assert.Contains("\"healthy\"", await http.GetStringAsync(new Uri("/health/ready", UriKind.Relative)), StringComparison.Ordinal);
        Assert.Contains("status", await http.GetStringAsync(new Uri("/health/live", UriKind.Relative)), StringComparison.Ordinal);
    }
}
