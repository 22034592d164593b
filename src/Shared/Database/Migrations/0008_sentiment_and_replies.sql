-- 0008_sentiment_and_replies: comments are read, scored and answered to; what alarms is an incident until somebody takes it.
create type sentiment as enum ('positive', 'neutral', 'negative', 'crisis');

alter table comments_inbox
    add column sentiment       sentiment,                -- null: not scored yet, or our own words
    add column score           real check (score between 0 and 1),
    add column sentiment_model text,                     -- which model said so, with its version
    add column scored_at       timestamptz,              -- read by the AI lane; null again when the comment was edited
    add column announced_at    timestamptz,              -- staff were told of it: once, whatever happens later
    add column ai_reply_draft  text,
    add column ai_reply_engine text,                     -- who wrote the draft; people see it
    add constraint a_sentiment_is_whole check (num_nonnulls(sentiment, score, sentiment_model) in (0, 3)),
    add constraint a_sentiment_was_scored check (sentiment is null or scored_at is not null),
    add constraint a_draft_says_who_wrote_it check ((ai_reply_draft is null) = (ai_reply_engine is null));

-- What the AI lane drains, oldest first; and what must be told of though it was not scored in time.
create index comments_unscored on comments_inbox (client_id, received_at, id) where scored_at is null;
create index comments_unannounced on comments_inbox (received_at, id) where announced_at is null;
create index comments_by_sentiment on comments_inbox (client_id, sentiment, posted_at desc, id desc) where sentiment is not null;

create type reply_state as enum ('due', 'claimed', 'armed', 'retrying', 'published', 'failed', 'unknown', 'cancelled');

-- What staff answer to a comment. Sent like a publication: claimed, armed, sent once, and an unknown outcome is looked up.
create table comment_replies (
    id                uuid        primary key,
    client_id         uuid        not null,
    comment_id        uuid        not null,
    account_id        uuid        not null,
    platform          platform    not null,
    text              text        not null check (text <> ''),
    draft_engine      text,                              -- the engine whose draft it began as; null: a person's own words
    state             reply_state not null default 'due',
    epoch             int         not null default 0,
    owner             uuid,
    next_attempt_at   timestamptz not null,
    due_since         timestamptz default clock_timestamp(),
    retry_count       int         not null default 0,
    platform_reply_id text,
    published_at      timestamptz,
    asked_at          timestamptz,
    error_code        text,
    error             text,
    created_by        uuid        not null references users (id),
    created_at        timestamptz not null,
    updated_at        timestamptz not null default clock_timestamp(),
    foreign key (client_id, comment_id) references comments_inbox (client_id, id),
    foreign key (client_id, account_id) references platform_accounts (client_id, id),
    constraint only_held_replies_have_an_owner check ((state in ('claimed', 'armed')) = (owner is not null)),
    constraint published_reply_has_a_time check ((state = 'published') = (published_at is not null)),
    constraint failed_reply_has_a_reason check (state <> 'failed' or error is not null),
    constraint only_unknown_replies_are_asked check (asked_at is null or state = 'unknown')
);
-- Two people never answer the same comment at the same time; a second answer waits until the first one's fate is known.
create unique index one_reply_under_way_per_comment on comment_replies (comment_id) where state not in ('published', 'failed', 'cancelled');
create index comment_replies_waiting on comment_replies (next_attempt_at, id) where state in ('due', 'retrying');
create index comment_replies_held on comment_replies (owner) where state in ('claimed', 'armed');
create index comment_replies_of_comment on comment_replies (comment_id, created_at);
create index comment_replies_of_client on comment_replies (client_id, created_at);
create unique index comment_replies_platform_id on comment_replies (account_id, platform_reply_id) where platform_reply_id is not null;

alter table attempts drop constraint attempts_subject_kind_check;
alter table attempts add constraint attempts_subject_kind_check check (subject_kind in ('publication', 'reply'));

-- Something that staff must look at now. One is open per client: what comes meanwhile joins it.
create table incidents (
    id              uuid        primary key,
    client_id       uuid        not null references clients (id),
    kind            text        not null check (kind in ('crisis_comment', 'negative_surge')),
    severity        text        not null check (severity in ('high', 'critical')),
    message         text        not null check (message <> ''),
    comment_ids     uuid[]      not null,                -- the newest, at most 100
    comment_count   int         not null check (comment_count > 0),
    opened_at       timestamptz not null,
    last_seen_at    timestamptz not null,
    acknowledged_at timestamptz,
    acknowledged_by uuid        references users (id),
    constraint incident_of_client unique (client_id, id),
    constraint somebody_acknowledges check ((acknowledged_at is null) = (acknowledged_by is null))
);
create unique index one_open_incident_per_client on incidents (client_id) where acknowledged_at is null;
create index incidents_of_client on incidents (client_id, opened_at desc, id desc);

alter table reports add column html text;                -- the page people read, as it was when the figures were taken
