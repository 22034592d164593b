using Microsoft.Playwright;
using SnsOps.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace SnsOps.EndToEnd.Page;

/// <summary>A day of a café's account, from the first word of a post to the report of it, by those who do it: operator, manager, and the client on a phone.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class DayPageTests(WorkingFleet fixture, Chromium chromium)
{
    private const string Title = "산책길카페 겨울 케이크";
    private const string Question = "반려견 동반 되나요?";

    [Fact]
    public async Task A_day_is_walked_from_the_first_word_to_the_report()
    {
        var shop = await Shop.OpenAsync(fixture, "산책길카페");
        await fixture.Agency.Manager.PutAsync($"/v1/clients/{shop.Client}/approval-policy", new { steps = "staff_then_client" });
        await fixture.Agency.Manager.PostAsync($"/v1/clients/{shop.Client}/knowledge", new { kind = "faq", title = "자주 묻는 질문", text = "질문: 반려견과 함께 들어갈 수 있나요?\n답: 반려견 동반은 1층 테라스 자리에서 가능합니다. 목줄을 꼭 매 주세요." });
        await using var desk = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "operator", "contents");
        await using var manager = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "manager");

        await WriteAsync(desk, shop);
        await ApproveAsync(manager);
        await SeeItPublishedAsync(desk);
        await AnswerFromADraftAsync(desk, shop);
        await TakeTheCrisisAsync(desk, manager, shop);
        await ReadTheReportAsync(manager, shop);

        Assert.Empty(desk.Errors.Concat(manager.Errors).Where(error => !error.Contains("404", StringComparison.Ordinal)));       // a draft that is not there yet
    }

    private static async Task WriteAsync(Window desk, Shop shop)
    {
        await desk.ShowOnlyAsync(shop.Name);
        await desk.Find("content-new").ClickAsync();
        await desk.Find("editor-title").FillAsync(Title);
        await desk.Find("editor-body").FillAsync("겨울 케이크 예약을 받습니다 🎄 12월 24일까지");
        await desk.Page.Locator(".target").Filter(new LocatorFilterOptions { HasText = "Facebook" }).First.GetByRole(AriaRole.Checkbox).CheckAsync();
        await desk.Find("editor-save").ClickAsync();
        await desk.Find("content-submit").ClickAsync();
        await Expect(desk.Find("standing")).ToHaveAttributeAsync("data-review", "in_review");
        await desk.KeepAsync("day-1-submitted");
    }

    private async Task ApproveAsync(Window manager)
    {
        await manager.GoAsync("approvals");
        var review = manager.Find("review").Filter(new LocatorFilterOptions { HasText = Title });
        await review.GetByTestId("review-open").ClickAsync();
        await review.GetByTestId("review-approve").ClickAsync();
        await Expect(review).ToHaveCountAsync(0);
        await manager.Find("reviews-all").ClickAsync();
        await Expect(review).ToContainTextAsync("고객 승인");
        await review.GetByTestId("link-recipient").FillAsync("최민준 점장");
        await review.GetByTestId("link-make").ClickAsync();
        var address = await review.GetByTestId("link-url").InputValueAsync();

        await using var phone = await chromium.OpenAsync(fixture.Fleet.ApiUrl);
        await phone.Page.SetViewportSizeAsync(360, 740);
        await phone.Page.GotoAsync(address);
        var item = phone.Find("item");
        await Expect(item).ToContainTextAsync("겨울 케이크 예약을 받습니다");
        await item.GetByTestId("approve").ClickAsync();
        await item.GetByTestId("confirm-approve").ClickAsync();
        await Expect(item).ToHaveAttributeAsync("data-state", "approved");
        await phone.KeepAsync("day-2-approved");
        await Expect(review).ToHaveCountAsync(0);
    }

    private async Task SeeItPublishedAsync(Window desk)
    {
        await Expect(desk.Find("standing")).ToHaveAttributeAsync("data-review", "approved");
        await desk.GoAsync("today");
        var content = await fixture.Database.ScalarAsync<Guid>("select id from contents where title = @Title", new { Title });
        await fixture.Agency.SetTimeAsync(content, DateTimeOffset.UtcNow.AddSeconds(3));
        var row = desk.Find("publication-row").Filter(new LocatorFilterOptions { HasText = Title });
        await Expect(row).ToHaveAttributeAsync("data-state", "published");
        await Expect(desk.Page.Locator("[data-testid=feed-item][data-type=publish_result]").Filter(new LocatorFilterOptions { HasText = Title })).ToContainTextAsync("게시되었습니다");
        await desk.KeepAsync("day-3-published");
    }

    private async Task AnswerFromADraftAsync(Window desk, Shop shop)
    {
        await fixture.Database.UntilAsync("the document can be searched", "select indexed_version = version from knowledge_documents where client_id = @Client", new { shop.Client });
        await shop.SayAsync(shop.Facebook, "콩이엄마", Question);
        await desk.GoAsync("inbox");
        await desk.Find("inbox-row").Filter(new LocatorFilterOptions { HasText = Question }).Locator("button").ClickAsync();
        await desk.Find("inbox-reply").ClickAsync();
        await desk.Find("draft").EvaluateAsync("draft => { draft.open = true; }");
        await desk.Find("draft-ask").ClickAsync();
        await Expect(desk.Find("draft-sources")).ToContainTextAsync("1층 테라스");
        await desk.Find("draft-use").ClickAsync();
        await Expect(desk.Find("reply-text")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("테라스"));
        await desk.KeepAsync("day-4-draft");
        var words = await desk.Find("reply-text").InputValueAsync();
        await desk.Find("reply-send").ClickAsync();
        await Expect(desk.Find("reply-state").Last).ToHaveTextAsync("보냄");
        await Expect(desk.Find("inbox-detail")).ToContainTextAsync("내장 엔진 초안으로 시작");
        Assert.Equal([words], await shop.AnswersAsync(shop.Facebook));
    }

    private static async Task TakeTheCrisisAsync(Window desk, Window manager, Shop shop)
    {
        await shop.SayAsync(shop.Instagram, "놀란손님", "케이크에서 벌레가 나왔어요. 식약처에 신고하고 고소하겠습니다");
        var banner = desk.Find("incident").Filter(new LocatorFilterOptions { HasText = shop.Name });
        await Expect(banner).ToContainTextAsync("위기");
        await desk.KeepAsync("day-5-crisis");
        await banner.GetByTestId("incident-take").ClickAsync();
        await Expect(banner).ToHaveCountAsync(0);
        await Expect(manager.Find("incident").Filter(new LocatorFilterOptions { HasText = shop.Name })).ToHaveCountAsync(0);
    }

    private static async Task ReadTheReportAsync(Window manager, Shop shop)
    {
        await manager.GoAsync("reports");
        await manager.Find("report-client").SelectOptionAsync(new SelectOptionValue { Label = shop.Name });
        await manager.Find("report-ask").ClickAsync();
        var row = manager.Find("report-row").Filter(new LocatorFilterOptions { HasText = shop.Name });
        await Expect(row).ToHaveAttributeAsync("data-state", "ready");
        await row.GetByTestId("report-link").ClickAsync();
        await Expect(manager.Page.FrameLocator("[data-testid=report-page]").Locator(".summary li")).ToHaveCountAsync(3);
        await manager.KeepAsync("day-6-report");
        var saved = await manager.Page.RunAndWaitForDownloadAsync(() => manager.Find("report-pdf").ClickAsync());
        Assert.Equal("%PDF-"u8.ToArray(), (await File.ReadAllBytesAsync(await saved.PathAsync(), TestContext.Current.CancellationToken))[..5]);
        Assert.EndsWith(".pdf", saved.SuggestedFilename, StringComparison.Ordinal);
    }
}
