using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Connections.Features;
using SnsOps.Sandbox.Graph;
using SnsOps.Sandbox.Graph.OAuth;

namespace SnsOps.Sandbox.Faults;

/// <summary>Sends answers, or spoils them as scripted.</summary>
internal sealed class FaultyAnswer(IHostApplicationLifetime lifetime)
{
    private static readonly byte[] s_html =
        "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>Sorry, something went wrong.</h1></body></html>\n"u8.ToArray();

    /// <summary>What a fault answers instead of doing anything; null if the call is to go on.</summary>
    public static GraphReply? Instead(Fault fault, GraphCall call, GraphEndpoint endpoint) => fault.Kind switch
    {
        FaultKind.ServerError => (fault.Script.Code is { } code
            ? GraphErrors.UnknownServerError with { Code = code, Subcode = fault.Script.Subcode }
            : GraphErrors.UnknownServerError).Reply(),
        FaultKind.RateLimit => GraphErrors.RateLimited(fault.Script.Code ?? 4, fault.Script.Subcode).Reply(),
        FaultKind.HtmlErrorPage => new GraphReply(StatusCodes.Status502BadGateway, "text/html; charset=utf-8", s_html),
        // Of several that are asked for together, the first is named.
        FaultKind.Spurious10033 => GraphErrors.NoObject(call.Method, call.Segments is [var id, ..] ? id : call.Parameters.Required("ids").Split(',')[0]).Reply(),
        FaultKind.Spurious9004 => GraphErrors.MediaNotFetched.Reply(),
        FaultKind.TokenExpired => (GraphErrors.TokenExpired(call.Now, call.Now) with { Subcode = fault.Script.Subcode ?? 463 }).Reply(),
        FaultKind.ScopeRevoked => Tokens.NoPermission(call.Grant!.Account, endpoint.Scope!).Reply(),
        FaultKind.FieldRejected => GraphErrors.UnknownField(call.Parameters["fields"]?.Split(',', '{', '.')[0] is { Length: > 0 } field ? field : "id", call.Node!.Kind.ToString()).Reply(),
        FaultKind.QuotaExhausted => GraphErrors.QuotaReached.Reply(),
        _ => null,
    };

    /// <summary>The answer after an effect has happened, as the fault leaves it.</summary>
    public static GraphReply Spoil(Fault? fault, GraphReply reply) => fault?.Kind switch
    {
        FaultKind.CommitThen5xx => (GraphErrors.ServiceDown with { Code = fault.Script.Code ?? 2, Subcode = fault.Script.Subcode }).Reply(),
        FaultKind.CommitThenErrorBody => GraphErrors.ServiceDown.Reply() with { Status = StatusCodes.Status200OK },
        FaultKind.CommitThenDuplicate => GraphErrors.Duplicate.Reply(),
        FaultKind.CommitThenActionBlocked => GraphErrors.ActionBlocked.Reply(),
        FaultKind.CommitThenCommentFields => GraphErrors.CommentFields.Reply(),
        FaultKind.WrongContentType => reply with { ContentType = "text/html; charset=UTF-8" },
        FaultKind.PostIdMissing when reply.Succeeded => WithoutPost(reply),
        _ => reply,
    };

    /// <summary>The same without the id of what was made: a video's own id stays.</summary>
    private static GraphReply WithoutPost(GraphReply reply)
    {
        var body = JsonNode.Parse(reply.Body.Span)!.AsObject();
        body.Remove("post_id");
        if (!body.ContainsKey("status"))
            body.Remove("id");
        return reply with { Body = System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()) };
    }

    public static async Task SendAsync(HttpContext http, GraphReply reply, bool truncate)
    {
        var response = http.Response;
        response.StatusCode = reply.Status;
        if (reply.Status == StatusCodes.Status204NoContent)
            return;
        response.ContentType = reply.ContentType;
        response.ContentLength = reply.Body.Length;
        // A body shorter than announced makes the server close the connection after what was sent.
        await response.BodyWriter.WriteAsync(truncate ? reply.Body[..(reply.Body.Length / 2)] : reply.Body, CancellationToken.None);
    }

    /// <summary>The instant at which a platform says that it answers.</summary>
    public static void Date(HttpContext http, DateTimeOffset at) => http.Response.Headers.Date = at.UtcDateTime.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Says nothing until the caller gives up, or for as long as scripted, and then hangs up.</summary>
    public async Task HoldAsync(HttpContext http, TimeSpan time)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        await Task.Delay(time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        http.Abort();
    }

    /// <summary>Closes the connection with RST instead of FIN.</summary>
    public static void Reset(HttpContext http)
    {
        if (http.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        http.Abort();
    }
}
