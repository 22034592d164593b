using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Storage;

namespace SnsOps.Integration.Scheduling;

/// <summary>One report per client and Seoul day, with figures that say when they were counted.</summary>
public sealed class DailyReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snsops-daily-").FullName;

    /// <summary>08:00 in Seoul on 8 August: the report is about the 7th.</summary>
    private static readonly DateTimeOffset Firing = new(2026, 8, 7, 23, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_day_is_counted_from_midnight_to_midnight_in_Seoul()
    {
        await using var database = await TestDatabase.CreateAsync();
        var agency = new Agency(database);
        var (client, other) = (await agency.ClientAsync(), await agency.ClientAsync("달빛서점"));
        var account = await agency.AccountAsync(client, "instagram", "17841400000000001", "t");
        var silent = await agency.AccountAsync(client, "facebook", "17841400000000002", "t");
        var foreign = await agency.AccountAsync(other, "instagram", "17841400000000003", "t");
        await CommentAsync(database, client, account, "2026-08-06 23:59:59.9+09", "2026-08-07 00:00:00+09", "2026-08-07 12:00:00+09", "2026-08-07 23:59:59.9+09", "2026-08-08 00:00:00+09");
        await CommentAsync(database, other, foreign, "2026-08-07 13:00:00+09");
        await database.ExecuteAsync("""
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author_platform_id, message, posted_at)
            values (gen_random_uuid(), @client, @account, 'instagram', 'own', 'p', '17841400000000001', '저희가 단 답글', '2026-08-07 12:00:00+09')
            """, new { client, account });
        await database.ExecuteAsync("""
            create table if not exists analytics_snapshots_202608 partition of analytics_snapshots for values from ('2026-08-01 00:00+00') to ('2026-09-01 00:00+00');
            insert into analytics_snapshots (id, client_id, account_id, platform, metric, for_date, value, null_reason, observed_at)
            select gen_random_uuid(), @client, @account, 'instagram', 'followers', d::date, v, null, o::timestamptz
              from (values ('2026-08-06', 900, '2026-08-06 09:00+09'), ('2026-08-07', 1000, '2026-08-07 10:00+09'), ('2026-08-07', 1010, '2026-08-07 23:00+09'), ('2026-08-08', 2000, '2026-08-08 07:00+09')) x (d, v, o)
            """, new { client, account });
        foreach (var (at, state) in new[] { ("2026-08-06 23:59+09", "published"), ("2026-08-07 00:00+09", "published"), ("2026-08-07 23:59+09", "failed"), ("2026-08-07 10:00+09", "missed"), ("2026-08-07 11:00+09", "cancelled"), ("2026-08-08 00:00+09", "failed") })
            await PublicationAsync(database, agency, client, account, at, state);
        await database.ExecuteAsync("""
            update comments_inbox set sentiment = 'negative', score = 0.8, sentiment_model = 'words@1', scored_at = now() where posted_at = '2026-08-07 12:00:00+09' and author_platform_id is null;
            update platform_accounts set name = '온기카페 <공식>' where id = @account
            """, new { account });
        await using var app = Build(database);

        await RunAsync(app, client);

        Assert.Equal("2026-08-07|2026-08-07|false", await database.ScalarAsync<string>("select period_start || '|' || period_end || '|' || late from reports"));
        Assert.Equal((3m, 1m, 1m, 1m, 0m, 3m), (await FigureAsync("comments_received"), await FigureAsync("publications_published"), await FigureAsync("publications_failed"),
            await FigureAsync("publications_missed"), await FigureAsync("publications_unknown"), await FigureAsync("publications_planned")));
        Assert.Equal((1m, 2m, 0m), (await FigureAsync("comments_negative"), await FigureAsync("comments_unscored"), await FigureAsync("comments_crisis")));
        Assert.Equal(1010m, await FigureAsync($"followers:{account}"));
        Assert.True(await database.ScalarAsync<bool>("select (figures -> @key ->> 'as_of')::timestamptz = '2026-08-07 23:00+09' from reports", new { key = $"followers:{account}" }));
        Assert.Equal("never observed", await database.ScalarAsync<string>("select figures -> @key ->> 'null_reason' from reports where figures -> @key -> 'value' = 'null'", new { key = $"followers:{silent}" }));
        Assert.True(await database.ScalarAsync<bool>("select bool_and(value ? 'as_of') from reports, jsonb_each(figures)"));

        // What the page shows is what was counted.
        var html = await HtmlAsync(app, (await database.ScalarAsync<byte[]>("select html_sha256 from reports"))!);
        foreach (Match shown in Regex.Matches(html, "data-figure=\"(publications|comments|replies|incidents)_(\\w+)\">([\\d,]+)<"))
            Assert.Equal(await FigureAsync($"{shown.Groups[1].Value}_{shown.Groups[2].Value}"), decimal.Parse(shown.Groups[3].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
        Assert.Equal(14, Regex.Matches(html, "data-figure=\"((publications|comments|replies|incidents)_\\w+)\"").Select(m => m.Groups[1].Value).Distinct().Count());
        Assert.Contains(">1,010<", html, StringComparison.Ordinal);
        Assert.Contains("아직 수집되지 않음", html, StringComparison.Ordinal);
        Assert.Contains("온기카페 &lt;공식&gt;", html, StringComparison.Ordinal);

        Task<decimal> FigureAsync(string name) => database.ScalarAsync<decimal>("select (figures -> @name ->> 'value')::numeric from reports", new { name });
    }

    [Fact]
    public async Task A_report_made_twice_at_once_is_one_row_and_one_notification_each()
    {
        await using var database = await TestDatabase.CreateAsync();
        var agency = new Agency(database);
        var client = await agency.ClientAsync();
        await agency.UserAsync("admin");
        await agency.UserAsync("operator", client);
        await agency.UserAsync("client", client);
        await using var app = Build(database);

        for (var i = 0; i < 3; i++)
            await Task.WhenAll(RunAsync(app, client), RunAsync(app, client));

        Assert.Equal(1, await database.ScalarAsync<int>("select count(*)::int from reports"));
        Assert.Equal(2, await database.ScalarAsync<int>("select count(*)::int from notifications where title = '일간 리포트가 준비되었습니다' and message like '2026-08-07: 게시 0건, 새 댓글 0건%'"));
        Assert.Equal(2, await database.ScalarAsync<int>("select count(*)::int from live_events where type = 'notification'"));
    }

    [Fact]
    public async Task A_missed_morning_is_reported_once_and_marked_late_by_the_whole_process()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("select snsops.turn_clock(((((now() at time zone 'Asia/Seoul')::date + 2) + time '09:30') at time zone 'Asia/Seoul') - now())");
        var client = await new Agency(database).ClientAsync();
        await using var one = Build(database);
        await using var two = Build(database);
        await Task.WhenAll(one.StartAsync(), two.StartAsync());

        await database.UntilAsync("the report is there", "select exists (select from reports)");
        await database.UntilAsync("its item is done", "select exists (select from job_items where state = 'done')");

        Assert.Equal(1, await database.ScalarAsync<int>("select count(*)::int from reports where late and client_id = @client and period_start = (snsops.now() at time zone 'Asia/Seoul')::date - 1", new { client }));
        Assert.Equal(1, await database.ScalarAsync<int>("select count(*)::int from job_runs where job = 'daily-report' and late"));
        Assert.Equal(1, await database.ScalarAsync<int>("select count(*)::int from job_items"));
        await Task.WhenAll(one.StopAsync(), two.StopAsync());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<string> HtmlAsync(WebApplication app, byte[] sha256)
    {
        using var reader = new StreamReader(await app.Services.GetRequiredService<MediaStore>().OpenReadAsync(sha256, 0, TestContext.Current.CancellationToken));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private WebApplication Build(TestDatabase database) => Workers.Ai.Program.Build(ProcessSettings.For(
        database, new StorageOptions { Folder = _folder, PublicBaseUrl = "http://127.0.0.1:9", SigningKey = Convert.ToBase64String(new byte[32]) }, more: "--Reports:WeasyPrint=false"));

    private static Task<JobItemOutcome> RunAsync(WebApplication app, Guid client) =>
        app.Services.GetKeyedServices<IJobItemHandler>(Topics.Reports).Single(h => h.Job == "daily-report")
            .RunAsync(new JobItem(Guid.CreateVersion7(), "daily-report", Firing, client, client, 1, 1, "{}"), TestContext.Current.CancellationToken);

    private static Task CommentAsync(TestDatabase database, Guid client, Guid account, params string[] times) => database.ExecuteAsync("""
        insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, message, posted_at)
        select gen_random_uuid(), @client, @account, 'instagram', t, 'p', '잘 보고 갑니다', t::timestamptz from unnest(@times) t
        """, new { client, account, times });

    private static async Task PublicationAsync(TestDatabase database, Agency agency, Guid client, Guid account, string at, string state)
    {
        var publication = await agency.PublicationAsync(client, account, "instagram_image", "신메뉴", 60);
        await database.ExecuteAsync("""
            update publications
               set scheduled_at = @at::timestamptz, prepare_at = @at::timestamptz, state = @state::publication_state,
                   published_at = case when @state = 'published' then @at::timestamptz end, id_pending = @state = 'published',
                   error = case when @state = 'failed' then '이미지 비율' end
             where id = @publication
            """, new { publication, at, state });
    }
}
