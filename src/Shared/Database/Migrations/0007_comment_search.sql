-- 0007_comment_search: new comments wait in the bigram index's pending list, and every search reads all of it.
-- At the default of 4 MB that is 150 ms (110,000 comments, measured); at 256 kB a few, and collecting stays as fast.
alter index comments_bigrams set (gin_pending_list_limit = 256);
