-- The session each process beats on: it ends with the process, and whoever sees that need not wait for the lease.

alter table workers
    add column session_pid integer,
    add column session_began timestamptz;
