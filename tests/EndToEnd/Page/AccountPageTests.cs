using Microsoft.Playwright;
using SnsOps.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace SnsOps.EndToEnd.Page;

/// <summary>A manager connects an account on the page: to the platform's sign-in and back, in a real window.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class AccountPageTests(WorkingFleet fixture, Chromium chromium)
{
    [Fact]
    public async Task An_account_is_connected_by_signing_in_and_says_what_it_may_not_do()
    {
        var (page, person) = ("10" + Random.Shared.NextInt64(1_000_000_000, 9_999_999_999), "50" + Random.Shared.NextInt64(1_000_000_000, 9_999_999_999));
        await fixture.Platforms.PostAsync("/accounts", new { platform = "facebook", id = page, name = "온기카페 새 페이지", token = "FB-" + page });
        await fixture.Platforms.PostAsync("/accounts", new { platform = "person", id = person, name = "이도윤", token = "U-" + person, pages = new[] { page } });
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "manager");

        await window.GoAsync("accounts");
        await window.Find("connect-meta").ClickAsync();
        await window.Page.Locator("select[name=as]").SelectOptionAsync(person);
        await window.Page.GetByLabel("pages_manage_engagement").UncheckAsync();
        await window.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "허용" }).ClickAsync();

        await Expect(window.Find("choices")).ToContainTextAsync("온기카페 새 페이지");
        await Expect(window.Find("choices")).ToContainTextAsync("허용되지 않은 권한");
        await window.KeepAsync("6-choices");
        await window.Find("choose").ClickAsync();
        var row = window.Find("account-row").Filter(new LocatorFilterOptions { HasText = "온기카페 새 페이지" });
        await Expect(row).ToHaveAttributeAsync("data-state", "active");
        await Expect(row).ToContainTextAsync("답글과 댓글 관리");
        await window.KeepAsync("7-connected");
        Assert.Empty(window.Errors.Where(error => !error.Contains("Failed to load resource", StringComparison.Ordinal)));      // the platform's own page has no icon
    }
}
