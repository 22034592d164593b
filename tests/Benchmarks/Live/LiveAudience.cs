using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace SnsOps.Benchmarks.Live;

/// <summary>Many pages' ends of WebSockets, read by one thread each millisecond: a thousand clients of the usual kind need more of the machine than the server that is measured.</summary>
/// <remarks>Frames as RFC 6455 §5.2 has them: those of a server are not masked. It does not answer pings: a turn is shorter than a server's patience.</remarks>
internal sealed class LiveAudience : IDisposable
{
    private const int Text = 0x81, LongLength = 126, HugeLength = 127;
    private readonly Socket[] _sockets;
    private readonly byte[][] _buffers;
    private readonly int[] _filled;

    private LiveAudience(int count) => (_sockets, _buffers, _filled) = (new Socket[count], new byte[count][], new int[count]);

    /// <summary>Connects them all.</summary>
    /// <remarks>Without one asynchronous call: after the first one .NET is woken by everything that comes for a socket, on threads of its own, and needs half a core for it.</remarks>
    public static LiveAudience Connect(IReadOnlyList<Uri> urls, CancellationToken ct)
    {
        var audience = new LiveAudience(urls.Count);
        Parallel.For(0, urls.Count, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct }, i => audience.Connect(i, urls[i]));
        return audience;
    }

    /// <summary>Reads until <paramref name="heard"/> says that it was enough, or the time is over.</summary>
    public Task ListenAsync(HeardHandler heard, CancellationToken ct) => Task.Factory.StartNew(() => Listen(heard, ct), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Dispose()
    {
        foreach (var socket in _sockets)
            socket?.Dispose();
    }

    private void Connect(int i, Uri url)
    {
        var socket = _sockets[i] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var buffer = _buffers[i] = new byte[16 * 1024];
        socket.Connect(IPAddress.Parse(url.Host), url.Port);
        socket.Send(Encoding.ASCII.GetBytes(
            $"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))}\r\n\r\n"));
        int end;
        while ((end = buffer.AsSpan(0, _filled[i]).IndexOf("\r\n\r\n"u8)) < 0)
            _filled[i] += socket.Receive(buffer.AsSpan(_filled[i])) is var read and > 0 ? read : throw new IOException("The server closed a connection before it was a WebSocket");
        if (!buffer.AsSpan().StartsWith("HTTP/1.1 101"u8))
            throw new IOException("The server refused a WebSocket: " + Encoding.ASCII.GetString(buffer, 0, end));
        Keep(i, end + 4);
        socket.Blocking = false;
    }

    private void Listen(HeardHandler heard, CancellationToken ct)
    {
        var places = _sockets.Select((socket, i) => (socket, i)).ToDictionary(p => p.socket, p => p.i);
        var ready = _sockets.ToList();         // the first words may have come with the handshake
        while (!ct.IsCancellationRequested)
        {
            foreach (var socket in ready)
            {
                if (!Read(places[socket], heard))
                    return;
            }

            Thread.Sleep(1);        // what comes in a millisecond is read together
            ready = [.. _sockets];
            Socket.Select(ready, null, null, TimeSpan.FromMilliseconds(100));
        }
    }

    private bool Read(int i, HeardHandler heard)
    {
        var (socket, buffer) = (_sockets[i], _buffers[i]);
        _filled[i] += socket.Receive(buffer.AsSpan(_filled[i]), SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock))
            throw new SocketException((int)error);
        var at = 0;
        while (Frame(buffer.AsSpan(at, _filled[i] - at)) is var (start, length))
        {
            if (buffer[at] == Text && !heard(i, buffer.AsSpan(at + start, length)))
                return false;
            at += start + length;
        }

        Keep(i, at);
        return true;
    }

    /// <summary>Where the first frame's content begins, and its length; null: it has not all come.</summary>
    private static (int Start, int Length)? Frame(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4)
            return null;
        var (start, length) = (bytes[1] & 0x7F) switch
        {
            LongLength => (4, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])),
            HugeLength => throw new NotSupportedException("No event is that long"),
            var small => (2, small),
        };
        return bytes.Length >= start + length ? (start, length) : null;
    }

    /// <summary>Forgets what comes before.</summary>
    private void Keep(int i, int from)
    {
        if (from == 0)
            return;
        _buffers[i].AsSpan(from, _filled[i] - from).CopyTo(_buffers[i]);
        _filled[i] -= from;
    }
}

/// <summary>Takes one message of one page; false: enough.</summary>
internal delegate bool HeardHandler(int page, ReadOnlySpan<byte> message);
