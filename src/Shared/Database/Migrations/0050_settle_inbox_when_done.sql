-- 0050_settle_inbox_when_done: a comment that was marked as done while its answer was on its way is open again, too, when that answer comes to nothing.
create or replace function snsops.settle_inbox() returns trigger language plpgsql as $$
begin
    if new.state in ('failed', 'cancelled') then
        update inbox_items i set state = 'open', version = i.version + 1, changed_by = null, changed_at = snsops.now()
         where i.comment_id = new.comment_id and (i.state = 'answered' or (i.state = 'done' and i.changed_at >= new.created_at))
           and not exists (select from comment_replies r where r.comment_id = new.comment_id and r.id <> new.id and r.state not in ('failed', 'cancelled'));
    else
        insert into inbox_items as i (comment_id, client_id, state, changed_by, changed_at)
        values (new.comment_id, new.client_id, 'answered', new.created_by, snsops.now())
        on conflict (comment_id) do update
           set state = 'answered', snoozed_until = null, version = i.version + 1, changed_by = excluded.changed_by, changed_at = excluded.changed_at
         where i.state <> 'answered';
    end if;
    return null;
end $$;
