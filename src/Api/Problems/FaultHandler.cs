using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace SnsOps.Api.Problems;

/// <summary>The last word on exceptions: unreadable requests are the caller's, an absent database is temporary, the rest is ours and logged.</summary>
internal sealed partial class FaultHandler(ILogger<FaultHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var refusal = exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } e => Unreadable(e),
            BadHttpRequestException e => ProblemAnswers.ForStatus(e.StatusCode).Plain(),
            // Text with a NUL, or a number beyond the type: the one who sent it can mend it.
            PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter or PostgresErrorCodes.DatetimeFieldOverflow } e =>
                ProblemKinds.Invalid.Because("저장할 수 없는 문자나 값이 있습니다 (예: NUL 문자)", $"A character or value cannot be stored: {e.MessageText}"),
            NpgsqlException { IsTransient: true } or NpgsqlException { InnerException: IOException or System.Net.Sockets.SocketException } or TimeoutException => ProblemKinds.DatabaseAway.Plain(),
            _ => ProblemKinds.ServerFault.Plain(),
        };
        if (refusal.Kind.Status >= 500)
            LogFault(exception, httpContext.Request.Method, httpContext.Request.Path, refusal.Kind.Code);
        await ProblemAnswers.WriteAsync(httpContext, refusal);
        return true;
    }

    private static Refusal Unreadable(BadHttpRequestException e) => e.InnerException is JsonException { Path: { Length: > 1 } path } json
        ? ProblemKinds.Malformed.Because($"JSON의 '{path}' 값을 읽을 수 없습니다", $"The JSON value at '{path}' cannot be read",
            new Dictionary<string, string[]> { [path.TrimStart('$', '.')] = [json is { LineNumber: { } line } ? $"line {line + 1}" : "unreadable"] })
        : e.InnerException is JsonException broken
            ? ProblemKinds.Malformed.Because($"JSON 문법이 틀렸습니다 ({broken.LineNumber + 1}행)", $"The JSON is malformed at line {broken.LineNumber + 1}")
            : ProblemKinds.Malformed.Because("요청의 값 가운데 하나를 읽을 수 없습니다: " + e.Message, e.Message);

    [LoggerMessage(5001, LogLevel.Error, "{Method} {Path} failed: {Code}", EventName = "RequestFailed")]
    private partial void LogFault(Exception e, string method, string path, string code);
}
