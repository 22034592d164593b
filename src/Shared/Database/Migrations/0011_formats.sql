-- 0011_formats: videos and more than one file per content, the formats made of them, and the pieces prepared ahead of a publication.
alter type publication_format add value 'instagram_carousel';
alter type publication_format add value 'instagram_reel';
alter type publication_format add value 'instagram_story';
alter type publication_format add value 'facebook_multi_photo';
alter type publication_format add value 'facebook_video';
alter type publication_format add value 'facebook_reel';
alter type publication_format add value 'facebook_story';

alter table media_assets drop constraint media_assets_type_check;
alter table media_assets
    add column video_codec text,
    add column moov_first  boolean,
    add constraint media_assets_type_check check (type in ('image/jpeg', 'image/png', 'video/mp4', 'video/quicktime')),
    add constraint a_video_has_a_duration check ((type like 'video/%') = (duration_ms is not null));

-- What a platform gave for the file at a place ahead of its second: a child container, an unpublished photo, an upload's session.
-- Invisible there, and reused by every retry, so that a death in between makes nothing twice.
create table publication_parts (
    client_id      uuid        not null,
    publication_id uuid        not null,
    position       int         not null check (position >= 0),
    media_sha256   bytea       not null check (octet_length(media_sha256) = 32),
    handle         text        not null,
    created_at     timestamptz not null,                 -- by the database's clock: platforms forget them after a day
    primary key (publication_id, position),
    foreign key (client_id, publication_id) references publications (client_id, id)
);
