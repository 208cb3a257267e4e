"""Printed lines become paragraphs again."""

import pytest

from magazine.paragraphs import reflowed

COLUMN = """FEATURES
A Winter Posting
The first thing a new officer learns in a cold
capital is the sound of the boiler. Ours coughed
twice at five in the morning, thought about it.
Then it carried on.
People ask what an officer does in such a place.
One keeps the lights on, one answers the phone."""


def test_lines_of_a_column_become_paragraphs() -> None:
    first = "The first thing a new officer learns in a cold capital is the sound of the boiler. Ours coughed twice at five in"

    assert reflowed(COLUMN).split("\n\n") == [
        "FEATURES",
        "A Winter Posting",
        f"{first} the morning, thought about it. Then it carried on.",
        "People ask what an officer does in such a place. One keeps the lights on, one answers the phone.",
    ]


@pytest.mark.parametrize(("text", "expected"), [("", ""), ("\n\n", ""), ("one line", "one line"), ("a\n\nb", "a\n\nb")])
def test_little_stays_as_it_is(text: str, expected: str) -> None:
    assert reflowed(text) == expected
