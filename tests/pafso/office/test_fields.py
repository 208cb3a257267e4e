"""Fields of the office: a choice not yet made says what to do, and a file has our own button in the page's language."""

from datetime import datetime

import pytest
from django.test import Client

from pafso.clock import OTTAWA
from pafso.office.moments import MomentWidget
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


def test_an_hour_has_no_seconds_that_are_nothing_and_keeps_those_that_are_not() -> None:
    shown = {
        second: MomentWidget().render("opens_at", datetime(2027, 4, 1, 9, 0, second, tzinfo=OTTAWA))
        for second in (0, 30)
    }

    assert 'value="09:00"' in shown[0] and 'value="2027-04-01"' in shown[0]
    assert 'value="09:00:30"' in shown[30]
