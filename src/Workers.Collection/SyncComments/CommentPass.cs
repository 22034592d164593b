using SnsOps.Shared.Hosting;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>Reads the comments of one post, page by page; every page is stored before the next one is asked for.</summary>
/// <remarks>
/// Comments that arrive while pages are turned stand before the first page and are found by the next pass: cursors hang on comments,
/// not on positions. A pass may stop at the comments of the last complete pass only if this one saw them in order, newest first, and found
/// as many new ones as the platform counts; and "complete" moves only when a pass came to its end, so one that was cut short is not believed.
/// </remarks>
internal sealed class CommentPass(MetaClient meta, SyncCommentsSql comments, NudgeProducer nudges, SyncCommentsOptions options)
{
    /// <summary>Reads one post.</summary>
    /// <returns>The answer that ended the pass early, or null when it came to its end.</returns>
    public async Task<MetaAnswer?> ReadAsync(PassOf pass, PlatformPost post, PostProgress? known, CancellationToken ct)
    {
        MetaAnswer? failure = null;
        for (var set = pass.FieldSet; set < pass.Platform.FieldSets.Count; set++)
        {
            failure = await ReadAsync(pass, post, known, pass.Platform.FieldSets[set], ct);
            if (failure is null && set != pass.FieldSet)
                (pass.FieldSet, pass.Figures.Lacks) = (set, pass.Platform.FieldSets[set].Lacks);
            if (failure is null || !IsAboutFields(failure))
                break;
        }

        return failure;
    }

    /// <summary>The answer is about what was asked for, not about who asks or how often: a field unknown or not permitted, or too much at once.</summary>
    private static bool IsAboutFields(MetaAnswer answer) => answer switch
    {
        MetaAnswer.Refused r => r.Error.IsBadParameter || (r.Error.NeedsReconnect && !r.Error.TokenIsDead),
        MetaAnswer.Unclear u => u.Reason.Contains("reduce the amount of data", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private async Task<MetaAnswer?> ReadAsync(PassOf pass, PlatformPost post, PostProgress? known, FieldSet fields, CancellationToken ct)
    {
        var end = new PassEnd(known, post, pass.Now, options);
        var list = pass.Platform.Comments(post.Id, fields);
        await foreach (var answer in meta.PagesAsync(list.Path, MetaCall.Collection(pass.Account, list.Name), list.Query, ct))
        {
            if (answer is not MetaAnswer.Ok ok)
                return answer;
            Failpoint.Hit("comments.page-read");
            var page = pass.Platform.ReadPage(ok.Body, post.Id, null);
            end.Note(page, await StoreAsync(pass, page, ct));
            if (await ReadRepliesAsync(pass, post, page, end, ct) is { } failure)
                return failure;
            if (end.IsReached)
                break;
        }

        if (end.Progress != known)
            await comments.SaveProgressAsync(pass.Account, end.Progress, ct);
        return null;
    }

    private async Task<MetaAnswer?> ReadRepliesAsync(PassOf pass, PlatformPost post, CommentPage page, PassEnd end, CancellationToken ct)
    {
        foreach (var (parentId, link) in page.MoreReplies)
        {
            await foreach (var answer in meta.FollowAsync(link, MetaCall.Collection(pass.Account, pass.Platform.RepliesName), ct))
            {
                if (answer is not MetaAnswer.Ok ok)
                    return answer;
                Failpoint.Hit("comments.page-read");
                end.NoteReplies(await StoreAsync(pass, pass.Platform.ReadPage(ok.Body, post.Id, parentId), ct));
            }
        }

        return null;
    }

    private async Task<StoredComments> StoreAsync(PassOf pass, CommentPage page, CancellationToken ct)
    {
        var stored = await comments.StoreAsync(pass.Account, page.Comments, ct);
        Failpoint.Hit("comments.page-stored");
        if (stored.New + stored.Edited > 0)
            nudges.Send(Topics.Ai, Kinds.CommentsUnscored, pass.Account.ClientId, pass.Account.ClientId);
        pass.Figures.Pages++;
        pass.Figures.Seen += page.Comments.Count;
        pass.Figures.New += stored.New;
        pass.Figures.Edited += stored.Edited;
        pass.Figures.Unreadable += page.Unreadable;
        await pass.ShowAsync();
        return stored;
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
    /// <summary>Which of the platform's field sets is accepted: found out once, not for every post.</summary>
    public int FieldSet { get; set; }
}
