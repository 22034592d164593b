using Microsoft.Playwright;
using SnsOps.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace SnsOps.EndToEnd.Page;

/// <summary>Staff ask for a report, see it appear, read it and keep its PDF.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class ReportPageTests(WorkingFleet fixture, Chromium chromium)
{
    [Fact]
    public async Task A_report_that_is_asked_for_appears_is_read_and_its_PDF_is_saved()
    {
        var shop = await Shop.OpenAsync(fixture, "별빛책방");
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "manager");
        await window.Page.GotoAsync("/#/reports");
        await window.Find("report-client").SelectOptionAsync(new SelectOptionValue { Label = shop.Name });
        await window.Find("report-ask").ClickAsync();
        await Expect(window.Find("report-asked")).ToContainTextAsync("부탁했습니다");

        var row = window.Find("report-row").Filter(new LocatorFilterOptions { HasText = shop.Name });
        await Expect(row).ToHaveAttributeAsync("data-state", "ready");
        await window.KeepAsync("reports-1-list");
        await row.GetByTestId("report-link").ClickAsync();
        var report = window.Page.FrameLocator("[data-testid=report-page]");
        await Expect(report.GetByRole(AriaRole.Heading, new FrameLocatorGetByRoleOptions { Name = "요약" })).ToBeVisibleAsync();
        await Expect(report.Locator(".summary li")).ToHaveCountAsync(3);
        await Expect(report.Locator("svg rect, svg text").First).ToBeAttachedAsync();
        await window.KeepAsync("reports-2-report");

        var saved = await window.Page.RunAndWaitForDownloadAsync(() => window.Find("report-pdf").ClickAsync());
        Assert.StartsWith($"{shop.Name} 리포트 ", saved.SuggestedFilename, StringComparison.Ordinal);
        var bytes = await File.ReadAllBytesAsync(await saved.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal("%PDF-"u8.ToArray(), bytes[..5]);
        await window.Find("report-sources").Locator("summary").First.ClickAsync();
        await Expect(window.Find("report-sources").GetByText("comments_inbox").First).ToBeAttachedAsync();

        // What changes afterwards is another version, and this one says so.
        await shop.SayAsync(shop.Instagram, "늦은손님", "늦게 모인 댓글입니다");
        await fixture.Database.UntilAsync("the comment is there", "select exists (select from comments_inbox where client_id = @Client)", new { shop.Client });
        await fixture.Database.ExecuteAsync("update comments_inbox set posted_at = snsops.now() - interval '1 day' where client_id = @Client", new { shop.Client });
        await window.Find("report-restate").ClickAsync();
        await Expect(window.Find("report-version")).ToBeVisibleAsync();
        await window.Find("report-version").SelectOptionAsync(new SelectOptionValue { Index = 0 });
        await Expect(report.GetByRole(AriaRole.Heading, new FrameLocatorGetByRoleOptions { Name = "바뀐 수치" })).ToBeVisibleAsync();
        await window.KeepAsync("reports-3-restated");
        Assert.Empty(window.Errors);

        await window.Page.EvaluateAsync("localStorage.setItem('snsops.language', 'en')");
        await window.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await window.Page.SetViewportSizeAsync(320, 700);
        await window.Page.GotoAsync("/#/reports");
        await window.Page.ReloadAsync();
        await Expect(window.Find("report-request").GetByRole(AriaRole.Heading)).ToHaveTextAsync("Ask for a report");
        await window.KeepAsync("reports-4-english-dark-narrow");
        Assert.True(await window.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 320"), "it scrolls sideways at 320 px");
    }
}
