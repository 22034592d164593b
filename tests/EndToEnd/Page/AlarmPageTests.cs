using Microsoft.Playwright;
using SnsOps.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace SnsOps.EndToEnd.Page;

/// <summary>What staff must not miss: the alarm, and notifications.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class AlarmPageTests(WorkingFleet fixture, Chromium chromium)
{
    [Fact]
    public async Task A_crisis_raises_the_banner_on_every_page_until_somebody_takes_it()
    {
        var shop = await Shop.OpenAsync(fixture, "한입분식");
        await using var operators = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "operator");
        await using var managers = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "manager");

        await shop.SayAsync(shop.Instagram, "놀란손님", "김밥에서 벌레가 나왔어요. 식약처에 신고하고 고소하겠습니다", "여기서 먹고 식중독에 걸려서 병원에 입원했습니다. 책임지세요");
        var banner = Banner(operators, shop);
        await Expect(banner).ToContainTextAsync("위기");
        await Expect(banner).ToBeVisibleAsync();
        await Expect(Banner(managers, shop)).ToBeVisibleAsync();
        await operators.KeepAsync("alarm-1-banner");
        await banner.GetByTestId("incident-comments").ClickAsync();
        await Expect(operators.Find("filter-crisis")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(operators.Find("comment-row").First).ToContainTextAsync("놀란손님");
        await Expect(operators.Find("comment-row").First.GetByTestId("sentiment")).ToContainTextAsync("위기");

        await banner.GetByTestId("incident-take").ClickAsync();
        await Expect(banner).ToHaveCountAsync(0);
        await Expect(Banner(managers, shop)).ToHaveCountAsync(0);
        await Expect(managers.Find("incident-taken")).ToContainTextAsync("박서연 님이 확인했습니다");
        Assert.Empty(operators.Errors);
        Assert.Empty(managers.Errors);
        await managers.KeepAsync("alarm-2-taken");
    }

    [Fact]
    public async Task A_notification_of_a_report_opens_it_and_is_read()
    {
        var shop = await Shop.OpenAsync(fixture, "구름세탁소");
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "operator");
        await window.Find("notifications-toggle").ClickAsync();
        if (await window.Find("read-all").IsVisibleAsync())
            await window.Find("read-all").ClickAsync();
        await Expect(window.Find("unread-count")).ToHaveTextAsync("0");

        await shop.ReportAsync("""
            <!doctype html><html lang="ko"><head><meta charset="utf-8"><title>구름세탁소 일간 리포트</title><style>h1{color:rgb(1,2,3)}</style></head>
            <body><h1>구름세탁소 일간 리포트</h1><script>parent.document.title = '훔친 제목'</script><p>새 댓글 3건</p></body></html>
            """);
        await Expect(window.Find("unread-count")).ToHaveTextAsync("1");
        await Expect(window.Page).ToHaveTitleAsync("(1) 오늘 · SnsOps");
        await window.Find("notification-row").Filter(new LocatorFilterOptions { HasText = shop.Name }).GetByRole(AriaRole.Button).ClickAsync();
        var report = window.Page.FrameLocator("[data-testid=report-page]");
        await Expect(report.GetByRole(AriaRole.Heading)).ToHaveTextAsync("구름세탁소 일간 리포트");
        await Expect(report.GetByRole(AriaRole.Heading)).ToHaveCSSAsync("color", "rgb(1, 2, 3)");
        await Expect(window.Find("unread-count")).ToHaveTextAsync("0");
        await Expect(window.Page).ToHaveTitleAsync("리포트 · SnsOps");
        await window.KeepAsync("report");

        await window.Page.ReloadAsync();
        await Expect(report.GetByText("새 댓글 3건")).ToBeVisibleAsync();
        await window.Page.Keyboard.PressAsync("Escape");
        await Expect(window.Find("report")).ToHaveCountAsync(0);
        await Expect(window.Find("nav-reports")).ToHaveAttributeAsync("aria-current", "page");
        await window.Find("report-link").Filter(new LocatorFilterOptions { HasText = shop.Name }).ClickAsync();
        await Expect(report.GetByRole(AriaRole.Heading)).ToBeVisibleAsync();
    }

    private static ILocator Banner(Window window, Shop shop) => window.Find("incident").Filter(new LocatorFilterOptions { HasText = shop.Name });
}
