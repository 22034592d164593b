using System.Text.Json.Nodes;

namespace SnsOps.Integration.Api;

/// <summary>Figures as they are known, and as they were.</summary>
public sealed class SnapshotTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task The_newest_observation_about_each_date_is_shown_and_an_old_report_can_be_made_again()
    {
        var team = await server.TeamAsync();
        await AddAsync(team, "followers", "2026-11-20", 100, "2026-11-20T09:00:00Z");
        await AddAsync(team, "followers", "2026-11-20", 130, "2026-11-20T21:00:00Z");
        await AddAsync(team, "reach", "2026-11-20", null, "2026-11-20T21:00:00Z", reason: "permission");
        const string Path = "/v1/snapshots?from=2026-11-19&to=2026-11-21&account_id=";

        var now = Items(await team.Operator.GetAsync(Path + team.Account));
        Assert.Equal([("followers", 130m, null), ("reach", null, "permission")], now.Select(Figure));
        var then = Items(await team.Operator.GetAsync($"{Path}{team.Account}&as_of=2026-11-20T21:00:00%2B09:00"));
        Assert.Equal([("followers", 100m, null)], then.Select(Figure));
        Assert.Equal("2026-11-20T09:00:00.000Z", ((DateTimeOffset)then[0]["as_of"]!).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Pages_show_every_figure_once_newest_dates_first()
    {
        var team = await server.TeamAsync();
        foreach (var day in new[] { "2026-11-18", "2026-11-19", "2026-11-20" })
        {
            foreach (var metric in new[] { "followers", "reach", "views" })
                await AddAsync(team, metric, day, 1, day + "T21:00:00Z");
        }

        var seen = new List<string>();
        for (string? token = ""; token is not null;)
        {
            var page = await team.Operator.GetAsync($"/v1/snapshots?from=2026-11-01&to=2026-11-21&account_id={team.Account}&page_size=2" + (token.Length == 0 ? "" : "&page_token=" + token));
            seen.AddRange(Items(page).Select(i => $"{i["for_date"]} {i["metric"]}"));
            token = (string?)page["next_page_token"];
        }

        Assert.Equal(9, seen.Distinct().Count());
        Assert.Equal([.. seen.OrderByDescending(s => s[..10], StringComparer.Ordinal).ThenBy(s => s, StringComparer.Ordinal)], seen);
    }

    [Fact]
    public async Task Another_clients_figures_do_not_exist_and_nonsense_is_refused()
    {
        var (team, other) = (await server.TeamAsync(), await server.TeamAsync());
        await AddAsync(other, "followers", "2026-11-20", 7, "2026-11-20T21:00:00Z");

        Assert.Empty(Items(await team.Operator.GetAsync($"/v1/snapshots?from=2026-11-01&to=2026-11-30&account_id={other.Account}")));
        Assert.Empty(Items(await team.Operator.GetAsync($"/v1/snapshots?from=2026-11-01&to=2026-11-30&client_id={other.Client}")));
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Get, "/v1/snapshots?level=video", null, 400));
        Assert.Equal("request.invalid", await team.Operator.RefusedAsync(HttpMethod.Get, "/v1/snapshots?platform=myspace", null, 400));
        Assert.Equal("auth.forbidden", await team.Manager.RefusedAsync(HttpMethod.Get, "/v1/snapshots/checks", null, 403));
    }

    [Fact]
    public async Task The_catalogue_says_what_is_gone_and_what_was_refused()
    {
        var team = await server.SharedTeamAsync();
        await server.Database.ExecuteAsync("""
            insert into metric_refusals (id, platform, api_version, level, wire_name, reason, error, refused_at, retry_at)
            values (gen_random_uuid(), 'facebook', 'v25.0', 'post', 'post_clicks', 'retired', '100: must be a valid insights metric', snsops.now(), snsops.now()) on conflict do nothing
            """);

        var metrics = Items(await team.Operator.GetAsync("/v1/metrics")).ToLookup(m => ((string)m["platform"]!, (string)m["level"]!, (string)m["metric"]!), m => m);

        Assert.Equal(("retired", "views"), ((string)metrics[("instagram", "post", "plays")].Single()["status"]!, (string)metrics[("instagram", "post", "plays")].Single()["replaced_by"]!));
        Assert.Equal(("refused", "v25.0"), ((string)metrics[("facebook", "post", "clicks")].Single()["status"]!, (string)metrics[("facebook", "post", "clicks")].Single()["refused_version"]!));
        Assert.Equal(("current", "조회"), ((string)metrics[("youtube", "post", "views")].Single()["status"]!, (string)metrics[("youtube", "post", "views")].Single()["name_ko"]!));
    }

    private static List<JsonNode> Items(JsonNode page) => [.. page["items"]!.AsArray().Select(i => i!)];

    private static (string, decimal?, string?) Figure(JsonNode item) => ((string)item["metric"]!, (decimal?)item["value"], (string?)item["null_reason"]);

    private Task<int> AddAsync(Team team, string metric, string date, int? value, string at, string? reason = null) => server.Database.ExecuteAsync("""
        insert into analytics_snapshots (id, client_id, account_id, platform, metric, for_date, value, null_reason, observed_at)
        values (gen_random_uuid(), @Client, @Account, 'facebook', @metric, @date::date, @value, @reason, @at::timestamptz)
        """, new { team.Client, team.Account, metric, date, value, reason, at });
}
