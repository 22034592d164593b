-- 0035_deliveries: what leaves for people by e-mail, SMS and Slack. A row first, armed before it is sent, with one of three ends: sent, failed, unknown.
create type delivery_state as enum ('waiting', 'claimed', 'armed', 'retrying', 'sent', 'failed', 'unknown', 'cancelled');

create table notification_deliveries (
    id               uuid             primary key,
    client_id        uuid             references clients (id),      -- null: about the agency, or about several clients at once
    user_id          uuid             references users (id),        -- null: somebody of a client's who has no login
    contact_id       uuid             not null references contacts (id),
    channel          delivery_channel not null,
    purpose          text             not null check (purpose in ('notifications', 'verification', 'mail')),
    recipient        text             not null check (recipient <> ''),
    bundle           text             check (bundle in ('crisis', 'rest')),    -- while it waits, what comes for the same contact joins it
    notification_ids uuid[]           not null default '{}',
    key              text             check (key <> ''),
    subject          text             check (subject !~ '[\r\n]'),
    body             text,
    html             text,
    attachments      jsonb            not null default '[]' check (jsonb_typeof(attachments) = 'array'),
    key_id           text,
    sealed           bytea,                                         -- a code or a link, until it is sent
    state            delivery_state   not null default 'waiting',
    epoch            int              not null default 0,
    owner            uuid,
    next_attempt_at  timestamptz      not null,
    expires_at       timestamptz      not null,                     -- not sent any more after it
    retry_count      int              not null default 0,
    tried_at         timestamptz,
    sent_at          timestamptz,
    remote_id        text,
    receipt          text             check (receipt in ('delivered', 'undelivered')),    -- what the network says of an SMS afterwards
    receipt_reason   text,
    receipt_looks    int              not null default 0,
    next_receipt_at  timestamptz,
    error_code       text,
    error            text,
    created_at       timestamptz      not null,
    updated_at       timestamptz      not null default clock_timestamp(),
    constraint only_held_deliveries_have_an_owner check ((state in ('claimed', 'armed')) = (owner is not null)),
    constraint sent_means_a_time check ((state = 'sent') = (sent_at is not null)),
    constraint failed_delivery_has_a_reason check (state not in ('failed', 'cancelled') or error is not null),
    constraint notifications_are_bundled check ((purpose = 'notifications') = (bundle is not null) and (bundle is not null) = (cardinality(notification_ids) > 0)),
    constraint only_mails_have_a_key check ((purpose = 'mail') = (key is not null)),
    constraint only_what_was_sent_has_a_receipt check ((receipt is null and next_receipt_at is null) or state = 'sent')
);
create unique index one_mail_per_key_and_recipient on notification_deliveries (key, lower(recipient)) where key is not null;
create unique index one_open_bundle_per_contact on notification_deliveries (contact_id, bundle) where state = 'waiting' and epoch = 0 and bundle is not null;
create index deliveries_waiting on notification_deliveries (next_attempt_at, id) where state in ('waiting', 'retrying');
create index deliveries_held on notification_deliveries (owner) where state in ('claimed', 'armed');
create index deliveries_of_contact on notification_deliveries (contact_id, created_at desc);
create index deliveries_of_user on notification_deliveries (user_id, created_at desc, id desc);
create index deliveries_of_client on notification_deliveries (client_id, created_at desc, id desc);
create index deliveries_without_receipt on notification_deliveries (next_receipt_at) where next_receipt_at is not null;
create index deliveries_sealed on notification_deliveries (expires_at) where sealed is not null;

-- Every attempt, open ones and closed. Not among attempts: those are a client's, with an account; these may be nobody's.
create table delivery_attempts (
    id             uuid        primary key,
    delivery_id    uuid        not null references notification_deliveries (id),
    number         int         not null check (number > 0),
    epoch          int         not null,
    owner          uuid        not null,
    state          text        not null default 'armed' check (state in ('armed', 'unknown', 'sent', 'try_later', 'rejected', 'not_there', 'abandoned')),
    fingerprint    bytea       not null check (octet_length(fingerprint) = 32),    -- what a listing must show, hashed
    armed_at       timestamptz not null,
    send_deadline  timestamptz not null,
    closed_at      timestamptz,
    resolved_by    text        check (resolved_by in ('response', 'listing', 'gate')),
    response       text,
    error_code     text,
    error          text,
    lookups        int         not null default 0,
    absent_since   timestamptz,
    next_lookup_at timestamptz,                                     -- null: there is nobody to ask
    constraint closed_means_a_time check ((state in ('armed', 'unknown')) = (closed_at is null)),
    constraint only_the_unknown_is_looked_up check (next_lookup_at is null or state = 'unknown')
);
create unique index one_open_attempt_per_delivery on delivery_attempts (delivery_id) where state in ('armed', 'unknown');
create index delivery_attempts_of_delivery on delivery_attempts (delivery_id, number);
create index delivery_attempts_to_look_up on delivery_attempts (next_lookup_at) where next_lookup_at is not null;
create index delivery_attempts_owner on delivery_attempts (owner) where state = 'armed';

-- Notifications are routed by a sweep, so that no writer has to know of channels. What was there before stays on the page.
alter table notifications add column routed_at timestamptz;
update notifications set routed_at = created_at;
create index notifications_unrouted on notifications (created_at, id) where routed_at is null;
