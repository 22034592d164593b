using System.Text.Json.Nodes;
using SnsOps.Integration.Api;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Reports;

/// <summary>Reports that people ask for, and who may read which.</summary>
public sealed class ReportRequestTests(ApiServer api) : IClassFixture<ApiServer>
{
    private static readonly DateOnly Yesterday = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(9)).AddDays(-1);
    private static readonly (string From, string To) Week = (Iso(Yesterday.AddDays(-6)), Iso(Yesterday));
    private static readonly object LastWeek = new { from = Week.From, to = Week.To };

    [Fact]
    public async Task A_report_is_asked_for_made_told_and_read_as_page_and_PDF()
    {
        var team = await api.TeamAsync();
        await using var process = Workers.Ai.Program.Build(ProcessSettings.For(api.Database, api.Storage));

        var asked = await team.Operator.PostAsync($"/v1/clients/{team.Client}/reports", LastWeek, 202);
        var id = (Guid)asked["id"]!;
        Assert.Equal("waiting", (string?)asked["state"]);
        Assert.Equal(id, (Guid)(await team.Manager.PostAsync($"/v1/clients/{team.Client}/reports", LastWeek, 202))["id"]!);
        Assert.Equal(1, await api.Database.ScalarAsync<int>("select count(*)::int from job_items where job = 'make-report' and subject_id = @id", new { id }));
        Assert.Equal("report.not_ready", await team.Operator.RefusedAsync(HttpMethod.Get, $"/v1/reports/{id}/pdf", null, 409));
        Assert.Equal("report.not_ready", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/reports/{id}/restate", null, 409));
        await ReportFixture.RunAsync(process, "make-report", team.Client, id);
        await ReportFixture.RunAsync(process, "make-report", team.Client, id, 2);

        var report = await team.Operator.GetAsync($"/v1/reports/{id}");
        Assert.Equal(("ready", "embedded-report", 1, true), ((string?)report["state"], (string?)report["engine"], (int)report["version"]!, (bool)report["has_pdf"]!));
        Assert.Equal(("comments", Week.From, Week.To), ((string?)report["figures"]!["comments_received"]!["query"], (string?)report["figures"]!["comments_received"]!["parameters"]!["from"], (string?)report["figures"]!["comments_received"]!["parameters"]!["to"]));
        Assert.Equal(3, report["text"]!["summary"]!.AsArray().Count);
        Assert.Equal("부탁하신 리포트가 준비되었습니다", (string?)Assert.Single((await team.Operator.GetAsync("/v1/notifications"))["items"]!.AsArray())!["title"]);
        using var page = await team.Operator.Http.GetAsync(new Uri($"/v1/reports/{id}/page", UriKind.Relative));
        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType!.ToString());
        Assert.Contains("<h2>요약</h2>", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var pdf = await team.Operator.Http.GetAsync(new Uri($"/v1/reports/{id}/pdf", UriKind.Relative));
        Assert.Equal("application/pdf", pdf.Content.Headers.ContentType!.ToString());
        Assert.EndsWith($"리포트 {Week.From}~{Week.To}.pdf", pdf.Content.Headers.ContentDisposition!.FileNameStar, StringComparison.Ordinal);
        Assert.Equal("%PDF-"u8.ToArray(), (await pdf.Content.ReadAsByteArrayAsync())[..5]);
        using var known = new HttpRequestMessage(HttpMethod.Get, $"/v1/reports/{id}/pdf") { Headers = { IfNoneMatch = { pdf.Headers.ETag! } } };
        using var unchanged = await team.Operator.Http.SendAsync(known);
        Assert.Equal(304, (int)unchanged.StatusCode);

        // Asked for once more it is the same report, counted again.
        var again = await team.Operator.PostAsync($"/v1/clients/{team.Client}/reports", LastWeek, 202);
        Assert.Equal((id, true), ((Guid)again["id"]!, (bool)again["restating"]!));
        Assert.Equal(1, await api.Database.ScalarAsync<int>("select count(*)::int from job_items where job = 'restate-report' and subject_id = @id", new { id }));
        var listed = Assert.Single((await team.Operator.GetAsync($"/v1/reports?client_id={team.Client}&kind=period&from={Week.To}"))["items"]!.AsArray())!;
        Assert.Null(listed["figures"]!["comments_received"]!["parameters"]);
        Assert.Empty((await team.Operator.GetAsync("/v1/reports?kind=daily"))["items"]!.AsArray());
        await team.Operator.RefusedAsync(HttpMethod.Get, "/v1/reports?kind=weekly", null, 400);
        Assert.Equal(11, (await team.Operator.GetAsync("/v1/reports/queries"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Nobody_reads_asks_for_or_sends_what_is_not_theirs()
    {
        var (mine, other) = (await api.SharedTeamAsync(), await api.TeamAsync());
        var reader = await api.UserAsync("client", other.Client);
        var id = (Guid)(await other.Operator.PostAsync($"/v1/clients/{other.Client}/reports", new { from = Week.From, to = Week.From }, 202))["id"]!;

        foreach (var (method, path) in new[] { (HttpMethod.Get, ""), (HttpMethod.Get, "/page"), (HttpMethod.Get, "/pdf"), (HttpMethod.Post, "/restate") })
            Assert.Equal("report.not_found", await mine.Operator.RefusedAsync(method, $"/v1/reports/{id}{path}", null, 404));
        Assert.Equal("report.not_found", await mine.Manager.RefusedAsync(HttpMethod.Post, $"/v1/reports/{id}/newsletter", null, 404));
        Assert.Equal("client.not_found", await mine.Operator.RefusedAsync(HttpMethod.Post, $"/v1/clients/{other.Client}/reports", LastWeek, 404));
        Assert.Empty((await mine.Operator.GetAsync($"/v1/reports?client_id={other.Client}"))["items"]!.AsArray());
        Assert.Equal("waiting", (string?)(await reader.GetAsync($"/v1/reports/{id}"))["state"]);
        Assert.Equal("auth.forbidden", await reader.RefusedAsync(HttpMethod.Post, $"/v1/clients/{other.Client}/reports", LastWeek, 403));
        Assert.Equal("auth.forbidden", await reader.RefusedAsync(HttpMethod.Post, $"/v1/reports/{id}/restate", null, 403));
        Assert.Equal("auth.forbidden", await other.Operator.RefusedAsync(HttpMethod.Post, $"/v1/reports/{id}/newsletter", null, 403));
    }

    [Fact]
    public async Task A_waiting_report_whose_work_was_given_up_is_worked_on_again_as_soon_as_it_is_asked_for()
    {
        var team = await api.TeamAsync();
        var id = (Guid)(await team.Operator.PostAsync($"/v1/clients/{team.Client}/reports", LastWeek, 202))["id"]!;
        await api.Database.ExecuteAsync("update job_items set state = 'failed', error = '저장소가 없습니다', finished_at = now() where subject_id = @id", new { id });

        for (var i = 0; i < 2; i++)
            Assert.Equal((id, "waiting"), Of(await team.Operator.PostAsync($"/v1/clients/{team.Client}/reports", LastWeek, 202)));

        Assert.Equal(1, await api.Database.ScalarAsync<int>("select count(*)::int from job_items where job = 'make-report' and subject_id = @id and state = 'ready'", new { id }));

        static (Guid, string?) Of(JsonNode asked) => ((Guid)asked["id"]!, (string?)asked["state"]);
    }

    [Fact]
    public async Task A_version_that_does_not_count_any_more_is_sent_to_nobody()
    {
        var team = await api.TeamAsync();
        var (old, box) = (Guid.CreateVersion7(), $"owner-{Guid.NewGuid():N}@example.com");
        await api.Database.ExecuteAsync("""
            insert into contacts (id, client_id, channel, address, verified_at, created_by, created_at) values (gen_random_uuid(), @Client, 'email', @box, now(), @UserId, now());
            insert into reports (id, client_id, kind, period_start, period_end, figures, as_of, text, version, supersedes, superseded_at) values
                (@old, @Client, 'daily', '2026-08-07', '2026-08-07', '{}', now(), '{"summary":["하나","둘","셋"],"detail":["자세히"],"strategy":["다음"]}', 1, null, now()),
                (@next, @Client, 'daily', '2026-08-07', '2026-08-07', '{}', now(), '{"summary":["하나","둘","셋"],"detail":["자세히"],"strategy":["다음"]}', 2, @old, null)
            """, new { team.Client, team.Manager.UserId, box, old, next = Guid.CreateVersion7() });
        var next = await api.Database.ScalarAsync<Guid>("select id from reports where supersedes = @old", new { old });

        Assert.Equal("report.superseded", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/reports/{old}/newsletter", null, 409));
        await using (var connection = await api.Database.DataSource.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
            Assert.Null(await SnsOps.Shared.Reports.Newsletter.QueueAsync(connection, transaction, old, default));
        Assert.Equal(0, await api.Database.ScalarAsync<int>("select count(*)::int from notification_deliveries where recipient = @box", new { box }));
        Assert.Equal(1, (int)(await team.Manager.PostAsync($"/v1/reports/{next}/newsletter", null, 202))["queued"]!);
        var sent = Assert.Single((await team.Manager.GetAsync("/v1/audit?operation=sendReport"))["items"]!.AsArray())!;
        Assert.Equal((team.Manager.UserId, team.Client, box), ((Guid)sent["actor_id"]!, (Guid)sent["client_id"]!, (string)sent["after"]!["recipient"]!));
        Assert.Null(sent["after"]!["body"]);
    }

    [Theory]
    [InlineData("2026-08-07", "2026-08-01")]
    [InlineData("2026-01-01", "2026-08-01")]
    [InlineData("2001-01-01", "2001-01-02")]
    [InlineData("2026-08-01", "2090-01-01")]
    [InlineData("2026-08-01", null)]
    [InlineData("2026-13-01", "2026-08-01")]
    public async Task A_period_must_make_sense(string? from, string? to)
    {
        var team = await api.SharedTeamAsync();
        var code = await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/reports", new JsonObject { ["from"] = from, ["to"] = to }, 400);
        Assert.StartsWith("request.", code, StringComparison.Ordinal);
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
