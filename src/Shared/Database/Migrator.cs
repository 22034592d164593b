using System.Data;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace SnsOps.Shared.Database;

/// <summary>Brings a database to the newest schema: numbered embedded SQL files, one transaction each, under an advisory lock.</summary>
/// <remarks>Safe to kill at any point and to run from several processes at once: a step is either whole or absent, and a released file that was changed is refused.</remarks>
public sealed class Migrator(NpgsqlDataSource database)
{
    private const long LockKey = 0x534E534F5053; // "SNSOPS"

    /// <summary>The files, in order: <c>0001_foundations.sql</c>, …</summary>
    public static IReadOnlyList<Migration> All { get; } = Load();

    /// <summary>Applies what is missing and returns the names applied.</summary>
    /// <exception cref="MigrationException">An applied file has changed, or the database is newer than this program.</exception>
    public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct) => MigrateAsync(int.MaxValue, ct);

    /// <summary>The same up to a number: as a database was before what came later.</summary>
    internal async Task<IReadOnlyList<string>> MigrateAsync(int last, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_lock(@LockKey)", new { LockKey }, cancellationToken: ct));
        try
        {
            return await ApplyMissingAsync(connection, last, ct);
        }
        finally
        {
            if (connection.State == ConnectionState.Open)
                await connection.ExecuteAsync("select pg_advisory_unlock(@LockKey)", new { LockKey });
        }
    }

    /// <summary>True when the schema is exactly the one this program was built for.</summary>
    public async Task<bool> IsAtHeadAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var exists = await connection.ExecuteScalarAsync<bool>(new CommandDefinition("select to_regclass('public.schema_migrations') is not null", cancellationToken: ct));
        return exists && await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            "select coalesce(max(number), 0) from public.schema_migrations", cancellationToken: ct)) >= All[^1].Number;
    }

    private static async Task<IReadOnlyList<string>> ApplyMissingAsync(NpgsqlConnection connection, int last, CancellationToken ct)
    {
        await connection.ExecuteAsync(new CommandDefinition("""
            create table if not exists public.schema_migrations (
                number     int primary key,
                name       text not null,
                checksum   text not null,
                applied_at timestamptz not null default clock_timestamp())
            """, cancellationToken: ct));
        var applied = (await connection.QueryAsync<AppliedMigration>(new CommandDefinition(
            "select number, name, checksum from public.schema_migrations order by number", cancellationToken: ct))).ToDictionary(m => m.Number);
        Check(applied);

        var done = new List<string>();
        foreach (var migration in All.Where(m => m.Number <= last && !applied.ContainsKey(m.Number)))
        {
            await ApplyAsync(connection, migration, ct);
            done.Add(migration.Name);
        }

        await connection.ExecuteAsync(new CommandDefinition("select snsops.ensure_month_partitions(name, 3) from snsops.partitioned_tables", cancellationToken: ct));
        return done;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var command = new NpgsqlCommand(migration.Sql, connection, transaction) { CommandTimeout = 0 })
            await command.ExecuteNonQueryAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into public.schema_migrations (number, name, checksum) values (@Number, @Name, @Checksum)
            """, migration, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }

    private static void Check(Dictionary<int, AppliedMigration> applied)
    {
        foreach (var migration in All)
        {
            if (applied.TryGetValue(migration.Number, out var row) && row.Checksum != migration.Checksum)
                throw new MigrationException($"Migration {migration.Name} was changed after it was applied. Restore the file and put the change into a new one. | 이미 적용된 마이그레이션 {migration.Name}이(가) 바뀌었습니다. 파일을 되돌리고 새 파일로 만드세요.");
        }

        if (applied.Keys.DefaultIfEmpty(0).Max() is var newest && newest > All[^1].Number)
            throw new MigrationException($"The database is at migration {newest}, this program knows only {All[^1].Number}. Deploy the newer program. | 데이터베이스가 이 프로그램보다 새롭습니다.");
    }

    private static List<Migration> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal) && char.IsAsciiDigit(name[0]))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
                var sql = reader.ReadToEnd();
                return new Migration(int.Parse(name.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture), name, sql,
                    Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
            })];
    }

    private sealed record AppliedMigration(int Number, string Name, string Checksum);
}

/// <summary>One numbered file of the schema's history.</summary>
/// <param name="Number">The four digits its name starts with.</param>
/// <param name="Name">File name.</param>
/// <param name="Sql">Its text, run in one transaction.</param>
/// <param name="Checksum">SHA-256 of the text, lower-case hex.</param>
public sealed record Migration(int Number, string Name, string Sql, string Checksum);

/// <summary>The schema and this program do not fit together; the message says what to do.</summary>
public sealed class MigrationException(string message) : Exception(message);
