"""Background work of members, by id and by noun; Celery finds it here."""

from . import importing  # noqa: F401
