"""What HTML allows and a program could miss: instants, captions and descriptions stand where they mean something."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import timezone

from contests.actions.results import accept_entry
from contests.models import Contest
from members.accounts.actions.accounts import set_up_office
from tests.factories.awards import make_award, make_cycle
from tests.factories.contests import make_contest, make_entry
from tests.factories.magazine import make_issue
from tests.factories.people import Cast, make_user
from tests.house.test_doors import patterns

INSTANT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)?)?")
# Of an address that takes nothing, in English; what ends a session is left out.
PLAIN = [
    f"/{route}"
    for name, route, _ in patterns()
    if not re.search(r"[<(]|logout|^api/|setlang", route.replace("^", "")) and name
]


class Faults(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.links, self.faults = 0, list[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        self.links += tag == "a"
        if tag == "time" and has.get("datetime") and not INSTANT.fullmatch(str(has["datetime"])):
            self.faults.append(f"no instant: {has['datetime']}")
        if tag == "figcaption" and self.links:
            self.faults.append("a caption inside a link")
        if tag == "input" and has.get("type") == "hidden" and any(name.startswith("aria-") for name in has):
            self.faults.append(f"a hidden field is described: {has.get('name')}")

    def handle_endtag(self, tag: str) -> None:
        self.links -= tag == "a"


def faults_of(client: Client, addresses: list[str]) -> Iterator[str]:
    seen = 0
    for address in addresses:
        answer = client.get(address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            seen += 1
            yield from (f"{address}: {fault}" for fault in Faults(answer.content.decode()).faults)
    assert seen > 8, seen


@pytest.fixture
def addresses(cast: Cast) -> list[str]:
    """All that take nothing, and one of each thing with a caption or an instant; the instants have microseconds."""
    cycle, contest = make_cycle(make_award()), make_contest()
    entry = make_entry(contest, cast.officer)
    entry.prepared_at = timezone.now()
    entry.save()
    accept_entry(entry, by=cast.staff)
    Contest.objects.update(gallery_published_at=timezone.now())
    issue = make_issue(38, 1, "The text of the first page.")
    things = [f"awards/{cycle.award.slug}/{cycle.year}", f"contests/{contest.slug}", f"contests/{contest.slug}/gallery",
              f"bout-de-papier/{issue.volume}/{issue.number}"]  # fmt: skip
    return [*PLAIN, *(f"/en/{thing}/" for thing in things)]


def test_as_a_stranger_and_as_a_member(client: Client, as_member: Client, addresses: list[str]) -> None:
    assert [*faults_of(Client(), addresses), *faults_of(as_member, addresses)] == []


def test_in_the_office(client: Client, addresses: list[str]) -> None:
    clerk = make_user("Camille Bureau", "camille@example.org", is_staff=True, is_superuser=True)
    clerk.groups.add(set_up_office())
    client.force_login(clerk)

    assert list(faults_of(client, addresses)) == []


@pytest.mark.parametrize(
    "page",
    [
        '<time datetime="2027-04-01T23:59:00.123456-04:00">', "<a><figure><figcaption>x</figcaption></figure></a>",
        '<input type="hidden" aria-describedby="x">',
    ],
)  # fmt: skip
def test_each_fault_is_seen(page: str) -> None:
    assert Faults(page).faults
