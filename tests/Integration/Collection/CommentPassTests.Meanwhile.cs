using System.Text.Json.Nodes;
using SnsOps.Workers.Collection.Inbox;

namespace SnsOps.Integration.Collection;

/// <summary>Posts that are too much at once, and what webhooks change while a pass is under way.</summary>
public sealed partial class CommentPassTests
{
    [Theory]
    [InlineData(10, "", 6)]
    [InlineData(1, "replies", 5)]
    public async Task A_post_with_too_much_is_read_in_smaller_pages_then_with_fewer_fields_and_the_next_one_as_ever(int most, string lacks, int stored)
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("instagram");
        fixture.Graph.Answer = (path, query) =>
        {
            if (path.EndsWith("/media", StringComparison.Ordinal))
                return fixture.Graph.Page([Post("900"), Post("901")]);
            var isNested = query["fields"].ToString().Contains("replies.", StringComparison.Ordinal);
            if (path.StartsWith("900/", StringComparison.Ordinal) && isNested && int.Parse(query["limit"]!, System.Globalization.CultureInfo.InvariantCulture) > most)
                return FakeGraph.Error(1, "Please reduce the amount of data you're asking for, then retry your request", status: 500);
            var comment = Comment("1" + path[..3], "예뻐요", 0);
            if (isNested)
                comment["replies"] = JsonNode.Parse(fixture.Graph.Page([Comment("2" + path[..3], "감사합니다", 5)]).Body);
            return fixture.Graph.Page([comment, Comment("3" + path[..3], "최고", -5)]);
        };

        var detail = Detail(await fixture.RunAsync(fixture.Build(), Job, client, account));

        Assert.Equal(lacks, detail.TryGetProperty("lacks", out var left) ? left.GetString() : "");
        Assert.Equal(stored, await CountAsync(fixture));
        Assert.Equal(1, await fixture.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where platform_comment_id = '2901'"));
    }

    [Fact]
    public async Task What_a_webhook_puts_out_of_order_while_a_pass_is_under_way_is_read_whole_by_the_next_one()
    {
        await using var fixture = await CollectionFixture.WithFakeGraphAsync();
        var (client, account, _) = await fixture.AccountAsync("facebook");
        var store = new CommentStore(fixture.Database.DataSource);
        var meanwhile = false;
        fixture.Graph.Answer = (path, query) =>
        {
            if (path.EndsWith("/published_posts", StringComparison.Ordinal))
                return fixture.Graph.Page([Post("900")]);
            if (meanwhile)
                WebhooksAsync().GetAwaiter().GetResult();
            var page = int.Parse(query["after"].FirstOrDefault() ?? "0", System.Globalization.CultureInfo.InvariantCulture);
            return fixture.Graph.Page(Enumerable.Range(0, 10).Select(i => FacebookComment($"{page}{i}", -3600 * ((page * 10) + i))), page < 2 ? $"900/comments?after={page + 1}" : null);
        };
        var app = fixture.Build();
        await fixture.RunAsync(app, Job, client, account);

        meanwhile = true;
        Assert.Equal(1, Detail(await fixture.RunAsync(app, Job, client, account)).GetProperty("pages").GetInt32());
        meanwhile = false;
        Assert.Equal(3, Detail(await fixture.RunAsync(app, Job, client, account)).GetProperty("pages").GetInt32());
        Assert.Equal(1, Detail(await fixture.RunAsync(app, Job, client, account)).GetProperty("pages").GetInt32());

        async Task WebhooksAsync()
        {
            var second = Arrival.ByWebhook(DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()));
            foreach (var text in (string[])["고친 댓글", "다시 고친 댓글"])
                await store.StoreAsync(new InboxAccount(account, client, "facebook"), [new InboxComment("900_25", "900", null, "지훈", "77", text, null)], second, CancellationToken.None);
        }
    }
}
