"""The supporter's pages: a link is enough, nothing typed is lost, and the link leaves no trace."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.letters import actions
from awards.models import Cycle, Letter
from awards.nominations import actions as nomination_actions
from pafso.audit.models import Entry
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from tests.factories import pdfs, word
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
from tests.factories.pdf_structures import letter as letter_pdf
from tests.factories.people import Cast
from tests.factories.reviews import press

REACHING = word.Letter(
    {"settings": word.ATTACHED}, {"settings": [word.Relation("attachedTemplate", "\\\\h\\t.dotm")]}
).written()
JSON = {"headers": {"accept": "application/json"}}


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make_cycle()


@pytest.fixture
def letter(cycle: Cycle, cast: Cast) -> Letter:
    return make_letter(make_draft(cycle, cast.officer))


@pytest.fixture
def link(letter: Letter) -> str:
    return reverse("awards:letter", args=[make_token(letter)])


def typed(**more: Any) -> dict[str, Any]:
    return {**LETTER, "tab": "t1", "version": 0, **more}


def text_of(response: Any) -> str:
    return response.content.decode()


def on_disk() -> set[Path]:
    return {path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()}


# --- the link -------------------------------------------------------------------------------------------------------
@pytest.mark.req("R19")
@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_uses_nothing_up(client: Client, letter: Letter, link: str, method: str) -> None:
    before = Letter.objects.values().get()
    for _ in range(3):
        assert getattr(client, method)(link).status_code == 200

    assert Letter.objects.values().get() == before
    assert set(client.cookies) <= {"csrftoken", settings.LANGUAGE_COOKIE_NAME}


def test_the_page_says_who_for_whom_and_until_when(client: Client, link: str) -> None:
    page = text_of(client.get(link))

    assert "A letter of support for <bdi>Narwhalia Jones</bdi>" in page
    assert "<bdi>Alix Tremblay-Okafor</bdi> is nominating them and asks you, as someone who knows the work" in page
    assert "needs at least 2 letters by people who know the work at first hand" in page
    assert "never by the nominee or the nominator" in page
    assert "PAFSO Awards 2027" in page
    assert "data-own" in page
    assert "data-left" in page
    assert "/deadline.ics" in page


@pytest.mark.req("R19", "R22")
@pytest.mark.parametrize("state", ["open", "sent", "revoked", "unknown", "conflict", "forged"])
def test_no_answer_is_stored_or_told_to_anyone(client: Client, letter: Letter, link: str, state: str) -> None:
    if state == "sent":
        actions.save_letter_draft(letter, values=LETTER, tab="", version=0)
        actions.send_letter(letter)
    if state == "revoked":
        actions.revoke_letter(letter, by=letter.nomination.nominator)
    if state == "conflict":
        client.post(link, typed(tab="other"))
    if state == "forged":
        client = Client(enforce_csrf_checks=True)
    address = "/en/awards/letter/unknown/" if state == "unknown" else link
    response = client.post(link, typed(text="X"), **JSON) if state in ("conflict", "forged") else client.get(address)

    statuses = {"open": 200, "sent": 200, "revoked": 410, "unknown": 404, "conflict": 409, "forged": 403}
    assert response.status_code == statuses[state]
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex"


def test_an_unknown_link_says_what_to_do(client: Client, db: None) -> None:
    for method, name in (("get", "letter"), ("get", "letter_review"), ("post", "letter"), ("get", "letter_own_file")):
        response = getattr(client, method)(reverse(f"awards:{name}", args=["x" * 43]))
        assert response.status_code == 404
        assert "have a new link sent to you" in text_of(response)


@pytest.mark.req("R26")
@pytest.mark.parametrize(
    ("origin", "with_token", "status"),
    [("null", True, 302), ("http://testserver", True, 302), ("https://evil.example", True, 403), ("null", False, 403)],
)
def test_the_forms_token_is_asked_for(link: str, origin: str, with_token: bool, status: int) -> None:
    """A page without referrer posts with "Origin: null"; its token must match all the same."""
    client = Client(enforce_csrf_checks=True)
    client.get(link)
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value} if with_token else {}

    response = client.post(link, typed(**token), headers={"origin": origin})

    assert response.status_code == status
    assert Letter.objects.get().text == (LETTER["text"] if status == 302 else "")


@pytest.mark.req("R55")
def test_the_link_is_not_in_the_log(client: Client, letter: Letter, link: str, capsys: Any, caplog: Any) -> None:
    from pafso.logs import SafeFormatter

    actions.revoke_letter(letter, by=letter.nomination.nominator)
    client.get(link)

    lines = [SafeFormatter("%(message)s").format(record) for record in caplog.records]
    assert [line for line in lines if "Gone" in line] == ["Gone: /en/awards/letter/…/"]


# --- written --------------------------------------------------------------------------------------------------------
def test_a_letter_saves_itself(client: Client, letter: Letter, link: str) -> None:
    response = client.post(link, typed(text="As I typed"), **JSON)

    letter.refresh_from_db()
    assert response.json()["version"] == letter.version == 1
    assert letter.text == "As I typed"
    assert "As I typed" in text_of(client.get(link))


def test_half_typed_contact_details_are_saved_too(client: Client, letter: Letter, link: str) -> None:
    assert client.post(link, typed(contact_email="qui", telephone=""), **JSON).status_code == 200

    letter.refresh_from_db()
    assert (letter.contact_email, letter.telephone) == ("qui", "")


def test_two_devices_do_not_overwrite_each_other(client: Client, letter: Letter, link: str) -> None:
    client.post(link, typed(text="From the telephone.", tab="phone"))

    response = client.post(link, typed(text="From the desk."))

    letter.refresh_from_db()
    assert response.status_code == 409
    assert letter.text == "From the telephone."
    assert "From the telephone." in text_of(response)
    assert "From the desk." in text_of(response)
    assert f'name="version" value="{letter.version}"' in text_of(response)
    assert '<span role="status" data-state="typing">Not saved yet</span>' in text_of(response)
    assert "data-not-saved data-refused" in text_of(response) and "data-saved-at" not in text_of(response)


@pytest.mark.req("R34")
def test_a_file_is_kept_with_the_draft(client: Client, letter: Letter, link: str) -> None:
    hostile = SimpleUploadedFile('../..\\"><script>évil.pdf', pdfs.pdf(["A letter"]))

    response = client.post(link, typed(text="", upload=hostile))

    letter.refresh_from_db()
    assert response["Location"] == link + "submission/"
    assert letter.file
    page = text_of(client.get(link))
    assert "<script>évil" not in page
    assert "évil.pdf" in page
    served = client.get(link + "file/")
    assert b"".join(served.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert served["Content-Disposition"] == f'attachment; filename="{letter.code}.pdf"'
    assert client.post(link + "file/removal/")["Location"] == link
    assert client.get(link + "file/").status_code == 404
    assert not StoredFile.objects.exists()


def test_a_word_file_is_taken(client: Client, letter: Letter, link: str) -> None:
    client.post(link, typed(upload=SimpleUploadedFile("lettre.docx", pdfs.docx())))

    served = client.get(link + "file/")
    assert served["Content-Disposition"] == f'attachment; filename="{letter.code}.docx"'


@pytest.mark.req("R36", "R48")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"MZ not a letter", "This is not a document that we can read"),
        (pdfs.encrypted(), "protected by a password"),
        (pdfs.scripted(), "has scripts"),
        (REACHING, "linked to a template on a network"),
        (
            letter_pdf(catalogue="/OpenAction << /S /GoToR /F (//h/x) /D [0 /Fit] >>"),
            "open or play something else on its own",
        ),
        (pdfs.pdf(["x"])[:300], "damaged or incomplete"),
        (b"%PDF-1.7" + b"0" * (10 * 1024 * 1024), "larger than 10"),
    ],
)
def test_a_file_that_is_refused_costs_no_text(
    client: Client, letter: Letter, link: str, content: bytes, sentence: str
) -> None:
    before = on_disk()

    response = client.post(link, typed(upload=SimpleUploadedFile("letter.pdf", content)))

    letter.refresh_from_db()
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert LETTER_CANARY in text_of(response)
    assert letter.text == LETTER["text"]
    assert f'name="version" value="{letter.version}"' in text_of(response)
    assert "data-saved-at" in text_of(response) and "data-not-saved" not in text_of(response)
    assert not StoredFile.objects.exists()
    assert on_disk() == before


# --- sent -----------------------------------------------------------------------------------------------------------
def test_the_review_walks_the_whole_letter(client: Client, letter: Letter, link: str) -> None:
    client.post(link, typed(text="", address=""))

    shown = text_of(client.get(link + "submission/"))
    tried = press(client, link + "submission/")

    assert tried.status_code == 422
    for page in (shown, text_of(tried)):
        assert f'href="{link}#id_text"' in page
        assert f'href="{link}#id_address"' in page
        assert f'href="{link}#id_telephone"' not in page
    letter.refresh_from_db()
    assert letter.state == "invited"


@pytest.mark.req("R40", "R41", "R16")
def test_a_letter_is_sent_once_and_then_closed(client: Client, letter: Letter, link: str) -> None:
    client.post(link, typed(upload=SimpleUploadedFile("letter.pdf", pdfs.pdf(["A letter"]))))

    first = press(client, link + "submission/")
    second = press(client, link + "submission/", follow=True)

    letter.refresh_from_db()
    assert first["Location"] == link
    assert letter.state == "sent"
    assert Entry.objects.filter(verb="letter_sent").count() == 1
    page = text_of(second)
    assert "Your letter has been received" in page
    assert letter.code in page
    assert LETTER_CANARY in page
    assert client.get(link + "file/").status_code == 200
    assert client.post(link + "file/removal/").status_code == 409
    late = client.post(link, typed(text="One more thing."))
    assert late.status_code == 409
    assert "One more thing." in text_of(late)


def test_the_copy_of_what_was_sent_ends_when_the_cycle_says(client: Client, letter: Letter, link: str) -> None:
    client.post(link, typed(upload=SimpleUploadedFile("letter.pdf", pdfs.pdf(["A letter"]))))
    press(client, link + "submission/")
    mail = Mail.objects.get(event="awards/letter_receipt")
    assert LETTER_CANARY not in mail.text + mail.html and "/letter/" not in mail.text + mail.html
    long_ago = timezone.now() - timedelta(days=366)
    Cycle.objects.update(opens_at=long_ago - timedelta(days=9), closes_at=long_ago, retention_months=12)

    page = text_of(client.get(link))

    assert "Your letter has been received" in page and letter.code in page
    assert LETTER_CANARY not in page
    assert client.get(link + "file/").status_code == 404


def test_a_supporter_sees_position_and_mission(client: Client, letter: Letter, link: str) -> None:
    assert "Second secretary, Nairobi" in text_of(client.get(link))


def test_declining_asks_first_and_can_be_undone(client: Client, letter: Letter, link: str, cast: Cast) -> None:
    url, note = link + "declining/", "I left\nbefore that."
    client.post(link, typed())
    asked = text_of(client.get(url))
    letter.refresh_from_db()
    assert "Decline to write" in asked and letter.state == "invited"

    client.post(url, {"note": note})
    page = text_of(client.get(link))
    assert "You have declined to write" in page and LETTER_CANARY in page
    assert client.get(url)["Location"] == link
    refused = client.post(link, typed(text="More."), **JSON)
    assert (refused.status_code, refused.json()["code"]) == (409, "declined")
    nominator = Client()
    nominator.force_login(cast.officer)
    theirs = text_of(nominator.get(reverse("awards:supporters", args=[letter.nomination.code])))
    assert "Declined" in theirs and note in theirs and LETTER_CANARY not in theirs
    assert "Send a reminder" not in theirs

    client.post(link + "declining/removal/")
    assert "Your letter" in text_of(client.get(link))
    assert note not in text_of(nominator.get(reverse("awards:supporters", args=[letter.nomination.code])))


def test_declining_what_was_sent_or_too_late_is_said(client: Client, letter: Letter, link: str, cycle: Cycle) -> None:
    client.post(link, typed())
    press(client, link + "submission/")
    sent = client.post(link + "declining/", {"note": "x"})
    close(cycle)
    late = client.post(link + "declining/removal/")

    assert (sent.status_code, late.status_code) == (409, 409)
    assert "This letter has been sent already." in text_of(sent)
    assert client.post("/en/awards/letter/nobody/declining/").status_code == 404


def test_a_revoked_letter_gives_the_text_back(client: Client, letter: Letter, link: str) -> None:
    client.post(link, typed())
    actions.revoke_letter(letter, by=letter.nomination.nominator)

    page = client.get(link)
    review = client.get(link + "submission/")
    late = client.post(link, typed(text="Typed after that."))

    assert page.status_code == review.status_code == late.status_code == 410
    assert "This letter is no longer needed" in text_of(page)
    assert LETTER_CANARY in text_of(page)
    assert "Typed after that." in text_of(late)


@pytest.mark.req("R46", "R48")
def test_after_the_deadline_the_text_comes_back(client: Client, letter: Letter, link: str, cycle: Cycle) -> None:
    client.post(link, typed())
    close(cycle)

    late = client.post(link, typed(text="Typed too late.", version=1))
    sent = press(client, link + "submission/")

    assert late.status_code == sent.status_code == 409
    for page in (text_of(client.get(link)), text_of(late), text_of(sent)):
        assert "The deadline has passed" in page
        assert LETTER_CANARY in page
    assert "Typed too late." in text_of(late)
    letter.refresh_from_db()
    assert letter.state == "invited"


def test_a_letter_for_a_disqualified_nomination(client: Client, cycle: Cycle, cast: Cast) -> None:
    nomination = make_submitted(cycle, cast.officer)
    link = reverse("awards:letter", args=[make_token(make_letter(nomination, "third@example.org"))])
    nomination_actions.disqualify_nomination(nomination, by=cast.staff, reason="No.")

    assert "This nomination is no longer considered" in text_of(client.get(link))
    assert client.post(link, typed()).status_code == 409


@pytest.mark.req("R16")
def test_one_link_opens_one_letter(client: Client, letter: Letter, link: str) -> None:
    make_sent_letter(letter.nomination, "other@example.org", text="The other letter, zebra.", full_name="Other Writer")

    for address in (link, link + "submission/"):
        assert "zebra" not in text_of(client.get(address))
        assert "Other Writer" not in text_of(client.get(address))


@pytest.mark.req("R60")
def test_the_pages_are_in_french(client: Client, link: str) -> None:
    french = link.replace("/en/", "/fr/", 1)

    assert "Une lettre d’appui pour <bdi>Narwhalia Jones</bdi>" in text_of(client.get(french))
    refused = client.post(french, typed(upload=SimpleUploadedFile("x.pdf", b"MZ")))
    assert "This is not" not in text_of(refused)


@pytest.mark.req("R19")
def test_a_missing_file_of_a_link_is_as_private_as_the_letter(client: Client, letter: Letter) -> None:
    response = client.get(reverse("awards:letter_own_file", args=[make_token(letter)]))

    assert response.status_code == 404
    assert (response["Referrer-Policy"], response["Cache-Control"]) == ("no-referrer", "no-store, private")
