using System.Text.Json;

namespace SnsOps.Integration.Sandbox;

/// <summary>The simulated platforms tell figures as the real ones do, and refuse as they do.</summary>
public sealed class InsightTests
{
    [Fact]
    public async Task Figures_grow_with_the_virtual_clock_and_are_the_same_again_after_a_restart()
    {
        var sandbox = await RunningSandbox.StartAsync();
        var post = (await sandbox.PostAsync(RunningSandbox.Page + "/feed", "FBTOKEN", ("message", "가을"))).Id;
        Assert.Equal(0, await ViewsAsync());
        await sandbox.TurnClockAsync(TimeSpan.FromHours(24));
        var day = await ViewsAsync();
        await sandbox.TurnClockAsync(TimeSpan.FromHours(72));
        Assert.True(await ViewsAsync() > day);
        await sandbox.TurnClockAsync(TimeSpan.FromHours(24));
        sandbox = await sandbox.RestartAsync();
        Assert.InRange(await ViewsAsync(), day, day + 1);
        await sandbox.DisposeAsync();

        async Task<long> ViewsAsync() => Value(await sandbox.GetAsync($"{post}/insights?metric=post_media_view", "FBTOKEN"));
    }

    [Fact]
    public async Task A_day_is_told_with_its_end_and_grows_until_it_has_settled()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var path = RunningSandbox.Instagram + "/insights?metric=reach&period=day&metric_type=time_series";
        var first = Data(await sandbox.GetAsync(path, "IGTOKEN"))[^1].GetProperty("values").EnumerateArray().Last();
        Assert.Matches("T0[78]:00:00\\+0000$", first.GetProperty("end_time").GetString());
        var totals = Data(await sandbox.GetAsync(RunningSandbox.Instagram + "/insights?metric=views,likes&period=day&metric_type=total_value", "IGTOKEN"));
        Assert.Equal(2, totals.Count(t => t.GetProperty("total_value").GetProperty("value").GetInt64() >= 0));
        Assert.Equal("100/0", (await sandbox.GetAsync(RunningSandbox.Instagram + "/insights?metric=views&period=day", "IGTOKEN")).Error);
        Assert.Equal("100/0", (await sandbox.GetAsync(path + "&since=1700000000&until=1703000000", "IGTOKEN")).Error);
    }

    [Fact]
    public async Task Retired_metrics_fail_the_whole_call_as_each_platform_words_it()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await using var photos = await PhotoServer.StartAsync();
        var post = (await sandbox.PostAsync(RunningSandbox.Page + "/feed", "FBTOKEN", ("message", "가을"))).Id;

        Assert.Equal("(#100) The value must be a valid insights metric", Message(await sandbox.GetAsync($"{post}/insights?metric=post_media_view,post_impressions", "FBTOKEN")));
        Assert.StartsWith("(#100) metric[1] must be one of the following values: reach", Message(await sandbox.GetAsync(RunningSandbox.Instagram + "/insights?metric=reach,impressions&period=day", "IGTOKEN")), StringComparison.Ordinal);
        Assert.Equal("3001/1504028", (await sandbox.GetAsync($"{post}/insights", "FBTOKEN")).Error);

        await sandbox.ControlAsync("metrics", new { metric = "post_clicks" });
        Assert.Equal("100/0", (await sandbox.GetAsync($"{post}/insights?metric=post_clicks", "FBTOKEN")).Error);
        await sandbox.ControlAsync("metrics", new { metric = "post_clicks", retired = false });
        Assert.Equal("ok", (await sandbox.GetAsync($"{post}/insights?metric=post_clicks", "FBTOKEN")).Error);
        Assert.Equal("190/0", (await sandbox.GetAsync($"{post}/insights?metric=post_clicks", "NOTHING")).Error);
    }

    [Fact]
    public async Task Several_ids_are_one_call_that_counts_for_each_and_fails_for_one()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var posts = new List<string>();
        for (var i = 0; i < 3; i++)
            posts.Add((await sandbox.PostAsync(RunningSandbox.Page + "/feed", "FBTOKEN", ("message", $"{i}번째"))).Id);
        await sandbox.ControlAsync("figures", new { id = posts[1], metric = "post_clicks", value = 42 });
        await sandbox.ControlAsync("limits", new { app_calls_per_hour = 1000, account_calls_per_hour = 10, usage_headers_after = 0 });

        var answer = await sandbox.GetAsync($"?ids={string.Join(',', posts)}&fields=id,insights.metric(post_clicks)", "FBTOKEN");

        Assert.Equal(42, answer.Body.GetProperty(posts[1]).GetProperty("insights").GetProperty("data")[0].GetProperty("values")[0].GetProperty("value").GetInt32());
        Assert.Contains("\"call_count\":30", answer.Headers.GetValues("X-Business-Use-Case-Usage").Single(), StringComparison.Ordinal);
        Assert.Equal("100/33", (await sandbox.GetAsync($"?ids={posts[0]},12345&fields=id", "FBTOKEN")).Error);
        Assert.Equal("100/0", (await sandbox.GetAsync($"?ids={posts[0]}&fields=insights.metric(post_impressions)", "FBTOKEN")).Error);
    }

    private static List<JsonElement> Data(GraphAnswer answer) => [.. answer.Body.GetProperty("data").EnumerateArray()];

    private static long Value(GraphAnswer answer) => Data(answer).Single().GetProperty("values")[0].GetProperty("value").GetInt64();

    private static string Message(GraphAnswer answer) => answer.Body.GetProperty("error").GetProperty("message").GetString()!;
}
