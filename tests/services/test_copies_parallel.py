"""Copies for readers at the same instant, on PostgreSQL: asked for once, made once, gone with their original."""

import pytest
from django.db import transaction

from pafso.documents import tasks
from pafso.documents.copies import ask_for_copy
from pafso.documents.models import PDF, CopyPicture, ReadersCopy
from pafso.files.models import StoredFile
from pafso.files.uploads import forget
from tests.factories import pdfs
from tests.factories.readers_copies import make_copy, stored
from tests.services.at_once import at_once

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _nobody_is_woken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pafso.documents.copies.wake", lambda *_: None)


@pytest.mark.req("R41", "R47")
def test_asked_for_by_all_at_once_there_is_one() -> None:
    original = stored(pdfs.pdf(), PDF)

    def ask(_number: int) -> int:
        with transaction.atomic():
            return ask_for_copy(original).pk

    found = at_once(ask, 30)

    assert found == {str(ReadersCopy.objects.get().pk): 30}


@pytest.mark.req("R47")
def test_made_by_all_at_once_it_is_made_once() -> None:
    copy = make_copy(pdfs.pdf(["One.", "Two."]), PDF)

    at_once(lambda _number: tasks.build_copy(copy.pk))

    copy.refresh_from_db()
    assert (copy.state, copy.attempts) == ("ready", 1)
    assert (CopyPicture.objects.count(), StoredFile.objects.count()) == (2, 3)


@pytest.mark.req("R47", "R59")
def test_forgotten_while_it_is_made_nothing_stays() -> None:
    """Whoever comes first: the pages are there when the original goes, or find no original any more."""
    for _ in range(5):
        copy = make_copy(pdfs.pdf(["One.", "Two."]), PDF)

        def act(number: int, copy: ReadersCopy = copy) -> str:
            if number == 9:
                with transaction.atomic():
                    forget(copy.original)
            elif number == 0:
                tasks.build_copy(copy.pk)
            return ""

        at_once(act)

        assert (ReadersCopy.objects.count(), CopyPicture.objects.count(), StoredFile.objects.count()) == (0, 0, 0)
