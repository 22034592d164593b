using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.Graph;
using SnsOps.Sandbox.State;
using SnsOps.Sandbox.YouTube.Limits;
using SnsOps.Sandbox.YouTube.OAuth;
using SnsOps.Sandbox.YouTube.Videos;

namespace SnsOps.Sandbox.YouTube;

/// <summary>Answers Google's calls: whose token, which endpoint, which fault, the effect, the journal, and only then the answer.</summary>
internal sealed partial class YouTubeServer(
    Store store, YouTubeRoutes routes, FaultBook faults, FaultyAnswer answers, QuotaBuckets quota, IOptions<SandboxOptions> options, ILogger<YouTubeServer> logger)
{
    private static readonly byte[] s_html = "<!DOCTYPE html>\n<html><head><title>Error 502 (Server Error)!!1</title></head><body><p>The server encountered a temporary error.</body></html>\n"u8.ToArray();
    private readonly TimeSpan _latency = TimeSpan.FromMilliseconds(options.Value.LatencyMs);

    public async Task HandleAsync(HttpContext http)
    {
        var arrived = Stopwatch.GetTimestamp();
        YouTubeCall? call = null;
        YouTubeReply? reply;
        try
        {
            call = await YouTubeCall.ReadAsync(http, store);
            reply = await AnswerAsync(call, Admit(call));
        }
        catch (YouTubeException e)
        {
            reply = e.Error.Reply();
            if (call?.Fault is { NeedsEffect: true } unused)
            {
                faults.GiveBack(unused);
                call.Fault = null;
            }
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            return;                                                // the caller left; what had arrived of a file is kept
        }

        if (reply is not null)
            await FinishAsync(http, call?.Fault, reply, arrived);
    }

    /// <summary>Finds the endpoint and lets the call in, or throws what YouTube would answer.</summary>
    private YouTubeEndpoint Admit(YouTubeCall call)
    {
        var endpoint = routes.Find(call.Http.Request) ?? throw YouTubeErrors.NotFound.Thrown();
        var header = call.Http.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            call.Grant = AccessTokens.Find(call.World, header[7..].Trim(), call.Now) ?? throw YouTubeErrors.BadCredentials.Thrown();
        if (endpoint.Scope is not { } scope)
            return endpoint;                                       // a session's address is itself a credential
        if (call.Grant is not { } grant)
            throw YouTubeErrors.NoCredentials.Thrown();
        if (!grant.Scopes.Contains(scope))
            throw YouTubeErrors.NoPermission.Thrown();
        quota.Spend(endpoint.Units, call.Now);
        lock (grant.Account.Gate)
            PublishAt.Settle(store, call.World, grant.Account);
        return endpoint;
    }

    /// <summary>The answer; null if a fault left the caller without one before anything happened.</summary>
    private async ValueTask<YouTubeReply?> AnswerAsync(YouTubeCall call, YouTubeEndpoint endpoint)
    {
        if (faults.Take(endpoint, call.Matches) is not { } fault)
            return await endpoint.AnswerAsync(call);
        call.Fault = fault;
        LogFault(fault.Kind, endpoint.Name, fault.Id);
        switch (fault.Kind)
        {
            case FaultKind.TimeoutBeforeEffect:
                await answers.HoldAsync(call.Http, fault.Delay);
                return null;
            case FaultKind.Reset:
                FaultyAnswer.Reset(call.Http);
                return null;
            case FaultKind.Session404 when call.Upload is { } upload:
                store.Commit(call.World, new UploadLost(upload.Id));
                break;
        }

        return Instead(fault, endpoint) ?? await endpoint.AnswerAsync(call);
    }

    /// <summary>What a fault answers instead of doing anything; null if the call is to go on.</summary>
    private static YouTubeReply? Instead(Fault fault, YouTubeEndpoint endpoint) => fault.Kind switch
    {
        FaultKind.ServerError => YouTubeErrors.BackendError.Reply(),
        FaultKind.RateLimit => YouTubeErrors.RateLimited(fault.Script.Code).Reply() with
        {
            Headers = fault.Script.DelayMs is { } wait ? [("Retry-After", (wait / 1000).ToString(CultureInfo.InvariantCulture))] : [],
        },
        FaultKind.QuotaExhausted => YouTubeErrors.QuotaExceeded.Reply(),
        FaultKind.ScopeRevoked => YouTubeErrors.NoPermission.Reply(),
        FaultKind.FieldRejected => YouTubeErrors.UnknownPart.Reply(),
        FaultKind.TokenExpired => endpoint.Name == "google.token" ? RefreshAccess.Refused("invalid_grant", "Token has been expired or revoked.") : YouTubeErrors.BadCredentials.Reply(),
        FaultKind.HtmlErrorPage => new YouTubeReply(StatusCodes.Status502BadGateway, s_html),
        _ => null,
    };

    /// <summary>Nobody is told anything that a kill could still undo. Artificial latency lies between the effect and the answer.</summary>
    private async Task FinishAsync(HttpContext http, Fault? fault, YouTubeReply reply, long arrived)
    {
        await store.FlushedAsync();
        var latency = _latency + (fault?.Kind == FaultKind.Latency ? fault.Delay : TimeSpan.Zero) - Stopwatch.GetElapsedTime(arrived);
        if (latency > TimeSpan.Zero)
            await Task.Delay(latency, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (http.RequestAborted.IsCancellationRequested)
            return;
        if (fault?.Kind is FaultKind.CommitThen5xx or FaultKind.CommitThenErrorBody)
            reply = YouTubeErrors.Unavailable.Reply() with { Status = fault.Kind == FaultKind.CommitThen5xx ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK };
        if (fault is { Kind: FaultKind.ClockSkew })
            FaultyAnswer.Date(http, store.Clock.GetUtcNow() + fault.Skew);
        foreach (var (name, value) in reply.Headers)
            http.Response.Headers[name] = value;
        switch (fault?.Kind)
        {
            case FaultKind.CommitThenTimeout: await answers.HoldAsync(http, fault.Delay); break;
            case FaultKind.CommitThenReset or FaultKind.ResetMidBody: FaultyAnswer.Reset(http); break;
            case FaultKind.CommitThenTruncated when reply.Body.IsEmpty: FaultyAnswer.Reset(http); break;       // nothing to cut off
            case FaultKind.HtmlErrorPage or FaultKind.WrongContentType: await FaultyAnswer.SendAsync(http, new GraphReply(reply.Status, "text/html; charset=UTF-8", reply.Body), truncate: false); break;
            default: await FaultyAnswer.SendAsync(http, reply.Wire, truncate: fault?.Kind == FaultKind.CommitThenTruncated); break;
        }
    }

    [LoggerMessage(LogLevel.Information, "Scripted fault {FaultId}: {Kind} on {Endpoint}", EventName = "SandboxYouTubeFaultStruck")]
    private partial void LogFault(FaultKind kind, string endpoint, int faultId);
}
