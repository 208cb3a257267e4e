"""The countries of the world (ISO 3166-1, and Kosovo) by their codes, in the reader's language, for envelopes and lists."""

from functools import lru_cache

from babel import Locale

from pafso.localized import language_in_use

from .folding import folded

HOME = "CA"
# What CLDR has a code for beside countries: unions, islands that belong to one, tests.
NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
# English and French as one writes them on an envelope, where CLDR writes otherwise.
OWN = {
    "CD": ("Democratic Republic of the Congo", "République démocratique du Congo"),
    "CG": ("Republic of the Congo", "République du Congo"),
    "HK": ("Hong Kong", "Hong Kong"),
    "MM": ("Myanmar", "Myanmar"),
    "MO": ("Macao", "Macao"),
    "PS": ("Palestine", "Palestine"),
}


def name_of(code: str, language: str = "") -> str:
    """The name of the country with this CODE, in LANGUAGE or that of the reader; empty for none."""
    return _names(language or language_in_use()).get(code, "")


def choices() -> list[tuple[str, str]]:
    """Every country as a list to choose from, in the reader's language: Canada first, then by the alphabet."""
    return list(_choices(language_in_use()))


@lru_cache(maxsize=2)
def _names(language: str) -> dict[str, str]:
    names: dict[str, str] = dict(Locale(language, "CA").territories)
    codes = [code for code in names if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES]
    return {code: OWN[code][language == "fr"] if code in OWN else _printed(names[code]) for code in codes}


def _printed(name: str) -> str:
    """« île de Man » → « Île de Man », with the apostrophes and hyphens of print."""
    return name[:1].upper() + name[1:].replace("'", "’").replace("\N{NON-BREAKING HYPHEN}", "-")


@lru_cache(maxsize=2)
def _choices(language: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(_names(language).items(), key=lambda row: (row[0] != HOME, folded(row[1]))))
