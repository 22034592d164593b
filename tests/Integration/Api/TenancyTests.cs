using Dapper;

namespace SnsOps.Integration.Api;

/// <summary>Another client's rows do not exist, and a role does what it may and no more.</summary>
public sealed class TenancyTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Another_clients_rows_are_404_everywhere_and_absent_from_every_list()
    {
        var (mine, other) = (await api.TeamAsync(), await api.TeamAsync());
        var content = await other.ApprovedAsync();
        await other.ScheduleAsync(content, TimeSpan.FromHours(2));
        var publication = await api.Database.ScalarAsync<Guid>("select id from publications where content_id = @content", new { content });
        var me = mine.Manager;

        Assert.Equal("client.not_found", await me.RefusedAsync(HttpMethod.Get, $"/v1/clients/{other.Client}", null, 404));
        Assert.Equal("client.not_found", await me.RefusedAsync(HttpMethod.Get, $"/v1/clients/{other.Client}/accounts", null, 404));
        Assert.Equal("client.not_found", await me.RefusedAsync(HttpMethod.Put, $"/v1/clients/{other.Client}/members/{me.UserId}", null, 404));
        Assert.Equal("client.not_found", await me.RefusedAsync(HttpMethod.Post, "/v1/contents", new { client_id = other.Client, title = "남의 글" }, 404));
        Assert.Equal("content.not_found", await me.RefusedAsync(HttpMethod.Get, $"/v1/contents/{content}", null, 404));
        Assert.Equal("content.not_found", await me.RefusedAsync(HttpMethod.Patch, $"/v1/contents/{content}", new { title = "바꿔치기" }, 404, ("If-Match", "\"1\"")));
        foreach (var step in (string[])["submit", "approve", "cancel"])
            Assert.Equal("content.not_found", await me.RefusedAsync(HttpMethod.Post, $"/v1/contents/{content}/{step}", null, 404));
        Assert.Equal("publication.not_found", await me.RefusedAsync(HttpMethod.Get, $"/v1/publications/{publication}", null, 404));
        Assert.Equal("publication.not_found", await me.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/cancel", null, 404));
        Assert.Equal("account.not_found", await me.RefusedAsync(HttpMethod.Post, $"/v1/accounts/{other.Account}/sync-comments", null, 404));
        Assert.Equal("account.not_found", await me.RefusedAsync(HttpMethod.Post, "/v1/contents", new { client_id = mine.Client, title = "남의 계정", account_ids = new[] { other.Account } }, 404));
        foreach (var list in (string[])["contents", "publications", "comments", "reports", "incidents", "knowledge"])
        {
            Assert.Empty((await me.GetAsync($"/v1/{list}"))["items"]!.AsArray());
            Assert.Empty((await me.GetAsync($"/v1/{list}?client_id={other.Client}"))["items"]!.AsArray());
        }

        Assert.Equal(mine.Client, (Guid)Assert.Single((await me.GetAsync("/v1/clients"))["items"]!.AsArray())!["id"]!);
        Assert.Single((await api.Admin.GetAsync($"/v1/publications?client_id={other.Client}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Each_role_is_kept_to_its_own_work()
    {
        var team = await api.TeamAsync();
        var client = await api.UserAsync("client", team.Client);
        Assert.Equal("auth.forbidden", await team.Manager.RefusedAsync(HttpMethod.Get, "/v1/users", null, 403));
        Assert.Equal("auth.forbidden", await team.Manager.RefusedAsync(HttpMethod.Get, "/v1/operations/workers", null, 403));
        Assert.Equal("auth.forbidden", await team.Operator.RefusedAsync(HttpMethod.Post, "/v1/clients", new { name = "새 손님" }, 403));
        Assert.Equal("auth.forbidden", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/accounts", new { platform = "facebook" }, 403));
        Assert.Equal("auth.forbidden", await client.RefusedAsync(HttpMethod.Post, "/v1/contents", new { client_id = team.Client, title = "고객이 쓴 글" }, 403));

        var content = await team.DraftAsync();
        await team.Operator.PostAsync($"/v1/contents/{content}/submit");
        Assert.Equal("auth.forbidden", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/contents/{content}/approve", null, 403));
        await client.PostAsync($"/v1/contents/{content}/approve");
    }

    [Fact]
    public async Task Unknown_ids_addresses_and_methods_say_so()
    {
        Assert.Equal("content.not_found", await api.Admin.RefusedAsync(HttpMethod.Get, $"/v1/contents/{Guid.NewGuid()}", null, 404));
        Assert.Equal("route.not_found", await api.Admin.RefusedAsync(HttpMethod.Get, "/v1/contents/not-a-uuid", null, 404));
        Assert.Equal("route.not_found", await api.Admin.RefusedAsync(HttpMethod.Get, "/v1/nothing", null, 404));
        Assert.Equal("route.method_not_allowed", await api.Admin.RefusedAsync(HttpMethod.Delete, "/v1/contents", null, 405));
        Assert.Equal("request.malformed", await api.Admin.RefusedAsync(HttpMethod.Get, "/v1/contents?page_token=%21%21", null, 400));
        Assert.Equal("request.malformed", await api.Admin.RefusedAsync(HttpMethod.Get, "/v1/contents?client_id=abc", null, 400));
        Assert.Equal("dead_letter.not_found", await api.Admin.RefusedAsync(HttpMethod.Post, $"/v1/operations/dead-letters/{Guid.NewGuid()}/redrive", null, 404));
    }

    [Fact]
    public async Task A_dead_letter_is_kept_until_a_broker_is_there_to_take_it()
    {
        var id = Guid.CreateVersion7();
        await api.Database.ExecuteAsync("""
            insert into dead_letters (id, cluster_id, topic, "partition", "offset", kind, body, reason) values (@id, 'c', 'snsops.publishing', 0, 1, 'x', convert_to('엉뚱한 말', 'UTF8'), '모르는 종류')
            """, new { id });
        Assert.Equal("broker.away", await api.Admin.RefusedAsync(HttpMethod.Post, $"/v1/operations/dead-letters/{id}/redrive", null, 503));
        var letter = (await api.Admin.GetAsync("/v1/operations/dead-letters?waiting=true"))["items"]!.AsArray().Single(d => (Guid)d!["id"]! == id)!;
        Assert.Equal("엉뚱한 말", (string?)letter["body_text"]);
    }

    [Fact]
    public async Task The_fleet_lists_this_process_as_alive() =>
        Assert.Contains((await api.Admin.GetAsync("/v1/operations/workers"))["items"]!.AsArray(), w => (string?)w!["process"] == "api" && (bool)w["alive"]!);

    [Fact]
    public async Task An_accounts_token_is_stored_encrypted_and_never_answered()
    {
        var team = await api.TeamAsync();
        var accounts = await team.Manager.GetAsync($"/v1/clients/{team.Client}/accounts");
        Assert.DoesNotContain(ApiServer.Secret, accounts.ToJsonString(), StringComparison.Ordinal);
        await team.Manager.SendAsync(HttpMethod.Put, $"/v1/accounts/{team.Account}/token", new { access_token = "another-secret-token" }, 204);
        await using var connection = await api.Database.DataSource.OpenConnectionAsync();
        var rows = (await connection.QueryAsync<(int Version, byte[] Token)>("select version, access_token from account_tokens where account_id = @Account order by version", new { team.Account })).AsList();
        Assert.Equal([1, 2], rows.Select(r => r.Version));
        Assert.Equal("another-secret-token", new Shared.Security.TokenVault(Fixtures.Agency.Security).Open(team.Account, "k1", rows[1].Token));
    }

    [Fact]
    public async Task The_same_account_is_connected_once()
    {
        var team = await api.TeamAsync();
        var account = new { platform = "instagram", platform_account_id = "17841400000000001", name = "온기카페", access_token = "t" };
        await team.Manager.PostAsync($"/v1/clients/{team.Client}/accounts", account, 201);
        Assert.Equal("account.already_connected", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/accounts", account, 409));
        Assert.Equal("request.invalid", await team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/accounts", new { platform = "myspace", platform_account_id = "1", name = "n", access_token = "t" }, 400));
    }

    [Fact]
    public async Task Asking_twice_for_a_comment_sync_makes_one_item()
    {
        var team = await api.TeamAsync();
        Assert.False((bool)(await team.Operator.PostAsync($"/v1/accounts/{team.Account}/sync-comments", null, 202))["already_running"]!);
        Assert.True((bool)(await team.Operator.PostAsync($"/v1/accounts/{team.Account}/sync-comments", null, 202))["already_running"]!);
    }

    [Fact]
    public async Task A_list_is_read_to_its_end_by_page_tokens()
    {
        var team = await api.TeamAsync();
        var written = new List<Guid>();
        for (var i = 0; i < 5; i++)
            written.Add(await team.DraftAsync());
        var read = new List<Guid>();
        string? token = null;
        do
        {
            var page = await team.Operator.GetAsync("/v1/contents?page_size=2" + (token is null ? "" : "&page_token=" + token));
            read.AddRange(page["items"]!.AsArray().Select(c => (Guid)c!["id"]!));
            token = (string?)page["next_page_token"];
        }
        while (token is not null);
        Assert.Equal(Enumerable.Reverse(written), read);
    }
}
