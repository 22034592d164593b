-- 0049_comment_turns: which posts a pass over comments came to before it was cut short, so that the next one begins with the others.
alter table comment_progress
    add column read_at timestamptz;                      -- when a pass that was cut short last came to it; null: none did
