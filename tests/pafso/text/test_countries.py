"""The countries: all of the standard, in the reader's language, Canada first."""

from importlib import resources

import pytest
from django.utils.translation import override

from pafso.text import countries


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_country_of_the_standard_is_there_and_nothing_else(language: str) -> None:
    table = resources.files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text(encoding="utf-8")
    codes = {line.split("\t")[0] for line in table.splitlines() if not line.startswith("#")}

    with override(language):
        assert {code for code, _name in countries.choices()} == codes | {"XK"}


def test_the_list_is_in_the_readers_language() -> None:
    with override("en"):
        english = countries.choices()
    with override("fr"):
        french = countries.choices()

    assert english[:3] == [("CA", "Canada"), ("AF", "Afghanistan"), ("AX", "Åland Islands")]
    assert french[:3] == [("CA", "Canada"), ("AF", "Afghanistan"), ("ZA", "Afrique du Sud")]


@pytest.mark.parametrize(
    ("code", "english", "french"),
    [
        ("DE", "Germany", "Allemagne"),
        ("CD", "Democratic Republic of the Congo", "République démocratique du Congo"),
        ("CI", "Côte d’Ivoire", "Côte d’Ivoire"),
        ("IM", "Isle of Man", "Île de Man"),
        ("KN", "Saint Kitts and Nevis", "Saint-Kitts-et-Nevis"),
        ("EU", "", ""),
        ("", "", ""),
    ],
)
def test_a_country_is_named_as_on_an_envelope(code: str, english: str, french: str) -> None:
    assert (countries.name_of(code, "en"), countries.name_of(code, "fr")) == (english, french)
