-- 0015_breaker_news: whether people were told that a breaker is open; whoever turns it tells them, once.
alter table api_breakers add column told_open boolean not null default false;
