-- 0018_metrics: what there is to be measured, as data; figures of posts beside those of accounts; what platforms refuse; and whether what is kept is true.

-- Every figure a platform gives. Platforms retire figures between versions, so this is a table and no enumeration.
create table metric_catalogue (
    platform    platform not null,
    level       text     not null check (level in ('account', 'post')),
    metric      text     not null check (metric <> ''),          -- our word, as in analytics_snapshots
    source      text     not null check (source in ('fields', 'series', 'totals', 'insights', 'statistics', 'analytics')),     -- which kind of read gives it
    wire_name   text     not null check (wire_name <> ''),       -- the platform's word
    formats     text[]   not null default '{}',                  -- of posts that have it; empty: all
    period      text     not null check (period in ('now', 'day', 'lifetime')),
    breakdown   text,                                            -- the platform's dimension its parts are told by
    unit        text     not null default 'count' check (unit in ('count', 'minutes', 'seconds', 'milliseconds')),
    min_version int,                                             -- of the Graph API; null: any
    status      text     not null check (status in ('current', 'deprecated', 'retired')),
    retired_on  date,
    replaced_by text,
    name_ko     text     not null,
    name_en     text     not null,
    primary key (platform, level, metric),
    constraint retired_has_a_day check ((status = 'retired') = (retired_on is not null))
);

insert into metric_catalogue (platform, level, metric, source, wire_name, formats, period, breakdown, unit, min_version, status, name_ko, name_en) values
    ('instagram', 'account', 'followers',          'fields', 'followers_count',    '{}', 'now', null, 'count', null, 'current', '팔로워', 'Followers'),
    ('instagram', 'account', 'following',          'fields', 'follows_count',      '{}', 'now', null, 'count', null, 'current', '팔로잉', 'Following'),
    ('instagram', 'account', 'posts',              'fields', 'media_count',        '{}', 'now', null, 'count', null, 'current', '게시물 수', 'Posts'),
    ('instagram', 'account', 'reach',              'series', 'reach',              '{}', 'day', null, 'count', null, 'current', '도달', 'Reach'),
    ('instagram', 'account', 'followers_gained',   'series', 'follower_count',     '{}', 'day', null, 'count', null, 'current', '새 팔로워', 'New followers'),
    ('instagram', 'account', 'views',              'totals', 'views',              '{}', 'day', null, 'count', null, 'current', '조회', 'Views'),
    ('instagram', 'account', 'accounts_engaged',   'totals', 'accounts_engaged',   '{}', 'day', null, 'count', null, 'current', '참여한 계정', 'Accounts engaged'),
    ('instagram', 'account', 'interactions',       'totals', 'total_interactions', '{}', 'day', null, 'count', null, 'current', '상호작용', 'Interactions'),
    ('instagram', 'account', 'likes',              'totals', 'likes',              '{}', 'day', null, 'count', null, 'current', '좋아요', 'Likes'),
    ('instagram', 'account', 'comments',           'totals', 'comments',           '{}', 'day', null, 'count', null, 'current', '댓글', 'Comments'),
    ('instagram', 'account', 'saves',              'totals', 'saves',              '{}', 'day', null, 'count', null, 'current', '저장', 'Saves'),
    ('instagram', 'account', 'shares',             'totals', 'shares',             '{}', 'day', null, 'count', null, 'current', '공유', 'Shares'),
    ('instagram', 'account', 'profile_link_taps',  'totals', 'profile_links_taps', '{}', 'day', null, 'count', null, 'current', '프로필 링크 탭', 'Profile link taps'),
    ('instagram', 'post', 'views',                 'insights', 'views',              '{}', 'lifetime', null, 'count', null, 'current', '조회', 'Views'),
    ('instagram', 'post', 'reach',                 'insights', 'reach',              '{}', 'lifetime', null, 'count', null, 'current', '도달', 'Reach'),
    ('instagram', 'post', 'shares',                'insights', 'shares',             '{}', 'lifetime', null, 'count', null, 'current', '공유', 'Shares'),
    ('instagram', 'post', 'interactions',          'insights', 'total_interactions', '{}', 'lifetime', null, 'count', null, 'current', '상호작용', 'Interactions'),
    ('instagram', 'post', 'likes',                 'insights', 'likes',    '{instagram_image,instagram_carousel,instagram_reel}', 'lifetime', null, 'count', null, 'current', '좋아요', 'Likes'),
    ('instagram', 'post', 'comments',              'insights', 'comments', '{instagram_image,instagram_carousel,instagram_reel}', 'lifetime', null, 'count', null, 'current', '댓글', 'Comments'),
    ('instagram', 'post', 'saves',                 'insights', 'saved',    '{instagram_image,instagram_carousel,instagram_reel}', 'lifetime', null, 'count', null, 'current', '저장', 'Saves'),
    ('instagram', 'post', 'average_watch_time',    'insights', 'ig_reels_avg_watch_time',        '{instagram_reel}', 'lifetime', null, 'milliseconds', null, 'current', '평균 시청 시간', 'Average watch time'),
    ('instagram', 'post', 'watch_time',            'insights', 'ig_reels_video_view_total_time', '{instagram_reel}', 'lifetime', null, 'milliseconds', null, 'current', '총 시청 시간', 'Watch time'),
    ('instagram', 'post', 'replies',               'insights', 'replies',    '{instagram_story}', 'lifetime', null, 'count', null, 'current', '답장', 'Replies'),
    ('instagram', 'post', 'navigation',            'insights', 'navigation', '{instagram_story}', 'lifetime', null, 'count', null, 'current', '스토리 이동', 'Navigation'),
    ('facebook', 'account', 'followers',           'fields', 'followers_count', '{}', 'now', null, 'count', null, 'current', '팔로워', 'Followers'),
    ('facebook', 'account', 'fans',                'fields', 'fan_count',       '{}', 'now', null, 'count', null, 'current', '좋아요한 사람', 'Fans'),
    ('facebook', 'account', 'views',               'series', 'page_media_view',              '{}', 'day', null, 'count', 23,   'current', '조회', 'Views'),
    ('facebook', 'account', 'reach',               'series', 'page_total_media_view_unique', '{}', 'day', null, 'count', 23,   'current', '도달', 'Reach'),
    ('facebook', 'account', 'engagements',         'series', 'page_post_engagements',        '{}', 'day', null, 'count', null, 'current', '참여', 'Engagements'),
    ('facebook', 'account', 'page_views',          'series', 'page_views_total',             '{}', 'day', null, 'count', null, 'current', '페이지 방문', 'Page views'),
    ('facebook', 'account', 'followers_gained',    'series', 'page_daily_follows_unique',    '{}', 'day', null, 'count', null, 'current', '새 팔로워', 'New followers'),
    ('facebook', 'post', 'views',                  'insights', 'post_media_view',              '{facebook_text,facebook_photo,facebook_multi_photo,facebook_video,facebook_reel}', 'lifetime', null, 'count', 23, 'current', '조회', 'Views'),
    ('facebook', 'post', 'reach',                  'insights', 'post_total_media_view_unique', '{facebook_text,facebook_photo,facebook_multi_photo,facebook_video,facebook_reel}', 'lifetime', null, 'count', 23, 'current', '도달', 'Reach'),
    ('facebook', 'post', 'clicks',                 'insights', 'post_clicks',                  '{facebook_text,facebook_photo,facebook_multi_photo,facebook_video,facebook_reel}', 'lifetime', null, 'count', null, 'current', '클릭', 'Clicks'),
    ('facebook', 'post', 'reactions',              'insights', 'post_reactions_by_type_total', '{facebook_text,facebook_photo,facebook_multi_photo,facebook_video,facebook_reel}', 'lifetime', 'reaction_type', 'count', null, 'current', '반응', 'Reactions'),
    ('youtube', 'account', 'followers',            'statistics', 'subscriberCount', '{}', 'now', null, 'count', null, 'current', '구독자', 'Subscribers'),
    ('youtube', 'account', 'views_total',          'statistics', 'viewCount',       '{}', 'now', null, 'count', null, 'current', '누적 조회', 'Views in all'),
    ('youtube', 'account', 'posts',                'statistics', 'videoCount',      '{}', 'now', null, 'count', null, 'current', '동영상 수', 'Videos'),
    ('youtube', 'account', 'views',                'analytics', 'views',                   '{}', 'day', null, 'count',   null, 'current', '조회', 'Views'),
    ('youtube', 'account', 'watch_time',           'analytics', 'estimatedMinutesWatched', '{}', 'day', null, 'minutes', null, 'current', '시청 시간', 'Watch time'),
    ('youtube', 'account', 'average_watch_time',   'analytics', 'averageViewDuration',     '{}', 'day', null, 'seconds', null, 'current', '평균 시청 시간', 'Average watch time'),
    ('youtube', 'account', 'likes',                'analytics', 'likes',                   '{}', 'day', null, 'count',   null, 'current', '좋아요', 'Likes'),
    ('youtube', 'account', 'comments',             'analytics', 'comments',                '{}', 'day', null, 'count',   null, 'current', '댓글', 'Comments'),
    ('youtube', 'account', 'shares',               'analytics', 'shares',                  '{}', 'day', null, 'count',   null, 'current', '공유', 'Shares'),
    ('youtube', 'account', 'followers_gained',     'analytics', 'subscribersGained',       '{}', 'day', null, 'count',   null, 'current', '새 구독자', 'New subscribers'),
    ('youtube', 'account', 'followers_lost',       'analytics', 'subscribersLost',         '{}', 'day', null, 'count',   null, 'current', '구독 취소', 'Subscribers lost'),
    ('youtube', 'post', 'views',                   'statistics', 'viewCount',    '{}', 'lifetime', null, 'count', null, 'current', '조회', 'Views'),
    ('youtube', 'post', 'likes',                   'statistics', 'likeCount',    '{}', 'lifetime', null, 'count', null, 'current', '좋아요', 'Likes'),
    ('youtube', 'post', 'comments',                'statistics', 'commentCount', '{}', 'lifetime', null, 'count', null, 'current', '댓글', 'Comments');

-- Gone from every version: never asked for, kept here so that old reports can name them.
insert into metric_catalogue (platform, level, metric, source, wire_name, period, status, retired_on, replaced_by, name_ko, name_en) values
    ('instagram', 'account', 'impressions',    'series',   'impressions',    'day',      'retired', '2025-04-21', 'views', '노출', 'Impressions'),
    ('instagram', 'account', 'website_clicks', 'series',   'website_clicks', 'day',      'retired', '2025-04-21', 'profile_link_taps', '웹사이트 클릭', 'Website clicks'),
    ('instagram', 'post',    'impressions',    'insights', 'impressions',    'lifetime', 'retired', '2025-04-21', 'views', '노출', 'Impressions'),
    ('instagram', 'post',    'plays',          'insights', 'plays',          'lifetime', 'retired', '2025-04-21', 'views', '재생', 'Plays'),
    ('instagram', 'post',    'video_views',    'insights', 'video_views',    'lifetime', 'retired', '2025-04-21', 'views', '동영상 조회', 'Video views'),
    ('facebook',  'account', 'engaged_users',  'series',   'page_engaged_users', 'day',  'retired', '2024-03-14', 'engagements', '참여한 사람', 'Engaged users'),
    ('facebook',  'account', 'impressions',    'series',   'page_impressions',   'day',  'retired', '2025-11-15', 'views', '노출', 'Impressions'),
    ('facebook',  'account', 'impressions_unique', 'series', 'page_impressions_unique', 'day', 'retired', '2026-06-15', 'reach', '노출(중복 제외)', 'Unique impressions'),
    ('facebook',  'post',    'impressions',    'insights', 'post_impressions', 'lifetime', 'retired', '2025-11-15', 'views', '노출', 'Impressions'),
    ('facebook',  'post',    'impressions_unique', 'insights', 'post_impressions_unique', 'lifetime', 'retired', '2026-06-15', 'reach', '노출(중복 제외)', 'Unique impressions');

-- What a platform refused to give, found out by bisecting the call that failed. Asked for again when its time comes; gone when it is answered.
create table metric_refusals (
    id           uuid        primary key,
    platform     platform    not null,
    api_version  text        not null,                   -- the version that refused
    level        text        not null check (level in ('account', 'post')),
    wire_name    text        not null,
    format       text        not null default '',        -- of the posts; '': any
    client_id    uuid,                                   -- null: for every account
    account_id   uuid,
    reason       text        not null check (reason in ('retired', 'not_supported_for_format')),
    error        text        not null,
    refused_at   timestamptz not null,                   -- first
    retry_at     timestamptz not null,
    foreign key (client_id, account_id) references platform_accounts (client_id, id),
    constraint an_account_has_a_client check ((account_id is null) = (client_id is null))
);
create unique index metric_refused_once on metric_refusals (platform, api_version, level, wire_name, format, account_id) nulls not distinct;

-- Figures of posts, what they are parts of, whether they may still change, and which firing saw them.
alter table analytics_snapshots
    add column publication_id   uuid,
    add column platform_post_id text        not null default '',       -- '': of the account itself
    add column breakdown        text        not null default '',       -- '': the whole
    add column period           text        not null default 'now' check (period in ('now', 'day', 'lifetime')),
    add column final            boolean     not null default false,    -- the platform changes it no more
    add column run_for          timestamptz,
    add foreign key (client_id, publication_id) references publications (client_id, id),
    add constraint a_post_is_a_publication check ((platform_post_id = '') = (publication_id is null));
drop index analytics_latest;
create index analytics_latest on analytics_snapshots (account_id, platform_post_id, metric, for_date, observed_at desc);

-- When a post's figures were last asked for: young posts every hour, older ones daily, then weekly.
create table post_looks (
    publication_id uuid        primary key,
    client_id      uuid        not null,
    account_id     uuid        not null,
    looked_at      timestamptz not null,
    run_for        timestamptz not null,
    foreign key (client_id, publication_id) references publications (client_id, id),
    foreign key (client_id, account_id) references platform_accounts (client_id, id)
);
create index publications_measured on publications (account_id, published_at) where published_at is not null;

-- Every day some of what is kept is read again at its source, past every cache.
create table analytics_checks (
    id               uuid        primary key,
    client_id        uuid        not null,
    account_id       uuid        not null,
    platform_post_id text        not null,
    metric           text        not null,
    for_date         date        not null,
    stored           numeric     not null,
    stored_at        timestamptz not null,
    seen             numeric,                            -- null: the source did not give it
    verdict          text        not null check (verdict in ('agrees', 'drift', 'unreadable')),
    checked_at       timestamptz not null,
    foreign key (client_id, account_id) references platform_accounts (client_id, id)
);
create index analytics_checks_of_account on analytics_checks (account_id, checked_at desc);
