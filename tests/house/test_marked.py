"""Whatever a reader sees is in the catalogue or is data: every message is marked, and outside the marks stands nothing but data."""

import re
from collections.abc import Iterable

from django.test import Client

from members.models import User
from pafso.mail import catalogue
from pafso.mail.catalogue import Sample
from pafso.mail.samples import sample_mail
from tests.crawl import plain_addresses, walk
from tests.factories.demonstration import CLERK, MEMBER, supporters_page
from tests.marks import Data, Texts, in_one_line, without_marks

# For programs, where the names of the code are what is told; and the table of an import, which names each column in both languages.
OF_PROGRAMS = re.compile(r"/en/api/|/rollimport/add/")


def unmarked(client: Client, begin: Iterable[str], data: Data, fewest: int = 20) -> dict[str, str]:
    """What stands outside of the marks, with the first page that has it."""
    found, seen = dict[str, str](), 0
    for visited in walk(client, begin):
        if OF_PROGRAMS.search(visited.address):
            continue
        seen += 1
        for text in Texts(visited.html).unmarked():
            if left := data.left_of(text):
                found.setdefault(left, visited.address)
    assert seen > fewest, seen
    return found


def test_a_stranger_reads_nothing_else(client: Client, data: Data) -> None:
    assert unmarked(client, ["/en/", *plain_addresses()], data) == {}


def test_a_member_reads_nothing_else(client: Client, data: Data) -> None:
    client.force_login(User.objects.get(email=MEMBER))

    assert unmarked(client, ["/en/", *plain_addresses()], data) == {}


def test_a_supporter_reads_nothing_else(client: Client, data: Data) -> None:
    assert unmarked(client, [supporters_page("en")], data, fewest=3) == {}


def test_the_office_reads_nothing_else(client: Client, data: Data) -> None:
    client.force_login(User.objects.get(email=CLERK))

    assert unmarked(client, ["/admin/"], data) == {}


def test_a_mail_says_nothing_else(data: Data) -> None:
    found = dict[str, str]()
    for event in catalogue.every_event():
        mail = sample_mail(event, Sample("en"))
        for text in (mail.subject, mail.text, *Texts(mail.html).unmarked()):
            for piece in without_marks(in_one_line(text)).splitlines():
                if left := data.left_of(re.sub(r"https?://\S+", " ", piece)):
                    found.setdefault(left, event.name)

    assert found == {}


def test_each_kind_of_leak_is_seen(data: Data) -> None:
    page = (
        '<title>⟦Home⟧</title><p>⟦Good day, <b>you</b>⟧ Created at</p><img alt="True"><input type="submit" value="Go">'
    )

    assert [left for text in Texts(page).unmarked() if (left := data.left_of(text))] == ["Created at", "True", "Go"]
    assert data.left_of("Margaret O’Neill") == ""
