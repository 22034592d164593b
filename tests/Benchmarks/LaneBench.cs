using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SnsOps.Shared.Live;
using SnsOps.Workers.Ai.ScoreComments;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Benchmarks;

/// <summary>How fast the AI lane drains a backlog, rows and events written, beside the same batches with no model at all, in turns.</summary>
internal static class LaneBench
{
    private const int Backlog = 10_000;
    private const int Rounds = 5;

    /// <summary>Runs it on a durable PostgreSQL of its own.</summary>
    /// <param name="server">Where a database may be made.</param>
    /// <param name="report">Takes the figures.</param>
    /// <param name="texts">Comments to score; made ones when null.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task RunAsync(BenchDatabase server, BenchReport report, IReadOnlyList<string>? texts, CancellationToken ct)
    {
        await using var process = Workers.Ai.Program.Build([$"--ConnectionStrings:SnsOps={server.ConnectionString}", .. BenchDatabase.ProcessSettings, "--urls", "http://127.0.0.1:0"]);
        var model = process.Services.GetRequiredService<ISentimentModel>();
        texts ??= MadeComments.Of(Backlog);
        var (lane, bare) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var (withModel, without) = (await DrainAsync(server, process, model, texts, ct), await DrainAsync(server, process, new NoModel(), texts, ct));
            if (round == 0)
                continue;       // warm-up
            lane.Add(withModel);
            bare.Add(without);
            BenchReport.Progress($"round {round}: lane {withModel:0} comments/s, same batches without a model {without:0}/s, ratio {withModel / without:0.00}");
        }

        report.Figure($"the lane, model {model.Id}, {Backlog:N0} comments, 500 a transaction", lane.Median(), "comments/s");
        report.Figure("the same batches without a model", bare.Median(), "comments/s");
        report.Figure("ratio, median of rounds", lane.Zip(bare, (a, b) => a / b).Median(), "×");
    }

    private static async Task<double> DrainAsync(BenchDatabase server, WebApplication process, ISentimentModel model, IReadOnlyList<string> texts, CancellationToken ct)
    {
        var client = await BacklogAsync(server.DataSource, texts, ct);
        using var scorer = new CommentScorer(server.DataSource, model, process.Services.GetRequiredService<LiveEvents>(), process.Services.GetRequiredService<SnsOps.Shared.Kafka.NudgeProducer>(), new ScoreCommentsOptions(), NullLogger<CommentScorer>.Instance);
        var started = TimeProvider.System.GetTimestamp();
        var all = 0;
        for (int taken; (taken = await scorer.ScoreBatchAsync(client, ct)) > 0;)
            all += taken;
        var rate = all / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        return all == Backlog ? rate : throw new InvalidOperationException($"{all} of {Backlog} were scored");
    }

    private static async Task<Guid> BacklogAsync(NpgsqlDataSource database, IReadOnlyList<string> texts, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var client = Guid.CreateVersion7();
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into clients (id, name) values (@client, '벤치 ' || @client);
            insert into platform_accounts (id, client_id, platform, platform_account_id, name) values (@client, @client, 'instagram', @client::text, '벤치');
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author, message, posted_at, received_at)
            select gen_random_uuid(), @client, @client, 'instagram', t.n::text, 'p', '손님', t.text, snsops.now(), snsops.now()
              from unnest(@texts) with ordinality as t (text, n)
            """, new { client, texts = Enumerable.Range(0, Backlog).Select(i => texts[i % texts.Count]).ToArray() }, commandTimeout: 300, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition("vacuum analyze comments_inbox", commandTimeout: 300, cancellationToken: ct));
        return client;
    }

    /// <summary>The same rows, drafts and events with an answer that costs nothing.</summary>
    private sealed class NoModel : ISentimentModel
    {
        public string Id => "none";

        public IReadOnlyList<SentimentScore> Score(IReadOnlyList<string> texts) => [.. texts.Select((_, i) => new SentimentScore((SentimentClass)(i % 3), 0.5f))];
    }
}
