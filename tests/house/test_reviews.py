"""Nobody hands in words that they have not seen: every page that reviews a draft and hands it in is walked."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from awards.letters import actions as letters
from awards.letters.views.corrections import CorrectionPages
from awards.letters.views.letters import LetterPages
from awards.models import Letter
from awards.nominations import actions as nominations
from awards.nominations.views import NominationPages
from contests.actions.drafts import save_draft as save_entry
from contests.views.drafts import EntryPages
from members.applications.actions.applicant import save_application
from members.applications.views import AnswerPages, ApplicationPages
from pafso.audit.models import Entry as Audit
from pafso.drafts.models import Draft
from pafso.drafts.views import DraftPages
from pafso.files import uploads
from pafso.mail.models import Mail
from tests.factories import applications, awards, contests
from tests.factories.pdfs import pdf
from tests.factories.people import Cast
from tests.factories.reviews import shown_on

NEWER = "Sandpiper, seen on a second evening."


@dataclass
class Review:
    """A draft that is complete, the page that hands it in, and how the same person saves a newer text elsewhere."""

    row: Draft
    url: str
    save: Callable[[], object]
    is_in: Callable[[], bool]
    typed: dict[str, str]


def _nomination(client: Client, cast: Cast) -> Review:
    row = awards.make_draft(awards.make_cycle(awards.make_award(letters_needed=0)), cast.officer)
    client.force_login(cast.officer)

    def save() -> object:
        return nominations.save_draft(row, by=cast.officer, values={"case": NEWER}, tab="other", version=row.version)

    return Review(row, reverse("awards:submission", args=[row.code]), save, lambda: _state(row) == "submitted", {})


def _letter(client: Client, cast: Cast) -> Review:
    row, token = _written_letter(cast)

    def save() -> object:
        return letters.save_letter_draft(row, values={"text": NEWER}, tab="other", version=row.version)

    return Review(row, reverse("awards:letter_review", args=[token]), save, lambda: _state(row) == "sent", {})


def _correction(client: Client, cast: Cast) -> Review:
    letter, token = _written_letter(cast)
    letter = letters.send_letter(letter)
    row = letters.save_correction(letter, values={"text": "What I saw."}, tab="one", version=0)

    def save() -> object:
        return letters.save_correction(letter, values={"text": NEWER}, tab="other", version=row.version)

    def is_in() -> bool:
        return Letter.objects.get(pk=letter.pk).corrected_at is not None

    return Review(row, reverse("awards:letter_correction_review", args=[token]), save, is_in, {})


def _application(client: Client, cast: Cast) -> Review:
    row = applications.make_application(cast.newcomer)
    client.force_login(cast.newcomer)

    def save() -> object:
        return save_application(row, values={"name": NEWER}, tab="other", version=row.version)

    url = reverse("members:application_submission", args=[row.code])
    return Review(row, url, save, lambda: _state(row) == "submitted", {})


def _entry(client: Client, cast: Cast) -> Review:
    row = contests.make_draft(contests.make_contest(), cast.officer)
    client.force_login(cast.officer)

    def save() -> object:
        return save_entry(row, values={"story": NEWER}, tab="other", version=row.version)

    url = reverse("contests:submission", args=[row.code])
    return Review(row, url, save, lambda: _state(row) == "received", {"rights": "on"})


def _written_letter(cast: Cast) -> tuple[Letter, str]:
    nomination = awards.make_draft(awards.make_cycle(awards.make_award(letters_needed=1)), cast.officer)
    letter = awards.make_letter(nomination)
    written = letters.save_letter_draft(letter, values=awards.LETTER, tab="one", version=letter.version)
    return written, awards.make_token(letter)


def _state(row: Any) -> str:
    return str(type(row).objects.get(pk=row.pk).state)


# Whoever adds pages of a text that saves itself adds here how it is reviewed and handed in.
REVIEWS: dict[type[DraftPages[Any]], Callable[[Client, Cast], Review]] = {
    NominationPages: _nomination,
    LetterPages: _letter,
    CorrectionPages: _correction,
    ApplicationPages: _application,
    EntryPages: _entry,
}
# Its button saves what its own page shows, under the version of that page, and hands that in.
HANDS_IN_WHAT_IT_SAVES = {AnswerPages}


def every_class_of_pages(of: type[DraftPages[Any]] = DraftPages) -> set[type[DraftPages[Any]]]:
    return {each for one in of.__subclasses__() for each in (one, *every_class_of_pages(one))}


def test_every_text_that_saves_itself_is_walked() -> None:
    assert every_class_of_pages() == {*REVIEWS, *HANDS_IN_WHAT_IT_SAVES}


@pytest.mark.req("R41")
@pytest.mark.parametrize("pages", REVIEWS)
def test_what_was_changed_after_it_was_read_is_not_handed_in(
    client: Client, cast: Cast, pages: type[DraftPages[Any]]
) -> None:
    review = REVIEWS[pages](client, cast)
    read = shown_on(client, review.url)
    assert len(read["shown"]) == 24 and NEWER not in client.get(review.url).text
    review.save()
    trail, mails = Audit.objects.count(), Mail.objects.count()

    refused = client.post(review.url, read | review.typed)

    assert (refused.status_code, refused.context["error"].code, review.is_in()) == (409, "read_it_first", False)
    assert NEWER in refused.text and str(refused.context["error"]) in unescape(refused.text)
    assert (Audit.objects.count(), Mail.objects.count()) == (trail, mails)
    assert refused.context["shown"] == shown_on(client, review.url)["shown"] != read["shown"]

    knowingly = client.post(review.url, {"shown": refused.context["shown"]} | review.typed)

    assert (knowingly.status_code, review.is_in()) == (302, True)


@pytest.mark.parametrize("pages", REVIEWS)
@pytest.mark.parametrize("read", [{}, {"shown": ""}, {"shown": "0" * 24}], ids=["none", "empty", "made up"])
def test_a_page_that_does_not_say_what_it_showed_hands_nothing_in(
    client: Client, cast: Cast, pages: type[DraftPages[Any]], read: dict[str, str]
) -> None:
    review = REVIEWS[pages](client, cast)

    refused = client.post(review.url, read | review.typed)

    assert (refused.status_code, refused.context["error"].code, review.is_in()) == (409, "read_it_first", False)


@pytest.mark.parametrize("pages", REVIEWS)
def test_the_same_press_twice_is_one_and_no_conflict(client: Client, cast: Cast, pages: type[DraftPages[Any]]) -> None:
    review = REVIEWS[pages](client, cast)
    read = shown_on(client, review.url) | review.typed
    first = client.post(review.url, read)
    trail, mails = Audit.objects.count(), Mail.objects.count()

    second = client.post(review.url, read)

    assert (first.status_code, second.status_code, review.is_in()) == (302, 302, True)
    assert first["Location"].rpartition("#")[0] == second["Location"].rpartition("#")[0]
    assert (Audit.objects.count(), Mail.objects.count()) == (trail, mails)


def sentence_of(refused: Any) -> str:
    """What the page says in its notice."""
    (said,) = re.findall(r'<div class="notice notice-error"[^>]*>.*?<p>(.*?)</p>', refused.text, re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", "", said))


def test_the_co_nominator_who_saved_meanwhile_is_named_with_the_time(client: Client, cast: Cast) -> None:
    draft = awards.make_draft(awards.make_cycle(awards.make_award(letters_needed=0)), cast.officer)
    awards.make_co_nominator(draft, cast.colleague)
    client.force_login(cast.officer)
    url = reverse("awards:submission", args=[draft.code])
    read = shown_on(client, url)
    with time_machine.travel(datetime(2026, 11, 27, 2, 43, tzinfo=UTC), tick=False):
        nominations.save_draft(draft, by=cast.colleague, values={"case": NEWER}, tab="b", version=draft.version)

    refused = [client.post(each, read) for each in (url, url.replace("/en/", "/fr/"))]

    name = cast.colleague.name
    english = f"{name} saved a newer text: Thursday, November 26, 2026, 21:43 (EST). Nothing was submitted: read it below, then submit it."
    french = (
        f"{name} a enregistré un texte plus récent\u00a0: jeudi 26 novembre 2026 à 21\u00a0h\u00a043 (HNE). "
        "Rien n’a été soumis\u00a0: lisez-le ci-dessous, puis soumettez-le."
    )
    assert [sentence_of(each) for each in refused] == [english, french]


def test_another_file_is_another_letter_though_no_word_changed(client: Client, cast: Cast) -> None:
    review = _letter(client, cast)
    read = shown_on(client, review.url)
    upload = SimpleUploadedFile("letter.pdf", pdf())
    letters.attach_file(Letter.objects.get(pk=review.row.pk), uploads.check_document(upload))

    refused = client.post(review.url, read)

    assert (refused.status_code, refused.context["error"].code, review.is_in()) == (409, "read_it_first", False)
