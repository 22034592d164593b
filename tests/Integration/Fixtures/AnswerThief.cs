using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SnsOps.Integration.Fixtures;

/// <summary>A way to PostgreSQL that breaks once: the first statement with certain words arrives and is committed, and its answer is lost with the connection.</summary>
public sealed class AnswerThief : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _serverPort;
    private readonly byte[] _words;
    private readonly Task _accepting;
    private int _struck;

    /// <summary>Opens it before the server of a port on this machine.</summary>
    public AnswerThief(int serverPort, string words)
    {
        (_serverPort, _words) = (serverPort, Encoding.UTF8.GetBytes(words));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where to connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether it has broken.</summary>
    public bool HasStolen { get; private set; }

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
        var lines = new List<Task>();
        try
        {
            while (true)
                lines.Add(ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var line = new Line();
        try
        {
            client.NoDelay = true;
            await server.ConnectAsync(IPAddress.Loopback, _serverPort, end.Token);
            var pumps = new[] { PumpAsync(client, server, line, up: true, end.Token), PumpAsync(server, client, line, up: false, end.Token) };
            await Task.WhenAny(pumps);
            client.Dispose();
            await end.CancelAsync();
            await Task.WhenAll(pumps);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            client.Dispose();       // either end has gone
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Line line, bool up, CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = await from.ReceiveAsync(buffer, ct)) > 0;)
        {
            if (up && buffer.AsSpan(0, read).IndexOf(_words) >= 0 && Interlocked.Increment(ref _struck) == 1)
                line.Breaks = true;
            else if (!up && line.Breaks)
            {
                HasStolen = true;       // it is committed: nothing is answered before
                return;
            }

            await to.SendAsync(buffer.AsMemory(0, read), ct);
        }
    }

    private sealed class Line
    {
        public volatile bool Breaks;
    }
}
