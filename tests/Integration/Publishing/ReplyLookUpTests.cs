using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Integration.Collection;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Integration.Publishing;

/// <summary>Which replies of a thread may be an attempt's.</summary>
public sealed class ReplyLookUpTests(ReplyLookUpTests.Database holder) : IClassFixture<ReplyLookUpTests.Database>
{
    private static readonly DateTimeOffset ArmedAt = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private static readonly ConnectedAccount Account = new(Guid.NewGuid(), Guid.NewGuid(), "instagram", "17841400000000001", "token", 1);

    [Theory]
    [InlineData("고맙습니다", "2026-11-21T09:00:02+0000", "17841400000000001", true)]
    [InlineData(" 고맙습니다\r\n", "2026-11-21T08:59:30+0000", "17841400000000001", true)]
    [InlineData("고맙습니다", "2026-11-21T09:00:02+0000", null, true)]
    [InlineData("고맙습니다", "2026-11-21T09:00:02+0000", "999", false)]
    [InlineData("고맙습니다", "2026-11-21T08:58:59+0000", "17841400000000001", false)]
    [InlineData("고맙습니다!", "2026-11-21T09:00:02+0000", "17841400000000001", false)]
    public async Task Only_the_accounts_own_words_since_the_attempt_count(string text, string at, string? from, bool counts)
    {
        await using var graph = await FakeGraph.StartAsync();
        graph.Answer = (_, _) => graph.Page([Reply("18001", text, at, from)]);

        var sighting = await LookAsync(graph);

        Assert.Equal(counts, sighting is Sighting.There { PlatformPostId: "18001" });
        Assert.Equal(!counts, sighting is Sighting.Absent { MayRecommit: false });
        Assert.StartsWith("18000/replies?fields=id%2Ctext%2Ctimestamp%2Cfrom&limit=50", Assert.Single(graph.Calls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Twins_are_not_guessed_between()
    {
        await using var graph = await FakeGraph.StartAsync();
        graph.Answer = (_, _) => graph.Page([Reply("18001"), Reply("18002")]);
        Assert.Equal(new Sighting.Ambiguous(2), await LookAsync(graph));
    }

    [Fact]
    public async Task The_thread_is_read_to_its_end_and_a_torn_listing_proves_nothing()
    {
        await using var graph = await FakeGraph.StartAsync();
        graph.Answer = (_, query) => query.ContainsKey("after") ? graph.Page([Reply("18002")]) : graph.Page([Reply("18001", "다른 말")], "18000/replies?after=x");
        Assert.IsType<Sighting.There>(await LookAsync(graph));

        graph.Answer = (_, query) => query.ContainsKey("after") ? FakeGraph.Error(2, "다시 시도하세요", status: 500) : graph.Page([Reply("18002")], "18000/replies?after=x");
        Assert.IsType<Sighting.Unclear>(await LookAsync(graph));
    }

    [Fact]
    public async Task Where_the_writer_is_not_shown_the_words_alone_count()
    {
        await using var graph = await FakeGraph.StartAsync();
        graph.Answer = (_, query) => query["fields"].ToString().Contains("from", StringComparison.Ordinal)
            ? FakeGraph.Error(100, "(#100) Tried accessing nonexisting field (from)") : graph.Page([Reply("18001", from: null)]);
        Assert.IsType<Sighting.There>(await LookAsync(graph));
    }

    private static JsonObject Reply(string id, string text = "고맙습니다", string at = "2026-11-21T09:00:02+0000", string? from = "17841400000000001")
    {
        var reply = new JsonObject { ["id"] = id, ["text"] = text, ["timestamp"] = at };
        if (from is not null)
            reply["from"] = new JsonObject { ["id"] = from };
        return reply;
    }

    private async Task<Sighting> LookAsync(FakeGraph graph)
    {
        await using var chains = await Chains.StartAsync(holder.Test);
        using var meta = new MetaClient(new MetaOptions { BaseUrl = graph.Url }, chains.Chain, NullLogger<MetaClient>.Instance);
        var attempt = new UnknownAttempt(Guid.NewGuid(), "reply", "reply", Guid.NewGuid(), Account.Id, "instagram", null, "18000", null, false, "고맙습니다", null, null, ArmedAt, ArmedAt, 1, null, ArmedAt);
        return await new MetaComments(meta, new KnownReplies(holder.Test.DataSource)).LookUpAsync(attempt, Account, default);
    }

    /// <summary>An empty database of ours.</summary>
    public sealed class Database : IAsyncLifetime
    {
        public TestDatabase Test { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Test = await TestDatabase.CreateAsync();
            await Test.ExecuteAsync("""
                insert into clients (id, name) values (@ClientId, '온기카페');
                insert into platform_accounts (id, client_id, platform, platform_account_id, name) values (@Id, @ClientId, @Platform::platform, @PlatformAccountId, '온기카페 공식')
                """, Account);
        }

        public ValueTask DisposeAsync() => Test.DisposeAsync();
    }
}
