-- The tables of the specification that publishing touches, with what an index can do for them.
create schema peer;

create table peer.platform_accounts (
    id                  uuid primary key,
    platform            text  not null,
    platform_account_id text  not null,
    access_token        bytea not null      -- AES-256-GCM: nonce, ciphertext, tag
);

create table peer.contents (
    id           uuid primary key,
    title        text        not null,
    body         text        not null,
    status       text        not null,
    scheduled_at timestamptz not null,
    published_at timestamptz
);

create index on peer.contents (scheduled_at) where status = 'approved';

create table peer.publishing_logs (
    content_id          uuid not null references peer.contents,
    platform_account_id uuid not null references peer.platform_accounts,
    status              text not null default 'pending',
    platform_post_id    text,
    error_message       text,
    retry_count         int  not null default 0,
    started_at          timestamptz,
    finished_at         timestamptz,
    primary key (content_id, platform_account_id)
);

create index on peer.publishing_logs (content_id) where status <> 'success';
