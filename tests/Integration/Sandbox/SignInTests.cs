using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;

namespace SnsOps.Integration.Sandbox;

/// <summary>The sandbox's sign-in pages, and what their codes are good for.</summary>
public sealed class SignInTests
{
    private const string ClientId = "100000000001-sandbox.apps.googleusercontent.com", Secret = "sandbox-client-secret", Redirect = "https://ops.example.com/oauth/google/callback";
    private const string Verifier = "a-verifier-that-only-its-maker-knows-0123456789";

    [Fact]
    public async Task A_code_of_google_is_good_once_and_only_with_its_verifier()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.ControlAsync("accounts", new { platform = "youtube", id = "UCabc", name = "달빛 채널", token = "1//old" });
        await sandbox.ControlAsync("sign-in", new { @as = "UCabc" });

        Assert.Equal("invalid_grant", Error(await RedeemAsync(sandbox, await CodeAsync(sandbox), "somebody-elses-verifier")));
        var code = await CodeAsync(sandbox);
        Assert.StartsWith("1//0", (await RedeemAsync(sandbox, code, Verifier)).GetProperty("refresh_token").GetString(), StringComparison.Ordinal);
        Assert.Equal("invalid_grant", Error(await RedeemAsync(sandbox, code, Verifier)));
        // without prompt=consent Google gives no refresh token the second time
        Assert.False((await RedeemAsync(sandbox, await CodeAsync(sandbox, "&prompt=none"), Verifier)).TryGetProperty("refresh_token", out _));
    }

    [Fact]
    public async Task Without_a_script_a_page_asks_and_its_buttons_decide()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.ControlAsync("accounts", new { platform = "person", id = "501", name = "이도윤", token = "USERTOKEN", pages = new[] { RunningSandbox.Page } });
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = sandbox.Http.BaseAddress };
        const string Dialog = "/v25.0/dialog/oauth?client_id=111&response_type=code&state=s1&scope=pages_show_list,pages_manage_posts&redirect_uri=https%3A%2F%2Fops.example.com%2Fback";

        Assert.Contains("이도윤", await browser.GetStringAsync(Dialog), StringComparison.Ordinal);
        var denied = (await browser.GetAsync(Dialog + "&decision=deny")).Headers.Location!;
        Assert.Equal(("access_denied", "s1"), (HttpUtility.ParseQueryString(denied.Query)["error"], HttpUtility.ParseQueryString(denied.Query)["state"]));
        var allowed = HttpUtility.ParseQueryString((await browser.GetAsync(Dialog + "&decision=allow&as=501&allow=pages_show_list")).Headers.Location!.Query);
        var token = (await sandbox.GetAsync($"oauth/access_token?client_id=111&client_secret=APPSECRET&redirect_uri=https%3A%2F%2Fops.example.com%2Fback&code={allowed["code"]}", "none")).Text("access_token");
        var pages = (await sandbox.GetAsync("me/accounts", token)).Body.GetProperty("data");
        var page = pages[0].GetProperty("access_token").GetString()!;
        Assert.Equal("200/0", (await sandbox.PostAsync($"{RunningSandbox.Page}/feed", page, ("message", "권한이 없는 글"))).Error);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync(Dialog.Replace("111", "999", StringComparison.Ordinal))).StatusCode);
        await sandbox.ControlAsync("tokens", new { account_id = "501", state = "app-removed" });
        Assert.Equal("190/458", (await sandbox.GetAsync(RunningSandbox.Page, page)).Error);      // the page's token dies with the person's grant
    }

    private static async Task<string> CodeAsync(RunningSandbox sandbox, string prompt = "&prompt=consent")
    {
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = sandbox.Http.BaseAddress };
        using var answer = await browser.GetAsync($"/o/oauth2/v2/auth?client_id={ClientId}&response_type=code&state=s&scope=a&access_type=offline{prompt}&code_challenge={challenge}&code_challenge_method=S256&redirect_uri={Uri.EscapeDataString(Redirect)}");
        return HttpUtility.ParseQueryString(answer.Headers.Location!.Query)["code"]!;
    }

    private static async Task<JsonElement> RedeemAsync(RunningSandbox sandbox, string code, string verifier)
    {
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "authorization_code"), new("client_id", ClientId), new("client_secret", Secret), new("code", code), new("code_verifier", verifier), new("redirect_uri", Redirect)]);
        using var answer = await sandbox.Http.PostAsync("/token", form);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static string? Error(JsonElement answer) => answer.TryGetProperty("error", out var error) ? error.GetString() : null;
}
