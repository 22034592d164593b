using System.Diagnostics;
using Microsoft.Extensions.Options;
using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.Graph.Limits;
using SnsOps.Sandbox.Graph.Listing;
using SnsOps.Sandbox.Graph.OAuth;
using SnsOps.Sandbox.SignIn;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph;

/// <summary>Answers Graph calls: whose token, which endpoint, which fault, the effect, the journal, and only then the answer.</summary>
internal sealed partial class GraphServer(
    Store store, GraphRoutes routes, FaultBook faults, FaultyAnswer answers, UsageMeter usage, AppCredentials app, RefreshWatch refreshes,
    IOptions<SandboxOptions> options, ILogger<GraphServer> logger)
{
    private readonly TimeSpan _latency = TimeSpan.FromMilliseconds(options.Value.LatencyMs);

    public async Task HandleAsync(HttpContext http)
    {
        var arrived = Stopwatch.GetTimestamp();
        GraphCall? call = null;
        GraphReply? reply;
        try
        {
            call = await GraphCall.ReadAsync(http, store.World, store.Clock);
            http.Response.Headers["facebook-api-version"] = call.Version ?? throw GraphErrors.UnknownPath("/" + call.RequestedVersion).Thrown();
            var endpoint = Admit(call);
            call.Renewing = Renewing(call, endpoint);
            reply = await AnswerAsync(call, endpoint);
        }
        catch (GraphException e)
        {
            reply = e.Error.Reply();
            if (call?.Fault is { NeedsEffect: true } unused)
            {
                faults.GiveBack(unused);
                call.Fault = null;
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            call?.Renewing?.Dispose();
            return;                                                // the caller left before anything happened
        }
        if (reply is not null)
            await FinishAsync(http, call, reply, arrived);
    }

    /// <summary>Finds the endpoint and lets the call in, or throws what Graph would answer.</summary>
    private GraphEndpoint Admit(GraphCall call)
    {
        switch (call.Segments)
        {
            case ["oauth", "access_token"] when call.Method == "POST": return routes.InstagramCode;
            case ["oauth", "access_token"]: return routes.Exchange;
            case ["access_token"]: return routes.ExchangeInstagram;
            case ["refresh_access_token"]: return routes.RefreshInstagram;
            case ["debug_token"]: return routes.DebugToken;
            case [] when call.Method == "GET" && call.Parameters["ids"] is not null: return AdmitMany(call);
            case []: throw GraphErrors.NoObject(call.Method, "").Thrown();
            case ["video-upload", _, var video]:
                call.Node = call.World.Find(video) as Video ?? throw GraphErrors.NoObject(call.Method, video).Thrown();
                call.Grant = Tokens.Valid(call.World, Tokens.Required(call), call.Now);
                Tokens.CheckRights(call, routes.Upload);
                return routes.Upload;
            case { Length: > 2 }: throw GraphErrors.UnknownPath("/" + string.Join('/', call.Segments[2..])).Thrown();
        }
        var token = Tokens.Required(call);
        var grant = Tokens.Valid(call.World, token, call.Now);
        call.Grant = grant;
        app.CheckProof(token, call.Parameters["appsecret_proof"]);
        call.Node = call.Segments[0] == "me" ? grant.Account : call.World.Find(call.Segments[0]);
        if (call.Node is not { } node)
            throw GraphErrors.NoObject(call.Method, call.Segments[0]).Thrown();
        if (routes.Find(call.Method, node.Kind, call.Phase) is not { } endpoint)
            throw (call.Method == "GET" ? GraphErrors.UnknownField(call.Edge, node.Kind.ToString()) : GraphErrors.NoObject(call.Method, call.Segments[0])).Thrown();
        Tokens.CheckRights(call, endpoint);
        usage.Count(grant.Account, call.Http.Response.Headers);
        return endpoint;
    }

    /// <summary>That a token is being renewed, until just before the answer.</summary>
    private IDisposable? Renewing(GraphCall call, GraphEndpoint endpoint) =>
        (endpoint == routes.Exchange ? call.Parameters["fb_exchange_token"] : endpoint == routes.RefreshInstagram ? call.Parameters["access_token"] : null) is { } token
        && call.World.TryGetToken(token, out var grant) ? refreshes.Enter(grant.Account.Id) : null;

    /// <summary>Several nodes of one kind; each counts as a call.</summary>
    private GraphEndpoint AdmitMany(GraphCall call)
    {
        var token = Tokens.Required(call);
        var grant = Tokens.Valid(call.World, token, call.Now);
        call.Grant = grant;
        app.CheckProof(token, call.Parameters["appsecret_proof"]);
        var nodes = ManyNodes.Find(call);
        var endpoint = routes.ForMany(nodes[0].Kind, call.Parameters["fields"] ?? "") ?? throw GraphErrors.NoObject(call.Method, nodes[0].Id).Thrown();
        foreach (var node in nodes)
        {
            call.Node = node;
            if (node.Kind != nodes[0].Kind)
                throw GraphErrors.BadParameter("ids must be of one kind here").Thrown();
            Tokens.CheckRights(call, endpoint);
            usage.Count(grant.Account, call.Http.Response.Headers);
        }

        return ManyNodes.Endpoint(endpoint, nodes);
    }

    /// <summary>The answer; null if a fault left the caller without one before anything happened.</summary>
    private async ValueTask<GraphReply?> AnswerAsync(GraphCall call, GraphEndpoint endpoint)
    {
        if (faults.Take(endpoint, call) is not { } fault)
            return await endpoint.AnswerAsync(call);
        call.Fault = fault;
        LogFault(fault.Kind, endpoint.Name, fault.Id);
        switch (fault.Kind)
        {
            case FaultKind.TimeoutBeforeEffect:
                await answers.HoldAsync(call.Http, fault.Delay);
                call.Renewing?.Dispose();
                return null;
            case FaultKind.Reset:
                call.Renewing?.Dispose();
                FaultyAnswer.Reset(call.Http);
                return null;
            case FaultKind.RateLimit when call.Grant is { } grant:
                usage.AnnounceFull(grant.Account, fault.Script.Code ?? 4, call.Http.Response.Headers);
                break;
            case FaultKind.VersionMismatch:
                call.Http.Response.Headers["facebook-api-version"] = fault.Script.Code is { } version ? GraphVersions.Name(version) : GraphVersions.After(call.Version!);
                break;
        }
        return FaultyAnswer.Instead(fault, call, endpoint) ?? await endpoint.AnswerAsync(call);
    }

    /// <summary>Nobody is told anything that a kill could still undo. Artificial latency lies between the effect and the answer.</summary>
    private async Task FinishAsync(HttpContext http, GraphCall? call, GraphReply reply, long arrived)
    {
        var fault = call?.Fault;
        await store.FlushedAsync();
        var latency = _latency + (fault?.Kind == FaultKind.Latency ? fault.Delay : TimeSpan.Zero) - Stopwatch.GetElapsedTime(arrived);
        if (latency > TimeSpan.Zero)
            await Task.Delay(latency, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        call?.Renewing?.Dispose();
        if (http.RequestAborted.IsCancellationRequested)
            return;
        if (fault is { Kind: FaultKind.ClockSkew })
            FaultyAnswer.Date(http, store.Clock.GetUtcNow() + fault.Skew);
        switch (fault?.Kind)
        {
            case FaultKind.CommitThenTimeout: await answers.HoldAsync(http, fault.Delay); break;
            case FaultKind.CommitThenReset or FaultKind.ResetMidBody: FaultyAnswer.Reset(http); break;
            default: await FaultyAnswer.SendAsync(http, FaultyAnswer.Spoil(fault, reply), truncate: fault?.Kind == FaultKind.CommitThenTruncated); break;
        }
    }

    [LoggerMessage(LogLevel.Information, "Scripted fault {FaultId}: {Kind} on {Endpoint}", EventName = "SandboxFaultStruck")]
    private partial void LogFault(FaultKind kind, string endpoint, int faultId);
}
