using System.Text;
using Dapper;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Database;

/// <summary>src/Shared/Database/schema.sql is what to read to learn the database; it is generated from a migrated one.</summary>
public sealed class SchemaTests
{
    [Fact]
    public async Task The_schema_file_tells_the_truth()
    {
        await using var database = await TestDatabase.CreateAsync();
        var truth = await DumpAsync(database);
        var file = Path.Combine(Root(), "src/Shared/Database/schema.sql");
        if (Environment.GetEnvironmentVariable("SNSOPS_WRITE_SCHEMA") == "1")
            await File.WriteAllTextAsync(file, truth);

        Assert.True(File.Exists(file) && await File.ReadAllTextAsync(file) == truth,
            "schema.sql is stale: run SNSOPS_WRITE_SCHEMA=1 ./snsops test integration, then commit it");
    }

    [Fact]
    public async Task Every_tenant_row_carries_its_client_and_points_at_rows_of_the_same_client()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var connection = await database.DataSource.OpenConnectionAsync();

        var loose = await connection.QueryAsync<string>("""
            select c.conrelid::regclass || '.' || c.conname from pg_constraint c
             where c.contype = 'f' and c.conparentid = 0 and array_length(c.conkey, 1) = 1
               and c.confrelid in ('contents'::regclass, 'platform_accounts'::regclass, 'media_assets'::regclass, 'publications'::regclass)
            """);
        var without = await connection.QueryAsync<string>("""
            select t.name from unnest(array['platform_accounts', 'account_tokens', 'contents', 'content_media', 'content_targets', 'media_assets', 'publications', 'attempts',
                                            'publishing_logs', 'comments_inbox', 'analytics_snapshots', 'reports', 'job_items', 'client_members']) as t (name)
             where not exists (select from information_schema.columns c where c.table_name = t.name and c.column_name = 'client_id' and c.is_nullable = 'NO')
            """);

        Assert.Empty(loose);
        Assert.Empty(without);
    }

    [Fact]
    public async Task Another_clients_account_cannot_be_a_target()
    {
        await using var database = await TestDatabase.CreateAsync();
        var agency = new Agency(database);
        var (cafe, dentist) = (await agency.ClientAsync("온기카페"), await agency.ClientAsync("서울숲 치과"));
        var foreign = await agency.AccountAsync(dentist, "facebook", "page-9", "t");

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => agency.PublicationAsync(cafe, foreign, "facebook_text", "남의 계정으로", 60));
    }

    private static async Task<string> DumpAsync(TestDatabase database)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        var text = new StringBuilder("-- Generated from a migrated database; do not edit. SNSOPS_WRITE_SCHEMA=1 ./snsops test integration writes it.\n");
        foreach (var line in await connection.QueryAsync<string>("""
            select line from (
                select 1 as part, t.typname::text as name, 0::bigint as place,
                       'type ' || t.typname || ': ' || string_agg(e.enumlabel, ', ' order by e.enumsortorder) as line
                  from pg_type t join pg_enum e on e.enumtypid = t.oid group by t.typname
                union all
                select 2, p.proname::text, 0, 'function snsops.' || p.proname || '(' || pg_get_function_arguments(p.oid) || ') returns ' || pg_get_function_result(p.oid)
                  from pg_proc p where p.pronamespace = 'snsops'::regnamespace
                union all
                select 3, c.oid::regclass::text, -1,
                       E'\n' || 'table ' || c.oid::regclass || coalesce(' partition by ' || lower(pg_get_partkeydef(c.oid)), '')
                  from pg_class c where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace in ('public'::regnamespace, 'snsops'::regnamespace)
                union all
                select 3, c.oid::regclass::text, a.attnum,
                       '    ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
                           || coalesce(case when a.attgenerated = 's' then ' generated ' else ' default ' end || pg_get_expr(d.adbin, d.adrelid), '')
                  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
                 where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace in ('public'::regnamespace, 'snsops'::regnamespace)
                union all
                select 3, k.conrelid::regclass::text, 10000 + row_number() over (order by k.contype = 'c', k.conname), '    ' || k.conname || ': ' || pg_get_constraintdef(k.oid)
                  from pg_constraint k join pg_class c on c.oid = k.conrelid
                 where not c.relispartition and k.contype <> 'n' and c.relnamespace in ('public'::regnamespace, 'snsops'::regnamespace)
                union all
                select 3, i.indrelid::regclass::text, 20000 + row_number() over (order by x.relname), '    ' || pg_get_indexdef(i.indexrelid)
                  from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
                 where not c.relispartition and c.relnamespace in ('public'::regnamespace, 'snsops'::regnamespace)
                   and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.conrelid = i.indrelid)) as lines
             order by part, name, place, line
            """))
        {
            text.Append(line.Replace("\r", "", StringComparison.Ordinal)).Append('\n');
        }

        return text.ToString();
    }

    private static string Root() => Environment.GetEnvironmentVariable("SNSOPS_ROOT")
        ?? throw new InvalidOperationException("SNSOPS_ROOT is not set: run ./snsops test");
}
