using SnsOps.EndToEnd.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace SnsOps.EndToEnd.Page;

/// <summary>An admin looks after the fleet on the page: schedules, dead letters, keys; and reads the reference of the Api.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class OperationPageTests(WorkingFleet fixture, Chromium chromium)
{
    [Fact]
    public async Task The_fleet_is_seen_a_schedule_is_run_a_dead_letter_is_sent_again_and_a_key_is_shown_once()
    {
        var letter = Guid.CreateVersion7();
        await fixture.Database.ExecuteAsync("""
            insert into dead_letters (id, cluster_id, topic, "partition", "offset", kind, body, reason)
            values (@letter, 'page', 'snsops.collection', 0, 7, 'job-item.ready', convert_to('{"ids":["0192d3a0-0000-7000-8000-000000000001"]}', 'UTF8'), '잠깐 고장')
            """, new { letter });
        await using var window = await chromium.SignInAsync(fixture.Fleet.ApiUrl, "admin");
        await window.Page.GotoAsync("/#/operations");

        await Expect(window.Find("fleet")).ToContainTextAsync("모두 실행 중");
        await Expect(window.Find("lanes")).ToContainTextAsync("게시");
        var job = window.Find("jobs").Locator("tr[data-id='warn-posts-at-risk']");
        var runs = await fixture.Database.ScalarAsync<long>("select count(*) from job_runs where job = 'warn-posts-at-risk' and cause = 'manual'");
        await job.GetByTestId("job-run").ClickAsync();
        await Expect(window.Find("jobs-said")).ToContainTextAsync("곧 실행됩니다");
        await fixture.Database.UntilAsync("the schedule ran by hand", "select count(*) = @wanted from job_runs where job = 'warn-posts-at-risk' and cause = 'manual' and state = 'done'", new { wanted = runs + 1 });

        await window.Find("redrive-dry").ClickAsync();
        await Expect(window.Find("dead-letters").Locator($"tr[data-id='{letter}']")).ToContainTextAsync("보낼 수 있음");
        await window.Find("redrive").ClickAsync();
        await fixture.Database.UntilAsync("the dead letter was sent again", "select redriven_at is not null from dead_letters where id = @letter", new { letter });

        await window.Find("key-new").ClickAsync();
        await window.Find("key-name").FillAsync("대시보드 연동");
        await window.Find("key-client").First.CheckAsync();
        await window.Page.Locator("input[value='contents:read']").CheckAsync();
        await window.Find("key-make").ClickAsync();
        var key = await window.Find("key-shown").TextContentAsync();
        Assert.StartsWith("sno_", key, StringComparison.Ordinal);
        await window.KeepAsync("9-operations");

        await window.Page.SetViewportSizeAsync(320, 640);
        Assert.True(await window.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 320"), "the view is wider than a phone");
        await window.Page.GotoAsync("/docs/");
        await Expect(window.Page.Locator("#editContent")).ToHaveCountAsync(1);
        await window.Page.Locator("#find").FillAsync("editContent");
        await window.Page.Locator("#editContent > summary").ClickAsync();
        await Expect(window.Page.Locator("#editContent")).ToContainTextAsync("content.version_mismatch");
        Assert.True(await window.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 320"), "the reference is wider than a phone");
        await window.KeepAsync("10-reference");
        Assert.Empty(window.Errors);
    }
}
