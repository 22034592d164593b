-- 0020_connections: an account is connected by signing in at its platform, not by pasting a token.
create type connect_provider as enum ('meta', 'instagram', 'google');
create type connection_state as enum ('started', 'returned', 'granted', 'done', 'failed');

-- A sign-in at a platform on its way: begun by somebody for a client, answered once, then the accounts are chosen.
create table connections (
    id             uuid             primary key,
    client_id      uuid             not null references clients (id),
    user_id        uuid             not null references users (id),
    provider       connect_provider not null,
    state          connection_state not null default 'started',
    state_hash     bytea            not null unique,             -- of the word the platform gives back: good for one answer
    browser_hash   bytea            not null,                    -- of the cookie of the browser that began it
    key_id         text             not null check (key_id <> ''),
    secret         bytea,                                        -- sealed for the connection's id: the PKCE verifier, then the tokens
    choices        jsonb            not null default '[]',       -- what can be connected; no tokens
    granted_scopes text[],
    error_code     text,
    created_at     timestamptz      not null,
    expires_at     timestamptz      not null,
    constraint over_means_no_secret check ((state in ('done', 'failed')) = (secret is null)),
    constraint failed_means_a_reason check ((state = 'failed') = (error_code is not null)),
    constraint a_connection_ends_after_it_began check (expires_at > created_at)
);
create index connections_client on connections (client_id);
create index connections_user on connections (user_id);
create index connections_with_secrets on connections (expires_at) where secret is not null;
