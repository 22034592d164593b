-- 0012_youtube: videos and Shorts of YouTube channels, and quotas that begin anew at midnight.
alter type publication_format add value 'youtube_video';
alter type publication_format add value 'youtube_short';

alter table api_budgets add column resets_in text;      -- IANA zone at whose midnight it begins anew; null: the window slides
