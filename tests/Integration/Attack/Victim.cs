using System.Security.Cryptography;
using System.Text;
using Dapper;
using SnsOps.Integration.Api;

namespace SnsOps.Integration.Attack;

/// <summary>A client with one row of everything, each with a word in it that must never be told to anybody else.</summary>
public sealed class Victim
{
    /// <summary>Stands in every text of the victim.</summary>
    public const string Secret = "새면안되는말";

    /// <summary>Its client and people.</summary>
    public required Team Team { get; init; }

    /// <summary>Somebody of the client itself.</summary>
    public required Session Customer { get; init; }

    public Guid Client => Team.Client;
    public Guid Account => Team.Account;
    public Guid Content { get; } = Guid.CreateVersion7();
    public Guid Publication { get; } = Guid.CreateVersion7();
    public Guid Media { get; } = Guid.CreateVersion7();
    public Guid Comment { get; } = Guid.CreateVersion7();
    public Guid Reply { get; } = Guid.CreateVersion7();
    public Guid Action { get; } = Guid.CreateVersion7();
    public Guid Hold { get; } = Guid.CreateVersion7();
    public Guid Incident { get; } = Guid.CreateVersion7();
    public Guid Rule { get; } = Guid.CreateVersion7();
    public Guid Document { get; } = Guid.CreateVersion7();
    public Guid Draft { get; } = Guid.CreateVersion7();
    public Guid Conversation { get; } = Guid.CreateVersion7();
    public Guid Question { get; } = Guid.CreateVersion7();
    public Guid Copy { get; } = Guid.CreateVersion7();
    public Guid Report { get; } = Guid.CreateVersion7();
    public Guid Connection { get; } = Guid.CreateVersion7();
    public Guid Notification { get; } = Guid.CreateVersion7();
    public Guid Attempt { get; } = Guid.CreateVersion7();
    public Guid JobItem { get; } = Guid.CreateVersion7();
    public Guid Key { get; } = Guid.CreateVersion7();
    public Guid Link { get; } = Guid.CreateVersion7();
    public Guid Saved { get; } = Guid.CreateVersion7();
    public Guid Contact { get; } = Guid.CreateVersion7();
    public Guid Recipient { get; } = Guid.CreateVersion7();

    /// <summary>What stands for a query parameter that takes an id: those of the same name.</summary>
    public IReadOnlyDictionary<string, Guid> Named => new Dictionary<string, Guid>(StringComparer.Ordinal)
    {
        ["client_id"] = Client, ["account_id"] = Account, ["content_id"] = Content, ["publication_id"] = Publication, ["comment_id"] = Comment, ["incident_id"] = Incident,
        ["report_id"] = Report, ["conversation_id"] = Conversation, ["attempt_id"] = Attempt, ["actor_id"] = Team.Manager.UserId, ["user_id"] = Team.Manager.UserId,
        ["assignee_id"] = Team.Operator.UserId, ["assigned_to"] = Team.Operator.UserId, ["api_key_id"] = Key, ["rule_id"] = Rule, ["media_id"] = Media,
    };

    /// <summary>Writes it all.</summary>
    public static async Task<Victim> MakeAsync(ApiServer api)
    {
        var team = await api.TeamAsync();
        var victim = new Victim { Team = team, Customer = await api.UserAsync("client", team.Client) };
        await using var connection = await api.Database.DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(Rows, new
        {
            victim.Client, victim.Account, victim.Content, victim.Publication, victim.Media, victim.Comment, victim.Reply, victim.Action, victim.Hold, victim.Incident, victim.Rule, victim.Document,
            victim.Draft, victim.Conversation, victim.Question, victim.Copy, victim.Report, victim.Connection, victim.Notification, victim.Attempt, victim.JobItem, victim.Key, victim.Link, victim.Saved, victim.Contact, victim.Recipient,
            Secret, Writer = team.Operator.UserId, Manager = team.Manager.UserId, Seal = SHA256.HashData("승인한 그대로"u8), Hash = SHA256.HashData(Encoding.UTF8.GetBytes(Secret)),
            Pdf = "%PDF-1.4 "u8.ToArray(),
        });
        return victim;
    }

    /// <summary>All rows of the victim in every table that has a client, as one hash each: whatever an attack changes shows.</summary>
    public async Task<IReadOnlyDictionary<string, string>> StateAsync(ApiServer api)
    {
        await using var connection = await api.Database.DataSource.OpenConnectionAsync();
        var tables = (await connection.QueryAsync<string>("""
            select c.table_name from information_schema.columns c
              join pg_class r on r.relname = c.table_name and r.relnamespace = 'public'::regnamespace and r.relkind in ('r', 'p') and not r.relispartition
             where c.table_schema = 'public' and c.column_name = 'client_id' order by 1
            """)).AsList();
        var state = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in tables)
            state[table] = await connection.ExecuteScalarAsync<string>($"select coalesce(count(*) || ' ' || md5(string_agg(t::text, '|' order by t::text)), '') from {table} t where client_id = @Client", new { Client }) ?? "";
        state["clients"] = await connection.ExecuteScalarAsync<string>("select t::text from clients t where id = @Client", new { Client }) ?? "";
        state["users"] = await connection.ExecuteScalarAsync<string>("select string_agg(t::text, '|' order by t::text) from users t where id in (select user_id from client_members where client_id = @Client)", new { Client }) ?? "";
        return state;
    }

    private const string Rows = """
        update clients set name = name || @Secret where id = @Client;
        update platform_accounts set name = @Secret where id = @Account;
        insert into media_assets (id, client_id, sha256, bytes, type, width, height) values (@Media, @Client, @Hash, 3, 'image/jpeg', 640, 640);
        insert into contents (id, client_id, title, body, review_state, seal, scheduled_at, local_time, time_zone, created_by, approved_by, approved_at)
        values (@Content, @Client, @Secret, @Secret, 'approved', @Seal, snsops.now() + interval '2 hours', (snsops.now() + interval '2 hours') at time zone 'Asia/Seoul', 'Asia/Seoul', @Writer, @Manager, snsops.now());
        insert into content_targets (client_id, content_id, account_id) values (@Client, @Content, @Account);
        insert into publications (id, client_id, content_id, account_id, platform, format, state, content_version, seal, scheduled_at, grace, prepare_at, next_attempt_at, asked_at, error_code, error)
        select @Publication, @Client, @Content, @Account, 'facebook', 'facebook_text', 'unknown', 1, @Seal, c.scheduled_at, interval '1 hour', c.scheduled_at - interval '150 seconds', c.scheduled_at, snsops.now(), 'timeout', @Secret
          from contents c where c.id = @Content;
        insert into attempts (id, client_id, account_id, subject_kind, subject_id, epoch, owner, state, number, fingerprint, request_digest, armed_at, send_deadline, next_lookup_at)
        values (@Attempt, @Client, @Account, 'publication', @Publication, 1, gen_random_uuid(), 'unknown', 1, @Secret, 'x', snsops.now(), snsops.now(), snsops.now());
        insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author, message, posted_at, sentiment, score, sentiment_model, scored_at)
        values (@Comment, @Client, @Account, 'facebook', 'c-' || @Comment, 'p1', @Secret, @Secret, snsops.now(), 'negative', 0.9, '내장', snsops.now());
        insert into comment_replies (id, client_id, comment_id, account_id, platform, text, state, asked_at, next_attempt_at, created_by, created_at)
        values (@Reply, @Client, @Comment, @Account, 'facebook', @Secret, 'unknown', snsops.now(), snsops.now(), @Writer, snsops.now());
        insert into comment_actions (id, client_id, comment_id, account_id, platform, action, state, asked_at, next_attempt_at, created_by, created_at)
        values (@Action, @Client, @Comment, @Account, 'facebook', 'hide', 'unknown', snsops.now(), snsops.now(), @Writer, snsops.now());
        insert into sentiment_corrections (id, client_id, comment_id, message, model, model_sentiment, model_score, sentiment, corrected_by, corrected_at)
        values (gen_random_uuid(), @Client, @Comment, @Secret, '내장', 'negative', 0.9, 'neutral', @Writer, snsops.now());
        insert into reply_drafts (id, client_id, comment_id, created_at, state, text, engine, thread_version, closed_at)
        values (@Draft, @Client, @Comment, snsops.now(), 'written', @Secret, 'embedded', '0', snsops.now());
        insert into holds (id, client_id, reason, created_by, since) values (@Hold, @Client, @Secret, @Manager, snsops.now());
        insert into crisis_rules (id, client_id, name, share_tail, count_tail, least_negatives, least_ratio, least_rise, build_up, cool_down_minutes, escalate_minutes, hold, hold_severity, created_by, created_at)
        values (@Rule, @Client, @Secret, 0.01, 0.01, 5, 2, 0.1, 1, 60, '{15}', 'off', 'critical', @Manager, snsops.now());
        insert into crisis_replays (id, client_id, rule_id, from_at, to_at, requested_by, requested_at, finished_at, weeks, alarms)
        values (gen_random_uuid(), @Client, @Rule, snsops.now() - interval '1 week', snsops.now(), @Manager, snsops.now(), snsops.now(), 1, '[]');
        insert into incidents (id, client_id, kind, severity, message, comment_ids, comment_count, opened_at, last_seen_at, hold_id)
        values (@Incident, @Client, 'crisis_comment', 'high', @Secret, array[@Comment], 1, snsops.now(), snsops.now(), @Hold);
        insert into knowledge_documents (id, client_id, kind, title, media_type, text, original, created_by, created_at, updated_by, updated_at)
        values (@Document, @Client, 'faq', @Secret, 'application/pdf', @Secret, @Pdf, @Writer, snsops.now(), @Writer, snsops.now());
        insert into draft_policies (client_id, is_on, sentiments, tone, signature, updated_by, updated_at) values (@Client, true, '{negative}', 'polite', @Secret, @Manager, snsops.now());
        insert into copy_rules (client_id, banned, required, tone, updated_by, updated_at) values (@Client, array[@Secret], '{}', 'polite', @Manager, snsops.now());
        insert into copy_requests (id, client_id, brief, limits, banned, required, tone, wanted, asked_by, created_at)
        values (@Copy, @Client, jsonb_build_object('title', @Secret), '{}', '{}', '{}', 'polite', 1, @Writer, snsops.now());
        insert into conversations (id, client_id, user_id, title, created_at, updated_at) values (@Conversation, @Client, @Manager, @Secret, snsops.now(), snsops.now());
        insert into questions (id, client_id, conversation_id, asked_by, text, asked_at, state, answer, sql, engine, closed_at)
        values (@Question, @Client, @Conversation, @Manager, @Secret, snsops.now(), 'answered', @Secret, 'select 1', 'embedded', snsops.now());
        insert into reports (id, client_id, kind, period_start, period_end, figures, as_of) values (@Report, @Client, 'daily', '2026-01-01', '2026-01-01', jsonb_build_object('note', @Secret), snsops.now());
        insert into connections (id, client_id, user_id, provider, state_hash, browser_hash, key_id, created_at, expires_at, state, error_code, secret)
        values (@Connection, @Client, @Manager, 'meta', @Hash, @Hash, 'k1', snsops.now(), snsops.now() + interval '10 minutes', 'failed', 'denied', null);
        insert into notifications (id, user_id, kind, title, message) values (@Notification, @Manager, 'publish_failed', @Secret, @Secret);
        insert into llm_budgets (client_id, month_micros) values (@Client, 777777000000);
        insert into job_items (id, job, scheduled_for, client_id, subject_id, state, next_attempt_at, error, finished_at)
        values (@JobItem, 'sync-comments', snsops.now(), @Client, @Account, 'failed', snsops.now(), @Secret, clock_timestamp());
        insert into api_keys (id, user_id, name, start, key_hash, scopes, created_at, expires_at)
        values (@Key, @Manager, @Secret, 'sno_aaaaaaaa', sha256(convert_to(@Key::text, 'UTF8')), '{contents:read}', snsops.now(), snsops.now() + interval '90 days');
        insert into api_key_clients (client_id, api_key_id) values (@Client, @Key);
        insert into approval_links (id, client_id, token_hash, recipient, created_by, created_at, expires_at) values (@Link, @Client, @Hash, @Secret, @Manager, snsops.now(), snsops.now() + interval '1 day');
        insert into approval_link_contents (client_id, link_id, content_id) values (@Client, @Link, @Content);
        insert into saved_replies (id, client_id, title, text, created_by, updated_by, created_at, updated_at) values (@Saved, @Client, @Secret, @Secret, @Writer, @Writer, snsops.now(), snsops.now());
        insert into saved_reply_values (client_id, name, value, updated_by, updated_at) values (@Client, '전화', @Secret, @Writer, snsops.now());
        insert into inbox_notes (id, client_id, comment_id, author_id, text, created_at) values (gen_random_uuid(), @Client, @Comment, @Writer, @Secret, snsops.now());
        insert into contacts (id, user_id, client_id, channel, address, created_by, created_at, verified_at)
        values (@Contact, @Manager, null, 'email', @Secret || '@example.com', @Manager, snsops.now(), snsops.now()), (@Recipient, null, @Client, 'email', @Secret || '2@example.com', @Manager, snsops.now(), snsops.now());
        insert into audit_log (client_id, actor_id, operation, request_id, subject, subject_id, action, after) values (@Client, @Manager, 'editContent', 'r1', 'contents', @Content::text, 'insert', jsonb_build_object('title', @Secret));
        """;
}
