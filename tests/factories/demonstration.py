"""The association of the demonstration, as `make run` shows it, for tests that go over all pages."""

from typing import Any

from django.utils import translation

from awards.models import Nomination
from members.accounts.actions.accounts import set_up_office
from members.models import User
from pafso import demonstration
from tests.factories.awards import make_letter, make_token
from tests.factories.people import let_look_after_all, make_user

MEMBER, CLERK = "thomas@example.org", "camille@example.org"


def fill_demonstration() -> User:
    """All its rows, and a colleague of the office, who is returned, and who looks after all of it."""
    context: dict[str, Any] = {"people": {}, "signins": []}
    for script in demonstration.scripts():
        script.fill(context)
    clerk = make_user("Camille Bureau", CLERK, is_staff=True, is_superuser=True)
    clerk.groups.add(set_up_office())
    let_look_after_all(clerk)
    return clerk


def supporters_page(language: str) -> str:
    """Where the link in a supporter's invitation leads."""
    with translation.override(language):
        letter = make_letter(Nomination.objects.filter(state="draft")[0])
        return f"/{language}/awards/letters/{make_token(letter)}/"
