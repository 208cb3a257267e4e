"""Background work of members, room by room; Celery finds it here."""

from .importing.tasks import work_on_import  # noqa: F401
from .privacy.tasks import build_copy  # noqa: F401
