"""A nomination of the year before is carried over: by the nominator's link, by the supporter's, on the Secretary's page."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, in_the_database

Open = Callable[..., Page]

OFFERED = """
from datetime import timedelta
from django.utils import timezone
from awards.carrying import actions
from awards.models import Award, CarryOver
from members.models import User
from pafso.web.private_links import digest_of
from tests.factories.awards import close, make_cycle, make_submitted
from tests.factories.people import make_user
award = Award.objects.create(slug="carried", name_en="Heron Award", name_fr="Prix Héron", description_en="For work.", description_fr="Pour un travail.")
nominator = make_user("Ida Nominator", "ida.nominator@example.org")
before = make_cycle(award, year=2025)
first = make_submitted(before, nominator)
second = make_submitted(before, nominator, nominee_name="Otter Two")
close(before)
cycle = make_cycle(award, year=2026)
office = User.objects.get(email="office@example.org")
actions.offer_carry_overs(cycle, by=office, nominations=[first.pk], until=timezone.now() + timedelta(days=5))
# The secret of the mail is gone once it is sent: a link that the test knows.
CarryOver.objects.update(digest=digest_of("y" * 43))
print(f"/en/awards/carry-over/{'y' * 43}/")
print(cycle.pk)
"""
ASKED = """
from awards.models import Letter
from tests.factories.awards import make_token
print(f"/en/awards/letter/{make_token(Letter.objects.exclude(carried_from=None).latest('pk'))}/")
"""


@pytest.mark.browser
def test_two_clicks_carry_a_nomination_and_a_letter_over(open_page: Open, site: Site, office_session: Any) -> None:
    link, cycle = in_the_database(site, OFFERED).split()
    desk = open_page(width=1280, storage_state=office_session)
    desk.goto(f"/admin/awards/cycle/{cycle}/carrying/")
    expect(desk.get_by_label("Otter Two")).to_be_visible()

    page = open_page(width=360)
    page.goto(link)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Carry it over", exact=True).click()
    expect(page.get_by_role("heading", name="Your nomination has been carried over")).to_be_visible()

    page.goto(in_the_database(site, ASKED).strip())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="It stands: send it again").click()
    expect(page.get_by_role("heading", name="Your earlier letter")).to_have_count(0)
