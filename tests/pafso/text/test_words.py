"""Words of names are found by how they begin, with accents or without, on either engine."""

import re
import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.models import User
from pafso.text.folding import folded
from pafso.text.words import first_keys, found_in, has_words, words_of

NAMES = [
    "Élise d’Œuvre-Côté", "Łukasz Søndergård", "Zoé O'Neill", "JEAN-LUC Trần", "Ðorđe Þórsson Işık", "Ħal Straße-Æbelø",
    "OConnor", "O’Connor FS-02", "The U.S. e‑mail", "email FS02", "Ｗｉｄｅ Ανδρέας", "Roy, Anne",
]  # fmt: skip


@pytest.fixture
def people(db: None) -> list[User]:
    return [User.objects.create(email=f"p{n}@example.org", name=name) for n, name in enumerate(NAMES)]


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("elise", {0}),
        ("ÉLI", {0}),
        ("oeuv", {0}),
        ("œuvre", {0}),
        ("cote élise", {0}),
        ("Cote zoe", set()),
        ("lukasz", {1}),
        ("sonder", {1}),
        ("o’neill", {2}),
        ("neill", {2}),
        ("jean luc", {3}),
        ("jeanluc", {3}),
        ("tran", {3}),
        ("Dorde", {4}),
        ("thorsson", {4}),
        ("isik", {4}),
        ("İSIK", {4}),
        ("hal strasse", {5}),
        ("aebelo", {5}),
        ("oconnor", {6, 7}),
        ("o'connor", {6, 7}),
        ("O‘Connor", {6, 7}),
        ("connor", {7}),
        ("fs02", {7, 9}),
        ("FS-02", {7, 9}),
        ("fs 02", {7}),
        ("us", {8}),
        ("U.S.", {8}),
        ("email", {8, 9}),
        ("e-mail", {8, 9}),
        ("wide", {10}),
        ("ΑΝΔΡΕΑΣ", {10}),
        ("roy anne", {11}),
        ("anne roy", {11}),
        ("Anne,Roy", {11}),
        ("o\u200bconnor", {6, 7}),
        ("lise", set()),
        ("", set()),
        ("- '", set()),
        ("' & | ! :* \\ %", set()),
        ("e%", {0, 8, 9}),
        ("_", set()),
        ("a\0b", set()),
    ],
)
def test_a_name_is_found_by_how_its_words_begin(people: list[User], term: str, found: set[int]) -> None:
    rows = User.objects.filter(has_words("name", term))

    assert set(rows.values_list("email", flat=True)) == {people[n].email for n in found}


def test_a_term_in_words() -> None:
    assert words_of("  L’Œuvre d’Élise_3 ") == [["l", "oeuvre"], ["d", "elise", "3"]]
    assert words_of("e\N{COMBINING ACUTE ACCENT}te") == [["ete"]]


LETTERS = st.text(alphabet="abceèéêilłnoøœæßþðđħışÉÅÑ", min_size=2, max_size=8)
SPELLINGS = {
    "as it is": str,
    "capitals": str.upper,
    "without accents": folded,
    "taken apart": lambda text: unicodedata.normalize("NFD", text),
    "wide": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "another apostrophe": lambda text: text.replace("'", "’"),
    "another hyphen": lambda text: text.replace("-", "\u2011"),
    "as one": lambda text: re.sub("['.-]", "", text),
    "with what nobody sees": lambda text: "\u200b".join(text),
    "Last, First": lambda text: ", ".join(reversed(text.split(" "))),
}


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=LETTERS, joiner=st.sampled_from(["-", "'", ".", ""]), second=LETTERS, last=LETTERS)
def test_whoever_writes_a_name_otherwise_finds_it(db: None, first: str, joiner: str, second: str, last: str) -> None:
    name = f"{first}{joiner}{second} {last}"
    stored = {
        spelling: User.objects.create(email=f"{n}@e.org", name=spell(name))
        for n, (spelling, spell) in enumerate(SPELLINGS.items())
    }
    try:
        for typed, spell in SPELLINGS.items():
            found = set(User.objects.filter(has_words("name", spell(name))).values_list("pk", flat=True))
            missed = {spelling for spelling, row in stored.items() if row.pk not in found}
            assert not missed, f"{spell(name)!r} ({typed}) does not find {missed}"
    finally:
        User.objects.filter(pk__in=[row.pk for row in stored.values()]).delete()


def test_the_first_keys_end_at_their_bound_in_one_query(people: list[User]) -> None:
    with CaptureQueriesContext(connection) as queries:
        keys = first_keys(User.objects.filter(email__startswith="p"), 3)

    assert len(queries) == 1 and "LIMIT 3" in queries[0]["sql"]
    assert len(keys) == 3 and set(keys) <= {person.pk for person in people}
    assert first_keys(User.objects.filter(email="p1@example.org"), 3, "name") == [NAMES[1]]
    assert first_keys(User.objects.none(), 3) == []


def test_what_several_lists_find_is_found_once_and_says_when_there_is_more(people: list[User]) -> None:
    everybody, one = User.objects.all(), User.objects.filter(pk=people[0].pk)

    whole, cut = found_in([everybody, one], len(people)), found_in([one, everybody], 2)

    assert (whole.keys, whole.is_cut) == (sorted(person.pk for person in people), False)
    assert cut.is_cut and people[0].pk in cut.keys and len(cut.keys) <= 3
