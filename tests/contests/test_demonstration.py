"""The demonstration shows an open contest and a gallery; populate makes any number of photos from one."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.test import Client

from contests import demonstration
from contests.models import Contest, Derivative, Entry, Placing
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from tests.factories.people import Cast


def test_an_open_contest_and_a_gallery(
    cast: Cast, client: Client, commits: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(demonstration, "SAMPLES", tmp_path / "absent")
    monkeypatch.setattr(demonstration, "SMALL", (240, 160))

    with commits():
        demonstration.fill({})

    shown = Contest.objects.published().get()
    is_open = Contest.objects.open().get()
    assert shown.entries.count() == 8
    assert Placing.objects.filter(contest=shown).count() == 5
    assert all(entry.is_prepared for entry in Entry.objects.all())
    assert Mail.objects.count() == is_open.entries.count() == demonstration.DRAWN_FOR_OPEN
    for language in ("en", "fr"):
        assert client.get(f"/{language}/contests/{shown.slug}/gallery/").status_code == 200


def test_photos_beside_the_project_are_taken_first(cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from tests.factories import pictures

    (tmp_path / "IMG_1.jpg").write_bytes(pictures.jpeg())
    (tmp_path / "SOURCES.md").write_text("not a photo")
    monkeypatch.setattr(demonstration, "SAMPLES", tmp_path)
    monkeypatch.setattr(demonstration, "SMALL", (240, 160))

    demonstration.fill({})

    assert [entry.original.given_name for entry in Contest.objects.open().get().entries.all()] == ["IMG_1.jpg"]


def test_nobody_to_take_part(db: None) -> None:
    demonstration.fill({})

    assert Contest.objects.count() == 0
    assert demonstration.populate(3, Random(1)) == 0


def test_any_number_of_photos_from_one(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demonstration, "SMALL", (240, 160))
    monkeypatch.setattr(demonstration, "BATCH", 10)

    assert demonstration.populate(25, Random("1")) == 25
    assert demonstration.populate(5, Random("1")) == 5

    assert Entry.objects.count() == 30
    assert Derivative.objects.count() == 30
    assert StoredFile.objects.count() == 4
    assert Entry.objects.values("code").distinct().count() == 30
    assert client.get("/en/contests/many/gallery/").status_code == 200
