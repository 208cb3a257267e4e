"""The end of a draft: by its author, by the clock; what hangs on it goes, what was handed in stays."""

import threading
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from awards import beat
from awards.letters import actions as letter_actions
from awards.letters.actions.reminding import remind_supporter
from awards.models import Cycle, Letter, LetterLink, Nomination
from awards.nominations import actions
from awards.nominations.actions.deletion import delete_nomination, expire_drafts
from pafso.clock import months_later
from pafso.errors import DomainError, WrongMove
from pafso.files import uploads
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from tests.awards.traces import traces
from tests.factories.awards import (
    LETTER,
    make_cycle,
    make_draft,
    make_letter,
    make_sent_letter,
    make_submitted,
)
from tests.factories.pdfs import pdf
from tests.factories.people import Cast

YEAR = timedelta(days=365)


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make_cycle()


def attach(letter: Letter) -> None:
    letter_actions.attach_file(letter, uploads.check_document(SimpleUploadedFile("letter.pdf", pdf(["A letter"]))))


def on_disk() -> set[Path]:
    return {path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()}


def test_a_draft_goes_with_its_letters_and_whoever_was_asked_is_told(
    cycle: Cycle, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    before, draft = on_disk(), make_draft(cycle, cast.officer)
    make_letter(draft, "asked@example.org", language="fr")
    make_sent_letter(draft, "sent@example.org")
    revoked = make_letter(draft, "revoked@example.org")
    attach(revoked)
    letter_actions.revoke_letter(revoked, by=cast.officer)

    with traces() as left, django_capture_on_commit_callbacks(execute=True):
        delete_nomination(draft, by=cast.officer)

    assert left.audit == [("nomination_deleted", draft.code, "Alix Tremblay-Okafor")]
    assert left.mails == [
        ("awards/letter_not_needed", "asked@example.org", "fr"),
        ("awards/letter_not_needed", "sent@example.org", "en"),
    ]
    assert not any(model.objects.exists() for model in (Nomination, Letter, LetterLink, StoredFile))
    assert on_disk() == before
    assert not Mail.objects.filter(event="awards/letter_invitation").exists()
    told = Mail.objects.filter(event="awards/letter_not_needed").values_list("text", "subject")
    assert not any(draft.nominee_name in text + subject for text, subject in told)


def test_no_mail_with_a_link_to_it_goes_out_afterwards(cycle: Cycle, cast: Cast) -> None:
    draft, other = make_draft(cycle, cast.officer), make_draft(cycle, cast.colleague)
    for nomination in (draft, other):
        letter = make_letter(nomination)
        remind_supporter(letter.pk, now=(cycle.closes_at - timedelta(days=2)).replace(hour=16))
        letter_actions.send_link_again(letter.code, letter.email, language="en")
    linking = Mail.objects.filter(is_secret=True, event__startswith="awards/letter_").order_by("event")
    events = ["awards/letter_invitation", "awards/letter_link_again", "awards/letter_reminder"]
    assert [mail.event for mail in linking] == sorted(2 * events)

    delete_nomination(draft, by=cast.officer)

    assert [(mail.event, other.letters.get().code in mail.text) for mail in linking.all()] == [
        (event, True) for event in events
    ]


def test_deleting_it_again_changes_nothing(cycle: Cycle, cast: Cast) -> None:
    draft = make_draft(cycle, cast.officer)
    delete_nomination(draft, by=cast.officer)

    with traces() as left:
        delete_nomination(draft, by=cast.officer)

    assert (left.audit, left.mails) == ([], [])


@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_was_handed_in_is_no_draft(cycle: Cycle, cast: Cast, withdrawn: bool) -> None:
    nomination = make_submitted(cycle, cast.officer)
    if withdrawn:
        actions.withdraw_nomination(nomination, by=cast.officer)

    with traces() as left, pytest.raises(WrongMove):
        delete_nomination(nomination, by=cast.officer)

    assert left.audit == []
    assert Nomination.objects.get().letters.count() == 2


def test_every_verb_says_of_a_deleted_draft_that_it_is_gone(cycle: Cycle, cast: Cast) -> None:
    draft = make_draft(cycle, cast.officer)
    letter = make_letter(draft)
    delete_nomination(draft, by=cast.officer)
    asked = {"name": "A", "email": "a@example.org", "language": "en", "form_token": uuid.uuid4()}

    for verb in (
        lambda: actions.save_draft(draft, by=draft.nominator, values={"case": "x"}, tab="a", version=1),
        lambda: actions.submit_nomination(draft, by=cast.officer),
        lambda: actions.withdraw_nomination(draft, by=cast.officer),
        lambda: letter_actions.invite_supporter(draft, by=cast.officer, **asked),
        lambda: letter_actions.save_letter_draft(letter, values=LETTER, tab="", version=0),
        lambda: letter_actions.send_letter(letter),
        lambda: letter_actions.revoke_letter(letter, by=cast.officer),
    ):
        with pytest.raises(DomainError) as refused:
            verb()
        assert refused.value.code == "deleted"


# --- when its cycle says so ---------------------------------------------------------------------------------------------------
def test_a_draft_expires_when_its_cycle_says_and_not_a_second_before(cycle: Cycle, cast: Cast) -> None:
    draft, handed_in = make_draft(cycle, cast.officer), make_submitted(cycle, cast.officer)
    withdrawn = make_submitted(cycle, cast.colleague)
    actions.withdraw_nomination(withdrawn, by=cast.colleague)
    make_letter(draft)
    other = make_draft(make_cycle(cycle.award, year=2026, retention_months=14), cast.officer)
    Cycle.objects.filter(pk=cycle.pk).update(retention_months=13)
    draft.refresh_from_db()
    ends = months_later(cycle.closes_at, 13)
    assert draft.cycle.drafts_kept_until == ends

    with traces() as left:
        before = expire_drafts(ends - timedelta(seconds=1))
        at_last = expire_drafts(ends)
        again = expire_drafts(ends)

    assert (before, at_last, again) == (0, 1, 0)
    assert left.audit == [("nomination_expired", draft.code, "")]
    assert left.mails == []
    assert set(Nomination.objects.all()) == {handed_in, withdrawn, other}


def test_the_clock_brings_it_about(cycle: Cycle, cast: Cast) -> None:
    make_draft(cycle, cast.officer)
    assert beat.clear_drafts() == 0
    long_ago = timezone.now() - YEAR - timedelta(days=1)

    Cycle.objects.filter(pk=cycle.pk).update(opens_at=long_ago - YEAR, closes_at=long_ago, retention_months=12)

    assert beat.clear_drafts() == 1
    assert not Nomination.objects.exists()


# --- at once --------------------------------------------------------------------------------------------------------
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["submit", "send"])
def test_deleted_and_handed_in_at_once_is_one_of_the_two(cast: Cast, other: str) -> None:
    cycle = make_cycle()
    for _round in range(6):
        nomination = make_draft(cycle, cast.officer)
        for number in range(cycle.letters_needed):
            make_sent_letter(nomination, f"quill{number}@example.org")
        letter = make_letter(nomination, "late@example.org")
        letter_actions.save_letter_draft(letter, values=LETTER, tab="", version=0)
        verbs = {
            "submit": lambda n=nomination: actions.submit_nomination(n, by=cast.officer),
            "send": lambda each=letter: letter_actions.send_letter(each),
        }
        ends = at_once(lambda n=nomination: delete_nomination(n, by=cast.officer), verbs[other])

        gone = not Nomination.objects.filter(pk=nomination.pk).exists()
        # Deleted first: the other is told so. Submitted first: the deletion is refused. Sent first: deleted all the same.
        assert ends in ({(None, "deleted")} | ({("wrong_move", None)} if other == "submit" else {(None, None)}))
        assert gone == (ends[0] is None)
        Letter.objects.all().delete()
        Nomination.objects.all().delete()


def at_once(*verbs: object) -> tuple[str | None, ...]:
    """Runs the VERBS in threads of their own, released together; returns the code with which each was refused."""
    barrier, ends = threading.Barrier(len(verbs)), [None] * len(verbs)

    def run(place: int) -> None:
        try:
            barrier.wait(10)
            verbs[place]()  # type: ignore[operator]
        except DomainError as error:
            ends[place] = error.code  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(verbs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return tuple(ends)
