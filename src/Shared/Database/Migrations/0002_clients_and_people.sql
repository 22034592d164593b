-- 0002_clients_and_people: whose work it is, who may see it, and the accounts we act for.
create table clients (
    id         uuid        primary key,
    name       text        not null check (btrim(name) <> ''),
    time_zone  text        not null default 'Asia/Seoul',
    active     boolean     not null default true,
    created_at timestamptz not null default clock_timestamp()
);
create unique index clients_name on clients (lower(name));

create type user_role as enum ('admin', 'manager', 'operator', 'client');

create table users (
    id            uuid        primary key,
    email         text        not null check (email like '%_@_%'),
    name          text        not null check (btrim(name) <> ''),
    role          user_role   not null,
    password_hash text        not null,
    active        boolean     not null default true,
    created_at    timestamptz not null default clock_timestamp()
);
create unique index users_email on users (lower(email));

create table client_members (
    client_id uuid not null references clients (id),
    user_id   uuid not null references users (id),
    added_at  timestamptz not null default clock_timestamp(),
    primary key (client_id, user_id)
);
create index client_members_user on client_members (user_id);

-- A refresh token's life: rotated at each use; using a rotated one again ends the whole family.
create table sessions (
    id          uuid        primary key,
    family_id   uuid        not null,
    user_id     uuid        not null references users (id),
    token_hash  bytea       not null unique,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    rotated_at  timestamptz,
    revoked_at  timestamptz,
    constraint a_session_ends_after_it_began check (expires_at > created_at)
);
create index sessions_family on sessions (family_id);
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

-- One-use 30 s tickets for opening the WebSocket without a token in the address.
create table ws_tickets (
    ticket_hash bytea       primary key,
    user_id     uuid        not null references users (id),
    expires_at  timestamptz not null
);

create table idempotency_keys (
    user_id     uuid        not null references users (id),
    key         text        not null,
    fingerprint bytea       not null,
    status      int,                                    -- null: the first call is still running
    body        bytea,
    content_type text,
    location    text,
    created_at  timestamptz not null default clock_timestamp(),
    expires_at  timestamptz not null,
    primary key (user_id, key)
);
create index idempotency_keys_expiry on idempotency_keys (expires_at);

create type platform as enum ('instagram', 'facebook', 'youtube');
create type account_state as enum ('active', 'needs_reconnect', 'disabled');

create table platform_accounts (
    id                  uuid          primary key,
    client_id           uuid          not null references clients (id),
    platform            platform      not null,
    platform_account_id text          not null check (platform_account_id <> ''),
    name                text          not null check (btrim(name) <> ''),
    state               account_state not null default 'active',
    token_version       int           not null default 1,
    token_expires_at    timestamptz,                     -- the life of the grant; null: it has no end of its own
    refresh_owner       uuid,                            -- one refresh in flight: a lease row, not a session lock
    refresh_until       timestamptz,
    reconnect_reason    text,
    created_at          timestamptz   not null default clock_timestamp(),
    constraint account_is_ours_once unique (platform, platform_account_id),
    constraint account_of_client unique (client_id, id),
    constraint reconnect_means_a_reason check ((state = 'needs_reconnect') = (reconnect_reason is not null)),
    constraint refresh_lease_is_whole check ((refresh_owner is null) = (refresh_until is null))
);
create index platform_accounts_expiring on platform_accounts (token_expires_at) where state = 'active';

-- Append-only: an old token stays until the new one is stored. AES-256-GCM: nonce (12) || ciphertext || tag (16),
-- the account id is the associated data, key_id names the key.
create table account_tokens (
    client_id   uuid        not null,
    account_id  uuid        not null,
    version     int         not null check (version > 0),
    key_id      text        not null check (key_id <> ''),
    access_token bytea      not null check (octet_length(access_token) > 28),
    expires_at  timestamptz,
    obtained_at timestamptz not null default clock_timestamp(),
    primary key (account_id, version),
    foreign key (client_id, account_id) references platform_accounts (client_id, id)
);
create index account_tokens_client on account_tokens (client_id);
