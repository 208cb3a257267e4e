"""Background work of members, by id and by noun; Celery finds it here."""

from . import copies, importing  # noqa: F401
