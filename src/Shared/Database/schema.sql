-- Generated from a migrated database; do not edit. SNSOPS_WRITE_SCHEMA=1 ./snsops test integration writes it.
-- Month partitions and their indexes are left out.

create type account_state as enum ('active', 'needs_reconnect', 'disabled');

create type attempt_state as enum ('armed', 'unknown');

create type comment_act as enum ('hide', 'unhide', 'delete');

create type connect_provider as enum ('meta', 'instagram', 'google');

create type connection_state as enum ('started', 'returned', 'granted', 'done', 'failed');

create type copy_state as enum ('waiting', 'written', 'failed');

create type crisis_rule_state as enum ('draft', 'active', 'retired');

create type delivery_channel as enum ('email', 'sms', 'slack');

create type delivery_state as enum ('waiting', 'claimed', 'armed', 'retrying', 'sent', 'failed', 'unknown', 'cancelled');

create type draft_state as enum ('waiting', 'written', 'no_basis', 'dropped', 'failed');

create type grant_kind as enum ('meta_user', 'meta_page', 'instagram_login', 'google');

create type inbox_state as enum ('open', 'answered', 'done', 'snoozed');

create type job_item_state as enum ('ready', 'claimed', 'done', 'failed', 'cancelled');

create type job_run_state as enum ('running', 'done', 'failed', 'skipped');

create type knowledge_kind as enum ('faq', 'guideline', 'manual');

create type platform as enum ('instagram', 'facebook', 'youtube');

create type publication_format as enum ('instagram_image', 'facebook_text', 'facebook_photo', 'instagram_carousel', 'instagram_reel', 'instagram_story', 'facebook_multi_photo', 'facebook_video', 'facebook_reel', 'facebook_story', 'youtube_video', 'youtube_short');

create type publication_state as enum ('scheduled', 'due', 'claimed', 'armed', 'published', 'retrying', 'failed', 'unknown', 'missed', 'cancelled');

create type question_state as enum ('waiting', 'answered', 'asks_back', 'cannot', 'failed');

create type reply_state as enum ('due', 'claimed', 'armed', 'retrying', 'published', 'failed', 'unknown', 'cancelled');

create type review_state as enum ('draft', 'in_review', 'changes_requested', 'approved', 'expired');

create type sentiment as enum ('positive', 'neutral', 'negative', 'crisis');

create type user_role as enum ('admin', 'manager', 'operator', 'client');

CREATE OR REPLACE FUNCTION snsops.after_quiet(instant timestamp with time zone, starts time without time zone, ends time without time zone, zone_name text)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
    select case when starts is null then instant
                when starts < ends and l.t::time >= starts and l.t::time < ends then (l.t::date + ends) at time zone zone_name
                when starts > ends and l.t::time >= starts then (l.t::date + 1 + ends) at time zone zone_name
                when starts > ends and l.t::time < ends then (l.t::date + ends) at time zone zone_name
                else instant end
      from (select instant at time zone zone_name as t) l
$function$
;

CREATE OR REPLACE FUNCTION snsops.asking_client()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ select client_id from snsops.question_roles where role = session_user::name $function$
;

CREATE OR REPLACE FUNCTION snsops.audit()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
    acting  jsonb := current_setting('snsops.acting')::jsonb;
    secrets text[] := coalesce(tg_argv, '{}');
    old_row jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
    new_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
    whole   jsonb := coalesce(new_row, old_row);
    changed text[];
    was     jsonb;
    becomes jsonb;
begin
    if tg_op = 'UPDATE' then
        select array_agg(n.key) into changed from jsonb_each(new_row) n where n.value is distinct from old_row -> n.key;
        if changed is null or changed <@ array['updated_at'] then
            return null;
        end if;
        select snsops.audited_row(jsonb_object_agg(o.key, o.value), secrets) into was from jsonb_each(old_row) o where o.key = any(changed);
        select snsops.audited_row(jsonb_object_agg(n.key, n.value), secrets) into becomes from jsonb_each(new_row) n where n.key = any(changed);
        if changed && secrets then
            becomes := becomes || jsonb_build_object('also_changed', (select jsonb_agg(c order by c) from unnest(changed) c where c = any(secrets)));
        end if;
    else
        was := snsops.audited_row(old_row, secrets);
        becomes := snsops.audited_row(new_row, secrets);
        was := case when old_row is not null then was end;
        becomes := case when new_row is not null then becomes end;
    end if;
    insert into audit_log (client_id, actor_id, api_key_id, operation, request_id, subject, subject_id, action, before, after)
    values (case when tg_table_name = 'clients' then whole ->> 'id' else whole ->> 'client_id' end::uuid,
            (acting ->> 'user_id')::uuid, (acting ->> 'api_key_id')::uuid, acting ->> 'operation', acting ->> 'request_id',
            regexp_replace(tg_table_name, '_\d{6}$', ''), coalesce(whole ->> 'id', whole ->> 'job', whole ->> 'user_id', whole ->> 'client_id'),
            lower(tg_op), was, becomes);
    return null;
end $function$
;

CREATE OR REPLACE FUNCTION snsops.audit_verdict()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
    insert into audit_log (client_id, actor_id, operation, request_id, subject, subject_id, action, before, after)
    values (new.client_id, substring(new.response from '"user_id":"([0-9a-f-]{36})"')::uuid, 'resolve', new.attempt_id::text, new.subject_kind, new.subject_id::text, 'update',
            jsonb_build_object('status', 'unknown'), jsonb_build_object('status', new.status, 'step', new.step, 'platform_post_id', new.platform_post_id));
    return null;
end $function$
;

CREATE OR REPLACE FUNCTION snsops.audited_row(whole jsonb, secrets text[])
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
AS $function$
    select coalesce(jsonb_object_agg(key, case
               when jsonb_typeof(value) = 'string' and length(value #>> '{}') > 8000
               then jsonb_build_object('characters', length(value #>> '{}'), 'sha256', encode(sha256(convert_to(value #>> '{}', 'UTF8')), 'hex'))
               else value end), '{}')
      from jsonb_each(whole - secrets)
$function$
;

CREATE OR REPLACE FUNCTION snsops.bigrams(input text)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
declare
    letters text[] := string_to_array(translate(lower(left(input, 4000)),
        E' \t\n\u000B\u000C\r\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000', ''), null);
    pieces text[] := '{}';
begin
    for i in 1 .. cardinality(letters) - 1 loop
        pieces[i] := letters[i] || letters[i + 1];
    end loop;
    return pieces;
end $function$
;

CREATE OR REPLACE FUNCTION snsops.content_seal(content uuid)
 RETURNS bytea
 LANGUAGE sql
 STABLE
AS $function$
    select snsops.seal_of(c.title, c.body, c.link, c.first_comment, c.variants,
               array(select m.sha256 from content_media cm join media_assets m on m.id = cm.media_id where cm.content_id = c.id order by cm.position),
               array(select t.account_id from content_targets t where t.content_id = c.id), c.planned_at)
      from contents c where c.id = content
$function$
;

CREATE OR REPLACE FUNCTION snsops.content_snapshot(content uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
    select jsonb_build_object('title', c.title, 'body', c.body, 'link', c.link, 'first_comment', c.first_comment, 'variants', c.variants,
               'planned_at', c.planned_at, 'planned_zone', c.planned_zone,
               'media', coalesce((select jsonb_agg(jsonb_build_object('sha256', encode(m.sha256, 'hex'), 'type', m.type) order by cm.position)
                                    from content_media cm join media_assets m on m.id = cm.media_id where cm.content_id = c.id), '[]'),
               'accounts', coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'platform', a.platform, 'name', a.name) order by a.id)
                                       from content_targets t join platform_accounts a on a.id = t.account_id where t.content_id = c.id), '[]'))
      from contents c where c.id = content
$function$
;

CREATE OR REPLACE FUNCTION snsops.ensure_month_partitions(parent text, months_ahead integer DEFAULT 3)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
    first_day date := date_trunc('month', now() at time zone 'UTC')::date;
    month_day date;
    made int := 0;
begin
    for i in -1 .. months_ahead loop
        month_day := (first_day + make_interval(months => i))::date;
        if to_regclass(format('%s_%s', parent, to_char(month_day, 'YYYYMM'))) is null then
            execute format('create table %s partition of %s for values from (%L) to (%L)',
                format('%s_%s', parent, to_char(month_day, 'YYYYMM')), parent,
                to_char(month_day, 'YYYY-MM-DD') || ' 00:00:00+00',
                to_char((month_day + interval '1 month')::date, 'YYYY-MM-DD') || ' 00:00:00+00');
            made := made + 1;
        end if;
    end loop;
    return made;
end $function$
;

CREATE OR REPLACE FUNCTION snsops.keep_audit(audited regclass, VARIADIC secrets text[] DEFAULT '{}'::text[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
    execute format('create trigger audited after insert or update or delete on %s for each row '
                   'when (coalesce(current_setting(''snsops.acting'', true), '''') <> '''') execute function snsops.audit(%s)',
                   audited, (select coalesce(string_agg(quote_literal(s), ', '), '') from unnest(secrets) s));
end $function$
;

CREATE OR REPLACE FUNCTION snsops.now()
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$ begin return (select statement_timestamp() + turned_by from snsops.clock where only_row); end $function$
;

CREATE OR REPLACE FUNCTION snsops.only_added_to()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
    raise exception '% is only ever added to', tg_table_name using errcode = 'restrict_violation';
end $function$
;

CREATE OR REPLACE FUNCTION snsops.open_questions(for_client uuid, verifier text)
 RETURNS name
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_catalog'
AS $function$
declare
    login name := snsops.question_role_name(for_client);
begin
    perform pg_advisory_xact_lock(hashtextextended(login::text, 0));
    if exists (select from pg_roles where rolname = login) then
        execute format('alter role %I password %L', login, verifier);
    else
        execute format('create role %I login nosuperuser nocreatedb nocreaterole noreplication inherit connection limit 8 password %L', login, verifier);
    end if;
    execute format('grant snsops_questions to %I', login);
    execute format('alter role %I set default_transaction_read_only = on', login);
    execute format('alter role %I set statement_timeout = ''3s''', login);
    execute format('alter role %I set lock_timeout = ''500ms''', login);
    execute format('alter role %I set idle_in_transaction_session_timeout = ''5s''', login);
    execute format('alter role %I set search_path = ask', login);
    if (select rolsuper from pg_roles where rolname = current_user) then
        execute format('alter role %I set temp_file_limit = ''64MB''', login);
    end if;
    insert into snsops.question_roles (role, client_id) values (login, for_client) on conflict (role) do nothing;
    return login;
end $function$
;

CREATE OR REPLACE FUNCTION snsops.post_seal(content_seal bytea, account uuid, format text, scheduled_at timestamp with time zone, first_comment text)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
    select sha256(snsops.seal_text('snsops-post-1') || snsops.seal_part(content_seal) || snsops.seal_part(uuid_send(account)) || snsops.seal_text(format)
        || snsops.seal_time(scheduled_at) || snsops.seal_text(first_comment))
$function$
;

CREATE OR REPLACE FUNCTION snsops.prepare_questions()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_catalog'
AS $function$
declare
    readable record;
    dangerous regprocedure;
    house name := pg_get_userbyid((select relowner from pg_class where oid = 'public.clients'::regclass));
begin
    if not exists (select from pg_roles where rolname = 'snsops_questions') then
        begin
            create role snsops_questions nologin;
        exception when duplicate_object or unique_violation then
            null;                                            -- another database of this cluster was quicker
        end;
    end if;
    revoke all on schema ask from public;
    grant usage on schema ask to snsops_questions;
    grant select on all tables in schema ask to snsops_questions;
    for readable in select * from (values
            ('clients', 'id', 'id, time_zone'),
            ('platform_accounts', 'client_id', 'id, client_id, platform, platform_account_id, name, state, created_at'),
            ('comments_inbox', 'client_id', 'id, client_id, account_id, platform, platform_comment_id, platform_post_id, parent_comment_id, author, author_platform_id, message, posted_at, received_at, sentiment, score, deleted_at, hidden_at'),
            ('comment_replies', 'client_id', 'id, client_id, account_id, comment_id, platform, text, state, platform_reply_id, published_at'),
            ('first_comments', 'client_id', 'client_id, account_id, platform_comment_id'),
            ('contents', 'client_id', 'id, client_id, title, body, review_state, created_at, scheduled_at'),
            ('publications', 'client_id', 'id, client_id, content_id, account_id, platform, format, state, scheduled_at, published_at, platform_post_id, post_url, error'),
            ('analytics_snapshots', 'client_id', 'client_id, account_id, platform_post_id, metric, breakdown, period, for_date, value, final, observed_at'),
            ('incidents', 'client_id', 'id, client_id, kind, severity, message, comment_count, opened_at, acknowledged_at'),
            ('best_times', 'client_id', 'client_id, account_id, rank, weekday, hour, lift, posts, signal, explore, computed_at')) as t (name, client, columns)
    loop
        execute format('alter table %I enable row level security', readable.name);
        execute format('drop policy if exists of_the_asking_client on %I', readable.name);
        execute format('create policy of_the_asking_client on %I for select to snsops_questions using (%I = (select snsops.asking_client()))', readable.name, readable.client);
        execute format('grant select (%s) on %I to snsops_questions', readable.columns, readable.name);
    end loop;
    grant select on metric_catalogue to snsops_questions;
    -- No statement needs these, and everybody may call them by default. Only a superuser can take them away; the program's own user keeps them.
    if (select rolsuper from pg_roles where rolname = current_user) then
        for dangerous in
            select p.oid::regprocedure from pg_proc p
             where p.pronamespace = 'pg_catalog'::regnamespace
               and (p.proname in ('set_config', 'pg_sleep', 'pg_sleep_for', 'pg_sleep_until', 'pg_notify', 'pg_cancel_backend', 'pg_terminate_backend', 'pg_export_snapshot',
                                  'query_to_xml', 'query_to_xmlschema', 'query_to_xml_and_xmlschema', 'table_to_xml', 'schema_to_xml', 'database_to_xml', 'cursor_to_xml')
                    or p.proname like 'pg\_advisory\_%' or p.proname like 'pg\_try\_advisory\_%' or p.proname like 'lo\_%' or p.proname in ('loread', 'lowrite'))
        loop
            execute format('revoke execute on function %s from public', dangerous);
            execute format('grant execute on function %s to %I', dangerous, house);
        end loop;
    end if;
end $function$
;

CREATE OR REPLACE FUNCTION snsops.question_role_name(for_client uuid)
 RETURNS name
 LANGUAGE sql
 STABLE
AS $function$ select ('snsops_q_' || left(encode(sha256(convert_to(current_database() || ':' || for_client, 'UTF8')), 'hex'), 24))::name $function$
;

CREATE OR REPLACE FUNCTION snsops.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
    raise exception '% is only ever added to', tg_table_name using errcode = 'insufficient_privilege';
end $function$
;

CREATE OR REPLACE FUNCTION snsops.seal_of(title text, body text, link text, first_comment text, variants jsonb, media bytea[], accounts uuid[], planned_at timestamp with time zone)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
    select sha256(snsops.seal_text('snsops-seal-3') || snsops.seal_text(title) || snsops.seal_text(body) || snsops.seal_text(link) || snsops.seal_text(first_comment)
        || snsops.seal_text(variants::text) || snsops.seal_time(planned_at)
        || int4send(cardinality(media)) || coalesce((select string_agg(snsops.seal_part(m.sha256), '' order by m.place) from unnest(media) with ordinality as m (sha256, place)), '')
        || int4send(cardinality(accounts)) || coalesce((select string_agg(snsops.seal_part(uuid_send(a.id)), '' order by a.id) from unnest(accounts) as a (id)), ''))
$function$
;

CREATE OR REPLACE FUNCTION snsops.seal_part(part bytea)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
    select case when part is null then int4send(-1) else int4send(octet_length(part)) || part end
$function$
;

CREATE OR REPLACE FUNCTION snsops.seal_text(part text)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
    select snsops.seal_part(convert_to(part, 'UTF8'))
$function$
;

CREATE OR REPLACE FUNCTION snsops.seal_time(instant timestamp with time zone)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
    select snsops.seal_part(int8send((extract(epoch from instant) * 1000000)::bigint))
$function$
;

CREATE OR REPLACE FUNCTION snsops.settle_inbox()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
    if new.state in ('failed', 'cancelled') then
        update inbox_items i set state = 'open', version = i.version + 1, changed_by = null, changed_at = snsops.now()
         where i.comment_id = new.comment_id and (i.state = 'answered' or (i.state = 'done' and i.changed_at >= new.created_at))
           and not exists (select from comment_replies r where r.comment_id = new.comment_id and r.id <> new.id and r.state not in ('failed', 'cancelled'));
    else
        insert into inbox_items as i (comment_id, client_id, state, changed_by, changed_at)
        values (new.comment_id, new.client_id, 'answered', new.created_by, snsops.now())
        on conflict (comment_id) do update
           set state = 'answered', snoozed_until = null, version = i.version + 1, changed_by = excluded.changed_by, changed_at = excluded.changed_at
         where i.state <> 'answered';
    end if;
    return null;
end $function$
;

CREATE OR REPLACE FUNCTION snsops.turn_clock(by_interval interval)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
AS $function$
begin
    update snsops.clock set turned_by = by_interval where may_turn;
    if not found then
        raise exception 'the clock of this database may not be turned' using errcode = 'insufficient_privilege';
    end if;
    return statement_timestamp() + by_interval;
end $function$
;

CREATE OR REPLACE FUNCTION snsops.uuid_v7()
 RETURNS uuid
 LANGUAGE sql
 PARALLEL SAFE
RETURN (encode(set_bit(set_bit(OVERLAY(uuid_send(gen_random_uuid()) PLACING SUBSTRING(int8send((floor((EXTRACT(epoch FROM clock_timestamp()) * (1000)::numeric)))::bigint) FROM 3) FROM 1 FOR 6), (52)::bigint, 1), (53)::bigint, 1), 'hex'::text))::uuid
;

create table account_tokens (
    client_id uuid not null,
    account_id uuid not null,
    version integer not null,
    key_id text not null,
    access_token bytea not null,
    expires_at timestamp with time zone,
    obtained_at timestamp with time zone not null default clock_timestamp(),
    grant_kind grant_kind not null default 'meta_user'::grant_kind,
    refresh_token bytea,
    worked_at timestamp with time zone,
    refused_at timestamp with time zone,
    constraint account_tokens_pkey PRIMARY KEY (account_id, version),
    constraint account_tokens_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint a_token_works_or_not CHECK ((num_nonnulls(worked_at, refused_at) < 2)),
    constraint account_tokens_access_token_check CHECK ((octet_length(access_token) > 28)),
    constraint account_tokens_key_id_check CHECK ((key_id <> ''::text)),
    constraint account_tokens_refresh_token_check CHECK ((octet_length(refresh_token) > 28)),
    constraint account_tokens_version_check CHECK ((version > 0)),
    constraint only_pages_keep_the_users_token CHECK (((grant_kind = 'meta_page'::grant_kind) = (refresh_token IS NOT NULL)))
);

create INDEX account_tokens_client ON public.account_tokens USING btree (client_id);

create INDEX account_tokens_key ON public.account_tokens USING btree (key_id, account_id, version);

create table account_troubles (
    id uuid not null,
    client_id uuid not null,
    account_id uuid not null,
    kind text not null,
    since timestamp with time zone not null default clock_timestamp(),
    solved_at timestamp with time zone,
    constraint account_troubles_pkey PRIMARY KEY (id),
    constraint account_troubles_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint account_troubles_kind_check CHECK ((kind <> ''::text))
);

create INDEX account_troubles_client ON public.account_troubles USING btree (client_id);

create UNIQUE INDEX account_troubles_open ON public.account_troubles USING btree (account_id, kind) WHERE (solved_at IS NULL);

create table analytics_checks (
    id uuid not null,
    client_id uuid not null,
    account_id uuid not null,
    platform_post_id text not null,
    metric text not null,
    for_date date not null,
    stored numeric not null,
    stored_at timestamp with time zone not null,
    seen numeric,
    verdict text not null,
    checked_at timestamp with time zone not null,
    constraint analytics_checks_pkey PRIMARY KEY (id),
    constraint analytics_checks_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint analytics_checks_verdict_check CHECK ((verdict = ANY (ARRAY['agrees'::text, 'drift'::text, 'unreadable'::text])))
);

create INDEX analytics_checks_of_account ON public.analytics_checks USING btree (account_id, checked_at DESC);

create table analytics_snapshots (
    id uuid not null,
    client_id uuid not null,
    account_id uuid not null,
    platform platform not null,
    metric text not null,
    for_date date not null,
    value numeric,
    null_reason text,
    observed_at timestamp with time zone not null,
    publication_id uuid,
    platform_post_id text not null default ''::text,
    breakdown text not null default ''::text,
    period text not null default 'now'::text,
    final boolean not null default false,
    run_for timestamp with time zone,
    constraint analytics_snapshots_pkey PRIMARY KEY (id, observed_at),
    constraint analytics_snapshots_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint analytics_snapshots_client_id_publication_id_fkey FOREIGN KEY (client_id, publication_id) REFERENCES publications(client_id, id),
    constraint a_post_is_a_publication CHECK (((platform_post_id = ''::text) = (publication_id IS NULL))),
    constraint analytics_snapshots_metric_check CHECK ((metric <> ''::text)),
    constraint analytics_snapshots_period_check CHECK ((period = ANY (ARRAY['now'::text, 'day'::text, 'lifetime'::text]))),
    constraint null_has_a_reason CHECK (((value IS NULL) = (null_reason IS NOT NULL)))
) partition by RANGE (observed_at);

create INDEX analytics_client ON ONLY public.analytics_snapshots USING btree (client_id, for_date);

create INDEX analytics_latest ON ONLY public.analytics_snapshots USING btree (account_id, platform_post_id, metric, for_date, observed_at DESC);

create table api_breakers (
    scope text not null,
    failures integer not null default 0,
    open_until timestamp with time zone,
    opened_at timestamp with time zone,
    probe uuid,
    probe_owner uuid,
    probe_until timestamp with time zone,
    last_error text,
    updated_at timestamp with time zone not null default clock_timestamp(),
    told_open boolean not null default false,
    constraint api_breakers_pkey PRIMARY KEY (scope),
    constraint a_probe_is_whole CHECK ((num_nonnulls(probe, probe_owner, probe_until) = ANY (ARRAY[0, 3]))),
    constraint api_breakers_scope_check CHECK ((scope <> ''::text)),
    constraint only_open_breakers_are_probed CHECK (((probe IS NULL) OR (open_until IS NOT NULL))),
    constraint open_since_some_time CHECK (((open_until IS NULL) = (opened_at IS NULL)))
);

create table api_budget_leases (
    id uuid not null,
    scope text not null,
    owner uuid not null,
    amount integer not null,
    spent integer not null default 0,
    taken_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    constraint api_budget_leases_pkey PRIMARY KEY (id),
    constraint api_budget_leases_scope_fkey FOREIGN KEY (scope) REFERENCES api_budgets(scope) ON DELETE CASCADE,
    constraint api_budget_leases_amount_check CHECK ((amount > 0)),
    constraint api_budget_leases_check CHECK (((spent >= 0) AND (spent <= amount)))
);

create INDEX api_budget_leases_scope ON public.api_budget_leases USING btree (scope);

create table api_budgets (
    scope text not null,
    name text not null,
    client_id uuid,
    account_id uuid,
    window_length interval not null,
    call_limit integer not null,
    learned_limit integer,
    used_by_others integer not null default 0,
    newest_at timestamp with time zone not null,
    steps integer[] not null,
    closed_until timestamp with time zone,
    reported_percent integer,
    reported_at timestamp with time zone,
    alarmed_at timestamp with time zone,
    resets_in text,
    constraint api_budgets_pkey PRIMARY KEY (scope),
    constraint api_budgets_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint api_budgets_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint a_report_has_a_time CHECK (((reported_percent IS NULL) = (reported_at IS NULL))),
    constraint an_account_has_a_client CHECK (((account_id IS NULL) OR (client_id IS NOT NULL))),
    constraint api_budgets_call_limit_check CHECK ((call_limit > 0)),
    constraint api_budgets_learned_limit_check CHECK ((learned_limit > 0)),
    constraint api_budgets_name_check CHECK ((name <> ''::text)),
    constraint api_budgets_scope_check CHECK ((scope <> ''::text)),
    constraint api_budgets_steps_check CHECK ((cardinality(steps) = 13)),
    constraint api_budgets_used_by_others_check CHECK ((used_by_others >= 0)),
    constraint api_budgets_window_length_check CHECK ((window_length > '00:00:00'::interval))
);

create table api_cache (
    account_id uuid not null,
    client_id uuid not null,
    request bytea not null,
    body text not null,
    asked_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    constraint api_cache_pkey PRIMARY KEY (account_id, request),
    constraint api_cache_request_check CHECK ((octet_length(request) = 32))
);

create INDEX api_cache_expiry ON public.api_cache USING btree (expires_at);

create table api_calls (
    at timestamp with time zone not null,
    scope text not null,
    endpoint text not null,
    method text not null,
    priority text not null,
    client_id uuid not null,
    account_id uuid,
    verdict text not null,
    status smallint,
    ms real not null,
    error_code text,
    try smallint not null,
    attempt_id uuid,
    correlation_id text,
    id bigint not null default nextval('snsops.api_call_ids'::regclass),
    constraint api_calls_priority_check CHECK ((priority = ANY (ARRAY['publishing'::text, 'collection'::text, 'ai'::text]))),
    constraint api_calls_verdict_check CHECK ((verdict = ANY (ARRAY['answered'::text, 'throttled'::text, 'failed'::text, 'cancelled'::text])))
) partition by RANGE (at);

create INDEX api_calls_account ON ONLY public.api_calls USING btree (account_id, at);

create INDEX api_calls_newest ON ONLY public.api_calls USING btree (at DESC, id DESC);

create table api_key_clients (
    client_id uuid not null,
    api_key_id uuid not null,
    constraint api_key_clients_pkey PRIMARY KEY (api_key_id, client_id),
    constraint api_key_clients_api_key_id_fkey FOREIGN KEY (api_key_id) REFERENCES api_keys(id),
    constraint api_key_clients_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id)
);

create INDEX api_key_clients_client ON public.api_key_clients USING btree (client_id);

create table api_keys (
    id uuid not null,
    user_id uuid not null,
    name text not null,
    start text not null,
    key_hash bytea not null,
    scopes text[] not null,
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    revoked_by uuid,
    constraint api_keys_key_hash_key UNIQUE (key_hash),
    constraint api_keys_pkey PRIMARY KEY (id),
    constraint api_keys_revoked_by_fkey FOREIGN KEY (revoked_by) REFERENCES users(id),
    constraint api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
    constraint a_key_ends_after_it_began CHECK ((expires_at > created_at)),
    constraint api_keys_key_hash_check CHECK ((octet_length(key_hash) = 32)),
    constraint api_keys_name_check CHECK (((btrim(name) <> ''::text) AND (length(name) <= 100))),
    constraint api_keys_scopes_check CHECK ((cardinality(scopes) > 0)),
    constraint api_keys_start_check CHECK ((length(start) = 12)),
    constraint somebody_revokes CHECK (((revoked_at IS NULL) = (revoked_by IS NULL)))
);

create INDEX api_keys_at ON public.api_keys USING btree (created_at, id);

create INDEX api_keys_of_user ON public.api_keys USING btree (user_id, created_at, id);

create table approval_link_contents (
    client_id uuid not null,
    link_id uuid not null,
    content_id uuid not null,
    constraint approval_link_contents_pkey PRIMARY KEY (link_id, content_id),
    constraint approval_link_contents_client_id_content_id_fkey FOREIGN KEY (client_id, content_id) REFERENCES contents(client_id, id) ON DELETE CASCADE,
    constraint approval_link_contents_client_id_link_id_fkey FOREIGN KEY (client_id, link_id) REFERENCES approval_links(client_id, id)
);

create INDEX approval_link_contents_content ON public.approval_link_contents USING btree (content_id);

create table approval_links (
    id uuid not null,
    client_id uuid not null,
    token_hash bytea not null,
    recipient text not null,
    created_by uuid not null,
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    revoked_at timestamp with time zone,
    revoked_by uuid,
    opened_at timestamp with time zone,
    constraint approval_link_of_client UNIQUE (client_id, id),
    constraint approval_links_pkey PRIMARY KEY (id),
    constraint approval_links_token_hash_key UNIQUE (token_hash),
    constraint approval_links_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint approval_links_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
    constraint approval_links_revoked_by_fkey FOREIGN KEY (revoked_by) REFERENCES users(id),
    constraint a_link_ends_after_it_began CHECK ((expires_at > created_at)),
    constraint approval_links_recipient_check CHECK ((btrim(recipient) <> ''::text)),
    constraint approval_links_token_hash_check CHECK ((octet_length(token_hash) = 32)),
    constraint somebody_revokes_a_link CHECK (((revoked_at IS NULL) = (revoked_by IS NULL)))
);

create INDEX approval_links_of_client ON public.approval_links USING btree (client_id, created_at DESC, id DESC);

create table approval_policies (
    client_id uuid not null,
    steps text not null,
    updated_by uuid not null,
    updated_at timestamp with time zone not null default clock_timestamp(),
    constraint approval_policies_pkey PRIMARY KEY (client_id),
    constraint approval_policies_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint approval_policies_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES users(id),
    constraint approval_policies_steps_check CHECK ((steps = ANY (ARRAY['staff'::text, 'staff_then_client'::text])))
);

create table attempts (
    id uuid not null,
    client_id uuid not null,
    account_id uuid not null,
    subject_kind text not null,
    subject_id uuid not null,
    step text not null default 'post'::text,
    epoch integer not null,
    owner uuid not null,
    state attempt_state not null default 'armed'::attempt_state,
    number integer not null,
    fingerprint text not null,
    handle text,
    request_digest text not null,
    armed_at timestamp with time zone not null,
    send_deadline timestamp with time zone not null,
    unknown_reason text,
    next_lookup_at timestamp with time zone,
    lookups integer not null default 0,
    absent_since timestamp with time zone,
    looker uuid,
    doubted_at timestamp with time zone,
    unknown_code text,
    unknown_response text,
    constraint attempts_pkey PRIMARY KEY (id),
    constraint one_open_attempt UNIQUE (subject_kind, subject_id, step),
    constraint attempts_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint attempts_number_check CHECK ((number > 0)),
    constraint attempts_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['publication'::text, 'reply'::text, 'comment_action'::text]))),
    constraint only_unknown_is_looked_at CHECK (((looker IS NULL) OR (state = 'unknown'::attempt_state))),
    constraint unknown_is_looked_up CHECK (((state = 'unknown'::attempt_state) = (next_lookup_at IS NOT NULL)))
);

create INDEX attempts_armed ON public.attempts USING btree (subject_kind, step, armed_at) WHERE (state = 'armed'::attempt_state);

create INDEX attempts_looked_at ON public.attempts USING btree (looker) WHERE (looker IS NOT NULL);

create UNIQUE INDEX attempts_one_armed_per_account ON public.attempts USING btree (account_id) WHERE ((state = 'armed'::attempt_state) AND (subject_kind = 'publication'::text) AND (step = 'post'::text));

create INDEX attempts_to_look_up ON public.attempts USING btree (next_lookup_at) WHERE (state = 'unknown'::attempt_state);

create table audit_log (
    id uuid not null default gen_random_uuid(),
    at timestamp with time zone not null default clock_timestamp(),
    client_id uuid,
    actor_id uuid not null,
    api_key_id uuid,
    operation text not null,
    request_id text not null,
    subject text not null,
    subject_id text not null,
    action text not null,
    before jsonb,
    after jsonb,
    constraint audit_log_pkey PRIMARY KEY (id, at),
    constraint a_delete_has_no_after CHECK (((action = 'delete'::text) = (after IS NULL))),
    constraint an_insert_has_no_before CHECK (((action = 'insert'::text) = (before IS NULL))),
    constraint audit_log_action_check CHECK ((action = ANY (ARRAY['insert'::text, 'update'::text, 'delete'::text]))),
    constraint audit_log_operation_check CHECK ((operation <> ''::text)),
    constraint audit_log_request_id_check CHECK ((request_id <> ''::text)),
    constraint audit_log_subject_check CHECK ((subject <> ''::text))
) partition by RANGE (at);

create INDEX audit_log_actor ON ONLY public.audit_log USING btree (actor_id, at, id);

create INDEX audit_log_at ON ONLY public.audit_log USING btree (at, id);

create INDEX audit_log_client ON ONLY public.audit_log USING btree (client_id, at, id);

create INDEX audit_log_subject ON ONLY public.audit_log USING btree (subject_id, at, id);

create table best_times (
    client_id uuid not null,
    account_id uuid not null,
    rank integer not null,
    weekday integer not null,
    hour integer not null,
    lift double precision not null,
    low double precision not null,
    high double precision not null,
    posts integer not null,
    all_posts integer not null,
    source text not null,
    signal text not null,
    explore boolean not null,
    reason_ko text not null,
    reason_en text not null,
    computed_at timestamp with time zone not null,
    constraint best_times_pkey PRIMARY KEY (account_id, rank),
    constraint best_times_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint best_times_all_posts_check CHECK ((all_posts >= 0)),
    constraint best_times_hour_check CHECK (((hour >= 0) AND (hour <= 23))),
    constraint best_times_posts_check CHECK ((posts >= 0)),
    constraint best_times_rank_check CHECK ((rank >= 1)),
    constraint best_times_signal_check CHECK ((signal = ANY (ARRAY['none'::text, 'thin'::text, 'ok'::text]))),
    constraint best_times_source_check CHECK ((source = ANY (ARRAY['account'::text, 'client'::text, 'platform'::text, 'none'::text]))),
    constraint best_times_weekday_check CHECK (((weekday >= 1) AND (weekday <= 7))),
    constraint lift_lies_between CHECK (((low <= lift) AND (lift <= high)))
);

create table business_hours (
    client_id uuid not null,
    opens time without time zone not null,
    closes time without time zone not null,
    weekdays integer[] not null,
    closed_holidays boolean not null,
    updated_by uuid not null,
    updated_at timestamp with time zone not null,
    constraint business_hours_pkey PRIMARY KEY (client_id),
    constraint business_hours_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint business_hours_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES users(id),
    constraint a_day_begins_before_it_ends CHECK ((opens < closes)),
    constraint business_hours_weekdays_check CHECK ((((cardinality(weekdays) >= 1) AND (cardinality(weekdays) <= 7)) AND (weekdays <@ ARRAY[1, 2, 3, 4, 5, 6, 7])))
);

create table client_members (
    client_id uuid not null,
    user_id uuid not null,
    added_at timestamp with time zone not null default clock_timestamp(),
    constraint client_members_pkey PRIMARY KEY (client_id, user_id),
    constraint client_members_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint client_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);

create INDEX client_members_user ON public.client_members USING btree (user_id);

create table clients (
    id uuid not null,
    name text not null,
    time_zone text not null default 'Asia/Seoul'::text,
    active boolean not null default true,
    created_at timestamp with time zone not null default clock_timestamp(),
    constraint clients_pkey PRIMARY KEY (id),
    constraint clients_name_check CHECK ((btrim(name) <> ''::text))
);

create UNIQUE INDEX clients_name ON public.clients USING btree (lower(name));

create table comment_actions (
    id uuid not null,
    client_id uuid not null,
    comment_id uuid not null,
    account_id uuid not null,
    platform platform not null,
    action comment_act not null,
    ban_author boolean not null default false,
    seen text,
    state reply_state not null default 'due'::reply_state,
    epoch integer not null default 0,
    owner uuid,
    next_attempt_at timestamp with time zone not null,
    due_since timestamp with time zone default clock_timestamp(),
    retry_count integer not null default 0,
    published_at timestamp with time zone,
    asked_at timestamp with time zone,
    error_code text,
    error text,
    read_backs integer not null default 0,
    in_effect boolean,
    created_by uuid not null,
    created_at timestamp with time zone not null,
    updated_at timestamp with time zone not null default clock_timestamp(),
    constraint comment_actions_pkey PRIMARY KEY (id),
    constraint comment_actions_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint comment_actions_client_id_comment_id_fkey FOREIGN KEY (client_id, comment_id) REFERENCES comments_inbox(client_id, id),
    constraint comment_actions_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
    constraint an_action_done_has_a_time CHECK (((state = 'published'::reply_state) = (published_at IS NOT NULL))),
    constraint failed_action_has_a_reason CHECK (((state <> 'failed'::reply_state) OR (error IS NOT NULL))),
    constraint only_held_actions_have_an_owner CHECK (((state = ANY (ARRAY['claimed'::reply_state, 'armed'::reply_state])) = (owner IS NOT NULL))),
    constraint only_unknown_actions_are_asked CHECK (((asked_at IS NULL) OR (state = 'unknown'::reply_state))),
    constraint only_what_is_done_is_in_effect CHECK (((in_effect IS NULL) OR (state = 'published'::reply_state))),
    constraint only_youtube_bans_with_a_deletion CHECK (((NOT ban_author) OR ((platform = 'youtube'::platform) AND (action = 'delete'::comment_act))))
);

create INDEX comment_actions_held ON public.comment_actions USING btree (owner) WHERE (state = ANY (ARRAY['claimed'::reply_state, 'armed'::reply_state]));

create INDEX comment_actions_of_comment ON public.comment_actions USING btree (comment_id, created_at);

create INDEX comment_actions_to_read_back ON public.comment_actions USING btree (published_at) WHERE ((state = 'published'::reply_state) AND (read_backs = 0));

create INDEX comment_actions_waiting ON public.comment_actions USING btree (next_attempt_at, id) WHERE (state = ANY (ARRAY['due'::reply_state, 'retrying'::reply_state]));

create UNIQUE INDEX one_action_under_way_per_comment ON public.comment_actions USING btree (comment_id) WHERE (state <> ALL (ARRAY['published'::reply_state, 'failed'::reply_state, 'cancelled'::reply_state]));

create table comment_answerers (
    comment_id uuid not null,
    client_id uuid not null,
    user_id uuid not null,
    since timestamp with time zone not null,
    until timestamp with time zone not null,
    constraint comment_answerers_pkey PRIMARY KEY (comment_id),
    constraint comment_answerers_client_id_comment_id_fkey FOREIGN KEY (client_id, comment_id) REFERENCES comments_inbox(client_id, id),
    constraint comment_answerers_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
    constraint a_lease_ends_after_it_began CHECK ((until > since))
);

create INDEX comment_answerers_of_client ON public.comment_answerers USING btree (client_id);

create table comment_hours (
    client_id uuid not null,
    hour timestamp with time zone not null,
    comments integer not null,
    negatives integer not null,
    constraint comment_hours_pkey PRIMARY KEY (client_id, hour),
    constraint comment_hours_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint comment_hours_check CHECK (((negatives >= 0) AND (negatives <= comments))),
    constraint comment_hours_comments_check CHECK ((comments > 0)),
    constraint comment_hours_hour_check CHECK ((hour = date_trunc('hour'::text, hour, 'UTC'::text)))
);

create table comment_progress (
    client_id uuid not null,
    account_id uuid not null,
    platform_post_id text not null,
    read_until timestamp with time zone,
    comment_count bigint,
    full_at timestamp with time zone not null,
    listed bigint,
    read_at timestamp with time zone,
    unordered_at timestamp with time zone,
    constraint comment_progress_pkey PRIMARY KEY (account_id, platform_post_id),
    constraint comment_progress_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint comment_progress_platform_post_id_check CHECK ((platform_post_id <> ''::text))
);

create INDEX comment_progress_client ON public.comment_progress USING btree (client_id);

create table comment_replies (
    id uuid not null,
    client_id uuid not null,
    comment_id uuid not null,
    account_id uuid not null,
    platform platform not null,
    text text not null,
    draft_engine text,
    state reply_state not null default 'due'::reply_state,
    epoch integer not null default 0,
    owner uuid,
    next_attempt_at timestamp with time zone not null,
    due_since timestamp with time zone default clock_timestamp(),
    retry_count integer not null default 0,
    platform_reply_id text,
    published_at timestamp with time zone,
    asked_at timestamp with time zone,
    error_code text,
    error text,
    created_by uuid not null,
    created_at timestamp with time zone not null,
    updated_at timestamp with time zone not null default clock_timestamp(),
    seen text,
    read_backs integer not null default 0,
    visible boolean,
    draft_id uuid,
    constraint comment_replies_pkey PRIMARY KEY (id),
    constraint comment_replies_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint comment_replies_client_id_comment_id_fkey FOREIGN KEY (client_id, comment_id) REFERENCES comments_inbox(client_id, id),
    constraint comment_replies_client_id_draft_id_fkey FOREIGN KEY (client_id, draft_id) REFERENCES reply_drafts(client_id, id),
    constraint comment_replies_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
    constraint a_draft_taken_over_has_an_engine CHECK (((draft_id IS NULL) OR (draft_engine IS NOT NULL))),
    constraint comment_replies_text_check CHECK ((text <> ''::text)),
    constraint failed_reply_has_a_reason CHECK (((state <> 'failed'::reply_state) OR (error IS NOT NULL))),
    constraint only_held_replies_have_an_owner CHECK (((state = ANY (ARRAY['claimed'::reply_state, 'armed'::reply_state])) = (owner IS NOT NULL))),
    constraint only_published_reply_is_visible CHECK (((visible IS NULL) OR (state = 'published'::reply_state))),
    constraint only_unknown_replies_are_asked CHECK (((asked_at IS NULL) OR (state = 'unknown'::reply_state))),
    constraint published_reply_has_a_time CHECK (((state = 'published'::reply_state) = (published_at IS NOT NULL)))
);

create INDEX comment_replies_held ON public.comment_replies USING btree (owner) WHERE (state = ANY (ARRAY['claimed'::reply_state, 'armed'::reply_state]));

create INDEX comment_replies_of_client ON public.comment_replies USING btree (client_id, created_at);

create INDEX comment_replies_of_comment ON public.comment_replies USING btree (comment_id, created_at);

create UNIQUE INDEX comment_replies_platform_id ON public.comment_replies USING btree (account_id, platform_reply_id) WHERE (platform_reply_id IS NOT NULL);

create INDEX comment_replies_to_read_back ON public.comment_replies USING btree (published_at) WHERE ((state = 'published'::reply_state) AND (read_backs = 0) AND (platform_reply_id IS NOT NULL));

create INDEX comment_replies_waiting ON public.comment_replies USING btree (next_attempt_at, id) WHERE (state = ANY (ARRAY['due'::reply_state, 'retrying'::reply_state]));

create UNIQUE INDEX one_reply_under_way_per_comment ON public.comment_replies USING btree (comment_id) WHERE (state <> ALL (ARRAY['published'::reply_state, 'failed'::reply_state, 'cancelled'::reply_state]));

create table comment_webhooks (
    account_id uuid not null,
    client_id uuid not null,
    state text not null,
    last_event_at timestamp with time zone not null,
    silent_since timestamp with time zone,
    missed integer not null default 0,
    constraint comment_webhooks_pkey PRIMARY KEY (account_id),
    constraint comment_webhooks_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint comment_webhooks_state_check CHECK ((state = ANY (ARRAY['alive'::text, 'silent'::text]))),
    constraint silent_says_since_when CHECK (((state = 'silent'::text) = (silent_since IS NOT NULL)))
);

create table comments_inbox (
    id uuid not null,
    client_id uuid not null,
    account_id uuid not null,
    platform platform not null,
    platform_comment_id text not null,
    platform_post_id text not null,
    parent_comment_id text,
    author text not null default ''::text,
    author_platform_id text,
    message text not null,
    posted_at timestamp with time zone not null,
    received_at timestamp with time zone not null default clock_timestamp(),
    edited_at timestamp with time zone,
    bigrams text[] not null generated always as (snsops.bigrams(message)) stored,
    sentiment sentiment,
    score real,
    sentiment_model text,
    scored_at timestamp with time zone,
    announced_at timestamp with time zone,
    ai_reply_draft text,
    ai_reply_engine text,
    deleted_at timestamp with time zone,
    hidden_at timestamp with time zone,
    hidden_as text,
    arrived_by text not null default 'sync'::text,
    version_at timestamp with time zone not null default '-infinity'::timestamp with time zone,
    sentiment_spans integer[],
    is_touched boolean not null default false,
    constraint comment_of_client UNIQUE (client_id, id),
    constraint comment_once_per_account UNIQUE (platform_comment_id, account_id),
    constraint comments_inbox_pkey PRIMARY KEY (id),
    constraint comments_inbox_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint a_draft_says_who_wrote_it CHECK (((ai_reply_draft IS NULL) = (ai_reply_engine IS NULL))),
    constraint a_sentiment_is_whole CHECK ((num_nonnulls(sentiment, score, sentiment_model) = ANY (ARRAY[0, 3]))),
    constraint a_sentiment_was_scored CHECK (((sentiment IS NULL) OR (scored_at IS NOT NULL))),
    constraint comments_inbox_arrived_by_check CHECK ((arrived_by = ANY (ARRAY['sync'::text, 'webhook'::text]))),
    constraint comments_inbox_platform_comment_id_check CHECK ((platform_comment_id <> ''::text)),
    constraint comments_inbox_score_check CHECK (((score >= (0)::double precision) AND (score <= (1)::double precision))),
    constraint hidden_says_how CHECK ((((hidden_at IS NULL) = (hidden_as IS NULL)) AND ((hidden_as IS NULL) OR (hidden_as = ANY (ARRAY['hidden'::text, 'held'::text, 'spam'::text]))))),
    constraint spans_are_whole CHECK (((sentiment_spans IS NULL) OR ((sentiment IS NOT NULL) AND ((cardinality(sentiment_spans) % 3) = 0))))
);

create INDEX comments_bigrams ON public.comments_inbox USING gin (bigrams) WITH (gin_pending_list_limit='256');

create INDEX comments_by_sentiment ON public.comments_inbox USING btree (client_id, sentiment, posted_at DESC, id DESC) WHERE (sentiment IS NOT NULL);

create INDEX comments_by_sync ON public.comments_inbox USING btree (account_id, posted_at) WHERE (arrived_by = 'sync'::text);

create INDEX comments_of_client ON public.comments_inbox USING btree (client_id, posted_at DESC, id DESC);

create INDEX comments_of_post ON public.comments_inbox USING btree (account_id, platform_post_id) WHERE (deleted_at IS NULL);

create INDEX comments_of_thread ON public.comments_inbox USING btree (account_id, COALESCE(parent_comment_id, platform_comment_id));

create INDEX comments_unannounced ON public.comments_inbox USING btree (received_at, id) WHERE (announced_at IS NULL);

create INDEX comments_unscored ON public.comments_inbox USING btree (client_id, received_at, id) WHERE (scored_at IS NULL);

create INDEX comments_untouched ON public.comments_inbox USING btree (client_id, sentiment, posted_at, id) WHERE ((sentiment IS NOT NULL) AND (NOT is_touched));

create table connections (
    id uuid not null,
    client_id uuid not null,
    user_id uuid not null,
    provider connect_provider not null,
    state connection_state not null default 'started'::connection_state,
    state_hash bytea not null,
    browser_hash bytea not null,
    key_id text not null,
    secret bytea,
    choices jsonb not null default '[]'::jsonb,
    granted_scopes text[],
    error_code text,
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    constraint connections_pkey PRIMARY KEY (id),
    constraint connections_state_hash_key UNIQUE (state_hash),
    constraint connections_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint connections_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
    constraint a_connection_ends_after_it_began CHECK ((expires_at > created_at)),
    constraint connections_key_id_check CHECK ((key_id <> ''::text)),
    constraint failed_means_a_reason CHECK (((state = 'failed'::connection_state) = (error_code IS NOT NULL))),
    constraint over_means_no_secret CHECK (((state = ANY (ARRAY['done'::connection_state, 'failed'::connection_state])) = (secret IS NULL)))
);

create INDEX connections_client ON public.connections USING btree (client_id);

create INDEX connections_user ON public.connections USING btree (user_id);

create INDEX connections_with_secrets ON public.connections USING btree (expires_at) WHERE (secret IS NOT NULL);

create table contact_challenges (
    id uuid not null,
    contact_id uuid not null,
    asked_by uuid not null,
    address_hash bytea not null,
    link_hash bytea,
    code_hash text,
    tries integer not null default 0,
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    used_at timestamp with time zone,
    constraint contact_challenges_link_hash_key UNIQUE (link_hash),
    constraint contact_challenges_pkey PRIMARY KEY (id),
    constraint contact_challenges_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES users(id),
    constraint contact_challenges_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id),
    constraint a_link_or_a_code CHECK ((num_nonnulls(link_hash, code_hash) = 1)),
    constraint contact_challenges_address_hash_check CHECK ((octet_length(address_hash) = 32)),
    constraint contact_challenges_check CHECK ((expires_at > created_at)),
    constraint contact_challenges_link_hash_check CHECK ((octet_length(link_hash) = 32)),
    constraint contact_challenges_tries_check CHECK (((tries >= 0) AND (tries <= 5)))
);

create INDEX contact_challenges_by_address ON public.contact_challenges USING btree (address_hash, created_at);

create INDEX contact_challenges_by_asker ON public.contact_challenges USING btree (asked_by, created_at);

create INDEX contact_challenges_of_contact ON public.contact_challenges USING btree (contact_id, created_at DESC);

create table contacts (
    id uuid not null,
    user_id uuid,
    client_id uuid,
    channel delivery_channel not null,
    address text not null,
    key_id text,
    secret bytea,
    verified_at timestamp with time zone,
    broken_at timestamp with time zone,
    broken_reason text,
    removed_at timestamp with time zone,
    created_by uuid not null,
    created_at timestamp with time zone not null,
    constraint contacts_pkey PRIMARY KEY (id),
    constraint contacts_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint contacts_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
    constraint contacts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
    constraint a_contact_is_somebodys CHECK ((num_nonnulls(user_id, client_id) = 1)),
    constraint broken_means_a_reason CHECK (((broken_at IS NULL) = (broken_reason IS NULL))),
    constraint clients_are_written_to_by_mail CHECK (((client_id IS NULL) OR (channel = 'email'::delivery_channel))),
    constraint contacts_address_check CHECK ((address <> ''::text)),
    constraint contacts_secret_check CHECK ((octet_length(secret) > 28)),
    constraint only_hooks_are_secret CHECK (((((channel = 'slack'::delivery_channel) AND (removed_at IS NULL)) = (secret IS NOT NULL)) AND ((secret IS NULL) = (key_id IS NULL))))
);

create INDEX contacts_by_address ON public.contacts USING btree (lower(address)) WHERE ((removed_at IS NULL) AND (verified_at IS NOT NULL));

create UNIQUE INDEX one_contact_in_question ON public.contacts USING btree (user_id, channel) WHERE ((user_id IS NOT NULL) AND (removed_at IS NULL) AND (verified_at IS NULL));

create UNIQUE INDEX one_contact_in_use ON public.contacts USING btree (user_id, channel) WHERE ((user_id IS NOT NULL) AND (removed_at IS NULL) AND (verified_at IS NOT NULL));

create UNIQUE INDEX one_recipient_per_address ON public.contacts USING btree (client_id, lower(address)) WHERE ((client_id IS NOT NULL) AND (removed_at IS NULL));

create table content_media (
    client_id uuid not null,
    content_id uuid not null,
    position integer not null,
    media_id uuid not null,
    constraint content_media_pkey PRIMARY KEY (content_id, "position"),
    constraint content_media_client_id_content_id_fkey FOREIGN KEY (client_id, content_id) REFERENCES contents(client_id, id) ON DELETE CASCADE,
    constraint content_media_client_id_media_id_fkey FOREIGN KEY (client_id, media_id) REFERENCES media_assets(client_id, id),
    constraint content_media_position_check CHECK (("position" >= 0))
);

create table content_reviews (
    id uuid not null,
    client_id uuid not null,
    content_id uuid not null,
    at timestamp with time zone not null,
    act text not null,
    step text,
    version integer not null,
    user_id uuid,
    link_id uuid,
    comment text,
    seal bytea,
    snapshot jsonb,
    constraint content_reviews_pkey PRIMARY KEY (id),
    constraint content_reviews_client_id_content_id_fkey FOREIGN KEY (client_id, content_id) REFERENCES contents(client_id, id) ON DELETE CASCADE,
    constraint content_reviews_client_id_link_id_fkey FOREIGN KEY (client_id, link_id) REFERENCES approval_links(client_id, id),
    constraint content_reviews_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
    constraint a_decision_has_its_snapshot CHECK (((act = ANY (ARRAY['passed'::text, 'approved'::text, 'changes_requested'::text])) = (snapshot IS NOT NULL))),
    constraint content_reviews_act_check CHECK ((act = ANY (ARRAY['submitted'::text, 'passed'::text, 'approved'::text, 'changes_requested'::text, 'edited'::text, 'expired'::text]))),
    constraint content_reviews_seal_check CHECK ((octet_length(seal) = 32)),
    constraint content_reviews_step_check CHECK ((step = ANY (ARRAY['staff'::text, 'client'::text])))
);

create INDEX content_reviews_of_content ON public.content_reviews USING btree (content_id, at DESC, id DESC);

create table content_targets (
    client_id uuid not null,
    content_id uuid not null,
    account_id uuid not null,
    constraint content_targets_pkey PRIMARY KEY (content_id, account_id),
    constraint content_targets_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint content_targets_client_id_content_id_fkey FOREIGN KEY (client_id, content_id) REFERENCES contents(client_id, id) ON DELETE CASCADE
);

create table contents (
    id uuid not null,
    client_id uuid not null,
    title text not null,
    body text not null default ''::text,
    link text,
    variants jsonb not null default '{}'::jsonb,
    review_state review_state not null default 'draft'::review_state,
    version integer not null default 1,
    seal bytea,
    scheduled_at timestamp with time zone,
    local_time timestamp without time zone,
    time_zone text,
    grace interval not null default '01:00:00'::interval,
    created_by uuid not null,
    approved_by uuid,
    approved_at timestamp with time zone,
    created_at timestamp with time zone not null default clock_timestamp(),
    updated_at timestamp with time zone not null default clock_timestamp(),
    first_comment text,
    ai_metadata jsonb,
    ai_metadata_asked_at timestamp with time zone,
    planned_at timestamp with time zone,
    planned_zone text,
    review_step text,
    review_until timestamp with time zone,
    review_warned integer not null default 0,
    submitted_by uuid,
    submitted_at timestamp with time zone,
    editors uuid[] not null default '{}'::uuid[],
    approved_link uuid,
    constraint content_of_client UNIQUE (client_id, id),
    constraint contents_pkey PRIMARY KEY (id),
    constraint contents_approved_by_fkey FOREIGN KEY (approved_by) REFERENCES users(id),
    constraint contents_client_id_approved_link_fkey FOREIGN KEY (client_id, approved_link) REFERENCES approval_links(client_id, id),
    constraint contents_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint contents_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
    constraint contents_submitted_by_fkey FOREIGN KEY (submitted_by) REFERENCES users(id),
    constraint a_plan_has_a_zone CHECK (((planned_at IS NULL) = (planned_zone IS NULL))),
    constraint a_time_has_a_zone CHECK ((((scheduled_at IS NULL) = (time_zone IS NULL)) AND ((scheduled_at IS NULL) = (local_time IS NULL)))),
    constraint approved_means_sealed CHECK ((((review_state = 'approved'::review_state) = (seal IS NOT NULL)) AND (num_nonnulls(approved_by, approved_link) = ((review_state = 'approved'::review_state))::integer) AND ((approved_at IS NOT NULL) = (review_state = 'approved'::review_state)))),
    constraint contents_ai_metadata_check CHECK ((jsonb_typeof(ai_metadata) = 'object'::text)),
    constraint contents_first_comment_check CHECK ((btrim(first_comment) <> ''::text)),
    constraint contents_grace_check CHECK ((grace > '00:00:00'::interval)),
    constraint contents_review_step_check CHECK ((review_step = ANY (ARRAY['staff'::text, 'client'::text]))),
    constraint contents_review_warned_check CHECK (((review_warned >= 0) AND (review_warned <= 3))),
    constraint contents_seal_check CHECK ((octet_length(seal) = 32)),
    constraint contents_title_check CHECK ((btrim(title) <> ''::text)),
    constraint never_ones_own_approval CHECK ((approved_by IS DISTINCT FROM created_by)),
    constraint only_a_review_has_a_step CHECK (((review_step IS NULL) OR (review_state = 'in_review'::review_state))),
    constraint only_an_open_review_expires CHECK (((review_until IS NULL) OR (review_state = ANY (ARRAY['in_review'::review_state, 'changes_requested'::review_state])))),
    constraint only_approved_is_scheduled CHECK (((scheduled_at IS NULL) OR (review_state = 'approved'::review_state)))
);

create INDEX contents_in_review ON public.contents USING btree (client_id) WHERE (review_state = 'in_review'::review_state);

create INDEX contents_of_client_recent ON public.contents USING btree (client_id, created_at DESC, id DESC);

create INDEX contents_review_ends ON public.contents USING btree (review_until) WHERE (review_until IS NOT NULL);

create table conversations (
    id uuid not null,
    client_id uuid not null,
    user_id uuid not null,
    title text not null,
    created_at timestamp with time zone not null,
    updated_at timestamp with time zone not null,
    constraint conversation_of_client UNIQUE (client_id, id),
    constraint conversations_pkey PRIMARY KEY (id),
    constraint conversations_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint conversations_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
    constraint conversations_title_check CHECK ((btrim(title) <> ''::text))
);

create INDEX conversations_of_user ON public.conversations USING btree (user_id, updated_at DESC, id DESC);

create table copy_requests (
    id uuid not null,
    client_id uuid not null,
    brief jsonb not null,
    limits jsonb not null,
    banned text[] not null,
    required text[] not null,
    tone text not null,
    wanted integer not null,
    state copy_state not null default 'waiting'::copy_state,
    drafts jsonb not null default '[]'::jsonb,
    hashtags text[] not null default '{}'::text[],
    notes jsonb not null default '[]'::jsonb,
    likeness double precision,
    engine text,
    reason text,
    asked_by uuid not null,
    created_at timestamp with time zone not null,
    closed_at timestamp with time zone,
    constraint copy_requests_pkey PRIMARY KEY (id),
    constraint copy_requests_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES users(id),
    constraint copy_requests_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint copy_is_waited_for_or_closed CHECK (((state = 'waiting'::copy_state) = (closed_at IS NULL))),
    constraint copy_requests_brief_check CHECK ((jsonb_typeof(brief) = 'object'::text)),
    constraint copy_requests_drafts_check CHECK ((jsonb_typeof(drafts) = 'array'::text)),
    constraint copy_requests_likeness_check CHECK (((likeness >= (0)::double precision) AND (likeness <= (1)::double precision))),
    constraint copy_requests_limits_check CHECK ((jsonb_typeof(limits) = 'object'::text)),
    constraint copy_requests_notes_check CHECK ((jsonb_typeof(notes) = 'array'::text)),
    constraint copy_requests_tone_check CHECK ((tone = ANY (ARRAY['polite'::text, 'friendly'::text, 'formal'::text]))),
    constraint copy_requests_wanted_check CHECK (((wanted >= 1) AND (wanted <= 5))),
    constraint failed_copy_says_why CHECK (((state = 'failed'::copy_state) <= (reason IS NOT NULL))),
    constraint written_copy_has_drafts CHECK (((state = 'written'::copy_state) <= (((jsonb_array_length(drafts) >= 1) AND (jsonb_array_length(drafts) <= wanted)) AND (engine IS NOT NULL))))
);

create INDEX copy_requests_of_client ON public.copy_requests USING btree (client_id, created_at DESC, id DESC);

create table copy_rules (
    client_id uuid not null,
    banned text[] not null,
    required text[] not null,
    tone text not null,
    updated_by uuid not null,
    updated_at timestamp with time zone not null,
    constraint copy_rules_pkey PRIMARY KEY (client_id),
    constraint copy_rules_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint copy_rules_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES users(id),
    constraint copy_rules_banned_check CHECK ((cardinality(banned) <= 200)),
    constraint copy_rules_required_check CHECK ((cardinality(required) <= 10)),
    constraint copy_rules_tone_check CHECK ((tone = ANY (ARRAY['polite'::text, 'friendly'::text, 'formal'::text])))
);

create table crisis_replays (
    id uuid not null,
    client_id uuid not null,
    rule_id uuid not null,
    from_at timestamp with time zone not null,
    to_at timestamp with time zone not null,
    requested_by uuid not null,
    requested_at timestamp with time zone not null,
    finished_at timestamp with time zone,
    weeks double precision,
    alarms jsonb,
    constraint crisis_replays_pkey PRIMARY KEY (id),
    constraint crisis_replays_client_id_rule_id_fkey FOREIGN KEY (client_id, rule_id) REFERENCES crisis_rules(client_id, id),
    constraint crisis_replays_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES users(id),
    constraint a_replay_has_a_span CHECK ((from_at < to_at)),
    constraint crisis_replays_alarms_check CHECK ((jsonb_typeof(alarms) = 'array'::text)),
    constraint crisis_replays_weeks_check CHECK ((weeks >= (0)::double precision)),
    constraint finished_means_an_answer CHECK ((((finished_at IS NULL) = (alarms IS NULL)) AND ((finished_at IS NULL) = (weeks IS NULL))))
);

create INDEX crisis_replays_of_rule ON public.crisis_replays USING btree (rule_id, requested_at DESC);

create table crisis_rules (
    id uuid not null,
    client_id uuid not null,
    name text not null,
    state crisis_rule_state not null default 'draft'::crisis_rule_state,
    share_tail double precision not null,
    count_tail double precision not null,
    least_negatives integer not null,
    least_ratio double precision not null,
    least_rise double precision not null,
    build_up double precision not null,
    cool_down_minutes integer not null,
    escalate_minutes integer[] not null,
    hold text not null,
    hold_severity text not null,
    created_by uuid not null,
    created_at timestamp with time zone not null,
    activated_by uuid,
    activated_at timestamp with time zone,
    retired_at timestamp with time zone,
    constraint crisis_rule_of_client UNIQUE (client_id, id),
    constraint crisis_rules_pkey PRIMARY KEY (id),
    constraint crisis_rules_activated_by_fkey FOREIGN KEY (activated_by) REFERENCES users(id),
    constraint crisis_rules_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint crisis_rules_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
    constraint crisis_rules_build_up_check CHECK ((build_up >= (0)::double precision)),
    constraint crisis_rules_cool_down_minutes_check CHECK (((cool_down_minutes >= 0) AND (cool_down_minutes <= 10080))),
    constraint crisis_rules_count_tail_check CHECK (((count_tail > (0)::double precision) AND (count_tail <= (1)::double precision))),
    constraint crisis_rules_escalate_minutes_check CHECK ((cardinality(escalate_minutes) <= 5)),
    constraint crisis_rules_hold_check CHECK ((hold = ANY (ARRAY['off'::text, 'propose'::text, 'apply'::text]))),
    constraint crisis_rules_hold_severity_check CHECK ((hold_severity = ANY (ARRAY['high'::text, 'critical'::text]))),
    constraint crisis_rules_least_negatives_check CHECK ((least_negatives >= 1)),
    constraint crisis_rules_least_ratio_check CHECK ((least_ratio >= (1)::double precision)),
    constraint crisis_rules_least_rise_check CHECK (((least_rise >= (0)::double precision) AND (least_rise <= (1)::double precision))),
    constraint crisis_rules_name_check CHECK ((btrim(name) <> ''::text)),
    constraint crisis_rules_share_tail_check CHECK (((share_tail > (0)::double precision) AND (share_tail < (1)::double precision))),
    constraint only_retired_rules_have_ended CHECK (((state = 'retired'::crisis_rule_state) = (retired_at IS NOT NULL))),
    constraint somebody_switches_a_rule_on CHECK ((((state = 'draft'::crisis_rule_state) OR (activated_at IS NOT NULL) OR (retired_at IS NOT NULL)) AND ((activated_at IS NULL) = (activated_by IS NULL))))
);

create INDEX crisis_rules_of_client ON public.crisis_rules USING btree (client_id, created_at DESC, id DESC);

create UNIQUE INDEX one_active_crisis_rule_per_client ON public.crisis_rules USING btree (client_id) WHERE (state = 'active'::crisis_rule_state);

create table dead_letters (
    id uuid not null,
    cluster_id text not null,
    topic text not null,
    partition integer not null,
    offset bigint not null,
    kind text,
    key bytea,
    headers jsonb not null default '{}'::jsonb,
    body bytea,
    reason text not null,
    created_at timestamp with time zone not null default clock_timestamp(),
    redriven_at timestamp with time zone,
    redriven_by uuid,
    constraint dead_letters_pkey PRIMARY KEY (id),
    constraint one_dead_letter_per_message UNIQUE (cluster_id, topic, partition, "offset")
);

create INDEX dead_letters_newest ON public.dead_letters USING btree (created_at, id);

create INDEX dead_letters_waiting ON public.dead_letters USING btree (created_at) WHERE (redriven_at IS NULL);

create table delivery_attempts (
    id uuid not null,
    delivery_id uuid not null,
    number integer not null,
    epoch integer not null,
    owner uuid not null,
    state text not null default 'armed'::text,
    fingerprint bytea not null,
    armed_at timestamp with time zone not null,
    send_deadline timestamp with time zone not null,
    closed_at timestamp with time zone,
    resolved_by text,
    response text,
    error_code text,
    error text,
    lookups integer not null default 0,
    absent_since timestamp with time zone,
    next_lookup_at timestamp with time zone,
    constraint delivery_attempts_pkey PRIMARY KEY (id),
    constraint delivery_attempts_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES notification_deliveries(id),
    constraint closed_means_a_time CHECK (((state = ANY (ARRAY['armed'::text, 'unknown'::text])) = (closed_at IS NULL))),
    constraint delivery_attempts_fingerprint_check CHECK ((octet_length(fingerprint) = 32)),
    constraint delivery_attempts_number_check CHECK ((number > 0)),
    constraint delivery_attempts_resolved_by_check CHECK ((resolved_by = ANY (ARRAY['response'::text, 'listing'::text, 'gate'::text]))),
    constraint delivery_attempts_state_check CHECK ((state = ANY (ARRAY['armed'::text, 'unknown'::text, 'sent'::text, 'try_later'::text, 'rejected'::text, 'not_there'::text, 'abandoned'::text]))),
    constraint only_the_unknown_is_looked_up CHECK (((next_lookup_at IS NULL) OR (state = 'unknown'::text)))
);

create INDEX delivery_attempts_of_delivery ON public.delivery_attempts USING btree (delivery_id, number);

create INDEX delivery_attempts_owner ON public.delivery_attempts USING btree (owner) WHERE (state = 'armed'::text);

create INDEX delivery_attempts_to_look_up ON public.delivery_attempts USING btree (next_lookup_at) WHERE (next_lookup_at IS NOT NULL);

create UNIQUE INDEX one_open_attempt_per_delivery ON public.delivery_attempts USING btree (delivery_id) WHERE (state = ANY (ARRAY['armed'::text, 'unknown'::text]));

create table draft_policies (
    client_id uuid not null,
    is_on boolean not null,
    sentiments sentiment[] not null,
    tone text not null,
    signature text not null default ''::text,
    updated_by uuid not null,
    updated_at timestamp with time zone not null,
    constraint draft_policies_pkey PRIMARY KEY (client_id),
    constraint draft_policies_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint draft_policies_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES users(id),
    constraint draft_policies_signature_check CHECK ((length(signature) <= 100)),
    constraint draft_policies_tone_check CHECK ((tone = ANY (ARRAY['polite'::text, 'friendly'::text, 'formal'::text])))
);

create table first_comments (
    id uuid not null,
    client_id uuid not null,
    account_id uuid not null,
    platform platform not null,
    text text not null,
    state reply_state not null default 'due'::reply_state,
    epoch integer not null default 0,
    owner uuid,
    next_attempt_at timestamp with time zone not null,
    due_since timestamp with time zone default clock_timestamp(),
    retry_count integer not null default 0,
    platform_comment_id text,
    published_at timestamp with time zone,
    asked_at timestamp with time zone,
    error_code text,
    error text,
    created_at timestamp with time zone not null,
    updated_at timestamp with time zone not null default clock_timestamp(),
    constraint first_comments_pkey PRIMARY KEY (id),
    constraint first_comments_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint first_comments_client_id_id_fkey FOREIGN KEY (client_id, id) REFERENCES publications(client_id, id),
    constraint failed_first_comment_has_a_reason CHECK (((state <> 'failed'::reply_state) OR (error IS NOT NULL))),
    constraint first_comments_text_check CHECK ((text <> ''::text)),
    constraint only_held_first_comments_have_an_owner CHECK (((state = ANY (ARRAY['claimed'::reply_state, 'armed'::reply_state])) = (owner IS NOT NULL))),
    constraint only_unknown_first_comments_are_asked CHECK (((asked_at IS NULL) OR (state = 'unknown'::reply_state))),
    constraint published_first_comment_has_a_time CHECK (((state = 'published'::reply_state) = (published_at IS NOT NULL)))
);

create INDEX first_comments_held ON public.first_comments USING btree (owner) WHERE (state = ANY (ARRAY['claimed'::reply_state, 'armed'::reply_state]));

create UNIQUE INDEX first_comments_platform_id ON public.first_comments USING btree (account_id, platform_comment_id) WHERE (platform_comment_id IS NOT NULL);

create INDEX first_comments_waiting ON public.first_comments USING btree (next_attempt_at, id) WHERE (state = ANY (ARRAY['due'::reply_state, 'retrying'::reply_state]));

create table holds (
    id uuid not null,
    client_id uuid not null,
    account_id uuid,
    content_id uuid,
    reason text not null,
    created_by uuid not null,
    since timestamp with time zone not null,
    lifted_at timestamp with time zone,
    lifted_by uuid,
    constraint holds_pkey PRIMARY KEY (id),
    constraint holds_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint holds_client_id_content_id_fkey FOREIGN KEY (client_id, content_id) REFERENCES contents(client_id, id),
    constraint holds_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint holds_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
    constraint holds_lifted_by_fkey FOREIGN KEY (lifted_by) REFERENCES users(id),
    constraint a_hold_has_one_scope CHECK ((num_nonnulls(account_id, content_id) <= 1)),
    constraint holds_reason_check CHECK ((btrim(reason) <> ''::text)),
    constraint somebody_lifts_a_hold CHECK (((lifted_at IS NULL) = (lifted_by IS NULL)))
);

create INDEX holds_of_client ON public.holds USING btree (client_id, since DESC, id DESC);

create UNIQUE INDEX one_hold_in_force_per_scope ON public.holds USING btree (client_id, account_id, content_id) NULLS NOT DISTINCT WHERE (lifted_at IS NULL);

create table idempotency_keys (
    user_id uuid not null,
    key text not null,
    fingerprint bytea not null,
    status integer,
    body bytea,
    content_type text,
    location text,
    created_at timestamp with time zone not null default clock_timestamp(),
    expires_at timestamp with time zone not null,
    owner uuid,
    row_id uuid,
    constraint idempotency_keys_pkey PRIMARY KEY (user_id, key),
    constraint idempotency_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);

create INDEX idempotency_keys_expiry ON public.idempotency_keys USING btree (expires_at);

create table inbox_items (
    comment_id uuid not null,
    client_id uuid not null,
    state inbox_state not null default 'open'::inbox_state,
    snoozed_until timestamp with time zone,
    assignee_id uuid,
    version integer not null default 1,
    changed_by uuid,
    changed_at timestamp with time zone not null,
    marked boolean not null default false,
    constraint inbox_items_pkey PRIMARY KEY (comment_id),
    constraint inbox_items_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES users(id),
    constraint inbox_items_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES users(id),
    constraint inbox_items_client_id_comment_id_fkey FOREIGN KEY (client_id, comment_id) REFERENCES comments_inbox(client_id, id),
    constraint only_what_sleeps_wakes CHECK (((state = 'snoozed'::inbox_state) = (snoozed_until IS NOT NULL)))
);

create INDEX inbox_items_of_assignee ON public.inbox_items USING btree (assignee_id, state) WHERE (assignee_id IS NOT NULL);

create INDEX inbox_items_of_client ON public.inbox_items USING btree (client_id, state, changed_at DESC, comment_id DESC);

create INDEX inbox_items_unmarked ON public.inbox_items USING btree (changed_at) WHERE (NOT marked);

create table inbox_notes (
    id uuid not null,
    client_id uuid not null,
    comment_id uuid not null,
    author_id uuid not null,
    text text not null,
    created_at timestamp with time zone not null,
    constraint inbox_notes_pkey PRIMARY KEY (id),
    constraint inbox_notes_author_id_fkey FOREIGN KEY (author_id) REFERENCES users(id),
    constraint inbox_notes_client_id_comment_id_fkey FOREIGN KEY (client_id, comment_id) REFERENCES comments_inbox(client_id, id),
    constraint inbox_notes_text_check CHECK (((btrim(text) <> ''::text) AND (length(text) <= 4000)))
);

create INDEX inbox_notes_of_client ON public.inbox_notes USING btree (client_id);

create INDEX inbox_notes_of_comment ON public.inbox_notes USING btree (comment_id, created_at, id);

create table incidents (
    id uuid not null,
    client_id uuid not null,
    kind text not null,
    severity text not null,
    message text not null,
    comment_ids uuid[] not null,
    comment_count integer not null,
    opened_at timestamp with time zone not null,
    last_seen_at timestamp with time zone not null,
    acknowledged_at timestamp with time zone,
    acknowledged_by uuid,
    evidence jsonb not null default '{}'::jsonb,
    rule_id uuid,
    escalation integer not null default 0,
    escalated_at timestamp with time zone,
    hold_proposed_at timestamp with time zone,
    hold_id uuid,
    constraint incident_of_client UNIQUE (client_id, id),
    constraint incidents_pkey PRIMARY KEY (id),
    constraint incidents_acknowledged_by_fkey FOREIGN KEY (acknowledged_by) REFERENCES users(id),
    constraint incidents_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint incidents_client_id_rule_id_fkey FOREIGN KEY (client_id, rule_id) REFERENCES crisis_rules(client_id, id),
    constraint incidents_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES holds(id),
    constraint escalated_means_a_time CHECK (((escalation = 0) = (escalated_at IS NULL))),
    constraint incidents_comment_count_check CHECK ((comment_count > 0)),
    constraint incidents_escalation_check CHECK ((escalation >= 0)),
    constraint incidents_evidence_check CHECK ((jsonb_typeof(evidence) = 'object'::text)),
    constraint incidents_kind_check CHECK ((kind = ANY (ARRAY['crisis_comment'::text, 'negative_surge'::text, 'slow_build_up'::text, 'coordinated'::text]))),
    constraint incidents_message_check CHECK ((message <> ''::text)),
    constraint incidents_severity_check CHECK ((severity = ANY (ARRAY['high'::text, 'critical'::text]))),
    constraint somebody_acknowledges CHECK (((acknowledged_at IS NULL) = (acknowledged_by IS NULL)))
);

create INDEX incidents_of_client ON public.incidents USING btree (client_id, opened_at DESC, id DESC);

create INDEX incidents_unanswered ON public.incidents USING btree (opened_at) WHERE (acknowledged_at IS NULL);

create UNIQUE INDEX one_open_incident_per_client ON public.incidents USING btree (client_id) WHERE (acknowledged_at IS NULL);

create table job_items (
    id uuid not null,
    job text not null,
    scheduled_for timestamp with time zone not null,
    client_id uuid not null,
    subject_id uuid not null,
    state job_item_state not null default 'ready'::job_item_state,
    epoch integer not null default 0,
    owner uuid,
    tries integer not null default 0,
    ready_since timestamp with time zone not null default clock_timestamp(),
    next_attempt_at timestamp with time zone not null,
    input jsonb not null default '{}'::jsonb,
    detail jsonb not null default '{}'::jsonb,
    error text,
    finished_at timestamp with time zone,
    constraint job_items_pkey PRIMARY KEY (id, scheduled_for),
    constraint one_item_per_subject UNIQUE (job, scheduled_for, subject_id),
    constraint finished_item_has_a_time CHECK (((state = ANY (ARRAY['done'::job_item_state, 'failed'::job_item_state, 'cancelled'::job_item_state])) = (finished_at IS NOT NULL))),
    constraint only_claimed_has_an_owner CHECK (((state = 'claimed'::job_item_state) = (owner IS NOT NULL)))
) partition by RANGE (scheduled_for);

create INDEX job_items_busy ON ONLY public.job_items USING btree (subject_id, job) WHERE (state = ANY (ARRAY['ready'::job_item_state, 'claimed'::job_item_state]));

create INDEX job_items_client ON ONLY public.job_items USING btree (client_id, scheduled_for);

create INDEX job_items_failed ON ONLY public.job_items USING btree (scheduled_for, id) WHERE (state = 'failed'::job_item_state);

create INDEX job_items_owner ON ONLY public.job_items USING btree (owner) WHERE (state = 'claimed'::job_item_state);

create INDEX job_items_ready ON ONLY public.job_items USING btree (job, next_attempt_at) WHERE (state = 'ready'::job_item_state);

create table job_runs (
    job text not null,
    scheduled_for timestamp with time zone not null,
    state job_run_state not null default 'running'::job_run_state,
    cause text not null,
    owner uuid not null,
    epoch integer not null default 1,
    late boolean not null default false,
    missed_since timestamp with time zone,
    started_at timestamp with time zone not null default clock_timestamp(),
    finished_at timestamp with time zone,
    detail jsonb not null default '{}'::jsonb,
    error text,
    constraint job_runs_pkey PRIMARY KEY (job, scheduled_for),
    constraint failed_means_a_reason CHECK (((state <> 'failed'::job_run_state) OR (error IS NOT NULL))),
    constraint finished_means_a_time CHECK (((state = 'running'::job_run_state) = (finished_at IS NULL))),
    constraint job_runs_cause_check CHECK ((cause = ANY (ARRAY['schedule'::text, 'catch_up'::text, 'manual'::text]))),
    constraint job_runs_job_check CHECK ((job <> ''::text))
) partition by RANGE (scheduled_for);

create INDEX job_runs_asked ON ONLY public.job_runs USING btree (job) WHERE ((state = 'running'::job_run_state) AND (owner = '00000000-0000-0000-0000-000000000000'::uuid));

create INDEX job_runs_newest ON ONLY public.job_runs USING btree (scheduled_for, job);

create INDEX job_runs_running ON ONLY public.job_runs USING btree (owner) WHERE (state = 'running'::job_run_state);

create table job_schedules (
    job text not null,
    process text not null,
    fires text not null,
    missed text not null,
    seen_at timestamp with time zone not null default clock_timestamp(),
    paused_at timestamp with time zone,
    paused_by uuid,
    constraint job_schedules_pkey PRIMARY KEY (job),
    constraint job_schedules_paused_by_fkey FOREIGN KEY (paused_by) REFERENCES users(id),
    constraint job_schedules_job_check CHECK ((job <> ''::text)),
    constraint job_schedules_process_check CHECK ((process <> ''::text)),
    constraint somebody_pauses CHECK (((paused_at IS NULL) = (paused_by IS NULL)))
);

create table kafka_brokers (
    id integer not null default 1,
    bootstrap_servers text not null,
    cluster_id text not null,
    published_at timestamp with time zone not null default clock_timestamp(),
    constraint kafka_brokers_pkey PRIMARY KEY (id),
    constraint kafka_brokers_bootstrap_servers_check CHECK ((bootstrap_servers <> ''::text)),
    constraint kafka_brokers_cluster_id_check CHECK ((cluster_id <> ''::text)),
    constraint kafka_brokers_id_check CHECK ((id = 1))
);

create table knowledge_counts (
    client_id uuid not null,
    chunks integer not null default 0,
    letters bigint not null default 0,
    constraint knowledge_counts_pkey PRIMARY KEY (client_id),
    constraint knowledge_counts_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint knowledge_counts_chunks_check CHECK ((chunks >= 0)),
    constraint knowledge_counts_letters_check CHECK ((letters >= 0))
);

create table knowledge_documents (
    id uuid not null,
    client_id uuid not null,
    kind knowledge_kind not null,
    title text not null,
    media_type text not null,
    text text,
    original bytea,
    version integer not null default 1,
    indexed_version integer not null default 0,
    indexed_at timestamp with time zone,
    embedder text,
    chunk_count integer not null default 0,
    error text,
    created_by uuid not null,
    created_at timestamp with time zone not null,
    updated_by uuid not null,
    updated_at timestamp with time zone not null,
    constraint knowledge_document_of_client UNIQUE (client_id, id),
    constraint knowledge_documents_pkey PRIMARY KEY (id),
    constraint knowledge_documents_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint knowledge_documents_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
    constraint knowledge_documents_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES users(id),
    constraint an_index_says_whose_it_is CHECK ((((indexed_version > 0) = (embedder IS NOT NULL)) AND (indexed_version <= version))),
    constraint knowledge_documents_media_type_check CHECK ((media_type = ANY (ARRAY['text/plain'::text, 'text/markdown'::text, 'text/csv'::text, 'application/pdf'::text]))),
    constraint knowledge_documents_title_check CHECK (((btrim(title) <> ''::text) AND (length(title) <= 300))),
    constraint knowledge_documents_version_check CHECK ((version > 0)),
    constraint only_a_pdf_has_an_original CHECK (((original IS NOT NULL) = (media_type = 'application/pdf'::text))),
    constraint what_is_no_pdf_has_its_text CHECK (((text IS NOT NULL) OR (original IS NOT NULL)))
);

create INDEX knowledge_documents_of_client ON public.knowledge_documents USING btree (client_id, updated_at DESC, id DESC);

create INDEX knowledge_documents_to_index ON public.knowledge_documents USING btree (id) WHERE ((indexed_version <> version) AND (error IS NULL));

create table knowledge_terms (
    client_id uuid not null,
    term text not null,
    chunks integer not null,
    constraint knowledge_terms_pkey PRIMARY KEY (client_id, term),
    constraint knowledge_terms_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint knowledge_terms_chunks_check CHECK ((chunks >= 0))
);

create table live_events (
    id uuid not null,
    created_at timestamp with time zone not null default clock_timestamp(),
    seq bigint,
    type text not null,
    client_id uuid,
    roles user_role[],
    user_id uuid,
    payload jsonb not null,
    constraint live_events_pkey PRIMARY KEY (id, created_at),
    constraint live_events_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
    constraint live_events_type_check CHECK ((type = ANY (ARRAY['crisis_alert'::text, 'publish_result'::text, 'approval_request'::text, 'new_comment'::text, 'notification'::text, 'chat_stream'::text]))),
    constraint someone_is_meant CHECK (((client_id IS NOT NULL) OR (roles IS NOT NULL) OR (user_id IS NOT NULL)))
) partition by RANGE (created_at);

create INDEX live_events_seq ON ONLY public.live_events USING btree (seq) WHERE (seq IS NOT NULL);

create INDEX live_events_unnumbered ON ONLY public.live_events USING btree (created_at, id) WHERE (seq IS NULL);

create table llm_budgets (
    client_id uuid not null,
    month_micros bigint not null,
    updated_at timestamp with time zone not null default now(),
    constraint llm_budgets_pkey PRIMARY KEY (client_id),
    constraint llm_budgets_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint llm_budgets_month_micros_check CHECK ((month_micros >= 0))
);

create table llm_cache (
    client_id uuid not null,
    request bytea not null,
    provider text not null,
    model text not null,
    content text not null,
    output_tokens integer not null,
    kept_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    constraint llm_cache_pkey PRIMARY KEY (client_id, request),
    constraint llm_cache_request_check CHECK ((octet_length(request) = 32))
);

create INDEX llm_cache_expiry ON public.llm_cache USING btree (expires_at);

create table llm_requests (
    at timestamp with time zone not null,
    id uuid not null,
    month date not null,
    client_id uuid not null,
    task text not null,
    owner uuid not null,
    source text not null,
    outcome text,
    provider text,
    model text,
    input_tokens integer not null default 0,
    output_tokens integer not null default 0,
    wasted_tokens integer not null default 0,
    cost_micros bigint not null,
    tries smallint not null default 0,
    error text,
    first_token_ms real,
    ms real,
    correlation_id text,
    constraint llm_requests_pkey PRIMARY KEY (at, id),
    constraint llm_requests_cost_micros_check CHECK ((cost_micros >= 0)),
    constraint llm_requests_input_tokens_check CHECK ((input_tokens >= 0)),
    constraint llm_requests_outcome_check CHECK ((outcome = ANY (ARRAY['answered'::text, 'truncated'::text, 'cancelled'::text, 'failed'::text]))),
    constraint llm_requests_output_tokens_check CHECK ((output_tokens >= 0)),
    constraint llm_requests_source_check CHECK ((source = ANY (ARRAY['open'::text, 'provider'::text, 'estimated'::text, 'partial'::text, 'cache'::text, 'embedded'::text, 'none'::text, 'lost'::text]))),
    constraint llm_requests_task_check CHECK ((task <> ''::text)),
    constraint llm_requests_wasted_tokens_check CHECK ((wasted_tokens >= 0)),
    constraint what_is_over_has_an_outcome CHECK (((source = ANY (ARRAY['open'::text, 'lost'::text])) = (outcome IS NULL)))
) partition by RANGE (at);

create INDEX llm_requests_client ON ONLY public.llm_requests USING btree (client_id, at DESC);

create INDEX llm_requests_open ON ONLY public.llm_requests USING btree (owner) WHERE (source = 'open'::text);

create table llm_spending (
    client_id uuid not null,
    month date not null,
    micros bigint not null,
    told_share real not null default 0,
    constraint llm_spending_pkey PRIMARY KEY (client_id, month)
);

create table media_assets (
    id uuid not null,
    client_id uuid not null,
    sha256 bytea not null,
    bytes bigint not null,
    type text not null,
    width integer,
    height integer,
    duration_ms integer,
    created_at timestamp with time zone not null default clock_timestamp(),
    video_codec text,
    moov_first boolean,
    frames_per_second double precision,
    audio_codec text,
    jpeg_kind text,
    file_name text,
    constraint media_assets_pkey PRIMARY KEY (id),
    constraint media_of_client UNIQUE (client_id, id),
    constraint media_once_per_client UNIQUE (client_id, sha256),
    constraint media_assets_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint a_video_has_a_duration CHECK (((type ~~ 'video/%'::text) = (duration_ms IS NOT NULL))),
    constraint media_assets_bytes_check CHECK ((bytes > 0)),
    constraint media_assets_duration_ms_check CHECK ((duration_ms > 0)),
    constraint media_assets_file_name_check CHECK (((file_name <> ''::text) AND (length(file_name) <= 120))),
    constraint media_assets_frames_per_second_check CHECK ((frames_per_second > (0)::double precision)),
    constraint media_assets_height_check CHECK ((height > 0)),
    constraint media_assets_jpeg_kind_check CHECK ((jpeg_kind = ANY (ARRAY['mpo'::text, 'jps'::text, 'cmyk'::text]))),
    constraint media_assets_sha256_check CHECK ((octet_length(sha256) = 32)),
    constraint media_assets_type_check CHECK ((type = ANY (ARRAY['image/jpeg'::text, 'image/png'::text, 'video/mp4'::text, 'video/quicktime'::text]))),
    constraint media_assets_width_check CHECK ((width > 0))
);

create table metric_catalogue (
    platform platform not null,
    level text not null,
    metric text not null,
    source text not null,
    wire_name text not null,
    formats text[] not null default '{}'::text[],
    period text not null,
    breakdown text,
    unit text not null default 'count'::text,
    min_version integer,
    status text not null,
    retired_on date,
    replaced_by text,
    name_ko text not null,
    name_en text not null,
    constraint metric_catalogue_pkey PRIMARY KEY (platform, level, metric),
    constraint metric_catalogue_level_check CHECK ((level = ANY (ARRAY['account'::text, 'post'::text]))),
    constraint metric_catalogue_metric_check CHECK ((metric <> ''::text)),
    constraint metric_catalogue_period_check CHECK ((period = ANY (ARRAY['now'::text, 'day'::text, 'lifetime'::text]))),
    constraint metric_catalogue_source_check CHECK ((source = ANY (ARRAY['fields'::text, 'series'::text, 'totals'::text, 'insights'::text, 'statistics'::text, 'analytics'::text]))),
    constraint metric_catalogue_status_check CHECK ((status = ANY (ARRAY['current'::text, 'deprecated'::text, 'retired'::text]))),
    constraint metric_catalogue_unit_check CHECK ((unit = ANY (ARRAY['count'::text, 'minutes'::text, 'seconds'::text, 'milliseconds'::text]))),
    constraint metric_catalogue_wire_name_check CHECK ((wire_name <> ''::text)),
    constraint retired_has_a_day CHECK (((status = 'retired'::text) = (retired_on IS NOT NULL)))
);

create table metric_refusals (
    id uuid not null,
    platform platform not null,
    api_version text not null,
    level text not null,
    wire_name text not null,
    format text not null default ''::text,
    client_id uuid,
    account_id uuid,
    reason text not null,
    error text not null,
    refused_at timestamp with time zone not null,
    retry_at timestamp with time zone not null,
    constraint metric_refusals_pkey PRIMARY KEY (id),
    constraint metric_refusals_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint an_account_has_a_client CHECK (((account_id IS NULL) = (client_id IS NULL))),
    constraint metric_refusals_level_check CHECK ((level = ANY (ARRAY['account'::text, 'post'::text]))),
    constraint metric_refusals_reason_check CHECK ((reason = ANY (ARRAY['retired'::text, 'not_supported_for_format'::text])))
);

create UNIQUE INDEX metric_refused_once ON public.metric_refusals USING btree (platform, api_version, level, wire_name, format, account_id) NULLS NOT DISTINCT;

create table notification_deliveries (
    id uuid not null,
    client_id uuid,
    user_id uuid,
    contact_id uuid not null,
    channel delivery_channel not null,
    purpose text not null,
    recipient text not null,
    bundle text,
    notification_ids uuid[] not null default '{}'::uuid[],
    key text,
    subject text,
    body text,
    html text,
    attachments jsonb not null default '[]'::jsonb,
    key_id text,
    sealed bytea,
    state delivery_state not null default 'waiting'::delivery_state,
    epoch integer not null default 0,
    owner uuid,
    next_attempt_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    retry_count integer not null default 0,
    tried_at timestamp with time zone,
    sent_at timestamp with time zone,
    remote_id text,
    receipt text,
    receipt_reason text,
    receipt_looks integer not null default 0,
    next_receipt_at timestamp with time zone,
    error_code text,
    error text,
    created_at timestamp with time zone not null,
    updated_at timestamp with time zone not null default clock_timestamp(),
    constraint notification_deliveries_pkey PRIMARY KEY (id),
    constraint notification_deliveries_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint notification_deliveries_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts(id),
    constraint notification_deliveries_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
    constraint failed_delivery_has_a_reason CHECK (((state <> ALL (ARRAY['failed'::delivery_state, 'cancelled'::delivery_state])) OR (error IS NOT NULL))),
    constraint notification_deliveries_attachments_check CHECK ((jsonb_typeof(attachments) = 'array'::text)),
    constraint notification_deliveries_bundle_check CHECK ((bundle = ANY (ARRAY['crisis'::text, 'rest'::text]))),
    constraint notification_deliveries_key_check CHECK ((key <> ''::text)),
    constraint notification_deliveries_purpose_check CHECK ((purpose = ANY (ARRAY['notifications'::text, 'verification'::text, 'mail'::text]))),
    constraint notification_deliveries_receipt_check CHECK ((receipt = ANY (ARRAY['delivered'::text, 'undelivered'::text]))),
    constraint notification_deliveries_recipient_check CHECK ((recipient <> ''::text)),
    constraint notification_deliveries_subject_check CHECK ((subject !~ '[\r\n]'::text)),
    constraint notifications_are_bundled CHECK ((((purpose = 'notifications'::text) = (bundle IS NOT NULL)) AND ((bundle IS NOT NULL) = (cardinality(notification_ids) > 0)))),
    constraint only_held_deliveries_have_an_owner CHECK (((state = ANY (ARRAY['claimed'::delivery_state, 'armed'::delivery_state])) = (owner IS NOT NULL))),
    constraint only_mails_have_a_key CHECK (((purpose = 'mail'::text) = (key IS NOT NULL))),
    constraint only_what_was_sent_has_a_receipt CHECK ((((receipt IS NULL) AND (next_receipt_at IS NULL)) OR (state = 'sent'::delivery_state))),
    constraint sent_means_a_time CHECK (((state = 'sent'::delivery_state) = (sent_at IS NOT NULL)))
);

create INDEX deliveries_held ON public.notification_deliveries USING btree (owner) WHERE (state = ANY (ARRAY['claimed'::delivery_state, 'armed'::delivery_state]));

create INDEX deliveries_of_client ON public.notification_deliveries USING btree (client_id, created_at DESC, id DESC);

create INDEX deliveries_of_contact ON public.notification_deliveries USING btree (contact_id, created_at DESC);

create INDEX deliveries_of_user ON public.notification_deliveries USING btree (user_id, created_at DESC, id DESC);

create INDEX deliveries_sealed ON public.notification_deliveries USING btree (expires_at) WHERE (sealed IS NOT NULL);

create INDEX deliveries_waiting ON public.notification_deliveries USING btree (next_attempt_at, id) WHERE (state = ANY (ARRAY['waiting'::delivery_state, 'retrying'::delivery_state]));

create INDEX deliveries_without_receipt ON public.notification_deliveries USING btree (next_receipt_at) WHERE (next_receipt_at IS NOT NULL);

create UNIQUE INDEX one_mail_per_key_and_recipient ON public.notification_deliveries USING btree (key, lower(recipient)) WHERE (key IS NOT NULL);

create UNIQUE INDEX one_open_bundle_per_contact ON public.notification_deliveries USING btree (contact_id, bundle) WHERE ((state = 'waiting'::delivery_state) AND (epoch = 0) AND (bundle IS NOT NULL));

create table notification_kinds (
    prefix text not null,
    topic text not null,
    constraint notification_kinds_pkey PRIMARY KEY (prefix),
    constraint notification_kinds_topic_check CHECK ((topic = ANY (ARRAY['crisis'::text, 'publishing'::text, 'comments'::text, 'approvals'::text, 'accounts'::text, 'reports'::text, 'operations'::text])))
);

create table notification_preferences (
    user_id uuid not null,
    topic text not null,
    channel delivery_channel not null,
    enabled boolean not null,
    updated_at timestamp with time zone not null,
    constraint notification_preferences_pkey PRIMARY KEY (user_id, topic, channel),
    constraint notification_preferences_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
    constraint notification_preferences_topic_check CHECK ((topic = ANY (ARRAY['crisis'::text, 'publishing'::text, 'comments'::text, 'approvals'::text, 'accounts'::text, 'reports'::text, 'operations'::text])))
);

create table notifications (
    id uuid not null,
    created_at timestamp with time zone not null default clock_timestamp(),
    user_id uuid not null,
    client_id uuid,
    kind text not null,
    title text not null,
    message text not null,
    priority text not null default 'normal'::text,
    reference jsonb not null default '{}'::jsonb,
    read_at timestamp with time zone,
    routed_at timestamp with time zone,
    constraint notifications_pkey PRIMARY KEY (id, created_at),
    constraint notifications_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint notifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
    constraint notifications_kind_check CHECK ((kind <> ''::text)),
    constraint notifications_priority_check CHECK ((priority = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text, 'urgent'::text]))),
    constraint notifications_title_check CHECK ((title <> ''::text))
) partition by RANGE (created_at);

create INDEX notifications_of_user ON ONLY public.notifications USING btree (user_id, created_at DESC, id DESC);

create INDEX notifications_unread ON ONLY public.notifications USING btree (user_id) WHERE (read_at IS NULL);

create INDEX notifications_unrouted ON ONLY public.notifications USING btree (created_at, id) WHERE (routed_at IS NULL);

create table platform_accounts (
    id uuid not null,
    client_id uuid not null,
    platform platform not null,
    platform_account_id text not null,
    name text not null,
    state account_state not null default 'active'::account_state,
    token_version integer not null default 1,
    token_expires_at timestamp with time zone,
    refresh_owner uuid,
    refresh_until timestamp with time zone,
    reconnect_reason text,
    created_at timestamp with time zone not null default clock_timestamp(),
    granted_scopes text[],
    data_access_ends_at timestamp with time zone,
    reconnect_cause text,
    constraint account_is_ours_once UNIQUE (platform, platform_account_id),
    constraint account_of_client UNIQUE (client_id, id),
    constraint platform_accounts_pkey PRIMARY KEY (id),
    constraint platform_accounts_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint only_what_is_set_aside_has_a_cause CHECK (((reconnect_cause IS NULL) OR (state = 'needs_reconnect'::account_state))),
    constraint platform_accounts_name_check CHECK ((btrim(name) <> ''::text)),
    constraint platform_accounts_platform_account_id_check CHECK ((platform_account_id <> ''::text)),
    constraint platform_accounts_reconnect_cause_check CHECK ((reconnect_cause <> ''::text)),
    constraint reconnect_means_a_reason CHECK (((state = 'needs_reconnect'::account_state) = (reconnect_reason IS NOT NULL))),
    constraint refresh_lease_is_whole CHECK (((refresh_owner IS NULL) = (refresh_until IS NULL)))
);

create INDEX platform_accounts_checkpoint ON public.platform_accounts USING btree (id) WHERE (reconnect_cause = 'checkpoint'::text);

create INDEX platform_accounts_expiring ON public.platform_accounts USING btree (token_expires_at) WHERE (state = 'active'::account_state);

create table post_looks (
    publication_id uuid not null,
    client_id uuid not null,
    account_id uuid not null,
    looked_at timestamp with time zone not null,
    run_for timestamp with time zone not null,
    constraint post_looks_pkey PRIMARY KEY (publication_id),
    constraint post_looks_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint post_looks_client_id_publication_id_fkey FOREIGN KEY (client_id, publication_id) REFERENCES publications(client_id, id)
);

create table post_risks (
    id uuid not null,
    client_id uuid not null,
    account_id uuid not null,
    horizon_hours integer not null,
    risk text not null,
    told_at timestamp with time zone not null default clock_timestamp(),
    solved_at timestamp with time zone,
    constraint post_risks_pkey PRIMARY KEY (id),
    constraint post_risks_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint post_risks_horizon_hours_check CHECK ((horizon_hours = ANY (ARRAY[72, 24, 1]))),
    constraint post_risks_risk_check CHECK ((risk = ANY (ARRAY['reconnect'::text, 'expires'::text, 'scope'::text])))
);

create INDEX post_risks_client ON public.post_risks USING btree (client_id);

create UNIQUE INDEX post_risks_open ON public.post_risks USING btree (account_id, horizon_hours) WHERE (solved_at IS NULL);

create table presence (
    user_id uuid not null,
    instance uuid not null,
    seen_at timestamp with time zone not null,
    constraint presence_pkey PRIMARY KEY (user_id, instance),
    constraint presence_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);

create INDEX presence_seen ON public.presence USING btree (seen_at);

create table publication_acts (
    id uuid not null default gen_random_uuid(),
    client_id uuid not null,
    publication_id uuid not null,
    at timestamp with time zone not null,
    act text not null,
    user_id uuid,
    sends_at timestamp with time zone,
    note text,
    step text,
    constraint publication_acts_pkey PRIMARY KEY (id),
    constraint publication_acts_client_id_publication_id_fkey FOREIGN KEY (client_id, publication_id) REFERENCES publications(client_id, id),
    constraint publication_acts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
    constraint publication_acts_act_check CHECK ((act = ANY (ARRAY['scheduled'::text, 'cancelled'::text, 'retried'::text, 'missed'::text, 'asked'::text])))
);

create INDEX publication_acts_of_publication ON public.publication_acts USING btree (publication_id, at);

create table publication_parts (
    client_id uuid not null,
    publication_id uuid not null,
    position integer not null,
    media_sha256 bytea not null,
    handle text not null,
    created_at timestamp with time zone not null,
    constraint publication_parts_pkey PRIMARY KEY (publication_id, "position"),
    constraint publication_parts_client_id_publication_id_fkey FOREIGN KEY (client_id, publication_id) REFERENCES publications(client_id, id),
    constraint publication_parts_media_sha256_check CHECK ((octet_length(media_sha256) = 32)),
    constraint publication_parts_position_check CHECK (("position" >= 0))
);

create table publications (
    id uuid not null,
    client_id uuid not null,
    content_id uuid not null,
    account_id uuid not null,
    platform platform not null,
    format publication_format not null,
    state publication_state not null default 'scheduled'::publication_state,
    epoch integer not null default 0,
    owner uuid,
    content_version integer not null,
    seal bytea not null,
    scheduled_at timestamp with time zone not null,
    grace interval not null,
    prepare_at timestamp with time zone not null,
    next_attempt_at timestamp with time zone not null,
    due_since timestamp with time zone,
    retry_count integer not null default 0,
    handle text,
    handle_at timestamp with time zone,
    platform_post_id text,
    post_url text,
    id_pending boolean not null default false,
    published_at timestamp with time zone,
    error_code text,
    error text,
    asked_at timestamp with time zone,
    created_at timestamp with time zone not null default clock_timestamp(),
    updated_at timestamp with time zone not null default clock_timestamp(),
    resend_at timestamp with time zone,
    visible boolean,
    read_backs integer not null default 0,
    first_comment text,
    id_look_at timestamp with time zone,
    id_looks integer not null default 0,
    constraint one_publication_per_account UNIQUE (content_id, account_id),
    constraint publication_of_client UNIQUE (client_id, id),
    constraint publications_pkey PRIMARY KEY (id),
    constraint publications_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint publications_client_id_content_id_fkey FOREIGN KEY (client_id, content_id) REFERENCES contents(client_id, id),
    constraint failed_means_a_reason CHECK (((state <> 'failed'::publication_state) OR (error IS NOT NULL))),
    constraint only_held_rows_have_an_owner CHECK (((state = ANY (ARRAY['claimed'::publication_state, 'armed'::publication_state])) = (owner IS NOT NULL))),
    constraint only_missing_ids_are_looked_for CHECK (((id_look_at IS NULL) OR id_pending)),
    constraint only_open_questions_are_asked CHECK (((asked_at IS NULL) OR (state = ANY (ARRAY['unknown'::publication_state, 'missed'::publication_state])))),
    constraint only_published_is_visible CHECK (((visible IS NULL) OR (state = 'published'::publication_state))),
    constraint prepared_before_it_is_sent CHECK ((prepare_at <= COALESCE(resend_at, scheduled_at))),
    constraint publications_first_comment_check CHECK ((btrim(first_comment) <> ''::text)),
    constraint publications_seal_check CHECK ((octet_length(seal) = 32)),
    constraint published_means_a_time CHECK (((state = 'published'::publication_state) = (published_at IS NOT NULL))),
    constraint published_means_an_id_or_pending CHECK (((state <> 'published'::publication_state) OR ((platform_post_id IS NOT NULL) <> id_pending)))
);

create INDEX publications_asking ON public.publications USING btree (client_id, asked_at) WHERE (asked_at IS NOT NULL);

create INDEX publications_claimed ON public.publications USING btree (updated_at) WHERE (state = 'claimed'::publication_state);

create INDEX publications_failures ON public.publications USING btree (client_id, platform, error_code) WHERE (state = ANY (ARRAY['failed'::publication_state, 'missed'::publication_state]));

create INDEX publications_measured ON public.publications USING btree (account_id, published_at) WHERE (published_at IS NOT NULL);

create INDEX publications_of_client ON public.publications USING btree (client_id, scheduled_at DESC, id DESC);

create UNIQUE INDEX publications_platform_post ON public.publications USING btree (account_id, platform_post_id) WHERE (platform_post_id IS NOT NULL);

create INDEX publications_to_prepare ON public.publications USING btree (prepare_at, id) WHERE (state = 'scheduled'::publication_state);

create INDEX publications_to_read_back ON public.publications USING btree (read_backs, published_at) WHERE ((state = 'published'::publication_state) AND (read_backs < 2) AND (platform_post_id IS NOT NULL));

create INDEX publications_waiting ON public.publications USING btree (due_since, next_attempt_at, id) WHERE (state = ANY (ARRAY['due'::publication_state, 'retrying'::publication_state]));

create INDEX publications_without_id ON public.publications USING btree (id_look_at) WHERE (id_look_at IS NOT NULL);

create table publishing_logs (
    attempt_id uuid not null,
    closed_at timestamp with time zone not null,
    client_id uuid not null,
    account_id uuid not null,
    subject_kind text not null,
    subject_id uuid not null,
    step text not null,
    epoch integer not null,
    number integer not null,
    retry_count integer not null,
    status text not null,
    resolved_by text not null,
    request_digest text not null,
    response text,
    platform_post_id text,
    error_code text,
    error text,
    armed_at timestamp with time zone not null,
    doubted_at timestamp with time zone,
    unknown_code text,
    unknown_reason text,
    unknown_response text,
    lookups integer,
    constraint publishing_logs_pkey PRIMARY KEY (attempt_id, closed_at),
    constraint publishing_logs_resolved_by_check CHECK ((resolved_by = ANY (ARRAY['response'::text, 'handle'::text, 'listing'::text, 'person'::text, 'gate'::text]))),
    constraint publishing_logs_status_check CHECK ((status = ANY (ARRAY['published'::text, 'try_later'::text, 'rejected'::text, 'abandoned'::text, 'not_there'::text])))
) partition by RANGE (closed_at);

create INDEX publishing_logs_client ON ONLY public.publishing_logs USING btree (client_id, closed_at);

create INDEX publishing_logs_subject ON ONLY public.publishing_logs USING btree (subject_id, closed_at);

create table publishing_quotas (
    account_id uuid not null,
    client_id uuid not null,
    used integer not null,
    total integer not null,
    read_at timestamp with time zone not null,
    constraint publishing_quotas_pkey PRIMARY KEY (account_id),
    constraint publishing_quotas_client_id_account_id_fkey FOREIGN KEY (client_id, account_id) REFERENCES platform_accounts(client_id, id),
    constraint publishing_quotas_total_check CHECK ((total >= 0)),
    constraint publishing_quotas_used_check CHECK ((used >= 0))
);

create table question_runs (
    at timestamp with time zone not null,
    id uuid not null,
    client_id uuid not null,
    question_id uuid not null,
    asked_by uuid not null,
    engine text not null,
    asked_sql text not null,
    sql text,
    role text,
    outcome text,
    reason text,
    row_count integer,
    ms real,
    constraint question_runs_pkey PRIMARY KEY (at, id),
    constraint question_runs_outcome_check CHECK ((outcome = ANY (ARRAY['ran'::text, 'blocked'::text, 'failed'::text, 'timed_out'::text, 'away'::text]))),
    constraint what_is_refused_is_not_run CHECK (((outcome <> 'blocked'::text) OR (sql IS NULL)))
) partition by RANGE (at);

create INDEX question_runs_of_question ON ONLY public.question_runs USING btree (question_id);

create table questions (
    id uuid not null,
    client_id uuid not null,
    conversation_id uuid not null,
    asked_by uuid not null,
    text text not null,
    state question_state not null default 'waiting'::question_state,
    answer text,
    engine text,
    sql text,
    columns jsonb not null default '[]'::jsonb,
    rows jsonb not null default '[]'::jsonb,
    row_count integer not null default 0,
    is_cut boolean not null default false,
    assumptions jsonb not null default '[]'::jsonb,
    sources jsonb not null default '[]'::jsonb,
    reading jsonb,
    asked_at timestamp with time zone not null,
    closed_at timestamp with time zone,
    constraint questions_pkey PRIMARY KEY (id),
    constraint questions_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES users(id),
    constraint questions_client_id_conversation_id_fkey FOREIGN KEY (client_id, conversation_id) REFERENCES conversations(client_id, id),
    constraint a_question_waits_or_is_closed CHECK (((state = 'waiting'::question_state) = (closed_at IS NULL))),
    constraint an_answer_shows_its_sql CHECK (((state <> 'answered'::question_state) OR ((sql IS NOT NULL) AND (engine IS NOT NULL)))),
    constraint questions_row_count_check CHECK ((row_count >= 0)),
    constraint questions_text_check CHECK (((btrim(text) <> ''::text) AND (length(text) <= 1000))),
    constraint what_is_closed_says_something CHECK (((state = 'waiting'::question_state) OR (answer IS NOT NULL)))
);

create INDEX questions_of_conversation ON public.questions USING btree (conversation_id, asked_at, id);

create INDEX questions_waiting ON public.questions USING btree (asked_by) WHERE (state = 'waiting'::question_state);

create table quiet_hours (
    user_id uuid not null,
    starts time without time zone not null,
    ends time without time zone not null,
    time_zone text not null,
    updated_at timestamp with time zone not null,
    constraint quiet_hours_pkey PRIMARY KEY (user_id),
    constraint quiet_hours_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
    constraint quiet_hours_are_not_empty CHECK ((starts <> ends))
);

create table read_backs (
    client_id uuid not null,
    subject_id uuid not null,
    number integer not null,
    looks integer not null default 1,
    look_again_at timestamp with time zone not null,
    absent_since timestamp with time zone,
    verdict text,
    detail text,
    looked_at timestamp with time zone,
    subject_kind text not null,
    constraint read_backs_pkey PRIMARY KEY (subject_kind, subject_id, number),
    constraint a_verdict_has_a_time CHECK (((verdict IS NULL) = (looked_at IS NULL))),
    constraint read_backs_number_check CHECK ((number = ANY (ARRAY[1, 2]))),
    constraint read_backs_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['publication'::text, 'reply'::text, 'comment_action'::text]))),
    constraint read_backs_verdict_check CHECK ((verdict = ANY (ARRAY['seen'::text, 'gone'::text, 'unclear'::text])))
);

create table reply_drafts (
    id uuid not null,
    client_id uuid not null,
    comment_id uuid not null,
    state draft_state not null default 'waiting'::draft_state,
    asked_by uuid,
    thread_version text,
    text text,
    sentences jsonb not null default '[]'::jsonb,
    sources jsonb not null default '[]'::jsonb,
    engine text,
    reason text,
    created_at timestamp with time zone not null,
    closed_at timestamp with time zone,
    constraint draft_of_client UNIQUE (client_id, id),
    constraint reply_drafts_pkey PRIMARY KEY (id),
    constraint reply_drafts_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES users(id),
    constraint reply_drafts_client_id_comment_id_fkey FOREIGN KEY (client_id, comment_id) REFERENCES comments_inbox(client_id, id),
    constraint a_draft_is_waited_for_or_closed CHECK (((state = 'waiting'::draft_state) = (closed_at IS NULL))),
    constraint a_draft_that_is_not_says_why CHECK (((state <> ALL (ARRAY['no_basis'::draft_state, 'dropped'::draft_state, 'failed'::draft_state])) OR (reason IS NOT NULL))),
    constraint only_a_written_draft_has_a_text CHECK (((state = 'written'::draft_state) <= ((text IS NOT NULL) AND (engine IS NOT NULL) AND (thread_version IS NOT NULL))))
);

create UNIQUE INDEX one_draft_per_comment ON public.reply_drafts USING btree (comment_id) WHERE (state = ANY (ARRAY['waiting'::draft_state, 'written'::draft_state, 'no_basis'::draft_state]));

create INDEX reply_drafts_of_comment ON public.reply_drafts USING btree (comment_id, created_at);

create INDEX reply_drafts_open ON public.reply_drafts USING btree (client_id) WHERE (state = ANY (ARRAY['waiting'::draft_state, 'written'::draft_state, 'no_basis'::draft_state]));

create table reports (
    id uuid not null,
    client_id uuid not null,
    kind text not null,
    period_start date not null,
    period_end date not null,
    figures jsonb not null,
    late boolean not null default false,
    as_of timestamp with time zone not null,
    created_at timestamp with time zone not null default clock_timestamp(),
    html text,
    state text not null default 'ready'::text,
    reason text,
    version integer not null default 1,
    supersedes uuid,
    superseded_at timestamp with time zone,
    changes jsonb not null default '[]'::jsonb,
    text jsonb,
    engine text,
    html_sha256 bytea,
    pdf_sha256 bytea,
    pdf_error text,
    checked_at timestamp with time zone,
    listed_at timestamp with time zone not null default clock_timestamp(),
    requested_by uuid,
    constraint one_report_per_version UNIQUE (client_id, kind, period_start, period_end, version),
    constraint report_of_client UNIQUE (client_id, id),
    constraint reports_pkey PRIMARY KEY (id),
    constraint a_version_follows_one FOREIGN KEY (client_id, supersedes) REFERENCES reports(client_id, id),
    constraint reports_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint reports_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES users(id),
    constraint a_failed_report_says_why CHECK (((state = 'failed'::text) = (reason IS NOT NULL))),
    constraint a_pdf_has_its_page CHECK (((pdf_sha256 IS NULL) OR (html_sha256 IS NOT NULL))),
    constraint a_period_has_a_length CHECK ((period_end >= period_start)),
    constraint only_a_ready_report_has_files CHECK (((state = 'ready'::text) OR (num_nonnulls(html_sha256, pdf_sha256, html) = 0))),
    constraint only_the_first_follows_none CHECK (((version = 1) = (supersedes IS NULL))),
    constraint reports_kind_check CHECK ((kind = ANY (ARRAY['daily'::text, 'period'::text]))),
    constraint reports_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'ready'::text, 'failed'::text]))),
    constraint reports_version_check CHECK ((version >= 1))
);

create UNIQUE INDEX report_that_counts ON public.reports USING btree (client_id, kind, period_start, period_end) WHERE (superseded_at IS NULL);

create INDEX reports_newest ON public.reports USING btree (client_id, listed_at DESC, id DESC) WHERE (superseded_at IS NULL);

create INDEX reports_of_client ON public.reports USING btree (client_id, period_start DESC);

create INDEX reports_to_check ON public.reports USING btree (period_end) WHERE ((superseded_at IS NULL) AND (state = 'ready'::text));

create table saved_replies (
    id uuid not null,
    client_id uuid not null,
    title text not null,
    text text not null,
    version integer not null default 1,
    created_by uuid not null,
    updated_by uuid not null,
    created_at timestamp with time zone not null,
    updated_at timestamp with time zone not null,
    constraint saved_replies_pkey PRIMARY KEY (id),
    constraint saved_replies_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint saved_replies_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id),
    constraint saved_replies_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES users(id),
    constraint saved_replies_text_check CHECK (((btrim(text) <> ''::text) AND (length(text) <= 8000))),
    constraint saved_replies_title_check CHECK (((btrim(title) <> ''::text) AND (length(title) <= 100)))
);

create UNIQUE INDEX saved_replies_title ON public.saved_replies USING btree (client_id, lower(title));

create table saved_reply_values (
    client_id uuid not null,
    name text not null,
    value text not null,
    updated_by uuid not null,
    updated_at timestamp with time zone not null,
    constraint saved_reply_values_pkey PRIMARY KEY (client_id, name),
    constraint saved_reply_values_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id),
    constraint saved_reply_values_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES users(id),
    constraint saved_reply_values_name_check CHECK (((name ~ '^[^{}\s][^{}]{0,29}$'::text) AND (name = btrim(name)))),
    constraint saved_reply_values_value_check CHECK (((btrim(value) <> ''::text) AND (length(value) <= 500)))
);

create table scan_horizons (
    job text not null,
    reached timestamp with time zone not null,
    full_at timestamp with time zone not null,
    constraint scan_horizons_pkey PRIMARY KEY (job)
);

create table schema_migrations (
    number integer not null,
    name text not null,
    checksum text not null,
    applied_at timestamp with time zone not null default clock_timestamp(),
    constraint schema_migrations_pkey PRIMARY KEY (number)
);

create table sentiment_corrections (
    id uuid not null,
    client_id uuid not null,
    comment_id uuid not null,
    message text not null,
    model text not null,
    model_sentiment sentiment not null,
    model_score real not null,
    sentiment sentiment not null,
    note text,
    corrected_by uuid not null,
    corrected_at timestamp with time zone not null,
    constraint sentiment_corrections_pkey PRIMARY KEY (id),
    constraint sentiment_corrections_client_id_comment_id_fkey FOREIGN KEY (client_id, comment_id) REFERENCES comments_inbox(client_id, id),
    constraint sentiment_corrections_corrected_by_fkey FOREIGN KEY (corrected_by) REFERENCES users(id),
    constraint sentiment_corrections_model_check CHECK ((model <> 'staff'::text)),
    constraint sentiment_corrections_model_score_check CHECK (((model_score >= (0)::double precision) AND (model_score <= (1)::double precision))),
    constraint sentiment_corrections_note_check CHECK ((btrim(note) <> ''::text))
);

create INDEX sentiment_corrections_of_client ON public.sentiment_corrections USING btree (client_id, corrected_at DESC, id DESC);

create INDEX sentiment_corrections_of_comment ON public.sentiment_corrections USING btree (comment_id, corrected_at DESC, id DESC);

create table sessions (
    id uuid not null,
    family_id uuid not null,
    user_id uuid not null,
    token_hash bytea not null,
    created_at timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    rotated_at timestamp with time zone,
    revoked_at timestamp with time zone,
    constraint sessions_pkey PRIMARY KEY (id),
    constraint sessions_token_hash_key UNIQUE (token_hash),
    constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
    constraint a_session_ends_after_it_began CHECK ((expires_at > created_at))
);

create INDEX sessions_expiry ON public.sessions USING btree (expires_at);

create INDEX sessions_family ON public.sessions USING btree (family_id);

create INDEX sessions_user ON public.sessions USING btree (user_id);

create table snsops.clock (
    only_row boolean not null default true,
    turned_by interval not null default '00:00:00'::interval,
    may_turn boolean not null default false,
    constraint clock_pkey PRIMARY KEY (only_row),
    constraint clock_only_row_check CHECK (only_row)
);

create table snsops.partitioned_tables (
    name text not null,
    keep_for interval,
    constraint partitioned_tables_pkey PRIMARY KEY (name)
);

create table snsops.question_roles (
    role name not null,
    client_id uuid not null,
    made_at timestamp with time zone not null default clock_timestamp(),
    constraint question_roles_pkey PRIMARY KEY (role),
    constraint question_roles_client_id_fkey FOREIGN KEY (client_id) REFERENCES clients(id)
);

create table users (
    id uuid not null,
    email text not null,
    name text not null,
    role user_role not null,
    password_hash text not null,
    active boolean not null default true,
    created_at timestamp with time zone not null default clock_timestamp(),
    constraint users_pkey PRIMARY KEY (id),
    constraint users_email_check CHECK ((email ~~ '%_@_%'::text)),
    constraint users_name_check CHECK ((btrim(name) <> ''::text))
);

create UNIQUE INDEX users_email ON public.users USING btree (lower(email));

create table vector_embeddings (
    id uuid not null,
    client_id uuid not null,
    source_type knowledge_kind not null,
    source_id uuid not null,
    chunk_index integer not null,
    heading text not null,
    chunk_text text not null,
    embedding vector(1024) not null,
    embedder text not null,
    metadata jsonb not null default '{}'::jsonb,
    letters integer not null,
    terms text[] not null,
    constraint one_chunk_per_place UNIQUE (source_id, chunk_index),
    constraint vector_embeddings_pkey PRIMARY KEY (id),
    constraint vector_embeddings_client_id_source_id_fkey FOREIGN KEY (client_id, source_id) REFERENCES knowledge_documents(client_id, id),
    constraint vector_embeddings_chunk_index_check CHECK ((chunk_index >= 0)),
    constraint vector_embeddings_chunk_text_check CHECK ((chunk_text <> ''::text))
);

create INDEX vector_embeddings_of_client ON public.vector_embeddings USING btree (client_id, embedder);

create INDEX vector_embeddings_terms ON public.vector_embeddings USING gin (terms) WITH (gin_pending_list_limit='256');

create table webhook_deliveries (
    id uuid not null,
    received_at timestamp with time zone not null,
    platform text not null,
    body bytea not null,
    state text not null default 'received'::text,
    tries integer not null default 0,
    next_at timestamp with time zone not null,
    done_at timestamp with time zone,
    detail jsonb,
    error text,
    constraint webhook_deliveries_pkey PRIMARY KEY (id, received_at),
    constraint failed_delivery_says_why CHECK (((state <> 'failed'::text) OR (error IS NOT NULL))),
    constraint handled_at_some_time CHECK (((state = 'received'::text) = (done_at IS NULL))),
    constraint webhook_deliveries_platform_check CHECK ((platform = 'meta'::text)),
    constraint webhook_deliveries_state_check CHECK ((state = ANY (ARRAY['received'::text, 'done'::text, 'failed'::text])))
) partition by RANGE (received_at);

create INDEX webhook_deliveries_waiting ON ONLY public.webhook_deliveries USING btree (next_at, id) WHERE (state = 'received'::text);

create table workers (
    id uuid not null,
    process text not null,
    host text not null,
    pid integer not null,
    version text not null,
    started_at timestamp with time zone not null default clock_timestamp(),
    heartbeat_at timestamp with time zone not null default clock_timestamp(),
    lease_until timestamp with time zone not null,
    clock_skew_ms double precision,
    lag jsonb not null default '{}'::jsonb,
    session_pid integer,
    session_began timestamp with time zone,
    constraint workers_pkey PRIMARY KEY (id),
    constraint workers_process_check CHECK ((process <> ''::text))
);

create INDEX workers_lease ON public.workers USING btree (lease_until);

create table ws_tickets (
    ticket_hash bytea not null,
    user_id uuid not null,
    expires_at timestamp with time zone not null,
    constraint ws_tickets_pkey PRIMARY KEY (ticket_hash),
    constraint ws_tickets_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);

create view ask.account_figures with (security_invoker=true) as
 SELECT DISTINCT ON (s.account_id, s.metric, s.for_date) a.name AS account,
    (a.platform)::text AS platform,
    s.metric,
    m.name_ko AS metric_name,
    m.unit,
    s.for_date AS day,
    s.period,
    s.value,
    s.final AS is_final,
    s.observed_at AS as_of
   FROM ((analytics_snapshots s
     JOIN platform_accounts a ON ((a.id = s.account_id)))
     JOIN metric_catalogue m ON (((m.platform = a.platform) AND (m.level = 'account'::text) AND (m.metric = s.metric))))
  WHERE ((s.platform_post_id = ''::text) AND (s.breakdown = ''::text) AND (s.value IS NOT NULL))
  ORDER BY s.account_id, s.metric, s.for_date, s.observed_at DESC;

create view ask.accounts with (security_invoker=true) as
 SELECT a.name AS account,
    (a.platform)::text AS platform,
    (a.state)::text AS state,
    ((a.created_at AT TIME ZONE cl.time_zone))::date AS connected_on
   FROM (platform_accounts a
     JOIN clients cl ON ((cl.id = a.client_id)));

create view ask.best_times with (security_invoker=true) as
 SELECT a.name AS account,
    (a.platform)::text AS platform,
    b.rank,
    b.weekday,
    b.hour,
    b.lift,
    b.posts,
    b.signal,
    b.explore AS is_exploring,
    b.computed_at AS as_of
   FROM (best_times b
     JOIN platform_accounts a ON ((a.id = b.account_id)));

create view ask.comments with (security_invoker=true) as
 SELECT c.id,
    a.name AS account,
    (c.platform)::text AS platform,
    c.author,
    c.message,
    c.posted_at,
    ((c.posted_at AT TIME ZONE cl.time_zone))::date AS posted_on,
    (EXTRACT(hour FROM (c.posted_at AT TIME ZONE cl.time_zone)))::integer AS posted_hour,
    (EXTRACT(isodow FROM (c.posted_at AT TIME ZONE cl.time_zone)))::integer AS posted_weekday,
    (c.sentiment)::text AS sentiment,
    c.score AS confidence,
    ( SELECT k.title
           FROM (publications p
             JOIN contents k ON ((k.id = p.content_id)))
          WHERE ((p.account_id = c.account_id) AND (p.platform_post_id = c.platform_post_id))) AS post_title,
    (c.parent_comment_id IS NOT NULL) AS is_reply,
    (c.hidden_at IS NOT NULL) AS is_hidden,
    (EXISTS ( SELECT
           FROM comment_replies r
          WHERE ((r.comment_id = c.id) AND (r.state = 'published'::reply_state)))) AS is_answered,
    c.received_at AS collected_at
   FROM ((comments_inbox c
     JOIN platform_accounts a ON ((a.id = c.account_id)))
     JOIN clients cl ON ((cl.id = c.client_id)))
  WHERE ((c.deleted_at IS NULL) AND (c.author_platform_id IS DISTINCT FROM a.platform_account_id) AND (NOT (EXISTS ( SELECT
           FROM comment_replies x
          WHERE ((x.account_id = c.account_id) AND (x.platform_reply_id = c.platform_comment_id))))) AND (NOT (EXISTS ( SELECT
           FROM first_comments x
          WHERE ((x.account_id = c.account_id) AND (x.platform_comment_id = c.platform_comment_id))))));

create view ask.contents with (security_invoker=true) as
 SELECT k.id,
    k.title,
    (k.review_state)::text AS review_state,
    k.created_at,
    ((k.created_at AT TIME ZONE cl.time_zone))::date AS created_on,
    ((k.scheduled_at AT TIME ZONE cl.time_zone))::date AS scheduled_on
   FROM (contents k
     JOIN clients cl ON ((cl.id = k.client_id)));

create view ask.incidents with (security_invoker=true) as
 SELECT i.id,
    i.kind,
    i.severity,
    i.message,
    i.comment_count AS comments,
    i.opened_at,
    ((i.opened_at AT TIME ZONE cl.time_zone))::date AS opened_on,
    i.acknowledged_at,
    (i.acknowledged_at IS NOT NULL) AS is_acknowledged
   FROM (incidents i
     JOIN clients cl ON ((cl.id = i.client_id)));

create view ask.post_figures with (security_invoker=true) as
 SELECT p.id AS post_id,
    k.title,
    a.name AS account,
    (p.platform)::text AS platform,
    (p.format)::text AS format,
    p.published_at,
    ((p.published_at AT TIME ZONE cl.time_zone))::date AS published_on,
    p.post_url AS url,
    m.metric,
    m.name_ko AS metric_name,
    m.unit,
    s.value,
    s.observed_at AS as_of
   FROM (((((publications p
     JOIN contents k ON ((k.id = p.content_id)))
     JOIN platform_accounts a ON ((a.id = p.account_id)))
     JOIN clients cl ON ((cl.id = p.client_id)))
     JOIN metric_catalogue m ON (((m.platform = p.platform) AND (m.level = 'post'::text) AND (m.status <> 'retired'::text))))
     CROSS JOIN LATERAL ( SELECT s_1.value,
            s_1.observed_at
           FROM analytics_snapshots s_1
          WHERE ((s_1.account_id = p.account_id) AND (s_1.platform_post_id = p.platform_post_id) AND (s_1.metric = m.metric) AND (s_1.breakdown = ''::text) AND (s_1.value IS NOT NULL))
          ORDER BY s_1.for_date DESC, s_1.observed_at DESC
         LIMIT 1) s)
  WHERE ((p.published_at IS NOT NULL) AND (p.platform_post_id IS NOT NULL));

create view ask.posts with (security_invoker=true) as
 SELECT p.id,
    k.title,
    k.body,
    a.name AS account,
    (p.platform)::text AS platform,
    (p.format)::text AS format,
    (p.state)::text AS state,
    p.scheduled_at,
    p.published_at,
    ((p.scheduled_at AT TIME ZONE cl.time_zone))::date AS scheduled_on,
    ((p.published_at AT TIME ZONE cl.time_zone))::date AS published_on,
    (EXTRACT(hour FROM (p.published_at AT TIME ZONE cl.time_zone)))::integer AS published_hour,
    (EXTRACT(isodow FROM (p.published_at AT TIME ZONE cl.time_zone)))::integer AS published_weekday,
    p.post_url AS url,
    p.error,
    ( SELECT count(*) AS count
           FROM comments_inbox c
          WHERE ((c.account_id = p.account_id) AND (c.platform_post_id = p.platform_post_id) AND (c.deleted_at IS NULL) AND (c.author_platform_id IS DISTINCT FROM a.platform_account_id) AND (NOT (EXISTS ( SELECT
                   FROM comment_replies x
                  WHERE ((x.account_id = c.account_id) AND (x.platform_reply_id = c.platform_comment_id))))) AND (NOT (EXISTS ( SELECT
                   FROM first_comments x
                  WHERE ((x.account_id = c.account_id) AND (x.platform_comment_id = c.platform_comment_id))))))) AS comments
   FROM (((publications p
     JOIN contents k ON ((k.id = p.content_id)))
     JOIN platform_accounts a ON ((a.id = p.account_id)))
     JOIN clients cl ON ((cl.id = p.client_id)));

create view ask.replies with (security_invoker=true) as
 SELECT r.id,
    a.name AS account,
    (r.platform)::text AS platform,
    c.message AS comment,
    r.text,
    (r.state)::text AS state,
    r.published_at,
    ((r.published_at AT TIME ZONE cl.time_zone))::date AS published_on,
    (round((EXTRACT(epoch FROM (r.published_at - c.posted_at)) / (60)::numeric)))::integer AS minutes_to_answer
   FROM (((comment_replies r
     JOIN comments_inbox c ON ((c.id = r.comment_id)))
     JOIN platform_accounts a ON ((a.id = r.account_id)))
     JOIN clients cl ON ((cl.id = r.client_id)));

create policy of_the_asking_client on analytics_snapshots for select to snsops_questions using (client_id = ( SELECT snsops.asking_client() AS asking_client));

create policy of_the_asking_client on best_times for select to snsops_questions using (client_id = ( SELECT snsops.asking_client() AS asking_client));

create policy of_the_asking_client on clients for select to snsops_questions using (id = ( SELECT snsops.asking_client() AS asking_client));

create policy of_the_asking_client on comment_replies for select to snsops_questions using (client_id = ( SELECT snsops.asking_client() AS asking_client));

create policy of_the_asking_client on comments_inbox for select to snsops_questions using (client_id = ( SELECT snsops.asking_client() AS asking_client));

create policy of_the_asking_client on contents for select to snsops_questions using (client_id = ( SELECT snsops.asking_client() AS asking_client));

create policy of_the_asking_client on first_comments for select to snsops_questions using (client_id = ( SELECT snsops.asking_client() AS asking_client));

create policy of_the_asking_client on incidents for select to snsops_questions using (client_id = ( SELECT snsops.asking_client() AS asking_client));

create policy of_the_asking_client on platform_accounts for select to snsops_questions using (client_id = ( SELECT snsops.asking_client() AS asking_client));

create policy of_the_asking_client on publications for select to snsops_questions using (client_id = ( SELECT snsops.asking_client() AS asking_client));

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.api_key_clients FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.api_keys FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit('key_hash', 'last_used_at');

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.approval_link_contents FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.approval_links FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit('token_hash');

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.approval_policies FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger never_emptied BEFORE TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION snsops.refuse_change();

create trigger only_added_to BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION snsops.refuse_change();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.business_hours FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.client_members FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.clients FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.comment_actions FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit('owner', 'epoch', 'due_since');

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.comment_replies FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit('owner', 'epoch', 'due_since');

create trigger settle_inbox_of_moved AFTER UPDATE OF state ON public.comment_replies FOR EACH ROW WHEN (((old.state = ANY (ARRAY['failed'::reply_state, 'cancelled'::reply_state])) IS DISTINCT FROM (new.state = ANY (ARRAY['failed'::reply_state, 'cancelled'::reply_state])))) EXECUTE FUNCTION snsops.settle_inbox();

create trigger settle_inbox_of_new AFTER INSERT ON public.comment_replies FOR EACH ROW EXECUTE FUNCTION snsops.settle_inbox();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.contacts FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit('secret', 'key_id');

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.content_media FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.content_targets FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.contents FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit('seal', 'bigrams');

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.copy_requests FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.copy_rules FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.crisis_replays FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.crisis_rules FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.dead_letters FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit('body', 'key', 'headers');

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.draft_policies FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.holds FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.inbox_items FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.inbox_notes FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger only_added_to BEFORE DELETE OR UPDATE ON public.inbox_notes FOR EACH ROW EXECUTE FUNCTION snsops.only_added_to();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.incidents FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.job_items FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.job_runs FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.job_schedules FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit('seen_at');

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.knowledge_documents FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit('original', 'bigrams');

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.llm_budgets FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.media_assets FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR UPDATE ON public.notification_deliveries FOR EACH ROW WHEN (((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text) AND (new.purpose = 'mail'::text))) EXECUTE FUNCTION snsops.audit('body', 'html', 'key_id', 'sealed', 'owner', 'epoch');

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.notification_preferences FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.platform_accounts FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit('refresh_owner', 'refresh_until');

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.publications FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit('seal', 'owner', 'epoch', 'due_since', 'handle');

create trigger audited_verdict AFTER INSERT ON public.publishing_logs FOR EACH ROW WHEN (((new.resolved_by = 'person'::text) AND (new.response ~ '"user_id":"[0-9a-f-]{36}"'::text))) EXECUTE FUNCTION snsops.audit_verdict();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.questions FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit('text', 'answer', 'sql', 'columns', 'rows', 'assumptions', 'sources', 'reading');

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.quiet_hours FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.reply_drafts FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.saved_replies FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.saved_reply_values FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.sentiment_corrections FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit();

create trigger only_added_to BEFORE DELETE OR UPDATE ON public.sentiment_corrections FOR EACH ROW EXECUTE FUNCTION snsops.only_added_to();

create trigger audited AFTER INSERT OR DELETE OR UPDATE ON public.users FOR EACH ROW WHEN ((COALESCE(current_setting('snsops.acting'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION snsops.audit('password_hash');
