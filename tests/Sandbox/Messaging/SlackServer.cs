using System.Text;
using System.Text.Json;
using SnsOps.Sandbox.Faults;
using SnsOps.Sandbox.Graph;

namespace SnsOps.Sandbox.Messaging;

/// <summary>Answers as Slack's incoming webhooks do: plain text, "ok" or what is wrong.</summary>
internal sealed class SlackServer(FaultBook faults, FaultyAnswer answers, MessageBox box, SandboxClock clock)
{
    private const int MostBlocks = 50;
    private static readonly GraphReply s_unavailable = Text(500, "rollup_error"), s_throttled = Text(429, "rate_limited"), s_refused = Text(403, "invalid_token");

    public async Task HandleAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var body = buffer.ToArray();
        var path = http.Request.Path.Value!;
        var fault = faults.Take(MessagingEndpoint.SlackPost, f => f.Script.Match is not { Length: > 0 } match || path.Contains(match, StringComparison.Ordinal) || Encoding.UTF8.GetString(body).Contains(match, StringComparison.Ordinal));
        if (await FaultyMessage.InsteadAsync(http, answers, fault, s_unavailable, s_throttled, s_refused))
            return;
        var (reply, message) = Read(http.Request.Method, path, body);
        if (message is not null)
            box.Add(message);
        await FaultyMessage.AfterAsync(http, answers, fault, reply, s_unavailable);
    }

    private (GraphReply Reply, SlackMessage? Message) Read(string method, string path, byte[] body)
    {
        if (path.Split('/', StringSplitOptions.RemoveEmptyEntries) is not ["services", _, _, _] || method != "POST")
            return (Text(404, "no_team"), null);
        if (box.IsDead(path))
            return (Text(404, "no_service"), null);
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var text = root.TryGetProperty("text", out var t) ? t.GetString() : null;
            if (root.TryGetProperty("blocks", out var blocks) && blocks.GetArrayLength() > MostBlocks)
                return (Text(400, "invalid_blocks"), null);
            return string.IsNullOrEmpty(text) ? (Text(400, "no_text"), null) : (Text(200, "ok"), new SlackMessage(path, text, Encoding.UTF8.GetString(body), clock.GetUtcNow()));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (Text(400, "invalid_payload"), null);
        }
    }

    private static GraphReply Text(int status, string text) => new(status, "text/html", Encoding.UTF8.GetBytes(text));
}
