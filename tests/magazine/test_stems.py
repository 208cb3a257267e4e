"""Words as the index knows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magazine.stems import is_common, language_of, plain_letters, stem, stems_of, tokens


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("fr", ["élève", "eleve", "élèves", "ÉLÈVES", "e\u0301le\u0300ve"]),
        ("fr", ["été", "ete", "ÉTÉ"]),
        ("fr", ["œuvre", "oeuvre", "Œuvres"]),
        ("fr", ["candidature", "candidatures"]),
        ("fr", ["chevaux", "cheval"]),
        ("en", ["photograph", "photographs", "Photographed"]),
        ("en", ["shortlist", "shortlisted"]),
        ("en", ["comet", "comets"]),
        ("en", ["naïveté", "naivete"]),
        ("en", ["encyclopædia", "encyclopaedia"]),
    ],
)
def test_forms_of_a_word_share_a_stem(language: str, forms: list[str]) -> None:
    assert len({stem(form, language) for form in forms}) == 1


def test_an_apostrophe_divides_words_whatever_its_shape() -> None:
    curly = [token.stem for token in tokens("l’œuvre d'été", "fr")]

    assert curly == ["l", "oeuvr", "d", "ete"]


def test_tokens_say_where_they_stand() -> None:
    text = "À Québec, déjà."

    assert [text[token.start : token.end] for token in tokens(text, "fr")] == ["À", "Québec", "déjà"]


def test_a_figure_before_letters_stays_one_word() -> None:
    assert stems_of("1e5x 3e 2026 мир", "en") == "n1e5x n3e n2026 u043cu0438u0440"


def test_language_is_a_vote_of_little_words() -> None:
    assert language_of("The officer’s posting was in the capital of the country") == "en"
    assert language_of("L’affectation de l’agente dans la capitale n’est pas la première") == "fr"
    assert language_of("Ottawa 2026") == ""


def test_common_words_are_judged_with_their_accents() -> None:
    assert is_common("The")
    assert is_common("l")
    assert not is_common("thé")
    assert not is_common("été")
    assert not is_common("5")


@given(st.text())
def test_whatever_is_written_becomes_plain_letters(text: str) -> None:
    assert all(letter in "abcdefghijklmnopqrstuvwxyz0123456789" for letter in plain_letters(text))
    assert all(token.stem.isascii() and len(token.stem) <= 41 for token in tokens(text, ""))
