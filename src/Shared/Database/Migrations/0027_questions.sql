-- 0027_questions: questions in Korean over a client's own data. What is asked and answered, every statement that was run, and the fence it runs behind:
-- one login per client that owns nothing, reads a few views, and sees its client's rows only.

create type question_state as enum ('waiting', 'answered', 'asks_back', 'cannot', 'failed');

-- Only who began a conversation sees it.
create table conversations (
    id         uuid        primary key,
    client_id  uuid        not null references clients (id),
    user_id    uuid        not null references users (id),
    title      text        not null check (btrim(title) <> ''),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint conversation_of_client unique (client_id, id)
);
create index conversations_of_user on conversations (user_id, updated_at desc, id desc);

create table questions (
    id              uuid           primary key,
    client_id       uuid           not null,
    conversation_id uuid           not null,
    asked_by        uuid           not null references users (id),
    text            text           not null check (btrim(text) <> '' and length(text) <= 1000),
    state           question_state not null default 'waiting',
    answer          text,                                    -- in Korean
    engine          text,                                    -- who read the question
    sql             text,                                    -- as it was run
    columns         jsonb          not null default '[]',
    rows            jsonb          not null default '[]',
    row_count       int            not null default 0 check (row_count >= 0),
    is_cut          boolean        not null default false,   -- there are more rows than are kept
    assumptions     jsonb          not null default '[]',    -- how it was understood
    sources         jsonb          not null default '[]',    -- what was read, and how old it is
    reading         jsonb,                                   -- of the grammar: what the next question of the conversation may leave out
    asked_at        timestamptz    not null,
    closed_at       timestamptz,
    foreign key (client_id, conversation_id) references conversations (client_id, id),
    constraint a_question_waits_or_is_closed check ((state = 'waiting') = (closed_at is null)),
    constraint what_is_closed_says_something check (state = 'waiting' or answer is not null),
    constraint an_answer_shows_its_sql check (state <> 'answered' or (sql is not null and engine is not null))
);
create index questions_of_conversation on questions (conversation_id, asked_at, id);
create index questions_waiting on questions (asked_by) where state = 'waiting';

-- Every statement that was made for a question, run or refused. Written before it runs: without an outcome its process died.
create table question_runs (
    at          timestamptz not null,
    id          uuid        not null,
    client_id   uuid        not null,
    question_id uuid        not null,
    asked_by    uuid        not null,
    engine      text        not null,
    asked_sql   text        not null,                        -- as the model or the grammar wrote it
    sql         text,                                        -- as it was printed again and run; null: refused by the parser's check
    role        text,
    outcome     text        check (outcome in ('ran', 'blocked', 'failed', 'timed_out', 'away')),
    reason      text,
    row_count   int,
    ms          real,
    primary key (at, id),
    constraint what_is_refused_is_not_run check (outcome <> 'blocked' or sql is null)
) partition by range (at);
create index question_runs_of_question on question_runs (question_id);
insert into snsops.partitioned_tables values ('question_runs', interval '25 months');
select snsops.ensure_month_partitions('question_runs', 3);

-- Whose questions a login may answer. The logins themselves are of the whole cluster, so their names are of this database.
create table snsops.question_roles (
    role      name primary key,
    client_id uuid not null references clients (id),
    made_at   timestamptz not null default clock_timestamp()
);

create function snsops.question_role_name(for_client uuid) returns name language sql stable as
$$ select ('snsops_q_' || left(encode(sha256(convert_to(current_database() || ':' || for_client, 'UTF8')), 'hex'), 24))::name $$;

-- The client of the login that asks; null for everybody else, and then no row is seen. session_user: nothing that a statement does changes it.
create function snsops.asking_client() returns uuid language sql stable security definer parallel safe set search_path = pg_catalog as
$$ select client_id from snsops.question_roles where role = session_user::name $$;

-- What a question reads: these views and nothing else. They run with the rights of who reads them.
create schema ask;
comment on schema ask is '고객사 한 곳의 SNS 데이터. 날짜와 시각은 고객사의 시간대입니다.';

create view ask.accounts with (security_invoker) as
select a.name as account, a.platform::text as platform, a.state::text as state, (a.created_at at time zone cl.time_zone)::date as connected_on
  from platform_accounts a join clients cl on cl.id = a.client_id;
comment on view ask.accounts is '연결된 SNS 계정';
comment on column ask.accounts.platform is 'instagram, facebook, youtube';
comment on column ask.accounts.state is 'active, needs_reconnect(다시 연결 필요), disabled';

create view ask.comments with (security_invoker) as
select c.id, a.name as account, c.platform::text as platform, c.author, c.message, c.posted_at,
       (c.posted_at at time zone cl.time_zone)::date as posted_on,
       extract(hour from c.posted_at at time zone cl.time_zone)::int as posted_hour,
       extract(isodow from c.posted_at at time zone cl.time_zone)::int as posted_weekday,
       c.sentiment::text as sentiment, c.score as confidence,
       (select k.title from publications p join contents k on k.id = p.content_id where p.account_id = c.account_id and p.platform_post_id = c.platform_post_id) as post_title,
       c.parent_comment_id is not null as is_reply, c.hidden_at is not null as is_hidden,
       exists (select from comment_replies r where r.comment_id = c.id and r.state = 'published') as is_answered,
       c.received_at as collected_at
  from comments_inbox c
  join platform_accounts a on a.id = c.account_id
  join clients cl on cl.id = c.client_id
 where c.deleted_at is null
   and c.author_platform_id is distinct from a.platform_account_id
   and not exists (select from comment_replies x where x.account_id = c.account_id and x.platform_reply_id = c.platform_comment_id)
   and not exists (select from first_comments x where x.account_id = c.account_id and x.platform_comment_id = c.platform_comment_id);
comment on view ask.comments is '다른 사람이 단 댓글. 우리 계정이 쓴 댓글과 지워진 댓글은 없습니다';
comment on column ask.comments.posted_at is '댓글이 달린 시각(timestamptz). 기간은 이 열로 거릅니다';
comment on column ask.comments.posted_weekday is '1 월요일 … 7 일요일';
comment on column ask.comments.sentiment is 'positive, neutral, negative, crisis; 아직 읽지 않았으면 null';
comment on column ask.comments.is_answered is '우리가 답글을 달았는가';

create view ask.posts with (security_invoker) as
select p.id, k.title, k.body, a.name as account, p.platform::text as platform, p.format::text as format, p.state::text as state, p.scheduled_at, p.published_at,
       (p.scheduled_at at time zone cl.time_zone)::date as scheduled_on,
       (p.published_at at time zone cl.time_zone)::date as published_on,
       extract(hour from p.published_at at time zone cl.time_zone)::int as published_hour,
       extract(isodow from p.published_at at time zone cl.time_zone)::int as published_weekday,
       p.post_url as url, p.error,
       (select count(*) from comments_inbox c
         where c.account_id = p.account_id and c.platform_post_id = p.platform_post_id and c.deleted_at is null and c.author_platform_id is distinct from a.platform_account_id
           and not exists (select from comment_replies x where x.account_id = c.account_id and x.platform_reply_id = c.platform_comment_id)
           and not exists (select from first_comments x where x.account_id = c.account_id and x.platform_comment_id = c.platform_comment_id)) as comments
  from publications p
  join contents k on k.id = p.content_id
  join platform_accounts a on a.id = p.account_id
  join clients cl on cl.id = p.client_id;
comment on view ask.posts is '게시물: 콘텐츠를 계정 하나에 올린 것(또는 올릴 것)';
comment on column ask.posts.state is 'scheduled, due, claimed, armed, retrying(모두 아직 나가지 않음), published(발행됨), failed(실패), unknown(확인 중), missed(놓침), cancelled(취소)';
comment on column ask.posts.format is 'instagram_image, instagram_carousel, instagram_reel, instagram_story, facebook_text, facebook_photo, facebook_multi_photo, facebook_video, facebook_reel, facebook_story, youtube_video, youtube_short';
comment on column ask.posts.comments is '여기에 모인 댓글 수';

create view ask.post_figures with (security_invoker) as
select p.id as post_id, k.title, a.name as account, p.platform::text as platform, p.format::text as format, p.published_at,
       (p.published_at at time zone cl.time_zone)::date as published_on, p.post_url as url, m.metric, m.name_ko as metric_name, m.unit, s.value, s.observed_at as as_of
  from publications p
  join contents k on k.id = p.content_id
  join platform_accounts a on a.id = p.account_id
  join clients cl on cl.id = p.client_id
  join metric_catalogue m on m.platform = p.platform and m.level = 'post' and m.status <> 'retired'
  cross join lateral (
        select s.value, s.observed_at from analytics_snapshots s
         where s.account_id = p.account_id and s.platform_post_id = p.platform_post_id and s.metric = m.metric and s.breakdown = '' and s.value is not null
         order by s.for_date desc, s.observed_at desc limit 1) s
 where p.published_at is not null and p.platform_post_id is not null;
comment on view ask.post_figures is '발행된 게시물의 가장 새로운 지표, 지표마다 한 행';
comment on column ask.post_figures.metric is 'views, reach, likes, comments, saves, shares, interactions, reactions, clicks …';

create view ask.account_figures with (security_invoker) as
select distinct on (s.account_id, s.metric, s.for_date)
       a.name as account, a.platform::text as platform, s.metric, m.name_ko as metric_name, m.unit, s.for_date as day, s.period, s.value, s.final as is_final, s.observed_at as as_of
  from analytics_snapshots s
  join platform_accounts a on a.id = s.account_id
  join metric_catalogue m on m.platform = a.platform and m.level = 'account' and m.metric = s.metric
 where s.platform_post_id = '' and s.breakdown = '' and s.value is not null
 order by s.account_id, s.metric, s.for_date, s.observed_at desc;
comment on view ask.account_figures is '계정의 지표, 날마다 한 행';
comment on column ask.account_figures.metric is 'followers(그날의 팔로워·구독자 수), views, reach, interactions, likes, comments, saves, shares, followers_gained …';
comment on column ask.account_figures.period is 'now: 그날의 값(더하지 않음), day: 그날 하루의 양(더할 수 있음)';

create view ask.replies with (security_invoker) as
select r.id, a.name as account, r.platform::text as platform, c.message as comment, r.text, r.state::text as state, r.published_at,
       (r.published_at at time zone cl.time_zone)::date as published_on,
       round(extract(epoch from r.published_at - c.posted_at) / 60)::int as minutes_to_answer
  from comment_replies r
  join comments_inbox c on c.id = r.comment_id
  join platform_accounts a on a.id = r.account_id
  join clients cl on cl.id = r.client_id;
comment on view ask.replies is '우리가 댓글에 단 답글';
comment on column ask.replies.state is 'published(달림), failed(실패), cancelled; 그 밖은 아직 보내는 중';

create view ask.incidents with (security_invoker) as
select i.id, i.kind, i.severity, i.message, i.comment_count as comments, i.opened_at, (i.opened_at at time zone cl.time_zone)::date as opened_on,
       i.acknowledged_at, i.acknowledged_at is not null as is_acknowledged
  from incidents i join clients cl on cl.id = i.client_id;
comment on view ask.incidents is '위기 경보';
comment on column ask.incidents.kind is 'crisis_comment(위기 댓글), negative_surge(부정 급증), slow_build_up(서서히 늘어남), coordinated(같은 글 반복)';
comment on column ask.incidents.severity is 'high, critical';

create view ask.best_times with (security_invoker) as
select a.name as account, a.platform::text as platform, b.rank, b.weekday, b.hour, b.lift, b.posts, b.signal, b.explore as is_exploring, b.computed_at as as_of
  from best_times b join platform_accounts a on a.id = b.account_id;
comment on view ask.best_times is '올리기 좋은 시간(요일·시), 계정마다 rank 1이 가장 좋음';
comment on column ask.best_times.weekday is '1 월요일 … 7 일요일';
comment on column ask.best_times.signal is 'ok, thin(근거가 적음), none';

create view ask.contents with (security_invoker) as
select k.id, k.title, k.review_state::text as review_state, k.created_at, (k.created_at at time zone cl.time_zone)::date as created_on,
       (k.scheduled_at at time zone cl.time_zone)::date as scheduled_on
  from contents k join clients cl on cl.id = k.client_id;
comment on view ask.contents is '콘텐츠와 승인 상태';
comment on column ask.contents.review_state is 'draft(작성 중), in_review(승인 대기), changes_requested(수정 요청), approved(승인), expired';

-- Makes the fence: the group of all asking logins, what it may read, and whose rows. Needs CREATEROLE (or that the group exists) and to own the tables.
-- The policies are not forced on the owner: letting the owner see all, they would change nothing, but break its pg_dump and COPY.
create function snsops.prepare_questions() returns void language plpgsql set search_path = public, pg_catalog as $$
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
end $$;

-- Makes a client's login, or gives it another password (a SCRAM verifier: the password itself is never sent).
create function snsops.open_questions(for_client uuid, verifier text) returns name language plpgsql set search_path = public, pg_catalog as $$
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
end $$;

revoke execute on function snsops.prepare_questions(), snsops.open_questions(uuid, text), snsops.question_role_name(uuid) from public;

do $$
begin
    if (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) or exists (select from pg_roles where rolname = 'snsops_questions') then
        perform snsops.prepare_questions();
    else
        raise notice 'questions are not answered on this server: its user may not create roles. As a superuser: select snsops.prepare_questions(), then dotnet SnsOps.Api.dll open-questions';
    end if;
end $$;
