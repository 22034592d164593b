using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using SnsOps.Api;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Collection;

/// <summary>What Meta sends is checked, kept, acknowledged, and only then taken in, in whatever order and however often it comes.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private const string Job = "sync-comments";
    private CollectionFixture _fixture = null!;
    private WebApplication _api = null!;
    private HttpClient _http = null!;
    private Audience _people = null!;

    public async ValueTask InitializeAsync()
    {
        _fixture = await CollectionFixture.WithSandboxAsync();
        _api = ApiApp.Build(ProcessSettings.For(_fixture.Database, null, _fixture.Sandbox, null, "--Webhooks:VerifyToken=our-word", "--Webhooks:AppSecrets:instagram=APPSECRET", "--Webhooks:MaxBytes=1048576"));
        await _api.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_api.Urls.Single()) };
        _people = new Audience(_fixture.Sandbox);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _api.StopAsync();
        await _api.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    private string Address => new Uri(_http.BaseAddress!, "/webhooks/meta").ToString();

    [Fact]
    public async Task The_documented_signature_is_accepted_over_the_bytes_as_they_came_and_over_nothing_else()
    {
        const string Signature = "sha256=fe03d0c42f1f7290ad8e09a1e080cabd88b75089d319f7b2f59988e2a65abbce";
        var body = """{"object":"instagram","entry":[{"id":"17841400000000000","time":1700000000,"changes":[{"field":"comments","value":{"id":"1","text":"\ud55c\uae00"}}]}]}"""u8.ToArray();
        Assert.Equal(151, body.Length);

        Assert.Equal(HttpStatusCode.OK, await PostAsync(body, Signature));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize<JsonElement>(body), Unescaped), Signature));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(body, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(body, "sha256=" + new string('z', 64)));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(body, Sign(body, "another app's secret")));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(body, Sign(body, SandboxServer.AppSecret)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(new byte[1_048_577], Sign(new byte[1_048_577], "APPSECRET")));

        Assert.Equal(2, await _fixture.Database.ScalarAsync<int>("select count(*)::int from webhook_deliveries where body = @body and state = 'received'", new { body }));
        Assert.Equal(2, await _fixture.Database.ScalarAsync<int>("select count(*)::int from webhook_deliveries"));
    }

    [Theory]
    [InlineData("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=our-word", HttpStatusCode.OK, "1158201444")]
    [InlineData("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=another", HttpStatusCode.Forbidden, null)]
    [InlineData("hub.challenge=1158201444&hub.verify_token=our-word", HttpStatusCode.Forbidden, null)]
    public async Task The_challenge_is_handed_back_to_whoever_knows_our_word(string query, HttpStatusCode status, string? challenge)
    {
        using var answer = await _http.GetAsync("/webhooks/meta?" + query);

        Assert.Equal(status, answer.StatusCode);
        if (challenge is not null)
            Assert.Equal((challenge, "text/plain"), (await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType!.MediaType));
    }

    [Theory]
    [InlineData("instagram", false)]
    [InlineData("instagram", true)]
    [InlineData("facebook", false)]
    public async Task Events_that_come_twice_and_in_any_order_leave_what_is_true(string platform, bool flat)
    {
        await StartAsync();
        var (_, account, page) = await _fixture.AccountAsync(platform);
        var post = await _people.PostAsync(page);
        await _people.SubscribeAsync(page, Address, duplicate: 0.5, reorder: true, flat: flat, batch: 7);

        var ids = await _people.WriteAsync(post, Enumerable.Range(1, 60).Select(i => $"{i}번째 댓글 \"☕️\""));
        await _people.WriteAsync(post, ["답글"], parent: ids[5]);
        if (platform == "facebook")                                        // Instagram tells of new comments alone
        {
            await _people.DeleteAsync(ids[0], ids[1]);
            await _people.ModerateAsync(ids[2], "hide");
        }

        await _people.ToldAsync();
        await _fixture.Database.UntilAsync("all deliveries are taken in", "select count(*) > 0 and bool_and(state = 'done') from webhook_deliveries");

        Assert.Empty(await CommentTruth.DifferencesAsync(_fixture.Sandbox.Http, _fixture.Database.DataSource, page, account));
        Assert.Equal(61, await _fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where arrived_by = 'webhook'"));
    }

    [Fact]
    public async Task An_older_edit_never_overwrites_a_newer_one_and_a_deletion_before_its_comment_holds()
    {
        await StartAsync();
        var (_, _, page) = await _fixture.AccountAsync("facebook");

        await TellAsync(page, 300, Feed("edited", "c1", "둘째 글"));
        await TellAsync(page, 400, Feed("remove", "c2", null));
        await TellAsync(page, 400, Feed("hide", "c3", null));
        await TellAsync(page, 200, Feed("edited", "c1", "첫째 글"));
        await TellAsync(page, 100, Feed("add", "c1", "처음 글"), Feed("add", "c2", "지워질 글"), Feed("add", "c3", "숨긴 글"), Feed("add", "c4", "그대로"));
        await _fixture.Database.UntilAsync("all deliveries are taken in", "select count(*) = 5 and bool_and(state = 'done') from webhook_deliveries");

        Assert.Equal("c1 둘째 글,c2 지워질 글 gone,c3 숨긴 글 hidden,c4 그대로", await _fixture.Database.ScalarAsync<string>("""
            select string_agg(concat_ws(' ', platform_comment_id, message, case when deleted_at is not null then 'gone' end, hidden_as), ',' order by platform_comment_id) from comments_inbox
            """));
        Assert.Equal("c2", await _fixture.Database.ScalarAsync<string>("select string_agg(platform_comment_id, ',') from comments_inbox where announced_at is not null"));
    }

    [Fact]
    public async Task A_thousand_changes_are_taken_in_and_what_is_no_json_is_set_aside()
    {
        var (_, _, page) = await _fixture.AccountAsync("facebook");
        var torn = "{\"object\":\"page\""u8.ToArray();
        Assert.Equal(HttpStatusCode.OK, await PostAsync(torn, Sign(torn, "APPSECRET")));
        await TellAsync(page, 100, [.. Enumerable.Range(1, 1000).Select(i => Feed("add", $"c{i}", $"{i}번째 댓글입니다"))]);

        await StartAsync();

        await _fixture.Database.UntilAsync("both are over", "select count(*) filter (where state = 'done') = 1 and count(*) filter (where state = 'failed') = 1 from webhook_deliveries");
        Assert.Equal(1000, await _fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox"));
    }

    [Fact]
    public async Task What_has_piled_up_is_taken_in_without_waiting_for_a_sweep_for_each_handful()
    {
        var (_, _, page) = await _fixture.AccountAsync("facebook");
        for (var i = 1; i <= 30; i++)
            await TellAsync(page, i, Feed("add", $"c{i}", $"밀린 댓글 {i}"));

        await StartAsync("--ReceiveWebhooks:Capacity=2", "--Lanes:SweepSeconds=4");

        await _fixture.Database.UntilAsync("all that piled up is taken in", "select count(*) = 30 and bool_and(state = 'done') from webhook_deliveries");
        Assert.Equal(30, await _fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox"));
    }

    [Fact]
    public async Task Webhooks_that_come_no_more_are_called_silent_and_told_of_until_they_are_back()
    {
        var app = await StartAsync();
        var (client, account, page) = await _fixture.AccountAsync("facebook");
        await _fixture.Agency.UserAsync("admin");
        var post = await _people.PostAsync(page);
        await _people.SubscribeAsync(page, Address);
        await _people.WriteAsync(post, ["웹훅으로 온 댓글"]);
        await _fixture.Database.UntilAsync("the webhook is taken in", "select exists (select from comment_webhooks where state = 'alive')");

        await _people.SubscribeAsync(page, Address, drop: 1);
        await _people.WriteAsync(post, ["하나", "둘", "셋"]);
        await _fixture.RunAsync(app, Job, client, account);
        Assert.Equal("alive", await StateAsync());                          // they are young: webhooks may be late
        await _fixture.Database.ExecuteAsync("select snsops.turn_clock(interval '20 minutes')");
        await _fixture.RunAsync(app, Job, client, account);
        await _fixture.RunAsync(app, Job, client, account);

        Assert.Equal("silent", await StateAsync());
        Assert.Equal(3, await _fixture.Database.ScalarAsync<int>("select missed from comment_webhooks where silent_since is not null"));
        Assert.Equal(1, await _fixture.Database.ScalarAsync<int>("select count(*)::int from notifications where kind = 'comments.webhooks_silent' and message like '%다시 구독%'"));

        await _people.SubscribeAsync(page, Address);
        await _people.WriteAsync(post, ["다시 웹훅으로"]);
        await _fixture.Database.UntilAsync("webhooks are alive again", "select exists (select from comment_webhooks where state = 'alive' and missed = 0)");

        Task<string?> StateAsync() => _fixture.Database.ScalarAsync<string>("select state from comment_webhooks");
    }

    /// <summary>The collecting process, its first firing behind it: from now on comments come by webhook alone, or when a test syncs.</summary>
    private async Task<WebApplication> StartAsync(params string[] more)
    {
        var app = await _fixture.StartAsync(["--Schedules:sync-comments:Every=1.00:00:00", .. more]);
        await _fixture.Database.UntilAsync("the first firing is over", "select exists (select from job_runs where job = 'sync-comments' and state = 'done')");
        return app;
    }

    private static object Feed(string verb, string id, string? message) => new
    {
        field = "feed",
        value = new { item = "comment", verb, comment_id = id, post_id = "900", parent_id = "900", from = new { id = "77", name = "지훈" }, message, created_time = 1_700_000_000 },
    };

    private async Task TellAsync(string page, int second, params object[] changes)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { @object = "page", entry = new[] { new { id = page, time = 1_700_000_000 + second, changes } } });
        Assert.Equal(HttpStatusCode.OK, await PostAsync(body, Sign(body, SandboxServer.AppSecret)));
    }

    private static string Sign(byte[] body, string secret) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    private async Task<HttpStatusCode> PostAsync(byte[] body, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/meta") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.ExpectContinue = body.Length > 1_000_000;       // it is refused by its length alone, and the connection closed: whoever writes on would see that instead of the answer
        if (signature is not null)
            request.Headers.Add("X-Hub-Signature-256", signature);
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }
}
