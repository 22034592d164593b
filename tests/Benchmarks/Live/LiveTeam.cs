using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace SnsOps.Benchmarks.Live;

/// <summary>Clients of the agency with their staff, who connect by tickets.</summary>
internal sealed class LiveTeam : IDisposable
{
    private const int AtOnce = 8;
    private readonly SemaphoreSlim _places = new(AtOnce, AtOnce);
    private readonly NpgsqlDataSource _database;

    private LiveTeam(NpgsqlDataSource database, Guid[] clients, Guid[] users) => (_database, Clients, Users) = (database, clients, users);

    /// <summary>The clients.</summary>
    public Guid[] Clients { get; }

    /// <summary>Operators; user i belongs to client i modulo their number.</summary>
    public Guid[] Users { get; }

    /// <summary>Makes them.</summary>
    public static async Task<LiveTeam> MakeAsync(NpgsqlDataSource database, int clients, int users, CancellationToken ct)
    {
        var team = new LiveTeam(database, Ids(clients), Ids(users));
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into clients (id, name) select id, '실시간 ' || id from unnest(@Clients) as c (id);
            insert into users (id, email, name, role, password_hash) select id, id || '@bench.example', '담당자', 'operator', 'x' from unnest(@Users) as u (id);
            insert into client_members (client_id, user_id) select (@Clients)[1 + (n - 1) % cardinality(@Clients)], id from unnest(@Users) with ordinality as u (id, n)
            """, new { team.Clients, team.Users }, cancellationToken: ct));
        return team;
    }

    /// <summary>A ticket for each of so many connections, spread over the users.</summary>
    public async Task<string[]> TicketsAsync(IReadOnlyList<int> connections, CancellationToken ct)
    {
        var tickets = connections.Select(_ => RandomNumberGenerator.GetHexString(32)).ToArray();
        await _places.WaitAsync(ct);
        try
        {
            await using var connection = await _database.OpenConnectionAsync(ct);
            await connection.ExecuteAsync(new CommandDefinition(
                "insert into ws_tickets (ticket_hash, user_id, expires_at) select hash, id, now() + interval '5 minutes' from unnest(@hashes, @users) as t (hash, id)",
                new { hashes = tickets.Select(t => SHA256.HashData(Encoding.UTF8.GetBytes(t))).ToArray(), users = connections.Select(i => Users[i % Users.Length]).ToArray() }, cancellationToken: ct));
            return tickets;
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private static Guid[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
}
