-- 0024_llm: what is asked of language models, what it costs each client, and answers that may be used again.

-- What a client may spend in a month; without a row the default of the options. In millionths of a dollar.
create table llm_budgets (
    client_id    uuid        primary key references clients (id),
    month_micros bigint      not null check (month_micros >= 0),
    updated_at   timestamptz not null default now()
);

-- What was spent or is set aside, by client and month of Seoul: always the sum of cost_micros of that month's requests.
create table llm_spending (
    client_id  uuid   not null,                                -- no foreign key: it is the sum of a log
    month      date   not null,
    micros     bigint not null,
    told_share real   not null default 0,                      -- the greatest share of the budget that people know of
    primary key (client_id, month)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- One row for each request to the gateway. Open: being asked, its cost the most it may be. No texts.
create table llm_requests (
    at             timestamptz not null,
    id             uuid        not null,
    month          date        not null,
    client_id      uuid        not null,
    task           text        not null check (task <> ''),
    owner          uuid        not null,
    -- Who says what it cost: the provider, we by counting letters, we for an answer that broke off, nobody because it was kept or made here,
    -- or nobody because its process died: then the cost is what was set aside.
    source         text        not null check (source in ('open', 'provider', 'estimated', 'partial', 'cache', 'embedded', 'none', 'lost')),
    outcome        text        check (outcome in ('answered', 'truncated', 'cancelled', 'failed')),
    provider       text,
    model          text,
    input_tokens   int         not null default 0 check (input_tokens >= 0),
    output_tokens  int         not null default 0 check (output_tokens >= 0),
    wasted_tokens  int         not null default 0 check (wasted_tokens >= 0),     -- of tries whose answer was thrown away
    cost_micros    bigint      not null check (cost_micros >= 0),
    tries          smallint    not null default 0,
    error          text,                                       -- of the last try that failed
    first_token_ms real,
    ms             real,
    correlation_id text,
    primary key (at, id),
    constraint what_is_over_has_an_outcome check ((source in ('open', 'lost')) = (outcome is null))
) partition by range (at);
create index llm_requests_client on llm_requests (client_id, at desc);
create index llm_requests_open on llm_requests (owner) where source = 'open';

insert into snsops.partitioned_tables values ('llm_requests', interval '25 months');
select snsops.ensure_month_partitions('llm_requests', 3);

-- Answers by the hash of all that was asked. Lost in a crash of the server, which costs calls and nothing else.
create unlogged table llm_cache (
    client_id     uuid        not null,
    request       bytea       not null check (octet_length(request) = 32),
    provider      text        not null,
    model         text        not null,
    content       text        not null,
    output_tokens int         not null,
    kept_at       timestamptz not null,
    expires_at    timestamptz not null,
    primary key (client_id, request)
);
create index llm_cache_expiry on llm_cache (expires_at);

-- Calls of models are nobody's account's.
alter table api_calls alter column account_id drop not null;
alter table api_calls drop constraint api_calls_priority_check;
alter table api_calls add constraint api_calls_priority_check check (priority in ('publishing', 'collection', 'ai'));
