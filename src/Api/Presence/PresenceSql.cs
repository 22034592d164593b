using Dapper;
using Npgsql;
using SnsOps.Shared.Hosting;

namespace SnsOps.Api.Presence;

/// <summary>Who has the page open, as all instances of the Api know it.</summary>
internal sealed class PresenceSql(NpgsqlDataSource database, WorkerIdentity identity)
{
    /// <summary>Notes who is connected to this instance and who has left it, and forgets what is older than five minutes.</summary>
    public async Task NoteAsync(IReadOnlyCollection<Guid> here, IReadOnlyCollection<Guid> gone, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into presence (user_id, instance, seen_at) select u, @instance, clock_timestamp() from unnest(@here) as u order by u
            on conflict (user_id, instance) do update set seen_at = excluded.seen_at;
            delete from presence where (instance = @instance and user_id = any(@gone)) or seen_at < clock_timestamp() - interval '5 minutes'
            """, new { instance = identity.Id, here = here.ToArray(), gone = gone.ToArray() }, cancellationToken: ct));
    }

    /// <summary>Those who work for one of these clients, and admins, who were there within five minutes.</summary>
    public async Task<IReadOnlyList<PresentUser>> OnlineAsync(Guid[] clients, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<PresentUser>(new CommandDefinition("""
            select u.id as user_id, u.name, u.role::text as role, max(p.seen_at) as seen_at
              from presence p join users u on u.id = p.user_id and u.active
             where p.seen_at > clock_timestamp() - interval '5 minutes'
               and (u.role = 'admin' or exists (select from client_members m where m.user_id = u.id and m.client_id = any(@clients)))
             group by u.id order by u.name, u.id
            """, new { clients }, cancellationToken: ct))).AsList();
    }
}

/// <summary>Somebody who has the page open.</summary>
public sealed record PresentUser(Guid UserId, string Name, string Role, DateTimeOffset SeenAt);
public sealed record PresentUsers(IReadOnlyList<PresentUser> Items);
