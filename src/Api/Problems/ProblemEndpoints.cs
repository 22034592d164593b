namespace SnsOps.Api.Problems;

/// <summary>What a problem's <c>type</c> points at: one code, explained.</summary>
internal static class ProblemEndpoints
{
    public static void MapProblems(this IEndpointRouteBuilder app) =>
        app.MapGet("/problems/{code}", (string code) => ProblemKinds.All.FirstOrDefault(k => k.Code == code) is { } kind
                ? Results.Ok(new { kind.Code, kind.Status, kind.Title, kind.TitleEn })
                : ProblemKinds.RouteNotFound.Plain().ToProblem())
            .AllowAnonymous().ExcludeFromDescription();
}
