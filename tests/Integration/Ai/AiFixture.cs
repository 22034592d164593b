using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.AspNetCore.Builder;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Live;
using SnsOps.Shared.Messages;
using SnsOps.Workers.Ai.DetectCrisis;
using SnsOps.Workers.Ai.ScoreComments;
using SnsOps.Workers.Ai.Sentiment;
using SnsOps.Workers.Ai.Surges;

namespace SnsOps.Integration.Ai;

/// <summary>A database with a client and its account, and the parts of the AI process with a model that knows four words.</summary>
internal sealed class AiFixture : IAsyncDisposable
{
    public const string OwnId = "104250000000077";

    private readonly WebApplication _process;

    private AiFixture(TestDatabase database, Guid client, Guid account)
    {
        (Database, Client, Account, Agency) = (database, client, account, new Agency(database));
        _process = Workers.Ai.Program.Build(ProcessSettings.For(database));
    }

    public TestDatabase Database { get; }

    public Agency Agency { get; }

    public Guid Client { get; }

    public Guid Account { get; }

    public static async Task<AiFixture> CreateAsync()
    {
        var database = await TestDatabase.CreateAsync();
        var agency = new Agency(database);
        var client = await agency.ClientAsync();
        return new AiFixture(database, client, await agency.AccountAsync(client, "facebook", OwnId, "t"));
    }

    public ScoreCommentsSql Comments => new(Database.DataSource);

    public CommentScorer Scorer(ISentimentModel? model = null) => new(
        Database.DataSource, model ?? new WordModel(), _process.Services.GetRequiredService<LiveEvents>(), _process.Services.GetRequiredService<SnsOps.Shared.Kafka.NudgeProducer>(), new ScoreCommentsOptions(), NullLogger<CommentScorer>.Instance);

    public SurgeDetector Surges(DetectCrisisOptions? options = null) => new(
        Database.DataSource, new DetectCrisisSql(Database.DataSource), new SurgeSql(Database.DataSource), _process.Services.GetRequiredService<LiveEvents>(),
        options ?? new DetectCrisisOptions(), NullLogger<SurgeDetector>.Instance);

    public T Service<T>()
        where T : notnull => _process.Services.GetRequiredService<T>();

    /// <summary>What does the items of a job of the low lane.</summary>
    public IJobItemHandler Handler(string job) => _process.Services.GetKeyedServices<IJobItemHandler>(Topics.Reports).Single(h => h.Job == job);

    /// <summary>A past of the client: eight weeks of so many comments an hour, some of them negative, all scored; and the hours counted.</summary>
    public async Task PastAsync(int perHour, int negatives, int weeks = 5)
    {
        await Database.ExecuteAsync("""
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author, message, posted_at, received_at, sentiment, score, sentiment_model, scored_at, announced_at)
            select gen_random_uuid(), @Client, @Account, 'facebook', gen_random_uuid()::text, 'p1', '손님 ' || gen_random_uuid(), '댓글 ' || n, at, at,
                   case when n <= @negatives then 'negative' else 'neutral' end::sentiment, 0.9, 'words@1', at, at
              from generate_series(date_trunc('hour', snsops.now()) - make_interval(weeks => @weeks), snsops.now() - interval '7 hours', interval '1 hour') h (hour)
             cross join generate_series(1, @perHour) n
             cross join lateral (select h.hour + n * interval '1 minute' as at) t
            """, new { Client, Account, perHour, negatives, weeks });
        await Service<HourCounts>().CountAsync(false, TestContext.Current.CancellationToken);
    }

    /// <summary>Scores until the client has nothing left.</summary>
    public Task<int> DrainAsync(Guid? client = null) => DrainAsync(Scorer(), client);

    /// <summary>The same by this one.</summary>
    public async Task<int> DrainAsync(CommentScorer by, Guid? client = null)
    {
        using var scorer = by;
        for (var all = 0; ;)
        {
            var taken = await scorer.ScoreBatchAsync(client ?? Client, TestContext.Current.CancellationToken);
            all += taken;
            if (taken < scorer.BatchSize)
                return all;
        }
    }

    /// <summary>Comments by others, received one after the other, as of so many seconds ago.</summary>
    public Task<int> CommentAsync(IEnumerable<string> messages, string? author = null, double secondsAgo = 0) => Database.ExecuteAsync("""
        insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author, author_platform_id, message, posted_at, received_at)
        select gen_random_uuid(), @Client, @Account, 'facebook', gen_random_uuid()::text, 'p1', '손님 ' || m.n, @author, m.text,
               snsops.now() - make_interval(secs => @secondsAgo) + m.n * interval '1 millisecond', snsops.now() - make_interval(secs => @secondsAgo)
          from unnest(@messages) with ordinality as m (text, n)
        """, new { Client, Account, author, secondsAgo, messages = messages.ToArray() });

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await Database.DisposeAsync();
    }
}
