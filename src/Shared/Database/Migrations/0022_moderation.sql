-- 0022_moderation: comments are hidden, shown again and deleted like anything else that is sent; an answer says what its writer had seen of the thread.
create type comment_act as enum ('hide', 'unhide', 'delete');

create table comment_actions (
    id              uuid        primary key,
    client_id       uuid        not null,
    comment_id      uuid        not null,
    account_id      uuid        not null,
    platform        platform    not null,
    action          comment_act not null,
    ban_author      boolean     not null default false,  -- asked for by name, never a default
    seen            text,                                -- the thread's version when the person decided; null: they did not say
    state           reply_state not null default 'due',  -- published: the platform has done it
    epoch           int         not null default 0,
    owner           uuid,
    next_attempt_at timestamptz not null,
    due_since       timestamptz default clock_timestamp(),
    retry_count     int         not null default 0,
    published_at    timestamptz,
    asked_at        timestamptz,
    error_code      text,
    error           text,
    read_backs      int         not null default 0,
    in_effect       boolean,                             -- what the last look saw; null: nobody has looked yet
    created_by      uuid        not null references users (id),
    created_at      timestamptz not null,
    updated_at      timestamptz not null default clock_timestamp(),
    foreign key (client_id, comment_id) references comments_inbox (client_id, id),
    foreign key (client_id, account_id) references platform_accounts (client_id, id),
    constraint only_held_actions_have_an_owner check ((state in ('claimed', 'armed')) = (owner is not null)),
    constraint an_action_done_has_a_time check ((state = 'published') = (published_at is not null)),
    constraint failed_action_has_a_reason check (state <> 'failed' or error is not null),
    constraint only_unknown_actions_are_asked check (asked_at is null or state = 'unknown'),
    constraint only_youtube_bans_with_a_deletion check (not ban_author or (platform = 'youtube' and action = 'delete')),
    constraint only_what_is_done_is_in_effect check (in_effect is null or state = 'published')
);
-- What is done to a comment is done in order: the next waits until the fate of the one before is known.
create unique index one_action_under_way_per_comment on comment_actions (comment_id) where state not in ('published', 'failed', 'cancelled');
create index comment_actions_waiting on comment_actions (next_attempt_at, id) where state in ('due', 'retrying');
create index comment_actions_held on comment_actions (owner) where state in ('claimed', 'armed');
create index comment_actions_of_comment on comment_actions (comment_id, created_at);
create index comment_actions_to_read_back on comment_actions (published_at) where state = 'published' and read_backs = 0;

alter table attempts drop constraint attempts_subject_kind_check;
alter table attempts add constraint attempts_subject_kind_check check (subject_kind in ('publication', 'reply', 'comment_action'));

alter table comment_replies
    add column seen       text,                          -- the thread's version when it was written; null: its writer did not say
    add column read_backs int not null default 1,        -- looks finished; what was sent before this is not looked at
    add column visible    boolean,                       -- what the last look saw
    add constraint only_published_reply_is_visible check (visible is null or state = 'published');
update comment_replies set read_backs = 0 where state <> 'published';
alter table comment_replies alter column read_backs set default 0;
create index comment_replies_to_read_back on comment_replies (published_at) where state = 'published' and read_backs = 0 and platform_reply_id is not null;

-- What one thread shows.
create index comments_of_thread on comments_inbox (account_id, (coalesce(parent_comment_id, platform_comment_id)));

-- Looks at whatever was made visible, not at posts alone.
alter table read_backs drop constraint read_backs_client_id_publication_id_fkey;
alter table read_backs drop constraint read_backs_pkey;
alter table read_backs rename column publication_id to subject_id;
alter table read_backs add column subject_kind text not null default 'publication' check (subject_kind in ('publication', 'reply', 'comment_action'));
alter table read_backs alter column subject_kind drop default;
alter table read_backs add primary key (subject_kind, subject_id, number);
