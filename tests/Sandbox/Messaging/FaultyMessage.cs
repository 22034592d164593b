using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.Graph;

namespace SnsOps.Sandbox.Messaging;

/// <summary>Spoils answers over HTTP as scripted.</summary>
internal static class FaultyMessage
{
    private static readonly byte[] s_html = "<html><body><h1>502 Bad Gateway</h1></body></html>\n"u8.ToArray();

    /// <summary>What comes instead of doing anything; false: the call goes on.</summary>
    public static async Task<bool> InsteadAsync(HttpContext http, FaultyAnswer answers, Fault? fault, GraphReply unavailable, GraphReply throttled, GraphReply refused)
    {
        switch (fault?.Kind)
        {
            case FaultKind.TimeoutBeforeEffect: await answers.HoldAsync(http, fault.Delay); return true;
            case FaultKind.Reset: FaultyAnswer.Reset(http); return true;
            case FaultKind.HtmlErrorPage: await FaultyAnswer.SendAsync(http, new GraphReply(502, "text/html", s_html), truncate: false); return true;
            case FaultKind.ServerError: await FaultyAnswer.SendAsync(http, unavailable, truncate: false); return true;
            case FaultKind.TokenExpired: await FaultyAnswer.SendAsync(http, refused, truncate: false); return true;
            case FaultKind.RateLimit:
                http.Response.Headers.RetryAfter = ((fault.Script.DelayMs ?? 1000) / 1000).ToString(System.Globalization.CultureInfo.InvariantCulture);
                await FaultyAnswer.SendAsync(http, throttled, truncate: false);
                return true;
            default: return false;
        }
    }

    /// <summary>The answer after something has happened.</summary>
    public static async Task AfterAsync(HttpContext http, FaultyAnswer answers, Fault? fault, GraphReply reply, GraphReply unavailable)
    {
        switch (fault?.Kind)
        {
            case FaultKind.CommitThenTimeout: await answers.HoldAsync(http, fault.Delay); break;
            case FaultKind.CommitThenReset: FaultyAnswer.Reset(http); break;
            case FaultKind.CommitThen5xx: await FaultyAnswer.SendAsync(http, unavailable, truncate: false); break;
            case FaultKind.Latency:
                await Task.Delay(fault.Delay, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!http.RequestAborted.IsCancellationRequested)
                    await FaultyAnswer.SendAsync(http, reply, truncate: false);
                break;
            default: await FaultyAnswer.SendAsync(http, reply, truncate: fault?.Kind == FaultKind.CommitThenTruncated); break;
        }
    }
}
