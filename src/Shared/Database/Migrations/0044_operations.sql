-- 0044_operations: the schedules as their processes say them, paused by a person or not; runs that a person asked for.
create table job_schedules (
    job       text        primary key check (job <> ''),
    process   text        not null check (process <> ''),
    fires     text        not null,                        -- in words: "every 00:05:00", "0 0 8 * * ? Asia/Seoul"
    missed    text        not null,
    seen_at   timestamptz not null default clock_timestamp(),
    paused_at timestamptz,
    paused_by uuid        references users (id),
    constraint somebody_pauses check ((paused_at is null) = (paused_by is null))
);
select snsops.keep_audit('job_schedules', 'seen_at');

-- Runs a person asked for, until a process takes them: nobody owns them yet.
create index job_runs_asked on job_runs (job) where state = 'running' and owner = '00000000-0000-0000-0000-000000000000';
-- The history across jobs, and of one job, newest first.
create index job_runs_newest on job_runs (scheduled_for, job);
-- Failed items, newest first.
create index job_items_failed on job_items (scheduled_for, id) where state = 'failed';
create index dead_letters_newest on dead_letters (created_at, id);
