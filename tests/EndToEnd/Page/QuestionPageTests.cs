using SnsOps.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace SnsOps.EndToEnd.Page;

/// <summary>A manager asks about a client's data on the page, and sees where the answer comes from.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class QuestionPageTests(WorkingFleet fixture, Chromium chromium)
{
    [Fact]
    public async Task A_question_is_answered_with_its_sql_and_one_that_is_not_understood_is_asked_back()
    {
        var shop = await Shop.OpenAsync(fixture, "물어보는책방");
        await shop.SayAsync(shop.Instagram, "새 책", "책 고르는 안목이 정말 좋아요");
        await fixture.Database.UntilAsync("the comment is here", "select count(*) = 1 from comments_inbox where client_id = @Client", new { shop.Client });
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "manager", "ask");
        await window.ShowOnlyAsync("물어보는책방");

        await AskAsync(window, "오늘 댓글 몇 개야?");
        await Expect(window.Find("question-answer")).ToHaveAttributeAsync("data-state", "answered");
        await Expect(window.Find("question-answer")).ToContainTextAsync("댓글 수: 1");
        await Expect(window.Find("question-answer")).ToContainTextAsync("내장 엔진");
        await window.Page.GetByText("SQL과 표").ClickAsync();
        await Expect(window.Find("question-answer")).ToContainTextAsync("FROM comments");
        await window.KeepAsync("8-question");

        await AskAsync(window, "왜 이렇게 적어?");
        await Expect(window.Find("question-answer")).ToHaveAttributeAsync("data-state", "cannot");

        await window.ShowOnlyAsync("온기카페");
        await Expect(window.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("#/ask\\?client="));
        await Expect(window.Find("question-answer")).ToHaveCountAsync(0);
        Assert.Empty(window.Errors);
    }

    private static async Task AskAsync(Window window, string text)
    {
        await window.Find("question-text").FillAsync(text);
        await window.Find("question-ask").ClickAsync();
    }
}
