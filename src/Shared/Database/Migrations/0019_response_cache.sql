-- 0019_response_cache: answers that may be used again, for all processes; and the call log as people read it.

-- Keyed by account and request, never by token. Lost in a crash of the server, which costs calls and nothing else.
create unlogged table api_cache (
    account_id uuid        not null,
    client_id  uuid        not null,
    request    bytea       not null check (octet_length(request) = 32),     -- SHA-256 of what was asked
    body       text        not null,
    asked_at   timestamptz not null,
    expires_at timestamptz not null,
    primary key (account_id, request)
);
create index api_cache_expiry on api_cache (expires_at);

create sequence snsops.api_call_ids;
alter table api_calls add column id bigint not null default nextval('snsops.api_call_ids');
create index api_calls_newest on api_calls (at desc, id desc);
