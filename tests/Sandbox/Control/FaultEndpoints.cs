using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.Graph;
using SnsOps.Sandbox.Messaging;
using SnsOps.Sandbox.Models;
using SnsOps.Sandbox.YouTube;

namespace SnsOps.Sandbox.Control;

/// <summary>Scripting faults.</summary>
internal static class FaultEndpoints
{
    public static void MapFaults(this IEndpointRouteBuilder control)
    {
        control.MapPost("/faults", Add);
        control.MapGet("/faults", (FaultBook faults) => TypedResults.Ok(new FaultsView([.. faults.All.Select(FaultView.Of)])));
        control.MapDelete("/faults", Clear);
        control.MapDelete("/faults/{id:int}", Remove);
    }

    private static Results<Ok<FaultView>, BadRequest<ControlError>> Add(NewFault body, FaultBook faults, GraphRoutes routes, YouTubeRoutes youTube) =>
        FaultRules.Problem(body, [.. routes.All, .. youTube.All, .. ModelServer.All, .. MessagingEndpoint.All]) is { } problem
            ? TypedResults.BadRequest(new ControlError(problem))
            : TypedResults.Ok(FaultView.Of(faults.Add(body)));

    private static NoContent Clear(FaultBook faults)
    {
        faults.Clear();
        return TypedResults.NoContent();
    }

    private static Results<NoContent, NotFound<ControlError>> Remove(int id, FaultBook faults) =>
        faults.Remove(id) ? TypedResults.NoContent() : TypedResults.NotFound(new ControlError($"no fault {id}"));
}

/// <summary>A scripted fault and how often it has struck.</summary>
internal sealed record FaultView(int Id, string Endpoint, FaultKind Kind, int After, int Times, string? Match, int Seen, int Struck)
{
    public static FaultView Of(Fault fault) => new(
        fault.Id, fault.Script.Endpoint, fault.Kind, fault.Script.After, fault.Script.Times, fault.Script.Match, fault.Seen, fault.Struck);
}

internal sealed record FaultsView(FaultView[] Faults);
