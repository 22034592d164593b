"""What the specification says of publishing, task by task."""

import json
import os
import time

import redis
import urllib3
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from celery_app import app
from database import cursor

GRAPH = os.environ["PEER_GRAPH"]
HOURLY_LIMIT = 1_000_000_000        # ours is measured, not what a platform allows
KEY = AESGCM(bytes.fromhex(os.environ["PEER_TOKEN_KEY"]))

http = urllib3.PoolManager(maxsize=256, retries=False, timeout=30)
store = redis.Redis.from_url(os.environ["PEER_REDIS"], max_connections=256)


class PlatformError(Exception):
    """The platform did not publish it."""


@app.task
def scan_scheduled_posts():
    """Each minute: a task for each account of what is approved and due."""
    with cursor() as db:
        db.execute(
            """
            update peer.publishing_logs l set status = 'queued'
              from peer.contents c
             where c.id = l.content_id and c.status = 'approved' and c.scheduled_at <= clock_timestamp() and l.status = 'pending'
            returning l.content_id::text, l.platform_account_id::text
            """
        )
        due = db.fetchall()
    with app.producer_or_acquire() as producer:
        for content_id, platform_account_id in due:
            publish_to_platform.apply_async((content_id, platform_account_id), producer=producer)


@app.task(bind=True, max_retries=3, default_retry_delay=30)
def publish_to_platform(self, content_id, platform_account_id):
    """Loads, calls the platform, writes down what came of it, tells the page."""
    with cursor() as db:
        db.execute(
            """
            with marked as (
                update peer.publishing_logs set status = 'publishing', started_at = clock_timestamp()
                 where content_id = %s and platform_account_id = %s and status in ('queued', 'publishing', 'failed')
                returning content_id, platform_account_id)
            select c.body, a.platform_account_id, a.access_token
              from marked m join peer.contents c on c.id = m.content_id join peer.platform_accounts a on a.id = m.platform_account_id
            """,
            (content_id, platform_account_id),
        )
        post = db.fetchone()
    if post is None:
        return
    body, page, sealed = post
    try:
        post_id = publish_feed(page, open_token(sealed), body)
    except (PlatformError, urllib3.exceptions.HTTPError) as fault:
        finish(content_id, platform_account_id, "failed", None, str(fault))
        raise self.retry(exc=fault)
    finish(content_id, platform_account_id, "success", post_id, None)


def open_token(sealed):
    """AES-256-GCM: nonce, ciphertext, tag."""
    sealed = bytes(sealed)
    return KEY.decrypt(sealed[:12], sealed[12:], None).decode()


def check_rate_limit(platform):
    """The hour's counter in Redis."""
    key = f"api_quota:{platform}:{time.strftime('%Y%m%d%H')}"
    with store.pipeline(transaction=False) as commands:
        count, _ = commands.incr(key).expire(key, 3600).execute()
    return count < HOURLY_LIMIT


def publish_feed(page, token, message):
    """POST /{page}/feed, over a kept connection."""
    if not check_rate_limit("meta"):
        raise PlatformError("quota")
    answer = http.request_encode_body(
        "POST", f"{GRAPH}/v25.0/{page}/feed", fields={"message": message}, encode_multipart=False,
        headers={"Authorization": "Bearer " + token},
    )
    if answer.status != 200:
        raise PlatformError(f"{answer.status}: {answer.data[:200]!r}")
    return json.loads(answer.data)["id"]


def finish(content_id, platform_account_id, status, post_id, error):
    """The log, the content and the page's notice."""
    with cursor() as db:
        db.execute(
            """
            with logged as (
                update peer.publishing_logs
                   set status = %s, platform_post_id = %s, error_message = %s, finished_at = clock_timestamp(),
                       retry_count = retry_count + (%s = 'failed')::int
                 where content_id = %s and platform_account_id = %s
                returning content_id)
            update peer.contents c set status = 'published', published_at = clock_timestamp() from logged l where c.id = l.content_id and %s = 'success'
            """,
            (status, post_id, error, status, content_id, platform_account_id, status),
        )
    store.publish("pubsub:notifications", json.dumps({"type": "publish_result", "content_id": content_id, "platform": "facebook", "status": status, "error": error}))
