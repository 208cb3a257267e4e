"""The four trips with two workers in processes of their own: every mail arrives once, in the language of its reader."""

import re
import uuid
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from awards.models import Nomination
from contests.actions import results
from contests.models import Contest, Derivative, Entry
from magazine.models import Issue
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from tests.factories import awards as make_awards
from tests.factories import contests as make_contests
from tests.factories import pictures
from tests.factories.magazine import make_pdf, make_upload
from tests.factories.office import confirm, open_and_save
from tests.factories.people import Cast, make_cast
from tests.factories.reviews import press
from tests.factories.smtp import Server
from tests.members.walk import CODE, log_in
from tests.services.stack import Stack, assert_each_arrived_once, wait_until

NEW_PASSWORD = "quatre chats gris sur un toit"
FORGOT = "/fr/accounts/password/reset/"
ISSUE = {"volume": "38", "number": "3", "title_en": "Rivers", "title_fr": "Rivières", "dated": "2026-11-01"}


@pytest.fixture
def cast(stack: Stack) -> Cast:
    """Committed, for other processes to see."""
    stack.workers("one", "two")
    stack.beat()
    return make_cast()


def text_of(message: Any) -> str:
    return str(message.get_body(("plain",)).get_content())


def events() -> Counter[tuple[str, str, str]]:
    return Counter(Mail.objects.values_list("event", "to", "language"))


@pytest.mark.req("R08", "R42", "R43", "R60")
def test_forgotten_details(cast: Cast, smtp: Server, client: Client) -> None:
    client.post(FORGOT, {"email": "benoit@example.org"}, follow=True)
    wait_until(lambda: smtp.received, what="the code arrives")
    (code,) = CODE.findall(text_of(smtp.received[0]).replace("\r\n", "\n"))
    client.post(f"{FORGOT}confirm/", {"code": code})
    client.post(f"{FORGOT}complete/", {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert_each_arrived_once(smtp)
    subjects = Counter((message["To"], message["Subject"]) for message in smtp.received)
    assert subjects == Counter(
        [
            ("benoit@example.org", "Votre code pour changer de mot de passe"),
            ("benoit@example.org", "Vous avez un nouveau mot de passe"),
        ]
    )
    assert log_in(Client(), "benoit@example.org", NEW_PASSWORD)["Location"] == "/en/account/"
    asked = Mail.objects.get(event="members/reset_code_asked")
    assert (asked.text, asked.html) == ("", "")


@pytest.mark.req("R42", "R43", "R60")
def test_nomination(cast: Cast, smtp: Server, client: Client) -> None:
    cycle = make_awards.make_cycle()
    client.force_login(cast.colleague)
    nomination = _nominated(client, cycle)
    for email, language in (("un@example.org", "fr"), ("two@example.org", "en")):
        asked = {"form_token": uuid.uuid4(), "name": f"Quill {language}", "email": email, "language": language}
        client.post(_page("awards:supporters", nomination.code), asked)
    wait_until(lambda: len(smtp.received) == 2, what="both supporters are asked")
    for invitation in list(smtp.received):
        _write_letter(invitation)
    press(client, _page("awards:submission", nomination.code))
    press(client, _page("awards:submission", nomination.code))

    assert_each_arrived_once(smtp)
    assert Nomination.objects.get().state == Nomination.State.SUBMITTED
    assert events() == Counter(
        {
            ("awards/letter_invitation", "un@example.org", "fr"): 1,
            ("awards/letter_invitation", "two@example.org", "en"): 1,
            ("awards/letter_thanks", "un@example.org", "fr"): 1,
            ("awards/letter_thanks", "two@example.org", "en"): 1,
            ("awards/letter_receipt", "un@example.org", "fr"): 1,
            ("awards/letter_receipt", "two@example.org", "en"): 1,
            ("awards/letter_received", "benoit@example.org", "fr"): 2,
            ("awards/nomination_received", "benoit@example.org", "fr"): 1,
        }
    )
    assert set(Mail.objects.filter(event="awards/letter_invitation").values_list("text", flat=True)) == {""}


def _nominated(client: Client, cycle: Any) -> Nomination:
    client.post(_page("awards:start", cycle.award.slug, cycle.year), {"form_token": uuid.uuid4()})
    nomination = Nomination.objects.get()
    typed = {"nominee_name": "Ida Roe", "nominee_position": "Attachée, Nairobi", "language": "fr", "case": "Voici."}
    client.post(_page("awards:nomination", nomination.code), {**typed, "tab": "t", "version": 0})
    return nomination


def _write_letter(invitation: Any) -> None:
    """Whoever got the mail follows its link, without an account, and presses the last button twice."""
    (path,) = re.findall(r"http://[^/\s]+(/\S+/letter/\S+)", text_of(invitation))
    visitor = Client()
    assert visitor.get(path).status_code == 200
    letter = {name: value for name, value in make_awards.LETTER.items() if name != "language"}
    visitor.post(path, {**letter, "language": invitation["Content-Language"], "tab": "t", "version": 0})
    for _ in range(2):
        assert press(visitor, f"{path}submission/").status_code == 302


@pytest.mark.req("R31", "R42", "R43", "R60")
def test_photo(cast: Cast, smtp: Server, client: Client) -> None:
    contest = make_contests.make_contest()
    shown = _entered(contest, cast.colleague, pictures.jpeg((1600, 1200), orientation=6))
    refused = _entered(contest, cast.officer, pictures.png(size=(640, 480)))
    wait_until(lambda: not Entry.objects.filter(prepared_at=None).exists(), what="a worker makes the sizes")
    client.force_login(cast.colleague)
    receipt = client.get(shown.get_absolute_url()).text
    for derivative in shown.derivatives.all():
        assert f"/photos/{derivative.pk}/ " in receipt

    results.accept_entry(shown, by=cast.staff)
    results.disqualify_entry(refused, by=cast.staff, reason="The rules ask for water.")
    results.award_placing(shown, by=cast.staff, rank=1, citation_en="Clear.", citation_fr="Limpide.")
    Contest.objects.update(closes_at=timezone.now() - timedelta(days=2))
    results.publish_gallery(Contest.objects.get(), by=cast.staff)
    wait_until(lambda: Contest.objects.get().announced_at, what="the gallery is announced")

    assert_each_arrived_once(smtp)
    assert events() == Counter(
        {
            ("contests/entry_received", "benoit@example.org", "fr"): 1,
            ("contests/entry_received", "alix@example.org", "en"): 1,
            ("contests/entry_disqualified", "alix@example.org", "en"): 1,
            ("contests/gallery_published", "benoit@example.org", "fr"): 1,
            ("contests/gallery_published", "alix@example.org", "en"): 1,
        }
    )
    sizes = shown.derivatives.values_list("edge", "width", "height")
    assert list(sizes) == [(320, 320, 240), (640, 640, 480), (1280, 1280, 960), (2560, 1600, 1200)]
    assert f"/photos/{shown.derivatives.first().pk}/" in Client().get(_page("contests:gallery", "2027")).text
    assert StoredFile.objects.count() == 2 + Derivative.objects.count()


def _entered(contest: Contest, person: Any, photo: bytes) -> Entry:
    author = Client()
    author.force_login(person)
    said = {"title": "L’aube", "place": "Dakar", "story": "Nous attendions.", "language": "fr", "rights": "on"}
    form = {**said, "category": contest.categories.first().pk, "photo": make_contests.upload(photo)}
    answer = author.post(_page("contests:enter", contest.slug), form)
    assert answer.status_code == 302
    assert press(author, answer["Location"], {"rights": "on"}).status_code == 302
    return Entry.objects.get(entrant=person)


@pytest.mark.req("R42", "R43", "R45", "R60")
def test_issue(cast: Cast, smtp: Server, client: Client) -> None:
    client.force_login(cast.staff)
    pdf = make_pdf("The winter of the flood, as ambassadors saw it.", "L’hiver de la crue, lu par les élèves.")
    client.post("/admin/magazine/issue/add/", {**ISSUE, "cover_credit": "", "upload": make_upload(pdf)})
    wait_until(lambda: Issue.objects.filter(state=Issue.State.READY).exists(), what="a worker reads the PDF")
    issue = Issue.objects.get()
    change = f"/admin/magazine/issue/{issue.pk}/change/"
    page = open_and_save(client, change, {**ISSUE, "cover_credit": "", "_publish": "1"})["Location"]
    confirm(client, page)
    confirm(client, page)
    wait_until(lambda: Issue.objects.get().announced_at, what="the members are written to")

    assert_each_arrived_once(smtp)
    assert events() == Counter(
        {
            ("magazine/issue_published", "alix@example.org", "en"): 1,
            ("magazine/issue_published", "benoit@example.org", "fr"): 1,
            ("magazine/issue_published", "margaret@example.org", "en"): 1,
        }
    )
    assert "/fr/magazine/38-3/page/2/" in Client().get("/fr/magazine/search/?q=eleves").text


def _page(name: str, *parts: Any) -> str:
    with translation.override("fr"):
        return reverse(name, args=parts)
