-- 0025_knowledge: what a client's staff know, as documents; cut into chunks with vectors, and found by words and nearness.
create extension if not exists vector;

create type knowledge_kind as enum ('faq', 'guideline', 'manual');

create table knowledge_documents (
    id              uuid           primary key,
    client_id       uuid           not null references clients (id),
    kind            knowledge_kind not null,
    title           text           not null check (btrim(title) <> '' and length(title) <= 300),
    media_type      text           not null check (media_type in ('text/plain', 'text/markdown', 'text/csv', 'application/pdf')),
    text            text,                                    -- null: a PDF that nobody has read yet
    original        bytea,                                   -- a PDF's bytes
    version         int            not null default 1 check (version > 0),
    indexed_version int            not null default 0,       -- whose chunks are stored; 0: none
    indexed_at      timestamptz,
    embedder        text,                                    -- whose vectors they have
    chunk_count     int            not null default 0,
    error           text,                                    -- why this version cannot be indexed
    created_by      uuid           not null references users (id),
    created_at      timestamptz    not null,
    updated_by      uuid           not null references users (id),
    updated_at      timestamptz    not null,
    constraint knowledge_document_of_client unique (client_id, id),
    constraint only_a_pdf_has_an_original check ((original is not null) = (media_type = 'application/pdf')),
    constraint what_is_no_pdf_has_its_text check (text is not null or original is not null),
    constraint an_index_says_whose_it_is check ((indexed_version > 0) = (embedder is not null) and indexed_version <= version)
);
create index knowledge_documents_of_client on knowledge_documents (client_id, updated_at desc, id desc);
create index knowledge_documents_to_index on knowledge_documents (id) where indexed_version <> version and error is null;

-- The chunks. What a chunk is found by is its heading and its text.
create table vector_embeddings (
    id          uuid           primary key,
    client_id   uuid           not null,
    source_type knowledge_kind not null,
    source_id   uuid           not null,
    chunk_index int            not null check (chunk_index >= 0),
    heading     text           not null,
    chunk_text  text           not null check (chunk_text <> ''),
    embedding   vector(1024)   not null,
    embedder    text           not null,                     -- vectors of different embedders are never compared
    metadata    jsonb          not null default '{}',
    letters     int            not null,                     -- terms in it, repeated ones counted each time
    terms       text[]         not null,                     -- the different ones: two-character pieces inside words, of heading and text
    foreign key (client_id, source_id) references knowledge_documents (client_id, id),
    constraint one_chunk_per_place unique (source_id, chunk_index)
);
-- In the row itself: an exact search reads every vector of a client.
alter table vector_embeddings alter column embedding set storage plain;
create index vector_embeddings_of_client on vector_embeddings (client_id, embedder);
create index vector_embeddings_terms on vector_embeddings using gin (terms) with (gin_pending_list_limit = 256);

-- How many chunks a client has, and how many of them have each term: what makes a word rare is the client's own documents.
create table knowledge_counts (
    client_id uuid   primary key references clients (id),
    chunks    int    not null default 0 check (chunks >= 0),
    letters   bigint not null default 0 check (letters >= 0)
);
create table knowledge_terms (
    client_id uuid not null references clients (id),
    term      text not null,
    chunks    int  not null check (chunks >= 0),
    primary key (client_id, term)
);

-- Drafts of answers to comments, with what each sentence rests on. Nothing here is ever sent: a person answers.
create type draft_state as enum ('waiting', 'written', 'no_basis', 'dropped', 'failed');

create table reply_drafts (
    id             uuid        primary key,
    client_id      uuid        not null,
    comment_id     uuid        not null,
    state          draft_state not null default 'waiting',
    asked_by       uuid        references users (id),        -- null: by the client's policy
    thread_version text,                                     -- of the thread it was written for
    text           text,
    sentences      jsonb       not null default '[]',        -- each with the chunks it rests on; a courtesy rests on none
    sources        jsonb       not null default '[]',        -- the passages, as they were
    engine         text,
    reason         text,                                     -- why there is none, or none any more
    created_at     timestamptz not null,
    closed_at      timestamptz,
    foreign key (client_id, comment_id) references comments_inbox (client_id, id),
    constraint only_a_written_draft_has_a_text check ((state = 'written') <= (text is not null and engine is not null and thread_version is not null)),
    constraint a_draft_that_is_not_says_why check (state not in ('no_basis', 'dropped', 'failed') or reason is not null),
    constraint a_draft_is_waited_for_or_closed check ((state = 'waiting') = (closed_at is null))
);
-- One at a time is waited for or offered.
create unique index one_draft_per_comment on reply_drafts (comment_id) where state in ('waiting', 'written', 'no_basis');
create index reply_drafts_open on reply_drafts (client_id) where state in ('waiting', 'written', 'no_basis');
create index reply_drafts_of_comment on reply_drafts (comment_id, created_at);

-- Which comments of a client get a draft without being asked for one, and how it shall sound.
create table draft_policies (
    client_id   uuid        primary key references clients (id),
    is_on       boolean     not null,
    sentiments  sentiment[] not null,
    tone        text        not null check (tone in ('polite', 'friendly', 'formal')),
    signature   text        not null default '' check (length(signature) <= 100),
    updated_by  uuid        not null references users (id),
    updated_at  timestamptz not null
);
