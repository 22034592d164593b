-- 0004_collection: what came back from the platforms.
create table comments_inbox (
    id                  uuid        primary key,
    client_id           uuid        not null,
    account_id          uuid        not null,
    platform            platform    not null,
    platform_comment_id text        not null check (platform_comment_id <> ''),
    platform_post_id    text        not null,
    parent_comment_id   text,
    author              text        not null default '',
    author_platform_id  text,
    message             text        not null,
    posted_at           timestamptz not null,
    received_at         timestamptz not null default clock_timestamp(),
    edited_at           timestamptz,
    bigrams             text[]      not null generated always as (snsops.bigrams(message)) stored,
    foreign key (client_id, account_id) references platform_accounts (client_id, id),
    constraint comment_once_per_account unique (account_id, platform_comment_id),
    constraint comment_of_client unique (client_id, id)
);
create index comments_of_client on comments_inbox (client_id, posted_at desc, id desc);
create index comments_bigrams on comments_inbox using gin (bigrams);

-- Append-only observations: which day a figure is about, and when it was seen. Null with a reason is not zero.
create table analytics_snapshots (
    id          uuid        not null,
    client_id   uuid        not null,
    account_id  uuid        not null,
    platform    platform    not null,
    metric      text        not null check (metric <> ''),
    for_date    date        not null,
    value       numeric,
    null_reason text,
    observed_at timestamptz not null,
    primary key (id, observed_at),
    foreign key (client_id, account_id) references platform_accounts (client_id, id),
    constraint null_has_a_reason check ((value is null) = (null_reason is not null))
) partition by range (observed_at);
create index analytics_latest on analytics_snapshots (account_id, metric, for_date, observed_at desc);
create index analytics_client on analytics_snapshots (client_id, for_date);

create table reports (
    id           uuid        primary key,
    client_id    uuid        not null references clients (id),
    kind         text        not null check (kind in ('daily')),
    period_start date        not null,
    period_end   date        not null,
    figures      jsonb       not null,               -- name → {value, as_of, null_reason}
    late         boolean     not null default false,
    as_of        timestamptz not null,
    created_at   timestamptz not null default clock_timestamp(),
    constraint one_report_per_day unique (client_id, kind, period_start),
    constraint a_period_has_a_length check (period_end >= period_start)
);
create index reports_of_client on reports (client_id, period_start desc);

insert into snsops.partitioned_tables values ('analytics_snapshots', null);
