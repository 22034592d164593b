using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SnsOps.Api;
using SnsOps.Api.Auth;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Publishing;

/// <summary>From the inbox to the platform's ledger: of two who answer one is sent, and what was called off in time is not.</summary>
public sealed class InboxSendTests
{
    [Fact]
    public async Task Of_two_who_answer_at_once_one_is_sent_and_what_is_called_off_in_time_never_is()
    {
        await using var fixture = await PublishingFixture.StartAsync();
        await using var api = ApiApp.Build(ProcessSettings.For(fixture.Database, fixture.Media.Options));
        await api.StartAsync();
        var (raced, undone, waited) = (await Discussion.BeginAsync(fixture, "facebook"), await Discussion.BeginAsync(fixture, "instagram"), await Discussion.BeginAsync(fixture, "facebook"));

        // Two people, each with a box of their own and the same version of the thread before their eyes.
        using var writer = As(api, raced.Writer, "operator");
        using var manager = As(api, raced.Manager, "manager");
        var seen = await raced.VersionAsync();
        var answers = await Task.WhenAll(new[] { writer, manager }.Select(http => http.PostAsJsonAsync($"/v1/comments/{raced.Comment}/replies", new { text = "네, 있습니다", seen_version = seen })));
        Assert.Equal([201, 409], answers.Select(a => (int)a.StatusCode).Order());
        var refused = JsonNode.Parse(await answers.Single(a => (int)a.StatusCode == 409).Content.ReadAsStringAsync())!;
        Assert.Contains("김하늘님이", (string?)refused["detail"], StringComparison.Ordinal);

        using var other = As(api, undone.Writer, "operator");
        var called = await WriteAsync(other, undone, undoSeconds: 30);
        using (var cancelled = await other.PostAsync(new Uri($"/v1/replies/{called}/cancel", UriKind.Relative), null))
            Assert.Equal(200, (int)cancelled.StatusCode);
        using var third = As(api, waited.Writer, "operator");
        var sent = await WriteAsync(third, waited, undoSeconds: 1);
        Assert.Equal("due", (await waited.RowAsync(sent)).State);

        await waited.UntilAsync(sent, "published");
        await raced.UntilAsync(Guid.Parse((string)JsonNode.Parse(await answers.Single(a => (int)a.StatusCode == 201).Content.ReadAsStringAsync())!["id"]!), "published");
        await fixture.Database.ExecuteAsync("select snsops.turn_clock(interval '5 minutes')");
        using (var late = await third.PostAsync(new Uri($"/v1/replies/{sent}/cancel", UriKind.Relative), null))
            Assert.Equal(409, (int)late.StatusCode);

        Assert.Single(await raced.EffectsAsync());
        Assert.Single(await waited.EffectsAsync());
        Assert.True(await fixture.Database.ScalarAsync<bool>("select published_at >= next_attempt_at from comment_replies where id = @sent", new { sent }));
        Assert.Empty(await undone.EffectsAsync());
        Assert.Equal("cancelled", (await undone.RowAsync(called)).State);
        await api.StopAsync();
    }

    private static async Task<Guid> WriteAsync(HttpClient http, Discussion discussion, double undoSeconds)
    {
        using var answer = await http.PostAsJsonAsync($"/v1/comments/{discussion.Comment}/replies", new { text = "잠시만요", undo_seconds = undoSeconds });
        Assert.Equal(201, (int)answer.StatusCode);
        return (Guid)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!;
    }

    private static HttpClient As(Microsoft.AspNetCore.Builder.WebApplication api, Guid user, string role)
    {
        var tokens = (AccessTokens)api.Services.GetService(typeof(AccessTokens))!;
        return new HttpClient { BaseAddress = new Uri(api.Urls.Single()), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(user, role, Guid.NewGuid())) } };
    }
}
