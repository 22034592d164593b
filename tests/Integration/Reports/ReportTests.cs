using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SnsOps.Shared.JobItems;
using SnsOps.Workers.Ai.KeepReports;
using SnsOps.Workers.Ai.Reports;

namespace SnsOps.Integration.Reports;

/// <summary>What reports say can be counted again; they are sent once, and told anew when figures change.</summary>
public sealed class ReportTests
{
    [Fact]
    public async Task Every_figure_equals_its_query_asked_again_and_stands_so_on_the_page()
    {
        await using var cafe = await ReportFixture.CreateAsync(null, "--Reports:PdfSeconds=60");
        await cafe.RunAsync("daily-report");

        var figures = JsonSerializer.Deserialize<Dictionary<string, Figure>>((await cafe.Database.ScalarAsync<string>("select figures::text from reports"))!)!;
        Assert.True(figures.Count > 70, $"only {figures.Count} figures");
        foreach (var asked in figures.GroupBy(f => (f.Value.Query, f.Value.Parameters)))
        {
            var again = (await cafe.Service<FigureSql>().AgainAsync(asked.Key.Query, asked.Key.Parameters, TestContext.Current.CancellationToken)).ToDictionary(f => f.Key);
            Assert.All(asked, figure => Assert.Equal((figure.Value.Value, figure.Value.NullReason, figure.Value.AsOf), (again[figure.Value.Key].Value, again[figure.Value.Key].NullReason, again[figure.Value.Key].AsOf)));
        }

        // Counted by hand: hours 7.5 to 31.5 of the series are the 7th; every fifth is negative.
        Assert.Equal((9m, 2m, 7m, 1010m, 900m), (figures["comments_received"].Value, figures["comments_negative"].Value, figures["before.comments_received"].Value,
            figures[$"followers:{cafe.Account}"].Value, figures[$"before.followers:{cafe.Account}"].Value));
        Assert.Equal((null, "not yet given", 5000m), (figures["views_on:2026-08-07"].Value, figures["views_on:2026-08-07"].NullReason, figures["views_on:2026-08-06"].Value));

        var html = await cafe.ObjectAsync((await cafe.Database.ScalarAsync<byte[]>("select html_sha256 from reports"))!);
        var shown = Regex.Matches(Encoding.UTF8.GetString(html), "data-figure=\"([^\"]+)\"[^>]*>([\\d,.]+)<");
        Assert.True(shown.Count > 20, $"only {shown.Count} figures are shown");
        Assert.All(shown, m => Assert.Equal(ReportFacts.Number(figures[m.Groups[1].Value].Value!.Value), m.Groups[2].Value));

        // The PDF that is kept is the one that the page gives at any time.
        var pdf = await cafe.ObjectAsync((await cafe.Database.ScalarAsync<byte[]>("select pdf_sha256 from reports"))!);
        var again2 = await cafe.Service<PdfMaker>().MakeAsync(html, await cafe.Database.ScalarAsync<DateTimeOffset>("select as_of from reports"), TestContext.Current.CancellationToken);
        Assert.Equal(pdf, Assert.IsType<PdfOutcome.Made>(again2).Bytes);
    }

    [Fact]
    public async Task Our_own_answers_are_no_comments_of_others_and_what_was_settled_elsewhere_is_not_owed()
    {
        await using var cafe = await ReportFixture.CreateAsync();
        var user = await cafe.Agency.UserAsync("operator", cafe.Client);
        // Our answer to the tenth was collected without its author, the thirteenth is done, the fifteenth was answered by hand on the platform; what we wrote before the fourteenth is no answer to it.
        await cafe.Database.ExecuteAsync("""
            update comments_inbox set sentiment = 'negative' where platform_comment_id in ('c13', 'c14');
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, parent_comment_id, platform_post_id, author, author_platform_id, message, posted_at, scored_at)
            select gen_random_uuid(), @Client, @Account, 'instagram', v.id, v.parent, 'p', '', v.author, '저희가 쓴 답글', v.at::timestamptz, now()
              from (values ('ours', 'c10', null, '2026-08-07 12:00+09'), ('by-hand', 'c15', '17841400000000001', '2026-08-08 01:00+09'), ('earlier', 'c14', '17841400000000001', '2026-08-06 01:00+09')) v (id, parent, author, at);
            insert into comment_replies (id, client_id, comment_id, account_id, platform, text, state, next_attempt_at, platform_reply_id, published_at, created_by, created_at)
            select gen_random_uuid(), client_id, id, account_id, platform, '저희가 쓴 답글', 'published', now(), 'ours', '2026-08-07 12:00+09', @user, now() from comments_inbox where platform_comment_id = 'c10';
            insert into inbox_items (comment_id, client_id, state, changed_at) select id, client_id, 'done', now() from comments_inbox where platform_comment_id = 'c13'
            """, new { cafe.Client, cafe.Account, user });

        await cafe.RunAsync("daily-report");

        // Of c10, c13, c14 and c15, which are negative, only c14 waits for somebody.
        Assert.Equal((9m, 4m, 1m, 1m), (await FigureAsync("comments_received"), await FigureAsync("comments_negative"), await FigureAsync("replies_published"), await FigureAsync("replies_owed")));

        Task<decimal> FigureAsync(string name) => cafe.Database.ScalarAsync<decimal>("select (figures -> @name ->> 'value')::numeric from reports", new { name });
    }

    [Fact]
    public async Task A_report_that_is_taken_over_and_restated_is_one_newsletter_to_each_recipient()
    {
        await using var cafe = await ReportFixture.CreateAsync();
        await cafe.Agency.UserAsync("operator", cafe.Client);
        await cafe.RecipientAsync("사장@example.com", verified: true);
        await cafe.RecipientAsync("두번째@example.com", verified: true);
        await cafe.RecipientAsync("확인안함@example.com", verified: false);

        // Its process died after it was stored, and before the item was closed: the next one does it again.
        await cafe.RunAsync("daily-report");
        await cafe.RunAsync("daily-report", attempt: 2);
        await cafe.ObserveAsync("views", "2026-08-07", 7000, "2026-08-09 06:00+09", "day");
        await cafe.RunAsync("restate-report", await cafe.Database.ScalarAsync<Guid>("select id from reports"));

        Assert.Equal(2, await cafe.Database.ScalarAsync<int>("select count(*)::int from reports"));
        Assert.Equal("두번째@example.com,사장@example.com", await cafe.Database.ScalarAsync<string>("select string_agg(recipient, ',' order by recipient) from notification_deliveries where purpose = 'mail'"));
        Assert.Equal(2, await cafe.Database.ScalarAsync<int>("select count(*)::int from notification_deliveries where subject like '[온기카페%] 일간 리포트 2026-08-07' and body like '1. %다음에 할 일%' and html like '%<ol><li>%'"));
        Assert.Equal(1, await cafe.Database.ScalarAsync<int>("select count(distinct user_id)::int from notifications where kind = 'report.daily' and user_id in (select id from users where role = 'operator')"));
        Assert.Equal(0, await cafe.Database.ScalarAsync<int>("select count(*)::int from (select user_id, kind from notifications group by 1, 2 having count(*) > 1) doubled"));
    }

    [Fact]
    public async Task Figures_that_change_make_a_new_version_that_says_what_and_why_and_the_old_one_stays()
    {
        await using var cafe = await ReportFixture.CreateAsync();
        await cafe.Agency.UserAsync("operator", cafe.Client);
        await cafe.RunAsync("daily-report");
        var first = await cafe.Database.ScalarAsync<Guid>("select id from reports");
        var kept = await cafe.Database.ScalarAsync<string>("select md5(r::text) from (select figures, text, html_sha256, as_of, version from reports where version = 1) r");

        Assert.IsType<JobItemOutcome.Done>(await cafe.RunAsync("restate-report", first));
        Assert.Equal(1, await cafe.Database.ScalarAsync<int>("select count(*)::int from reports where checked_at > as_of"));

        await cafe.ObserveAsync("views", "2026-08-07", 7000, "2026-08-09 06:00+09", "day");
        await cafe.Database.ExecuteAsync("update comments_inbox set sentiment = 'negative' where platform_comment_id = 'c9'");
        await Task.WhenAll(cafe.RunAsync("restate-report", first), cafe.RunAsync("restate-report", first));
        await cafe.RunAsync("restate-report", first);

        Assert.Equal("1,2", await cafe.Database.ScalarAsync<string>("select string_agg(version::text, ',' order by version) from reports"));
        Assert.Equal(kept, await cafe.Database.ScalarAsync<string>("select md5(r::text) from (select figures, text, html_sha256, as_of, version from reports where version = 1) r"));
        Assert.Equal(1, await cafe.Database.ScalarAsync<int>("select count(*)::int from reports where version = 2 and supersedes = @first and superseded_at is null", new { first }));
        var changes = (await cafe.Database.ScalarAsync<string>("select string_agg(c ->> 'name' || ' ' || coalesce(c ->> 'before', '-') || '>' || (c ->> 'after'), ', ' order by c ->> 'name') from reports, jsonb_array_elements(changes) c where version = 2"))!;
        Assert.Equal($"comments_negative 2>3, comments_neutral 2>1, kpi:{cafe.Account}:views ->7000, replies_owed 2>3, troubled_on:2026-08-07 2>3, views_on:2026-08-07 ->7000", changes);
        var html = Encoding.UTF8.GetString(await cafe.ObjectAsync((await cafe.Database.ScalarAsync<byte[]>("select html_sha256 from reports where version = 2"))!));
        Assert.Contains("정정 2판", html, StringComparison.Ordinal);
        Assert.Contains("플랫폼이 그 뒤에 알려 준 값입니다 (2026-08-09 06:00)", html, StringComparison.Ordinal);
        Assert.StartsWith("온기카페", await cafe.Database.ScalarAsync<string>("select string_agg(message, '|') from notifications where kind = 'report.restated'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_are_counted_again_a_day_later_until_their_figures_have_settled_and_get_the_PDF_they_lack()
    {
        await using var cafe = await ReportFixture.CreateAsync();
        await cafe.Database.ExecuteAsync("""
            insert into reports (id, client_id, kind, period_start, period_end, figures, as_of, html_sha256, pdf_sha256, state, reason, created_at)
            select gen_random_uuid(), @Client, k, t.day, t.day, '{}', (select snsops.now()) - a, case when s = 'ready' then @hash end, case when s = 'ready' then @hash end, s, case when s = 'failed' then '이유' end, clock_timestamp() - a
              from (values ('daily', 1, interval '21 hours', 'ready'), ('daily', 2, interval '2 hours', 'ready'), ('daily', 30, interval '29 days', 'ready'), ('period', 3, interval '10 minutes', 'waiting'), ('period', 4, interval '1 minute', 'waiting')) x (k, d, a, s)
             cross join lateral (select ((select snsops.now()) at time zone 'Asia/Seoul')::date - d as day) t
            """, new { cafe.Client, hash = new byte[32] });
        var keep = cafe.Service<KeepReportsSql>();

        var planned = await keep.PlanAsync(DateTimeOffset.UtcNow, 7, TestContext.Current.CancellationToken);
        Assert.Empty(await keep.PlanAsync(DateTimeOffset.UtcNow.AddHours(1), 7, TestContext.Current.CancellationToken));
        Assert.Equal(1, await keep.GiveUpAsync(TestContext.Current.CancellationToken));

        Assert.Equal(cafe.Client, Assert.Single(planned).ClientId);
        Assert.Equal(1, await cafe.Database.ScalarAsync<int>("select (snsops.now() at time zone 'Asia/Seoul')::date - r.period_end from job_items i join reports r on r.id = i.subject_id"));
        Assert.Equal("failed,waiting", await cafe.Database.ScalarAsync<string>("select string_agg(state, ',' order by period_end desc) from reports where kind = 'period'"));

        // The machine had no WeasyPrint in the morning.
        await cafe.RunAsync("daily-report");
        var id = await cafe.Database.ScalarAsync<Guid>("select id from reports where pdf_sha256 is null and pdf_error like 'WeasyPrint%' and period_end = '2026-08-07'");
        await using var mended = cafe.Another("--Reports:PdfSeconds=60");
        await ReportFixture.RunAsync(mended, "restate-report", cafe.Client, id);
        Assert.Equal(1, await cafe.Database.ScalarAsync<int>("select count(*)::int from reports where id = @id and version = 1 and pdf_sha256 is not null and pdf_error is null", new { id }));
    }
}
