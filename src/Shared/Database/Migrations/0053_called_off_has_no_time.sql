-- Contents whose publications were all called off kept their time: no list of the calendar had them.
update contents c set scheduled_at = null, local_time = null, time_zone = null
 where c.scheduled_at is not null
   and exists (select from publications p where p.content_id = c.id)
   and not exists (select from publications p where p.content_id = c.id and p.state <> 'cancelled');
