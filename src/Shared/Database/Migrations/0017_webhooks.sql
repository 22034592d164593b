-- 0017_webhooks: what platforms send, byte for byte, kept before it is acknowledged.
create table webhook_deliveries (
    id          uuid        not null,
    received_at timestamptz not null,
    platform    text        not null check (platform in ('meta')),
    body        bytea       not null,
    state       text        not null default 'received' check (state in ('received', 'done', 'failed')),
    tries       int         not null default 0,
    next_at     timestamptz not null,
    done_at     timestamptz,
    detail      jsonb,                                       -- what was in it and what it changed
    error       text,
    primary key (id, received_at),
    constraint handled_at_some_time check ((state = 'received') = (done_at is null)),
    constraint failed_delivery_says_why check (state <> 'failed' or error is not null)
) partition by range (received_at);
create index webhook_deliveries_waiting on webhook_deliveries (next_at, id) where state = 'received';

insert into snsops.partitioned_tables values ('webhook_deliveries', interval '1 month');
select snsops.ensure_month_partitions('webhook_deliveries', 3);
