"""Every page that strangers find says in a sentence what it is, for whoever finds it in a search."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from contests.actions.results import accept_entry
from contests.models import Contest
from members.models import Stream
from tests.factories.awards import make_award, make_cycle
from tests.factories.contests import make_contest, make_entry
from tests.factories.magazine import make_issue
from tests.factories.people import Cast
from tests.house.test_doors import PUBLIC

# Opened by whoever has a link that lets them act, or in the middle of a way in: nobody finds them, and robots stay out.
PRIVATE = {
    "members:unsubscribe", "members:recovery_stop", "members:recovery_confirm", "awards:letter", "awards:letter_review",
    "awards:letter_own_file", "awards:letter_own_page", "awards:letter_correction_page", "awards:letter_file_removal",
    "awards:letter_declining", "awards:letter_taking_up", "awards:co_nominator", "awards:carry_over",
    "awards:letter_correction", "awards:letter_correction_review", "awards:letter_correction_file",
    "awards:letter_correction_file_removal", "awards:letter_correction_removal", "awards:letter_taking_back",
    "awards:letter_earlier", "awards:letter_earlier_file", "account_logout", "account_email_verification_sent",
    "account_confirm_guest", "account_confirm_login_code", "account_confirm_password_reset_code", "account_complete_password_reset",
    "account_password_reset_completed", "mfa_authenticate", "mfa_login_webauthn", "account_inactive", "set_language", "admin:login",
}  # fmt: skip
# For programs, and files.
NO_PAGES = {
    "root", "healthz", "readyz", "robots", "security", "schema", "docs", "awards:deadline", "awards:nomination_deadline", "awards:letter_deadline", "members:calendar_feed", "contests:calendar", "contests:photo",
    "magazine:pdf", "magazine:cover", "magazine:page_image", "app_login", "app_signup", "app_verify", "app_resend", "app_code", "app_code_confirm",
    "members:document_file", "members:earlier_document_file",
    "app_forgot", "app_new_password", "app_addresses", "app_description", "app_description_yaml", "app_no_telephone",
    "app_step", "app_prove_step", "app_passkey", "app_prove_passkey", "app_totp",
    "app_passkey_login", "app_passkeys",
}  # fmt: skip
DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)">')


@pytest.fixture
def addresses(cast: Cast, commits: Callable[[], Any]) -> dict[str, list[object]]:
    """What each address that names something takes; there is one of each thing, with marks that HTML must escape."""
    award = make_award(
        description_en='For "service" & <honour>. ' * 20, description_fr="Pour « service » & <honneur>. " * 20
    )
    cycle = make_cycle(award)
    contest = make_contest(
        theme_en="**Bridges** & [roads](https://example.org). " * 9, theme_fr="**Ponts** & routes. " * 20
    )
    with commits():  # its sizes
        entry = make_entry(contest, cast.officer)
    accept_entry(entry, by=cast.staff)
    Contest.objects.update(gallery_published_at=timezone.now())
    issue = make_issue(38, 1, "The text of the first page.")
    words = {
        "description_en": "They *open* doors.",
        "description_fr": "Ils *ouvrent* des portes.",
        "areas_en": "Doors",
        "areas_fr": "Portes",
    }
    Stream.objects.create(code="trade", name_en="Trade", name_fr="Commerce", **words)
    return {
        "members:stream": ["trade"],
        "awards:cycle": [award.slug, cycle.year],
        "contests:contest": [contest.slug],
        "contests:gallery": [contest.slug],
        "contests:picture": [contest.slug, entry.code],
        "magazine:issue": [issue.volume, issue.number],
        "magazine:page": [issue.volume, issue.number, 1],
    }


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_public_page_says_what_it_is(client: Client, addresses: dict[str, list[object]], language: str) -> None:
    found: dict[str, str] = {}
    with translation.override(language):
        for name in sorted(PUBLIC - PRIVATE - NO_PAGES):
            answer = client.get(reverse(name, args=addresses.get(name, [])))
            assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8"), name
            found[name] = " ".join(DESCRIPTION.findall(answer.content.decode()))

    assert [name for name, words in found.items() if not words.strip()] == []
    # Each its own.
    assert len(set(found.values())) == len(found)
    too_long = {name: len(unescape(words)) for name, words in found.items() if len(unescape(words)) > 160}
    assert too_long == {}
    assert found["members:stream"] == {"en": "They open doors.", "fr": "Ils ouvrent des portes."}[language]
    beginning = {"en": "Bridges &amp; roads. ", "fr": "Ponts &amp; routes. "}[language]
    assert found["contests:contest"].startswith(beginning * 3)


def test_no_description_is_in_the_other_language(client: Client, addresses: dict[str, list[object]]) -> None:
    def described(language: str) -> dict[str, str]:
        with translation.override(language):
            pages = {
                name: client.get(reverse(name, args=addresses.get(name, []))) for name in PUBLIC - PRIVATE - NO_PAGES
            }
        return {name: " ".join(DESCRIPTION.findall(page.content.decode())) for name, page in pages.items()}

    english, french = described("en"), described("fr")

    assert [name for name in english if english[name] == french[name]] == []
