-- 0010_external_calls: what all processes together may ask of the systems outside, which of those are down, and every call that was made.

-- What was used within a window that slides: twelve steps and the one that is leaving, newest first. Locked only to lend a chunk.
create table api_budgets (
    scope            text        primary key check (scope <> ''),
    name             text        not null check (name <> ''),
    client_id        uuid        references clients (id),      -- null: the agency's, not one client's
    account_id       uuid,
    window_length    interval    not null check (window_length > interval '0'),
    call_limit       int         not null check (call_limit > 0),      -- in force
    learned_limit    int         check (learned_limit > 0),            -- what the platform's headers showed to be there
    used_by_others   int         not null default 0 check (used_by_others >= 0),      -- what the platform counts beyond our calls
    newest_at        timestamptz not null,
    steps            int[]       not null check (cardinality(steps) = 13),
    closed_until     timestamptz,                              -- the platform said "enough"
    reported_percent int,
    reported_at      timestamptz,
    alarmed_at       timestamptz,
    foreign key (client_id, account_id) references platform_accounts (client_id, id),
    constraint a_report_has_a_time check ((reported_percent is null) = (reported_at is null)),
    constraint an_account_has_a_client check (account_id is null or client_id is not null)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Chunks of budgets in the hands of processes. Past its end what was not spent of one is free again.
create table api_budget_leases (
    id         uuid        primary key,
    scope      text        not null references api_budgets (scope) on delete cascade,
    owner      uuid        not null,
    amount     int         not null check (amount > 0),
    spent      int         not null default 0 check (spent between 0 and amount),
    taken_at   timestamptz not null,
    expires_at timestamptz not null
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
create index api_budget_leases_scope on api_budget_leases (scope);

-- One row per system outside that ever failed. Open while open_until is set; when that time is over one probe may find out.
create table api_breakers (
    scope       text        primary key check (scope <> ''),
    failures    int         not null default 0,                -- in a row, of all processes
    open_until  timestamptz,
    opened_at   timestamptz,
    probe       uuid,
    probe_owner uuid,
    probe_until timestamptz,
    last_error  text,
    updated_at  timestamptz not null default clock_timestamp(),
    constraint open_since_some_time check ((open_until is null) = (opened_at is null)),
    constraint a_probe_is_whole check (num_nonnulls(probe, probe_owner, probe_until) in (0, 3)),
    constraint only_open_breakers_are_probed check (probe is null or open_until is not null)
);

-- What Instagram last said of an account's posts within 24 hours.
create table publishing_quotas (
    account_id uuid        primary key,
    client_id  uuid        not null,
    used       int         not null check (used >= 0),
    total      int         not null check (total >= 0),
    read_at    timestamptz not null,
    foreign key (client_id, account_id) references platform_accounts (client_id, id)
);

-- Every call that was made to a system outside. No tokens, no bodies, no addresses.
create table api_calls (
    at             timestamptz not null,
    scope          text        not null,
    endpoint       text        not null,
    method         text        not null,
    priority       text        not null check (priority in ('publishing', 'collection')),
    client_id      uuid        not null,
    account_id     uuid        not null,
    verdict        text        not null check (verdict in ('answered', 'throttled', 'failed', 'cancelled')),
    status         smallint,                                   -- of HTTP; null: nothing came back
    ms             real        not null,
    error_code     text,
    try            smallint    not null,
    attempt_id     uuid,
    correlation_id text
) partition by range (at);
create index api_calls_account on api_calls (account_id, at);

insert into snsops.partitioned_tables values ('api_calls', interval '3 months');
select snsops.ensure_month_partitions('api_calls', 3);
