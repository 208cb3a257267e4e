"""What the office does for authors who ask, each with a reason, audited, told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from contests.actions import office, results
from contests.models import Contest, Entry
from pafso.audit.models import Entry as Audit
from pafso.errors import Incomplete, WrongMove
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from tests.contests.views.test_public import gallery_with
from tests.factories import contests as make
from tests.factories.people import Cast

Commits = Callable[[], Any]


@pytest.fixture
def entries(cast: Cast, commits: Commits) -> list[Entry]:
    """Of a published gallery: the one that was placed, and another."""
    return list(gallery_with(cast, commits, count=2).entries.order_by("id"))


def test_a_photo_is_withdrawn_for_its_author_after_the_end(cast: Cast, entries: list[Entry]) -> None:
    placed, other = entries
    with pytest.raises(WrongMove, match="placing"):
        office.withdraw_entry_for(placed, by=cast.staff, reason="As asked.")
    with pytest.raises(Incomplete):
        office.withdraw_entry_for(other, by=cast.staff, reason="")
    original = other.original_id

    office.withdraw_entry_for(other, by=cast.staff, reason="As asked.")
    office.withdraw_entry_for(other, by=cast.staff, reason="As asked.")

    other.refresh_from_db()
    assert (other.state, other.original, other.derivatives.count()) == (Entry.State.WITHDRAWN, None, 0)
    assert not StoredFile.objects.filter(pk=original).exists()
    mail = Mail.objects.get(event="contests/entry_withdrawn_for")
    assert mail.to == cast.colleague.email and "As asked." in mail.text
    assert Audit.objects.get(verb="entry_withdrawn_for").changes == {"reason": "As asked."}


def test_a_photo_disqualified_by_mistake_is_looked_at_again(cast: Cast, entries: list[Entry]) -> None:
    other = entries[1]
    with pytest.raises(WrongMove):
        office.reopen_entry(other, by=cast.staff, reason="As asked.")
    results.disqualify_entry(other, by=cast.staff, reason="Late.")

    office.reopen_entry(other, by=cast.staff, reason="As asked.")
    office.reopen_entry(other, by=cast.staff, reason="As asked.")

    other.refresh_from_db()
    assert (other.state, other.reason, other.decided_at) == (Entry.State.RECEIVED, "", None)
    assert "As asked." in Mail.objects.get(event="contests/entry_reopened").text
    assert Audit.objects.filter(verb="entry_reopened").count() == 1


def test_only_a_contest_on_which_nothing_hangs_is_deleted(client: Client, cast: Cast, entries: list[Entry]) -> None:
    empty = make.make_contest("empty", called_people=2)
    for contest in (entries[0].contest, empty):
        with pytest.raises(WrongMove):
            office.delete_contest(contest, by=cast.staff, reason="Twice.")
    Contest.objects.update(called_people=0)
    client.force_login(cast.staff)

    client.post(reverse("admin:contests_contest_deletion", args=[empty.pk]), {"reason": "Twice."})

    assert list(Contest.objects.all()) == [entries[0].contest]
    assert Audit.objects.get(verb="contest_deleted").changes == {"reason": "Twice."}
