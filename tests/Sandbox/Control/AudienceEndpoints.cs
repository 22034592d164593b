using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Sandbox.Comments;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Control;

/// <summary>The audience writes, edits and deletes one by one, moderators work in the platform's own tools, and what is true is told.</summary>
internal static class AudienceEndpoints
{
    public static void MapAudience(this IEndpointRouteBuilder control)
    {
        control.MapPost("/comments", ChangeAsync);
        control.MapGet("/comments", ListAsync);
        control.MapPost("/comments/storm", StormAsync);
        control.MapPost("/posts", SeedAsync);
        control.MapPost("/posts/comments", SwitchAsync);
    }

    /// <summary>Writes come first, in order; then edits, deletions and what moderators did. Nothing is done if anything cannot be.</summary>
    private static async Task<Results<Ok<WrittenView>, BadRequest<ControlError>>> ChangeAsync(AudienceActions body, Store store)
    {
        var world = store.World;
        if (Problem(world, body) is { } problem)
            return TypedResults.BadRequest(problem);
        var ids = (body.Write ?? []).Select(wanted => Write(store, world, wanted)).ToArray();
        foreach (var edit in body.Edit ?? [])
            Change(store, world, edit.Id, CommentChange.Edit, edit.Text);
        foreach (var id in body.Delete ?? [])
            Change(store, world, id, CommentChange.Delete);
        foreach (var moderated in body.Moderate ?? [])
            Change(store, world, moderated.Id, moderated.Change);
        await store.FlushedAsync();
        return TypedResults.Ok(new WrittenView(ids));
    }

    private static async Task<Results<Ok<StormView>, BadRequest<ControlError>>> StormAsync(NewStorm body, Store store)
    {
        if (body.AccountIds.Length == 0 || body.AccountIds.FirstOrDefault(id => !store.World.Accounts.ContainsKey(id)) is not null)
            return TypedResults.BadRequest(new ControlError("account_ids must name accounts there are"));
        var view = CommentStorm.Rage(store, body);
        await store.FlushedAsync();
        return TypedResults.Ok(view);
    }

    /// <summary>Every comment of an account that was ever written, oldest first.</summary>
    private static async Task<Results<Ok<CommentView[]>, NotFound<ControlError>>> ListAsync(string account, Store store)
    {
        var world = store.World;
        if (!world.Accounts.TryGetValue(account, out var owner))
            return TypedResults.NotFound(new ControlError($"no account {account}"));
        CommentView[] comments;
        lock (owner.Gate)
            comments = [.. World.CommentsOf(owner).OrderBy(c => c.Seq).Select(CommentView.Of)];
        await store.FlushedAsync();
        return TypedResults.Ok(comments);
    }

    /// <summary>A post, or a public video, that no call made.</summary>
    private static async Task<Results<Ok<SeededView>, BadRequest<ControlError>>> SeedAsync(NewSeed body, Store store)
    {
        var world = store.World;
        if (!world.Accounts.TryGetValue(body.AccountId, out var account))
            return TypedResults.BadRequest(new ControlError($"no account {body.AccountId}"));
        string id;
        lock (account.Gate)
            id = Stage.SeedOne(store, world, account, body.Text).Id;
        await store.FlushedAsync();
        return TypedResults.Ok(new SeededView(id));
    }

    private static async Task<Results<NoContent, BadRequest<ControlError>>> SwitchAsync(CommentsSwitch body, Store store)
    {
        var world = store.World;
        if (world.Find(body.PostId) is not Discussed post)
            return TypedResults.BadRequest(new ControlError($"no post {body.PostId}"));
        lock (post.Owner.Gate)
            store.Commit(world, new CommentsSwitched(post.Id, !body.Enabled));
        await store.FlushedAsync();
        return TypedResults.NoContent();
    }

    private static ControlError? Problem(World world, AudienceActions body)
    {
        foreach (var wanted in body.Write ?? [])
        {
            if (world.Find(wanted.PostId) is not Discussed post || string.IsNullOrWhiteSpace(wanted.Text))
                return new ControlError($"no post {wanted.PostId}, or no text");
            if (wanted.ParentId is not null && (world.Find(wanted.ParentId) is not Comment { Parent: null } parent || parent.Post != post))
                return new ControlError($"no top-level comment {wanted.ParentId} below {wanted.PostId}");
        }

        return (body.Edit ?? []).Select(e => e.Id).Concat(body.Delete ?? []).Concat((body.Moderate ?? []).Select(m => m.Id)).FirstOrDefault(id => world.Find(id) is not Comment) is { } unknown
            ? new ControlError($"no comment {unknown}")
            : null;
    }

    private static string Write(Store store, World world, NewComment wanted)
    {
        var post = (Discussed)world.Find(wanted.PostId)!;
        lock (post.Owner.Gate)
        {
            var seq = store.Ids.Next();
            var parent = wanted.ParentId is null ? null : world.Get<Comment>(wanted.ParentId);
            var id = CommentIds.Next(post, parent, seq);
            var author = wanted.Author ?? WrittenComments.Author(id);
            var authorId = wanted.AuthorId ?? WrittenComments.AuthorId(author);
            store.Commit(world, new CommentCreated(
                id, seq, post.Id, parent?.Id, authorId, author, wanted.Text, store.Clock.GetUtcNow(), Audience: true,
                Moderation: post.Owner.BannedAuthors.Contains(authorId) ? Moderation.Rejected : wanted.Moderation));
            return id;
        }
    }

    private static void Change(Store store, World world, string id, CommentChange change, string? text = null)
    {
        var comment = world.Get<Comment>(id);
        lock (comment.Owner.Gate)
            store.Commit(world, new CommentChanged(id, change, store.Clock.GetUtcNow(), text));
    }
}

/// <summary>What the audience and the moderators do, as a test asks for it.</summary>
internal sealed record AudienceActions(NewComment[]? Write = null, NewText[]? Edit = null, string[]? Delete = null, Moderated[]? Moderate = null);

/// <param name="Moderation">On YouTube: as it arrives.</param>
internal sealed record NewComment(string PostId, string Text, string? ParentId = null, string? Author = null, string? AuthorId = null, Moderation Moderation = Moderation.Published);

internal sealed record NewText(string Id, string Text);

/// <param name="Change">hide, unhide, hold, publish or reject.</param>
internal sealed record Moderated(string Id, CommentChange Change);

internal sealed record WrittenView(string[] Ids);

internal sealed record NewSeed(string AccountId, string Text);

internal sealed record SeededView(string Id);

internal sealed record CommentsSwitch(string PostId, bool Enabled);

/// <summary>What is true of a comment.</summary>
/// <param name="Visible">It and the one it answers are there: neither deleted nor rejected.</param>
internal sealed record CommentView(
    string Id, string PostId, string? ParentId, string AuthorId, string Author, string Text, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, bool Visible, bool Hidden, Moderation Moderation)
{
    public static CommentView Of(Comment comment) => new(
        comment.Id, comment.Post.Id, comment.Parent?.Id, comment.Created.AuthorId, comment.Created.AuthorName, comment.Text, comment.CreatedAt, comment.UpdatedAt,
        comment.Visible, comment.Hidden, comment.Moderation);
}
