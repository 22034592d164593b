"""Comments as a task queue stores them: a task, a row and a commit for each. Run as a program it fills the queue from a file."""

import json
import sys

from celery_app import app
from database import cursor


@app.task(name="comment_tasks.store_comment")
def store_comment(comment):
    """Upsert by the platform's id. The clock is the server's, so that the time between the first and the last can be read off the rows."""
    with cursor() as db:
        db.execute(
            """
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, parent_comment_id,
                                        author, author_platform_id, message, posted_at, received_at)
            values (gen_random_uuid(), %(client)s, %(account)s, %(platform)s, %(id)s, %(post)s, %(parent)s, %(author)s, %(author_id)s, %(message)s,
                    %(posted_at)s, clock_timestamp())
            on conflict (platform_comment_id, account_id) do update set message = excluded.message where comments_inbox.message <> excluded.message
            """,
            comment,
        )


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as lines, app.producer_or_acquire() as producer:
        for line in lines:
            store_comment.apply_async((json.loads(line),), producer=producer)
