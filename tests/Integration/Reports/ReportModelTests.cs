using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Reports;

/// <summary>Reports whose words a language model writes: its figures are ours, or its words are not taken.</summary>
public sealed class ReportModelTests
{
    [Fact]
    public async Task A_models_words_are_shown_with_our_figures_and_refused_with_its_own()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await using var cafe = await ReportFixture.CreateAsync(sandbox, "--Reports:WeasyPrint=false", "--Llm:Providers:openai:ApiKey=sk-test", $"--Llm:Providers:openai:BaseUrl={sandbox.Url}/llm/openai/v1",
            "--Llm:HealthSeconds=0", "--Llm:Rounds=1");
        await sandbox.ControlAsync("models/answers", new { text = """{"summary":["새 댓글은 {{comments_received}}건입니다.","직전 기간보다 {{change:comments_received}}건 늘었습니다.","팔로워도 늘었습니다."],"detail":["부정 댓글은 {{share:comments_negative}}입니다."],"strategy":["답하지 않은 댓글 {{replies_owed}}건을 챙기세요."]}""" });
        await cafe.RunAsync("daily-report");

        Assert.Equal("openai/gpt-4o", await cafe.Database.ScalarAsync<string>("select engine from reports"));
        Assert.Equal("새 댓글은 9건입니다.|직전 기간보다 2건 늘었습니다.|팔로워도 늘었습니다.", await cafe.Database.ScalarAsync<string>("select string_agg(l, '|') from reports, jsonb_array_elements_text(text -> 'summary') l"));

        await sandbox.ControlAsync("models/answers", new { text = """{"summary":["새 댓글은 9건입니다.","좋습니다.","좋습니다."],"detail":["좋습니다."],"strategy":["계속하세요."]}""" });
        await cafe.ObserveAsync("views", "2026-08-07", 7000, "2026-08-09 06:00+09", "day");
        await cafe.RunAsync("restate-report", await cafe.Database.ScalarAsync<Guid>("select id from reports"));

        Assert.Equal("embedded-report", await cafe.Database.ScalarAsync<string>("select engine from reports where version = 2"));
        Assert.Equal(3, await cafe.Database.ScalarAsync<int>("select count(*)::int from llm_requests where task = 'report'"));
    }
}
