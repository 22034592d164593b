using System.Text.Json.Nodes;
using Dapper;
using Npgsql;

namespace SnsOps.Integration.Api;

/// <summary>Who changed what is written in the transaction that changes it, and can neither be mended nor deleted.</summary>
public sealed class AuditTests(ApiServer api) : IClassFixture<ApiServer>
{
    /// <summary>Tables nobody edits by hand, or that say themselves who did what and when. A new table is audited (snsops.keep_audit in its migration) or stands here.</summary>
    private static readonly string[] NotAudited =
    [
        "account_tokens", "account_troubles", "analytics_checks", "analytics_snapshots", "api_breakers", "api_budget_leases", "api_budgets", "api_cache", "api_calls", "attempts", "audit_log", "best_times",
        "comment_answerers", "comment_hours", "comment_progress", "comment_webhooks", "comments_inbox", "connections", "contact_challenges", "content_reviews", "conversations", "delivery_attempts", "first_comments", "idempotency_keys", "kafka_brokers", "knowledge_counts", "knowledge_terms",
        "live_events", "llm_cache", "llm_requests", "llm_spending", "metric_catalogue", "metric_refusals", "notification_deliveries", "notification_kinds", "notifications", "post_looks", "post_risks", "presence", "publication_acts", "publication_parts", "publishing_logs",
        "publishing_quotas", "question_runs", "read_backs", "reports", "scan_horizons", "schema_migrations", "sessions", "vector_embeddings", "webhook_deliveries", "workers", "ws_tickets",
    ];

    [Fact]
    public async Task An_edit_is_told_with_who_and_what_it_was_and_became()
    {
        var team = await api.TeamAsync();
        var content = await team.DraftAsync(body: "처음 쓴 글");
        await team.Operator.SendAsync(HttpMethod.Patch, $"/v1/contents/{content}", new { body = "고쳐 쓴 글" }, 200, ("If-Match", "\"1\""), ("X-Correlation-Id", "request-00001"));

        var edit = (await team.Manager.GetAsync($"/v1/audit?subject=contents&subject_id={content}&operation=editContent"))["items"]!.AsArray().Single()!;
        Assert.Equal((team.Operator.UserId, team.Client, "update", "request-00001"), ((Guid)edit["actor_id"]!, (Guid)edit["client_id"]!, (string)edit["action"]!, (string)edit["request_id"]!));
        Assert.Equal(("처음 쓴 글", "고쳐 쓴 글"), ((string)edit["before"]!["body"]!, (string)edit["after"]!["body"]!));
        Assert.Null(edit["after"]!["title"]);       // only what changed
        var written = (await team.Manager.GetAsync($"/v1/audit?subject_id={content}&operation=createContent"))["items"]!.AsArray();
        Assert.Equal("처음 쓴 글", (string)written.Single(w => (string)w!["subject"]! == "contents")!["after"]!["body"]!);
    }

    [Fact]
    public async Task What_is_refused_or_undone_leaves_no_trace_and_no_secret_ever_stands_there()
    {
        var team = await api.TeamAsync();
        var content = await team.DraftAsync();
        await team.Operator.RefusedAsync(HttpMethod.Patch, $"/v1/contents/{content}", new { media_ids = new[] { Guid.NewGuid() }, body = "없는 사진과 함께" }, 404, ("If-Match", "\"1\""));
        Assert.Empty((await team.Manager.GetAsync($"/v1/audit?subject_id={content}&operation=editContent"))["items"]!.AsArray());

        await team.Manager.SendAsync(HttpMethod.Put, $"/v1/accounts/{team.Account}/token", new { access_token = "token-not-to-be-seen" }, 204);
        var (_, key) = await team.Manager.KeyAsync(team.Client);
        Assert.NotEmpty((await team.Manager.GetAsync($"/v1/audit?subject_id={team.Account}&operation=reconnectAccount"))["items"]!.AsArray());
        var all = await api.Database.ScalarAsync<string>("select string_agg(l::text, '|') from audit_log l");
        foreach (var secret in (string[])["token-not-to-be-seen", key, "password_hash\": \"", "key_hash\": \""])
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_asks_of_the_data_is_not_read_here()
    {
        var team = await api.TeamAsync();
        var asked = (Guid)(await team.Operator.PostAsync($"/v1/clients/{team.Client}/questions", new { text = "이번 달 해지 문의 몇 건이야?" }, 202))["id"]!;
        Assert.DoesNotContain("해지 문의", await api.Database.ScalarAsync<string>("select string_agg(l::text, '|') from audit_log l where subject_id = @asked::text", new { asked }), StringComparison.Ordinal);

        // As it was kept at first; the log is only added to.
        await api.Database.ExecuteAsync("""
            insert into audit_log (client_id, actor_id, operation, request_id, subject, subject_id, action, after)
            values (@Client, @UserId, 'askQuestion', 'request-00002', 'questions', @asked, 'insert', '{"text": "이번 달 해지 문의 몇 건이야?", "state": "waiting"}')
            """, new { team.Client, team.Operator.UserId, asked = asked.ToString() });
        var told = (await team.Manager.GetAsync($"/v1/audit?subject=questions&subject_id={asked}"))["items"]!.AsArray();
        Assert.Equal(2, told.Count);
        Assert.All(told, line => Assert.Equal(("waiting", null), ((string?)line!["after"]!["state"], (string?)line["after"]!["text"])));
    }

    [Fact]
    public async Task The_log_is_only_added_to()
    {
        var team = await api.TeamAsync();
        await team.DraftAsync();
        foreach (var statement in (string[])["update audit_log set operation = '몰래'", "delete from audit_log", "truncate audit_log"])
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => api.Database.ExecuteAsync(statement))).SqlState);
    }

    [Fact]
    public async Task A_manager_reads_of_their_clients_only_and_an_admin_all_by_pages()
    {
        var (mine, other) = (await api.TeamAsync(), await api.TeamAsync());
        var hidden = await other.DraftAsync();
        for (var i = 0; i < 3; i++)
            await mine.DraftAsync();
        Assert.DoesNotContain((await mine.Manager.GetAsync("/v1/audit?page_size=200"))["items"]!.AsArray(), l => (Guid?)l!["client_id"] != mine.Client);
        Assert.Empty((await mine.Manager.GetAsync($"/v1/audit?client_id={other.Client}"))["items"]!.AsArray());
        Assert.NotEmpty((await api.Admin.GetAsync($"/v1/audit?subject_id={hidden}"))["items"]!.AsArray());
        Assert.Equal("auth.forbidden", await mine.Operator.RefusedAsync(HttpMethod.Get, "/v1/audit", null, 403));

        var read = new List<JsonNode>();
        string? token = null;
        do
        {
            var page = await api.Admin.GetAsync($"/v1/audit?client_id={mine.Client}&page_size=2" + (token is null ? "" : "&page_token=" + token));
            read.AddRange(page["items"]!.AsArray()!);
            token = (string?)page["next_page_token"];
        }
        while (token is not null);
        Assert.Equal(await api.Database.ScalarAsync<long>("select count(*) from audit_log where client_id = @Client", new { mine.Client }), read.Select(r => (Guid)r["id"]!).Distinct().Count());
        Assert.Equal(read.Select(r => (string)r["at"]!).OrderDescending(StringComparer.Ordinal), read.Select(r => (string)r["at"]!));
    }

    [Fact]
    public async Task What_a_person_says_of_something_unknown_is_audited_with_its_verdict()
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync();
        await api.AskAsync(publication);
        await team.Operator.PostAsync($"/v1/publications/{publication}/resolve", new { posted = false });
        var said = (await team.Manager.GetAsync($"/v1/audit?subject_id={publication}&operation=resolve"))["items"]!.AsArray().Single()!;
        Assert.Equal((team.Operator.UserId, "not_there"), ((Guid)said["actor_id"]!, (string)said["after"]!["status"]!));
    }

    [Fact]
    public async Task A_process_that_acts_for_nobody_writes_nothing_here()
    {
        var team = await api.TeamAsync();
        var content = await team.DraftAsync();
        var before = await api.Database.ScalarAsync<long>("select count(*) from audit_log where subject_id = @content::text", new { content });
        await api.Database.ExecuteAsync("update contents set title = '워커가 고침' where id = @content", new { content });
        Assert.Equal(before, await api.Database.ScalarAsync<long>("select count(*) from audit_log where subject_id = @content::text", new { content }));
    }

    [Fact]
    public async Task Every_table_is_audited_or_named_as_one_that_is_not()
    {
        await using var connection = await api.Database.DataSource.OpenConnectionAsync();
        var unknown = (await connection.QueryAsync<string>("""
            select r.relname from pg_class r
             where r.relnamespace = 'public'::regnamespace and r.relkind in ('r', 'p') and not r.relispartition and r.relname <> all(@NotAudited)
               and not exists (select from pg_trigger t where t.tgrelid = r.oid and t.tgname = 'audited')
            """, new { NotAudited })).AsList();
        Assert.True(unknown.Count == 0, "Add `select snsops.keep_audit('TABLE', 'secret_column', …);` to a migration, or the table to AuditTests.NotAudited: " + string.Join(", ", unknown));
    }
}
