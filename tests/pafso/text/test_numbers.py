"""Member numbers compare however people and spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pafso.text.folding import folded
from pafso.text.numbers import as_number, number_key


@pytest.mark.parametrize("text", ["00042", "42", " 42 ", "42.0", "42,00", "42\u00a0", "４２", "0042\u200b", "4-2"])
def test_one_number_in_figures(text: str) -> None:
    assert number_key(text) == "42"


@pytest.mark.parametrize("text", ["M-42", "m-42", "M42", "m 42", "M–042", "Ｍ－４２", "M_42", "m.42"])
def test_one_number_with_a_letter(text: str) -> None:
    assert number_key(text) == "m42"


@pytest.mark.parametrize(
    ("one", "other"), [("42", "420"), ("M-42", "42"), ("42", "43"), ("1042", "104"), ("42.5", "42"), ("1.000", "1")]
)
def test_two_numbers(one: str, other: str) -> None:
    assert number_key(one) != number_key(other)


def test_thousands() -> None:
    assert [as_number(text) for text in ("1,042", "1 042", "1 042.00", "12,345,678")] == [
        "1042",
        "1042",
        "1042",
        "12345678",
    ]
    assert number_key("1,042") == number_key("01042")


@pytest.mark.parametrize("text", ["000", "0"])
def test_nothing_but_zeros_is_a_number(text: str) -> None:
    assert number_key(text) == "0"


@given(st.text(max_size=20))
def test_a_key_is_its_own_key_and_empty_only_for_nothing(text: str) -> None:
    key = number_key(text)

    assert number_key(key) == key
    # Marks alone, as of "¯", are nothing to whoever searches.
    assert bool(key) == bool(folded(as_number(text)))


@given(st.integers(1, 10**8))
def test_spellings_of_figures(number: int) -> None:
    assert (
        len(
            {
                number_key(text)
                for text in (str(number), f"{number:012d}", f"{number:,}", f"{number}.0", f" {number}\u00a0")
            }
        )
        == 1
    )
