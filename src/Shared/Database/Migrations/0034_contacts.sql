-- 0034_contacts: where people are reached beside the page, that they have shown it to be theirs, and what they want to hear there.
create type delivery_channel as enum ('email', 'sms', 'slack');

-- A user's own address, or somebody who gets a client's reports. Nothing is sent to it before it is verified, but the question itself.
create table contacts (
    id            uuid             primary key,
    user_id       uuid             references users (id),
    client_id     uuid             references clients (id),
    channel       delivery_channel not null,
    address       text             not null check (address <> ''),    -- as people see it: of a hook only its end
    key_id        text,
    secret        bytea            check (octet_length(secret) > 28),  -- a hook's address is its password: sealed for the contact's id
    verified_at   timestamptz,
    broken_at     timestamptz,                                         -- the last message was refused for good: nothing more is sent there
    broken_reason text,
    removed_at    timestamptz,
    created_by    uuid             not null references users (id),
    created_at    timestamptz      not null,
    constraint a_contact_is_somebodys check (num_nonnulls(user_id, client_id) = 1),
    constraint clients_are_written_to_by_mail check (client_id is null or channel = 'email'),
    constraint only_hooks_are_secret check ((channel = 'slack' and removed_at is null) = (secret is not null) and (secret is null) = (key_id is null)),
    constraint broken_means_a_reason check ((broken_at is null) = (broken_reason is null))
);
-- One in use, and one that waits for its proof: until then the old one goes on.
create unique index one_contact_in_use on contacts (user_id, channel) where user_id is not null and removed_at is null and verified_at is not null;
create unique index one_contact_in_question on contacts (user_id, channel) where user_id is not null and removed_at is null and verified_at is null;
create unique index one_recipient_per_address on contacts (client_id, lower(address)) where client_id is not null and removed_at is null;
create index contacts_by_address on contacts (lower(address)) where removed_at is null and verified_at is not null;

-- A proof that was asked for: a link that opens once, or six digits. Neither is stored as it is.
create table contact_challenges (
    id           uuid        primary key,
    contact_id   uuid        not null references contacts (id),
    asked_by     uuid        not null references users (id),
    address_hash bytea       not null check (octet_length(address_hash) = 32),    -- whoever asks, nobody is flooded
    link_hash    bytea       unique check (octet_length(link_hash) = 32),
    code_hash    text,
    tries        int         not null default 0 check (tries between 0 and 5),
    created_at   timestamptz not null,
    expires_at   timestamptz not null check (expires_at > created_at),
    used_at      timestamptz,
    constraint a_link_or_a_code check (num_nonnulls(link_hash, code_hash) = 1)
);
create index contact_challenges_of_contact on contact_challenges (contact_id, created_at desc);
create index contact_challenges_by_asker on contact_challenges (asked_by, created_at);
create index contact_challenges_by_address on contact_challenges (address_hash, created_at);

-- What a kind of notification is about, by what stands before its first dot; others are 'operations'.
create table notification_kinds (
    prefix text primary key,
    topic  text not null check (topic in ('crisis', 'publishing', 'comments', 'approvals', 'accounts', 'reports', 'operations'))
);
insert into notification_kinds values
    ('incident', 'crisis'), ('crisis', 'crisis'),
    ('publication', 'publishing'), ('first_comment', 'publishing'), ('hold', 'publishing'),
    ('reply', 'comments'), ('comment_action', 'comments'), ('comment', 'comments'), ('inbox', 'comments'), ('draft', 'comments'),
    ('approval', 'approvals'), ('content', 'approvals'), ('review', 'approvals'),
    ('account', 'accounts'), ('token', 'accounts'), ('connection', 'accounts'),
    ('report', 'reports'), ('newsletter', 'reports');

-- Without a row the default: e-mail and Slack everything, SMS a crisis only.
create table notification_preferences (
    user_id    uuid             not null references users (id),
    topic      text             not null check (topic in ('crisis', 'publishing', 'comments', 'approvals', 'accounts', 'reports', 'operations')),
    channel    delivery_channel not null,
    enabled    boolean          not null,
    updated_at timestamptz      not null,
    primary key (user_id, topic, channel)
);

-- Nothing but a crisis leaves within them; the rest is sent together when they end.
create table quiet_hours (
    user_id    uuid        primary key references users (id),
    starts     time        not null,
    ends       time        not null,
    time_zone  text        not null,
    updated_at timestamptz not null,
    constraint quiet_hours_are_not_empty check (starts <> ends)
);

-- When somebody may be written to who asked not to be from one time of day to another: at once, or at the next end. A clock that jumps over it ends them where it lands.
create function snsops.after_quiet(at timestamptz, starts time, ends time, zone text) returns timestamptz language sql stable parallel safe as $$
    select case when starts is null then at
                when starts < ends and l.t::time >= starts and l.t::time < ends then (l.t::date + ends) at time zone zone
                when starts > ends and l.t::time >= starts then (l.t::date + 1 + ends) at time zone zone
                when starts > ends and l.t::time < ends then (l.t::date + ends) at time zone zone
                else at end
      from (select at at time zone zone as t) l
$$;
