"""What the processes of production load at their start: the table is exact, so that a heavy library comes back on purpose only."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.deployed import ENVIRONMENT

# Loaded on use, by the one door that needs it.
ON_USE = {
    "boto3", "storages", "openpyxl", "import_export", "tablib", "defusedxml", "icalendar", "polib", "pypdfium2",
    "qrcode", "typst", "argon2",
}  # fmt: skip
# allauth's and the API's own modules of addresses load these: shared by all workers, since they are forked afterwards.
WITH_ADDRESSES = {"fido2", "drf_spectacular.openapi", "pafso.urls"}
PROCESSES = {
    "web": "import pafso.wsgi",
    # The worker's checks load the addresses before the fork; each child would otherwise load them for its first mail.
    "worker": "from pafso.celery import app; app.loader.import_default_modules()",
    "beat": "import os; os.environ['CELERY_SKIP_CHECKS'] = '1'; from pafso.celery import app; app.loader.import_default_modules()",
}


@pytest.mark.parametrize(
    ("process", "expected"), [("web", WITH_ADDRESSES), ("worker", WITH_ADDRESSES), ("beat", set[str]())]
)
def test_what_a_process_loads_at_its_start(process: str, expected: set[str]) -> None:
    names = ON_USE | WITH_ADDRESSES
    code = f"{PROCESSES[process]}\nimport sys\nprint(*{names} & set(sys.modules))"

    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env=os.environ | ENVIRONMENT,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    assert set(told.stdout.split()) == expected


def test_the_unit_of_beat_leaves_the_checks_out() -> None:
    for file in ("deploy/systemd/pafso-beat.service", "deploy/compose.yaml"):
        text = (settings.BASE_DIR / file).read_text()

        assert "celery --skip-checks -A pafso beat" in text, file
