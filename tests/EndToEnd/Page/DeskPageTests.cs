using System.Globalization;
using Microsoft.Playwright;
using SnsOps.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace SnsOps.EndToEnd.Page;

/// <summary>The desk's work on the page: writing, planning, and mending what went wrong.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class DeskPageTests(WorkingFleet fixture, Chromium chromium)
{
    private static readonly TimeSpan Korea = TimeSpan.FromHours(9);

    [Fact]
    public async Task A_content_is_written_beside_what_would_be_sent_and_nobodys_words_are_lost()
    {
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "operator", "contents");
        await window.ShowOnlyAsync("온기카페");
        await window.Find("content-new").ClickAsync();
        await window.Find("editor-title").FillAsync("겨울 라테 안내");
        await window.Find("editor-body").FillAsync("따뜻한 라테가 나왔어요 ☕ #겨울");
        foreach (var platform in (string[])["Facebook", "Instagram"])
            await window.Page.Locator(".target").Filter(new LocatorFilterOptions { HasText = platform }).First.GetByRole(AriaRole.Checkbox).CheckAsync();
        var feed = window.Page.Locator("[data-testid=preview][data-platform=facebook]");
        await Expect(feed.GetByTestId("count-text")).ToContainTextAsync("18 / 63,206");
        await Expect(feed).ToHaveAttributeAsync("data-broken", "0");
        await Expect(feed.GetByTestId("preview-call")).ToContainTextAsync("따뜻한 라테가 나왔어요 ☕ #겨울");
        await Expect(window.Page.Locator("[data-testid=preview][data-platform=instagram]").GetByTestId("preview-broken")).ToContainTextAsync("파일이 정확히 1개");
        await window.KeepAsync("desk-1-editor");
        await window.Find("editor-save").ClickAsync();
        await Expect(window.Find("standing")).ToHaveAttributeAsync("data-review", "draft");

        await fixture.Database.ExecuteAsync("update contents set body = '다른 사람의 글', version = version + 1 where title = '겨울 라테 안내'");
        await window.Find("editor-body").FillAsync("내가 고친 글");
        await window.Find("editor-save").ClickAsync();
        await Expect(window.Find("editor-conflict")).ToContainTextAsync("다른 사람이 먼저 고쳤습니다");
        await Expect(window.Find("editor-body")).ToHaveValueAsync("내가 고친 글");
        await window.KeepAsync("desk-2-conflict");
        await window.Find("conflict-keep").ClickAsync();
        await Expect(window.Find("editor-told")).ToContainTextAsync("저장했습니다");
        Assert.Equal("내가 고친 글", await fixture.Database.ScalarAsync<string>("select body from contents where title = '겨울 라테 안내'"));
        await window.Find("content-submit").ClickAsync();
        await Expect(window.Find("standing")).ToHaveAttributeAsync("data-review", "in_review");
        Assert.Empty(window.Errors.Where(error => !error.Contains("412", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_typed_while_a_new_content_is_being_saved_stays_and_is_saved_by_the_next_click()
    {
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "operator", "contents");
        await window.ShowOnlyAsync("온기카페");
        await window.Find("content-new").ClickAsync();
        await window.Find("editor-title").FillAsync("저장 중에도 쓰는 글");
        await window.Find("editor-body").FillAsync("첫 문장.");
        var typed = new TaskCompletionSource();
        await window.Page.RouteAsync("**/v1/contents", async route =>
        {
            await typed.Task;
            await route.ContinueAsync();
        });
        await window.Find("editor-save").ClickAsync();
        await window.Find("editor-body").FillAsync("첫 문장. 둘째 문장.");
        typed.SetResult();

        await Expect(window.Find("standing")).ToHaveAttributeAsync("data-review", "draft");
        await Expect(window.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("#/contents/[0-9a-f-]{36}"));
        await Expect(window.Find("editor-body")).ToHaveValueAsync("첫 문장. 둘째 문장.");
        await window.Find("editor-save").ClickAsync();
        await Expect(window.Find("editor-told")).ToContainTextAsync("저장했습니다");
        await window.Find("editor-body").FillAsync("첫 문장. 둘째 문장. 셋째는 아직");
        await window.GoAsync("calendar");
        await Expect(window.Find("calendar-today")).ToBeVisibleAsync();
        await window.Page.GoBackAsync();
        await Expect(window.Find("editor-again")).ToBeVisibleAsync();
        await Expect(window.Find("editor-body")).ToHaveValueAsync("첫 문장. 둘째 문장. 셋째는 아직");
        Assert.Equal("첫 문장. 둘째 문장.", await fixture.Database.ScalarAsync<string>("select string_agg(body, '/') from contents where title = '저장 중에도 쓰는 글'"));
    }

    [Fact]
    public async Task A_time_is_moved_by_dragging_or_without_and_a_move_that_crossed_anothers_is_refused()
    {
        var korean = DateTimeOffset.UtcNow.ToOffset(Korea);
        var monday = korean.Date.AddDays(8 - (int)korean.DayOfWeek % 7 + (korean.DayOfWeek == DayOfWeek.Sunday ? -7 : 0));
        var content = await fixture.Agency.ScheduleAsync("끌어서 옮길 글", new DateTimeOffset(monday.AddHours(10), Korea), [fixture.Agency.Facebook], media: []);
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "operator");
        await window.Page.EvaluateAsync("hash => { location.hash = hash; }", $"#/calendar?shape=week&date={Date(monday)}");
        var planned = window.Page.Locator($"[data-content-id='{content}']");
        await Expect(planned).ToContainTextAsync("10:00");

        await planned.DragToAsync(window.Page.Locator($"[data-date='{Date(monday.AddDays(2))}']"));
        await Expect(window.Find("calendar-moved")).ToContainTextAsync("옮겼습니다");
        await Expect(window.Page.Locator($"[data-date='{Date(monday.AddDays(2))}'] [data-content-id='{content}']")).ToContainTextAsync("10:00");
        Assert.Equal(new DateTimeOffset(monday.AddDays(2).AddHours(10), Korea), await TimeAsync(content));
        await window.Find("calendar-undo").ClickAsync();
        await Expect(window.Page.Locator($"[data-date='{Date(monday)}'] [data-content-id='{content}']")).ToBeVisibleAsync();

        await planned.GetByTestId("planned-move").ClickAsync();
        await window.Find("move-time").FillAsync(Date(monday.AddDays(1)) + "T15:30");
        await window.Find("move-submit").ClickAsync();
        await Expect(window.Page.Locator($"[data-date='{Date(monday.AddDays(1))}'] [data-content-id='{content}']")).ToContainTextAsync("15:30");
        await window.KeepAsync("desk-3-calendar");

        await planned.GetByTestId("planned-move").ClickAsync();
        await fixture.Agency.SetTimeAsync(content, new DateTimeOffset(monday.AddDays(4).AddHours(9), Korea));
        await window.Find("move-time").FillAsync(Date(monday.AddDays(3)) + "T11:00");
        await window.Find("move-submit").ClickAsync();
        await Expect(window.Find("calendar-error")).ToContainTextAsync("다른 사람이 시간을 바꾸었습니다");
        Assert.Equal(new DateTimeOffset(monday.AddDays(4).AddHours(9), Korea), await TimeAsync(content));
        await fixture.Agency.Operator.PostAsync($"/v1/contents/{content}/cancel");
    }

    [Fact]
    public async Task What_failed_is_sent_again_by_its_cause_and_an_unknown_outcome_is_settled_by_a_person()
    {
        var ids = new List<Guid>();
        foreach (var text in (string[])["놓친 글 하나", "놓친 글 둘", "답이 끊긴 글"])
            ids.Add(await fixture.Agency.ScheduleAsync(text, DateTimeOffset.UtcNow.AddHours(6), [fixture.Agency.Facebook], media: []));
        await fixture.Database.ExecuteAsync("update publications set state = 'failed', error_code = 'not_sent', error = '연결하지 못했습니다' where content_id = any(@failed)", new { failed = ids[..2].ToArray() });
        await fixture.Database.ExecuteAsync("""
            update publications set state = 'unknown', asked_at = snsops.now(), error = '직접 확인해 주세요' where content_id = @content;
            insert into attempts (id, client_id, account_id, subject_kind, subject_id, epoch, owner, state, number, fingerprint, request_digest, armed_at, send_deadline, next_lookup_at)
            select gen_random_uuid(), client_id, account_id, 'publication', id, 1, gen_random_uuid(), 'unknown', 1, '글', 'x', snsops.now(), snsops.now(), snsops.now() + interval '1 day' from publications where content_id = @content
            """, new { content = ids[2] });
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "operator");
        await window.ShowOnlyAsync("온기카페");
        await Expect(window.Find("today-failed")).ToContainTextAsync("2");
        await window.GoAsync("failed");
        var cause = window.Page.Locator("[data-testid=cause][data-code=not_sent]");
        await Expect(cause.GetByTestId("failed-post")).ToHaveCountAsync(2);
        await window.KeepAsync("desk-4-failed");
        await cause.GetByTestId("retry-cause").ClickAsync();
        await Expect(cause).ToContainTextAsync("2건을 지금 다시 보냅니다");
        await cause.GetByTestId("retry-cause-sure").ClickAsync();
        await Expect(cause).ToHaveCountAsync(0);
        Assert.Equal(2, await fixture.Database.ScalarAsync<int>("select count(*)::int from publications where content_id = any(@failed) and state = 'scheduled'", new { failed = ids[..2].ToArray() }));

        await window.Find("show-asked").ClickAsync();
        var unknown = window.Find("unknown-post").Filter(new LocatorFilterOptions { HasText = "답이 끊긴 글" });
        await unknown.GetByTestId("resolve-link").FillAsync("https://example.com/nowhere");
        await unknown.GetByTestId("resolve-posted").ClickAsync();
        await Expect(unknown.GetByTestId("resolve-error")).ToBeVisibleAsync();
        await window.KeepAsync("desk-5-unknown");
        await unknown.GetByTestId("resolve-link").FillAsync("https://www.facebook.com/some.page/posts/1234567890");
        await unknown.GetByTestId("resolve-posted").ClickAsync();
        await Expect(unknown).ToHaveCountAsync(0);
        Assert.Equal("published", await fixture.Database.ScalarAsync<string>("select state::text from publications where content_id = @content", new { content = ids[2] }));

        await window.Find("show-holds").ClickAsync();
        await window.Find("hold-reason").FillAsync("행사 취소 확인 중");
        await window.Find("hold-set").ClickAsync();
        var hold = window.Find("hold").Filter(new LocatorFilterOptions { HasText = "행사 취소 확인 중" });
        await hold.GetByTestId("hold-lift").ClickAsync();
        await hold.GetByTestId("hold-lift-sure").ClickAsync();
        await Expect(hold).ToHaveCountAsync(0);
        foreach (var id in ids[..2])
            await fixture.Agency.Operator.PostAsync($"/v1/contents/{id}/cancel");
    }

    [Fact]
    public async Task Figures_are_drawn_with_the_same_values_as_a_table()
    {
        var account = fixture.Agency.Facebook;
        await fixture.Database.ExecuteAsync("""
            insert into analytics_snapshots (id, client_id, account_id, platform, metric, for_date, value, observed_at)
            select gen_random_uuid(), @Client, @Id, 'facebook', 'reach', (snsops.now() at time zone 'Asia/Seoul')::date - day, 1200 + day * 10, snsops.now() from generate_series(1, 20) as day
            """, new { fixture.Agency.Client, account.Id });
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "manager", "insights");
        await window.ShowOnlyAsync("온기카페");
        var chart = window.Find("chart-reach");
        await Expect(chart.Locator("canvas")).ToBeVisibleAsync();
        await chart.Locator("summary").ClickAsync();
        await Expect(chart.GetByRole(AriaRole.Cell, new LocatorGetByRoleOptions { Name = "1,210" })).ToBeVisibleAsync();
        await window.KeepAsync("desk-6-insights");
        Assert.Empty(window.Errors);
    }

    [Fact]
    public async Task What_comes_late_is_not_shown_for_another_client_or_document_and_a_hold_is_set_where_the_bar_says()
    {
        var shop = await Shop.OpenAsync(fixture, "늦은답서점");
        var agency = fixture.Agency;
        await agency.Operator.PostAsync("/v1/contents", new { client_id = agency.Client, title = "카페의 늦은 글", body = "카페", media_ids = Array.Empty<Guid>(), account_ids = new[] { agency.Facebook.Id } });
        await agency.Operator.PostAsync("/v1/contents", new { client_id = shop.Client, title = "서점의 글", body = "서점", media_ids = Array.Empty<Guid>(), account_ids = new[] { shop.Facebook.Id } });
        var slow = Agency.IdOf(await agency.Manager.PostAsync($"/v1/clients/{shop.Client}/knowledge", new { kind = "faq", title = "첫 문서", text = "첫 문서의 글" }));
        await agency.Manager.PostAsync($"/v1/clients/{shop.Client}/knowledge", new { kind = "faq", title = "둘째 문서", text = "둘째 문서의 글" });
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "operator", "contents");

        await using (var late = await Late.HoldAsync(window, $"**/v1/contents?*client_id={agency.Client}*"))
        {
            await window.ShowOnlyAsync("온기카페");
            await late.Asked;
            await window.ShowOnlyAsync(shop.Name);
            await Expect(window.Find("content-row")).ToHaveCountAsync(1);
            await late.ArriveAsync();
            await Expect(window.Find("content-row")).ToHaveCountAsync(1);
            await Expect(window.Find("content-row")).ToContainTextAsync("서점의 글");
        }

        await window.GoAsync("knowledge");
        await using (var late = await Late.HoldAsync(window, $"**/v1/knowledge/{slow}"))
        {
            await Document(window, "첫 문서").ClickAsync();
            await late.Asked;
            await Document(window, "둘째 문서").ClickAsync();
            await Expect(window.Find("document-open").GetByRole(AriaRole.Heading)).ToHaveTextAsync("둘째 문서");
            await late.ArriveAsync();
            await Expect(window.Find("document-open").GetByRole(AriaRole.Heading)).ToHaveTextAsync("둘째 문서");
            await Expect(window.Find("document-open").Locator("textarea")).ToHaveValueAsync("둘째 문서의 글");
            await window.Page.Keyboard.PressAsync("Escape");
        }

        await window.ShowOnlyAsync("온기카페");
        await window.Page.EvaluateAsync("hash => { location.hash = hash; }", $"#/failed?show=holds&client={agency.Client}");
        await Expect(window.Find("hold-client")).ToHaveValueAsync(agency.Client.ToString());
        await window.ShowOnlyAsync(shop.Name);
        await window.Find("hold-reason").FillAsync("서점 임시 휴무");
        await window.Find("hold-set").ClickAsync();
        await Expect(window.Find("hold")).ToContainTextAsync("서점 임시 휴무");
        Assert.Equal([shop.Client], await fixture.Database.RowsAsync<Guid>("select client_id from holds where reason = '서점 임시 휴무'"));
    }

    private static ILocator Document(Window window, string title) => window.Find("document").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = title });

    private static string Date(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private Task<DateTimeOffset> TimeAsync(Guid content) => fixture.Database.ScalarAsync<DateTimeOffset>("select scheduled_at from contents where id = @content", new { content })!;
}
