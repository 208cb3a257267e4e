"""What is measured: the code of production on the database that is there, without the limits that would stop the load."""

from pafso.settings.dev import *  # noqa: F403

# As in production; a connection for each request would hide what is measured.
DATABASES["default"]["CONN_MAX_AGE"] = 60  # noqa: F405
ROOT_URLCONF = "tests.bench.urls"
ACCOUNT_RATE_LIMITS = False
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}  # noqa: F405
LOGGING = {"version": 1, "disable_existing_loggers": True}
