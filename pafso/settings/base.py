"""What every installation shares; the faces beside this file (dev, test, prod) choose the rest."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from .accounts import *
from .accounts import ALLAUTH_TRUSTED_PROXY_COUNT
from .env import BASE_DIR, env
from .wants import Want

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "pafso.apps.PafsoConfig",
    "pafso.audit",
    "pafso.documents",
    "pafso.files",
    "pafso.mail",
    "pafso.revisions",
    "members",
    "awards",
    "contests",
    "magazine",
    "pafso.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "pafso.apps.UserSessionsConfig",
    "allauth.headless",
    "rest_framework",
    "drf_spectacular",
    "csp",
]

MIDDLEWARE = [
    "pafso.web.receipt.Receipt",
    "pafso.web.middleware.RequestNumber",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "pafso.web.middleware.ResponseHeaders",
    "pafso.web.middleware.Onward",
    "pafso.web.plain_files.PlainFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "pafso.web.middleware.Language",
    "pafso.web.problems.ProblemsInJson",
    "pafso.web.middleware.RequestSize",
    "pafso.web.middleware.RealText",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "pafso.web.text_in.TextIn",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pafso.web.typed_text.TypedText",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "members.accounts.middleware.Guests",
    "members.accounts.middleware.SecondStep",
    "members.accounts.middleware.SessionLimits",
    "pafso.web.raced.Raced",
]

ROOT_URLCONF = "pafso.urls"
WSGI_APPLICATION = "pafso.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "pafso" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pafso.web.context_processors.site",
            ],
            # Over Django's own {% csrf_token %}.
            "builtins": ["pafso.web.form_marks", "pafso.web.names"],
        },
    },
]
FORM_RENDERER = "pafso.web.form_renderer.Renderer"

# --- Languages and time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LANGUAGE_COOKIE_NAME = "pafso_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "pafso" / "locale", BASE_DIR / "pafso" / "locale_of_libraries"]  # ours first
FORMAT_MODULE_PATH = ["pafso.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Toronto"

# --- Files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_DIR", default=str(VAR_DIR / "static")))
STATICFILES_DIRS: list[Path] = []
STATICFILES_FINDERS = [
    "pafso.web.assets.StylesheetFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", default=str(VAR_DIR / "private")))
PRIVATE_ACCEL = env.str("PRIVATE_ACCEL", default="")
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "pafso.files.storage.PrivateFileSystemStorage", "OPTIONS": {"location": PRIVATE_ROOT}},
    "private": {"BACKEND": "pafso.files.storage.PrivateFileSystemStorage", "OPTIONS": {"location": PRIVATE_ROOT}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "pafso.files.upload_handlers.CappedUpload",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
LARGEST_REQUEST = 155 * 1024 * 1024

# --- Mail: everything ends in the outbox; DELIVERY is where a worker hands a message on --------------------------------
EMAIL_BACKEND = "pafso.mail.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default="PAFSO / APASE <services@pafso-apase.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20
MAIL_LEASE_SECONDS = env.int("MAIL_LEASE_SECONDS", default=90)
PORT = env.int("PORT", default=8000)  # of `make run`
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{PORT}")

# --- Background work ------------------------------------------------------------------------------------------------
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "pafso.mail.*": {"queue": "mail"},
    "*.build_*": {"queue": "media"},
    "*.extract_*": {"queue": "media"},
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.2}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
# Whoever holds a photo or an issue past this is dead. Longer than the longest task may run (350 s).
WORK_LEASE_SECONDS = env.int("WORK_LEASE_SECONDS", default=360)
SWEEP_SECONDS = env.float("SWEEP_SECONDS", default=10.0)
CELERY_BEAT_SCHEDULE = {
    "mail": {"task": "pafso.mail.beat.sweep", "schedule": SWEEP_SECONDS},
    "old mail": {"task": "pafso.mail.beat.forget_old", "schedule": 3600.0},
    "photos": {"task": "contests.beat.sweep", "schedule": SWEEP_SECONDS},
    "issues": {"task": "magazine.beat.sweep", "schedule": SWEEP_SECONDS},
    "files": {"task": "pafso.files.beat.sweep", "schedule": 3600.0},
    "copies for readers": {"task": "pafso.documents.beat.sweep", "schedule": SWEEP_SECONDS},
    "copies that are missing": {"task": "pafso.documents.beat.ask_for_missing", "schedule": 60.0},
    "answers": {"task": "pafso.api.beat.forget_answers", "schedule": 3600.0},
    "applications": {"task": "members.beat.sweep_applications", "schedule": 3600.0},
    "calls": {"task": "awards.beat.sweep", "schedule": 60.0},
    "letters awaited": {"task": "awards.beat.remind", "schedule": 600.0},
    "letters that count": {"task": "awards.beat.recount", "schedule": 3600.0},
    "dossiers": {"task": "awards.beat.freeze", "schedule": 60.0},
    "returned nominations": {"task": "awards.beat.end_returns", "schedule": 60.0},
    "papers": {"task": "awards.beat.sweep_papers", "schedule": 60.0},
    "old drafts": {"task": "awards.beat.clear_drafts", "schedule": 3600.0},
    "reminders": {"task": "members.beat.remind_people", "schedule": 600.0},
    "old reminders": {"task": "members.beat.forget_reminders", "schedule": 24 * 3600.0},
    "merges": {"task": "members.beat.forget_merges", "schedule": 24 * 3600.0},
    "recoveries": {"task": "members.beat.recoveries", "schedule": 60.0},
    "roll": {"task": "members.beat.join_roll", "schedule": 600.0},
    "copies": {"task": "members.beat.sweep_copies", "schedule": 60.0},
    "labels": {"task": "members.beat.sweep_labels", "schedule": 60.0},
    "imports": {"task": "members.beat.sweep_imports", "schedule": SWEEP_SECONDS},
    "desk": {"task": "members.beat.what_waits", "schedule": 1800.0},
    "closings": {"task": "members.beat.close_accounts", "schedule": 3600.0},
    "sessions": {"task": "members.beat.clear_expired", "schedule": 24 * 3600.0},
}

# --- The API --------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "members.tokens.authentication.Bearer",
        "members.tokens.authentication.SessionToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "pafso.api.pagination.Pages",
    "DEFAULT_THROTTLE_CLASSES": ["pafso.api.throttling.AnonymousThrottle", "pafso.api.throttling.PersonThrottle"],
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min", "user": "600/min"},
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "DEFAULT_SCHEMA_CLASS": "pafso.api.schema.Description",
    "EXCEPTION_HANDLER": "pafso.api.errors.answer",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "PAFSO / APASE API",
    "DESCRIPTION": _(
        "Award cycles, contests, published galleries, issues and search; and, once you are logged in, what is yours."
    ),
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "AUTHENTICATION_WHITELIST": ["members.tokens.authentication.Bearer"],
    "POSTPROCESSING_HOOKS": ["pafso.api.schema.close"],
}

# --- What a browser is told -----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in [
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "payment",
        "usb",
    ]
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "pafso.logs.SafeFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"django.server": {"handlers": ["console"], "propagate": False}},
}
DEVELOPMENT = False
# What production lacks, and whether the web and the worker look into the database for the rest before they begin.
WANTS: list[Want] = []
MUST_BE_WHOLE = False
# Written into the texts by `manage.py office` when there is none yet; afterwards it is the office's.
POSTAL_ADDRESS = env.str("POSTAL_ADDRESS", default="")
POSTAL_ADDRESS_FR = env.str("POSTAL_ADDRESS_FR", default="") or POSTAL_ADDRESS
