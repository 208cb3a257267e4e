"""A number, a sum or a size in a sentence comes out of its function: no message writes one itself."""

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("pafso", "members", "awards", "contests", "magazine")
# A unit beside a figure or a place for one, in either language; a dollar.
BY_HAND = re.compile(r"[0-9})s](?:\s|&nbsp;)*(?:[KMG]B|[kKMG]o|octets?|bytes?)\b|\$")
# What counts is written by `number`; a volume, a year or a line of a file is no count.
OF_A_FORMAT = re.compile(r"%\(\w+\)d")
NO_COUNTS = re.compile(r"%\((?:volume|number|line|column)\)d")
COUNTED = re.compile(r"\bcount \w+=(\S+)[^%]*%\}(?=.*\{% plural %\})")


def messages() -> Iterator[str]:
    for app in APPS:
        for entry in polib.pofile(str(ROOT / app / "locale/fr/LC_MESSAGES/django.po")):
            yield from filter(None, (entry.msgid, entry.msgid_plural, entry.msgstr, *entry.msgstr_plural.values()))


def written_by_hand(message: str) -> bool:
    if message.startswith(("byte", "octet")):
        return False
    is_count = OF_A_FORMAT.search(NO_COUNTS.sub("", message))
    return bool(BY_HAND.search(message) or is_count)


def test_no_message_writes_a_figure_itself() -> None:
    assert [message for message in messages() if written_by_hand(message)] == []


def test_what_a_template_counts_is_a_number() -> None:
    found = [
        (str(path.relative_to(ROOT)), counted)
        for app in APPS
        for path in sorted((ROOT / app / "templates").rglob("*.*"))
        for counted in COUNTED.findall(path.read_text())
        if not counted.endswith("|number")
    ]

    assert found == []


def test_django_formats_no_figure_beside_ours() -> None:
    others = re.compile(r"\|(?:filesizeformat|floatformat|intcomma)\b")

    found = [
        str(path.relative_to(ROOT))
        for app in APPS
        for path in sorted((ROOT / app / "templates").rglob("*.*"))
        if others.search(path.read_text())
    ]

    assert found == []


@pytest.mark.parametrize(
    "bad", ["at most 10 MB", "au plus %(n)s Mo", "{size} ko", "Prizes of $150", "150 $", "%(n)d people told."]
)
def test_each_kind_is_seen(bad: str) -> None:
    assert written_by_hand(bad)


@pytest.mark.parametrize("good", ["Vol. %(volume)d, No. %(number)d", "at most %(size)s", "un Moment"])
def test_what_is_right_passes(good: str) -> None:
    assert not written_by_hand(good)
