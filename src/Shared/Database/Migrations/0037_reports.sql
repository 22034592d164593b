-- 0037_reports: reports of any period, in versions, with their words and files.

alter table reports
    drop constraint one_report_per_day,
    drop constraint reports_kind_check,
    add constraint reports_kind_check check (kind in ('daily', 'period')),
    add column state         text        not null default 'ready' check (state in ('waiting', 'ready', 'failed')),
    add column reason        text,                                    -- why it failed
    add column version       int         not null default 1 check (version >= 1),
    add column supersedes    uuid,                                    -- the version before
    add column superseded_at timestamptz,                             -- null: the version that counts
    add column changes       jsonb       not null default '[]',       -- what differs from the version before: [{name, label, before, after, why, …}]
    add column text          jsonb,                                   -- {summary, detail, strategy}: the words with their figures in place
    add column engine        text,                                    -- who wrote the words
    add column html_sha256   bytea,                                   -- its files in the object store
    add column pdf_sha256    bytea,
    add column pdf_error     text,
    add column checked_at    timestamptz,                             -- when its figures were last counted again
    add column listed_at     timestamptz,                             -- when the period's first version was made: lists keep their order
    add column requested_by  uuid        references users (id),
    add constraint report_of_client unique (client_id, id),
    add constraint one_report_per_version unique (client_id, kind, period_start, period_end, version),
    add constraint a_version_follows_one foreign key (client_id, supersedes) references reports (client_id, id),
    add constraint only_the_first_follows_none check ((version = 1) = (supersedes is null)),
    add constraint a_failed_report_says_why check ((state = 'failed') = (reason is not null)),
    add constraint only_a_ready_report_has_files check (state = 'ready' or num_nonnulls(html_sha256, pdf_sha256, html) = 0),
    add constraint a_pdf_has_its_page check (pdf_sha256 is null or html_sha256 is not null);
update reports set listed_at = created_at;
alter table reports alter column listed_at set not null, alter column listed_at set default clock_timestamp();
comment on column reports.figures is 'name → {value, as_of, null_reason, query, parameters, …}';

-- One of a period's versions counts: no two processes make the same one.
create unique index report_that_counts on reports (client_id, kind, period_start, period_end) where superseded_at is null;
-- Lists.
create index reports_newest on reports (client_id, listed_at desc, id desc) where superseded_at is null;
-- Those whose figures may still change, and those without a PDF.
create index reports_to_check on reports (period_end) where superseded_at is null and state = 'ready';
