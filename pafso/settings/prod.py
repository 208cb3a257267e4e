"""Production: PostgreSQL, Redis and SMTP from the environment; starts whole or not at all, and says all that is missing at once."""

import os

from django.core.exceptions import ImproperlyConfigured
from redis.backoff import NoBackoff
from redis.retry import Retry

from . import prod_broker
from .base import *
from .base import STORAGES
from .env import database, env, secret
from .wants import has_mail_server, has_postgres, is_only_checked, read, refusal, wants

WANTS = wants(os.environ)
if WANTS and not is_only_checked():
    raise ImproperlyConfigured(refusal(WANTS))
# What follows after "or" is for `manage.py check` alone, which then names what is missing.
MUST_BE_WHOLE = True
DEBUG = False
SECRET_KEY = read("SECRET_KEY", os.environ) or "missing"
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
SITE_URL = env.str("SITE_URL", default="")
DATABASES = {
    "default": database(
        read("DATABASE_URL", os.environ) if has_postgres(os.environ) else "sqlite://:memory:", keep_alive=60
    )
}
REDIS_URL = read("REDIS_URL", os.environ) or "redis://missing"
CACHES = {
    "default": {
        "BACKEND": "pafso.work.cache.SturdyRedisCache",
        "LOCATION": env.str("CACHE_URL", default=REDIS_URL),
        "KEY_PREFIX": "pafso",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 0)},
    }
}
DELIVERY = env.email_url_config(read("EMAIL_URL", os.environ) if has_mail_server(os.environ) else "consolemail://")

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = prod_broker.OPTIONS

if env.str("S3_BUCKET", default="") and not WANTS:
    STORAGES["private"] = STORAGES["default"] = {
        "BACKEND": "pafso.files.s3.PrivateS3Storage",
        "OPTIONS": {
            "bucket_name": env.str("S3_BUCKET"),
            "endpoint_url": env.str("S3_ENDPOINT", default=None),
            "region_name": env.str("S3_REGION", default=None),
            "access_key": secret("S3_ACCESS_KEY"),
            "secret_key": secret("S3_SECRET_KEY"),
        },
    }

SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=True) else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_SECURE = True
