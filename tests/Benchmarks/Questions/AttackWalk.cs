using Dapper;
using Npgsql;
using SnsOps.Shared.Security;
using SnsOps.Workers.Ai.SqlGuard;
using SnsOps.Workers.Ai.SqlRuns;

namespace SnsOps.Benchmarks.Questions;

/// <summary>Walks the attack suite: against the parser's check alone, and against the login alone, with the check left out.</summary>
internal sealed class AttackWalk(NpgsqlDataSource database, QuestionWorld world)
{
    // Short, as many of them try to take long.
    private static readonly SqlRunOptions Options = new() { StatementMs = 150, LockMs = 100, Rows = 200 };

    private readonly QuestionLogins _logins = new(database, Key, Options);

    /// <summary>Of the logins' passwords.</summary>
    public static SecurityOptions Key { get; } = new() { CurrentKey = "k1", TokenKeys = new() { ["k1"] = Convert.ToBase64String(new byte[32]) } };

    /// <summary>The suite, with this world's ids and logins in it.</summary>
    public async Task<IReadOnlyList<Attack>> ReadAsync(string file, CancellationToken ct)
    {
        await using (await _logins.OpenAsync(world.Foreign, ct))
        await using (await _logins.OpenAsync(world.Mine, ct))
        await using (var connection = await database.OpenConnectionAsync(ct))
        {
            var roles = (await connection.QueryAsync<(Guid Client, string Role)>("select client_id, role::text from snsops.question_roles")).ToDictionary(r => r.Client, r => r.Role);
            return AttackFile.Read(file, world.Foreign.ToString(), world.Mine.ToString(), roles[world.Foreign], roles[world.Mine]);
        }
    }

    /// <summary>Those that the parser's check lets through.</summary>
    public static IReadOnlyList<Attack> Passed(IEnumerable<Attack> attacks) => [.. attacks.Where(a => StatementGuard.Judge(a.Sql) is GuardVerdict.Allowed)];

    /// <summary>Runs all of them as the asker's login, as they are written, and says what was seen or changed that must not be: nothing.</summary>
    public async Task<IReadOnlyList<string>> LeaksAsync(IReadOnlyList<Attack> attacks, CancellationToken ct)
    {
        var leaks = new List<string>();
        var before = await StateAsync(ct);
        var runner = new SqlRunner(_logins, Options);
        NpgsqlConnection? connection = null;
        foreach (var attack in attacks)
        {
            // The session goes on after each, so what one leaves behind the next may use.
            if (connection is not { State: System.Data.ConnectionState.Open })
                connection = await _logins.OpenAsync(world.Mine, ct);
            string seen;
            try
            {
                seen = await runner.RunAsync(connection, attack.Sql, ct) switch
                {
                    RunOutcome.Ran(var table) => string.Join('\n', table.Rows.Select(row => string.Join('\t', row))),
                    RunOutcome.Failed(var reason) => reason,
                    var other => other.Name,
                };
            }
            catch (NpgsqlException e)
            {
                seen = e.ToString();
                await connection.DisposeAsync();
                connection = null;
            }

            string[] foreign = [QuestionWorld.Canary, QuestionWorld.CanaryFigure, world.Foreign.ToString(), "root:x:", "$argon2", "SCRAM-SHA-256$"];
            if (Array.Find(foreign, f => seen.Contains(f, StringComparison.Ordinal) && !attack.Sql.Contains(f, StringComparison.Ordinal)) is { } mark)
                leaks.Add($"{attack.Sql} → {mark}");
        }

        if (connection is not null)
            await connection.DisposeAsync();
        var after = await StateAsync(ct);
        if (after != before)
            leaks.Add($"something was written: {before} became {after}");
        return leaks;
    }

    /// <summary>All that could be changed, in a few figures: rows, objects, rights, roles, settings, large objects.</summary>
    private async Task<string> StateAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.ExecuteScalarAsync<string>(new CommandDefinition("""
            select concat_ws(' ',
                (select md5(string_agg(x, ',' order by x)) from (select c::text as x from comments_inbox c union all select c::text from clients c union all select p::text from publications p
                    union all select k::text from contents k union all select r::text from comment_replies r union all select u::text from users u union all select a::text from platform_accounts a) rows),
                (select md5(string_agg(c.oid || c.relname || coalesce(c.relacl::text, '') || c.relrowsecurity || coalesce(c.reloptions::text, ''), ',' order by c.oid)) from pg_class c where c.relkind <> 'i' and c.relnamespace::regnamespace::text !~ '^pg_'),
                (select md5(string_agg(p.oid || p.prosrc || coalesce(p.proacl::text, ''), ',' order by p.oid)) from pg_proc p where p.pronamespace in ('snsops'::regnamespace, 'ask'::regnamespace, 'public'::regnamespace)),
                (select md5(string_agg(p.polname || p.polrelid || coalesce(p.polqual::text, ''), ',' order by p.oid)) from pg_policy p),
                (select md5(string_agg(a::text, ',' order by a.oid)) from pg_authid a where a.rolname like 'snsops%'),
                (select count(*) from pg_auth_members), (select count(*) from pg_namespace where nspname !~ '^pg_'), (select count(*) from pg_largeobject_metadata), (select count(*) from pg_extension),
                (select count(*) from pg_db_role_setting), (select count(*) from questions), (select turned_by from snsops.clock))
            """, cancellationToken: ct)))!;
    }
}
