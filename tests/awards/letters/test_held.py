"""A correction that was not sent is held too: its writer reads it, the office does not, and it goes with its writer's details."""

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from awards.letters import actions
from awards.models import Letter, LetterCorrection
from awards.personal_data import describe, erase, erase_under_address, under_address
from pafso.privacy.registry import PersonalData
from tests.factories.awards import make_cycle, make_draft, make_sent_letter
from tests.factories.people import Cast

WORD = "Bergamot: what I saw, put better."


@pytest.fixture
def letter(cast: Cast) -> Letter:
    """Asked of the colleague, who has an account."""
    letter = make_sent_letter(make_draft(make_cycle(), cast.officer))
    long_ago_asked = {"email": cast.colleague.email, "invited_at": timezone.now()}
    Letter.objects.filter(pk=letter.pk).update(**long_ago_asked)
    letter.refresh_from_db()
    return letter


@pytest.fixture
def copy(letter: Letter) -> LetterCorrection:
    return actions.save_correction(letter, values={"text": WORD, "telephone": "613 555 0199"}, tab="a:1", version=0)


def said(held: PersonalData) -> dict[str, list[dict[str, object]]]:
    return {kind.name: [dict(kind.values(row)) for row in kind.rows] for kind in held.kinds}


def at(address: str, reader: AbstractBaseUser | None) -> dict[str, list[dict[str, object]]]:
    return said(under_address(address, reader))


def test_its_writer_finds_it_and_the_nominator_does_not(cast: Cast, letter: Letter, copy: LetterCorrection) -> None:
    (found,) = said(describe(cast.colleague))["corrections"]

    assert (found["letter__code"], found["text"], found["telephone"]) == (letter.code, WORD, "613 555 0199")
    assert "Bergamot" not in str(said(describe(cast.officer)))
    assert said(describe(cast.officer))["corrections"] == []


def test_who_proves_the_address_gets_it_and_the_office_no_word(cast: Cast, letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(email="nobody@example.org")
    letter.refresh_from_db()
    actions.save_correction(letter, values={"text": WORD}, tab="a:1", version=0)
    cast.staff.is_superuser = True
    cast.staff.save()

    assert [row["text"] for row in at("nobody@example.org", None)["corrections"]] == [WORD]
    office = at("nobody@example.org", cast.staff)
    assert "corrections" not in office
    assert "Bergamot" not in str(office)


def test_it_goes_with_its_writers_account(cast: Cast, copy: LetterCorrection) -> None:
    erase(cast.colleague, timezone.now())

    assert not LetterCorrection.objects.exists()


def test_it_goes_with_the_address_at_which_the_letter_was_asked_for(cast: Cast, letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(email="nobody@example.org")
    letter.refresh_from_db()
    actions.save_correction(letter, values={"text": WORD}, tab="a:1", version=0)

    erase_under_address("nobody@example.org", cast.staff, timezone.now())

    assert not LetterCorrection.objects.exists()


@pytest.mark.parametrize("gives", ["the letter", "the correction"])
def test_an_address_that_is_only_given_is_forgotten_in_it(
    cast: Cast, letter: Letter, copy: LetterCorrection, gives: str
) -> None:
    row = Letter.objects.filter(pk=letter.pk) if gives == "the letter" else LetterCorrection.objects.filter(pk=copy.pk)
    row.update(contact_email="Given@example.org")

    erase_under_address("given@example.org", cast.staff, timezone.now())

    copy.refresh_from_db()
    assert (copy.contact_email, copy.address, copy.telephone, copy.text) == ("", "", "", WORD)


def test_nobody_elses_correction_is_touched(cast: Cast, copy: LetterCorrection) -> None:
    erase_under_address("given@example.org", cast.staff, timezone.now())

    copy.refresh_from_db()
    assert copy.telephone == "613 555 0199"
