using SnsOps.Shared.JobItems;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Collection.Accounts;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>Collects the comments of one account's recent posts.</summary>
internal sealed partial class SyncCommentsHandler(
    AccountTokens tokens, IEnumerable<ICommentPlatform> platforms, CommentPass pass, SyncCommentsSql comments,
    WebhookWatch webhooks, AccountTroubles troubles, SyncCommentsOptions options, ILogger<SyncCommentsHandler> logger) : IJobItemHandler
{
    private const string WorkKo = "댓글 수집";
    private static readonly TimeSpan ShowEvery = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, ICommentPlatform> _platforms = platforms.ToDictionary(p => p.Platform);

    /// <inheritdoc />
    public string Job => SyncCommentsSchedule.Name;

    /// <inheritdoc />
    public async Task<JobItemOutcome> RunAsync(JobItem item, CancellationToken ct)
    {
        if (await tokens.FindAsync(item.SubjectId, ct) is not { } account)
            return new JobItemOutcome.Done(new { skipped = "the account is not active" });
        if (!_platforms.TryGetValue(account.Platform, out var platform))
            return new JobItemOutcome.Done(new { skipped = $"comments on {account.Platform} are not collected yet" });
        var figures = new PassFigures();
        var shownAt = TimeProvider.System.GetTimestamp();
        var of = new PassOf(account, platform, await comments.NowAsync(ct), figures, ShowAsync);

        var (posts, failure) = await PostsAsync(of, ct);
        if (failure is not null)
            return await failure.OutcomeAsync(troubles, account, WorkKo);
        var known = await comments.ProgressAsync(account.Id, ct);
        ReadTrouble? unclear = null;
        var came = new List<string>();
        // Where an hour's calls do not suffice for all posts, those the last passes did not come to are first.
        foreach (var post in posts.OrderBy(p => known.GetValueOrDefault(p.Id)?.ReadAt ?? DateTimeOffset.MinValue))
        {
            var (before, pages) = (known.GetValueOrDefault(post.Id), figures.Pages);
            var isUnchanged = platform.SkipsUnchanged && before is not null && before.CommentCount == post.CommentCount && of.Now - before.FullAt < platform.FullPass;
            var ended = isUnchanged ? null : await pass.ReadAsync(of, post, before, ct);
            if (ended is null or { IsAboutThisOne: true } or { IsUnclear: true } || figures.Pages > pages)
                came.Add(post.Id);
            if (ended is { IsAboutThisOne: true })
                Refuse(figures, post, ended);
            else if (ended is { IsUnclear: true } && unclear is null)
                unclear = ended;        // one post must not keep those behind it from being read; a second one says that it is the platform
            else if (ended is not null)
                return await CutShortAsync(account, came, ended, ct);
            else if (isUnchanged)
                figures.Unchanged++;
            else
                figures.Posts++;
        }

        await webhooks.LookAsync(account, ct);

        if (figures.New > 0 && options.FollowUpSeconds > 0 && !platform.SkipsUnchanged)     // where each call counts, the schedule alone says when
            await comments.FollowUpAsync(item, options.FollowUpSeconds, ct);
        LogRead(account.Platform, account.Id, account.ClientId, figures.Posts, figures.Pages, figures.Seen, figures.New, figures.Edited);
        if (unclear is not null)
            return await unclear.OutcomeAsync(troubles, account, WorkKo);
        return posts.Count > 0 && figures.Posts + figures.Unchanged == 0
            ? new JobItemOutcome.Failed($"no post could be read: {figures.RefusedPosts!.Values.First()}")
            : new JobItemOutcome.Done(figures);

        async Task ShowAsync()
        {
            if (TimeProvider.System.GetElapsedTime(shownAt) < ShowEvery)
                return;
            await comments.ShowAsync(item, figures, ct);
            shownAt = TimeProvider.System.GetTimestamp();
        }
    }

    private async Task<JobItemOutcome> CutShortAsync(ConnectedAccount account, IReadOnlyCollection<string> came, ReadTrouble trouble, CancellationToken ct)
    {
        await comments.NoteReadAsync(account, came, ct);
        return await trouble.OutcomeAsync(troubles, account, WorkKo);
    }

    private async Task<(IReadOnlyList<PlatformPost> Posts, ReadTrouble? Failure)> PostsAsync(PassOf of, CancellationToken ct)
    {
        ReadTrouble? failure = null;
        foreach (var fields in of.Platform.PostFields)
        {
            (var posts, failure) = await PostsAsync(of, fields, ct);
            if (failure is null && fields.Lacks.Length > 0)
                of.Figures.PostsLack = fields.Lacks;
            if (failure is not { IsAboutFields: true })
                return (posts, failure);
        }

        return ([], failure);
    }

    private async Task<(IReadOnlyList<PlatformPost> Posts, ReadTrouble? Failure)> PostsAsync(PassOf of, FieldSet fields, CancellationToken ct)
    {
        var oldest = of.Now - TimeSpan.FromDays(options.PostDays);
        var posts = new List<PlatformPost>();
        await foreach (var read in of.Platform.PostsAsync(of.Account, fields, ct))
        {
            if (read.Value is not { } page)
                return (posts, read.Trouble);
            foreach (var post in page)
            {
                if (posts.Count >= options.MaxPosts || (posts.Count >= options.MinPosts && post.PostedAt < oldest))
                    return (posts, null);
                posts.Add(post);
            }
        }

        return (posts, null);
    }

    /// <summary>A post that was deleted meanwhile, or that the platform hides, must not keep the others from being read.</summary>
    private void Refuse(PassFigures figures, PlatformPost post, ReadTrouble refused)
    {
        LogPostRefused(post.Id, refused.Summary);
        figures.RefusedPosts ??= [];
        if (figures.RefusedPosts.Count < 10)
            figures.RefusedPosts[post.Id] = refused.Summary;
    }

    [LoggerMessage(3010, LogLevel.Information, "{Platform} account {AccountId} of client {ClientId}: {Posts} posts, {Pages} pages, {Seen} comments, {Added} new, {Edited} edited", EventName = "CommentsCollected")]
    private partial void LogRead(string platform, Guid accountId, Guid clientId, int posts, int pages, int seen, int added, int edited);

    [LoggerMessage(3011, LogLevel.Warning, "The comments of post {PlatformPostId} were refused: {Answer}", EventName = "PostCommentsRefused")]
    private partial void LogPostRefused(string platformPostId, string answer);
}
