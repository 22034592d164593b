using System.Net.WebSockets;
using Npgsql;
using SnsOps.Api.Auth;

namespace SnsOps.Api.Live;

/// <summary>The open connections of this instance, and how far in the log it has read.</summary>
internal sealed class LiveHub(CallerSql callers, LiveOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>For this part of their time rights are not read again.</summary>
    private const double Fresh = 0.75;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _readingRights = new(1, 1);
    private readonly TaskCompletionSource<bool> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LiveConnection[] _connections = [];
    private Rights _rights = Rights.None;
    private Task _rereading = Task.CompletedTask;

    /// <summary>Number of the last event given to the connections.</summary>
    public long Position { get; private set; }

    /// <summary>True once it is known where the log stands; before that nobody can be told what they missed. False: the process stops.</summary>
    public Task<bool> Started => _started.Task;

    /// <summary>How many are connected.</summary>
    public int Count => Volatile.Read(ref _connections).Length;

    /// <summary>Who is connected here.</summary>
    public HashSet<Guid> Users() => [.. Volatile.Read(ref _connections).Select(c => c.User.UserId)];

    /// <summary>Adds a connection: it gets what comes after <see cref="Position"/>, the rest it reads itself. False: its user has too many.</summary>
    public bool TryAdd(LiveConnection connection)
    {
        lock (_gate)
        {
            if (_connections.Count(c => c.User.UserId == connection.User.UserId) >= options.ConnectionsPerUser)
                return false;
            connection.Position = Math.Max(connection.Position, Position);
            _connections = [.. _connections, connection];
            return true;
        }
    }

    public void Remove(LiveConnection connection)
    {
        lock (_gate)
            _connections = [.. _connections.Where(c => c != connection)];
    }

    /// <summary>Where a new instance begins.</summary>
    public void StartAt(long position)
    {
        lock (_gate)
            Position = Math.Max(Position, position);
        _started.TrySetResult(true);
    }

    /// <summary>Passes over what nobody here is connected for; false: somebody is by now.</summary>
    public bool TrySkipTo(long position)
    {
        lock (_gate)
        {
            if (_connections.Length > 0)
                return false;
            Position = Math.Max(Position, position);
            return true;
        }
    }

    /// <summary>Queues events for everybody in their audience, by the rights of now; <see cref="Wake"/> follows.</summary>
    /// <returns>How many messages that made.</returns>
    public async Task<int> OfferAsync(IReadOnlyList<LiveEventRow> events, CancellationToken ct)
    {
        // Rights first: when they cannot be read, the events are not passed yet and come again.
        var known = Volatile.Read(ref _connections);
        var rights = known.Length == 0 ? new Dictionary<Guid, Caller>() : await RightsAsync(known, ct);
        LiveConnection[] connections;
        lock (_gate)
        {
            connections = _connections;
            Position = events[^1].Seq;
        }

        var told = 0;
        foreach (var connection in connections)
        {
            // Who came while the rights were being read was let in by those of now.
            var user = rights.GetValueOrDefault(connection.User.UserId) ?? (known.Contains(connection) ? null : connection.User);
            if (user is null)
                continue;
            foreach (var row in events)
            {
                if (row.Seq <= connection.Position || !row.IsFor(user))
                    continue;
                connection.Offer(row.Bytes, row.Seq);
                told++;
            }
        }

        return told;
    }

    /// <summary>Lets the connections send what is queued for them: all, or one part of so many.</summary>
    public void Wake(int part = 0, int parts = 1)
    {
        var connections = Volatile.Read(ref _connections);
        for (var i = part; i < connections.Length; i += parts)
            connections[i].Wake();
    }

    /// <summary>Closes what has ended: tokens, silent clients, users locked out.</summary>
    public async Task TidyAsync(CancellationToken ct)
    {
        var connections = Volatile.Read(ref _connections);
        if (connections.Length == 0)
            return;
        var now = clock.GetUtcNow();
        foreach (var connection in connections)
        {
            if (connection.EndsAt <= now)
                connection.Close(LiveConnection.TokenEnded, "token expired");
            else if (connection.Silence.TotalSeconds > options.SilenceSeconds)
                connection.Close(LiveConnection.Silent, "no ping");
        }

        var rights = await RightsAsync(connections, ct);
        foreach (var connection in connections.Where(c => !rights.ContainsKey(c.User.UserId)))
            connection.Close(LiveConnection.TokenEnded, "user is not active");
    }

    /// <summary>The process stops.</summary>
    public void CloseAll()
    {
        _started.TrySetResult(false);
        foreach (var connection in Volatile.Read(ref _connections))
            connection.Close(WebSocketCloseStatus.EndpointUnavailable, "restarting");
    }

    /// <inheritdoc />
    public void Dispose() => _readingRights.Dispose();

    /// <summary>Who may see what: read again when older than a moment, or when somebody is new. Shortly before that they are read beside what goes on, so that nobody's event waits for it.</summary>
    private async Task<IReadOnlyDictionary<Guid, Caller>> RightsAsync(LiveConnection[] connections, CancellationToken ct)
    {
        var users = connections.Select(c => c.User.UserId).Distinct().ToArray();
        var rights = Volatile.Read(ref _rights);
        if (!rights.Serve(users, options.RightsSeconds))
            return (await ReadRightsAsync(users, options.RightsSeconds, ct)).Of;
        if (!rights.Serve(users, options.RightsSeconds * Fresh) && _rereading.IsCompleted)
            _rereading = Task.Run(() => RereadRightsAsync(users, ct), ct);
        return rights.Of;
    }

    private async Task RereadRightsAsync(Guid[] users, CancellationToken ct)
    {
        try
        {
            await ReadRightsAsync(users, options.RightsSeconds * Fresh, ct);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            // those at hand are too old in a moment, and who reads them then meets the same fault
        }
    }

    private async Task<Rights> ReadRightsAsync(Guid[] users, double seconds, CancellationToken ct)
    {
        await _readingRights.WaitAsync(ct);
        try
        {
            if (!_rights.Serve(users, seconds))
            {
                var readAt = TimeProvider.System.GetTimestamp();
                Volatile.Write(ref _rights, new Rights((await callers.FindManyAsync(users, ct)).ToDictionary(c => c.UserId), users.ToHashSet(), readAt));
            }

            return _rights;
        }
        finally
        {
            _readingRights.Release();
        }
    }

    /// <summary>What users might see at an instant.</summary>
    /// <param name="Of">By user; who is not active is missing.</param>
    /// <param name="Asked">Who was asked about.</param>
    /// <param name="ReadAt">Timestamp just before.</param>
    private sealed record Rights(IReadOnlyDictionary<Guid, Caller> Of, IReadOnlySet<Guid> Asked, long ReadAt)
    {
        public static readonly Rights None = new(new Dictionary<Guid, Caller>(), new HashSet<Guid>(), 0);

        /// <summary>Whether they are of these users and not older than so many seconds.</summary>
        public bool Serve(Guid[] users, double seconds) =>
            ReadAt != 0 && TimeProvider.System.GetElapsedTime(ReadAt).TotalSeconds < seconds && Array.TrueForAll(users, Asked.Contains);
    }
}
