"""Whether the parts that this installation leans on answer, each within two seconds."""

import logging
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone

from pafso.mail.models import Mail
from pafso.work import broker

log = logging.getLogger(__name__)
KEY = "ready"
OUTBOX_MAY_LAG = timedelta(minutes=15)


def is_ready() -> bool:
    """Asked as often as anyone likes, looked up every two seconds at most."""
    ready = cache.get(KEY)
    if ready is None:
        ready = all(parts().values())
        cache.set(KEY, ready, 2)
    return bool(ready)


def parts() -> dict[str, bool]:
    """Name of each part -> does it answer."""
    checks: dict[str, Callable[[], bool]] = {
        "database": _database,
        "broker": _broker,
        "storage": _storage,
        "outbox": _outbox,
    }
    return {name: _answers(name, check) for name, check in checks.items()}


def _answers(name: str, check: Callable[[], bool]) -> bool:
    try:
        answer = check()
        if not answer:
            log.warning("%s is not well", name)
        return answer
    except Exception as error:
        log.warning("%s does not answer: %s", name, type(error).__name__)
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _broker() -> bool:
    return broker.answers(settings.CELERY_BROKER_URL)


def _storage() -> bool:
    private = storages["private"]
    name = private.save(f"ready/{uuid.uuid4().hex}", ContentFile(b"ok"))
    private.delete(name)
    return True


def _outbox() -> bool:
    """No mail has been waiting to go for long: workers and the mail server do their part."""
    return not Mail.objects.filter(
        state=Mail.State.QUEUED, attempts=0, not_before__lt=timezone.now() - OUTBOX_MAY_LAG
    ).exists()
