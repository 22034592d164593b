using System.Text.Json.Nodes;
using Microsoft.Playwright;
using SnsOps.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace SnsOps.EndToEnd.Page;

/// <summary>The inbox as staff work in it: with the keyboard, beside colleagues, and on a phone.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class InboxPageTests(WorkingFleet fixture, Chromium chromium)
{
    private const string Words = "불편을 드려 정말 죄송합니다. 바로 확인하겠습니다.";

    [Fact]
    public async Task The_queue_is_worked_through_by_keyboard_and_an_answer_that_was_called_off_goes_out_once()
    {
        var shop = await Shop.OpenAsync(fixture, "노을식당");
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "operator");
        await window.Page.EvaluateAsync("location.hash = '#/inbox'");
        await window.ShowOnlyAsync(shop.Name);
        await shop.SayAsync(shop.Instagram, "단골", "정말 친절하고 분위기도 최고예요! 또 올게요");
        await Expect(Rows(window)).ToHaveCountAsync(1);
        await shop.SayAsync(shop.Facebook, "화난손님", "최악이에요. 너무 맛없고 불친절해서 돈이 아까워요");
        await Expect(Rows(window)).ToHaveCountAsync(2);
        await Expect(Rows(window).First).ToContainTextAsync("최악이에요");

        await OutOfFieldsAsync(window);
        await window.Page.Keyboard.PressAsync("j");
        await Expect(window.Find("inbox-message")).ToContainTextAsync("최악이에요");
        await window.Page.Keyboard.PressAsync("a");
        await Expect(Rows(window).First.GetByTestId("inbox-assignee")).ToContainTextAsync("박서연");
        await window.Page.Keyboard.PressAsync("n");
        await window.Find("note-text").FillAsync("매장에 전화해 보았습니다");
        await window.Find("note-add").ClickAsync();
        await Expect(window.Find("inbox-notes")).ToContainTextAsync("매장에 전화해 보았습니다");

        // Only the first time there is an hour to think it over.
        await window.Page.RouteAsync("**/replies", async route =>
        {
            var body = JsonNode.Parse(route.Request.PostData!)!;
            body["undo_seconds"] = 100;
            await route.ContinueAsync(new RouteContinueOptions { PostData = System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()) });
        }, new PageRouteOptions { Times = 1 });
        await OutOfFieldsAsync(window);
        await window.Page.Keyboard.PressAsync("r");
        await window.Find("reply-text").FillAsync(Words);
        await window.KeepAsync("inbox-1-answering");
        await window.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(window.Find("inbox-undo-bar")).ToContainTextAsync("초 뒤에 보냅니다");
        await window.KeepAsync("inbox-2-undo");
        await OutOfFieldsAsync(window);
        await window.Page.RouteAsync("**/cancel", route => route.AbortAsync(), new PageRouteOptions { Times = 1 });
        await window.Page.Keyboard.PressAsync("z");
        await Expect(window.Find("inbox-told")).ToContainTextAsync("서버에 연결할 수 없습니다");
        await Expect(window.Find("inbox-undo-bar")).ToBeVisibleAsync();
        await window.Page.Keyboard.PressAsync("z");
        await Expect(window.Find("reply-text")).ToHaveValueAsync(Words);
        Assert.Empty(await shop.AnswersAsync(shop.Facebook));

        await window.Find("reply-send").ClickAsync();
        await Expect(window.Find("reply-state").Last).ToHaveTextAsync("보냄");
        await Expect(Rows(window)).ToHaveCountAsync(1);
        await Expect(window.Find("inbox-detail")).ToHaveAttributeAsync("data-state", "answered");
        Assert.Equal([Words], await shop.AnswersAsync(shop.Facebook));

        await OutOfFieldsAsync(window);
        await window.Page.Keyboard.PressAsync("j");
        await Expect(window.Find("inbox-message")).ToContainTextAsync("정말 친절하고");
        await window.Page.Keyboard.PressAsync("e");
        await Expect(Rows(window)).ToHaveCountAsync(0);
        await window.Find("inbox-state-done").ClickAsync();
        await Expect(Rows(window)).ToHaveCountAsync(1);
        await window.Page.Keyboard.PressAsync("?");
        await Expect(window.Find("inbox-help")).ToContainTextAsync("다음 댓글");
        await window.KeepAsync("inbox-3-help");
        Assert.Empty(Serious(window));
    }

    [Fact]
    public async Task Colleagues_see_one_another_answering_many_are_done_at_once_and_it_fits_a_phone()
    {
        var shop = await Shop.OpenAsync(fixture, "바다횟집");
        await shop.SayAsync(shop.Facebook, "손님", "주차는 어디에 하나요?", "예약은 어떻게 하나요?", "포장도 되나요?");
        await fixture.Database.UntilAsync("all are scored", "select count(*) = 3 from comments_inbox where client_id = @Client and sentiment is not null", new { shop.Client });
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "operator");
        await using var other = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "manager");
        foreach (var w in (Window[])[window, other])
        {
            await w.Page.EvaluateAsync("location.hash = '#/inbox'");
            await w.ShowOnlyAsync(shop.Name);
        }

        await RowOf(other, "주차는").ClickAsync();
        await other.Find("inbox-reply").ClickAsync();
        await other.Find("reply-text").FillAsync("건물 뒤편입니다");
        await RowOf(window, "주차는").ClickAsync();
        await window.Find("inbox-reply").ClickAsync();
        await Expect(window.Find("collision")).ToContainTextAsync("부터 답글을 쓰고 있습니다");
        await window.Find("reply-text").FillAsync("제가 답하겠습니다");
        await window.Find("reply-send").ClickAsync();
        await Expect(window.Find("reply-error")).ToContainTextAsync("부터 답글을 쓰고 있습니다");
        await window.KeepAsync("inbox-4-collision");
        await other.Find("reply-send").ClickAsync();
        await Expect(other.Find("reply-state")).ToHaveTextAsync("보냄");
        Assert.Equal(["건물 뒤편입니다"], await shop.AnswersAsync(shop.Facebook));
        await Expect(Rows(window)).ToHaveCountAsync(2);

        await window.Find("inbox-choose").First.CheckAsync();
        await window.Find("inbox-choose").Last.CheckAsync();
        await window.Find("bulk-done").ClickAsync();
        await Expect(window.Find("bulk-told")).ToHaveTextAsync("2건 처리했습니다.");
        await Expect(Rows(window)).ToHaveCountAsync(0);
        await window.Find("inbox-state-all").ClickAsync();
        await Expect(Rows(window)).ToHaveCountAsync(3);
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Find("inbox-csv").ClickAsync());
        Assert.Equal([0xEF, 0xBB, 0xBF], (await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken))[..3]);

        await window.Page.SetViewportSizeAsync(320, 640);
        await window.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await Expect(window.Find("inbox-detail")).ToBeVisibleAsync();
        await window.KeepAsync("inbox-5-phone-detail");
        Assert.True(await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 320, "it is wider than a phone");
        await window.Find("inbox-back").ClickAsync();
        await Expect(Rows(window).First).ToBeVisibleAsync();
        await window.KeepAsync("inbox-6-phone-list");
        Assert.True(await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 320, "it is wider than a phone");
        Assert.Empty(Serious(window));
    }

    /// <summary>Keys are for fields while one is in a field.</summary>
    private static Task OutOfFieldsAsync(Window window) => window.Page.Locator("#inbox-title").FocusAsync();

    private static ILocator Rows(Window window) => window.Find("inbox-row");

    private static ILocator RowOf(Window window, string text) => Rows(window).Filter(new LocatorFilterOptions { HasText = text }).Locator("button");

    /// <summary>What is not there yet (404), was refused (409) or did not get through is said to the console, too.</summary>
    private static IEnumerable<string> Serious(Window window) => window.Errors.Where(e => !new[] { "404", "409", "ERR_FAILED" }.Any(e.Contains));
}
