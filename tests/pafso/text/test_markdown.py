"""Markdown as plain words, and the beginning of them."""

import pytest

from pafso.templatetags.pafso import summary
from pafso.text.markdown import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("**Bold** and [a link](https://example.org)\n\n- one\n- two", "Bold and a link one two"),
        ("R&D <b>now</b> “quoted”", "R&D <b>now</b> “quoted”"),
        ("A\tb\n\nc", "A b c"),
    ],
)
def test_plain_words(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("one two", 7, "one two"),
        ("one two three", 9, "one two…"),
        ("one, two three", 6, "one…"),
        ("unbreakable", 5, "unbr…"),
        ("one two", 6, "one…"),
    ],
)
def test_the_beginning_ends_at_a_word(text: str, most: int, expected: str) -> None:
    assert summary(text, most) == expected
    assert len(expected) <= most
