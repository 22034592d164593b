-- 0009_schedule_life: holds, sending again, what people did to a publication, and looking whether it is still there.

-- Stops sends: of one content, of one account, or of the whole client. The arm looks here; nothing that exists is changed by it.
create table holds (
    id         uuid        primary key,
    client_id  uuid        not null references clients (id),
    account_id uuid,
    content_id uuid,
    reason     text        not null check (btrim(reason) <> ''),
    created_by uuid        not null references users (id),
    since      timestamptz not null,
    lifted_at  timestamptz,
    lifted_by  uuid        references users (id),
    foreign key (client_id, account_id) references platform_accounts (client_id, id),
    foreign key (client_id, content_id) references contents (client_id, id),
    constraint a_hold_has_one_scope check (num_nonnulls(account_id, content_id) <= 1),
    constraint somebody_lifts_a_hold check ((lifted_at is null) = (lifted_by is null))
);
create unique index one_hold_in_force_per_scope on holds (client_id, account_id, content_id) nulls not distinct where lifted_at is null;
create index holds_of_client on holds (client_id, since desc, id desc);

alter table publications
    add column resend_at  timestamptz,                   -- when a person wants it sent after all; grace counts from then, scheduled_at stays
    add column visible    boolean,                       -- what the last read-back saw; null: not looked yet, or it could not tell
    add column read_backs int not null default 2,        -- looks finished; what was published before this is not looked at
    drop constraint prepared_before_it_is_sent,
    add constraint prepared_before_it_is_sent check (prepare_at <= coalesce(resend_at, scheduled_at)),
    add constraint only_published_is_visible check (visible is null or state = 'published');
update publications set read_backs = 0 where state <> 'published';
alter table publications alter column read_backs set default 0;

create index publications_to_read_back on publications (read_backs, published_at) where state = 'published' and read_backs < 2 and platform_post_id is not null;
-- Groups of failures by cause.
create index publications_failures on publications (client_id, platform, error_code) where state in ('failed', 'missed');

-- What people did to a publication, for its story. Only ever added to.
create table publication_acts (
    id             uuid        primary key default gen_random_uuid(),
    client_id      uuid        not null,
    publication_id uuid        not null,
    at             timestamptz not null,
    act            text        not null check (act in ('scheduled', 'cancelled', 'retried')),
    user_id        uuid        references users (id),    -- null: done before acts were kept
    sends_at       timestamptz,                          -- the time that was set
    note           text,
    foreign key (client_id, publication_id) references publications (client_id, id)
);
create index publication_acts_of_publication on publication_acts (publication_id, at);
insert into publication_acts (client_id, publication_id, at, act, sends_at) select client_id, id, created_at, 'scheduled', scheduled_at from publications;

-- One row per look that is due after a post is out: evidence that it is still there.
create table read_backs (
    client_id      uuid        not null,
    publication_id uuid        not null,
    number         int         not null check (number in (1, 2)),
    looks          int         not null default 1,       -- an unclear look is repeated, and so is one that found nothing
    look_again_at  timestamptz not null,                 -- until then somebody is looking, or it is too early
    absent_since   timestamptz,
    verdict        text        check (verdict in ('seen', 'gone', 'unclear')),
    detail         text,
    looked_at      timestamptz,
    primary key (publication_id, number),
    foreign key (client_id, publication_id) references publications (client_id, id),
    constraint a_verdict_has_a_time check ((verdict is null) = (looked_at is null))
);
