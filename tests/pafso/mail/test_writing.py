"""Addresses open from a mailbox, in the reader's language; a closed account gets no mail."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from members.models import User
from pafso.mail.models import Mail
from pafso.mail.writing import enqueue_to, format_moment, page_url
from tests.factories.magazine import make_issue
from tests.factories.people import Cast

MOMENT = datetime(2027, 4, 2, 3, 59, tzinfo=UTC)


def test_an_address_is_whole_and_in_the_readers_language(settings: Any) -> None:
    settings.SITE_URL = "https://services.example"

    with translation.override("en"):
        assert page_url("fr", "contact") == "https://services.example/fr/contact/"
        assert page_url("en", "magazine:issue", 38, 1) == "https://services.example/en/magazine/38-1/"


def test_a_moment_in_the_readers_language_not_in_the_pages() -> None:
    with translation.override("en"):
        assert format_moment(MOMENT, "fr") == "jeudi 1er avril 2027 à 23\u00a0h\u00a059 (HAE)"
        assert format_moment(MOMENT, "en") == "Thursday, April 1, 2027, 23:59 (EDT)"
        assert format_moment(None, "fr") == ""


def write_to(person: User, **more: Any) -> None:
    context = {"issue": make_issue(38, 1), "label": "Vol. 38", "address": "https://a.example/", "name": person.name}
    enqueue_to("magazine/issue_published", person, context=context, key=f"k:{person.pk}", **more)


def test_a_mail_goes_to_the_account_in_its_language(cast: Cast) -> None:
    write_to(cast.colleague, unsubscribe_url="https://a.example/out/")

    mail = Mail.objects.get()
    assert (mail.to, mail.language, mail.key) == (cast.colleague.email, "fr", f"k:{cast.colleague.pk}")
    assert mail.unsubscribe_url == "https://a.example/out/"


@pytest.mark.req("R59")
def test_a_closed_account_gets_none(cast: Cast) -> None:
    cast.colleague.is_active = False
    cast.colleague.save()

    write_to(cast.colleague)

    assert not Mail.objects.exists()
