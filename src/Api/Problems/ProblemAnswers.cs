using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SnsOps.Shared.Kafka;

namespace SnsOps.Api.Problems;

/// <summary>Turns refusals into RFC 9457 bodies: code, Korean and English text, trace and correlation ids, errors by field.</summary>
internal static class ProblemAnswers
{
    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private const string DocumentedAt = "/problems/";

    /// <summary>The answer an endpoint returns.</summary>
    public static ProblemHttpResult ToProblem(this Refusal refusal) => TypedResults.Problem(Fill(new ProblemDetails(), refusal));

    /// <summary>Writes the answer where there is no endpoint to return it.</summary>
    public static Task WriteAsync(HttpContext context, Refusal refusal) => refusal.ToProblem().ExecuteAsync(context);

    /// <summary>The body alone, to be answered later.</summary>
    public static byte[] Bytes(Refusal refusal) => JsonSerializer.SerializeToUtf8Bytes(Fill(new ProblemDetails(), refusal), Stored);

    /// <summary>Completes problems the framework made: validation of a body, an unknown route, a wrong method.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (!problem.Extensions.ContainsKey("code"))
        {
            var fields = (problem as HttpValidationProblemDetails)?.Errors;
            Fill(problem, fields is null ? ForStatus(context.HttpContext.Response.StatusCode).Plain()
                : ProblemKinds.Invalid.Because("값을 고쳐서 다시 보내세요: " + string.Join(", ", fields.Keys.Select(FieldName)), "Mend these fields and send it again: " + string.Join(", ", fields.Keys.Select(FieldName))));
            if (problem is HttpValidationProblemDetails invalid)
                invalid.Errors = invalid.Errors.ToDictionary(e => FieldName(e.Key), e => e.Value);
        }

        problem.Extensions.Remove("trace_id");
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToHexString() ?? context.HttpContext.TraceIdentifier;
        problem.Extensions["correlationId"] = Correlation.Current;
    }

    /// <summary>The problem that a bare status code stands for.</summary>
    public static ProblemKind ForStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => ProblemKinds.Unauthenticated,
        StatusCodes.Status403Forbidden => ProblemKinds.Forbidden,
        StatusCodes.Status404NotFound => ProblemKinds.RouteNotFound,
        StatusCodes.Status405MethodNotAllowed => ProblemKinds.MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => ProblemKinds.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => ProblemKinds.UnsupportedType,
        StatusCodes.Status429TooManyRequests => ProblemKinds.TooManyRequests,
        >= 500 => ProblemKinds.ServerFault,
        _ => ProblemKinds.Malformed,
    };

    private static ProblemDetails Fill(ProblemDetails problem, Refusal refusal)
    {
        problem.Type = DocumentedAt + refusal.Kind.Code;
        problem.Status = refusal.Kind.Status;
        problem.Title = refusal.Kind.Title;
        problem.Detail = refusal.Detail;
        problem.Extensions["code"] = refusal.Kind.Code;
        problem.Extensions["title_en"] = refusal.Kind.TitleEn;
        problem.Extensions["detail_en"] = refusal.DetailEn;
        if (refusal.Errors is not null)
            problem.Extensions["errors"] = refusal.Errors;
        return problem;
    }

    private static string FieldName(string property) =>
        string.Join('.', property.Split('.').Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
}
