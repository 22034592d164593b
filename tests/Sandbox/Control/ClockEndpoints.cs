using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Sandbox.Graph.Limits;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Control;

/// <summary>Turning the virtual clock, and changing the call budgets.</summary>
internal static class ClockEndpoints
{
    private const double MaxOffsetSeconds = 100.0 * 366 * 86_400;

    public static void MapClock(this IEndpointRouteBuilder control)
    {
        control.MapPost("/clock", TurnAsync);
        control.MapGet("/clock", (Store store) => TypedResults.Ok(ClockView.Of(store.Clock)));
        control.MapPost("/limits", SetLimits);
        control.MapGet("/limits", (UsageMeter usage) => TypedResults.Ok(usage.Limits));
    }

    private static async Task<Results<Ok<ClockView>, BadRequest<ControlError>>> TurnAsync(ClockOffset body, Store store)
    {
        if (!double.IsFinite(body.OffsetSeconds) || Math.Abs(body.OffsetSeconds) > MaxOffsetSeconds || DateTime.UtcNow.Year + (body.OffsetSeconds / 31_622_400) < 2)
            return TypedResults.BadRequest(new ControlError("offset_seconds is too far away"));
        store.TurnClock(TimeSpan.FromSeconds(body.OffsetSeconds));
        await store.FlushedAsync();
        return TypedResults.Ok(ClockView.Of(store.Clock));
    }

    private static Results<Ok<UsageLimits>, BadRequest<ControlError>> SetLimits(UsageLimits body, UsageMeter usage)
    {
        if (body.AppCallsPerHour < 1 || body.AccountCallsPerHour < 1 || body.UsageHeadersAfter < 0)
            return TypedResults.BadRequest(new ControlError("app_calls_per_hour and account_calls_per_hour must be at least 1"));
        usage.Limits = body;
        usage.Reset();
        return TypedResults.Ok(body);
    }
}

/// <summary>The virtual clock.</summary>
internal sealed record ClockView(double OffsetSeconds, DateTimeOffset Now)
{
    public static ClockView Of(SandboxClock clock) => new(clock.Offset.TotalSeconds, clock.GetUtcNow());
}
