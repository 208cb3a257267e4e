"""What production loads: web and worker, all apps, all addresses, the office; and nothing that only a demonstration or the sandbox needs."""

import os
import subprocess
import sys

from django.conf import settings

from tests.deployed import ENVIRONMENT

LOAD = """
import sys
from django.urls import get_resolver
from pafso.wsgi import application
from pafso.celery import app

app.loader.import_default_modules()
assert get_resolver().url_patterns
print(*sys.modules)
"""


def modules(**environment: str) -> set[str]:
    loaded = subprocess.run(
        [sys.executable, "-c", LOAD],
        cwd=settings.BASE_DIR,
        env={**os.environ, **ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(loaded.stdout.split())


def is_for_a_demonstration(module: str) -> bool:
    return "demonstration" in module.split(".") or module in {"typst", "pafso.web.dev_mailbox", "members.office_codes"}


def test_production_loads_no_demonstration() -> None:
    loaded = modules()

    assert {"awards.views", "members.admin", "magazine.tasks", "contests.beat"} <= {
        ".".join(module.split(".")[:2]) for module in loaded
    }
    assert [module for module in sorted(loaded) if is_for_a_demonstration(module)] == []
    # What reads strangers' bytes is loaded in the sandbox only.
    assert {"PIL", "pi_heif", "pypdfium2"} & loaded == set()


def test_development_loads_the_mailbox_page_and_its_codes() -> None:
    loaded = modules(DJANGO_SETTINGS_MODULE="pafso.settings.dev")

    assert [module for module in sorted(loaded) if is_for_a_demonstration(module)] == [
        "members.office_codes",
        "pafso.web.dev_mailbox",
    ]
