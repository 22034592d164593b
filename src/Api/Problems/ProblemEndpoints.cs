using Microsoft.AspNetCore.Http.HttpResults;

namespace SnsOps.Api.Problems;

/// <summary>The catalogue of problems, and what a problem's <c>type</c> points at: one code, explained.</summary>
internal static class ProblemEndpoints
{
    public static void MapProblems(this IEndpointRouteBuilder app)
    {
        var problems = app.MapGroup("/problems").WithTags("Problems").AllowAnonymous();
        problems.MapGet("/", () => TypedResults.Ok(new ProblemList([.. ProblemKinds.All.Select(View)])))
            .WithName("listProblems").WithSummary("오류 코드 목록 | Every problem there is, by code");
        problems.MapGet("/{code}", Results<Ok<ProblemKindView>, ProblemHttpResult> (string code) =>
                ProblemKinds.All.FirstOrDefault(k => k.Code == code) is { } kind ? TypedResults.Ok(View(kind)) : ProblemKinds.RouteNotFound.Plain().ToProblem())
            .WithName("getProblem").WithSummary("오류 코드 하나 | One problem, explained");
    }

    private static ProblemKindView View(ProblemKind kind) => new(kind.Code, kind.Status, kind.Title, kind.TitleEn);
}

/// <remarks>Title: Korean. TitleEn: English.</remarks>
public sealed record ProblemKindView(string Code, int Status, string Title, string TitleEn);

/// <remarks>Items: by family.</remarks>
public sealed record ProblemList(IReadOnlyList<ProblemKindView> Items);
