-- 0013_lookers: who holds a look-up or a call that is under way, so that it is free again as soon as that process is gone.

-- Who looks at an unknown attempt now. Its lease is the process's, not a time of its own.
alter table attempts
    add column looker uuid,
    add constraint only_unknown_is_looked_at check (looker is null or state = 'unknown');
create index attempts_looked_at on attempts (looker) where looker is not null;

-- Which Api process answers a call, and the id of the row it makes: a repeat after that process died makes no second one. Null on keys from before.
alter table idempotency_keys add column owner uuid, add column row_id uuid;
