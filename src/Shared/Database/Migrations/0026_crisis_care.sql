-- 0026_crisis_care: what is usual for a client, rules that are tried before they are switched on, incidents with their evidence,
-- what staff say of the model's verdicts, which words decided them, and the best times to post.

-- What came in each hour, counted again while comments still come in. Copies of one text and more by one author count once.
create table comment_hours (
    client_id uuid        not null references clients (id),
    hour      timestamptz not null check (hour = date_trunc('hour', hour, 'UTC')),
    comments  int         not null check (comments > 0),
    negatives int         not null check (negatives between 0 and comments),
    primary key (client_id, hour)
);

create type crisis_rule_state as enum ('draft', 'active', 'retired');

-- How far from the usual alarms. Never changed: another rule takes its place, so that an incident can say what raised it.
create table crisis_rules (
    id                uuid              primary key,
    client_id         uuid              not null references clients (id),
    name              text              not null check (btrim(name) <> ''),
    state             crisis_rule_state not null default 'draft',
    share_tail        double precision  not null check (share_tail > 0 and share_tail < 1),
    count_tail        double precision  not null check (count_tail > 0 and count_tail <= 1),
    least_negatives   int               not null check (least_negatives >= 1),
    least_ratio       double precision  not null check (least_ratio >= 1),
    least_rise        double precision  not null check (least_rise between 0 and 1),
    build_up          double precision  not null check (build_up >= 0),                       -- 0: slow build-ups are not looked for
    cool_down_minutes int               not null check (cool_down_minutes between 0 and 10080),
    escalate_minutes  int[]             not null check (cardinality(escalate_minutes) <= 5),  -- without an answer, people are told again
    hold              text              not null check (hold in ('off', 'propose', 'apply')),
    hold_severity     text              not null check (hold_severity in ('high', 'critical')),
    created_by        uuid              not null references users (id),
    created_at        timestamptz       not null,
    activated_by      uuid              references users (id),
    activated_at      timestamptz,
    retired_at        timestamptz,
    constraint crisis_rule_of_client unique (client_id, id),
    constraint somebody_switches_a_rule_on check ((state = 'draft' or activated_at is not null or retired_at is not null) and (activated_at is null) = (activated_by is null)),
    constraint only_retired_rules_have_ended check ((state = 'retired') = (retired_at is not null))
);
create unique index one_active_crisis_rule_per_client on crisis_rules (client_id) where state = 'active';
create index crisis_rules_of_client on crisis_rules (client_id, created_at desc, id desc);

-- A rule run over what has been: which alarms it would have raised.
create table crisis_replays (
    id           uuid        primary key,
    client_id    uuid        not null,
    rule_id      uuid        not null,
    from_at      timestamptz not null,
    to_at        timestamptz not null,
    requested_by uuid        not null references users (id),
    requested_at timestamptz not null,
    finished_at  timestamptz,
    weeks        double precision check (weeks >= 0),
    alarms       jsonb       check (jsonb_typeof(alarms) = 'array'),
    foreign key (client_id, rule_id) references crisis_rules (client_id, id),
    constraint a_replay_has_a_span check (from_at < to_at),
    constraint finished_means_an_answer check ((finished_at is null) = (alarms is null) and (finished_at is null) = (weeks is null))
);
create index crisis_replays_of_rule on crisis_replays (rule_id, requested_at desc);

alter table incidents
    drop constraint incidents_kind_check,
    add constraint incidents_kind_check check (kind in ('crisis_comment', 'negative_surge', 'slow_build_up', 'coordinated')),
    add column evidence       jsonb not null default '{}' check (jsonb_typeof(evidence) = 'object'),  -- figures that say why
    add column rule_id        uuid,                      -- null: the rule of clients without one
    add column escalation     int  not null default 0 check (escalation >= 0),                        -- how often people were told again
    add column escalated_at   timestamptz,
    add column hold_proposed_at timestamptz,             -- people are asked whether to stop what would be sent
    add column hold_id        uuid references holds (id),
    add foreign key (client_id, rule_id) references crisis_rules (client_id, id),
    add constraint escalated_means_a_time check ((escalation = 0) = (escalated_at is null));
create index incidents_unanswered on incidents (opened_at) where acknowledged_at is null;

-- Which words decided the score: start, length and weight in thousandths, three numbers for each, in the message as it was read.
alter table comments_inbox
    add column sentiment_spans int[],
    add constraint spans_are_whole check (sentiment_spans is null or (sentiment is not null and cardinality(sentiment_spans) % 3 = 0));

-- What staff say of a verdict: another class, or that it is right. The gold set of each client; only ever added to.
create table sentiment_corrections (
    id              uuid        primary key,
    client_id       uuid        not null,
    comment_id      uuid        not null,
    message         text        not null,                -- as it was read
    model           text        not null check (model <> 'staff'),
    model_sentiment sentiment   not null,
    model_score     real        not null check (model_score between 0 and 1),
    sentiment       sentiment   not null,
    note            text        check (btrim(note) <> ''),
    corrected_by    uuid        not null references users (id),
    corrected_at    timestamptz not null,
    foreign key (client_id, comment_id) references comments_inbox (client_id, id)
);
create index sentiment_corrections_of_comment on sentiment_corrections (comment_id, corrected_at desc, id desc);
create index sentiment_corrections_of_client on sentiment_corrections (client_id, corrected_at desc, id desc);

create function snsops.only_added_to() returns trigger language plpgsql as $$
begin
    raise exception '% is only ever added to', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger only_added_to before update or delete on sentiment_corrections for each row execute function snsops.only_added_to();

-- When an account's posts do best, the best first; written anew each day.
create table best_times (
    client_id   uuid        not null,
    account_id  uuid        not null,
    rank        int         not null check (rank >= 1),
    weekday     int         not null check (weekday between 1 and 7),     -- Monday is 1
    hour        int         not null check (hour between 0 and 23),       -- in the client's zone
    lift        double precision not null,               -- engagement against the account's usual, 0 is as usual
    low         double precision not null,
    high        double precision not null,
    posts       int         not null check (posts >= 0), -- the account's own, in and next to the hour
    all_posts   int         not null check (all_posts >= 0),
    source      text        not null check (source in ('account', 'client', 'platform', 'none')),
    signal      text        not null check (signal in ('none', 'thin', 'ok')),
    explore     boolean     not null,                    -- not known to be good: worth a try
    reason_ko   text        not null,
    reason_en   text        not null,
    computed_at timestamptz not null,
    primary key (account_id, rank),
    foreign key (client_id, account_id) references platform_accounts (client_id, id),
    constraint lift_lies_between check (low <= lift and lift <= high)
);
