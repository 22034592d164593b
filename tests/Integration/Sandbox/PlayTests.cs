using System.Net.Http.Json;
using System.Text.Json;

namespace SnsOps.Integration.Sandbox;

/// <summary>Comments of the audience, played below posts.</summary>
public sealed class PlayTests
{
    private static readonly (string Path, string Token, string Posts)[] Accounts =
        [(RunningSandbox.Instagram, "IGTOKEN", "media"), (RunningSandbox.Page, "FBTOKEN", "published_posts")];

    [Fact]
    public async Task A_file_is_played_completely_with_its_own_ids()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var rows = Enumerable.Range(1, 1500).Select(i => $"{9000000 + i}\t{i % 10}\t{(i % 2 == 0 ? "positive" : "negative")}\t\"정말\" 재미있는 {i}번째 댓글").ToList();
        var file = Path.Combine(sandbox.Folder, "댓글.tsv");
        await File.WriteAllLinesAsync(file, ["id\trating\tlabel\ttext", .. rows], TestContext.Current.CancellationToken);

        await sandbox.ControlAsync("comments/play-file", new { path = file, per_second = 20_000 });
        var status = await sandbox.PlayedAsync(TestContext.Current.CancellationToken);

        Assert.Equal((1500, 1500), (status.GetProperty("played").GetInt32(), status.GetProperty("total").GetInt32()));
        var seen = await AllCommentsAsync(sandbox);
        Assert.Equal(rows.Select(r => r.Split('\t')[0]).Order(), seen.Order());
        var one = await sandbox.GetAsync("9000001?fields=text", "IGTOKEN");
        Assert.Equal("\"정말\" 재미있는 1번째 댓글", one.Error == "ok" ? one.Text("text") : (await sandbox.GetAsync("9000001?fields=message", "FBTOKEN")).Text("message"));
    }

    [Fact]
    public async Task A_play_goes_on_after_a_kill_without_losing_or_repeating()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var rows = Enumerable.Range(1, 400).Select(i => new { id = $"77{i:D4}", text = $"{i}번째 손님" }).ToArray();
        await sandbox.ControlAsync("comments/play", new { rows, per_second = 1000 });
        while ((await StatusAsync(sandbox)).GetProperty("played").GetInt32() is 0)
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();

        await using var again = await sandbox.AfterKillAsync();
        await again.PlayedAsync(TestContext.Current.CancellationToken);

        Assert.Equal(rows.Select(r => r.id).Order(), (await AllCommentsAsync(again)).Order());
    }

    [Fact]
    public async Task Comments_keep_to_existing_posts_and_are_no_effects_of_callers()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var post = (await sandbox.PostAsync("me/feed", "FBTOKEN", ("message", "첫 글"))).Id;

        await sandbox.ControlAsync("comments/play", new { account_ids = new[] { RunningSandbox.Page }, rows = new[] { new { id = "42", text = "축하합니다 🎉", author = "민지" } } });
        await sandbox.PlayedAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["42"], await sandbox.AllIdsAsync($"{post}/comments", "FBTOKEN"));
        Assert.Equal(["첫 글"], await sandbox.EffectsAsync("facebook"));
    }

    [Fact]
    public async Task Without_rows_the_written_comments_are_played()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        await sandbox.ControlAsync("comments/play", new { per_second = 10_000 });
        var status = await sandbox.PlayedAsync(TestContext.Current.CancellationToken);

        Assert.InRange(status.GetProperty("total").GetInt32(), 100, 200);
        Assert.Equal(status.GetProperty("total").GetInt32(), (await AllCommentsAsync(sandbox)).Count);
    }

    [Theory]
    [InlineData("id\ttext\n1\t\n", "Line 2")]
    [InlineData("nr\tcomment\n1\t좋아요\n", "columns")]
    [InlineData("id\ttext\n", "no rows")]
    public async Task A_file_that_cannot_be_played_is_refused_with_the_reason(string content, string reason)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var file = Path.Combine(sandbox.Folder, "bad.tsv");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        using var response = await sandbox.Http.PostAsJsonAsync("/_sandbox/comments/play-file", new { path = file }, TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static Task<JsonElement> StatusAsync(RunningSandbox sandbox) => sandbox.Http.GetFromJsonAsync<JsonElement>("/_sandbox/comments/status");

    private static async Task<List<string>> AllCommentsAsync(RunningSandbox sandbox)
    {
        var ids = new List<string>();
        foreach (var (account, token, posts) in Accounts)
            foreach (var post in await sandbox.AllIdsAsync($"{account}/{posts}?fields=id", token))
                ids.AddRange(await sandbox.AllIdsAsync($"{post}/comments?limit=50", token));
        return ids;
    }
}
