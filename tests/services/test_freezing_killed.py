"""A worker is killed (-9, with its group) while the dossiers of a cycle are stored: another goes on, and each is whole and there once."""

import copy
import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from awards.models import Cycle, Dossier, DossierFile, Freezing, Letter, Nomination
from awards.nominations import dossiers
from awards.nominations.actions.freezing import freeze_dossiers
from pafso.audit.models import Entry
from pafso.files.models import StoredFile
from tests.factories.awards import close, make_cycle, make_submitted
from tests.factories.people import make_cast
from tests.factories.smtp import Server
from tests.services.stack import Stack, database_url, wait_until

Row = TypeVar("Row", Nomination, Letter)
NOMINATIONS, IN_THE_SECOND_BATCH = 250, 150


def enlarge(cycle: Cycle, number: int) -> None:
    """To NUMBER nominations like the first, each with its letters."""
    first = cycle.nominations.get()
    letters = list(first.letters.order_by("pk"))
    made = Nomination.objects.bulk_create(
        _like(first, code=f"F{place:05}", case=f"Case {place}. {first.case}") for place in range(1, number)
    )
    Letter.objects.bulk_create(
        _like(letter, nomination=nomination, code=f"L{place}{nomination.code}", text=f"{nomination.code} {letter.text}")
        for nomination in made
        for place, letter in enumerate(letters)
    )


def _like(row: Row, **fields: object) -> Row:
    made = copy.copy(row)
    made.pk, made.form_token, made._state = None, uuid.uuid4(), copy.copy(row._state)
    made._state.adding = True
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def content_now(cycle: Cycle) -> dict[int, str]:
    """What the dossier of each nomination is to hold."""
    found = Nomination.objects.with_cycle().filter(cycle=cycle)
    return {
        row.pk: dossiers.canonical(dossiers.content_of(row, list(row.letters.arrived().order_by("pk"))))
        for row in found
    }


@contextmanager
def nobody_may_point_to(stored: StoredFile) -> Iterator[None]:
    """Whoever stores a dossier with this file waits for as long as the block lasts."""
    with psycopg.connect(database_url()) as somebody:
        somebody.execute("SELECT 1 FROM files_storedfile WHERE id = %s FOR UPDATE", [stored.pk])
        yield


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        return cursor.fetchone() is not None


@pytest.mark.req("R42")
def test_while_the_dossiers_of_a_cycle_are_stored(stack: Stack, smtp: Server) -> None:
    doomed, cast, cycle = stack.worker("doomed"), make_cast(), make_cycle(letters_needed=2)
    make_submitted(cycle, cast.officer)
    enlarge(cycle, NOMINATIONS)
    stored = StoredFile.objects.create(sha256="ab" * 32, size=1200, media_type="application/pdf")
    held = cycle.nominations.order_by("pk")[IN_THE_SECOND_BATCH]
    Letter.objects.filter(pk=held.letters.earliest("pk").pk).update(file=stored)
    close(cycle)

    with nobody_may_point_to(stored):
        cycle = freeze_dossiers(cycle, by=cast.staff)
        content = content_now(cycle)
        wait_until(somebody_waits_for_a_lock, what="the second batch is half stored")
        doomed.kill()
        left = Freezing.objects.get()
        assert (left.state, left.attempts, Dossier.objects.count()) == ("working", 1, dossiers.BATCH)
        assert left.lease_until is not None and left.lease_until > timezone.now()
    stack.worker("heir")
    stack.beat()
    wait_until(
        lambda: Freezing.objects.filter(state="done").exists(), what="another worker stores the rest", seconds=240
    )

    freezing = Freezing.objects.get()
    assert (freezing.attempts, freezing.lease_until) == (2, None)
    found = {dossier.nomination_id: dossier for dossier in Dossier.objects.all()}
    assert len(found) == Dossier.objects.count() == NOMINATIONS
    assert {pk: dossier.content for pk, dossier in found.items()} == content
    assert {pk: dossier.digest for pk, dossier in found.items()} == {
        pk: hashlib.sha256(text.encode()).hexdigest() for pk, text in content.items()
    }
    assert {dossier.frozen_at for dossier in found.values()} == {cycle.frozen_at}
    assert list(DossierFile.objects.values_list("dossier__nomination", "file")) == [(held.pk, stored.pk)]
    assert Entry.objects.filter(verb="dossiers_frozen").count() == 1
