-- 0014_sweep_marks: the sweeps look from a mark on, so that dead rows which a long reader keeps alive are not walked every two seconds.

-- Sorted by when a row came into its state: what lives is at the end, what is dead lies before it.
drop index publications_waiting;
create index publications_waiting on publications (due_since, next_attempt_at, id) where state in ('due', 'retrying');
drop index publications_held;
create index publications_claimed on publications (updated_at) where state = 'claimed';
drop index attempts_owner;
create index attempts_armed on attempts (subject_kind, step, armed_at) where state = 'armed';

-- A log of what happened, like publishing_logs. Checking the client of each event marked the client's row, which all outcomes share.
alter table live_events drop constraint live_events_client_id_fkey;

-- A UUIDv7: rows written together lie together in their index.
create function snsops.uuid_v7() returns uuid language sql volatile parallel safe return
    encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid;
