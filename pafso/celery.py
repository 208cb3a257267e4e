"""Background work: the Celery app, and the one way to wake it from a request."""

import gc
import logging
import os
import time
from functools import partial
from typing import Any

from celery import Celery, Task
from celery.signals import setup_logging, worker_before_create_process
from django.db import transaction
from django.db.models import QuerySet
from kombu.transport import TRANSPORT_ALIASES

from .work import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pafso.settings.dev")

log = logging.getLogger(__name__)
REST_SECONDS = 15
MOST_AT_ONCE = 100
_rest = {"until": 0.0}

TRANSPORT_ALIASES["filesystem"] = "pafso.work.filesystem_transport:Transport"
app = Celery("pafso")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="beat")
app.autodiscover_tasks(["pafso.api"], related_name="beat")  # a room of the ground floor, no app of its own


@setup_logging.connect
def keep_django_logging(**_: Any) -> None:
    """Celery would otherwise replace the logging that keeps secrets out."""


@worker_before_create_process.connect
def share_what_is_loaded(**_: Any) -> None:
    """A child's collector would write into every page that it shares with the worker."""
    gc.freeze()


def wake(task: Task, *args: Any, expires: float | None = None) -> None:
    """Queue TASK once the caller's transaction is committed; it is dropped when nobody takes it up within EXPIRES seconds.

    A broker that is away costs the person nothing: the row is the truth, and the sweep of each app finds it.
    """
    transaction.on_commit(partial(_send, task, args, expires), robust=True)


def wake_forgotten(rows: QuerySet[Any], task: Task, *, expires: float | None = None, most: int = MOST_AT_ONCE) -> int:
    """Wake TASK for ROWS that should be under way: a lost wake-up, a dead worker. Returns how many."""
    found = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
    for pk in found:
        wake(task, pk, expires=expires)
    return len(found)


def _send(task: Task, args: tuple[Any, ...], expires: float | None) -> None:
    if time.monotonic() < _rest["until"]:
        return
    try:
        if not broker.answers(app.conf.broker_url):
            raise ConnectionError
        options: dict[str, Any] = {} if expires is None else {"expires": expires}
        task.apply_async(args, retry=False, **options)
    except Exception as error:
        if app.conf.task_always_eager:
            raise
        # A broker that hangs costs a second: one person waits once, and nobody else for a while.
        _rest["until"] = time.monotonic() + REST_SECONDS
        log.warning("could not wake %s: %s; the sweep will", task.name, type(error).__name__)
