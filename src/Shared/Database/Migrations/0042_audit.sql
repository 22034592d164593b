-- 0042_audit: who changed what, in the transaction that changed it. People's changes; what the workers do has logs of its own.
create table audit_log (
    id         uuid        not null default gen_random_uuid(),
    at         timestamptz not null default clock_timestamp(),
    client_id  uuid,                                    -- null: the change was not of one client. No foreign key: a log outlives what it tells of
    actor_id   uuid        not null,
    api_key_id uuid,                                    -- the key that spoke for them
    operation  text        not null check (operation <> ''),
    request_id text        not null check (request_id <> ''),
    subject    text        not null check (subject <> ''),      -- the table
    subject_id text        not null,
    action     text        not null check (action in ('insert', 'update', 'delete')),
    before     jsonb,
    after      jsonb,
    primary key (id, at),
    constraint an_insert_has_no_before check ((action = 'insert') = (before is null)),
    constraint a_delete_has_no_after check ((action = 'delete') = (after is null))
) partition by range (at);
create index audit_log_at on audit_log (at, id);
create index audit_log_client on audit_log (client_id, at, id);
create index audit_log_actor on audit_log (actor_id, at, id);
create index audit_log_subject on audit_log (subject_id, at, id);
insert into snsops.partitioned_tables values ('audit_log', null);
select snsops.ensure_month_partitions('audit_log');

create function snsops.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is only ever added to', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger only_added_to before update or delete on audit_log for each row execute function snsops.refuse_change();
create trigger never_emptied before truncate on audit_log for each statement execute function snsops.refuse_change();

-- What a log may keep of a row: no secrets, and of a very long text its length and hash.
create function snsops.audited_row(whole jsonb, secrets text[]) returns jsonb language sql immutable as $$
    select coalesce(jsonb_object_agg(key, case
               when jsonb_typeof(value) = 'string' and length(value #>> '{}') > 8000
               then jsonb_build_object('characters', length(value #>> '{}'), 'sha256', encode(sha256(convert_to(value #>> '{}', 'UTF8')), 'hex'))
               else value end), '{}')
      from jsonb_each(whole - secrets)
$$;

-- Writes one row of the log. The arguments name columns that are secret or mean nothing; of a change of those only the name is kept.
create function snsops.audit() returns trigger language plpgsql as $$
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
end $$;

-- Lets the changes of a table be logged when a person acts: a later migration calls it for each new table that people change.
-- The condition is looked at before anything else is done, so that the workers' rows cost a comparison.
create function snsops.keep_audit(audited regclass, variadic secrets text[] default '{}') returns void language plpgsql as $$
begin
    execute format('create trigger audited after insert or update or delete on %s for each row '
                   'when (coalesce(current_setting(''snsops.acting'', true), '''') <> '''') execute function snsops.audit(%s)',
                   audited, (select coalesce(string_agg(quote_literal(s), ', '), '') from unnest(secrets) s));
end $$;

select snsops.keep_audit('clients');
select snsops.keep_audit('users', 'password_hash');
select snsops.keep_audit('client_members');
select snsops.keep_audit('platform_accounts', 'refresh_owner', 'refresh_until');
select snsops.keep_audit('contents', 'seal', 'bigrams');
select snsops.keep_audit('content_media');
select snsops.keep_audit('content_targets');
select snsops.keep_audit('publications', 'seal', 'owner', 'epoch', 'due_since', 'handle');
select snsops.keep_audit('holds');
select snsops.keep_audit('media_assets');
select snsops.keep_audit('comment_replies', 'owner', 'epoch', 'due_since');
select snsops.keep_audit('comment_actions', 'owner', 'epoch', 'due_since');
select snsops.keep_audit('reply_drafts');
select snsops.keep_audit('draft_policies');
select snsops.keep_audit('sentiment_corrections');
select snsops.keep_audit('incidents');
select snsops.keep_audit('crisis_rules');
select snsops.keep_audit('crisis_replays');
select snsops.keep_audit('knowledge_documents', 'original', 'bigrams');
select snsops.keep_audit('copy_rules');
select snsops.keep_audit('copy_requests');
select snsops.keep_audit('llm_budgets');
select snsops.keep_audit('questions');
select snsops.keep_audit('job_items');
select snsops.keep_audit('job_runs');
select snsops.keep_audit('dead_letters', 'body', 'key', 'headers');

-- What a person says of something unknown is written with a batch of outcomes: who it was stands in the row that closes the attempt.
create function snsops.audit_verdict() returns trigger language plpgsql as $$
begin
    insert into audit_log (client_id, actor_id, operation, request_id, subject, subject_id, action, before, after)
    values (new.client_id, substring(new.response from '"user_id":"([0-9a-f-]{36})"')::uuid, 'resolve', new.attempt_id::text, new.subject_kind, new.subject_id::text, 'update',
            jsonb_build_object('status', 'unknown'), jsonb_build_object('status', new.status, 'step', new.step, 'platform_post_id', new.platform_post_id));
    return null;
end $$;
create trigger audited_verdict after insert on publishing_logs for each row
    when (new.resolved_by = 'person' and new.response ~ '"user_id":"[0-9a-f-]{36}"') execute function snsops.audit_verdict();
