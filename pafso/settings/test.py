"""The suite: SQLite unless TEST_DATABASE_URL says otherwise, tasks run in place, cheap password hashes."""

import tempfile
from pathlib import Path

from .base import *
from .base import STORAGES
from .env import database, env

_scratch = Path(tempfile.mkdtemp(prefix="pafso-test-"))

VAR_DIR = _scratch
DEBUG = False
SECRET_KEY = "only-for-tests-and-never-anywhere-else-0123456789-abcdefghij"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES = {"default": database(env.str("TEST_DATABASE_URL", default="sqlite://:memory:"), keep_alive=0)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "members.accounts.passwords.Argon2id"]
PRIVATE_ROOT = _scratch / "private"
for _name in ("default", "private"):
    STORAGES[_name] = {**STORAGES[_name], "OPTIONS": {"location": PRIVATE_ROOT}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
DELIVERY = {"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_URL = "memory://"
