"""The owner's own design, as a peer to measure against: Celery over Redis, a scan by beat each minute, one task per post, one per comment.

Settings of the specification first, then what makes it fast and keeps a killed worker's task.
"""

import logging
import os

from celery import Celery
from celery.signals import after_setup_logger

app = Celery("sns_solution", broker=os.environ["PEER_REDIS"], include=["publishing_tasks", "comment_tasks"])

app.conf.update(
    task_serializer="json",
    result_serializer="json",
    accept_content=["json"],
    timezone="Asia/Seoul",
    task_routes={"publishing_tasks.*": {"queue": "critical"}, "comment_tasks.*": {"queue": "medium"}},
    task_default_retry_delay=60,
    beat_schedule={"scan-scheduled-posts": {"task": "publishing_tasks.scan_scheduled_posts", "schedule": 60.0}},
)

app.conf.update(
    task_acks_late=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=8,
    worker_disable_rate_limits=True,
    broker_pool_limit=32,
)


@after_setup_logger.connect
def without_a_line_per_task(**_):
    """That a worker is ready is read from its log; two lines for each task would cost it what its opponent does not pay."""
    for name in ("celery.worker.strategy", "celery.app.trace"):
        logging.getLogger(name).setLevel(logging.WARNING)
