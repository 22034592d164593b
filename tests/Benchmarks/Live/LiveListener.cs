using System.Buffers.Text;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace SnsOps.Benchmarks.Live;

/// <summary>One page's end of a WebSocket: hands each message over as bytes.</summary>
internal sealed class LiveListener : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly SocketsHttpHandler _handler;
    private readonly HttpMessageInvoker _invoker;
    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <param name="narrow">Its machine takes hardly anything before its page has read it.</param>
    public LiveListener(bool narrow = false)
    {
        _handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, ct) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                if (narrow)
                    socket.ReceiveBufferSize = 4096;
                await socket.ConnectAsync(context.DnsEndPoint, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        _invoker = new HttpMessageInvoker(_handler);
    }

    /// <summary>Connects; the first message is the Api's greeting.</summary>
    public Task ConnectAsync(Uri url, CancellationToken ct) => _socket.ConnectAsync(url, _invoker, ct);

    /// <summary>Reads until the other side closes or the time is over; false from <paramref name="heard"/> ends it, too.</summary>
    public async Task ReadAsync(MessageHandler heard, CancellationToken ct)
    {
        var length = 0;
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), ct);
                if (part.MessageType == WebSocketMessageType.Close)
                    return;
                length += part.Count;
                if (!part.EndOfMessage)
                    continue;
                if (!heard(_buffer.AsSpan(0, length)))
                    return;
                length = 0;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // its time is over, or it was dropped
        }
    }

    /// <summary>A number that follows a name in a message, such as <c>"at": 17</c>; null: it has none.</summary>
    public static long? Number(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name)
    {
        var at = message.IndexOf(name);
        if (at < 0)
            return null;
        var rest = message[(at + name.Length)..].TrimStart(" :"u8);
        return Utf8Parser.TryParse(rest, out long value, out _) ? value : null;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        _invoker.Dispose();
        _handler.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Takes one message; false: enough.</summary>
internal delegate bool MessageHandler(ReadOnlySpan<byte> message);
