using Npgsql;
using SnsOps.Shared.Database;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Live;
using SnsOps.Shared.Messages;
using SnsOps.Workers.Ai.Drafts;
using SnsOps.Workers.Ai.Incidents;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.ScoreComments;

/// <summary>Scores some hundred comments of a client in one transaction: their rows, what staff are told of them, and the incident they may be.</summary>
/// <remarks>The rows stay locked until the commit, so a process that dies leaves them unscored and no other one scores them too.</remarks>
internal sealed partial class CommentScorer(
    NpgsqlDataSource database, ISentimentModel model, LiveEvents live, NudgeProducer nudges, ScoreCommentsOptions options, ILogger<CommentScorer> logger) : IDisposable
{
    private const int PartSize = 128;

    private readonly SemaphoreSlim _turns = new(Math.Min(options.Capacity, model.AtOnce));

    /// <summary>Comments per transaction.</summary>
    public int BatchSize => model.BatchSize;

    /// <summary>Scores one batch, the oldest first.</summary>
    /// <returns>How many were taken; fewer than <see cref="BatchSize"/>: the client is drained.</returns>
    public async Task<int> ScoreBatchAsync(Guid clientId, CancellationToken ct)
    {
        // Before the rows are locked, not after.
        await _turns.WaitAsync(ct);
        try
        {
            return await ScoreAsync(clientId, ct);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turns.Dispose();

    private async Task<int> ScoreAsync(Guid clientId, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var batch = await ScoreCommentsSql.TakeAsync(connection, transaction, clientId, BatchSize, ct);
        if (batch.Count == 0)
            return 0;
        Failpoint.Hit("score.taken");
        var scored = Score(batch);
        Failpoint.Hit("score.scored");
        await ScoreCommentsSql.DropMovedAsync(connection, transaction, clientId, batch, ct);
        var drafts = await ScoreCommentsSql.WriteAsync(connection, transaction, scored, model.Id, ct);
        var alarming = scored.Where(c => c.Sentiment == SentimentClass.Crisis && c.Comment.PostedAt > c.Comment.Now - TimeSpan.FromDays(options.AlarmDays)).ToList();
        if (alarming.Count > 0)
            await IncidentSql.RaiseAsync(connection, transaction, Crisis(clientId, batch[0].Client, alarming), ct);
        Failpoint.Hit("score.written");
        await transaction.CommitAsync(CancellationToken.None);
        Failpoint.Hit("score.committed");
        live.Announce();
        foreach (var item in drafts)
            nudges.Send(Topics.Ai, Kinds.JobItemReady, clientId, item);
        LogScored(clientId, batch.Count, alarming.Count, TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        return batch.Count;
    }

    private List<ScoredComment> Score(IReadOnlyList<UnscoredComment> batch)
    {
        // Our own words are read by nobody's model; they only leave the queue.
        var parts = batch.Where(c => !c.Own).Chunk(PartSize).ToList();
        var scored = new ScoredComment[parts.Count][];
        // The database waits meanwhile, so its core may help.
        if (parts.Count > 1)
            Parallel.For(0, parts.Count, i => scored[i] = Read(parts[i]));
        else if (parts.Count == 1)
            scored[0] = Read(parts[0]);
        return [.. batch.Where(c => c.Own).Select(c => new ScoredComment(c, null, null, null)), .. scored.SelectMany(part => part)];
    }

    private ScoredComment[] Read(UnscoredComment[] comments)
    {
        var texts = Array.ConvertAll(comments, c => c.Message);
        var scores = model.Score(texts);
        var reasons = model.Reasons(texts, scores);
        return [.. comments.Select((c, i) => new ScoredComment(c, scores[i].Class, scores[i].Probability, EmbeddedReplyWriter.Write(c.Client, c.Author, c.Message, scores[i].Class)) { Spans = reasons[i] })];
    }

    private static NewIncident Crisis(Guid clientId, string client, List<ScoredComment> alarming)
    {
        var newest = alarming.MaxBy(c => c.Comment.PostedAt)!.Comment;
        var quote = newest.Message.Length <= 80 ? newest.Message : Letters.First(newest.Message, 80) + "…";
        var author = newest.Author.Length == 0 ? "" : $" ({newest.Author})";
        return new NewIncident(clientId, "crisis_comment", "critical", $"{client}: 위기 댓글이 달렸습니다{author}: “{quote}”", [.. alarming.Select(c => c.Comment.Id)]);
    }

    [LoggerMessage(4010, LogLevel.Information, "Client {ClientId}: {Scored} comments scored, {Alarming} of them alarming, in {ElapsedMs:0} ms", EventName = "CommentsScored")]
    private partial void LogScored(Guid clientId, int scored, int alarming, double elapsedMs);
}
