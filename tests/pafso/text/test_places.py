"""Time zones as the places that people know."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils.translation import override

from pafso.text.places import places, today_s_name, zone_in_words

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "english", "french"),
    [
        ("Africa/Dakar", "Senegal (Dakar)", "Sénégal (Dakar)"),
        ("Africa/Cairo", "Egypt (Cairo)", "Égypte (Le Caire)"),
        ("America/St_Johns", "Canada (St. John’s)", "Canada (St. John’s)"),
        ("Asia/Singapore", "Singapore", "Singapour"),
        ("Asia/Calcutta", "India (Kolkata)", "Inde (Kolkata)"),
        ("UTC", "UTC", "UTC"),
        ("", "", ""),
    ],
)
def test_a_zone_is_a_place(zone: str, english: str, french: str) -> None:
    with override("en"):
        assert zone_in_words(zone) == english
    with override("fr"):
        assert zone_in_words(zone) == french


@time_machine.travel(NOON, tick=False)
def test_the_list_is_one_name_a_clock_with_its_time_in_the_reader_s_order() -> None:
    with override("fr"):
        french = places()
    with override("en"):
        english = places()

    assert dict(french)["Africa/Cairo"] == "Égypte (Le Caire), 14\u00a0h"
    assert dict(english)["Africa/Cairo"] == "Egypt (Cairo), 14:00"
    assert [zone for zone, name in english if name.startswith("Canada (")] == [
        "America/Atikokan", "America/Blanc-Sablon", "America/Creston", "America/Edmonton", "America/Halifax", "America/Regina",
        "America/St_Johns", "America/Toronto", "America/Vancouver", "America/Winnipeg",
    ]  # fmt: skip
    names = [name for _zone, name in french]
    assert names.index("Égypte (Le Caire), 14\u00a0h") < names.index("Finlande (Helsinki), 14\u00a0h")
    assert len(set(names)) == len(names)
    assert 250 < len(names) < 330
    assert not [name for name in names if re.search("/|_", name)]


def test_no_clock_on_earth_is_missing() -> None:
    """Somebody who looks for the clock on their wall finds one that shows the same."""
    offered = {NOON.astimezone(ZoneInfo(zone)).utcoffset() for zone, _name in places()}
    everywhere = {
        NOON.astimezone(ZoneInfo(zone)).utcoffset()
        for zone in ("Asia/Kathmandu", "Pacific/Chatham", "Asia/Kabul", "Pacific/Niue", "Pacific/Kiritimati")
    }

    assert everywhere <= offered


def test_a_zone_that_somebody_has_stays_among_the_choices() -> None:
    assert "America/Detroit" not in dict(places())
    assert "America/Detroit" in dict(places(also=["America/Detroit", ""]))
    assert places(also=["", "Mars/Base", "../zone.tab"]) == places()
    assert today_s_name("Asia/Calcutta") == "Asia/Kolkata"
