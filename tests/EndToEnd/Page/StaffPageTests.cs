using Microsoft.Playwright;
using SnsOps.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace SnsOps.EndToEnd.Page;

/// <summary>The page as staff use it, in a real window.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class StaffPageTests(WorkingFleet fixture, Chromium chromium)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_follows_what_happens_and_says_when_it_cannot()
    {
        await using var window = await chromium.OpenAsync(fixture.Fleet.ApiUrl);
        await SignInAsync(window);
        Assert.Empty(window.Errors.Where(error => !error.Contains("401", StringComparison.Ordinal)));

        var first = await fixture.Agency.ScheduleAsync("화면에서 <b>바로</b> 보이는 글 ☕", DateTimeOffset.UtcNow.AddSeconds(8), [fixture.Agency.Instagram]);
        await window.Page.ReloadAsync();
        await window.Page.EvaluateAsync("window.loadedOnce = true");
        var row = window.Find("publication-row").Filter(new LocatorFilterOptions { HasText = "화면에서 <b>바로</b> 보이는 글" });
        await Expect(row).ToContainTextAsync("온기카페 성수점");
        await Expect(row).Not.ToHaveAttributeAsync("data-state", "published");
        await window.KeepAsync("1-waiting");

        await Expect(row).ToHaveAttributeAsync("data-state", "published");
        await Expect(row).ToContainTextAsync("게시됨");
        await Expect(row.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex("^https://"));
        await Expect(NewsOf(window, "화면에서 <b>바로</b> 보이는 글")).ToContainTextAsync("게시되었습니다");
        await window.KeepAsync("2-published");

        var shop = await Shop.OpenAsync(fixture, "모퉁이꽃집");
        var second = await fixture.Agency.ScheduleAsync("Api가 쉬는 사이에 나간 글", DateTimeOffset.UtcNow.AddSeconds(3), [fixture.Agency.Facebook], media: []);
        fixture.Fleet.Kill("api");
        await fixture.Fleet.StopMemberAsync("api");
        await Expect(window.Find("connection-state")).ToHaveAttributeAsync("data-state", "stale");
        await Expect(window.Find("connection-state")).ToContainTextAsync("연결 끊김");
        await Expect(window.Find("stale-banner")).ToContainTextAsync("다시 연결하고 있습니다");
        await shop.SayUnaskedAsync(shop.Instagram, "꽃다발", "장미가 싱싱하고 포장도 예뻐서 정말 최고였어요");
        await fixture.Verdicts.HoldAsync([first, second]);
        await fixture.Database.UntilAsync("the comment is scored", "select count(*) = 1 from comments_inbox where client_id = @Client and sentiment is not null", new { shop.Client });
        await Expect(NewsOf(window, "Facebook")).ToHaveCountAsync(0);
        await window.KeepAsync("3-stale");

        fixture.Fleet.StartMember("api");
        await fixture.Fleet.Member("api").WaitReadyAsync(Ct);
        await Expect(window.Find("connection-state")).ToHaveAttributeAsync("data-state", "live");
        await Expect(NewsOf(window, "Api가 쉬는 사이에 나간 글")).ToContainTextAsync("게시되었습니다");
        await Expect(NewsOf(window, "화면에서 <b>바로</b> 보이는 글")).ToHaveCountAsync(1);
        await Expect(window.Find("stale-banner")).ToHaveCountAsync(0);
        await window.GoAsync("comments");
        await Expect(window.Comment("장미가 싱싱하고").GetByTestId("sentiment")).ToHaveAttributeAsync("data-sentiment", "positive");
        Assert.True(await window.Page.EvaluateAsync<bool>("window.loadedOnce === true"), "the page was reloaded");
        await window.KeepAsync("4-recovered");
        await window.Page.SetViewportSizeAsync(390, 844);
        await window.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await window.KeepAsync("5-phone-dark");
    }

    [Fact]
    public async Task A_window_gives_way_to_who_has_signed_in_beside_it()
    {
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "operator");
        await Expect(window.Find("current-user")).ToContainTextAsync("박서연");
        // As a window beside it does, which shares the storage.
        await window.Page.EvaluateAsync("""
            async ({ email, password }) => {
                const answer = await fetch('/v1/auth/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password }) });
                const { refresh_token, user } = await answer.json();
                localStorage.setItem('snsops.session', JSON.stringify({ refresh_token, user }));
            }
            """, new { email = Agency.EmailOf("manager"), password = Agency.Password });
        await window.Page.EvaluateAsync("() => { import('./api.js').then((api) => api.refresh()).catch(() => {}); }");
        await Expect(window.Find("current-user")).ToContainTextAsync("이도윤");
    }

    private static async Task SignInAsync(Window window)
    {
        await window.Page.GotoAsync("/");
        await window.Find("login-email").FillAsync(Agency.EmailOf("operator"));
        await window.Find("login-password").FillAsync("틀린 비밀번호");
        await window.Find("login-submit").ClickAsync();
        await Expect(window.Find("login-error")).ToContainTextAsync("비밀번호");
        await window.KeepAsync("0-sign-in");
        await window.Find("login-password").FillAsync(Agency.Password);
        await window.Find("login-submit").ClickAsync();
        await Expect(window.Find("connection-state")).ToHaveAttributeAsync("data-state", "live");
        await Expect(window.Find("current-user")).ToContainTextAsync("박서연");
    }

    private static ILocator NewsOf(Window window, string title) =>
        window.Page.Locator("[data-testid=feed-item][data-type=publish_result]").Filter(new LocatorFilterOptions { HasText = title });
}
