"""The two files that programs look for: as the office wrote them, or as they stand without it; nothing of a visitor in them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from pafso.models import MailKind, ReplyAddress, Text
from pafso.web.plain_files import DEFAULT_ROBOTS, runs_out
from tests.factories.people import Cast

pytestmark = pytest.mark.django_db
ADDRESSES = ["/robots.txt", "/.well-known/security.txt"]
NOW = datetime(2026, 8, 17, 12, tzinfo=UTC)


def write(key: str, body: str) -> None:
    Text.objects.create(key=key, title_en=key, title_fr=key, body_en=body, body_fr=body)


def lines(client: Client, path: str) -> list[str]:
    return client.get(path).content.decode().splitlines()


def test_robots_stay_out_of_what_is_not_for_them(client: Client) -> None:
    assert client.get("/robots.txt").content.decode() == DEFAULT_ROBOTS
    write("robots-txt", "User-agent: *\r\nDisallow: /\r\n")

    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


@time_machine.travel(NOW, tick=False)
def test_whom_to_tell_without_a_text_of_the_office(client: Client, settings: Any) -> None:
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = "https://services.example.org", "PAFSO <services@example.org>"
    rest = [
        "Preferred-Languages: en, fr",
        "Canonical: https://services.example.org/.well-known/security.txt",
        "Expires: 2027-02-01T00:00:00Z",
    ]

    assert lines(client, "/.well-known/security.txt") == ["Contact: mailto:services@example.org", *rest]
    ReplyAddress.objects.create(kind=MailKind.ACCOUNTS, address="safe@example.org")
    assert lines(client, "/.well-known/security.txt") == ["Contact: mailto:safe@example.org", *rest]


@time_machine.travel(NOW, tick=False)
def test_the_offices_own_words_never_run_out(client: Client) -> None:
    own = ["# Thank you.", "Contact: https://example.org/report", "Canonical: https://example.org/s.txt"]
    write("security-txt", "\n".join([*own, "expires: 2020-01-01T00:00:00Z"]))

    assert lines(client, "/.well-known/security.txt") == [*own, "Expires: 2027-02-01T00:00:00Z"]


@pytest.mark.parametrize("month", range(1, 13))
def test_it_always_runs_out_later_and_within_a_year(month: int) -> None:
    for day in (1, 28):
        ahead = runs_out(datetime(2026, month, day, 23, 59, tzinfo=UTC)) - datetime(2026, month, day, tzinfo=UTC)
        assert timedelta(days=150) < ahead < timedelta(days=200)


@pytest.mark.parametrize(("path", "queries"), [(ADDRESSES[0], 1), (ADDRESSES[1], 2)])
def test_one_copy_is_for_everybody(
    client: Client, cast: Cast, path: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(cast.officer)
    with django_assert_num_queries(queries):  # no session, no account
        to_a_member = client.get(path)
    client.logout()
    answer = client.get(path)

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert answer.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"  # a long one is compressed, and no more
    assert to_a_member.content == answer.content
    for each in (answer, to_a_member):
        assert "Set-Cookie" not in each.headers
        assert not each.cookies


@pytest.mark.req("R30")
@pytest.mark.parametrize("path", ADDRESSES)
def test_an_unknown_host_gets_neither(client: Client, path: str) -> None:
    assert client.get(path, headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    ("key", "english", "french", "sentence"),
    [
        ("robots-txt", "User-agent: *", "User-agent: x", "write the same text in both"),
        ("security-txt", "Contact: mailto:a@b.ca", "", "write the same text in both"),
        ("security-txt", "Write to us", "Write to us", "One line must say whom to contact"),
    ],
)
def test_a_file_that_programs_could_not_read_is_refused(key: str, english: str, french: str, sentence: str) -> None:
    text = Text(key=key, title_en="t", title_fr="t", body_en=english, body_fr=french)

    with pytest.raises(ValidationError, match=sentence):
        text.clean()


def test_other_texts_have_two_languages() -> None:
    text = Text(key="president", title_en="t", title_fr="t", body_en="Welcome", body_fr="Bienvenue")

    text.clean()

    assert (text.body_en, text.body_fr) == ("Welcome", "Bienvenue")


def test_robots_stay_away_from_a_persons_pages_and_from_links_that_act(client: Client, db: None) -> None:
    lines = client.get("/robots.txt").content.decode().split()
    kept_out = [re.escape(path).replace(r"\*", ".*") for path in lines if path.startswith("/")]
    reached = [
        reverse("admin:index"), reverse("api:front"), reverse("account_login"), reverse("members:me"),
        reverse("members:calendar"), reverse("magazine:search"),
        *(reverse(name, args=["t0k3n"]) for name in (
            "members:calendar_feed", "members:unsubscribe", "members:recovery_stop", "members:recovery_confirm", "awards:letter",
            "awards:co_nominator",
        )),
    ]  # fmt: skip

    assert [path for path in reached if not any(re.match(each, path) for each in kept_out)] == []
    assert [each for each in kept_out if not any(re.match(each, path) for path in reached)] == []
