using Microsoft.Playwright;
using SnsOps.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace SnsOps.EndToEnd.Page;

/// <summary>Comments come to the page by themselves, with their tone, and are answered from it.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class CommentPageTests(WorkingFleet fixture, Chromium chromium)
{
    [Fact]
    public async Task A_comment_arrives_scored_and_is_answered_once_without_a_reload()
    {
        var shop = await Shop.OpenAsync(fixture, "달빛서점");
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "operator", "comments");
        await window.ShowOnlyAsync(shop.Name);
        await window.Page.EvaluateAsync("window.loadedOnce = true");

        await shop.SayAsync(shop.Instagram, "책읽는고양이", "정말 친절하고 분위기도 최고예요! <b>또</b> 올게요 ☕");
        var praise = window.Comment("정말 친절하고 분위기도 최고예요! <b>또</b> 올게요");
        await Expect(praise.GetByTestId("sentiment")).ToHaveAttributeAsync("data-sentiment", "positive");
        await Expect(praise.GetByTestId("sentiment")).ToContainTextAsync("긍정");
        await Expect(praise).ToContainTextAsync("책읽는고양이");

        await praise.GetByTestId("reply-open").ClickAsync();
        await praise.GetByTestId("reply-draft").ClickAsync();
        await Expect(praise.GetByTestId("reply-draft-note")).ToHaveTextAsync("내장 엔진이 쓴 초안입니다. 확인하고 고쳐서 보내세요.");
        await Expect(praise.GetByTestId("reply-text")).Not.ToBeEmptyAsync();
        await window.KeepAsync("comments-1-draft");
        await praise.GetByTestId("reply-text").FillAsync("고맙습니다! 다음에는 새로 들어온 시집을 보여 드릴게요 🌙");
        await praise.GetByTestId("reply-send").DblClickAsync();
        await Expect(praise.GetByTestId("reply-state")).ToHaveTextAsync("보냄");
        await Expect(praise.GetByTestId("reply")).ToContainTextAsync("내장 엔진 초안으로 시작");
        await Expect(praise.GetByTestId("reply-box")).ToHaveCountAsync(0);
        Assert.Equal(["고맙습니다! 다음에는 새로 들어온 시집을 보여 드릴게요 🌙"], await shop.AnswersAsync(shop.Instagram));

        Assert.True(await window.Page.EvaluateAsync<bool>("window.loadedOnce === true"), "the page was reloaded");
        Assert.Empty(window.Errors);
        await window.KeepAsync("comments-2-answered");
    }

    [Fact]
    public async Task An_answer_whose_line_broke_is_kept_and_still_sent_once()
    {
        var shop = await Shop.OpenAsync(fixture, "파도서핑");
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "operator", "comments");
        await window.ShowOnlyAsync(shop.Name);
        await shop.SayAsync(shop.Facebook, "서퍼김", "주말에도 강습이 있나요?");
        var question = window.Comment("주말에도 강습이 있나요?");
        await question.GetByTestId("reply-open").ClickAsync();
        await question.GetByTestId("reply-text").FillAsync("네, 토요일과 일요일 오전 9시에 있습니다.");

        // The server takes the reply, and its answer never comes back.
        await window.Page.RouteAsync("**/replies", async route =>
        {
            await route.FetchAsync();
            await route.AbortAsync();
        }, new PageRouteOptions { Times = 1 });
        await question.GetByTestId("reply-send").ClickAsync();
        await Expect(question.GetByTestId("reply-error")).ToContainTextAsync("서버에 연결할 수 없습니다");
        await Expect(question.GetByTestId("reply-text")).ToHaveValueAsync("네, 토요일과 일요일 오전 9시에 있습니다.");
        await question.GetByTestId("reply-send").ClickAsync();
        await Expect(question.GetByTestId("reply-state")).ToHaveTextAsync("보냄");
        Assert.Equal(["네, 토요일과 일요일 오전 9시에 있습니다."], await shop.AnswersAsync(shop.Facebook));
    }

    [Fact]
    public async Task A_comment_is_hidden_shown_again_and_deleted_and_everybody_sees_it_live()
    {
        var shop = await Shop.OpenAsync(fixture, "바람자전거");
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "operator", "comments");
        await using var other = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "manager", "comments");
        await window.ShowOnlyAsync(shop.Name);
        await other.ShowOnlyAsync(shop.Name);
        await shop.SayAsync(shop.Facebook, "광고꾼", "여기보다 싼 곳 알려 드려요");
        var (mine, theirs) = (window.Comment("여기보다 싼 곳"), other.Comment("여기보다 싼 곳"));

        await mine.GetByTestId("comment-hide").ClickAsync();
        await Expect(mine.GetByTestId("comment-fate")).ToHaveTextAsync("숨김");
        await Expect(theirs.GetByTestId("comment-fate")).ToHaveTextAsync("숨김");
        await Expect(theirs.GetByTestId("reply-open")).ToHaveCountAsync(0);
        await theirs.GetByTestId("comment-unhide").ClickAsync();
        await Expect(mine.GetByTestId("comment-fate")).ToHaveCountAsync(0);

        await mine.GetByTestId("comment-delete").ClickAsync();
        await Expect(mine).ToContainTextAsync("되돌릴 수 없습니다");
        await window.KeepAsync("comments-4-delete");
        await mine.GetByTestId("comment-delete-confirm").ClickAsync();
        await Expect(theirs.GetByTestId("comment-fate")).ToHaveTextAsync("삭제됨");
        await Expect(theirs.GetByTestId("comment-action")).ToHaveCountAsync(3);
        await Expect(mine.GetByTestId("comment-hide")).ToHaveCountAsync(0);
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task An_answer_that_nobody_can_find_is_settled_by_a_person_and_written_again()
    {
        const string answer = "불편을 드려 죄송합니다. 매장으로 연락 부탁드립니다.";
        var shop = await Shop.OpenAsync(fixture, "하늘안경");
        await fixture.Platforms.PostAsync("/faults", new { endpoint = "ig.reply", kind = "reset", match = answer });
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "operator", "comments");
        await window.ShowOnlyAsync(shop.Name);
        await shop.SayAsync(shop.Instagram, "안경손님", "안경테가 하루 만에 부러졌어요");
        var complaint = window.Comment("안경테가 하루 만에");
        await complaint.GetByTestId("reply-open").ClickAsync();
        await complaint.GetByTestId("reply-text").FillAsync(answer);
        await complaint.GetByTestId("reply-send").ClickAsync();
        await Expect(complaint.GetByTestId("reply-state")).ToHaveTextAsync("플랫폼에서 확인이 필요합니다");
        await window.KeepAsync("comments-3-asked");

        await complaint.GetByTestId("reply-absent").ClickAsync();
        await Expect(complaint.GetByTestId("reply-state")).ToContainTextAsync("실패");
        await complaint.GetByTestId("reply-again").ClickAsync();
        await Expect(complaint.GetByTestId("reply-text")).ToHaveValueAsync(answer);
        await complaint.GetByTestId("reply-send").ClickAsync();
        await Expect(complaint.GetByTestId("reply-state").Last).ToHaveTextAsync("보냄");
        Assert.Equal([answer], await shop.AnswersAsync(shop.Instagram));
    }

    [Fact]
    public async Task Filter_and_search_narrow_the_list_and_what_is_read_does_not_move()
    {
        var shop = await Shop.OpenAsync(fixture, "초록식탁");
        await shop.SayAsync(shop.Facebook, "단골", Enumerable.Range(1, 30).Select(i => $"음식이 정말 맛있고 친절해서 최고였어요 {i}번째"));
        await shop.SayAsync(shop.Facebook, "화난손님", "최악이에요. 너무 맛없고 불친절해서 돈이 아까워요");
        await fixture.Database.UntilAsync("all of them are scored", "select count(*) = 31 from comments_inbox where client_id = @Client and sentiment is not null", new { shop.Client });
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "operator", "comments");
        await window.ShowOnlyAsync(shop.Name);
        await Expect(window.Find("comment-row")).ToHaveCountAsync(31);

        await window.Find("filter-negative").ClickAsync();
        await Expect(window.Find("comment-row")).ToHaveCountAsync(1);
        await Expect(window.Find("comment-row")).ToContainTextAsync("최악이에요");
        await Expect(window.Find("filter-negative")).ToHaveAttributeAsync("aria-pressed", "true");
        await window.Find("comment-search").FillAsync("맛있고");
        await Expect(window.Find("comments")).ToBeEmptyAsync();
        await window.Find("filter-all").ClickAsync();
        await Expect(window.Find("comment-row")).ToHaveCountAsync(30);
        await window.Find("comment-search").FillAsync("");
        await Expect(window.Find("comment-row")).ToHaveCountAsync(31);

        var read = window.Find("comment-row").Last;
        await read.ScrollIntoViewIfNeededAsync();
        var before = (await read.BoundingBoxAsync())!.Y;
        await shop.SayAsync(shop.Instagram, "새손님", "여기 예약은 어떻게 하나요?");
        await Expect(window.Find("comments-waiting")).ToHaveTextAsync("새 댓글 1개 보기");
        Assert.Equal(before, (await read.BoundingBoxAsync())!.Y, 2.0);
        await window.Find("comments-waiting").ClickAsync();
        await Expect(window.Find("comment-row").First).ToContainTextAsync("여기 예약은 어떻게 하나요?");
    }
}
