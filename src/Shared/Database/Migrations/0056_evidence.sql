-- 0056_evidence: what was known of an attempt when it became unknown stays with it, and that a publication was missed or asked about stays in its story.
alter table attempts
    add column doubted_at       timestamptz,             -- when it became unknown; null also of those that were unknown before this
    add column unknown_code     text,
    add column unknown_response text;                    -- what the platform said, without secrets

alter table publishing_logs
    add column doubted_at       timestamptz,             -- null: it was never unknown
    add column unknown_code     text,
    add column unknown_reason   text,
    add column unknown_response text,
    add column lookups          int;                     -- looks that were made to resolve it

-- Also what the workers did: these have no person, and say of what.
alter table publication_acts
    add column step text,
    drop constraint publication_acts_act_check,
    add constraint publication_acts_act_check check (act in ('scheduled', 'cancelled', 'retried', 'missed', 'asked'));
