using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Sandbox.Comments;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Control;

/// <summary>Letting the audience speak.</summary>
internal static class CommentEndpoints
{
    public static void MapComments(this IEndpointRouteBuilder control)
    {
        var comments = control.MapGroup("/comments");
        comments.MapPost("/play", PlayAsync);
        comments.MapPost("/play-file", PlayFileAsync);
        comments.MapDelete("/play", StopAsync);
        comments.MapGet("/status", Status);
    }

    private static async Task<Results<Ok<PlayView>, BadRequest<ControlError>>> PlayAsync(NewPlay body, Store store, CommentPlayer player, CancellationToken ct)
    {
        if (Problem(store, body.PerSecond, body.AccountIds) is { } problem)
            return TypedResults.BadRequest(problem);
        if (body.Rows is { } given && Array.Exists(given, r => string.IsNullOrEmpty(r.Id) || string.IsNullOrWhiteSpace(r.Text)))
            return TypedResults.BadRequest(new ControlError("every row needs an id and a text"));
        var rows = body.Rows?.Select(r => new PlayedComment(r.Id, r.Text, r.Author)).ToList();
        if (rows is { Count: 0 } || (rows is not null && body.Repeat))
            return TypedResults.BadRequest(new ControlError("rows must not be empty, and only the written comments can repeat"));
        return TypedResults.Ok(PlayView.Of(await player.StartAsync(rows, body.PerSecond, body.Repeat, body.AccountIds ?? [], ct)));
    }

    private static async Task<Results<Ok<PlayView>, BadRequest<ControlError>>> PlayFileAsync(
        NewFilePlay body, Store store, CommentPlayer player, CancellationToken ct)
    {
        if (Problem(store, body.PerSecond, body.AccountIds) is { } problem)
            return TypedResults.BadRequest(problem);
        try
        {
            var rows = await PlayedRows.ReadTsvAsync(body.Path, ct);
            return rows.Count == 0
                ? TypedResults.BadRequest(new ControlError($"{body.Path} holds no rows"))
                : TypedResults.Ok(PlayView.Of(await player.StartAsync(rows, body.PerSecond, repeat: false, body.AccountIds ?? [], ct)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            return TypedResults.BadRequest(new ControlError($"{body.Path}: {e.Message}"));
        }
    }

    private static async Task<NoContent> StopAsync(Store store, CommentPlayer player)
    {
        player.StopAll();
        await store.FlushedAsync();
        return TypedResults.NoContent();
    }

    /// <summary>Sums the plays that end; one that repeats for ever is listed but not summed.</summary>
    private static async Task<Ok<PlaysView>> Status(Store store)
    {
        var plays = store.World.Plays.Values.OrderBy(p => p.Started.Id, StringComparer.Ordinal).ToList();
        var ending = plays.Where(p => !p.Started.Repeat).ToList();
        var view = new PlaysView(ending.Sum(p => p.Next), ending.Sum(p => p.Started.Total), ending.TrueForAll(p => p.Done), [.. plays.Select(PlayView.Of)]);
        await store.FlushedAsync();
        return TypedResults.Ok(view);
    }

    private static ControlError? Problem(Store store, double perSecond, string[]? accountIds)
    {
        if (perSecond is not (> 0 and <= 100_000))
            return new ControlError("per_second must be above 0");
        if (store.World.Accounts.IsEmpty)
            return new ControlError("there are no accounts yet");
        return accountIds?.FirstOrDefault(id => !store.World.Accounts.ContainsKey(id)) is { } unknown ? new ControlError($"no account {unknown}") : null;
    }
}

/// <summary>How far a play is.</summary>
internal sealed record PlayView(string Id, int Played, int Total, double PerSecond, bool Repeat, bool Done)
{
    public static PlayView Of(Play play) => new(play.Started.Id, play.Next, play.Started.Total, play.Started.PerSecond, play.Started.Repeat, play.Done);
}

internal sealed record PlaysView(int Played, int Total, bool Done, PlayView[] Plays);
