"""The nominator asks for letters; only those who may read a letter read it."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from awards.letters import actions
from awards.models import Cycle, Letter, Nomination
from pafso.audit.models import Entry
from pafso.files import uploads
from pafso.mail.models import Mail
from pafso.web.typed_text import PREFIX, mark_of
from tests.factories.awards import (
    LETTER,
    LETTER_CANARY,
    close,
    make_award,
    make_cycle,
    make_draft,
    make_letter,
    make_sent_letter,
    make_submitted,
)
from tests.factories.pdfs import docx, pdf
from tests.factories.people import PASSWORD, Cast


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make_cycle()


@pytest.fixture
def draft(cycle: Cycle, cast: Cast) -> Nomination:
    return make_draft(cycle, cast.officer)


def page_of(nomination: Nomination) -> str:
    return reverse("awards:supporters", args=[nomination.code])


def asking(**more: str) -> dict[str, str]:
    values = {"form_token": str(uuid.uuid4()), "name": "Grace Wanjiru", "email": "grace@example.org", "language": "en"}
    return {**values, **more}


def text_of(response: Any) -> str:
    return response.content.decode()


def with_file(nomination: Nomination, email: str, ending: str = "pdf") -> Letter:
    letter = make_letter(nomination, email)
    actions.save_letter_draft(letter, values={**LETTER, "text": ""}, tab="", version=0)
    upload = SimpleUploadedFile(f"secret name.{ending}", docx() if ending == "docx" else pdf(["A letter"]))
    actions.attach_file(letter, uploads.check_document(upload))
    return actions.send_letter(letter)


@pytest.mark.req("R41")
def test_asking_twice_with_one_press_asks_once(as_member: Client, draft: Nomination) -> None:
    form = asking()

    first = as_member.post(page_of(draft), form)
    second = as_member.post(page_of(draft), form, follow=True)

    assert first["Location"] == page_of(draft)
    assert "The invitation to Grace Wanjiru is on its way." in text_of(second)
    assert Letter.objects.count() == 1
    assert Mail.objects.filter(event="awards/letter_invitation").count() == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"email": "alix@example.org"}, "You cannot write a letter of support for your own nomination."),
        ({"email": "jones@example.org"}, "The nominee cannot write a letter of support."),
        ({"email": "quill@example.org"}, "You have already asked for a letter at this address."),
        ({"email": "no address"}, "Enter a valid email address."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_a_wrong_address_is_said_beside_the_field(
    as_member: Client, draft: Nomination, values: dict[str, str], sentence: str
) -> None:
    make_letter(draft)

    response = as_member.post(page_of(draft), asking(**values))

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert Letter.objects.count() == 1


def test_after_the_deadline_what_was_typed_comes_back(as_member: Client, draft: Nomination, cycle: Cycle) -> None:
    close(cycle)

    response = as_member.post(page_of(draft), asking())

    assert response.status_code == 409
    assert "grace@example.org" in text_of(response)
    assert "no more letters can be asked for or written" in text_of(response)


def test_of_a_received_nomination_the_pages_lead_to_the_receipt(as_member: Client, cycle: Cycle, cast: Cast) -> None:
    page = text_of(as_member.get(page_of(make_submitted(cycle, cast.officer))))

    assert "Your receipt" in page
    assert "Review and submit" not in page


def test_one_that_was_set_aside_says_what_to_do(as_member: Client, cycle: Cycle, cast: Cast) -> None:
    nomination = make_submitted(cycle, cast.officer)
    Nomination.objects.update(state="disqualified", disqualified_reason="Not a career officer.")

    page = text_of(as_member.get(reverse("awards:submission", args=[nomination.code])))

    assert "Not a career officer." in page
    assert "write to the office and quote the code" in page
    assert reverse("contact") in page


def test_without_a_nominee_the_page_leads_to_the_case(as_member: Client, cycle: Cycle, cast: Cast) -> None:
    draft = make_draft(cycle, cast.officer, nominee_name="")

    assert "First say whom you are nominating" in text_of(as_member.get(page_of(draft)))


@pytest.mark.req("R48")
def test_a_name_typed_in_a_session_that_ran_out_comes_back(client: Client, draft: Nomination, cast: Cast) -> None:
    client.post(page_of(draft), asking() | {PREFIX + mark_of(cast.officer): ""})
    client.post(reverse("account_login"), {"login": cast.officer.email, "password": PASSWORD})

    assert 'value="grace@example.org"' in text_of(client.get(page_of(draft)))
    assert not Letter.objects.exists()


def test_asking_again_and_no_longer(as_member: Client, draft: Nomination) -> None:
    letter = make_letter(draft)
    again = reverse("awards:invitation", args=[draft.code, letter.code])
    no_longer = reverse("awards:revocation", args=[draft.code, letter.code])

    assert as_member.get(again)["Location"] == as_member.get(no_longer)["Location"] == page_of(draft)
    assert "Asked again" in text_of(as_member.post(again, follow=True))
    assert "no longer needed" in text_of(as_member.post(no_longer, follow=True))
    assert "This letter is no longer needed." in text_of(as_member.post(again, follow=True))
    letter.refresh_from_db()
    assert letter.state == "revoked"


@pytest.mark.req("R15")
@pytest.mark.parametrize("name", ["invitation", "revocation"])
def test_a_letter_of_another_nomination_does_not_exist(
    client: Client, as_member: Client, draft: Nomination, cycle: Cycle, cast: Cast, name: str
) -> None:
    foreign = make_letter(make_draft(cycle, cast.colleague), "foreign@example.org")

    assert as_member.post(reverse(f"awards:{name}", args=[draft.code, foreign.code])).status_code == 404
    foreign_code = foreign.nomination.code
    assert as_member.post(reverse(f"awards:{name}", args=[foreign_code, foreign.code])).status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == "invited"
    assert foreign.links.count() == 1


@pytest.mark.req("R16")
def test_the_nominator_sees_that_a_letter_came_not_what_it_says(as_member: Client, draft: Nomination) -> None:
    letter = make_sent_letter(draft)

    page = text_of(as_member.get(page_of(draft)))

    assert "Supportina Quill" in page
    assert "Received" in page
    assert LETTER_CANARY not in page
    assert "1 Quay Street" not in page
    assert letter.code not in page


@pytest.mark.req("R15", "R16", "R54")
@pytest.mark.parametrize(
    ("name", "method", "verb"),
    [
        ("letter_text", "get", ["letter_read"]),
        ("letter_file", "get", []),
        ("letter_file", "post", ["letter_file_downloaded"]),
    ],
)
def test_who_opens_a_letter(client: Client, cycle: Cycle, cast: Cast, name: str, method: str, verb: list[str]) -> None:
    nomination = make_submitted(cycle, cast.officer)
    letter = with_file(nomination, "file@example.org")
    before = Entry.objects.latest("pk").pk

    found = {}
    for person in ("officer", "colleague", "outsider", "staff"):
        client.force_login(getattr(cast, person))
        found[person] = getattr(client, method)(reverse(f"awards:{name}", args=[letter.code])).status_code

    assert found == {"officer": 404, "colleague": 404, "outsider": 404, "staff": 200}
    noted = Entry.objects.filter(pk__gt=before, subject_label=letter.code).values_list("verb", "by_label")
    assert list(noted) == [(word, "Dominique Roy") for word in verb]


@pytest.mark.req("R16")
@pytest.mark.parametrize("name", ["letter_text", "letter_file"])
def test_the_office_does_not_read_letters_of_a_draft(client: Client, draft: Nomination, cast: Cast, name: str) -> None:
    letter = with_file(draft, "file@example.org")
    client.force_login(cast.staff)
    url = reverse(f"awards:{name}", args=[letter.code])

    assert client.get(url).status_code == 404
    assert client.post(url).status_code in {404, 405}
    assert not Entry.objects.filter(verb__in=["letter_read", "letter_file_downloaded"]).exists()


@pytest.mark.req("R26", "R34", "R54")
@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_a_file_is_taken_deliberately(client: Client, cycle: Cycle, cast: Cast, ending: str) -> None:
    letter = with_file(make_submitted(cycle, cast.officer), "file@example.org", ending)
    url = reverse("awards:letter_file", args=[letter.code])
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.staff)

    page = client.get(url)
    token = client.cookies["csrftoken"].value
    refused, taken = client.post(url), client.post(url, {"csrfmiddlewaretoken": token})

    assert {"pdf": "PDF", "docx": "Word (DOCX)"}[ending] in text_of(page)
    assert "Your download is recorded" in text_of(page)
    assert refused.status_code == 403
    assert taken["Content-Disposition"] == f'attachment; filename="{letter.code}.{ending}"'
    assert (taken["X-Content-Type-Options"], taken["Cache-Control"]) == ("nosniff", "private, no-store")
    assert b"".join(taken.streaming_content)[:4] in {b"%PDF", b"PK\x03\x04"}  # type: ignore[attr-defined]
    noted = Entry.objects.get(verb="letter_file_downloaded")
    assert letter.file
    assert noted.changes == {"nomination": letter.nomination.code, "sha256": letter.file.sha256}


def test_a_letter_without_a_file_has_none_to_open(client: Client, cycle: Cycle, cast: Cast) -> None:
    letter = make_submitted(cycle, cast.officer).letters.first()
    assert letter
    client.force_login(cast.staff)

    assert client.get(reverse("awards:letter_file", args=[letter.code])).status_code == 404
    assert LETTER_CANARY in text_of(client.get(reverse("awards:letter_text", args=[letter.code])))


def test_an_award_may_show_letters_to_the_nominator(as_member: Client, cast: Cast) -> None:
    cycle = make_cycle(make_award("open", letters_shown_to_nominator=True))
    draft = make_draft(cycle, cast.officer)
    letter = make_sent_letter(draft)
    url = reverse("awards:letter_text", args=[letter.code])

    assert f'href="{url}"' in text_of(as_member.get(page_of(draft)))
    assert LETTER_CANARY in text_of(as_member.get(url))


def test_the_page_costs_the_same_with_one_and_three(
    as_member: Client, draft: Nomination, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_sent_letter(draft, "one@example.org")
    as_member.get(page_of(draft))
    with django_assert_max_num_queries(6) as one:
        as_member.get(page_of(draft))
    make_sent_letter(draft, "two@example.org")
    make_letter(draft, "three@example.org")
    with django_assert_max_num_queries(6) as three:
        as_member.get(page_of(draft))

    assert len(one) == len(three)
