"""What the office does for people who ask, each with a reason, audited, told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.letters.actions.office import withdraw_letter_for
from awards.models import Cycle, Letter, Nomination
from awards.nominations import actions as nominations
from awards.nominations.actions import office
from pafso.audit.models import Entry
from pafso.errors import Incomplete, WrongMove
from pafso.mail.models import Mail
from tests.factories import awards as make
from tests.factories.people import Cast

State = Nomination.State


@pytest.fixture
def nomination(cast: Cast) -> Nomination:
    """Submitted, with its letters, in a cycle that has closed."""
    nomination = make.make_submitted(make.make_cycle(), cast.officer)
    past = timezone.now() - timedelta(days=3)
    Cycle.objects.update(opens_at=past - timedelta(days=9), closes_at=past)
    nomination.refresh_from_db()
    return nomination


def told(event: str) -> list[str]:
    return [mail.to for mail in Mail.objects.filter(event=f"awards/{event}") if "As asked." in mail.text]


@pytest.mark.req("R54")
def test_a_nomination_is_withdrawn_after_the_deadline_for_whoever_asks(cast: Cast, nomination: Nomination) -> None:
    with pytest.raises(Incomplete):
        office.withdraw_nomination_for(nomination, by=cast.staff, reason=" ")

    office.withdraw_nomination_for(nomination, by=cast.staff, reason="As asked.")
    office.withdraw_nomination_for(nomination, by=cast.staff, reason="As asked.")

    nomination.refresh_from_db()
    assert (nomination.state, nomination.submitted_at) == (State.WITHDRAWN, None) and nomination.withdrawn_at
    assert told("nomination_withdrawn_for") == [cast.officer.email]
    entry = Entry.objects.get(verb="nomination_withdrawn_for")
    assert (entry.by_id, entry.changes) == (cast.staff.pk, {"reason": "As asked."})


def test_what_was_set_aside_by_mistake_is_taken_up_again_by_the_office_alone(
    cast: Cast, nomination: Nomination
) -> None:
    withdrawn = Nomination.objects.filter(pk=nomination.pk)
    withdrawn.update(state=State.WITHDRAWN)
    with pytest.raises(WrongMove):
        office.reopen_nomination(nomination, by=cast.staff, reason="As asked.")
    withdrawn.update(state=State.SUBMITTED)
    nominations.disqualify_nomination(nomination, by=cast.staff, reason="Not eligible.")
    with pytest.raises(WrongMove):
        nominations.submit_nomination(nomination, by=cast.officer)
    submitted_at = nomination.submitted_at

    office.reopen_nomination(nomination, by=cast.staff, reason="As asked.")
    office.reopen_nomination(nomination, by=cast.staff, reason="As asked.")

    nomination.refresh_from_db()
    assert (nomination.state, nomination.submitted_at) == (State.SUBMITTED, submitted_at)
    assert told("nomination_reopened") == [cast.officer.email]
    nominations.disqualify_nomination(nomination, by=cast.staff, reason="Another reason.")
    assert Mail.objects.filter(event="awards/nomination_disqualified").count() == 2


@pytest.mark.req("R16")
def test_a_sent_letter_is_withdrawn_and_read_by_nobody(client: Client, cast: Cast, nomination: Nomination) -> None:
    letter = nomination.letters.arrived()[0]
    assert Letter.objects.visible_to(cast.staff).filter(pk=letter.pk).exists()

    withdraw_letter_for(letter, by=cast.staff, reason="As asked.")
    withdraw_letter_for(letter, by=cast.staff, reason="As asked.")

    letter.refresh_from_db()
    assert letter.state == Letter.State.REVOKED and letter.text
    assert not Letter.objects.visible_to(cast.staff).filter(pk=letter.pk).exists()
    client.force_login(cast.staff)
    assert client.get(reverse("awards:letter_text", args=[letter.code])).status_code == 404
    page = client.get(reverse("awards:letter", args=[make.make_token(letter)]))
    assert page.status_code == 410 and letter.text not in page.text
    assert told("letter_withdrawn_for") == [letter.email]
    taken_out = Mail.objects.get(event="awards/letter_taken_out")
    assert taken_out.to == cast.officer.email
    assert letter.full_name not in taken_out.text and "As asked." not in taken_out.text
    assert Entry.objects.get(verb="letter_withdrawn_for").changes["had_arrived"] is True


def test_the_pages_of_the_office(client: Client, cast: Cast, nomination: Nomination) -> None:
    client.force_login(cast.staff)
    letter = nomination.letters.arrived()[0]
    page = client.get(reverse("admin:awards_nomination_change", args=[nomination.pk])).text
    withdrawal = reverse("admin:awards_nomination_letter_withdrawal", args=[nomination.pk, letter.code])
    assert withdrawal in page and reverse("admin:awards_nomination_withdrawal", args=[nomination.pk]) in page

    assert letter.code in client.get(withdrawal).text
    client.post(withdrawal, {"reason": "As asked."})
    assert client.get(withdrawal).status_code == 404
    answer = client.post(reverse("admin:awards_nomination_withdrawal", args=[nomination.pk]), {"reason": "As asked."})

    assert answer["Location"] == reverse("admin:awards_nomination_changelist")
    nomination.refresh_from_db()
    assert nomination.state == State.WITHDRAWN
    client.force_login(cast.colleague)
    assert client.get(withdrawal).status_code in (302, 403, 404)
