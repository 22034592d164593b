-- 0006_comment_progress: how far the comments of each post have been read, so that a pass may stop early and lose nothing.
create table comment_progress (
    client_id        uuid        not null,
    account_id       uuid        not null,
    platform_post_id text        not null check (platform_post_id <> ''),
    read_until       timestamptz,                        -- everything posted up to here is collected; null: the post had no comments
    comment_count    bigint,                             -- what the platform counted then; null: it does not say
    full_at          timestamptz not null,               -- when all pages were last read
    primary key (account_id, platform_post_id),
    foreign key (client_id, account_id) references platform_accounts (client_id, id)
);
create index comment_progress_client on comment_progress (client_id);
