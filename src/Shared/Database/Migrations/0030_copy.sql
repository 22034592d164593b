-- 0030_copy: captions in several drafts, what a client's captions must and must not say, and what is made of a content for its post.

-- Holds for every caption that is written for the client, whoever writes it.
create table copy_rules (
    client_id  uuid        primary key references clients (id),
    banned     text[]      not null check (cardinality(banned) <= 200),
    required   text[]      not null check (cardinality(required) <= 10),
    tone       text        not null check (tone in ('polite', 'friendly', 'formal')),
    updated_by uuid        not null references users (id),
    updated_at timestamptz not null
);

create type copy_state as enum ('waiting', 'written', 'failed');

-- Captions somebody asked for, with what they were to be: brief, limits and rules as they were.
create table copy_requests (
    id         uuid        primary key,
    client_id  uuid        not null references clients (id),
    brief      jsonb       not null check (jsonb_typeof(brief) = 'object'),
    limits     jsonb       not null check (jsonb_typeof(limits) = 'object'),
    banned     text[]      not null,
    required   text[]      not null,
    tone       text        not null check (tone in ('polite', 'friendly', 'formal')),
    wanted     int         not null check (wanted between 1 and 5),
    state      copy_state  not null default 'waiting',
    drafts     jsonb       not null default '[]' check (jsonb_typeof(drafts) = 'array'),   -- each with its engine and what was mended
    hashtags   text[]      not null default '{}',
    notes      jsonb       not null default '[]' check (jsonb_typeof(notes) = 'array'),    -- what was dropped, and why
    likeness   double precision check (likeness between 0 and 1),                          -- mean over all pairs; null with fewer than two
    engine     text,
    reason     text,
    asked_by   uuid        not null references users (id),
    created_at timestamptz not null,
    closed_at  timestamptz,
    constraint copy_is_waited_for_or_closed check ((state = 'waiting') = (closed_at is null)),
    constraint written_copy_has_drafts check ((state = 'written') <= (jsonb_array_length(drafts) between 1 and wanted and engine is not null)),
    constraint failed_copy_says_why check ((state = 'failed') <= (reason is not null))
);
create index copy_requests_of_client on copy_requests (client_id, created_at desc, id desc);

-- Hashtags, a caption and alt texts for a content: suggestions beside it, no part of what is approved and sent.
alter table contents
    add column ai_metadata          jsonb check (jsonb_typeof(ai_metadata) = 'object'),
    add column ai_metadata_asked_at timestamptz;                                           -- null: nobody waits for it
