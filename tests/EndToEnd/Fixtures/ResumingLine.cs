using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace SnsOps.EndToEnd.Fixtures;

/// <summary>A WebSocket that comes back by itself and resumes after the last event it saw, as the page does.</summary>
internal sealed class ResumingLine : IAsyncDisposable
{
    private readonly ConcurrentQueue<JsonObject> _events = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;
    private long? _since;
    private int _opened;
    private int _resyncs;

    private ResumingLine(Uri api, string token) => _loop = Task.Run(() => RunAsync(api, token));

    /// <summary>What came, in order.</summary>
    internal IReadOnlyCollection<JsonObject> Events => _events;

    /// <summary>How often it has connected.</summary>
    internal int Opened => Volatile.Read(ref _opened);

    /// <summary>How often it was told to read everything anew.</summary>
    internal int Resyncs => Volatile.Read(ref _resyncs);

    internal static async Task<ResumingLine> OpenAsync(Uri api, string token)
    {
        var line = new ResumingLine(api, token);
        await line._open.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return line;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private async Task RunAsync(Uri api, string token)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!_stopping.IsCancellationRequested)
        {
            using var socket = new ClientWebSocket();
            try
            {
                await socket.ConnectAsync(new UriBuilder(api) { Scheme = "ws", Path = "/ws", Query = $"token={Uri.EscapeDataString(token)}{(_since is null ? "" : $"&since={_since}")}" }.Uri, _stopping.Token);
                Interlocked.Increment(ref _opened);
                while (await ReadAsync(socket) is { } message)
                    Take(message);
                await pause.WaitForNextTickAsync(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (WebSocketException)
            {
                // the Api is being killed: come back until it is there again
            }
        }
    }

    private void Take(JsonObject message)
    {
        switch ((string?)message["type"])
        {
            case "hello":
                _since ??= (long)message["seq"]!;
                _open.TrySetResult();
                break;
            case "resync":
                Interlocked.Increment(ref _resyncs);
                _since = (long)message["seq"]!;
                break;
            default:
                if (message["seq"] is { } seq)
                    _since = (long)seq;
                _events.Enqueue(message);
                break;
        }
    }

    private async Task<JsonObject?> ReadAsync(ClientWebSocket socket)
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), _stopping.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            message.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage)
                continue;
            message.Position = 0;
            return JsonNode.Parse(message)!.AsObject();
        }
    }
}
