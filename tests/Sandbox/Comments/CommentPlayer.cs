using System.Collections.Concurrent;
using System.Diagnostics;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Comments;

/// <summary>Lets comments of the audience arrive at a steady rate. What has arrived is in the journal, so a restart goes on from there.</summary>
internal sealed partial class CommentPlayer(Store store, ILogger<CommentPlayer> logger) : BackgroundService
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(25);
    private readonly ConcurrentDictionary<string, Performance> _performances = new();

    public string RowsFile(string name) => Path.Combine(store.DataFolder, "plays", name);

    /// <summary>Starts a play; null rows means the written comments.</summary>
    public async Task<Play> StartAsync(IReadOnlyList<PlayedComment>? rows, double perSecond, bool repeat, string[] accountIds, CancellationToken ct)
    {
        var world = store.World;
        var id = IdSource.Id(1, store.Ids.Next());
        if (rows is not null)
            await PlayedRows.KeepAsync(RowsFile(id + ".json"), rows, ct);
        // Rows stay with the posts that are there now; written comments follow the newest posts.
        var posts = rows is null ? [] : Stage.Set(store, world, accountIds).Select(p => p.Id).ToArray();
        store.Commit(world, new PlayStarted(id, rows is null ? null : id + ".json", rows?.Count ?? WrittenComments.Count, perSecond, repeat, accountIds, posts));
        await store.FlushedAsync();
        LogStarted(id, rows?.Count ?? WrittenComments.Count, perSecond);
        return world.Plays[id];
    }

    public void StopAll()
    {
        var world = store.World;
        foreach (var play in world.Plays.Values.Where(p => !p.Done))
            store.Commit(world, new PlayStopped(play.Started.Id));
    }

    /// <summary>Removes the kept rows, after a reset.</summary>
    public void Forget()
    {
        _performances.Clear();
        if (Directory.Exists(RowsFile("")))
            Directory.Delete(RowsFile(""), recursive: true);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_tick);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var world = store.World;
                try
                {
                    foreach (var play in world.Plays.Values.Where(p => !p.Done))
                        await AdvanceAsync(world, play, stoppingToken);
                }
                catch (IOException) when (store.World != world)
                {
                    continue;                                      // a reset took the rows away
                }
                await store.FlushedAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The journal knows how far it came.
        }
    }

    private async Task AdvanceAsync(World world, Play play, CancellationToken ct)
    {
        if (!_performances.TryGetValue(play.Started.Id, out var performance))
        {
            var rows = play.Started.File is { } file ? await PlayedRows.LoadAsync(RowsFile(file), ct) : null;
            performance = _performances[play.Started.Id] = new Performance(rows, play.Next, Stopwatch.GetTimestamp());
        }
        var started = play.Started;
        var due = performance.From + (long)(Stopwatch.GetElapsedTime(performance.Since).TotalSeconds * started.PerSecond);
        if (!started.Repeat)
            due = Math.Min(due, started.Total);
        if (play.Next >= due)
            return;
        var posts = started.PostIds.Length > 0 ? [.. started.PostIds.Select(world.Get<Discussed>)] : Stage.Set(store, world, started.AccountIds);
        for (; play.Next < due && !play.Done && posts.Count > 0; play.Next++)
            Show(world, play, performance, posts[play.Next % posts.Count]);
        if (play.Done)
        {
            _performances.TryRemove(started.Id, out _);
            LogDone(started.Id, play.Next);
        }
    }

    private void Show(World world, Play play, Performance performance, Discussed post)
    {
        var index = play.Next;
        var row = performance.Rows?[index % performance.Rows.Count] ?? WrittenComments.Next(post.Owner, index);
        lock (post.Owner.Gate)
        {
            var seq = store.Ids.Next();
            var id = row.Id ?? CommentIds.Next(post, null, seq);
            if (world.Has(id))
                return;                                            // played before, in an earlier play of the same rows
            var author = row.Author ?? WrittenComments.Author(id);
            store.Commit(world, new CommentCreated(
                id, seq, post.Id, null, WrittenComments.AuthorId(author), author, row.Text, store.Clock.GetUtcNow(), PlayId: play.Started.Id, PlayIndex: index));
        }
        play.Next = index;
    }

    /// <summary>What a play needs while it runs: its rows, and from where and when the rate counts.</summary>
    private sealed record Performance(IReadOnlyList<PlayedComment>? Rows, int From, long Since);

    [LoggerMessage(LogLevel.Information, "Play {PlayId}: {Count} comments at {PerSecond}/s", EventName = "SandboxPlayStarted")]
    private partial void LogStarted(string playId, int count, double perSecond);

    [LoggerMessage(LogLevel.Information, "Play {PlayId} is done after {Count} comments", EventName = "SandboxPlayDone")]
    private partial void LogDone(string playId, int count);
}
