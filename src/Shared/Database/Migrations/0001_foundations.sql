-- 0001_foundations: time, processes, schedules and the broker. Rows are the truth; Kafka messages only point at them.
create schema snsops;

-- Time. Every decision about *when* asks snsops.now(); leases and deadlines measure *how long* with clock_timestamp().
create table snsops.clock (
    only_row   boolean  primary key default true check (only_row),
    turned_by  interval not null default interval '0',
    may_turn   boolean  not null default false       -- true only in test and demo databases
);
insert into snsops.clock default values;

-- Call it as (select snsops.now()): a scalar subquery is evaluated once and indexes serve the comparison.
create function snsops.now() returns timestamptz language sql stable parallel safe as
$$ select statement_timestamp() + turned_by from snsops.clock $$;

create function snsops.turn_clock(by_interval interval) returns timestamptz language plpgsql as $$
begin
    update snsops.clock set turned_by = by_interval where may_turn;
    if not found then
        raise exception 'the clock of this database may not be turned' using errcode = 'insufficient_privilege';
    end if;
    return statement_timestamp() + by_interval;
end $$;

-- Makes month partitions of a table for this and the coming months. Idempotent.
create function snsops.ensure_month_partitions(parent text, months_ahead int default 3) returns int language plpgsql as $$
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
end $$;

-- Which tables are kept in month partitions, and for how long.
create table snsops.partitioned_tables (
    name       text primary key,
    keep_for   interval               -- null: for ever
);

-- Korean and other substring search: the distinct two-character pieces of a text, lower-case, without white space.
-- Trigrams miss two-syllable Korean words; bigrams do not.
create function snsops.bigrams(input text) returns text[] language sql immutable strict parallel safe as $$
    select coalesce(array_agg(distinct substr(s.folded, i, 2)), '{}')
      from (select regexp_replace(lower(left(input, 4000)), '\s+', '', 'g') as folded) s,
           generate_series(1, greatest(length(s.folded) - 1, 0)) as i
$$;

-- One row per process incarnation. Rows it holds name it as owner; a sweep frees the rows of the dead.
create table workers (
    id            uuid        primary key,
    process       text        not null check (process <> ''),
    host          text        not null,
    pid           int         not null,
    version       text        not null,
    started_at    timestamptz not null default clock_timestamp(),
    heartbeat_at  timestamptz not null default clock_timestamp(),
    lease_until   timestamptz not null,
    clock_skew_ms double precision,
    lag           jsonb       not null default '{}'
);
create index workers_lease on workers (lease_until);

-- Where the embedded broker listens now. A changed cluster id makes every process rebuild its clients.
create table kafka_brokers (
    id                int         primary key default 1 check (id = 1),
    bootstrap_servers text        not null check (bootstrap_servers <> ''),
    cluster_id        text        not null check (cluster_id <> ''),
    published_at      timestamptz not null default clock_timestamp()
);

create type job_run_state as enum ('running', 'done', 'failed', 'skipped');

-- A firing is real because its row exists: once per (job, scheduled_for), with any number of replicas.
create table job_runs (
    job           text          not null check (job <> ''),
    scheduled_for timestamptz   not null,
    state         job_run_state not null default 'running',
    cause         text          not null check (cause in ('schedule', 'catch_up', 'manual')),
    owner         uuid          not null,
    epoch         int           not null default 1,
    late          boolean       not null default false,
    missed_since  timestamptz,                          -- a coalesced run speaks for the firings since then
    started_at    timestamptz   not null default clock_timestamp(),
    finished_at   timestamptz,
    detail        jsonb         not null default '{}',
    error         text,
    primary key (job, scheduled_for),
    constraint finished_means_a_time check ((state = 'running') = (finished_at is null)),
    constraint failed_means_a_reason check (state <> 'failed' or error is not null)
) partition by range (scheduled_for);
create index job_runs_running on job_runs (owner) where state = 'running';

create type job_item_state as enum ('ready', 'claimed', 'done', 'failed', 'cancelled');

-- The part of a run that concerns one client (and often one account): its failure never repeats another's.
create table job_items (
    id              uuid           not null,
    job             text           not null,
    scheduled_for   timestamptz    not null,
    client_id       uuid           not null,
    subject_id      uuid           not null,            -- the account, or the client itself
    state           job_item_state not null default 'ready',
    epoch           int            not null default 0,
    owner           uuid,
    tries           int            not null default 0,
    ready_since     timestamptz    not null default clock_timestamp(),
    next_attempt_at timestamptz    not null,
    input           jsonb          not null default '{}',
    detail          jsonb          not null default '{}',
    error           text,
    finished_at     timestamptz,
    primary key (id, scheduled_for),
    constraint one_item_per_subject unique (job, scheduled_for, subject_id),
    constraint only_claimed_has_an_owner check ((state = 'claimed') = (owner is not null)),
    constraint finished_item_has_a_time check ((state in ('done', 'failed', 'cancelled')) = (finished_at is not null))
) partition by range (scheduled_for);
create index job_items_ready on job_items (job, next_attempt_at) where state = 'ready';
create index job_items_owner on job_items (owner) where state = 'claimed';
create index job_items_client on job_items (client_id, scheduled_for);
-- Is this subject still busy with an earlier firing?
create index job_items_busy on job_items (subject_id, job) where state in ('ready', 'claimed');

-- How far a scan that only looks forward has come.
create table scan_horizons (
    job     text        primary key,
    reached timestamptz not null,
    full_at timestamptz not null
);

-- Messages nobody could read. Raw, so that they can be sent again once the reason is mended.
create table dead_letters (
    id           uuid        primary key,
    cluster_id   text        not null,
    topic        text        not null,
    "partition"  int         not null,
    "offset"     bigint      not null,
    kind         text,
    key          bytea,
    headers      jsonb       not null default '{}',
    body         bytea,
    reason       text        not null,
    created_at   timestamptz not null default clock_timestamp(),
    redriven_at  timestamptz,
    redriven_by  uuid,
    constraint one_dead_letter_per_message unique (cluster_id, topic, "partition", "offset")
);
create index dead_letters_waiting on dead_letters (created_at) where redriven_at is null;

insert into snsops.partitioned_tables values ('job_runs', interval '13 months'), ('job_items', interval '3 months');
