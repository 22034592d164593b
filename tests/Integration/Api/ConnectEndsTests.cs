using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SnsOps.Workers.Collection.ForgetSignIns;

namespace SnsOps.Integration.Api;

/// <summary>How a sign-in at a platform ends that connects nothing: refused, left, or begun twice.</summary>
public sealed class ConnectEndsTests(ConnectServer api) : IClassFixture<ConnectServer>
{
    [Fact]
    public async Task Tokens_that_nobody_chose_accounts_for_are_forgotten_within_their_hour()
    {
        var team = await api.TeamAsync();
        var (person, pages, _) = await api.PersonAsync();
        await api.Sandbox.SignInAsync(new { @as = person });
        using var browser = new Browser();
        var (abandoned, authorize) = await browser.StartAsync(api, team.Manager, team.Client, "meta");
        await browser.SignInAsync(authorize);
        var (waiting, other) = await browser.StartAsync(api, team.Manager, team.Client, "meta");
        await browser.SignInAsync(other);
        await api.Database.ExecuteAsync("update connections set created_at = created_at - interval '61 minutes', expires_at = expires_at - interval '61 minutes' where id = @abandoned", new { abandoned });

        await new ForgetSignInsSweep(api.Database.DataSource).SweepAsync(default);

        Assert.Equal((true, false), (await ForgottenAsync(abandoned), await ForgottenAsync(waiting)));
        Assert.Equal("expired", (string?)(await team.Manager.GetAsync($"/v1/clients/{team.Client}/connections/{abandoned}"))["error_code"]);
        await team.Manager.PostAsync($"/v1/clients/{team.Client}/connections/{waiting}", new { accounts = new[] { new { platform = "facebook", platform_account_id = pages[0] } } });

        Task<bool> ForgottenAsync(Guid id) => api.Database.ScalarAsync<bool>("select secret is null from connections where id = @id", new { id });
    }

    [Fact]
    public async Task Each_beginning_of_a_connection_leaves_its_browser_a_cookie_and_none_is_kept_to_be_given_again()
    {
        var (team, key) = (await api.TeamAsync(), Guid.NewGuid().ToString());
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(api.Address, $"/v1/clients/{team.Client}/connections")) { Content = JsonContent.Create(new { provider = "meta" }) };
            request.Headers.Add("Idempotency-Key", key);
            using var answer = await team.Manager.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            Assert.StartsWith("snsops_connect_", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        }

        Assert.Equal(0, await api.Database.ScalarAsync<int>("select count(*)::int from idempotency_keys where key = @key", new { key }));
    }

    [Fact]
    public async Task A_sign_in_that_is_refused_says_so_in_both_languages()
    {
        var team = await api.TeamAsync();
        await api.Sandbox.SignInAsync(new { deny = true });
        using var browser = new Browser();
        foreach (var provider in (string[])["meta", "instagram", "google"])
        {
            var (id, authorize) = await browser.StartAsync(api, team.Manager, team.Client, provider);
            var page = await browser.SignInAsync(authorize);
            Assert.Equal(HttpStatusCode.BadRequest, page.Status);
            Assert.Contains("허용하지 않았습니다", page.Body, StringComparison.Ordinal);
            Assert.Contains("was not allowed", page.Body, StringComparison.Ordinal);
            Assert.Equal(("failed", "access_denied"), Of(await team.Manager.GetAsync($"/v1/clients/{team.Client}/connections/{id}")));
        }

        static (string?, string?) Of(JsonNode connection) => ((string?)connection["state"], (string?)connection["error_code"]);
    }
}
