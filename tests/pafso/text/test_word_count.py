"""Words, counted as the page counts them."""

import pytest

from pafso.text.word_count import words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("one", 1), ("l’été à Dakar", 3), ("one – two", 2), ("a\n\nb  c", 3), ("« oui »", 1), ("3 mots ici", 3)],
)
def test_words_are_counted_as_the_page_counts_them(text: str, words: int) -> None:
    assert words_in(text) == words
