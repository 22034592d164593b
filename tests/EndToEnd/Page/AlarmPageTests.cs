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

    [Fact]
    public async Task A_hold_is_released_by_the_plan_that_is_shown_and_by_no_other()
    {
        var shop = await Shop.OpenAsync(fixture, "다시여는빵집");
        var incident = Guid.CreateVersion7();
        await fixture.Database.ExecuteAsync("""
            insert into incidents (id, client_id, kind, severity, message, comment_ids, comment_count, opened_at, last_seen_at, acknowledged_at, acknowledged_by)
            select @incident, @Client, 'crisis_comment', 'critical', '다시여는빵집: 위기 댓글이 달렸습니다', array[gen_random_uuid()], 1, snsops.now(), snsops.now(), snsops.now(), id from users where role = 'manager'
            """, new { incident, shop.Client });
        await fixture.Agency.Manager.PostAsync($"/v1/incidents/{incident}/hold");
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "manager");
        await window.Page.EvaluateAsync("hash => { location.hash = hash; }", $"#/crisis?client={shop.Client}");
        await window.Find("resume-plan").ClickAsync();
        await Expect(window.Find("resume")).ToBeEnabledAsync();

        var read = new TaskCompletionSource();
        await window.Page.RouteAsync("**/resume-plan?spread_minutes=60", async route =>
        {
            await read.Task;
            await route.ContinueAsync();
        });
        await window.Find("resume-spread").FillAsync("60");
        await Expect(window.Find("resume")).ToBeDisabledAsync();
        read.SetResult();
        await Expect(window.Find("resume")).ToBeEnabledAsync();
        await window.Page.RouteAsync("**/resume-plan?spread_minutes=90", route => route.AbortAsync());
        await window.Find("resume-spread").FillAsync("90");
        await Expect(window.Page.GetByRole(AriaRole.Alert).Filter(new LocatorFilterOptions { HasText = "서버에 연결할 수 없습니다" })).ToBeVisibleAsync();
        await Expect(window.Find("resume")).ToBeDisabledAsync();
        await window.Find("resume-spread").FillAsync("60");
        var sent = await window.Page.RunAndWaitForRequestAsync(() => window.Find("resume").ClickAsync(), request => request.Url.EndsWith("/resume", StringComparison.Ordinal));
        Assert.Equal("{\"spread_minutes\":60}", sent.PostData);
        await Expect(window.Find("resume")).ToHaveCountAsync(0);
        Assert.True(await fixture.Database.ScalarAsync<bool>("select lifted_at is not null from holds where client_id = @Client", new { shop.Client }));
    }

    private static ILocator Banner(Window window, Shop shop) => window.Find("incident").Filter(new LocatorFilterOptions { HasText = shop.Name });
}
