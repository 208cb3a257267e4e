"""Two wordings by word: what is shown can be read back as either of them, at any length."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pafso.text.differences import MOST_PAIRS, Piece, difference, one_line_end, shortened

WORDS = st.text(alphabet="ab \n", max_size=60)


def read_back(pieces: list[Piece], without: str) -> list[list[str]]:
    text = "".join(piece.text for piece in pieces if piece.kind != without)
    return [line.split() for line in text.split("\n")]


def lines(text: str) -> list[list[str]]:
    return [line.split() for line in text.split("\n")]


@given(WORDS, WORDS)
def test_without_the_added_it_is_the_one_without_the_removed_the_other(before: str, after: str) -> None:
    pieces = difference(before, after)

    assert read_back(pieces, "added") == lines(before)
    assert read_back(pieces, "removed") == lines(after)
    assert all(piece.text for piece in pieces)


@given(WORDS)
def test_nothing_changed_is_one_piece(text: str) -> None:
    assert difference(text, text) == ([Piece("same", text)] if text else [])


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("The quick fox", "The slow fox", [("same", "The"), ("removed", " quick"), ("added", " slow"), ("same", " fox")]),
        ("One two", "One two three", [("same", "One two"), ("added", " three")]),
        ("One two three", "One two", [("same", "One two"), ("removed", " three")]),
        ("Good day all", "day all", [("removed", "Good"), ("same", " day all")]),
        ("", "New", [("added", "New")]),
        ("Old", "", [("removed", "Old")]),
        ("One\r\ntwo", "One\ntwo", [("same", "One\ntwo")]),
        ("One two", "One\ntwo", [("same", "One"), ("added", "\n"), ("same", " two")]),
        ("<b>x</b>", "<i>x</i>", [("removed", "<b>x</b>"), ("added", "<i>x</i>")]),
    ],
)  # fmt: skip
def test_word_by_word(before: str, after: str, pieces: list[tuple[str, str]]) -> None:
    assert [(piece.kind, piece.text) for piece in difference(before, after)] == pieces


def test_far_from_a_change_is_left_out() -> None:
    before = " ".join(f"w{n}" for n in range(200))
    after = before.replace("w100", "changed")

    short = shortened(difference(before, after))

    assert [piece.kind for piece in short] == ["left_out", "same", "removed", "added", "same", "left_out"]
    assert short[1].text.split() == [f"w{n}" for n in range(85, 100)]
    assert short[4].text.split() == [f"w{n}" for n in range(101, 116)]
    assert shortened(difference("One two", "One three")) == difference("One two", "One three")


def test_between_two_changes_both_ends_stay() -> None:
    before = " ".join(["first", *(f"w{n}" for n in range(100)), "last"])
    after = before.replace("first", "1").replace("last", "2")

    kinds = [piece.kind for piece in shortened(difference(before, after))]

    assert kinds == ["removed", "added", "same", "left_out", "same", "removed", "added"]


def test_long_texts_are_compared_line_by_line_in_bounded_time() -> None:
    many = [f"line {n} has its own words" for n in range(1500)]
    before, after = "\n".join(many), "\n".join(["new", *many[1:-1], "end"]).replace("line 700 ", "line seven-hundred ")
    one_line = " ".join(f"a{n}" for n in range(1000)), " ".join(f"b{n}" for n in range(1000))
    assert MOST_PAIRS < 1000 * 1000

    started = time.process_time()
    pieces, whole = difference(before, after), difference(*one_line)

    assert time.process_time() - started < 5
    assert ("removed", " 700") in [(piece.kind, piece.text) for piece in pieces]
    assert whole == [Piece("removed", one_line[0]), Piece("added", one_line[1])]


def test_line_ends_are_no_words() -> None:
    assert one_line_end("a\r\nb\nc") == "a\nb\nc"
