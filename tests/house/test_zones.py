"""A time of day is never without its zone, whoever reads and in both languages: no script runs here to say it beside."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import translation

from members.models import User
from tests.crawl import plain_addresses, walk
from tests.factories.demonstration import fill_demonstration, supporters_page

CLOCK = {
    "en": re.compile(r"\b(?:[01]?\d|2[0-3]):[0-5]\d\b"),
    "fr": re.compile(r"\b(?:[01]?\d|2[0-3])\s?h\b(?:\s[0-5]\d\b)?"),
}
# In brackets behind it, or in the sentence: Ottawa's time, or the zone's own name before it.
ZONE = re.compile(r"\((?:EST|EDT|HNE|HAE|UTC[+-]?[\d:]*)\)|Ottawa|Eastern Time|heure de l’Est", re.IGNORECASE)
# Who has begun a nomination and entered photos.
DRAFTER = "alix@example.org"
# A choice of zones is a place and the time that it is there.
OF_ITS_OWN = ("option",)
BLOCKS = {"p", "li", "dd", "dt", "td", "th", "h1", "h2", "h3", "summary", "legend", "label", "option", "div", "caption"}
OUTSIDE = {"script", "style", "textarea", "code", "pre"}


class Said(HTMLParser):
    """The text of a page, block by block, and each `<time>` by itself."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.blocks: list[tuple[str, str]] = []
        self.times: list[str] = []
        self.open, self.text, self.time, self.silent = "", "", None, 0
        self.feed(page)
        self.close()
        self.end_block("")

    time: str | None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in OUTSIDE
        if tag in BLOCKS:
            self.end_block(tag)
        if tag == "time" and "T" in (dict(attrs).get("datetime") or ""):
            self.time = ""

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in OUTSIDE
        if tag in BLOCKS:
            self.end_block("")
        if tag == "time" and self.time is not None:
            self.times.append(self.time)
            self.time = None

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        self.text += data
        if self.time is not None:
            self.time += data

    def end_block(self, then: str) -> None:
        self.blocks.append((self.open, " ".join(self.text.split())))
        self.open, self.text = then, ""


def without_zone(page: str, language: str) -> list[str]:
    """What of PAGE says a time of day and no zone."""
    said, clock = Said(page), CLOCK[language]
    found = [text for text in said.times if clock.search(text) and not ZONE.search(text)]
    return found + [
        text for tag, text in said.blocks if tag not in OF_ITS_OWN and clock.search(text) and not ZONE.search(text)
    ]


@pytest.mark.parametrize(
    ("language", "html", "faults"),
    [
        ("en", '<p>Closes <time datetime="2027-01-03T23:59-05:00">Sunday, 23:59 (EST)</time></p>', 0),
        ("en", '<p>Closes <time datetime="2027-01-03T23:59-05:00">Sunday, 23:59</time></p>', 2),
        ("en", '<p>Closes, Ottawa time, <time datetime="2027-01-03T23:59-05:00">Sunday, 23:59</time></p>', 1),
        ("en", "<span>Saved at 10:05</span>", 1),
        ("fr", "<span>Enregistré à 10\u00a0h\u00a005</span>", 1),
        ("fr", "<p>de 8\u00a0h\u00a030 à 16\u00a0h\u00a030, heure d’Ottawa</p><p>fermé à 9\u00a0h</p>", 1),
        ("fr", "<p>dimanche à 9\u00a0h (HAE)</p><option>Sénégal (Dakar), 18\u00a0h\u00a007</option>", 0),
        ("en", "<p>In 2 hours; 16 h of work; 1:2</p><script>'10:05'</script>", 0),
    ],
)
def test_the_test_sees_a_time_without_its_zone(language: str, html: str, faults: int) -> None:
    assert len(without_zone(html, language)) == faults


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_time_says_its_zone(language: str) -> None:
    fill_demonstration()
    begin, member = [f"/{language}/", *plain_addresses(language), supporters_page(language)], Client()
    begin = [address for address in begin if address.startswith(f"/{language}/")]
    member.force_login(User.objects.get(email=DRAFTER))

    found, seen, clocks = set(), set(), 0
    with translation.override(language):
        for who, client in {"stranger": Client(), "member": member}.items():
            for page in walk(client, begin, language=language):
                seen.add((who, page.route))
                clocks += len([text for text in Said(page.html).times if CLOCK[language].search(text)])
                found |= {(page.address, text) for text in without_zone(page.html, language)}

    assert found == set()
    assert len(seen) > 75 and clocks > 45
