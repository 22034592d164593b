using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Health;

/// <summary>Whether the process turns, and whether it can take calls.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Ok(new { status = "ok" }));
        app.MapGet("/health/ready", Ready);
    }

    private static JsonHttpResult<HealthView> Ready(Store store)
    {
        var journal = store.Ready ? new CheckView("ok", null) : new CheckView("down", store.Broken ? "the journal cannot be written" : "the journal is being replayed");
        return TypedResults.Json(
            new HealthView(journal.Status, new Dictionary<string, CheckView> { ["journal"] = journal }),
            statusCode: store.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

internal sealed record HealthView(string Status, Dictionary<string, CheckView> Checks);

internal sealed record CheckView(string Status, string? Detail);
