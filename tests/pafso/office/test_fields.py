"""Fields of the office: a choice not yet made says what to do, and a file has our own button in the page's language."""

import pytest
from django.test import Client

from tests.factories.people import Cast


@pytest.mark.parametrize(
    ("address", "language", "said", "times"),
    [
        ("/admin/awards/cycle/add/?award=0", "en", ">Choose one</option>", 1),
        ("/admin/members/document/add/", "fr", ">Choisissez</option>", 1),
        ("/admin/members/document/add/", "fr", ">Choisir un fichier</label>", 2),
        ("/admin/magazine/issue/add/", "en", ">Choose a file</label>", 1),
    ],
)
def test_a_field_says_what_to_do(
    address: str, language: str, said: str, times: int, cast: Cast, client: Client
) -> None:
    client.force_login(cast.staff)

    page = client.get(address, headers={"accept-language": language}).content.decode()

    assert page.count(said) == times
    assert "---------" not in page
    assert page.count('type="file"') == page.count('<div class="drop"')
