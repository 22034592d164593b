using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;
using SnsOps.Shared.Kafka;

namespace SnsOps.Api.Operations;

/// <summary>Messages nobody could read: looked at, tried dry, sent again.</summary>
internal static class DeadLetterEndpoints
{
    public static void MapDeadLetters(this RouteGroupBuilder operations)
    {
        operations.MapGet("/dead-letters", ListAsync).ProducesProblem(400).WithName("listDeadLetters").WithSummary("데드 레터 | Messages nobody could read, newest first");
        operations.MapPost("/dead-letters/{id:guid}/redrive", RedriveAsync).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503)
            .WithName("redriveDeadLetter").WithSummary("데드 레터 다시 보내기 | Send one to its topic again");
        operations.MapPost("/dead-letters/redrive", RedriveManyAsync).ProducesProblem(400)
            .WithName("redriveDeadLetters").WithSummary("데드 레터 여럿 다시 보내기 (기본은 시험만) | Send many again, each with its own outcome; only tried unless dry_run is false");
    }

    private static async Task<Ok<Page<DeadLetterView>>> ListAsync(PageRequest page, DeadLetterSql letters, CancellationToken ct, bool waiting = false) =>
        TypedResults.Ok(page.Cut(await letters.ListAsync(waiting, page, ct), d => new Cursor(d.CreatedAt, d.Id.ToString())));

    private static async Task<Results<Accepted, ProblemHttpResult>> RedriveAsync(Guid id, Caller caller, DeadLetters deadLetters, DeadLetterSql letters, CancellationToken ct)
    {
        if (await deadLetters.RedriveAsync(id, caller.UserId, ct))
            return TypedResults.Accepted((string?)null);
        return (await letters.WasRedrivenAsync(id, ct) switch
        {
            null => ProblemKinds.DeadLetterNotFound,
            true => ProblemKinds.DeadLetterRedriven,
            false => ProblemKinds.BrokerAway,
        }).Plain().ToProblem();
    }

    private static async Task<Ok<RedriveResult>> RedriveManyAsync(Redrive body, Caller caller, DeadLetters deadLetters, DeadLetterSql letters, BrokerLocator broker, CancellationToken ct)
    {
        var found = (await letters.FindAsync(body.Ids!, ct)).ToDictionary(l => l.Id);
        var items = new List<RedriveItem>();
        foreach (var id in body.Ids!.Distinct())
        {
            var state = !found.TryGetValue(id, out var letter) ? "unknown" : letter.Redriven ? "already_redriven" : letter.Fault is not null ? "still_unreadable" : broker.Current is null ? "broker_away" : "ready";
            if (!body.DryRun && state == "ready")
                state = await deadLetters.RedriveAsync(id, caller.UserId, ct) ? "sent" : "broker_away";
            items.Add(new RedriveItem(id, letter?.Topic, letter?.Kind, letter?.Rows, state, letter?.Fault));
        }

        return TypedResults.Ok(new RedriveResult(body.DryRun, items.Count(i => i.State is "ready" or "sent"), items));
    }
}

/// <remarks>DryRun: says only what would happen; the default, so that the first call never sends.</remarks>
public sealed record Redrive([Required, MinLength(1), MaxLength(500)] Guid[]? Ids, bool DryRun = true);

/// <remarks>Good: how many were sent, or would be.</remarks>
public sealed record RedriveResult(bool DryRun, int Good, IReadOnlyList<RedriveItem> Items);

/// <remarks>State: ready (a dry run), sent, already_redriven, still_unreadable, broker_away or unknown. Rows: how many rows it points at. Fault: why nobody would read it this time either.</remarks>
public sealed record RedriveItem(Guid Id, string? Topic, string? Kind, int? Rows, string State, string? Fault);

/// <remarks>BodyText: the first 2,000 bytes, where they are text.</remarks>
public sealed record DeadLetterView(
    Guid Id, string ClusterId, string Topic, int Partition, long Offset, string? Kind, string Reason, int BodyBytes, string? BodyText,
    DateTimeOffset CreatedAt, DateTimeOffset? RedrivenAt, Guid? RedrivenBy);
