"""Which article a page belongs to: its title is the page's heading."""

from typing import Any

import pytest

from magazine.reading import article_on

CONTENTS: list[dict[str, Any]] = [
    {"title": "Boilers", "page": 3, "language": "en"},
    {"title": "Barrières", "page": 5, "language": "fr"},
    {"title": "Books", "page": 5, "language": "en"},
]


@pytest.mark.parametrize(
    ("page", "title"), [(1, None), (3, "Boilers"), (4, "Boilers"), (5, "Barrières"), (6, "Books"), (9, "Books")]
)
def test_the_article_that_begins_there_or_began_last(page: int, title: str | None) -> None:
    found = article_on(page, CONTENTS, range(1, 10))

    assert (found and found["title"]) == title


def test_a_title_of_a_hidden_page_is_not_said_on_the_next() -> None:
    assert article_on(4, CONTENTS, [1, 2, 4, 5]) is None
    assert article_on(6, CONTENTS, [1, 2, 3, 4, 6]) is None
