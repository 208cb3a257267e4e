"""Every exit of the verbs of a letter of support, with what each leaves in the audit trail and the outbox."""

import hashlib
import re
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from awards.letters import actions
from awards.letters.actions.asking import BETWEEN_REMINDERS, MOST_LETTERS
from awards.models import Cycle, Letter, LetterLink
from awards.nominations import actions as nomination_actions
from pafso.errors import Incomplete, NotEligible, WindowClosed, WrongMove
from pafso.files import uploads
from pafso.files.models import StoredFile, private
from pafso.mail.models import Mail
from pafso.text.dates import moment_in_words
from tests.awards.traces import traces
from tests.factories.awards import (
    LETTER,
    close,
    make_cycle,
    make_draft,
    make_letter,
    make_sent_letter,
    make_submitted,
)
from tests.factories.pdfs import pdf
from tests.factories.people import Cast

MAIL_LINK = re.compile(r"/(en|fr)/awards/letter/([A-Za-z0-9_-]+)/")


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make_cycle()


@pytest.fixture
def letter(cycle: Cycle, cast: Cast) -> Letter:
    return make_letter(make_draft(cycle, cast.officer))


def checked(content: bytes = b"") -> uploads.Checked:
    return uploads.check_document(SimpleUploadedFile("letter.pdf", content or pdf(["A letter"])))


def on_disk() -> set[Path]:
    return {path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()}


def last_token() -> str:
    mail = Mail.objects.filter(event="awards/letter_invitation").latest("id")
    found = MAIL_LINK.search(mail.text)
    assert found
    return found[2]


# --- asked for ------------------------------------------------------------------------------------------------------
def test_a_supporter_is_asked_in_the_language_chosen(cycle: Cycle, cast: Cast) -> None:
    nomination = make_draft(cycle, cast.officer)

    with traces() as left:
        letter = make_letter(nomination, " Awa@Example.org ", name="Awa Ndiaye", language="fr")

    assert (letter.email, letter.state, letter.contact_email, letter.language) == (
        "awa@example.org",
        "invited",
        "awa@example.org",
        "fr",
    )
    assert left.audit == [("supporter_invited", letter.code, "Alix Tremblay-Okafor")]
    assert left.mails == [("awards/letter_invitation", "awa@example.org", "fr")]
    mail = Mail.objects.latest("id")
    assert mail.is_secret
    assert "/fr/awards/letter/" in mail.text
    assert "Narwhalia" not in mail.subject


@pytest.mark.req("R19")
def test_only_the_digest_of_a_link_is_kept(letter: Letter) -> None:
    token = last_token()

    assert len(token) == 43  # 256 bits
    assert list(LetterLink.objects.values_list("digest", flat=True)) == [hashlib.sha256(token.encode()).hexdigest()]
    assert actions.letter_for_token(token) == letter


@pytest.mark.req("R41")
def test_a_second_press_of_the_button_asks_nobody_twice(cycle: Cycle, cast: Cast) -> None:
    nomination, token = make_draft(cycle, cast.officer), uuid.uuid4()
    first = make_letter(nomination, form_token=token)

    with traces() as left:
        second = make_letter(nomination, form_token=token)

    assert second == first
    assert (left.audit, left.mails) == ([], [])


@pytest.mark.parametrize(
    ("email", "code"),
    [
        ("ALIX@example.org", "own_letter"),
        ("Jones@Example.org", "nominee_letter"),
        ("Quill@example.org", "asked_already"),
    ],
)
def test_nobody_is_asked_who_cannot_write(letter: Letter, email: str, code: str) -> None:
    with traces() as left, pytest.raises(NotEligible) as refused:
        make_letter(letter.nomination, email)

    assert refused.value.code == code
    assert (left.audit, left.mails) == ([], [])
    assert Letter.objects.count() == 1


def test_without_a_nominee_nobody_is_asked(cycle: Cycle, cast: Cast) -> None:
    with pytest.raises(NotEligible) as refused:
        make_letter(make_draft(cycle, cast.officer, nominee_name=" "))

    assert refused.value.code == "no_nominee"


def test_there_is_an_end_to_asking(cycle: Cycle, cast: Cast) -> None:
    nomination = make_draft(cycle, cast.officer)
    for number in range(MOST_LETTERS):
        make_letter(nomination, f"s{number}@example.org")

    with pytest.raises(NotEligible) as refused:
        make_letter(nomination, "one-more@example.org")

    assert refused.value.code == "too_many"


@pytest.mark.req("R37")
def test_nobody_writes_to_half_the_world_in_a_day(cycle: Cycle, cast: Cast) -> None:
    first, second, third = (make_draft(cycle, cast.officer) for _ in range(3))
    for number in range(MOST_LETTERS):
        make_letter(first, f"a{number}@example.org")
        make_letter(second, f"b{number}@example.org")

    with pytest.raises(NotEligible) as refused:
        make_letter(third, "one-more@example.org")
    make_letter(make_draft(cycle, cast.colleague), "one-more@example.org")
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        make_letter(third, "tomorrow@example.org", now=timezone.now())

    assert refused.value.code == "too_fast"
    assert set(Letter.objects.filter(nomination=third).values_list("email", flat=True)) == {"tomorrow@example.org"}


def test_after_the_deadline_nobody_is_asked(cycle: Cycle, cast: Cast) -> None:
    nomination = make_draft(cycle, cast.officer)
    close(cycle)

    with pytest.raises(WindowClosed):
        make_letter(nomination)


def test_a_disqualified_nomination_asks_nobody(cycle: Cycle, cast: Cast) -> None:
    nomination = make_submitted(cycle, cast.officer)
    nomination_actions.disqualify_nomination(nomination, by=cast.staff, reason="No.")

    with pytest.raises(WrongMove):
        make_letter(nomination)


def test_more_letters_are_welcome_after_submitting(cycle: Cycle, cast: Cast) -> None:
    nomination = make_submitted(cycle, cast.officer)

    make_sent_letter(nomination, "third@example.org")

    assert nomination.letters.arrived().count() == 3


# --- asked again, revoked -------------------------------------------------------------------------------------------
@pytest.mark.req("R19")
def test_asking_again_makes_a_fresh_link_and_keeps_the_old_one(letter: Letter, cast: Cast) -> None:
    old = last_token()

    with traces() as left:
        actions.ask_again(letter, by=cast.officer, now=letter.asked_again_at + BETWEEN_REMINDERS)

    assert left.audit == [("supporter_asked_again", letter.code, "Alix Tremblay-Okafor")]
    assert left.mails == [("awards/letter_invitation", "quill@example.org", "en")]
    assert last_token() != old
    assert actions.letter_for_token(old) == actions.letter_for_token(last_token()) == letter


def test_asking_twice_in_a_minute_is_asking_once(letter: Letter, cast: Cast) -> None:
    with traces() as left:
        actions.ask_again(letter, by=cast.officer)

    assert (left.audit, left.mails) == ([], [])


def test_one_reminder_a_week_and_the_sentence_says_from_when(letter: Letter, cast: Cast) -> None:
    with traces() as left, pytest.raises(NotEligible) as refused:
        actions.ask_again(letter, by=cast.officer, now=letter.asked_again_at + BETWEEN_REMINDERS - timedelta(seconds=1))

    assert refused.value.code == "too_soon"
    assert moment_in_words(letter.asked_again_at + BETWEEN_REMINDERS) in str(refused.value.message)
    assert (left.audit, left.mails) == ([], [])
    with translation.override("fr"):
        assert "Vous pouvez envoyer un rappel par semaine" in str(refused.value.message)


def test_a_sent_letter_is_not_asked_for_again(cycle: Cycle, cast: Cast) -> None:
    letter = make_sent_letter(make_draft(cycle, cast.officer))

    with pytest.raises(WrongMove):
        actions.ask_again(letter, by=cast.officer)
    with pytest.raises(WrongMove):
        actions.revoke_letter(letter, by=cast.officer)


@pytest.mark.req("R19")
def test_a_revoked_link_writes_nothing(letter: Letter, cast: Cast) -> None:
    token = last_token()

    with traces() as left:
        actions.revoke_letter(letter, by=cast.officer)
        actions.revoke_letter(letter, by=cast.officer)

    assert left.audit == [("letter_revoked", letter.code, "Alix Tremblay-Okafor")]
    assert left.mails == []
    found = actions.letter_for_token(token)
    assert found
    assert not actions.is_writable(found)
    with pytest.raises(WrongMove):
        actions.save_letter_draft(found, values={"text": "Too late."}, tab="", version=0)
    with pytest.raises(WrongMove):
        actions.send_letter(found)


def test_somebody_revoked_may_be_asked_anew(letter: Letter, cast: Cast) -> None:
    actions.revoke_letter(letter, by=cast.officer)

    again = make_letter(letter.nomination)

    assert again.pk != letter.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(
            code="ZZZZZ", nomination=letter.nomination, name="X", email="QUILL@example.org", invited_in="en"
        )


def test_an_unknown_link_is_nobodys(letter: Letter) -> None:
    assert actions.letter_for_token("x" * 43) is None


# --- written --------------------------------------------------------------------------------------------------------
def test_a_letter_saves_itself(letter: Letter) -> None:
    with traces() as left:
        actions.save_letter_draft(letter, values={"text": "One", "state": "sent"}, tab="a", version=0)

    letter.refresh_from_db()
    assert (letter.text, letter.state, letter.version) == ("One", "invited", 1)
    assert (left.audit, left.mails) == ([], [])


def test_a_file_takes_the_place_of_the_one_before(letter: Letter) -> None:
    letter = actions.attach_file(letter, checked(pdf(["One"])))
    before = letter.file
    assert before

    letter = actions.attach_file(letter, checked(pdf(["Two"])))

    assert letter.file
    assert letter.file != before
    assert StoredFile.objects.count() == 1
    assert private().exists(letter.file.key)


def test_a_file_can_be_taken_off(letter: Letter) -> None:
    letter = actions.attach_file(letter, checked())

    letter = actions.detach_file(letter)

    assert letter.file is None
    assert not StoredFile.objects.exists()


@pytest.mark.req("R36")
def test_a_file_that_came_too_late_leaves_nothing(letter: Letter, cycle: Cycle) -> None:
    close(cycle)
    sound = checked()
    before = on_disk()

    with pytest.raises(WindowClosed):
        actions.attach_file(letter, sound)

    assert not StoredFile.objects.exists()
    assert on_disk() == before


# --- sent -----------------------------------------------------------------------------------------------------------
def test_sending_tells_both(cycle: Cycle, cast: Cast) -> None:
    letter = make_letter(make_draft(cycle, cast.colleague), language="en")
    actions.save_letter_draft(letter, values=LETTER, tab="", version=0)

    with traces() as left:
        letter = actions.send_letter(letter)

    assert letter.state == "sent"
    assert left.audit == [("letter_sent", letter.code, "")]
    assert left.mails == [
        ("awards/letter_receipt", "quill@example.org", "en"),
        ("awards/letter_received", "benoit@example.org", "fr"),
    ]
    assert "1 sur 2" in Mail.objects.latest("id").text


@pytest.mark.req("R41")
def test_sending_twice_is_sending_once(cycle: Cycle, cast: Cast) -> None:
    letter = make_sent_letter(make_draft(cycle, cast.officer))

    with traces() as left:
        again = actions.send_letter(letter)

    assert again.sent_at == letter.sent_at
    assert (left.audit, left.mails) == ([], [])
    with pytest.raises(WrongMove):
        actions.save_letter_draft(letter, values={"text": "Other."}, tab="", version=letter.version)


def test_a_file_alone_is_a_letter(letter: Letter) -> None:
    letter = actions.save_letter_draft(letter, values={**LETTER, "text": ""}, tab="", version=0)
    actions.attach_file(letter, checked())

    assert actions.send_letter(letter).state == "sent"


def test_what_a_letter_still_needs_is_said_at_once(letter: Letter) -> None:
    letter = actions.save_letter_draft(
        letter, values={"full_name": "", "contact_email": "half@", "text": " "}, tab="", version=0
    )

    with traces() as left, pytest.raises(Incomplete) as refused:
        actions.send_letter(letter)

    assert [field for field, _ in refused.value.problems] == [
        "text",
        "full_name",
        "address",
        "telephone",
        "contact_email",
    ]
    assert (left.audit, left.mails) == ([], [])


def test_the_database_refuses_a_sent_letter_without_its_writer(letter: Letter) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        letter.advance(Letter.State.SENT, sent_at=timezone.now())


@pytest.mark.req("R46")
@pytest.mark.parametrize(("seconds_left", "is_sent"), [(1, True), (0, False), (-1, False)])
def test_a_letter_may_come_until_the_end_of_the_grace(
    letter: Letter, cycle: Cycle, seconds_left: int, is_sent: bool
) -> None:
    actions.save_letter_draft(letter, values=LETTER, tab="", version=0)
    end = cycle.window.ends_at + cycle.window.grace

    with time_machine.travel(end - timedelta(seconds=seconds_left), tick=False):
        if is_sent:
            actions.send_letter(letter)
        else:
            with pytest.raises(WindowClosed):
                actions.send_letter(letter)

    letter.refresh_from_db()
    assert letter.state == ("sent" if is_sent else "invited")
    assert letter.text == LETTER["text"]


def test_a_letter_for_a_disqualified_nomination_is_not_taken(letter: Letter, cast: Cast) -> None:
    nomination = letter.nomination
    make_sent_letter(nomination, "one@example.org")
    make_sent_letter(nomination, "two@example.org")
    nomination_actions.submit_nomination(nomination, by=cast.officer)
    nomination_actions.disqualify_nomination(nomination, by=cast.staff, reason="No.")

    with pytest.raises(WrongMove):
        actions.send_letter(letter)


def test_reading_a_letter_is_written_down(cycle: Cycle, cast: Cast) -> None:
    letter = make_sent_letter(make_draft(cycle, cast.officer))

    with traces() as left:
        actions.note_reading(letter, by=cast.staff)

    assert left.audit == [("letter_read", letter.code, "Dominique Roy")]


def test_a_form_sent_to_another_nomination_asks_there_too(cycle: Cycle, cast: Cast) -> None:
    token = uuid.uuid4()
    first = make_letter(make_draft(cycle, cast.officer), form_token=token)

    second = make_letter(make_draft(cycle, cast.colleague), form_token=token)

    assert second.nomination_id != first.nomination_id
    assert second.form_token != token
