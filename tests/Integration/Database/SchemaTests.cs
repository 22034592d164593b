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
               and c.confrelid in ('contents'::regclass, 'platform_accounts'::regclass, 'media_assets'::regclass, 'publications'::regclass, 'comments_inbox'::regclass)
            """);
        var without = await connection.QueryAsync<string>("""
            select t.name from unnest(array['platform_accounts', 'account_tokens', 'contents', 'content_media', 'content_targets', 'media_assets', 'publications', 'attempts',
                                            'publishing_logs', 'comments_inbox', 'analytics_snapshots', 'reports', 'job_items', 'client_members', 'comment_replies', 'incidents', 'holds', 'publication_acts', 'read_backs', 'publishing_quotas', 'api_calls', 'publication_parts', 'first_comments', 'comment_actions', 'comment_webhooks', 'post_looks', 'analytics_checks', 'api_cache', 'connections', 'account_troubles', 'post_risks', 'knowledge_documents', 'vector_embeddings', 'knowledge_counts', 'knowledge_terms', 'reply_drafts', 'draft_policies', 'conversations', 'questions', 'question_runs']) as t (name)
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
        var text = new StringBuilder("-- Generated from a migrated database; do not edit. SNSOPS_WRITE_SCHEMA=1 ./snsops test integration writes it.\n-- Month partitions and their indexes are left out.\n\n");
        foreach (var statement in await connection.QueryAsync<string>("""
            with tables as (
                select c.oid, c.oid::regclass::text as name from pg_class c
                 where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace in ('public'::regnamespace, 'snsops'::regnamespace)),
            columns as (
                select t.oid, string_agg('    ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
                           || case when d.oid is null then '' when a.attgenerated = 's' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
                                   else ' default ' || pg_get_expr(d.adbin, d.adrelid) end, E',\n' order by a.attnum) as body
                  from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
                  left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
                 group by t.oid),
            rules as (
                select k.conrelid, string_agg(E',\n    constraint ' || k.conname || ' ' || pg_get_constraintdef(k.oid), '' order by k.contype = 'c', k.contype = 'f', k.conname) as body
                  from pg_constraint k where k.contype <> 'n' group by k.conrelid)
            select statement from (
                select 1 as part, t.typname::text as name, 'create type ' || t.typname || ' as enum (' || string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) || ');' as statement
                  from pg_type t join pg_enum e on e.enumtypid = t.oid group by t.typname
                union all
                select 2, p.proname::text, pg_get_functiondef(p.oid) || ';' from pg_proc p where p.pronamespace = 'snsops'::regnamespace
                union all
                select 3, t.name || ' 0', 'create table ' || t.name || E' (\n' || c.body || coalesce(r.body, '') || E'\n)' || coalesce(' partition by ' || pg_get_partkeydef(t.oid), '') || ';'
                  from tables t join columns c using (oid) left join rules r on r.conrelid = t.oid
                union all
                select 3, t.name || ' 1 ' || x.relname, lower(left(pg_get_indexdef(i.indexrelid), 6)) || substr(pg_get_indexdef(i.indexrelid), 7) || ';'
                  from tables t join pg_index i on i.indrelid = t.oid join pg_class x on x.oid = i.indexrelid
                 where not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.conrelid = i.indrelid)
                union all
                select 4, c.relname::text, 'create view ask.' || c.relname || ' with (' || array_to_string(c.reloptions, ', ') || E') as\n' || pg_get_viewdef(c.oid)
                  from pg_class c where c.relnamespace = 'ask'::regnamespace and c.relkind = 'v'
                union all
                select 5, p.tablename || ' ' || p.policyname, 'create policy ' || p.policyname || ' on ' || p.tablename || ' for ' || lower(p.cmd) || ' to ' || array_to_string(p.roles, ', ') || ' using ' || p.qual || ';'
                  from pg_policies p
                union all
                select 6, t.name || ' ' || g.tgname, lower(left(pg_get_triggerdef(g.oid), 14)) || substr(pg_get_triggerdef(g.oid), 15) || ';'
                  from tables t join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal) as all_of_it
             order by part, name collate "C"
            """))
        {
            text.Append(statement.Replace("\r", "", StringComparison.Ordinal).TrimEnd()).Append("\n\n");
        }

        return text.ToString().TrimEnd() + "\n";
    }

    private static string Root() => Environment.GetEnvironmentVariable("SNSOPS_ROOT")
        ?? throw new InvalidOperationException("SNSOPS_ROOT is not set: run ./snsops test");
}
