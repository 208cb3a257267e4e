"""Development and the demonstration: SQLite and files under var/, no server beside our own."""

from .base import *
from .base import CELERY_BEAT_SCHEDULE, STORAGES, VAR_DIR
from .env import database, env

DEVELOPMENT = True
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="development-only-key-that-production-refuses-to-start-with")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
DATABASES = {
    "default": database(env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'pafso.sqlite3'}"), keep_alive=0)
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if not env.bool("COLLECTED_STATIC", default=False):  # `manage.py run` collects first and says so to its children
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True

DELIVERY = env.email_url("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mailbox'}")
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

QUEUE_DIR = VAR_DIR / "queue"
CELERY_BROKER_URL = env.str("REDIS_URL", default="filesystem://localhost")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "data_folder_in": str(QUEUE_DIR / "messages"),
    "data_folder_out": str(QUEUE_DIR / "messages"),
    "processed_folder": str(QUEUE_DIR / "done"),
    "control_folder": str(QUEUE_DIR / "control"),
    "store_processed": False,
    "polling_interval": 0.05,
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
for schedule in CELERY_BEAT_SCHEDULE.values():
    schedule["schedule"] = min(schedule["schedule"], 600.0)
