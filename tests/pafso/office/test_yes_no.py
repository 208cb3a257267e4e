"""Yes and no are words of the reader's language, in lists and on pages that are only read."""

import re

import pytest
from django.contrib.admin.utils import display_for_value
from django.test import Client
from django.utils import translation

from tests.factories.people import Cast


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["Yes", "No", "not said"]), ("fr", ["Oui", "Non", "non précisé"])]
)
def test_yes_and_no_are_words(language: str, words: list[str]) -> None:
    with translation.override(language):
        assert [display_for_value(value, "–", boolean=True) for value in (True, False, None)] == words


def test_a_list_of_the_office_says_it_so(cast: Cast, client: Client) -> None:
    client.force_login(cast.staff)

    page = client.get("/admin/members/user/", HTTP_ACCEPT_LANGUAGE="fr").content.decode()

    cells = set(re.findall(r'<td data-label="Travaille au bureau" class="field-is_staff">(.*?)</td>', page))
    assert cells == {"Oui", "Non"}
    assert "icon-yes" not in page and "icon-no" not in page


def test_a_list_says_by_which_column_it_is_sorted(cast: Cast, client: Client) -> None:
    client.force_login(cast.staff)

    page = client.get("/admin/members/user/?o=-1", HTTP_ACCEPT_LANGUAGE="fr").content.decode()

    assert re.findall(r'aria-sort="(\w+)"><a href="[^"]*">([^<]*)</a>', page) == [
        ("descending", "Adresse courriel, ordre décroissant")
    ]
