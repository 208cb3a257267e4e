"""Runs a management command with production settings and values that are good enough for checks, never for production."""

import os
import secrets
import sys

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "pafso.settings.prod",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "services.example.org",
    "SITE_URL": "https://services.example.org",
    "DATABASE_URL": "postgres://postgres@127.0.0.1:5432/pafso",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}

if __name__ == "__main__":
    os.environ.update(ENVIRONMENT)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", *sys.argv[1:]])
