using SnsOps.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace SnsOps.EndToEnd.Page;

/// <summary>The page is small, needs nobody else, and its policy allows nothing else.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class FirstLoadTests(WorkingFleet fixture, Chromium chromium)
{
    private const int MostBytes = 80_000;

    [Fact]
    public async Task All_that_the_first_view_needs_is_80_kB_and_comes_from_us()
    {
        await using var window = await chromium.OpenAsync(fixture.Fleet.ApiUrl);
        var asked = new List<string>();
        window.Page.Request += (_, request) => asked.Add(request.Url);
        await Chromium.SignInAsync(window, "manager");
        await Expect(window.Find("today-figures")).ToBeVisibleAsync();

        var files = await window.Page.EvaluateAsync<string[]>("""
            () => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter((file) => !file.name.includes('/v1/'))
                .map((file) => `${file.encodedBodySize} ${new URL(file.name).pathname}`)
            """);
        var bytes = files.Sum(file => int.Parse(file.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        TestContext.Current.SendDiagnosticMessage($"first load: {files.Length} files, {bytes} bytes");
        Assert.True(files.Length > 30, string.Join('\n', files));
        Assert.DoesNotContain(files, file => file.StartsWith("0 ", StringComparison.Ordinal));
        Assert.True(bytes <= MostBytes, $"{bytes} bytes\n{string.Join('\n', files)}");
        Assert.All(asked, url => Assert.Equal(fixture.Fleet.ApiUrl.Authority, new Uri(url).Authority));

        var answer = await window.Page.APIRequest.GetAsync("/");
        var policy = answer.Headers["content-security-policy"];
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Equal("refused", await window.Page.EvaluateAsync<string>("""
            async () => {
                const refused = new Promise((resolve) => addEventListener('securitypolicyviolation', () => resolve('refused'), { once: true }));
                document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.stolen = true' }));
                return window.stolen ? 'ran' : await refused;
            }
            """));
    }
}
