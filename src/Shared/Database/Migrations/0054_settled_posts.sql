-- 0054_settled_posts: a post that is out has an id, or is looked for until it has one.
alter table publications
    add column id_look_at timestamptz,          -- null: nobody looks for it
    add column id_looks   int not null default 0,
    add constraint only_missing_ids_are_looked_for check (id_look_at is null or id_pending);

-- Serves the sweep for ids, which reads only this sliver of the table.
create index publications_without_id on publications (id_look_at) where id_look_at is not null;

-- What failed because its platform said that it was out already, is out. A video's handle is its id. First comments are not said now: it may have been weeks.
update publications p
   set state = 'published', platform_post_id = w.post_id, id_pending = w.post_id is null, id_look_at = case when w.post_id is null and p.format <> 'instagram_story' then snsops.now() end,
       published_at = coalesce((select max(l.armed_at) from publishing_logs l where l.subject_id = p.id and l.subject_kind = 'publication' and l.step = 'post'), p.handle_at, p.updated_at),
       due_since = null, error_code = null, error = null, updated_at = clock_timestamp()
  from (select q.id, case when q.platform <> 'instagram' and row_number() over (partition by q.account_id, q.handle order by q.id) = 1
                            and not exists (select from publications o where o.account_id = q.account_id and o.platform_post_id = q.handle) then q.handle end as post_id
          from publications q where q.state = 'failed' and q.error_code = 'already_published') w
 where p.id = w.id;

-- What was found out later was out since it was sent, and what has no id is looked for from then on.
update publications p
   set id_look_at = case when p.format <> 'instagram_story' then snsops.now() end,          -- a story of old has no words to know it by, and is gone
       published_at = coalesce((select max(greatest(l.armed_at, p.scheduled_at)) from publishing_logs l
                                 where l.subject_id = p.id and l.subject_kind = 'publication' and l.step = 'post' and l.status = 'published' and l.resolved_by <> 'response'), p.published_at)
 where p.state = 'published' and p.id_pending and p.id_look_at is null;
