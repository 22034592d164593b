-- 0043_api_keys: what programs sign in with. A key speaks for who made it, within its scopes, its clients and its time.
create table api_keys (
    id           uuid        primary key,
    user_id      uuid        not null references users (id),
    name         text        not null check (btrim(name) <> '' and length(name) <= 100),
    start        text        not null check (length(start) = 12),          -- how it begins: enough to tell keys apart, no use to anybody
    key_hash     bytea       not null unique check (octet_length(key_hash) = 32),
    scopes       text[]      not null check (cardinality(scopes) > 0),
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    revoked_by   uuid        references users (id),
    constraint a_key_ends_after_it_began check (expires_at > created_at),
    constraint somebody_revokes check ((revoked_at is null) = (revoked_by is null))
);
create index api_keys_of_user on api_keys (user_id, created_at, id);
create index api_keys_at on api_keys (created_at, id);

-- The clients whose rows a key may see, if who made it still may.
create table api_key_clients (
    client_id  uuid not null references clients (id),
    api_key_id uuid not null references api_keys (id),
    primary key (api_key_id, client_id)
);
create index api_key_clients_client on api_key_clients (client_id);

select snsops.keep_audit('api_keys', 'key_hash', 'last_used_at');
select snsops.keep_audit('api_key_clients');
