using System.Globalization;
using System.Text.Json;
using SnsOps.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace SnsOps.EndToEnd.Page;

/// <summary>Every view, in both languages and both themes: accessible by WCAG 2.2 AA, in one language only, and readable on the narrowest phone.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class EveryViewTests(WorkingFleet fixture, Chromium chromium)
{
    private const int Narrow = 320;

    [Fact]
    public async Task Every_view_passes_axe_in_both_languages_and_themes_and_fits_320_pixels()
    {
        var shop = await Shop.OpenAsync(fixture, "온누리책방");
        await shop.SayAsync(shop.Instagram, "첫손님", "책이 구겨져서 왔어요. 정말 실망이에요", "추천해 주신 소설 정말 재미있게 읽었어요");
        await fixture.Agency.ScheduleAsync("달력에 보일 다음 글", DateTimeOffset.UtcNow.AddHours(5), [fixture.Agency.Facebook], media: []);
        await fixture.Database.UntilAsync("the comments are scored", "select count(*) = 2 from comments_inbox where client_id = @Client and sentiment is not null", new { shop.Client });
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "manager");
        await window.Page.EvaluateAsync(await File.ReadAllTextAsync(Axe(), TestContext.Current.CancellationToken));
        var content = await fixture.Database.ScalarAsync<Guid>("select id from contents where title = '달력에 보일 다음 글' limit 1", new { });
        var views = await window.Page.EvaluateAsync<string[]>("async () => (await import('./views.js')).VIEWS.map((view) => view.name)");
        Assert.True(views.Length >= 13, string.Join(' ', views));
        var wrong = new List<string>();
        foreach (var view in (IEnumerable<string>)[.. views, $"contents/{content}", "contents/new", "calendar?shape=week", "calendar?shape=day", "calendar?shape=list", "failed?show=asked", "failed?show=holds"])
        {
            var client = view is "ask" or "copy" or "knowledge" or "contents/new" ? (view.Contains('?', StringComparison.Ordinal) ? "&" : "?") + $"client={shop.Client}" : "";
            await window.Page.EvaluateAsync("hash => { location.hash = hash; }", $"#/{view}{client}");
            await Expect(window.Page.Locator("main h1")).ToHaveCountAsync(1);
            foreach (var language in (string[])["ko", "en"])
            {
                await window.Page.EvaluateAsync("async language => (await import('./language.js')).setLanguage(language)", language);
                foreach (var theme in (string[])["light", "dark"])
                {
                    await window.Page.EvaluateAsync("async theme => (await import('./theme.js')).setTheme(theme)", theme);
                    wrong.AddRange((await AxeAsync(window)).Select(found => $"{view} {language} {theme}: {found}"));
                    await window.KeepAsync(string.Create(CultureInfo.InvariantCulture, $"view-{view.Replace('/', '-').Replace('?', '-').Replace(content.ToString(), "one", StringComparison.Ordinal)}-{language}-{theme}"));
                }
            }

            await window.Page.SetViewportSizeAsync(Narrow, 720);
            var width = await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            if (width > Narrow)
                wrong.Add($"{view}: {width} pixels wide on a screen of {Narrow}");
            await window.KeepAsync($"narrow-{view.Replace('/', '-').Replace('?', '-').Replace(content.ToString(), "one", StringComparison.Ordinal)}");
            await window.Page.SetViewportSizeAsync(1360, 900);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Empty(window.Errors);
    }

    private static async Task<IReadOnlyList<string>> AxeAsync(Window window)
    {
        var found = await window.Page.EvaluateAsync<JsonElement>("""
            async () => (await axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }))
                .violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target + ' ' + (node.any[0]?.message ?? '')).join(' | ')}`)
            """);
        return [.. found.EnumerateArray().Select(one => one.GetString()!)];
    }

    private static string Axe() => Environment.GetEnvironmentVariable("SNSOPS_AXE") ?? throw new InvalidOperationException("SNSOPS_AXE is not set: run ./snsops test");
}
