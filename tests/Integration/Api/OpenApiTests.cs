using System.Text.Json.Nodes;
using SnsOps.Api.Problems;

namespace SnsOps.Integration.Api;

/// <summary>deploy/docs/openapi.json is the Api's document as the program says it; a change of one without the other fails here.</summary>
public sealed class OpenApiTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task The_document_in_the_repository_is_what_the_program_says()
    {
        using var http = api.Http();
        var truth = await http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)) + "\n";
        var file = Path.Combine(Root(), "deploy/docs/openapi.json");
        if (Environment.GetEnvironmentVariable("SNSOPS_WRITE_OPENAPI") == "1")
            await File.WriteAllTextAsync(file, truth);
        Assert.True(File.Exists(file) && await File.ReadAllTextAsync(file) == truth,
            "deploy/docs/openapi.json is stale: run SNSOPS_WRITE_OPENAPI=1 ./snsops test integration -- -class \"*OpenApiTests\", then commit it");
    }

    [Fact]
    public async Task Every_operation_says_who_calls_what_it_takes_what_it_answers_and_how_it_refuses()
    {
        var operations = await OperationsAsync();
        Assert.All(operations, o =>
        {
            Assert.Matches(@"\p{IsHangulSyllables}.* \| .*[a-z]", (string?)o.Operation["summary"] ?? o.Name);
            var responses = o.Operation["responses"]!.AsObject();
            Assert.True(responses.Any(r => r.Key[0] is '1' or '2' or '3'), o.Name + " has no success");
            Assert.True(responses.Where(r => r.Key[0] is '4' or '5').All(r => r.Value!["x-problem-codes"]!.AsArray().Count > 0), o.Name + " has a refusal without codes");
            Assert.True(responses.ContainsKey("429") && responses.ContainsKey("500"), o.Name);
        });
        Assert.All(operations.Where(o => o.Name.Split(' ')[1] is "post" or "put" or "patch" or "delete" && !o.Name.StartsWith("/v1/auth", StringComparison.Ordinal)
                && !o.Name.StartsWith("/v1/approval-link/", StringComparison.Ordinal)),      // whoever holds a link has no user a key could belong to
            o => Assert.Contains("Idempotency-Key", ParametersOf(o.Operation)));
        Assert.All(operations.Where(o => o.Operation["responses"]!.AsObject().ContainsKey("428")), o => Assert.Contains("If-Match", ParametersOf(o.Operation)));
    }

    [Fact]
    public async Task The_codes_of_an_endpoint_are_read_from_its_code()
    {
        var operations = await OperationsAsync();
        var edit = operations.Single(o => (string?)o.Operation["operationId"] == "editContent").Operation;
        Assert.Contains(ProblemKinds.ContentNotFound.Code, Codes(edit, "404"));
        Assert.Contains(ProblemKinds.AlreadySending.Code, Codes(edit, "409"));
        Assert.Contains(ProblemKinds.VersionMismatch.Code, Codes(edit, "412"));
        Assert.Equal([ProblemKinds.VersionRequired.Code], Codes(edit, "428"));
        Assert.DoesNotContain(ProblemKinds.HoldNotFound.Code, edit.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_that_can_grow_are_read_by_pages()
    {
        // Bounded by what they list: schedules, lanes, scopes, codes, metrics, budgets and breakers of a handful of systems, causes, one comment's thread.
        string[] bounded =
        [
            "listJobs", "listLanes", "listApiKeyScopes", "listProblems", "listMetrics", "listBudgets", "listBreakers", "listFailures", "sentimentAccuracy", "listBestTimes", "searchKnowledge", "planResume",
            "listReplies", "listCommentActions", "listSentimentCorrections", "listCrisisReplays", "commentCoverage",
            // Formats and report queries are the program's; people, notes and decisions are of one client, comment or content; contacts and recipients are entered one by one.
            "listFormats", "listReportQueries", "listPresence", "listInboxPeople", "listNotes", "listContentReviews", "listSavedReplies", "listContacts", "listMailRecipients",
        ];
        var unpaged = (await OperationsAsync()).Where(o => o.Name.EndsWith(" get", StringComparison.Ordinal) && (string?)o.Operation["operationId"] is { } id && (id.StartsWith("list", StringComparison.Ordinal) && !bounded.Contains(id)))
            .Where(o => !ParametersOf(o.Operation).Contains("page_token")).Select(o => o.Name).ToList();
        Assert.True(unpaged.Count == 0, "These lists have no pages. Take a PageRequest, or name the list as bounded in OpenApiTests and say why: " + string.Join(", ", unpaged));
    }

    [Fact]
    public async Task The_reference_page_asks_nobody_else_and_every_problem_is_listed_in_both_languages()
    {
        using var http = api.Http();
        var page = await http.GetStringAsync(new Uri("/docs/", UriKind.Relative));
        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var listed = JsonNode.Parse(await http.GetStringAsync(new Uri("/problems", UriKind.Relative)))!["items"]!.AsArray();
        Assert.Equal(ProblemKinds.All.Select(k => k.Code), listed.Select(p => (string)p!["code"]!));
        Assert.All(listed, p =>
        {
            Assert.Matches(@"\p{IsHangulSyllables}", (string)p!["title"]!);
            Assert.DoesNotMatch(@"\p{IsHangulSyllables}", (string)p["title_en"]!);
        });
    }

    private async Task<List<(string Name, JsonNode Operation)>> OperationsAsync()
    {
        using var http = api.Http();
        var document = JsonNode.Parse(await http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!;
        return [.. document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => ($"{p.Key} {o.Key}", o.Value!)))];
    }

    private static IEnumerable<string> ParametersOf(JsonNode operation) => (operation["parameters"]?.AsArray() ?? []).Select(p => (string)p!["name"]!);

    private static IEnumerable<string> Codes(JsonNode operation, string status) => operation["responses"]![status]!["x-problem-codes"]!.AsArray().Select(c => (string)c!);

    private static string Root() => Environment.GetEnvironmentVariable("SNSOPS_ROOT")
        ?? throw new InvalidOperationException("SNSOPS_ROOT is not set: run ./snsops test");
}
