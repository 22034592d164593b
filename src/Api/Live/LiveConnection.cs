using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using SnsOps.Api.Auth;

namespace SnsOps.Api.Live;

/// <summary>One open WebSocket: a bounded queue out, pings in, and one reason to close.</summary>
internal sealed class LiveConnection(WebSocket socket, GatheringStream? stream, Caller user, DateTimeOffset endsAt, LiveOptions options) : IDisposable
{
    public const WebSocketCloseStatus TokenEnded = (WebSocketCloseStatus)4001;
    public const WebSocketCloseStatus Silent = (WebSocketCloseStatus)4408;
    public const WebSocketCloseStatus TooMany = (WebSocketCloseStatus)4429;
    private const int MostInbound = 64 * 1024;
    private static readonly TimeSpan SendPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);
    private static readonly byte[] Pong = """{"type":"pong"}"""u8.ToArray();

    private readonly LiveQueue _queue = new(options.QueueLength);
    private readonly CancellationTokenSource _patience = new();
    private readonly Lock _gate = new();
    private (WebSocketCloseStatus Status, string Reason)? _close;
    private volatile bool _closing;
    private long _heardAt = TimeProvider.System.GetTimestamp();

    /// <summary>Whose it is, and what they might see when they were let in.</summary>
    public Caller User { get; } = user;

    /// <summary>When the token that opened it ends, and it with it.</summary>
    public DateTimeOffset EndsAt { get; } = endsAt;

    /// <summary>Events up to this number are not for the queue: replayed, or before its time.</summary>
    public long Position { get; set; }

    /// <summary>How long its client has said nothing.</summary>
    public TimeSpan Silence => TimeProvider.System.GetElapsedTime(Interlocked.Read(ref _heardAt));

    /// <summary>Queues a message; <see cref="Wake"/> follows the last of several. One too slow loses its queue and is told to read everything anew.</summary>
    public void Offer(ReadOnlyMemory<byte> message, long seq)
    {
        if (_queue.TryAdd(message))
            return;
        // Much at once is not its client's fault: what waits only for its turn goes out first.
        _queue.Wake();
        if (!_queue.TryAdd(message))
            _queue.Replace(Resync(seq));
    }

    /// <summary>Sends what is queued, unless that is going on already.</summary>
    public void Wake() => _queue.Wake();

    /// <summary>Asks for the end; the first reason counts.</summary>
    public void Close(WebSocketCloseStatus status, string reason)
    {
        lock (_gate)
            _close ??= (status, reason);
        _closing = true;
        _queue.End();
    }

    /// <summary>Sends <paramref name="opening"/>, then what is queued, and answers pings, until either side closes.</summary>
    public async Task RunAsync(Func<LiveSend, Task> opening, CancellationToken aborted)
    {
        var receiving = ReceiveAsync(aborted);
        await using var cutOff = _patience.Token.Register(socket.Abort);
        await using var gone = aborted.Register(_patience.Cancel);
        try
        {
            await opening(SendAsync);
            while (await _queue.WaitAsync())
            {
                while (!_closing && _queue.TryTake(out var message, out var more))
                    await SendAsync(message, more);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // closing, gone, or too slow to take one message in ten seconds
        }

        stream?.Gather(false);
        await CloseAsync(receiving);
    }

    /// <inheritdoc />
    public void Dispose() => _patience.Dispose();

    public static byte[] Resync(long seq) => Encoding.UTF8.GetBytes($$"""{"type":"resync","seq":{{seq}}}""");

    /// <summary>A token that can be cancelled would cost every frame a registration and another path, so who is too slow is cut off instead.</summary>
    private async Task SendAsync(ReadOnlyMemory<byte> message, bool more)
    {
        stream?.Gather(more);       // what waits goes out together
        var sending = socket.SendAsync(message, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
        if (sending.IsCompleted)
        {
            await sending;
            return;
        }

        _patience.CancelAfter(SendPatience);
        await sending;
        _patience.CancelAfter(Timeout.Infinite);
    }

    private async Task ReceiveAsync(CancellationToken aborted)
    {
        var buffer = new byte[4096];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), aborted);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    Close(WebSocketCloseStatus.NormalClosure, "bye");
                    return;
                }

                Interlocked.Exchange(ref _heardAt, TimeProvider.System.GetTimestamp());
                if (message.Length + part.Count > MostInbound)
                {
                    // Read on until the other side has seen the close: what is left unread would reset the connection instead.
                    Close(WebSocketCloseStatus.MessageTooBig, "at most 64 KB");
                    message.SetLength(0);
                    continue;
                }

                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage)
                    continue;
                Answer(message.GetBuffer().AsMemory(0, (int)message.Length));
                message.SetLength(0);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            Close(WebSocketCloseStatus.EndpointUnavailable, "gone");
        }
    }

    private void Answer(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var message = JsonDocument.Parse(text);
            if (message.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("type", out var type) && type.ValueEquals("ping"u8))
            {
                Offer(Pong, Position);
                Wake();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            Close(WebSocketCloseStatus.InvalidPayloadData, "only JSON is understood here");
        }
    }

    private async Task CloseAsync(Task receiving)
    {
        var (status, reason) = _close ?? (WebSocketCloseStatus.NormalClosure, "");
        using var patience = new CancellationTokenSource(ClosePatience);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(status, reason, patience.Token);
            await receiving.WaitAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // the other side did not answer in time
        }
        finally
        {
            socket.Abort();
            await receiving;
        }
    }
}

/// <summary>Sends one message to a client.</summary>
/// <param name="message">It.</param>
/// <param name="more">Another one follows at once: they go out together.</param>
internal delegate Task LiveSend(ReadOnlyMemory<byte> message, bool more = false);
