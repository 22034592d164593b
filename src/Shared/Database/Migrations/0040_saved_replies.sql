-- 0040_saved_replies: answers that a client gives again and again, the words in them that differ, and when its people work.
create table saved_replies (
    id         uuid        primary key,
    client_id  uuid        not null references clients (id),
    title      text        not null check (btrim(title) <> '' and length(title) <= 100),
    text       text        not null check (btrim(text) <> '' and length(text) <= 8000),
    version    int         not null default 1,
    created_by uuid        not null references users (id),
    updated_by uuid        not null references users (id),
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create unique index saved_replies_title on saved_replies (client_id, lower(title));

-- {전화번호} and the like: what stands for it at this client.
create table saved_reply_values (
    client_id  uuid        not null references clients (id),
    name       text        not null check (name ~ '^[^{}\s][^{}]{0,29}$' and name = btrim(name)),
    value      text        not null check (btrim(value) <> '' and length(value) <= 500),
    updated_by uuid        not null references users (id),
    updated_at timestamptz not null,
    primary key (client_id, name)
);

-- When comments are answered, in the client's zone. A client without a row: Monday to Friday, 9 to 18, not on public holidays.
create table business_hours (
    client_id       uuid        primary key references clients (id),
    opens           time        not null,
    closes          time        not null,
    weekdays        int[]       not null check (cardinality(weekdays) between 1 and 7 and weekdays <@ array[1, 2, 3, 4, 5, 6, 7]),   -- Monday is 1
    closed_holidays boolean     not null,                -- Korea's public holidays and their substitutes
    updated_by      uuid        not null references users (id),
    updated_at      timestamptz not null,
    constraint a_day_begins_before_it_ends check (opens < closes)
);

-- Which draft an answer began as; its engine stands beside it.
alter table reply_drafts add constraint draft_of_client unique (client_id, id);
alter table comment_replies
    add column draft_id uuid,
    add foreign key (client_id, draft_id) references reply_drafts (client_id, id),
    add constraint a_draft_taken_over_has_an_engine check (draft_id is null or draft_engine is not null);
