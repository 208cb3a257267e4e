"""Yes and no have a word of the reader's language, in lists and on pages that are only read."""

import pytest
from django.contrib.admin.utils import display_for_value
from django.test import Client
from django.utils import translation

from tests.factories.people import Cast


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["yes", "no", "not said"]), ("fr", ["oui", "non", "non précisé"])]
)
def test_a_picture_has_a_word(language: str, words: list[str]) -> None:
    with translation.override(language):
        shown = [display_for_value(value, "–", boolean=True) for value in (True, False, None)]

    assert [picture.split('alt="')[1].split('"')[0] for picture in shown] == words


def test_a_list_of_the_office_says_it_so(cast: Cast, client: Client) -> None:
    client.force_login(cast.staff)

    page = client.get("/admin/members/user/", HTTP_ACCEPT_LANGUAGE="fr").content.decode()

    assert 'alt="oui"' in page or 'alt="non"' in page
    assert 'alt="True"' not in page and 'alt="False"' not in page
