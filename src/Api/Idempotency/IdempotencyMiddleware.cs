using System.Security.Cryptography;
using System.Text;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;
using SnsOps.Shared.Hosting;

namespace SnsOps.Api.Idempotency;

/// <summary>Unsafe calls with an <c>Idempotency-Key</c> happen once: the same call again gets the stored answer, for 24 hours.</summary>
/// <remarks>https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/</remarks>
internal sealed class IdempotencyMiddleware(RequestDelegate next, IdempotencySql keys)
{
    public const string Header = "Idempotency-Key";
    private const string Replayed = "Idempotency-Replayed";

    public async Task InvokeAsync(HttpContext context)
    {
        var header = context.Request.Headers[Header].ToString();
        if (header.Length == 0 || Caller.Of(context) is not { } caller || HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            || context.GetEndpoint()?.Metadata.GetMetadata<AnswerIsNotKept>() is not null)
        {
            await next(context);
            return;
        }

        var key = header.Trim('"');
        if (key.Length is 0 or > 255 || key.Any(c => c is < ' ' or > '~'))
        {
            await ProblemAnswers.WriteAsync(context, ProblemKinds.IdempotencyKeyInvalid.Plain());
            return;
        }

        if (caller.KeyId is { } keyId)
            key = $"{keyId}/{key}";     // a program never gets what a person, or another key, was told
        var fingerprint = await FingerprintAsync(context.Request, context.RequestAborted);
        var (call, known) = await keys.BeginAsync(caller.UserId, key, fingerprint, context.RequestAborted);
        if (known is not { } earlier)
        {
            Caller.Set(context, caller with { RowId = call!.RowId });
            await RunAsync(context, call);
        }
        else if (!earlier.Fingerprint.AsSpan().SequenceEqual(fingerprint))
            await ProblemAnswers.WriteAsync(context, ProblemKinds.IdempotencyKeyReused.Plain());
        else if (earlier.Status is { } status)
            await ReplayAsync(context.Response, status, earlier);
        else
            await ProblemAnswers.WriteAsync(context, ProblemKinds.IdempotencyInFlight.Plain());
    }

    private async Task RunAsync(HttpContext context, RunningCall call)
    {
        var (response, original) = (context.Response, context.Response.Body);
        using var answer = new MemoryStream();
        response.Body = answer;
        var finished = false;
        try
        {
            await next(context);
            // What may come out differently the next time is not kept.
            finished = response.StatusCode is < 500 and not (401 or 403 or 429);
            Failpoint.Hit("api.done");
        }
        finally
        {
            response.Body = original;
            // The call has happened: its answer is kept even if the caller has gone.
            if (finished)
                await KeepAsync(context, call, answer.ToArray());
            else
                await keys.ReleaseAsync(call, CancellationToken.None);
        }

        answer.Position = 0;
        await answer.CopyToAsync(original, context.RequestAborted);
    }

    private Task KeepAsync(HttpContext context, RunningCall call, byte[] answer)
    {
        var response = context.Response;
        var secret = response.StatusCode < 400 ? context.GetEndpoint()?.Metadata.GetMetadata<SecretAnswer>() : null;
        return secret is null
            ? keys.FinishAsync(call, response.StatusCode, answer, response.ContentType, response.Headers.Location, CancellationToken.None)
            : keys.FinishAsync(call, secret.Again.Status, ProblemAnswers.Bytes(secret.Again.Plain()), "application/problem+json", null, CancellationToken.None);
    }

    private static async Task ReplayAsync(HttpResponse response, int status, StoredAnswer answer)
    {
        response.StatusCode = status;
        response.Headers[Replayed] = "true";
        if (answer.ContentType is not null)
            response.ContentType = answer.ContentType;
        if (answer.Location is not null)
            response.Headers.Location = answer.Location;
        if (answer.Body is { Length: > 0 } body)
            await response.Body.WriteAsync(body);
    }

    private static async Task<byte[]> FingerprintAsync(HttpRequest request, CancellationToken ct)
    {
        request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString} {request.Headers.IfMatch}\n"));
        var buffer = new byte[81920];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, ct)) > 0)
            hash.AppendData(buffer, 0, read);
        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }
}
