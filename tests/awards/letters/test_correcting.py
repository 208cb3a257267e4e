"""Until the freeze a letter that is in is corrected in a copy, or taken back: every exit, with what each leaves."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from awards.letters import actions
from awards.locking import CalledOff, Frozen
from awards.models import Cycle, Letter, LetterCorrection, Nomination
from awards.nominations import actions as nomination_actions
from pafso.audit.models import Entry
from pafso.drafts.models import EditedElsewhere
from pafso.errors import Incomplete, WindowClosed, WrongMove
from pafso.files import uploads
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from tests.awards.traces import traces
from tests.factories.awards import (
    LETTER,
    LETTER_CANARY,
    close,
    make_cycle,
    make_draft,
    make_letter,
    make_sent_letter,
    make_submitted,
    make_token,
)
from tests.factories.pdfs import pdf
from tests.factories.people import Cast
from tests.factories.reviews import press


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make_cycle()


@pytest.fixture
def letter(cycle: Cycle, cast: Cast) -> Letter:
    return make_sent_letter(make_draft(cycle, cast.officer))


@pytest.fixture
def link(letter: Letter) -> str:
    return f"/en/awards/letter/{make_token(letter)}/"


def freeze(cycle: Cycle) -> None:
    Cycle.objects.filter(pk=cycle.pk).update(frozen_at=timezone.now())


def corrected(letter: Letter, text: str = "What I saw, put better.") -> LetterCorrection:
    return actions.save_correction(letter, values={"text": text}, tab="a:1", version=0)


def checked(name: str = "One") -> uploads.Checked:
    return uploads.check_document(SimpleUploadedFile("letter.pdf", pdf([name])))


# --- corrected --------------------------------------------------------------------------------------------------------
def test_the_letter_stands_while_its_correction_is_written(letter: Letter) -> None:
    with traces() as left:
        copy = corrected(letter)

    letter.refresh_from_db()
    assert (letter.state, letter.text, copy.text, copy.full_name) == (
        "sent", LETTER["text"], "What I saw, put better.", LETTER["full_name"]
    )  # fmt: skip
    assert (left.audit, left.mails) == ([], [])
    assert letter.nomination.letters.counting().count() == 1


def test_sending_the_correction_replaces_the_letter_and_says_so(letter: Letter) -> None:
    corrected(letter)

    with traces() as left:
        letter = actions.send_correction(letter)

    assert (letter.text, letter.state) == ("What I saw, put better.", "sent")
    assert letter.corrected_at is not None
    assert not LetterCorrection.objects.exists()
    assert left.audit == [("letter_corrected", letter.code, "")]
    assert left.mails == [
        ("awards/letter_receipt", "quill@example.org", "en"),
        ("awards/letter_corrected", "alix@example.org", "en"),
    ]
    receipt, told = Mail.objects.order_by("-id")[1], Mail.objects.latest("id")
    assert "We have received the correction of your letter" in receipt.text
    assert "put better" not in told.text + receipt.text
    changes = Entry.objects.get(verb="letter_corrected").changes
    assert len(changes["before"]) == len(changes["after"]) == 64
    assert changes["before"] != changes["after"]
    assert LETTER_CANARY not in str(changes)


@pytest.mark.req("R41")
def test_sending_the_correction_twice_is_sending_it_once(letter: Letter) -> None:
    corrected(letter)
    first = actions.send_correction(letter)

    with traces() as left:
        again = actions.send_correction(letter)

    assert again.corrected_at == first.corrected_at
    assert (left.audit, left.mails) == ([], [])


def test_each_correction_has_its_receipt(letter: Letter) -> None:
    for text in ("One.", "Two."):
        actions.save_correction(letter, values={"text": text}, tab="a:1", version=0)
        letter = actions.send_correction(letter)

    assert Mail.objects.filter(event="awards/letter_receipt").count() == 3
    assert Mail.objects.filter(event="awards/letter_corrected").count() == 2


def test_what_a_correction_still_needs_is_said_and_the_letter_stands(letter: Letter) -> None:
    actions.save_correction(letter, values={"text": " ", "telephone": ""}, tab="a:1", version=0)

    with traces() as left, pytest.raises(Incomplete) as refused:
        actions.send_correction(letter)

    assert [field for field, _ in refused.value.problems] == ["text", "telephone"]
    assert (left.audit, left.mails) == ([], [])
    letter.refresh_from_db()
    assert letter.text == LETTER["text"]


def test_two_tabs_never_overwrite_each_other(letter: Letter) -> None:
    corrected(letter, "From the first tab.")

    with pytest.raises(EditedElsewhere):
        actions.save_correction(letter, values={"text": "From the second."}, tab="b:1", version=0)

    assert actions.correction_of(letter).text == "From the first tab."


def test_saving_what_is_there_makes_no_copy(letter: Letter) -> None:
    actions.save_correction(letter, values={"text": LETTER["text"]}, tab="a:1", version=0)

    assert not LetterCorrection.objects.exists()


def test_it_can_be_discarded(letter: Letter) -> None:
    corrected(letter)
    actions.attach_to_correction(letter, checked())

    actions.discard_correction(actions.discard_correction(letter))

    assert not LetterCorrection.objects.exists()
    assert not StoredFile.objects.exists()
    assert actions.send_correction(letter).corrected_at is None


def test_a_file_of_the_letter_stays_until_the_correction_is_sent(cycle: Cycle, cast: Cast) -> None:
    letter = make_letter(make_draft(cycle, cast.officer))
    actions.save_letter_draft(letter, values=LETTER, tab="", version=0)
    actions.attach_file(letter, checked("Before"))
    letter = actions.send_letter(letter)
    before = letter.file
    assert before

    actions.attach_to_correction(letter, checked("Twice"))
    copy = actions.attach_to_correction(letter, checked("After"))

    assert StoredFile.objects.count() == 2
    assert actions.correction_of(letter).file == copy.file != before
    letter = actions.send_correction(letter)
    assert letter.file == copy.file
    assert list(StoredFile.objects.all()) == [copy.file]


def test_a_file_can_be_left_out_of_the_correction(cycle: Cycle, cast: Cast) -> None:
    letter = make_letter(make_draft(cycle, cast.officer))
    actions.save_letter_draft(letter, values=LETTER, tab="", version=0)
    actions.attach_file(letter, checked())
    letter = actions.send_letter(letter)

    actions.detach_from_correction(letter)

    letter.refresh_from_db()
    assert letter.file is not None
    assert actions.send_correction(letter).file is None
    assert not StoredFile.objects.exists()


def test_a_correction_is_possible_after_the_deadline_and_a_new_letter_is_not(letter: Letter, cycle: Cycle) -> None:
    second = make_letter(letter.nomination, "second@example.org")
    actions.save_letter_draft(second, values=LETTER, tab="", version=0)
    close(cycle)

    corrected(letter)

    assert actions.send_correction(letter).text == "What I saw, put better."
    with pytest.raises(WindowClosed):
        actions.send_letter(second)


@pytest.mark.parametrize("verb", ["save_correction", "send_correction", "take_back_letter", "attach_to_correction"])
def test_once_frozen_nothing_changes(letter: Letter, cycle: Cycle, verb: str) -> None:
    corrected(letter)
    freeze(cycle)
    more: dict[str, Any] = {"save_correction": {"values": {"text": "x"}, "tab": "a:2", "version": 1}}.get(verb, {})
    arguments = [checked()] if verb == "attach_to_correction" else []

    with traces() as left, pytest.raises(Frozen):
        getattr(actions, verb)(letter, *arguments, **more)

    assert (left.audit, left.mails) == ([], [])
    letter.refresh_from_db()
    assert (letter.state, letter.text) == ("sent", LETTER["text"])
    assert not StoredFile.objects.exists()


def test_what_is_not_in_is_not_corrected(cycle: Cycle, cast: Cast) -> None:
    letter = make_letter(make_draft(cycle, cast.officer))

    for verb in (actions.send_correction, actions.take_back_letter):
        with pytest.raises(WrongMove) as refused:
            verb(letter)
        assert refused.value.code == "not_sent"


def test_what_came_on_paper_is_the_offices(letter: Letter) -> None:
    stored = StoredFile.objects.create(key="a", size=1, sha256="0" * 64, media_type="application/pdf")
    Letter.objects.filter(pk=letter.pk).update(on_paper=True, file=stored)

    with pytest.raises(WrongMove) as refused:
        corrected(letter)

    assert refused.value.code == "on_paper"


def test_letters_of_a_nomination_set_aside_stay_but_may_be_taken_back(cycle: Cycle, cast: Cast) -> None:
    nomination = make_submitted(cycle, cast.officer)
    nomination_actions.disqualify_nomination(nomination, by=cast.staff, reason="No.")
    letter = nomination.letters.all()[0]

    with pytest.raises(WrongMove):
        corrected(letter)

    assert actions.take_back_letter(letter).state == "invited"


# --- taken back -------------------------------------------------------------------------------------------------------
def test_taking_back_tells_how_many_remain(cycle: Cycle, cast: Cast) -> None:
    nomination = make_submitted(cycle, cast.officer)
    letter = nomination.letters.all()[0]
    corrected(letter)

    with traces() as left:
        letter = actions.take_back_letter(actions.take_back_letter(letter))

    assert (letter.state, letter.sent_at, letter.text) == ("invited", None, "What I saw, put better.")
    assert not LetterCorrection.objects.exists()
    assert left.audit == [("letter_taken_back", letter.code, "")]
    assert left.mails == [
        ("awards/letter_taken_back", "alix@example.org", "en"),
        ("awards/letter_taken_back_for_supporter", letter.email, letter.invited_in),
    ]
    assert "1 of 2 letters received." in Mail.objects.get(event="awards/letter_taken_back").text
    assert Nomination.objects.counting_letters().get().letters_counting == 1  # type: ignore[attr-defined]


def test_what_was_taken_back_is_sent_again_with_a_receipt_of_its_own(letter: Letter) -> None:
    letter = actions.take_back_letter(letter)

    with traces() as left:
        letter = actions.send_letter(letter)

    assert (letter.state, letter.taken_back_at) == ("sent", None)
    assert [event for event, *_ in left.mails] == ["awards/letter_receipt", "awards/letter_received"]


def test_after_the_deadline_it_is_taken_back_for_good_and_the_mail_does_not_ask_for_another(
    letter: Letter, cycle: Cycle
) -> None:
    close(cycle)

    letter = actions.take_back_letter(letter)

    text = Mail.objects.get(event="awards/letter_taken_back").text
    assert "The supporter can send it again" not in text
    assert "The deadline is" not in text
    assert "It cannot be sent again." in confirmed()
    with pytest.raises(WindowClosed):
        actions.send_letter(letter)


def confirmed() -> str:
    """What their supporter read of the letter that was taken back last."""
    return " ".join(Mail.objects.filter(event="awards/letter_taken_back_for_supporter").latest("id").text.split())


@pytest.mark.parametrize(
    ("language", "what", "until", "how"),
    [
        (
            "en",
            "You have taken back your letter of support {code} for the PAFSO Awards 2027.",
            "You can change it and send it again until Saturday, January 3, 2099, 23:59 (EST), Ottawa time.",
            "With the code {code}, you can get a new link:",
        ),
        (
            "fr",
            "Vous avez repris votre lettre d’appui {code} (Prix de l’APASE, édition 2027).",
            "le modifier et l’envoyer de nouveau jusqu’au samedi 3 janvier 2099 à 23 h 59 (HNE), heure d’Ottawa.",
            "Le code {code} vous permet d’obtenir un nouveau lien :",
        ),
    ],
)
def test_a_supporter_reads_what_was_taken_back_and_until_when_and_how_it_is_sent_again(
    cast: Cast, language: str, what: str, until: str, how: str
) -> None:
    closes = datetime(2099, 1, 4, 4, 59, tzinfo=UTC)
    letter = make_sent_letter(make_draft(make_cycle(closes_at=closes), cast.officer))
    Letter.objects.update(invited_in=language)

    actions.take_back_letter(letter)

    mail = Mail.objects.get(event="awards/letter_taken_back_for_supporter")
    assert (mail.language, mail.to, mail.is_secret) == (language, letter.email, False)
    for sentence in (what, until, how, f"/{language}/awards/letter/"):
        assert " ".join(sentence.format(code=letter.code).split()) in confirmed()
    assert letter.nomination.nominee_name not in mail.text + mail.html + mail.subject


def test_in_the_grace_it_is_sent_again_until_its_last_minute_and_never_where_it_was_set_aside(
    letter: Letter, cycle: Cycle
) -> None:
    closes, in_grace = cycle.closes_at, cycle.closes_at + timedelta(minutes=5)
    assert actions.until_sent_again(letter) == closes
    assert actions.until_sent_again(letter, in_grace) == closes + timedelta(minutes=60)

    letter.nomination.state = "disqualified"
    assert actions.until_sent_again(letter) is None


def test_the_office_withdraws_nothing_from_a_frozen_dossier(cycle: Cycle, cast: Cast) -> None:
    nomination = make_submitted(cycle, cast.officer)
    freeze(cycle)

    for act in (
        lambda: actions.withdraw_letter_for(nomination.letters.all()[0], by=cast.staff, reason="Asked."),
        lambda: nomination_actions.withdraw_nomination(nomination, by=cast.officer),
    ):
        with pytest.raises((Frozen, WindowClosed)):
            act()
    assert nomination.letters.arrived().count() == 2


# --- the pages --------------------------------------------------------------------------------------------------------
def test_the_link_corrects_from_the_receipt_to_the_receipt(client: Client, letter: Letter, link: str) -> None:
    assert "Correct the letter" in client.get(link).content.decode()
    form = client.get(link + "correction/").content.decode()
    assert LETTER_CANARY in form

    saved = client.post(link + "correction/", {"text": "Put better.", "tab": "a:1", "version": "0"})
    review = client.get(link + "correction/submission/").content.decode()
    sent = press(client, link + "correction/submission/")

    assert saved["Location"].endswith("/correction/submission/")
    assert "Put better." in review
    assert sent["Location"] == link
    letter.refresh_from_db()
    assert letter.text == "Put better."
    page = client.get(link).content.decode()
    assert "Corrected on" in page
    assert "Put better." in page


@pytest.mark.req("R48")
def test_what_was_typed_when_the_dossiers_froze_comes_back(client: Client, letter: Letter, link: str) -> None:
    freeze(letter.nomination.cycle)

    late = client.post(link + "correction/", {"text": "Typed too late.", "tab": "a:1", "version": "0"})

    assert late.status_code == 409
    assert "Typed too late." in late.content.decode()
    assert "are frozen" in late.content.decode()
    assert client.get(link + "correction/")["Location"] == link
    assert "Correct the letter" not in client.get(link).content.decode()


def test_taking_back_asks_first(client: Client, letter: Letter, link: str) -> None:
    page = client.get(link + "taking-back/").content.decode()
    letter.refresh_from_db()
    assert letter.state == "sent"
    assert "Take your letter back?" in page

    answer = client.post(link + "taking-back/")

    letter.refresh_from_db()
    assert (answer["Location"], letter.state) == (link, "invited")
    assert "You have taken this letter back." in client.get(link).content.decode()
    assert client.get(link + "taking-back/")["Location"] == link


@pytest.mark.req("R48")
def test_a_correction_that_was_begun_stays_with_a_letter_that_is_taken_back(letter: Letter) -> None:
    corrected(letter, "Half of what I wanted to add.")

    actions.take_back_letter(actions.take_back_letter(letter))

    letter.refresh_from_db()
    assert (letter.state, letter.text, letter.corrected_at) == ("invited", "Half of what I wanted to add.", None)
    assert not LetterCorrection.objects.exists()
    with pytest.raises(EditedElsewhere):
        actions.save_letter_draft(letter, values={"text": "From a page of before."}, tab="b:1", version=0)


@pytest.mark.req("R48")
def test_a_correction_that_is_open_elsewhere_while_the_letter_is_taken_back_can_still_be_saved(
    client: Client, letter: Letter, link: str
) -> None:
    actions.take_back_letter(letter)

    refused = client.post(link + "correction/", {"text": "Typed in the other tab.", "tab": "a:1", "version": "0"})
    page = refused.content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    saved = client.post(link, {"text": "Typed in the other tab.", "tab": "a:2", "version": version[1]})

    assert refused.status_code == 409
    assert "This letter has been taken back: change the letter itself, and send it again." in page
    assert f'action="{link}"' in page
    assert saved["Location"] == f"{link}submission/"
    letter.refresh_from_db()
    assert letter.text == "Typed in the other tab."


def test_a_script_hears_that_it_was_changed_elsewhere(client: Client, letter: Letter, link: str) -> None:
    corrected(letter)

    answer = client.post(
        link + "correction/", {"text": "x", "tab": "b:1", "version": "0"}, headers={"Accept": "application/json"}
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "edited_elsewhere")


def test_the_file_of_the_copy_is_the_writers_alone(client: Client, letter: Letter, link: str) -> None:
    assert client.get(link + "correction/file/").status_code == 404
    actions.attach_to_correction(letter, checked())
    assert client.get(link + "correction/file/").status_code == 200

    client.post(link + "correction/file/removal/")

    assert client.get(link + "correction/file/").status_code == 404
    client.post(link + "correction/removal/")
    assert not LetterCorrection.objects.exists()
    assert client.get("/en/awards/letter/nobody/correction/").status_code == 404


@pytest.mark.req("R16")
def test_a_correction_is_read_by_nobody_before_it_is_sent(client: Client, cast: Cast, cycle: Cycle) -> None:
    Cycle.objects.update(letters_shown_to_nominator=True)
    nomination = make_submitted(cycle, cast.officer)
    letter = nomination.letters.all()[0]
    corrected(letter, "axolotlcorrection")

    for user in (cast.officer, cast.staff):
        client.force_login(user)
        assert "axolotlcorrection" not in client.get(f"/en/awards/letters/{letter.code}/").content.decode()
    actions.send_correction(letter)

    client.force_login(cast.officer)
    assert "axolotlcorrection" in client.get(f"/en/awards/letters/{letter.code}/").content.decode()


def test_in_a_cancelled_cycle_a_letter_stays_as_it_is(cast: Cast) -> None:
    letter = make_sent_letter(make_draft(make_cycle(), cast.officer))
    text = letter.text
    Cycle.objects.update(cancelled_at=timezone.now(), cancelled_en="No ceremony.", cancelled_fr="Pas de cérémonie.")
    letter = Letter.objects.select_related("nomination__cycle").get(pk=letter.pk)

    for act in (
        lambda: actions.save_correction(letter, values={"text": "Other."}, tab="", version=0),
        lambda: actions.send_correction(letter),
        lambda: actions.take_back_letter(letter),
    ):
        with pytest.raises(CalledOff):
            act()

    letter.refresh_from_db()
    assert (letter.state, letter.text, actions.is_correctable(letter)) == ("sent", text, False)
