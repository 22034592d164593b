using System.Net;
using System.Text.Json.Nodes;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Security;

namespace SnsOps.Integration.Api;

/// <summary>An account is connected by signing in at its platform: through real redirects, in a browser with cookies.</summary>
public sealed class ConnectTests(ConnectServer api) : IClassFixture<ConnectServer>
{
    [Fact]
    public async Task A_persons_pages_and_the_instagram_accounts_behind_them_are_connected()
    {
        var team = await api.TeamAsync();
        var (person, pages, instagrams) = await api.PersonAsync(pages: 2);
        await api.Sandbox.SignInAsync(new { @as = person });
        using var browser = new Browser();

        var (id, authorize) = await browser.StartAsync(api, team.Manager, team.Client, "meta");
        var back = await browser.SignInAsync(authorize);
        Assert.Equal((HttpStatusCode.Redirect, $"/#/accounts/{team.Client}/{id}"), (back.Status, back.Location));
        var connection = await team.Manager.GetAsync($"/v1/clients/{team.Client}/connections/{id}");
        Assert.Equal("granted", (string?)connection["state"]);
        Assert.Equal(pages.Concat(instagrams).Order(), connection["choices"]!.AsArray().Select(c => (string)c!["platform_account_id"]!).Order());
        Assert.Empty(connection["missing_scopes"]!.AsArray());

        var connected = (await ChooseAsync(team, id, ("facebook", pages[0]), ("instagram", instagrams[0])))["accounts"]!.AsArray();
        Assert.Equal([("facebook", "meta_page"), ("instagram", "meta_user")], connected.Select(a => ((string)a!["platform"]!, (string)a["grant_kind"]!)));
        Assert.All(connected, a => Assert.Equal("active", (string?)a!["state"]));
        Assert.InRange((DateTimeOffset)connected[0]!["token_expires_at"]!, DateTimeOffset.UtcNow.AddDays(55), DateTimeOffset.UtcNow.AddDays(61));

        // the page's own token, beside it the person's, both sealed for the account; the connection keeps nothing
        var account = (Guid)connected[0]!["id"]!;
        var row = (await TokensAsync(account)).Single();
        var vault = new TokenVault(Agency.Security);
        Assert.StartsWith("EAAP", vault.Open(account, "k1", row.Access), StringComparison.Ordinal);
        Assert.StartsWith("EAA", vault.Open(account, "k1", row.Refresh!), StringComparison.Ordinal);
        Assert.True(row.Worked);
        Assert.True(await api.Database.ScalarAsync<bool>("select state = 'done' and secret is null from connections where id = @id", new { id }));
        Assert.Equal("connection.not_open", await RefusedAsync(team, id, 409, ("facebook", pages[1])));

        // The answer was lost: the same choice again is answered as it was, and gives nobody another token.
        var again = (await ChooseAsync(team, id, ("facebook", pages[0]), ("instagram", instagrams[0])))["accounts"]!.AsArray();
        Assert.Equal(connected.Select(a => (Guid)a!["id"]!), again.Select(a => (Guid)a!["id"]!));
        Assert.Single(await TokensAsync(account));

        // its comments are told of at once; nobody asked for those of the page that was not chosen
        Assert.Equal(["feed"], await api.SubscribedAsync(pages[0], "FB-" + pages[0]));
        Assert.Empty(await api.SubscribedAsync(pages[1], "FB-" + pages[1]));
    }

    [Fact]
    public async Task A_page_that_may_not_be_listened_to_is_connected_all_the_same()
    {
        var team = await api.TeamAsync();
        var (person, pages, _) = await api.PersonAsync();
        await api.Sandbox.SignInAsync(new { @as = person, scopes = new[] { "pages_show_list", "pages_read_engagement", "pages_read_user_content", "pages_manage_posts", "pages_manage_engagement" } });

        var account = await ConnectAsync(team, "meta", ("facebook", pages[0]));

        Assert.Equal("active", await api.Database.ScalarAsync<string>("select state::text from platform_accounts where id = @account", new { account }));
        Assert.Empty(await api.SubscribedAsync(pages[0], "FB-" + pages[0]));
        var lines = (await api.LogAsync()).Split('\n').Where(l => l.Contains("does not tell us of the comments", StringComparison.Ordinal) && l.Contains(account.ToString(), StringComparison.Ordinal));
        Assert.Contains("come with the next pass", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_is_connected_with_pkce_and_offline_access()
    {
        var team = await api.TeamAsync();
        var channel = "UC" + ConnectServer.NewId();
        await api.Sandbox.AddAccountAsync("youtube", channel, "1//old-" + channel);
        await api.Sandbox.SignInAsync(new { @as = channel });
        using var browser = new Browser();

        var (id, authorize) = await browser.StartAsync(api, team.Manager, team.Client, "google");
        foreach (var part in (string[])["access_type=offline", "prompt=consent", "code_challenge_method=S256", "code_challenge=", "state="])
            Assert.Contains(part, authorize.Query, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync(authorize)).Status);
        var account = (await ChooseAsync(team, id, ("youtube", channel)))["accounts"]!.AsArray().Single()!;

        Assert.Equal(("google", null), ((string?)account["grant_kind"], (string?)account["token_expires_at"]));
        var row = (await TokensAsync((Guid)account["id"]!)).Single();
        Assert.StartsWith("1//0", new TokenVault(Agency.Security).Open((Guid)account["id"]!, "k1", row.Access), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_instagram_account_is_connected_without_a_page()
    {
        var team = await api.TeamAsync();
        var instagram = "17" + ConnectServer.NewId();
        await api.Sandbox.AddAccountAsync("instagram", instagram, "IG-" + instagram);
        await api.Sandbox.SignInAsync(new { @as = instagram });
        using var browser = new Browser();

        var (id, authorize) = await browser.StartAsync(api, team.Manager, team.Client, "instagram");
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync(authorize)).Status);
        var account = (await ChooseAsync(team, id, ("instagram", instagram)))["accounts"]!.AsArray().Single()!;

        Assert.Equal("instagram_login", (string?)account["grant_kind"]);
        Assert.Empty(account["missing_scopes"]!.AsArray());
        Assert.Equal(["comments"], await api.SubscribedAsync(instagram, "IG-" + instagram));
    }

    [Fact]
    public async Task The_same_account_of_the_same_client_gets_a_new_token_and_its_troubles_are_over()
    {
        var team = await api.TeamAsync();
        var (person, pages, _) = await api.PersonAsync();
        await api.Sandbox.SignInAsync(new { @as = person });
        var first = await ConnectAsync(team, "meta", ("facebook", pages[0]));
        await api.Database.ExecuteAsync("""
            update platform_accounts set state = 'needs_reconnect', reconnect_reason = '비밀번호', reconnect_cause = 'password' where id = @first;
            insert into account_troubles (id, client_id, account_id, kind) values (gen_random_uuid(), @Client, @first, 'account.reconnect')
            """, new { first, team.Client });

        Assert.Equal(first, await ConnectAsync(team, "meta", ("facebook", pages[0])));

        Assert.True(await api.Database.ScalarAsync<bool>("select state = 'active' and token_version = 2 and reconnect_reason is null from platform_accounts where id = @first", new { first }));
        Assert.Equal(2, (await TokensAsync(first)).Count);
        Assert.Equal(1, await api.Database.ScalarAsync<int>("select count(*)::int from notifications where kind = 'account.recovered' and user_id = @UserId", new { team.Manager.UserId }));
    }

    [Fact]
    public async Task An_account_of_another_client_is_refused_and_stays_as_it_is()
    {
        var (mine, other) = (await api.TeamAsync(), await api.TeamAsync());
        var (person, pages, _) = await api.PersonAsync(pages: 2);
        await api.Sandbox.SignInAsync(new { @as = person });
        var account = await ConnectAsync(other, "meta", ("facebook", pages[0]));
        using var browser = new Browser();
        var (id, authorize) = await browser.StartAsync(api, mine.Manager, mine.Client, "meta");
        await browser.SignInAsync(authorize);

        var choices = (await mine.Manager.GetAsync($"/v1/clients/{mine.Client}/connections/{id}"))["choices"]!.AsArray();
        Assert.Equal("elsewhere", (string?)choices.Single(c => (string?)c!["platform_account_id"] == pages[0])!["connected"]);
        Assert.Equal("account.of_another_client", await RefusedAsync(mine, id, 409, ("facebook", pages[0]), ("facebook", pages[1])));

        Assert.Equal(1, await api.Database.ScalarAsync<int>("select token_version from platform_accounts where id = @account and client_id = @Client", new { account, other.Client }));
        Assert.Equal(0, await api.Database.ScalarAsync<int>("select count(*)::int from platform_accounts where platform_account_id = @id", new { id = pages[1] }));
        await ChooseAsync(mine, id, ("facebook", pages[1]));      // nothing was connected, so the rest still can be
    }

    [Fact]
    public async Task An_answer_counts_once_in_time_and_in_the_browser_that_asked()
    {
        var team = await api.TeamAsync();
        var (person, _, _) = await api.PersonAsync();
        await api.Sandbox.SignInAsync(new { @as = person });
        using var browser = new Browser();
        using var stranger = new Browser();

        var (_, authorize) = await browser.StartAsync(api, team.Manager, team.Client, "meta");
        var elsewhere = await stranger.SignInAsync(authorize);
        Assert.Equal(HttpStatusCode.BadRequest, elsewhere.Status);
        Assert.Contains("다른 브라우저", elsewhere.Body, StringComparison.Ordinal);
        var back = await browser.SignInAsync(authorize);
        Assert.Equal(HttpStatusCode.Redirect, back.Status);
        var replayed = await browser.VisitAsync(back.Callback);
        Assert.Equal(HttpStatusCode.BadRequest, replayed.Status);
        Assert.Contains("already", replayed.Body.Replace("used before", "already", StringComparison.Ordinal), StringComparison.Ordinal);

        var (late, authorizeLate) = await browser.StartAsync(api, team.Manager, team.Client, "meta");
        await api.Database.ExecuteAsync("update connections set created_at = created_at - interval '1 hour', expires_at = expires_at - interval '1 hour' where id = @late", new { late });
        Assert.Contains("너무 오래", (await browser.SignInAsync(authorizeLate)).Body, StringComparison.Ordinal);
        Assert.Equal("expired", (string?)(await team.Manager.GetAsync($"/v1/clients/{team.Client}/connections/{late}"))["error_code"]);
        Assert.Contains("저희가 만든 주소가 아닙니다", (await browser.VisitAsync(new Uri(api.Address, "/oauth/meta/callback?code=AQ1&state=guess"))).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_permissions_are_named_with_what_they_are_for_and_posts_at_risk_say_so()
    {
        var team = await api.TeamAsync();
        var (person, pages, _) = await api.PersonAsync();
        await api.Sandbox.SignInAsync(new { @as = person, scopes = new[] { "pages_show_list", "pages_read_engagement", "instagram_basic", "instagram_content_publish" } });

        var account = await ConnectAsync(team, "meta", ("facebook", pages[0]));

        var view = (await team.Manager.GetAsync($"/v1/clients/{team.Client}/accounts"))["items"]!.AsArray().Single(a => (Guid)a!["id"]! == account)!;
        var missing = view["missing_scopes"]!.AsArray();
        Assert.Equal(["pages_read_user_content", "pages_manage_posts", "pages_manage_metadata", "pages_manage_engagement"], missing.Select(m => (string)m!["scope"]!));
        Assert.Equal("게시", (string?)missing[1]!["needed_for"]);

        var content = await team.ApprovedAsync(accounts: [account]);
        await team.ScheduleAsync(content, TimeSpan.FromHours(20));
        var risk = Assert.Single((await team.Operator.GetAsync("/v1/publications/at-risk"))["items"]!.AsArray())!;
        Assert.Equal(("scope", 24), ((string?)risk["risk"], (int)risk["horizon_hours"]!));
        Assert.Empty((await (await api.TeamAsync()).Operator.GetAsync("/v1/publications/at-risk"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_connection_belongs_to_who_began_it_and_to_their_client()
    {
        var (mine, other) = (await api.TeamAsync(), await api.TeamAsync());
        var colleague = await api.UserAsync("manager", mine.Client);
        using var browser = new Browser();
        var (id, _) = await browser.StartAsync(api, mine.Manager, mine.Client, "meta");

        Assert.Equal("connection.not_found", await colleague.RefusedAsync(HttpMethod.Get, $"/v1/clients/{mine.Client}/connections/{id}", null, 404));
        Assert.Equal("connection.not_found", await other.Manager.RefusedAsync(HttpMethod.Get, $"/v1/clients/{mine.Client}/connections/{id}", null, 404));
        Assert.Equal("connection.not_found", await other.Manager.RefusedAsync(HttpMethod.Get, $"/v1/clients/{other.Client}/connections/{id}", null, 404));
        Assert.Equal("client.not_found", await other.Manager.RefusedAsync(HttpMethod.Post, $"/v1/clients/{mine.Client}/connections", new { provider = "meta" }, 404));
        Assert.Equal("auth.forbidden", await mine.Operator.RefusedAsync(HttpMethod.Post, $"/v1/clients/{mine.Client}/connections", new { provider = "meta" }, 403));
        Assert.Equal("request.invalid", await mine.Manager.RefusedAsync(HttpMethod.Post, $"/v1/clients/{mine.Client}/connections", new { provider = "myspace" }, 400));
        Assert.Equal("connection.not_open", await RefusedAsync(mine, id, 409, ("facebook", "1")));
    }

    [Fact]
    public async Task Only_what_the_sign_in_is_good_for_can_be_chosen_and_a_token_that_is_dead_already_connects_nothing()
    {
        var team = await api.TeamAsync();
        var (person, pages, _) = await api.PersonAsync(pages: 2);
        await api.Sandbox.SignInAsync(new { @as = person, pages = new[] { pages[0] } });
        using var browser = new Browser();
        var (id, authorize) = await browser.StartAsync(api, team.Manager, team.Client, "meta");
        await browser.SignInAsync(authorize);

        Assert.Equal("connection.choice_unknown", await RefusedAsync(team, id, 422, ("facebook", pages[1])));
        await api.Sandbox.SetTokensAsync(person, "password-changed");
        Assert.Equal("connection.account_refused", await RefusedAsync(team, id, 422, ("facebook", pages[0])));
        Assert.Equal(0, await api.Database.ScalarAsync<int>("select count(*)::int from platform_accounts where platform_account_id = any(@pages)", new { pages }));
    }

    [Fact]
    public async Task Secrets_are_in_no_answer_no_log_line_and_no_row_in_clear()
    {
        var team = await api.TeamAsync();
        var (person, pages, _) = await api.PersonAsync();
        await api.Sandbox.SignInAsync(new { @as = person });
        using var browser = new Browser();
        var (id, authorize) = await browser.StartAsync(api, team.Manager, team.Client, "meta");
        Assert.DoesNotContain(SandboxServer.AppSecret, authorize.AbsoluteUri, StringComparison.Ordinal);
        var back = await browser.SignInAsync(authorize);

        var connection = (await team.Manager.GetAsync($"/v1/clients/{team.Client}/connections/{id}")).ToJsonString();
        var stored = await api.Database.ScalarAsync<string>("select to_jsonb(c)::text || encode(c.secret, 'escape') from connections c where id = @id", new { id });
        var accounts = (await ChooseAsync(team, id, ("facebook", pages[0]))).ToJsonString();
        foreach (var text in (string?[])[connection, accounts, stored])
            Assert.DoesNotContain("EAA", text, StringComparison.Ordinal);
        var query = System.Web.HttpUtility.ParseQueryString(back.Callback.Query);
        Assert.DoesNotContain(query["state"]!, stored, StringComparison.Ordinal);
        var log = await api.LogAsync();
        Assert.Contains(id.ToString(), log, StringComparison.Ordinal);
        foreach (var secret in (string[])["EAA", "1//0", query["state"]!, query["code"]!, SandboxServer.AppSecret, SandboxServer.GoogleClientSecret, SandboxServer.InstagramAppSecret])
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }

    private async Task<Guid> ConnectAsync(Team team, string provider, params (string Platform, string Id)[] chosen)
    {
        using var browser = new Browser();
        var (id, authorize) = await browser.StartAsync(api, team.Manager, team.Client, provider);
        var back = await browser.SignInAsync(authorize);
        Assert.True(back.Status == HttpStatusCode.Redirect, back.Body);
        return (Guid)(await ChooseAsync(team, id, chosen))["accounts"]!.AsArray()[0]!["id"]!;
    }

    private static Task<JsonNode> ChooseAsync(Team team, Guid id, params (string Platform, string Id)[] chosen) =>
        team.Manager.PostAsync($"/v1/clients/{team.Client}/connections/{id}", Body(chosen));

    private static Task<string> RefusedAsync(Team team, Guid id, int status, params (string Platform, string Id)[] chosen) =>
        team.Manager.RefusedAsync(HttpMethod.Post, $"/v1/clients/{team.Client}/connections/{id}", Body(chosen), status);

    private static object Body((string Platform, string Id)[] chosen) => new { accounts = chosen.Select(c => new { platform = c.Platform, platform_account_id = c.Id }) };

    private async Task<IReadOnlyList<(byte[] Access, byte[]? Refresh, bool Worked)>> TokensAsync(Guid account)
    {
        await using var connection = await api.Database.DataSource.OpenConnectionAsync();
        return [.. await Dapper.SqlMapper.QueryAsync<(byte[], byte[]?, bool)>(connection, "select access_token, refresh_token, worked_at is not null from account_tokens where account_id = @account order by version", new { account })];
    }
}
