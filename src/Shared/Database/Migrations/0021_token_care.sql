-- 0021_token_care: how each token is renewed, that a new one must have worked before it replaces the old, and what people were told of an account's troubles.

-- meta_user: exchanged for itself. meta_page: has no end of its own, is asked for anew with the user's token, which is exchanged.
-- instagram_login: extended for itself. google: a refresh token, of which access tokens are minted on use.
create type grant_kind as enum ('meta_user', 'meta_page', 'instagram_login', 'google');

alter table account_tokens
    add column grant_kind    grant_kind not null default 'meta_user',      -- what is pasted for Meta
    add column refresh_token bytea check (octet_length(refresh_token) > 28),
    add column worked_at     timestamptz,                                  -- its first successful call
    add column refused_at    timestamptz,                                  -- the platform did not accept it, though it had given it out
    add constraint only_pages_keep_the_users_token check ((grant_kind = 'meta_page') = (refresh_token is not null)),
    add constraint a_token_works_or_not check (num_nonnulls(worked_at, refused_at) < 2);
update account_tokens t set grant_kind = 'google' from platform_accounts a where a.id = t.account_id and a.platform = 'youtube';
create index account_tokens_key on account_tokens (key_id, account_id, version);

alter table platform_accounts
    add column granted_scopes      text[],                                 -- null: not known, as of a pasted token
    add column data_access_ends_at timestamptz,                            -- Meta: 90 days after the person was last there; no refresh moves it
    add column reconnect_cause     text check (reconnect_cause <> '');
alter table platform_accounts add constraint only_what_is_set_aside_has_a_cause check (reconnect_cause is null or state = 'needs_reconnect');
create index platform_accounts_checkpoint on platform_accounts (id) where reconnect_cause = 'checkpoint';

-- What an account's people were told, once per kind, until it is solved.
create table account_troubles (
    id         uuid        primary key,
    client_id  uuid        not null,
    account_id uuid        not null,
    kind       text        not null check (kind <> ''),
    since      timestamptz not null default clock_timestamp(),
    solved_at  timestamptz,
    foreign key (client_id, account_id) references platform_accounts (client_id, id)
);
create unique index account_troubles_open on account_troubles (account_id, kind) where solved_at is null;
create index account_troubles_client on account_troubles (client_id);

-- Warnings that posts will not go out for want of a token: one per account and horizon, until none of them is at risk any more.
create table post_risks (
    id            uuid        primary key,
    client_id     uuid        not null,
    account_id    uuid        not null,
    horizon_hours int         not null check (horizon_hours in (72, 24, 1)),
    risk          text        not null check (risk in ('reconnect', 'expires', 'scope')),
    told_at       timestamptz not null default clock_timestamp(),
    solved_at     timestamptz,
    foreign key (client_id, account_id) references platform_accounts (client_id, id)
);
create unique index post_risks_open on post_risks (account_id, horizon_hours) where solved_at is null;
create index post_risks_client on post_risks (client_id);
