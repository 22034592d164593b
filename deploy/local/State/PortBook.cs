using System.Net;
using System.Net.Sockets;

namespace SnsOps.Local.State;

/// <summary>The ports a fleet listens on: the same ones each time while they are free, so that bookmarks stay true.</summary>
public sealed class PortBook(string path)
{
    // Below Linux's range for outgoing connections (32768 and up), or a restarted child could find its port borrowed.
    private const int Lowest = 20_000;
    private const int Highest = 32_000;

    private readonly Dictionary<string, int> _ports = StateFile.Read<Dictionary<string, int>>(path) ?? [];

    /// <summary>The port of <paramref name="name"/>: the one it had, else the preferred one, else any free one.</summary>
    public int PortOf(string name, int? preferred = null)
    {
        IEnumerable<int> known = _ports.TryGetValue(name, out var last) ? [last] : [];
        IEnumerable<int> wished = preferred is { } port ? [port] : [];
        var others = _ports.Where(entry => entry.Key != name).Select(entry => entry.Value).ToHashSet();
        var chosen = known.Concat(wished).Concat(AnyPort()).First(candidate => !others.Contains(candidate) && IsFree(candidate));
        if (chosen != last)
        {
            _ports[name] = chosen;
            StateFile.Write(path, _ports);
        }
        return chosen;
    }

    private static IEnumerable<int> AnyPort()
    {
        while (true)
            yield return Random.Shared.Next(Lowest, Highest);
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }
}
