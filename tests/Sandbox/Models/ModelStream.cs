using System.Text;
using SnsOps.Sandbox.Faults;

namespace SnsOps.Sandbox.Models;

/// <summary>Sends an answer piece by piece, or breaks off as scripted: after as many pieces as the script's code says.</summary>
internal sealed class ModelStream(HttpContext http, FaultyAnswer answers, IModelWire wire, Fault? fault, TimeSpan gap)
{
    private static readonly TimeSpan s_arrival = TimeSpan.FromMilliseconds(50);

    /// <summary>Pieces that were sent.</summary>
    public int Written { get; private set; }

    /// <summary>It came to its end.</summary>
    public bool Ended { get; private set; }

    public async Task SendAsync(IEnumerable<Frame> frames)
    {
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        foreach (var frame in frames)
        {
            if (frame.Role == FrameRole.Piece && Written == (fault?.Script.Code ?? 0) && await BreaksAsync())
                return;
            if (frame.Role == FrameRole.Usage && fault?.Kind == FaultKind.UsageMissing)
                continue;
            await WriteAsync(frame.Role == FrameRole.Usage && fault?.Kind == FaultKind.UsageZero ? Zeroed(frame.Text) : frame.Text);
            if (frame.Role != FrameRole.Piece)
                continue;
            Written++;
            if (gap > TimeSpan.Zero)
                await Task.Delay(gap, http.RequestAborted);
        }

        Ended = true;
    }

    /// <summary>Whether nothing more comes.</summary>
    private async Task<bool> BreaksAsync()
    {
        switch (fault?.Kind)
        {
            case FaultKind.StreamStall: await answers.HoldAsync(http, fault.Delay); return true;
            case FaultKind.StreamCut: return true;                       // a clean end of the body, and no end of the answer
            case FaultKind.StreamReset:
                await Task.Delay(s_arrival, http.RequestAborted);       // a reset throws away what has not been read yet
                FaultyAnswer.Reset(http);
                return true;
            case FaultKind.StreamMalformed: await WriteAsync(wire.Malformed); return false;
            case FaultKind.StreamOverloaded: await WriteAsync(wire.ErrorInStream(ModelError.Overloaded)); return true;
            default: return false;
        }
    }

    private async Task WriteAsync(string text)
    {
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    private static string Zeroed(string usage) => System.Text.RegularExpressions.Regex.Replace(usage, "\"([a-z_]*tokens)\":\\d+", "\"$1\":0");
}
