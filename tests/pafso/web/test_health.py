"""/healthz and /readyz, as a load balancer asks."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from pafso.mail.models import Mail
from pafso.mail.outbox import write
from pafso.web import health
from tests.factories.smtp import free_port


def test_the_process_answers_without_a_query(client: Client, django_assert_num_queries: Any) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.req("R53")
def test_everything_answers(client: Client, db: None) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"ready": True}
    assert health.parts() == {"database": True, "broker": True, "storage": True, "outbox": True}


@pytest.mark.req("R53")
def test_mail_that_nobody_takes_is_not_ready(client: Client, db: None) -> None:
    mail = write("tests/event", to="a@example.org", language="en", subject="s", text="t", key="k")
    Mail.objects.filter(pk=mail.pk).update(not_before=timezone.now() - timedelta(minutes=16))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"ready": False}
    assert health.parts() == {"database": True, "broker": True, "storage": True, "outbox": False}


@pytest.mark.req("R53")
def test_a_broker_that_is_away_is_not_ready(client: Client, db: None, settings: Any) -> None:
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (503, {"ready": False})
    assert health.parts() == {"database": True, "broker": False, "storage": True, "outbox": True}


@pytest.mark.req("R53")
def test_a_folder_that_cannot_be_written_is_not_ready(client: Client, db: None, settings: Any, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {**settings.STORAGES["private"], "OPTIONS": {"location": blocked}},
    }

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (503, {"ready": False})
    assert health.parts() == {"database": True, "broker": True, "storage": False, "outbox": True}
