-- 0059_processing_is_unknown: what its platform was said to be processing is a send that is open again, and the look-ups have it. Whoever holds a claim loses it.
with left_there as (
    select p.id, p.client_id, p.account_id, p.epoch, p.handle, coalesce(s.attempt_id, snsops.uuid_v7()) as attempt_id, coalesce(s.number, p.retry_count + 1) as number,
           coalesce(s.request_digest, '') as request_digest, coalesce(s.armed_at, p.handle_at, p.updated_at) as armed_at
      from publications p
      left join lateral (
            select l.attempt_id, l.number, l.request_digest, l.armed_at from publishing_logs l
             where l.subject_id = p.id and l.subject_kind = 'publication' and l.step = 'post' and l.resolved_by <> 'gate' and l.armed_at >= coalesce(p.handle_at, '-infinity')
               and coalesce(l.error_code, '') not in ('abandoned', 'not_sent', 'held_back', 'budget', 'breaker_open', 'budget_unread')
             order by l.armed_at limit 1) s on true
     where p.error_code = 'processing' and p.state in ('due', 'retrying', 'claimed', 'failed', 'missed') and p.handle is not null
     for update of p),
opened as (
    insert into attempts (id, client_id, account_id, subject_kind, subject_id, epoch, owner, state, number, fingerprint, handle, request_digest, armed_at, send_deadline,
                          doubted_at, unknown_code, unknown_reason, next_lookup_at)
    select attempt_id, client_id, account_id, 'publication', id, epoch, gen_random_uuid(), 'unknown', number, '', handle, request_digest, armed_at, snsops.now(),
           snsops.now(), 'processing', '페이스북이 이미 받은 영상을 처리하고 있습니다. 공개되면 알려 드립니다.', snsops.now()
      from left_there
    on conflict do nothing)
update publications p
   set state = 'unknown', owner = null, due_since = null, asked_at = null, error = '페이스북이 이미 받은 영상을 처리하고 있습니다. 공개되면 알려 드립니다.', updated_at = clock_timestamp()
  from left_there t where p.id = t.id;
