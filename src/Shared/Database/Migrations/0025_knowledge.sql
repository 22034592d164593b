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
    bigrams     text[]         not null generated always as (snsops.bigrams(heading || ' ' || chunk_text)) stored,
    foreign key (client_id, source_id) references knowledge_documents (client_id, id),
    constraint one_chunk_per_place unique (source_id, chunk_index)
);
-- In the row itself: an exact search reads every vector of a client.
alter table vector_embeddings alter column embedding set storage plain;
create index vector_embeddings_of_client on vector_embeddings (client_id, embedder);
create index vector_embeddings_bigrams on vector_embeddings using gin (bigrams) with (gin_pending_list_limit = 256);

-- How many chunks a client has, and how many of them have each piece: what makes a word rare is the client's own documents.
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
