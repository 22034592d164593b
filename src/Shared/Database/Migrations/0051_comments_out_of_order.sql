-- 0051_comments_out_of_order: when a webhook last asked for a post to be read whole, so that a pass that was under way then does not count as that.
alter table comment_progress
    add column unordered_at timestamptz;
