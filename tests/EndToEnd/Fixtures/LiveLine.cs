using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace SnsOps.EndToEnd.Fixtures;

/// <summary>A WebSocket to the Api, as the page has one.</summary>
internal sealed class LiveLine : IDisposable
{
    private readonly ClientWebSocket _socket = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The code the server closed with, once it has.</summary>
    internal int? CloseCode => (int?)_socket.CloseStatus;

    internal static async Task<LiveLine> OpenAsync(Uri api, string token)
    {
        var line = new LiveLine();
        await line._socket.ConnectAsync(new UriBuilder(api) { Scheme = "ws", Path = "/ws", Query = "token=" + Uri.EscapeDataString(token) }.Uri, Ct);
        return line;
    }

    /// <summary>The next message that is as wanted; null when the server closes first.</summary>
    internal async Task<JsonObject?> NextAsync(Func<JsonObject, bool> wanted)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        var buffer = new byte[64 * 1024];
        while (true)
        {
            using var message = new MemoryStream();
            ValueWebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(buffer.AsMemory(), deadline.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                    return null;
                message.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);
            message.Position = 0;
            if (JsonNode.Parse(message)!.AsObject() is var json && wanted(json))
                return json;
        }
    }

    public void Dispose() => _socket.Dispose();
}
