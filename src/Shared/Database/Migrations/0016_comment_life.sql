-- 0016_comment_life: what became of a comment on its platform, what brought it to us, and whether the platform's webhooks still come.
alter table comments_inbox
    add column deleted_at timestamptz,                       -- gone from the platform, and its answers with it
    add column hidden_at  timestamptz,                       -- nobody but its author and the account sees it
    add column hidden_as  text,                              -- hidden by the account; held for review or taken for spam by YouTube
    add column arrived_by text        not null default 'sync' check (arrived_by in ('sync', 'webhook')),
    add column version_at timestamptz not null default '-infinity',   -- the row says how it was then: nothing older changes it
    add constraint hidden_says_how check ((hidden_at is null) = (hidden_as is null) and (hidden_as is null or hidden_as in ('hidden', 'held', 'spam')));

-- What is there of one post: a complete pass looks for what the platform does not show any more.
create index comments_of_post on comments_inbox (account_id, platform_post_id) where deleted_at is null;
-- What came by which way, for the gap detector.
create index comments_by_sync on comments_inbox (account_id, posted_at) where arrived_by = 'sync';

alter table comment_progress
    add column listed bigint;                                -- what the last complete pass was shown; the platform may count more

create table comment_webhooks (
    account_id    uuid        primary key,
    client_id     uuid        not null,
    state         text        not null check (state in ('alive', 'silent')),
    last_event_at timestamptz not null,                      -- when the last one came
    silent_since  timestamptz,
    missed        int         not null default 0,            -- comments a sync found since then that none told of
    foreign key (client_id, account_id) references platform_accounts (client_id, id),
    constraint silent_says_since_when check ((state = 'silent') = (silent_since is not null))
);
