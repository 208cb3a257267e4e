"""The catalogue of mails in the office: samples only, each as it arrives, and its HTML cut off from the page around it."""

import base64
import hashlib
import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from pafso.audit.models import Entry
from pafso.mail import catalogue
from pafso.mail.outbox import write
from pafso.models import MailKind, ReplyAddress
from tests.factories.office import make_clerk
from tests.factories.people import Cast

pytestmark = pytest.mark.django_db
LIST = "/admin/mail/mail/catalogue/"
EVENT = "/admin/mail/mail/catalogue/awards/letter_received/"


@pytest.fixture
def office(cast: Cast, client: Client) -> Client:
    client.force_login(cast.staff)
    return client


def test_every_event_is_listed_with_who_reads_its_answers(office: Client) -> None:
    ReplyAddress.objects.create(kind=MailKind.AWARDS, address="awards@example.org")

    page = office.get(LIST).content.decode()

    assert set(re.findall(r'href="/admin/mail/mail/catalogue/([^"]+)/"', page)) == {
        event.name for event in catalogue.every_event()
    }
    assert page.count("awards@example.org") == 1
    assert "services@pafso-apase.example" in page  # the other kinds, until the office writes one


def test_the_outbox_leads_there(office: Client) -> None:
    assert f'href="{LIST}"' in office.get(reverse("admin:mail_mail_changelist")).content.decode()


def test_a_mail_is_shown_in_both_languages_as_text_and_html(office: Client) -> None:
    page = office.get(EVENT).content.decode()

    assert "Letter of support received for K7QX3" in page
    assert "Une lettre d’appui est arrivée" in page
    assert re.findall(r'<iframe sandbox src="([^"]+)"', page) == [f"{EVENT}en.html", f"{EVENT}fr.html"]
    assert "<dd>The nominator and each co-nominator</dd>" in page


@pytest.mark.req("R23")
def test_the_html_is_framed_by_its_own_page_only_and_can_do_nothing(office: Client) -> None:
    around, inside = office.get(EVENT), office.get(f"{EVENT}fr.html")
    style = re.findall(r"<style>(.*?)</style>", inside.content.decode(), re.DOTALL)[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert "frame-src 'self'" in around["Content-Security-Policy"]
    assert inside["Content-Security-Policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
    )
    assert inside["X-Frame-Options"] == "SAMEORIGIN"
    assert "See the letters" not in inside.content.decode()  # in its own language
    assert around["X-Frame-Options"] == "DENY"


@pytest.mark.req("R16")
def test_nobodys_mail_is_in_it(office: Client) -> None:
    words = {
        "subject": "Zebulon Quince",
        "text": "We have received your nomination of Zebulon Quince.",
        "html": "<p>Zebulon Quince</p>",
    }
    write("awards/letter_received", to="zebulon@example.org", language="en", key="k", **words)

    for path in (LIST, EVENT, f"{EVENT}en.html"):
        answer = office.get(path)
        assert answer.status_code == 200
        assert "ebulon" not in answer.content.decode()


@pytest.mark.req("R14")
@pytest.mark.parametrize("path", [LIST, EVENT, f"{EVENT}en.html"])
def test_it_is_for_those_who_see_the_outbox(client: Client, cast: Cast, path: str) -> None:
    clerk = make_clerk()
    clerk.groups.clear()
    client.force_login(clerk)
    refused = client.get(path)
    clerk.user_permissions.add(Permission.objects.get(codename="view_mail"))
    shown = client.get(path)

    assert (refused.status_code, shown.status_code) == (403, 200)
    client.force_login(cast.officer)
    assert client.get(path).status_code == 302


@pytest.mark.parametrize("path", ["awards/letter_burnt/", "awards/letter_received/de.html", "library/message/"])
def test_what_is_not_in_the_catalogue_is_not_there(office: Client, path: str) -> None:
    assert office.get(f"{LIST}{path}").status_code == 404


def test_its_cost_is_that_of_one_look_at_the_addresses(
    office: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office.get(LIST)
    with django_assert_num_queries(4):
        office.get(LIST)
    for kind in MailKind.values:
        ReplyAddress.objects.create(kind=kind, address="a@example.org")
    with django_assert_num_queries(4):
        office.get(LIST)


def test_the_office_says_who_reads_the_answers(office: Client) -> None:
    add = reverse("admin:pafso_replyaddress_add")

    wrong = office.post(add, {"kind": "awards", "address": "nobody"})
    right = office.post(add, {"kind": "awards", "address": "awards@example.org"})
    again = office.post(add, {"kind": "awards", "address": "others@example.org"})

    assert "Enter a valid email address" in wrong.content.decode()
    assert right.status_code == 302
    assert again.status_code == 200
    assert list(ReplyAddress.objects.values_list("kind", "address")) == [("awards", "awards@example.org")]
    assert [(entry.verb, entry.subject_type) for entry in Entry.objects.filter(subject_type="pafso.ReplyAddress")] == [
        ("added_by_staff", "pafso.ReplyAddress")
    ]
