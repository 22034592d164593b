-- 0039_inbox: what people do with comments: who takes one, where it stands, what they say of it among themselves, ready-made answers.
-- A comment nobody has touched has no row here, and is open: whoever collects or scores comments writes nothing of this.
create type inbox_state as enum ('open', 'answered', 'done', 'snoozed');

create table inbox_items (
    comment_id    uuid        primary key,
    client_id     uuid        not null,
    state         inbox_state not null default 'open',
    snoozed_until timestamptz,                           -- open again from then on, without anybody's doing
    assignee_id   uuid        references users (id),
    version       int         not null default 1,        -- a change names the one that was seen
    changed_by    uuid        references users (id),     -- null: what became of an answer
    changed_at    timestamptz not null,
    marked        boolean     not null default false,    -- the comment's own row says that there is one here
    foreign key (client_id, comment_id) references comments_inbox (client_id, id),
    constraint only_what_sleeps_wakes check ((state = 'snoozed') = (snoozed_until is not null))
);
create index inbox_items_of_client on inbox_items (client_id, state, changed_at desc, comment_id desc);
create index inbox_items_of_assignee on inbox_items (assignee_id, state) where assignee_id is not null;
create index inbox_items_unmarked on inbox_items (changed_at) where not marked;

-- An answer that is on its way or out makes its comment an answered one; one that failed or was called off opens it again.
-- Here, because answers end in five places, and a queue that forgets one of them loses a customer.
create function snsops.settle_inbox() returns trigger language plpgsql as $$
begin
    if new.state in ('failed', 'cancelled') then
        update inbox_items i set state = 'open', version = i.version + 1, changed_by = null, changed_at = snsops.now()
         where i.comment_id = new.comment_id and i.state = 'answered'
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
create trigger settle_inbox_of_new after insert on comment_replies for each row execute function snsops.settle_inbox();
create trigger settle_inbox_of_moved after update of state on comment_replies for each row
    when ((old.state in ('failed', 'cancelled')) is distinct from (new.state in ('failed', 'cancelled'))) execute function snsops.settle_inbox();

-- Comments that were answered before there was an inbox.
insert into inbox_items (comment_id, client_id, state, changed_by, changed_at)
select distinct on (r.comment_id) r.comment_id, r.client_id, 'answered'::inbox_state, r.created_by, coalesce(r.published_at, r.created_at)
  from comment_replies r where r.state not in ('failed', 'cancelled') order by r.comment_id, r.created_at desc;

-- The queue reads untouched comments from this index, oldest first in each class, and never walks over what was dealt with.
-- A comment enters it when it is scored, not when it is stored; it leaves it soon after its row above is made (a sweep sets the mark).
alter table comments_inbox add column is_touched boolean not null default false;
create index comments_untouched on comments_inbox (client_id, sentiment, posted_at, id) where sentiment is not null and not is_touched;

-- What colleagues tell one another of a comment. Never shown outside the agency; only ever added to.
create table inbox_notes (
    id         uuid        primary key,
    client_id  uuid        not null,
    comment_id uuid        not null,
    author_id  uuid        not null references users (id),
    text       text        not null check (btrim(text) <> '' and length(text) <= 4000),
    created_at timestamptz not null,
    foreign key (client_id, comment_id) references comments_inbox (client_id, id)
);
create index inbox_notes_of_comment on inbox_notes (comment_id, created_at, id);
create index inbox_notes_of_client on inbox_notes (client_id);
create trigger only_added_to before update or delete on inbox_notes for each row execute function snsops.only_added_to();

-- Who has a comment's answer box open. A lease: a closed tab holds nobody up for long.
create table comment_answerers (
    comment_id uuid        primary key,
    client_id  uuid        not null,
    user_id    uuid        not null references users (id),
    since      timestamptz not null,
    until      timestamptz not null,
    foreign key (client_id, comment_id) references comments_inbox (client_id, id),
    constraint a_lease_ends_after_it_began check (until > since)
);
create index comment_answerers_of_client on comment_answerers (client_id);
