"""Issue → text → search: the office uploads, the machine reads, the office publishes, members hear of it, anyone finds it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from magazine.models import Issue
from pafso.mail.beat import sweep
from pafso.mail.models import Mail
from tests.factories.magazine import make_pdf, make_upload
from tests.factories.office import confirm, open_and_save
from tests.factories.people import Cast

FORM = {
    "volume": "38",
    "number": "3",
    "title_en": "Rivers",
    "title_fr": "Rivières",
    "dated": "2026-11-01",
    "cover_credit": "",
}
PAGES = (
    "The embassy and the river: what the ambassadors wrote to one another in the winter of the flood.",
    "L’hiver de la crue, les élèves de l’ambassade ont lu l’œuvre du poète sur la rive du fleuve.",
)


@pytest.mark.req("R41", "R42", "R60")
def test_an_issue_from_upload_to_search(cast: Cast, client: Client, commits: Callable[[], Any]) -> None:
    office, reader = client, Client()
    office.force_login(cast.staff)

    with commits():
        office.post("/admin/magazine/issue/add/", {**FORM, "upload": make_upload(make_pdf(*PAGES))})
    issue = Issue.objects.get()
    assert issue.state == Issue.State.READY
    assert reader.get("/en/magazine/38-3/").status_code == 404
    assert "No page has these words" in reader.get("/en/magazine/search/?q=embassy").text

    with commits():
        page = open_and_save(office, f"/admin/magazine/issue/{issue.pk}/change/", {**FORM, "_publish": "1"})["Location"]
        confirm(office, page)
        confirm(office, page)
    with commits():
        sweep()

    sent = {message.to[0]: message for message in mail.outbox}
    assert len(mail.outbox) == len(sent) == Mail.objects.filter(state=Mail.State.SENT).count() == 3
    french = sent[cast.colleague.email]
    assert french.subject == "bout de papier, Vol. 38, nº 3, vient de paraître"
    (link,) = re.findall(r"http\S+/fr/magazine/\S+", french.body)
    address = link[link.index("/fr/") :]

    assert "Rivières" in reader.get(address).text
    hits = reader.get("/fr/magazine/search/?q=eleves+OEUVRE").text
    (target,) = re.findall(r'href="(/fr/magazine/38-3/page/2/\?q=[^"]+)"', hits)
    opened = reader.get(target)
    assert "<mark>élèves</mark>" in opened.text
    assert "<mark>œuvre</mark>" in opened.text
    picture = reader.get(re.findall(r'<img src="([^"]+\.webp)"', opened.text)[0])
    assert b"".join(picture.streaming_content)[8:12] == b"WEBP"  # type: ignore[attr-defined]
    found = reader.get("/api/v1/search/?q=ambassador").json()["results"]
    assert [(hit["issue"], hit["page"]) for hit in found] == [("38-3", 1)]
