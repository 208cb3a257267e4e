"""The demonstration shows an open contest and a gallery; populate makes any number of photos from one."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.test import Client

from contests import demonstration
from contests.demonstration import contests, population
from contests.models import Contest, Derivative, Entry, Placing
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from tests.factories.people import Cast


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contests, "SIZE", (240, 160))


def test_an_open_contest_and_a_gallery(cast: Cast, client: Client, commits: Callable[[], Any]) -> None:
    with commits():
        demonstration.fill({})

    shown = Contest.objects.published().get()
    is_open = Contest.objects.open().get()
    assert shown.entries.count() == 8
    assert Placing.objects.filter(contest=shown).count() == 5
    assert all(entry.is_prepared for entry in Entry.objects.all())
    assert Mail.objects.count() == is_open.entries.count() == 4
    for language in ("en", "fr"):
        assert client.get(f"/{language}/contests/{shown.slug}/gallery/").status_code == 200


def test_nobody_to_take_part(db: None) -> None:
    demonstration.fill({})

    assert Contest.objects.count() == 0
    assert demonstration.populate(3, Random(1)) == 0


def test_any_number_of_photos_from_one(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(population, "BATCH", 10)

    assert demonstration.populate(25, Random("1")) == 25
    assert demonstration.populate(5, Random("1")) == 5

    assert Entry.objects.count() == 30
    assert Derivative.objects.count() == 30
    assert StoredFile.objects.count() == 4
    assert Entry.objects.values("code").distinct().count() == 30
    assert client.get("/en/contests/many/gallery/").status_code == 200
