"""What mails say fits their reader: a nominator, whoever nominates beside one, and supporters."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone, translation

from awards.carrying.mails import sample_offer
from awards.cycles.actions import amend_cycle
from awards.dates import dates
from awards.letters.actions.correcting import save_correction, send_correction
from awards.models import Cycle, Nomination
from awards.nominations import actions
from awards.nominations.actions.joining import join_nominations
from awards.returning import mails as returning_mails
from pafso.mail.catalogue import Sample
from pafso.mail.models import Mail
from tests.factories import awards as make
from tests.factories.people import Cast

CLOSES = datetime(2099, 1, 4, 4, 59, tzinfo=UTC)


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make.make_cycle(make.make_award(letters_needed=0), closes_at=CLOSES)


@pytest.fixture
def together(cycle: Cycle, cast: Cast) -> Nomination:
    """Alix’s, on which Benoît, who reads French, is a co-nominator."""
    nomination = make.make_draft(cycle, cast.officer)
    make.make_co_nominator(nomination, cast.colleague)
    return Nomination.objects.get(pk=nomination.pk)


def text_to(person: object, event: str) -> str:
    mail = Mail.objects.filter(event=f"awards/{event}", to=person.email).latest("id")  # type: ignore[attr-defined]
    return " ".join(mail.text.split())


def test_a_letter_that_is_enough_lets_the_nominator_submit_and_tells_a_co_nominator_so(
    together: Nomination, cast: Cast
) -> None:
    make.make_sent_letter(together)

    own, beside = text_to(cast.officer, "letter_received"), text_to(cast.colleague, "letter_received")
    assert f"a letter of support for your nomination {together.code} (PAFSO Awards 2027)." in own
    assert "You can submit the nomination now, until" in own
    assert f"pour la candidature {together.code} que vous proposez en commun (Prix de l’APASE, édition 2027)." in beside
    assert "La personne qui propose la candidature peut maintenant la soumettre, jusqu’au" in beside
    assert "Vous pouvez" not in beside


def test_a_withdrawal_says_who_withdrew_and_who_may_submit_again(together: Nomination, cast: Cast) -> None:
    nomination = actions.submit_nomination(together, by=cast.officer)
    actions.withdraw_nomination(nomination, by=cast.officer)

    own, beside = text_to(cast.officer, "nomination_withdrawn"), text_to(cast.colleague, "nomination_withdrawn")
    assert f"You withdrew your nomination {together.code} (PAFSO Awards 2027) on " in own
    assert "Ottawa time, you can change it and submit it again." in own
    assert f"{cast.officer} a retiré la candidature {together.code} que vous proposez en commun" in beside
    assert "vous pouvez la modifier, et la personne qui l’a soumise peut la soumettre de nouveau." in beside
    assert "y avait été jointe" not in beside


def test_a_receipt_tells_a_co_nominator_who_submitted(together: Nomination, cast: Cast) -> None:
    actions.submit_nomination(together, by=cast.officer)

    beside = text_to(cast.colleague, "nomination_received")
    assert f"{cast.officer} a soumis la candidature que vous proposez en commun" in beside


def test_returned_to_the_nominator_a_co_nominator_is_not_told_to_submit(together: Nomination, cast: Cast) -> None:
    together.returned_note, together.returned_until = "More.", CLOSES

    returning_mails.nomination_returned(together, now=timezone.now())

    assert "submit it again until" in text_to(cast.officer, "nomination_returned")
    beside = text_to(cast.colleague, "nomination_returned")
    assert "et la personne qui l’a soumise peut la soumettre de nouveau." in beside


def test_changed_rules_are_told_to_each_by_what_they_are_in_it(
    together: Nomination, cast: Cast, commits: Callable[[], Any]
) -> None:
    with commits():
        amend_cycle(together.cycle, by=cast.staff, values={"letters_needed": 1}, reason_en="So.", reason_fr="Voilà.")

    own, beside = text_to(cast.officer, "cycle_amended"), text_to(cast.colleague, "cycle_amended")
    assert "You are nominating somebody for the PAFSO Awards 2027." in own
    assert "Please check whether your nomination still has everything it needs." in own
    assert "Vous proposez une candidature en commun (Prix de l’APASE, édition 2027)." in beside
    assert "Vérifiez ensemble si la candidature a encore tout ce qu’il faut." in beside
    assert "votre candidature" not in beside


@pytest.fixture
def joined(cycle: Cycle, cast: Cast) -> tuple[Nomination, Nomination]:
    """Benoît’s, joined to Alix’s; neither has a letter."""
    stays = actions.submit_nomination(make.make_draft(cycle, cast.officer), by=cast.officer)
    other = actions.submit_nomination(make.make_draft(cycle, cast.colleague), by=cast.colleague)
    join_nominations(other, by=cast.staff, into=stays.pk)
    return Nomination.objects.get(pk=other.pk), Nomination.objects.get(pk=stays.pk)


def test_joined_without_letters_none_came_along(joined: tuple[Nomination, Nomination], cast: Cast) -> None:
    other, stays = joined

    to_other, to_stays = text_to(cast.colleague, "nomination_joined"), text_to(cast.officer, "nomination_taken_in")
    assert f"Le bureau a joint la candidature {other.code} que vous proposez" in to_other
    assert f"à la sienne, {stays.code}." in to_other
    assert "Aucune lettre n’a suivi." in to_other
    assert "Les liens" not in to_other
    assert (
        f"{cast.colleague} is now a co-nominator: they read the nomination and can change it while it is open. "
        "Only you submit or withdraw it. No letters came along."
    ) in to_stays


def test_whose_own_was_joined_learns_to_whom_to_turn_when_it_is_withdrawn(
    joined: tuple[Nomination, Nomination], cast: Cast
) -> None:
    other, stays = joined

    actions.withdraw_nomination(stays, by=cast.officer)

    assert f"La candidature {other.code} que vous aviez proposée y avait été jointe." in text_to(
        cast.colleague, "nomination_withdrawn"
    )
    assert "joined to it" not in text_to(cast.officer, "nomination_withdrawn")


@pytest.mark.parametrize(("zone", "said"), [("Africa/Nairobi", "Your time: "), ("America/Toronto", ""), ("", "")])
def test_a_letters_receipt_has_both_times(together: Nomination, zone: str, said: str) -> None:
    make.make_sent_letter(together, time_zone=zone)

    text = Mail.objects.get(event="awards/letter_receipt").text
    assert ("Your time: " in text) is bool(said)


def test_a_corrections_receipt_has_its_own_subject(together: Nomination) -> None:
    letter = make.make_sent_letter(together)
    save_correction(letter, values={"text": "Better."}, tab="t", version=0)
    send_correction(letter)

    subjects = list(Mail.objects.filter(event="awards/letter_receipt").order_by("id").values_list("subject", flat=True))
    assert subjects == [
        f"Your letter has been received: {letter.code}",
        f"Your correction has been received: {letter.code}",
    ]


@pytest.mark.parametrize(
    ("guests", "said"),
    [
        (True, "You can join with an account, or as a guest, without a password."),
        (False, "You need an account to join."),
    ],
)
def test_an_invitation_to_nominate_together_says_what_its_page_offers(cast: Cast, guests: bool, said: str) -> None:
    nomination = make.make_draft(make.make_cycle(guests_nominate=guests), cast.colleague)
    make.make_co_nominator(nomination, cast.officer)

    assert said in Mail.objects.get(event="awards/co_nominator_invited").text


def test_letters_beyond_what_is_needed_are_not_awaited(cast: Cast) -> None:
    nomination = make.make_submitted(make.make_cycle(), cast.officer)
    make.make_letter(nomination, "one.more@example.org")

    assert f"letters-{nomination.code}" not in {date.uid for date in dates(cast.officer, timezone.now())}


def test_what_the_office_sees_before_it_offers_names_the_award_and_the_date(cycle: Cycle) -> None:
    mail = sample_offer(cycle, CLOSES, Sample("en"))

    with translation.override("en"):
        assert "You nominated Noor Haddad for the PAFSO Awards 2026 (code K7QX3)." in mail.text
    assert "Please answer by Saturday, January 3, 2099, 23:59 (EST), Ottawa time." in mail.text
    assert mail.subject == "Nominate again? PAFSO Awards 2027"
    assert not Mail.objects.exists()
