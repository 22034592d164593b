-- 0005_live: what happened is a log. Events are rows first; the browser resumes from the last one it saw.
create sequence live_event_seq;

-- seq is null until the sequencer numbers it under one lock held to commit, so seq order is visibility order.
-- Seen by a user when every set condition holds: that user, a member of the client (or an admin), one of the roles.
create table live_events (
    id         uuid        not null,
    created_at timestamptz not null default clock_timestamp(),
    seq        bigint,
    type       text        not null check (type in ('crisis_alert', 'publish_result', 'approval_request', 'new_comment', 'notification', 'chat_stream')),
    client_id  uuid        references clients (id),
    roles      user_role[],
    user_id    uuid        references users (id),
    payload    jsonb       not null,
    primary key (id, created_at),
    constraint someone_is_meant check (client_id is not null or roles is not null or user_id is not null)
) partition by range (created_at);
create index live_events_unnumbered on live_events (created_at, id) where seq is null;
create index live_events_seq on live_events (seq) where seq is not null;

-- client_id is null only for what concerns the agency itself.
create table notifications (
    id         uuid        not null,
    created_at timestamptz not null default clock_timestamp(),
    user_id    uuid        not null references users (id),
    client_id  uuid        references clients (id),
    kind       text        not null check (kind <> ''),
    title      text        not null check (title <> ''),
    message    text        not null,
    priority   text        not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
    reference  jsonb       not null default '{}',
    read_at    timestamptz,
    primary key (id, created_at)
) partition by range (created_at);
create index notifications_of_user on notifications (user_id, created_at desc, id desc);
create index notifications_unread on notifications (user_id) where read_at is null;

insert into snsops.partitioned_tables values ('live_events', interval '2 months'), ('notifications', interval '13 months');

select snsops.ensure_month_partitions(name, 3) from snsops.partitioned_tables;
