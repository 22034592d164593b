using System.Globalization;
using Microsoft.Playwright;
using SnsOps.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace SnsOps.EndToEnd.Page;

/// <summary>A content's way to its approval: submitted, passed on by a manager on the page, approved by the client on a phone, and out at its second.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class ApprovalPageTests(WorkingFleet fixture, Chromium chromium)
{
    [Fact]
    public async Task A_client_approves_by_link_on_a_phone_and_it_is_scheduled_as_approved()
    {
        var shop = await Shop.OpenAsync(fixture, "노을꽃집");
        var agency = fixture.Agency;
        await agency.Manager.PutAsync($"/v1/clients/{shop.Client}/approval-policy", new { steps = "staff_then_client" });
        var picture = Agency.IdOf(await agency.Operator.UploadAsync($"/v1/clients/{shop.Client}/media", Pictures.Jpeg("노을꽃집")));
        var content = Agency.IdOf(await agency.Operator.PostAsync("/v1/contents", new
        {
            client_id = shop.Client, title = "겨울 꽃다발 예약", body = "겨울 꽃다발 예약을 받습니다 💐\n12월 24일까지", media_ids = new[] { picture }, account_ids = new[] { shop.Facebook.Id, shop.Instagram.Id }, first_comment = "예약은 프로필 링크에서",
        }));
        await agency.Operator.PostAsync($"/v1/contents/{content}/submit", new { scheduled_at = DateTimeOffset.UtcNow.AddDays(2).ToString("O", CultureInfo.InvariantCulture), time_zone = "Asia/Seoul" });

        await using var manager = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "manager");
        await manager.GoAsync("approvals");
        var review = manager.Find("review").Filter(new LocatorFilterOptions { HasText = "겨울 꽃다발 예약" });
        await Expect(review).ToContainTextAsync("담당자 검토");
        await review.GetByTestId("review-open").ClickAsync();
        await Expect(review.GetByTestId("post-preview")).ToHaveCountAsync(2);
        await review.GetByTestId("review-approve").ClickAsync();
        await Expect(review).ToHaveCountAsync(0);
        await manager.Find("reviews-all").ClickAsync();
        await Expect(review).ToContainTextAsync("고객 승인");
        await review.GetByTestId("link-recipient").FillAsync("최민준 부장");
        await review.GetByTestId("link-make").ClickAsync();
        var address = await review.GetByTestId("link-url").InputValueAsync();
        await manager.KeepAsync("approvals-1-link");

        await using var phone = await chromium.OpenAsync(fixture.Fleet.ApiUrl);
        await phone.Page.SetViewportSizeAsync(320, 640);
        var asked = new List<string>();
        phone.Page.Request += (_, request) => asked.Add(request.Url + string.Join(' ', request.Headers.Where(h => h.Key == "referer").Select(h => h.Value)));
        await phone.Page.GotoAsync(address);
        var item = phone.Find("item");
        await Expect(item).ToHaveAttributeAsync("data-state", "waiting");
        await Expect(item.GetByTestId("post-preview")).ToHaveCountAsync(2);
        await Expect(item).ToContainTextAsync("12월 24일까지");
        await Expect(item).ToContainTextAsync("예약은 프로필 링크에서");
        Assert.True(await phone.Page.EvaluateAsync<bool>("document.querySelector('.files img').decode().then(() => document.documentElement.scrollWidth <= 320)"), "it does not fit a phone, or its picture does not load");
        await phone.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Environment.GetEnvironmentVariable("SNSOPS_ARTIFACTS") ?? "", "screens", "approvals-2-phone.png"), FullPage = true });
        await phone.Page.RouteAsync("**/request-changes", route => route.AbortAsync());
        await item.GetByTestId("changes").ClickAsync();
        await item.GetByTestId("changes-text").FillAsync("사진을 더 밝게 해 주세요");
        await item.GetByTestId("send-changes").ClickAsync();
        await Expect(phone.Find("problem")).ToContainTextAsync("연결하지 못했습니다");
        await Expect(item.GetByTestId("changes-text")).ToHaveValueAsync("사진을 더 밝게 해 주세요");
        await Cancel(item).ClickAsync();
        await item.GetByTestId("approve").ClickAsync();
        await Cancel(item).ClickAsync();
        await item.GetByTestId("changes").ClickAsync();
        await Expect(item.GetByTestId("changes-text")).ToHaveValueAsync("사진을 더 밝게 해 주세요");
        await Cancel(item).ClickAsync();
        await item.GetByTestId("approve").ClickAsync();
        await item.GetByTestId("confirm-approve").ClickAsync();
        await Expect(item).ToHaveAttributeAsync("data-state", "approved");
        await Expect(phone.Find("said")).ToContainTextAsync("승인했습니다");
        Assert.Empty(phone.Errors.Where(error => !error.Contains("ERR_FAILED", StringComparison.Ordinal)));      // the request that did not get through
        Assert.DoesNotContain(asked, line => line.Contains(address.Split('#')[1], StringComparison.Ordinal));

        await Expect(review).ToHaveCountAsync(0);
        Assert.Equal("scheduled", (string?)(await agency.Operator.GetAsync($"/v1/contents/{content}"))["delivery_status"]);
        Assert.Empty(manager.Errors);
        await manager.Page.ReloadAsync();
    }

    private static ILocator Cancel(ILocator item) => item.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "취소" });
}
