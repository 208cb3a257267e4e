"""Two people, two browsers: one invites, the other joins by the link, and neither overwrites the other unseen."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, text_of
from tests.browser.people import ALIX, BENOIT, sign_in
from tests.browser.test_nomination import begin, save_line, type_and_wait

Open = Callable[..., Page]


@pytest.mark.req("R41", "R19")
def test_one_invites_the_other_joins_and_both_texts_are_kept(open_page: Open, site: Site) -> None:
    alix, benoit = open_page(width=1280), open_page(width=360)
    sign_in(alix, ALIX)
    code = begin(alix)
    alix.get_by_label("Whom are you nominating?").fill("Ida Sand")
    type_and_wait(alix, alix.get_by_label("The case"), "First words.")
    alix.get_by_role("link", name="Together", exact=True).click()
    alix.get_by_label("Name of the co-nominator").fill("Benoît Lefèvre")
    alix.get_by_label("Email address").fill(BENOIT)
    alix.get_by_role("button", name="Send the invitation").click()
    expect(alix.get_by_text("Invited", exact=True)).to_be_visible()

    mail = site.mail_with(BENOIT, "/awards/co-nominator/")
    assert "Ida Sand" not in text_of(mail)
    link = re.findall(r"https?://\S+/awards/co-nominator/\S+", text_of(mail))[0]
    benoit.goto(re.sub(r"^https?://[^/]+", "", link))
    expect(benoit.get_by_role("heading", level=1)).to_contain_text("Alix")
    assert "Ida Sand" not in benoit.content()
    benoit.get_by_role("button", name="Log in and join").click()
    sign_in(benoit, BENOIT, go=False)
    benoit.get_by_role("button", name="Join", exact=True).click()
    expect(benoit).to_have_url(re.compile(f"/awards/nominations/{code}/$"))

    alix.goto(f"/en/awards/nominations/{code}/")
    type_and_wait(benoit, benoit.get_by_label("The case"), "Words of Benoît.")
    alix.get_by_label("The case").fill("Words of Alix.")
    expect(save_line(alix)).to_contain_text("Benoît Lefèvre saved a newer text")
    alix.get_by_role("button", name="Save", exact=True).click()

    expect(alix.get_by_text("Nothing was overwritten: both texts are below.")).to_be_visible()
    expect(alix.get_by_role("region", name="The newer text, saved elsewhere")).to_contain_text("Words of Benoît.")
    expect(alix.get_by_label("The case")).to_have_value("Words of Alix.")
    alix.get_by_role("button", name="Save", exact=True).click()
    expect(alix.get_by_text("Saved.", exact=True)).to_be_visible()
    benoit.reload()
    expect(benoit.get_by_label("The case")).to_have_value("Words of Alix.")
    assert benoit.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(benoit.get_by_role("link", name="Delete this draft")).to_have_count(0)
