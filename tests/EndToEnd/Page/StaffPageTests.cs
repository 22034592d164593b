using Microsoft.Playwright;
using SnsOps.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace SnsOps.EndToEnd.Page;

/// <summary>The page as staff use it, in a real browser.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class StaffPageTests(WorkingFleet fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_follows_what_happens_and_says_when_it_cannot()
    {
        await using var browser = await Browser.OpenAsync(fixture.Fleet.ApiUrl);
        await SignInAsync(browser);
        Assert.Empty(browser.Errors.Where(error => !error.Contains("401", StringComparison.Ordinal)));

        var first = await fixture.Agency.ScheduleAsync("화면에서 <b>바로</b> 보이는 글 ☕", DateTimeOffset.UtcNow.AddSeconds(8), [fixture.Agency.Instagram]);
        await browser.Page.ReloadAsync();
        await browser.Page.EvaluateAsync("window.loadedOnce = true");
        var row = browser.Find("publication-row").Filter(new LocatorFilterOptions { HasText = "화면에서 <b>바로</b> 보이는 글" });
        await Expect(row).ToContainTextAsync("온기카페 성수점");
        await Expect(row).Not.ToHaveAttributeAsync("data-state", "published");
        await browser.KeepAsync("1-waiting");

        await Expect(row).ToHaveAttributeAsync("data-state", "published");
        await Expect(row).ToContainTextAsync("게시됨");
        await Expect(row.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex("^https://"));
        await Expect(NewsOf(browser, "화면에서 <b>바로</b> 보이는 글")).ToContainTextAsync("게시되었습니다");
        await browser.KeepAsync("2-published");

        var second = await fixture.Agency.ScheduleAsync("Api가 쉬는 사이에 나간 글", DateTimeOffset.UtcNow.AddSeconds(3), [fixture.Agency.Facebook], media: []);
        fixture.Fleet.Kill("api");
        await fixture.Fleet.StopMemberAsync("api");
        await Expect(browser.Find("connection-state")).ToHaveAttributeAsync("data-state", "stale");
        await Expect(browser.Find("connection-state")).ToContainTextAsync("연결 끊김");
        await fixture.Verdicts.HoldAsync([first, second]);
        await Expect(NewsOf(browser, "Facebook")).ToHaveCountAsync(0);
        await browser.KeepAsync("3-stale");

        fixture.Fleet.StartMember("api");
        await fixture.Fleet.Member("api").WaitReadyAsync(Ct);
        await Expect(browser.Find("connection-state")).ToHaveAttributeAsync("data-state", "live");
        await Expect(NewsOf(browser, "Api가 쉬는 사이에 나간 글")).ToContainTextAsync("게시되었습니다");
        await Expect(NewsOf(browser, "화면에서 <b>바로</b> 보이는 글")).ToHaveCountAsync(1);
        Assert.True(await browser.Page.EvaluateAsync<bool>("window.loadedOnce === true"), "the page was reloaded");
        await browser.KeepAsync("4-recovered");
        await browser.Page.SetViewportSizeAsync(390, 844);
        await browser.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await browser.KeepAsync("5-phone-dark");
    }

    private static async Task SignInAsync(Browser browser)
    {
        await browser.Page.GotoAsync("/");
        await browser.Find("login-email").FillAsync(Agency.EmailOf("operator"));
        await browser.Find("login-password").FillAsync("틀린 비밀번호");
        await browser.Find("login-submit").ClickAsync();
        await Expect(browser.Find("login-error")).ToContainTextAsync("비밀번호");
        await browser.KeepAsync("0-sign-in");
        await browser.Find("login-password").FillAsync(Agency.Password);
        await browser.Find("login-submit").ClickAsync();
        await Expect(browser.Find("connection-state")).ToHaveAttributeAsync("data-state", "live");
        await Expect(browser.Find("current-user")).ToContainTextAsync("박서연");
    }

    private static ILocator NewsOf(Browser browser, string title) =>
        browser.Page.Locator("[data-testid=feed-item][data-type=publish_result]").Filter(new LocatorFilterOptions { HasText = title });
}
