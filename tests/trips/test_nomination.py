"""A member nominates, two supporters write without an account, the nomination is handed in; mail included."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail as delivered
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from awards.models import Letter, Nomination
from pafso.web.typed_text import PREFIX, mark_of
from tests.factories.awards import make_cycle
from tests.factories.pdfs import pdf
from tests.factories.people import PASSWORD, Cast
from tests.factories.reviews import press

LINK = re.compile(r"https?://[^/\s]+(/(?:en|fr)/\S+)")
CONTACT = {
    "address": "12, rue de Thiong, Dakar",
    "telephone": "+221 33 555 01 00",
    "tab": "supporter",
    "version": "0",
}


def hidden(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.content.decode())
    assert found, name
    return found[1]


def mails_to(address: str) -> list[Any]:
    return [message for message in delivered.outbox if message.to == [address]]


def link_in(message: Any) -> str:
    found = LINK.search(message.body)
    assert found
    return found[1]


def sign_in(client: Client, cast: Cast) -> None:
    client.post("/en/accounts/login/", {"login": cast.officer.email, "password": PASSWORD})


@pytest.mark.req("R40", "R42", "R48")
def test_from_the_first_word_to_the_receipt(client: Client, cast: Cast, commits: Callable[[], Any]) -> None:
    cycle = make_cycle()
    sign_in(client, cast)

    # The draft begins with a button and saves itself.
    started = client.post(
        "/en/awards/pafso-awards/2027/nominations/",
        {"form_token": hidden(client.get(cycle.get_absolute_url()), "form_token")},
    )
    draft_url = started["Location"]
    page = client.get(draft_url)
    words = {"tab": hidden(page, "tab"), "version": hidden(page, "version"), "language": "en", "nominee_email": ""}
    words |= {PREFIX + mark_of(cast.officer): ""}
    words |= {"nominee_name": "Thérèse Okonkwo", "nominee_position": "Second secretary, Dakar", "case": "Eleven days."}
    assert client.post(draft_url, words, headers={"accept": "application/json"}).status_code == 200

    # The session runs out in the middle of a sentence; the sentence is there after the sign-in.
    client.post("/en/accounts/logout/")
    client.post(draft_url, {**words, "case": "Eleven days in a school."})
    sign_in(client, cast)
    page = client.get(draft_url)
    assert "Eleven days in a school." in page.content.decode()
    assert client.post(draft_url, {**words, "case": "Eleven days in a school."})["Location"] == f"{draft_url}letters/"

    # Two supporters are asked, each in a language.
    for name, email, language in (("Awa", "awa@example.org", "fr"), ("Grace", "grace@example.org", "en")):
        token = hidden(client.get(f"{draft_url}letters/"), "form_token")
        form = {"form_token": token, "name": name, "email": email, "language": language}
        with commits():
            client.post(f"{draft_url}letters/", form)
    (asked_awa,), (asked_grace,) = mails_to("awa@example.org"), mails_to("grace@example.org")
    assert "lettre d’appui" in asked_awa.subject
    assert link_in(asked_awa).startswith("/fr/awards/letter/")

    # One writes, one sends a file; neither has an account.
    awa, grace = Client(), Client()
    awa.post(
        link_in(asked_awa), {**CONTACT, "full_name": "Awa Ndiaye", "contact_email": "awa@example.org", "text": "Oui."}
    )
    with commits():
        press(awa, link_in(asked_awa) + "submission/")
    assert "1 of 2 letters received." in mails_to("alix@example.org")[-1].body
    assert press(client, f"{draft_url}submission/").status_code == 422
    upload = SimpleUploadedFile("letter.pdf", pdf(["I saw it."]))
    grace.post(
        link_in(asked_grace),
        {**CONTACT, "full_name": "Grace", "contact_email": "grace@example.org", "text": "", "upload": upload},
    )
    with commits():
        sent = press(grace, link_in(asked_grace) + "submission/", follow=True)
    code = Letter.objects.get(email="grace@example.org").code
    assert code in sent.content.decode()
    assert code in mails_to("grace@example.org")[-1].body

    # Handed in: the receipt is on the page and in the mail.
    with commits():
        receipt = press(client, f"{draft_url}submission/", follow=True)
    nomination = Nomination.objects.get()
    assert nomination.state == "submitted"
    assert nomination.code in receipt.content.decode()
    last = mails_to("alix@example.org")[-1]
    assert nomination.code in last.subject
    assert "Thérèse Okonkwo" not in last.subject
    assert client.get(link_in(last)).status_code == 200
    assert [len(mails_to(f"{who}@example.org")) for who in ("awa", "grace", "alix")] == [3, 3, 3]

    # The office reads it, file included.
    office = Client()
    office.force_login(cast.staff)
    listed = office.get("/admin/awards/nomination/").content.decode()
    assert nomination.code in listed
    served = office.post(f"/en/awards/letters/{code}/file/")
    assert b"".join(served.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
