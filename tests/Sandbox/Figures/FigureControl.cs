using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Sandbox.Control;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Figures;

/// <summary>What tests set of figures, and what is true. A restart of the sandbox forgets what was set.</summary>
internal static class FigureControl
{
    public static void MapFigures(this IEndpointRouteBuilder control)
    {
        control.MapPost("/figures", Set);
        control.MapGet("/figures", Get);
        control.MapPost("/metrics", (RetiredMetric body, FigureBook book) =>
        {
            book.Retire(body.Metric, body.Retired);
            return TypedResults.Ok(book.Retired);
        });
    }

    private static Results<NoContent, BadRequest<ControlError>> Set(NewFigure body, FigureBook book, Store store)
    {
        if (store.World.Find(body.Id) is null)
            return TypedResults.BadRequest(new ControlError("there is no " + body.Id));
        book.Set(body.Id, body.Metric, body.Day, body.Value);
        return TypedResults.NoContent();
    }

    /// <summary>What the platform would say now, and for a day what it will have been.</summary>
    private static Results<Ok<FigureView>, BadRequest<ControlError>> Get(string id, string metric, FigureBook book, Store store, DateOnly? day = null) => store.World.Find(id) switch
    {
        null => TypedResults.BadRequest(new ControlError("there is no " + id)),
        Account account when day is { } asked => TypedResults.Ok(new FigureView(book.Day(account, metric, asked, TimeSpan.Zero, DateTimeOffset.MaxValue))),
        Post post => TypedResults.Ok(new FigureView(book.Lifetime(post, metric, post.CreatedAt, store.Clock.GetUtcNow()))),
        ChannelVideo video => TypedResults.Ok(new FigureView(book.Lifetime(video, metric, video.CreatedAt, store.Clock.GetUtcNow()))),
        _ => TypedResults.BadRequest(new ControlError("it has no such figure, or of a day only")),
    };
}

/// <param name="Id">Of an account, a post or a video.</param>
/// <param name="Metric">As the platform calls it.</param>
/// <param name="Day">Of California; null: all.</param>
/// <param name="Value">Null: the platform leaves it out.</param>
internal sealed record NewFigure(string Id, string Metric, long? Value, DateOnly? Day = null);

internal sealed record RetiredMetric(string Metric, bool Retired = true);

internal sealed record FigureView(long? Value);
