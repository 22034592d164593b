-- 0011_formats: videos and more than one file per content, the formats made of them, and the pieces prepared ahead of a publication.
alter type publication_format add value 'instagram_carousel';
alter type publication_format add value 'instagram_reel';
alter type publication_format add value 'instagram_story';
alter type publication_format add value 'facebook_multi_photo';
alter type publication_format add value 'facebook_video';
alter type publication_format add value 'facebook_reel';
alter type publication_format add value 'facebook_story';

alter table media_assets drop constraint media_assets_type_check;
alter table media_assets
    add column video_codec text,
    add column moov_first  boolean,
    add constraint media_assets_type_check check (type in ('image/jpeg', 'image/png', 'video/mp4', 'video/quicktime')),
    add constraint a_video_has_a_duration check ((type like 'video/%') = (duration_ms is not null));

-- What a platform gave for the file at a place ahead of its second: a child container, an unpublished photo, an upload's session.
-- Invisible there, and reused by every retry, so that a death in between makes nothing twice.
create table publication_parts (
    client_id      uuid        not null,
    publication_id uuid        not null,
    position       int         not null check (position >= 0),
    media_sha256   bytea       not null check (octet_length(media_sha256) = 32),
    handle         text        not null,
    created_at     timestamptz not null,                 -- by the database's clock: platforms forget them after a day
    primary key (publication_id, position),
    foreign key (client_id, publication_id) references publications (client_id, id)
);

-- What is said below the post as soon as it is out: approved with the content, kept with the publication it belongs to.
alter table contents add column first_comment text check (btrim(first_comment) <> '');
alter table publications add column first_comment text check (btrim(first_comment) <> '');

-- A row comes into being with the outcome that published its publication. Whatever becomes of it, the publication stays as it is.
create table first_comments (
    id                  uuid        primary key,          -- the publication's
    client_id           uuid        not null,
    account_id          uuid        not null,
    platform            platform    not null,
    text                text        not null check (text <> ''),
    state               reply_state not null default 'due',
    epoch               int         not null default 0,
    owner               uuid,
    next_attempt_at     timestamptz not null,
    due_since           timestamptz default clock_timestamp(),
    retry_count         int         not null default 0,
    platform_comment_id text,
    published_at        timestamptz,
    asked_at            timestamptz,
    error_code          text,
    error               text,
    created_at          timestamptz not null,
    updated_at          timestamptz not null default clock_timestamp(),
    foreign key (client_id, id) references publications (client_id, id),
    foreign key (client_id, account_id) references platform_accounts (client_id, id),
    constraint only_held_first_comments_have_an_owner check ((state in ('claimed', 'armed')) = (owner is not null)),
    constraint published_first_comment_has_a_time check ((state = 'published') = (published_at is not null)),
    constraint failed_first_comment_has_a_reason check (state <> 'failed' or error is not null),
    constraint only_unknown_first_comments_are_asked check (asked_at is null or state = 'unknown')
);
create index first_comments_waiting on first_comments (next_attempt_at, id) where state in ('due', 'retrying');
create index first_comments_held on first_comments (owner) where state in ('claimed', 'armed');
create unique index first_comments_platform_id on first_comments (account_id, platform_comment_id) where platform_comment_id is not null;

-- Only the post itself is serial per account.
drop index attempts_one_armed_per_account;
create unique index attempts_one_armed_per_account on attempts (account_id) where state = 'armed' and subject_kind = 'publication' and step = 'post';
