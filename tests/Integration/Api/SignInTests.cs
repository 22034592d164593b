using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace SnsOps.Integration.Api;

/// <summary>Who may in, for how long, and how a stolen token ends.</summary>
public sealed class SignInTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_look_the_same()
    {
        using var http = api.Http();
        foreach (var email in (string[])["admin@example.com", "nobody@example.com"])
        {
            using var answer = await http.PostAsJsonAsync("/v1/auth/login", new { email, password = "틀린 비밀번호" });
            Assert.Equal("auth.bad_credentials", (string?)(await ApiServer.JsonAsync(answer, 401))["code"]);
        }
    }

    [Fact]
    public async Task Malformed_json_and_missing_fields_are_400_with_the_field_named()
    {
        using var http = api.Http();
        using var broken = await http.PostAsync("/v1/auth/login", new StringContent("{\"email\": ", Encoding.UTF8, "application/json"));
        Assert.Equal("request.malformed", (string?)(await ApiServer.JsonAsync(broken, 400))["code"]);

        using var empty = await http.PostAsJsonAsync("/v1/auth/login", new { });
        var problem = await ApiServer.JsonAsync(empty, 400);
        Assert.Equal("request.invalid", (string?)problem["code"]);
        Assert.NotNull(problem["errors"]!["email"]);
        Assert.NotNull(problem["errors"]!["password"]);
        Assert.NotNull(problem["traceId"]);
        Assert.NotNull(problem["correlationId"]);

        using var text = await http.PostAsync("/v1/auth/login", new StringContent("안녕", Encoding.UTF8, "text/plain"));
        Assert.Equal("request.unsupported_media_type", (string?)(await ApiServer.JsonAsync(text, 415))["code"]);
    }

    [Fact]
    public async Task Tokens_that_are_missing_forged_or_of_another_algorithm_are_401()
    {
        var parts = api.Admin.AccessToken.Split('.');
        var none = Base64("""{"alg":"none","typ":"JWT"}""") + "." + parts[1] + ".";
        var other = Base64("""{"alg":"HS512","typ":"JWT"}""") + "." + parts[1] + "." + parts[2];
        var changed = parts[0] + "." + parts[1] + "." + new string([.. parts[2].Reverse()]);
        foreach (var token in (string[])[none, other, changed, "아무말", "a.b.c", "..", new string('x', 10_000)])
            Assert.Equal("auth.token_invalid", await CodeAsync(token));
        using var http = api.Http();
        using var anonymous = await http.GetAsync(new Uri("/v1/me", UriKind.Relative));
        Assert.Equal("auth.required", (string?)(await ApiServer.JsonAsync(anonymous, 401))["code"]);
    }

    [Fact]
    public async Task A_refresh_token_works_once_and_its_reuse_ends_the_whole_session()
    {
        var session = await api.UserAsync("operator");
        using var http = api.Http();
        using var first = await http.PostAsJsonAsync("/v1/auth/refresh", new { refresh_token = session.RefreshToken });
        var renewed = await ApiServer.JsonAsync(first, 200);
        using var again = await http.PostAsJsonAsync("/v1/auth/refresh", new { refresh_token = session.RefreshToken });
        Assert.Equal("auth.refresh_reused", (string?)(await ApiServer.JsonAsync(again, 401))["code"]);
        using var thief = await http.PostAsJsonAsync("/v1/auth/refresh", new { refresh_token = (string)renewed["refresh_token"]! });
        Assert.Equal("auth.refresh_invalid", (string?)(await ApiServer.JsonAsync(thief, 401))["code"]);
        Assert.Equal("auth.session_ended", await CodeAsync((string)renewed["access_token"]!));
    }

    [Fact]
    public async Task Signing_out_ends_the_access_token_too()
    {
        var session = await api.UserAsync("operator");
        await session.PostAsync("/v1/auth/logout", new { refresh_token = session.RefreshToken }, 204);
        Assert.Equal("auth.session_ended", await CodeAsync(session.AccessToken));
    }

    [Fact]
    public async Task A_user_locked_out_is_out_at_once()
    {
        var session = await api.UserAsync("operator");
        await session.GetAsync("/v1/me");
        await api.Admin.PostAsync($"/v1/users/{session.UserId}/deactivate", null, 204);
        Assert.Equal("auth.session_ended", await CodeAsync(session.AccessToken));
    }

    private async Task<string?> CodeAsync(string token)
    {
        using var http = api.Http();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/me");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Uri.EscapeDataString(token).Replace("%2E", ".", StringComparison.Ordinal));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var answer = await http.SendAsync(request);
        return (string?)(await ApiServer.JsonAsync(answer, 401))["code"];
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
