namespace SnsOps.Sandbox.Models;

/// <summary>What tests and benches ask of the simulated models.</summary>
internal static class ModelControl
{
    public static void MapModels(this IEndpointRouteBuilder control)
    {
        control.MapGet("/models/calls", (ModelDesk desk) => TypedResults.Ok(new ModelCallsView(desk.Calls())));
        control.MapPost("/models/answers", (ModelScript script, ModelDesk desk) =>
        {
            desk.Script(script);
            return TypedResults.NoContent();
        });
        control.MapDelete("/models", (ModelDesk desk) =>
        {
            desk.Forget();
            return TypedResults.NoContent();
        });
    }
}

internal sealed record ModelCallsView(ModelCallView[] Calls);
