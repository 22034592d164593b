-- 0036_presence: who has the page open, by the instance of the Api they are connected to. Believed for five minutes; a crash of the server forgets it.
create unlogged table presence (
    user_id  uuid        not null references users (id),
    instance uuid        not null,
    seen_at  timestamptz not null,
    primary key (user_id, instance)
);
create index presence_seen on presence (seen_at);
