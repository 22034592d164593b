-- 0031_approvals: how a client's contents are approved, what an approval seals, its history, and the links by which clients give it.

-- A client without a row has one step.
create table approval_policies (
    client_id  uuid        primary key references clients (id),
    steps      text        not null check (steps in ('staff', 'staff_then_client')),
    updated_by uuid        not null references users (id),
    updated_at timestamptz not null default clock_timestamp()
);

-- Lets its holder look at some contents of a client and decide on them. The token itself is kept nowhere.
create table approval_links (
    id          uuid        primary key,
    client_id   uuid        not null references clients (id),
    token_hash  bytea       not null unique check (octet_length(token_hash) = 32),
    recipient   text        not null check (btrim(recipient) <> ''),
    created_by  uuid        not null references users (id),
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    revoked_at  timestamptz,
    revoked_by  uuid        references users (id),
    opened_at   timestamptz,                             -- the last time
    constraint approval_link_of_client unique (client_id, id),
    constraint a_link_ends_after_it_began check (expires_at > created_at),
    constraint somebody_revokes_a_link check ((revoked_at is null) = (revoked_by is null))
);
create index approval_links_of_client on approval_links (client_id, created_at desc, id desc);

create table approval_link_contents (
    client_id  uuid not null,
    link_id    uuid not null,
    content_id uuid not null,
    primary key (link_id, content_id),
    foreign key (client_id, link_id) references approval_links (client_id, id),
    foreign key (client_id, content_id) references contents (client_id, id) on delete cascade
);
create index approval_link_contents_content on approval_link_contents (content_id);

alter table contents
    add column planned_at    timestamptz,                -- the time that is approved with it; null: staff set one afterwards
    add column planned_zone  text,
    add column review_step   text        check (review_step in ('staff', 'client')),   -- whose turn it is
    add column review_until  timestamptz,                -- the review expires then
    add column review_warned int         not null default 0 check (review_warned between 0 and 3),   -- told 24 h, 2 h, 15 min before that
    add column submitted_by  uuid        references users (id),
    add column submitted_at  timestamptz,
    add column editors       uuid[]      not null default '{}',   -- who wrote in it since its last approval, beside its author
    add column approved_link uuid,
    add foreign key (client_id, approved_link) references approval_links (client_id, id),
    add constraint a_plan_has_a_zone check ((planned_at is null) = (planned_zone is null)),
    add constraint only_a_review_has_a_step check (review_step is null or review_state = 'in_review'),
    add constraint only_an_open_review_expires check (review_until is null or review_state in ('in_review', 'changes_requested')),
    drop constraint approved_means_sealed,
    add constraint approved_means_sealed check ((review_state = 'approved') = (seal is not null)
                                            and num_nonnulls(approved_by, approved_link) = (review_state = 'approved')::int
                                            and (approved_at is not null) = (review_state = 'approved'));
create index contents_in_review on contents (client_id) where review_state = 'in_review';
create index contents_review_ends on contents (review_until) where review_until is not null;

-- What people decided, and what exactly they saw. Only ever added to.
create table content_reviews (
    id         uuid        primary key,
    client_id  uuid        not null,
    content_id uuid        not null,
    at         timestamptz not null,
    act        text        not null check (act in ('submitted', 'passed', 'approved', 'changes_requested', 'edited', 'expired')),   -- passed: the client is next
    step       text        check (step in ('staff', 'client')),
    version    int         not null,
    user_id    uuid        references users (id),
    link_id    uuid,
    comment    text,
    seal       bytea       check (octet_length(seal) = 32),
    snapshot   jsonb,                                    -- of a decision: the content as it was
    foreign key (client_id, content_id) references contents (client_id, id) on delete cascade,
    foreign key (client_id, link_id) references approval_links (client_id, id),
    constraint a_decision_has_its_snapshot check ((act in ('passed', 'approved', 'changes_requested')) = (snapshot is not null))
);
create index content_reviews_of_content on content_reviews (content_id, at desc, id desc);

-- The seal's parts: each has its length before it, and -1 for none, so that no two contents run into the same bytes.
create function snsops.seal_part(part bytea) returns bytea language sql immutable parallel safe as $$
    select case when part is null then int4send(-1) else int4send(octet_length(part)) || part end
$$;
create function snsops.seal_text(part text) returns bytea language sql immutable parallel safe as $$
    select snsops.seal_part(convert_to(part, 'UTF8'))
$$;
create function snsops.seal_time(instant timestamptz) returns bytea language sql immutable parallel safe as $$
    select snsops.seal_part(int8send((extract(epoch from instant) * 1000000)::bigint))
$$;

-- SHA-256 over what would be said, with which files, where and when. SnsOps.Shared.Effects.Seals computes the same to check it.
create function snsops.seal_of(title text, body text, link text, first_comment text, variants jsonb, media bytea[], accounts uuid[], planned_at timestamptz)
returns bytea language sql immutable parallel safe as $$
    select sha256(snsops.seal_text('snsops-seal-3') || snsops.seal_text(title) || snsops.seal_text(body) || snsops.seal_text(link) || snsops.seal_text(first_comment)
        || snsops.seal_text(variants::text) || snsops.seal_time(planned_at)
        || int4send(cardinality(media)) || coalesce((select string_agg(snsops.seal_part(m.sha256), '' order by m.place) from unnest(media) with ordinality as m (sha256, place)), '')
        || int4send(cardinality(accounts)) || coalesce((select string_agg(snsops.seal_part(uuid_send(a.id)), '' order by a.id) from unnest(accounts) as a (id)), ''))
$$;

create function snsops.content_seal(content uuid) returns bytea language sql stable as $$
    select snsops.seal_of(c.title, c.body, c.link, c.first_comment, c.variants,
               array(select m.sha256 from content_media cm join media_assets m on m.id = cm.media_id where cm.content_id = c.id order by cm.position),
               array(select t.account_id from content_targets t where t.content_id = c.id), c.planned_at)
      from contents c where c.id = content
$$;

-- Of one publication: the approval's seal, and what follows from it for this account.
create function snsops.post_seal(content_seal bytea, account uuid, format text, scheduled_at timestamptz, first_comment text) returns bytea language sql immutable parallel safe as $$
    select sha256(snsops.seal_text('snsops-post-1') || snsops.seal_part(content_seal) || snsops.seal_part(uuid_send(account)) || snsops.seal_text(format)
        || snsops.seal_time(scheduled_at) || snsops.seal_text(first_comment))
$$;

create function snsops.content_snapshot(content uuid) returns jsonb language sql stable as $$
    select jsonb_build_object('title', c.title, 'body', c.body, 'link', c.link, 'first_comment', c.first_comment, 'variants', c.variants,
               'planned_at', c.planned_at, 'planned_zone', c.planned_zone,
               'media', coalesce((select jsonb_agg(jsonb_build_object('sha256', encode(m.sha256, 'hex'), 'type', m.type) order by cm.position)
                                    from content_media cm join media_assets m on m.id = cm.media_id where cm.content_id = c.id), '[]'),
               'accounts', coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'platform', a.platform, 'name', a.name) order by a.id)
                                       from content_targets t join platform_accounts a on a.id = t.account_id where t.content_id = c.id), '[]'))
      from contents c where c.id = content
$$;

-- What is approved stays approved, under the new seal; so does what waits to be sent, or has just been and may still get its first comment.
update contents set review_step = 'staff' where review_state = 'in_review';
update contents set seal = snsops.content_seal(id) where review_state = 'approved';
update publications p set seal = snsops.post_seal(c.seal, p.account_id, p.format::text, p.scheduled_at, p.first_comment)
  from contents c
 where c.id = p.content_id and c.review_state = 'approved' and c.version = p.content_version
   and (p.state not in ('published', 'cancelled') or p.published_at > snsops.now() - interval '7 days');
