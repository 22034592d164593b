using SnsOps.Shared.Hosting;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Collection.Accounts;
using SnsOps.Workers.Collection.Inbox;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>Reads the comments of one post, page by page; every page is stored before the next one is asked for.</summary>
/// <remarks>
/// Comments that arrive while pages are turned stand before the first page and are found by the next pass: cursors hang on comments,
/// not on positions. A pass may stop at the comments of the last complete pass only if this one saw them in order, newest first, and found
/// as many new ones as the platform counts; and "complete" moves only when a pass came to its end, so one that was cut short is not believed.
/// Only what a pass to the last page was not shown is taken for deleted.
/// </remarks>
internal sealed class CommentPass(CommentStore inbox, SyncCommentsSql comments, NudgeProducer nudges, SyncCommentsOptions options)
{
    private const int SmallerPages = 5;

    /// <summary>Reads one post.</summary>
    /// <returns>What ended the pass early, or null when it came to its end.</returns>
    public async Task<ReadTrouble?> ReadAsync(PassOf pass, PlatformPost post, PostProgress? known, CancellationToken ct)
    {
        ReadTrouble? trouble = null;
        var (accepted, smaller) = (pass.FieldSet, 1);
        for (var set = pass.FieldSet; set < pass.Platform.CommentFields.Count;)
        {
            trouble = await ReadAsync(pass, post, known, pass.Platform.CommentFields[set] with { Smaller = smaller }, ct);
            if (trouble is null && set != pass.FieldSet)
                (pass.FieldSet, pass.Figures.Lacks) = (accepted, pass.Platform.CommentFields[set].Lacks);
            if (trouble is not { IsAboutFields: true })
                break;
            if (trouble.AsksForLess && smaller == 1)
            {
                smaller = SmallerPages;
                continue;
            }

            set++;
            if (!trouble.AsksForLess && accepted == set - 1)
                accepted = set;     // what is too much of this post is not refused for others
        }

        return trouble;
    }

    private async Task<ReadTrouble?> ReadAsync(PassOf pass, PlatformPost post, PostProgress? known, FieldSet fields, CancellationToken ct)
    {
        var end = new PassEnd(known, post, pass.Now, pass.Platform.FullPass, TimeSpan.FromSeconds(options.LookbackSeconds));
        var (asked, stopped) = (pass.Time, false);
        await foreach (var read in pass.Platform.CommentsAsync(pass.Account, post, fields, ct))
        {
            if (read.Value is not { } page)
                return read.Trouble;
            Failpoint.Hit("comments.page-read");
            await StoreAsync(pass, page, asked, ct);
            end.Note(page);
            if (await ReadRepliesAsync(pass, post, page, end, ct) is { } trouble)
                return trouble;
            stopped = end.MayStop && (end.Counted is null || end.Expected == await comments.HeldAsync(pass.Account.Id, post.Id, ct));
            if (stopped)
                break;
            asked = pass.Time;
        }

        if (!stopped && fields.ListsAll)
        {
            end.Complete();
            if (await TakeOutAsync(pass, post, end, ct) is { } trouble)
                return trouble;
        }

        if (end.Progress != known)
            await comments.SaveProgressAsync(pass.Account, end.Progress, pass.Now, ct);
        return null;
    }

    private async Task<ReadTrouble?> ReadRepliesAsync(PassOf pass, PlatformPost post, CommentPage page, PassEnd end, CancellationToken ct)
    {
        foreach (var more in page.MoreReplies)
        {
            var asked = pass.Time;
            await foreach (var read in pass.Platform.RepliesAsync(pass.Account, post, more, ct))
            {
                if (read.Value is not { } replies)
                    return read.Trouble;
                Failpoint.Hit("comments.page-read");
                await StoreAsync(pass, replies, asked, ct);
                end.NoteReplies(replies);
                asked = pass.Time;
            }
        }

        return null;
    }

    /// <summary>What is not listed any more is gone, unless a look at it says otherwise.</summary>
    private async Task<ReadTrouble?> TakeOutAsync(PassOf pass, PlatformPost post, PassEnd end, CancellationToken ct)
    {
        var missing = await inbox.MissingAsync(pass.Inbox, post.Id, end.Listed, pass.Now - TimeSpan.FromSeconds(options.LookbackSeconds), ct);
        if (missing.Count == 0)
            return null;
        var asked = pass.Time;
        var looked = await pass.Platform.LookAsync(pass.Account, post, missing, ct);
        if (looked.Value is not { } still)
            return looked.Trouble;
        Failpoint.Hit("comments.missing-found");
        var there = still.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        await StoreAsync(pass, new CommentPage([.. still, .. missing.Where(id => !there.Contains(id)).Select(id => CommentStore.Gone(id, post.Id))], [], [], 0), asked, ct);
        return null;
    }

    private async Task StoreAsync(PassOf pass, CommentPage page, DateTimeOffset asked, CancellationToken ct)
    {
        var stored = await inbox.StoreAsync(pass.Inbox, page.Comments, Arrival.BySync(asked), ct);
        Failpoint.Hit("comments.page-stored");
        if (stored.New + stored.Edited > 0)
            nudges.Send(Topics.Ai, Kinds.CommentsUnscored, pass.Account.ClientId, pass.Account.ClientId);
        pass.Figures.Add(page, stored);
        await pass.ShowAsync();
    }
}

/// <summary>One pass over an account.</summary>
/// <param name="Account">Whose comments.</param>
/// <param name="Platform">Where.</param>
/// <param name="Now">When it began.</param>
/// <param name="Figures">What it has found.</param>
/// <param name="ShowAsync">Shows the figures to people.</param>
internal sealed record PassOf(ConnectedAccount Account, ICommentPlatform Platform, DateTimeOffset Now, PassFigures Figures, Func<Task> ShowAsync)
{
    private readonly long _began = TimeProvider.System.GetTimestamp();

    /// <summary>The platform's time by now: a page asked for then shows nothing older.</summary>
    public DateTimeOffset Time => Now + TimeProvider.System.GetElapsedTime(_began);

    /// <summary>Which of the platform's field sets is accepted: found out once, not for every post.</summary>
    public int FieldSet { get; set; }

    /// <summary>Where they are stored.</summary>
    public InboxAccount Inbox { get; } = new(Account.Id, Account.ClientId, Account.Platform);
}
