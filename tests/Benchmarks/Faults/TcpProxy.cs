using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace SnsOps.Benchmarks.Faults;

/// <summary>A bad network between a process and its server: every connection passes through here, whole until told otherwise.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _serverPort;
    private readonly Random _random;
    private readonly Task _accepting;
    private int _broken;

    public TcpProxy(int serverPort, int seed)
    {
        (_serverPort, _random) = (serverPort, new Random(seed));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where the process connects to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What happens to the bytes of both directions.</summary>
    public NetworkTrouble Trouble { get; set; } = new();

    /// <summary>Connections that were broken off so far.</summary>
    public int Broken => Volatile.Read(ref _broken);

    /// <summary>Completes when the first connection is broken off in the middle of a request's body.</summary>
    public TaskCompletionSource CutInBody { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token));
        }
        catch (Exception e) when (_stopping.IsCancellationRequested && e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // closed
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        using (var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true })
        {
            client.NoDelay = true;
            using var end = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _serverPort, end.Token);
                var state = new Line();
                await Task.WhenAny(PumpAsync(client, server, up: true, state, end.Token), PumpAsync(server, client, up: false, state, end.Token));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // the server is away: so is the line
            }

            await end.CancelAsync();
            if (Trouble.Resets)
                client.LingerState = new LingerOption(enable: true, seconds: 0);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool up, Line line, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer, ct)) > 0;)
            {
                var trouble = Trouble;
                if (trouble.DelayMs > 0)
                    await Task.Delay(trouble.DelayMs, ct);
                if (!up && line.Swallows)
                    return;
                if (trouble.Blackhole)
                    continue;
                if (up && trouble.CutsWrites && IsWrite(buffer.AsSpan(0, read)))
                {
                    await to.SendAsync(buffer.AsMemory(0, Math.Max(1, read - 20)), ct);
                    Break(CutInBody);
                    return;
                }

                await SendAsync(to, buffer.AsMemory(0, read), trouble, ct);
                // The server gets it and does it; its reply is never seen.
                if (up && trouble.ReplyLoss > 0 && Chance(trouble.ReplyLoss))
                {
                    line.Swallows = true;
                    Break(null);
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // either end has gone
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes, NetworkTrouble trouble, CancellationToken ct)
    {
        var slice = trouble.SliceBytes > 0 ? trouble.SliceBytes : bytes.Length;
        for (var sent = 0; sent < bytes.Length; sent += slice)
        {
            var part = bytes.Slice(sent, Math.Min(slice, bytes.Length - sent));
            await to.SendAsync(part, ct);
            if (trouble.BytesPerSecond > 0)
                await Task.Delay(TimeSpan.FromSeconds((double)part.Length / trouble.BytesPerSecond), ct);
        }
    }

    private void Break(TaskCompletionSource? signal)
    {
        Interlocked.Increment(ref _broken);
        signal?.TrySetResult();
    }

    private static bool IsWrite(ReadOnlySpan<byte> request) => request.StartsWith("POST"u8) || request.StartsWith("PUT"u8);

    private bool Chance(double of)
    {
        lock (_random)
            return _random.NextDouble() < of;
    }

    private sealed class Line
    {
        public volatile bool Swallows;
    }
}

/// <summary>What is wrong with a network.</summary>
/// <param name="DelayMs">Each packet comes so much later.</param>
/// <param name="BytesPerSecond">No faster than this; 0: as fast as can be.</param>
/// <param name="SliceBytes">In pieces of so many bytes; 0: as they come.</param>
/// <param name="Blackhole">Nothing arrives any more.</param>
/// <param name="Resets">What is broken off ends with RST, not FIN.</param>
/// <param name="CutsWrites">A POST or PUT is cut shortly before its end.</param>
/// <param name="ReplyLoss">The chance of a packet to the server to be the last: its reply is lost, the connection broken.</param>
internal sealed record NetworkTrouble(int DelayMs = 0, int BytesPerSecond = 0, int SliceBytes = 0, bool Blackhole = false, bool Resets = false, bool CutsWrites = false, double ReplyLoss = 0);
