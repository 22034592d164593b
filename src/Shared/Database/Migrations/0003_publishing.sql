-- 0003_publishing: what to say, where it goes, and every attempt to put it there.
create type review_state as enum ('draft', 'in_review', 'changes_requested', 'approved', 'expired');

-- Content-addressed: the object key is the sha256, the bytes never change, so an approval's seal covers them.
create table media_assets (
    id         uuid        primary key,
    client_id  uuid        not null references clients (id),
    sha256     bytea       not null check (octet_length(sha256) = 32),
    bytes      bigint      not null check (bytes > 0),
    type       text        not null check (type in ('image/jpeg', 'image/png', 'video/mp4')),
    width      int         check (width > 0),
    height     int         check (height > 0),
    duration_ms int        check (duration_ms > 0),
    created_at timestamptz not null default clock_timestamp(),
    constraint media_once_per_client unique (client_id, sha256),
    constraint media_of_client unique (client_id, id)
);

create table contents (
    id            uuid         primary key,
    client_id     uuid         not null references clients (id),
    title         text         not null check (btrim(title) <> ''),
    body          text         not null default '',
    link          text,
    variants      jsonb        not null default '{}',     -- {"instagram": {"body": "…"}}: what differs per platform
    review_state  review_state not null default 'draft',
    version       int          not null default 1,        -- moves with every change of what would be said
    seal          bytea        check (octet_length(seal) = 32),   -- of the approved text, media, targets
    scheduled_at  timestamptz,
    local_time    timestamp,
    time_zone     text,
    grace         interval     not null default interval '60 minutes' check (grace > interval '0'),
    created_by    uuid         not null references users (id),
    approved_by   uuid         references users (id),
    approved_at   timestamptz,
    created_at    timestamptz  not null default clock_timestamp(),
    updated_at    timestamptz  not null default clock_timestamp(),
    constraint content_of_client unique (client_id, id),
    constraint approved_means_sealed check ((review_state = 'approved') = (seal is not null)
                                        and (review_state = 'approved') = (approved_by is not null)
                                        and (approved_by is null) = (approved_at is null)),
    constraint never_ones_own_approval check (approved_by is distinct from created_by),
    constraint a_time_has_a_zone check ((scheduled_at is null) = (time_zone is null)
                                    and (scheduled_at is null) = (local_time is null)),
    constraint only_approved_is_scheduled check (scheduled_at is null or review_state = 'approved')
);
create index contents_of_client_recent on contents (client_id, created_at desc, id desc);

create table content_media (
    client_id  uuid not null,
    content_id uuid not null,
    position   int  not null check (position >= 0),
    media_id   uuid not null,
    primary key (content_id, position),
    foreign key (client_id, content_id) references contents (client_id, id) on delete cascade,
    foreign key (client_id, media_id) references media_assets (client_id, id)
);

-- Where an approved content shall go; publications are made of it when a time is set.
create table content_targets (
    client_id  uuid not null,
    content_id uuid not null,
    account_id uuid not null,
    primary key (content_id, account_id),
    foreign key (client_id, content_id) references contents (client_id, id) on delete cascade,
    foreign key (client_id, account_id) references platform_accounts (client_id, id)
);

create type publication_state as enum ('scheduled', 'due', 'claimed', 'armed', 'published', 'retrying', 'failed', 'unknown', 'missed', 'cancelled');
create type publication_format as enum ('instagram_image', 'facebook_text', 'facebook_photo');

-- A content on one account. scheduled_at never moves once set; next_attempt_at does.
create table publications (
    id               uuid               primary key,
    client_id        uuid               not null,
    content_id       uuid               not null,
    account_id       uuid               not null,
    platform         platform           not null,
    format           publication_format not null,
    state            publication_state  not null default 'scheduled',
    epoch            int                not null default 0,      -- moves with every claim, edit and cancel
    owner            uuid,
    content_version  int                not null,
    seal             bytea              not null check (octet_length(seal) = 32),
    scheduled_at     timestamptz        not null,
    grace            interval           not null,
    prepare_at       timestamptz        not null,                -- scheduled_at less the format's lead
    next_attempt_at  timestamptz        not null,
    due_since        timestamptz,
    retry_count      int                not null default 0,
    handle           text,                                       -- Instagram's container; reused by every retry
    handle_at        timestamptz,
    platform_post_id text,
    post_url         text,
    id_pending       boolean            not null default false,
    published_at     timestamptz,
    error_code       text,
    error            text,
    asked_at         timestamptz,
    created_at       timestamptz        not null default clock_timestamp(),
    updated_at       timestamptz        not null default clock_timestamp(),
    foreign key (client_id, content_id) references contents (client_id, id),
    foreign key (client_id, account_id) references platform_accounts (client_id, id),
    constraint one_publication_per_account unique (content_id, account_id),
    constraint publication_of_client unique (client_id, id),
    constraint only_held_rows_have_an_owner check ((state in ('claimed', 'armed')) = (owner is not null)),
    constraint published_means_a_time check ((state = 'published') = (published_at is not null)),
    constraint published_means_an_id_or_pending check (state <> 'published' or (platform_post_id is not null) <> id_pending),
    constraint failed_means_a_reason check (state <> 'failed' or error is not null),
    constraint only_open_questions_are_asked check (asked_at is null or state in ('unknown', 'missed')),
    constraint prepared_before_it_is_sent check (prepare_at <= scheduled_at)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- The minute scan reads only this sliver, from the last horizon on.
create index publications_to_prepare on publications (prepare_at, id) where state = 'scheduled';
-- Claims and sweeps.
create index publications_waiting on publications (next_attempt_at, id) where state in ('due', 'retrying');
create index publications_held on publications (owner) where state in ('claimed', 'armed');
create index publications_of_client on publications (client_id, scheduled_at desc, id desc);
create unique index publications_platform_post on publications (account_id, platform_post_id) where platform_post_id is not null;
create index publications_asking on publications (client_id, asked_at) where asked_at is not null;

create type attempt_state as enum ('armed', 'unknown');

-- The open attempts only: nothing the world can see is sent without a row here. Closed ones move to publishing_logs.
create table attempts (
    id             uuid          primary key,
    client_id      uuid          not null,
    account_id     uuid          not null,
    subject_kind   text          not null check (subject_kind in ('publication')),
    subject_id     uuid          not null,
    step           text          not null default 'post',
    epoch          int           not null,
    owner          uuid          not null,
    state          attempt_state not null default 'armed',
    number         int           not null check (number > 0),
    fingerprint    text          not null,               -- what the platform's listing must match
    handle         text,
    request_digest text          not null,
    armed_at       timestamptz   not null,               -- by the database's clock
    send_deadline  timestamptz   not null,
    unknown_reason text,
    next_lookup_at timestamptz,
    lookups        int           not null default 0,
    absent_since   timestamptz,                          -- first complete look that did not find it
    foreign key (client_id, account_id) references platform_accounts (client_id, id),
    constraint one_open_attempt unique (subject_kind, subject_id, step),
    constraint unknown_is_looked_up check ((state = 'unknown') = (next_lookup_at is not null))
);
-- Arm, send and outcome are serial per account, whichever process does them.
create unique index attempts_one_armed_per_account on attempts (account_id) where state = 'armed' and subject_kind = 'publication';
create index attempts_to_look_up on attempts (next_lookup_at) where state = 'unknown';
create index attempts_owner on attempts (owner) where state = 'armed';

-- Every closed attempt, for ever.
create table publishing_logs (
    attempt_id       uuid        not null,
    closed_at        timestamptz not null,
    client_id        uuid        not null,
    account_id       uuid        not null,
    subject_kind     text        not null,
    subject_id       uuid        not null,
    step             text        not null,
    epoch            int         not null,
    number           int         not null,
    retry_count      int         not null,
    status           text        not null check (status in ('published', 'try_later', 'rejected', 'abandoned', 'not_there')),
    resolved_by      text        not null check (resolved_by in ('response', 'handle', 'listing', 'person', 'gate')),
    request_digest   text        not null,
    response         text,
    platform_post_id text,
    error_code       text,
    error            text,
    armed_at         timestamptz not null,
    primary key (attempt_id, closed_at)
) partition by range (closed_at);
create index publishing_logs_subject on publishing_logs (subject_id, closed_at);
create index publishing_logs_client on publishing_logs (client_id, closed_at);

insert into snsops.partitioned_tables values ('publishing_logs', null);
