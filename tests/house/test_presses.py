"""A form that names its press by a token and comes once more with other content is told so: every one that there is."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin import site
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.template.loader import get_template
from django.test import Client
from django.utils import timezone

from awards.letters.actions.declining import decline_letter
from awards.models import Letter, Nomination
from members.inquiries.actions import ask_erasure, send_copy
from members.models import Inquiry, Recovery, User
from members.recovery.actions import ask_recovery
from pafso.audit.models import Entry as Audit
from pafso.mail.models import Mail
from pafso.office.verb_pages import Page
from pafso.press_once import SentOtherwise
from tests.factories import awards, contests
from tests.factories.people import Cast
from tests.members.walk import log_in

FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
NAME = re.compile(r'\bname="([^"]+)"')
BESIDE = {"csrfmiddlewaretoken", "form_token", "next"}


@dataclass(frozen=True)
class Press:
    """Where the form stands; what it says (and other words for each); what else names the press itself."""

    page: Callable[[Cast], str]
    says: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    names_it: frozenset[str] = frozenset()


def _cycle(cast: Cast) -> str:
    awards.make_submitted(awards.make_cycle(awards.make_award("other"), year=2020), cast.officer)
    return awards.make_cycle().get_absolute_url()


def _supporters(cast: Cast) -> str:
    return f"/en/awards/nominations/{awards.make_draft(awards.make_cycle(), cast.officer).code}/letters/"


def _co_nominators(cast: Cast) -> str:
    return f"/en/awards/nominations/{awards.make_draft(awards.make_cycle(), cast.officer).code}/co-nominators/"


def _day(days: int) -> str:
    return (timezone.now() + timedelta(days=days)).date().isoformat()


PRESSES = {
    "members.Token": Press(
        lambda cast: "/en/account/tokens/new/",
        {
            "name": ("Script", "Another"),
            "scopes": (["members:read"], ["members:read", "awards:read"]),
            "last_day": (_day(9), _day(10)),
        },
    ),
    "members.CalendarAddress": Press(lambda cast: "/en/account/calendar/"),
    "members.Application": Press(lambda cast: "/en/account/application/"),
    "awards.Nomination": Press(_cycle, names_it=frozenset({"earlier"})),
    "awards.Letter": Press(
        _supporters,
        {"name": ("Ada Roy", "Eve Li"), "email": ("ada@example.org", "eve@example.org"), "language": ("en", "fr")},
    ),
    "awards.CoNominator": Press(
        _co_nominators,
        {"name": ("Ada Roy", "Eve Li"), "email": ("ada@example.org", "eve@example.org"), "language": ("en", "fr")},
    ),
    "contests.Entry": Press(lambda cast: contests.make_contest(members_only=False).get_absolute_url()),
}
WITH_WORDS = [(label, name) for label, press in PRESSES.items() for name in press.says]


def _has_token(model: type[models.Model]) -> bool:
    try:
        model._meta.get_field("form_token")
    except FieldDoesNotExist:
        return False
    return True


def forms_on(text: str) -> list[set[str]]:
    forms = [set(NAME.findall(form)) for form in FORM.findall(text) if 'name="form_token"' in form]
    return [{name for name in names if not name.startswith("typed-by-")} for names in forms]


def person_for(cast: Cast, label: str) -> User:
    return cast.outsider if label == "members.Application" else cast.officer


def signed_in(person: User) -> Client:
    """With a sign-in of this moment; of the office with its second step, as `force_login` gives it."""
    client = Client()
    client.force_login(person) if person.is_staff else log_in(client, person.email)
    return client


def test_every_form_with_a_token_is_in_the_table() -> None:
    assert {model._meta.label for model in apps.get_models() if _has_token(model)} == set(PRESSES)


@pytest.mark.req("R41")
@pytest.mark.parametrize("label", PRESSES)
def test_the_form_says_what_the_table_says(cast: Cast, label: str) -> None:
    press = PRESSES[label]
    text = signed_in(person_for(cast, label)).get(press.page(cast)).content.decode()

    found = forms_on(text)

    assert found
    assert set().union(*found) - BESIDE - press.names_it == set(press.says)


@pytest.mark.req("R41")
@pytest.mark.parametrize(("label", "changed"), WITH_WORDS)
def test_other_words_are_said_and_make_nothing(cast: Cast, label: str, changed: str) -> None:
    press, model = PRESSES[label], apps.get_model(label)
    page, client = press.page(cast), signed_in(cast.officer)
    words = {name: first for name, (first, _other) in press.says.items()} | {"form_token": str(uuid.uuid4())}
    others = words | {changed: press.says[changed][1]}

    made = client.post(page, words)
    rows, mails = list(model._default_manager.values()), Mail.objects.count()
    again = client.post(page, words)
    refused = client.post(page, others)

    assert len(rows) == 1
    assert made.status_code < 400 and again.status_code < 400
    assert refused.status_code == 409
    assert "This form was already sent with different text." in refused.content.decode()
    assert (list(model._default_manager.values()), Mail.objects.count()) == (rows, mails)
    if changed != "scopes":
        assert f'value="{press.says[changed][1]}"' in refused.content.decode()


# --- What the office presses -----------------------------------------------------------------------------------------
def pages_of_verbs() -> dict[str, str]:
    return {
        f"{model._meta.label}: {verb.name}": verb.template
        for model, admin in site._registry.items()
        for verb in getattr(admin, "verbs", ())
        if isinstance(verb, Page)
    }


def test_every_page_of_a_verb_carries_the_token() -> None:
    found = set(pages_of_verbs().values())

    assert len(found) > 8
    for name in found:
        while name != "admin/verb_page.html":
            source = Path(get_template(name).origin.name).read_text()
            assert "{% block form %}" not in source or "{{ block.super }}" in source.split("{% block form %}")[1], name
            (name,) = re.findall(r'{% extends "([^"]+)" %}', source)
    assert 'name="form_token" value="{{ form_token }}"' in Path(get_template(name).origin.name).read_text()
    assert Path(get_template(name).origin.name).is_relative_to(settings.BASE_DIR)


@pytest.fixture
def nomination(cast: Cast) -> Nomination:
    return awards.make_submitted(awards.make_cycle(), cast.officer)


@pytest.mark.req("R41")
def test_a_verb_sent_again_with_other_words_is_said(cast: Cast, nomination: Nomination) -> None:
    client = signed_in(cast.staff)
    page = f"/admin/awards/nomination/{nomination.pk}/disqualification/"
    (press,) = set(re.findall(r'name="form_token" value="([^"]+)"', client.get(page).content.decode()))

    answers = [client.post(page, {"reason": reason, "form_token": press}) for reason in ("One.", "One.", "Other.")]

    assert [answer.status_code for answer in answers] == [302, 302, 409]
    text = answers[2].content.decode()
    assert "with different text, and the first version counts" in text
    assert "Other." in text and f'name="form_token" value="{press}"' in text
    assert Audit.objects.filter(verb="nomination_disqualified").count() == 1
    assert client.post(page, {"reason": "Other.", "form_token": str(uuid.uuid4())}).status_code == 302


@pytest.mark.req("R41")
@pytest.mark.parametrize("act", [send_copy, ask_erasure])
@pytest.mark.parametrize("words", [{"proof": "Something else."}, {"language": "fr"}])
def test_an_inquiry_with_other_words_is_not_the_first_one(
    cast: Cast, act: Callable[..., Inquiry], words: dict[str, str]
) -> None:
    said = {"proof": "A telephone call.", "language": "en"}
    first = act("quill@example.org", by=cast.staff, **said)

    assert act("quill@example.org", by=cast.staff, **said) == first
    with pytest.raises(SentOtherwise, match=r"What was kept: A telephone call. · English\."):
        act("quill@example.org", by=cast.staff, **{**said, **words})
    assert Inquiry.objects.count() == 1


@pytest.mark.req("R41")
@pytest.mark.parametrize("words", [{"evidence": "Something else."}, {"takes_off_second_step": True}])
def test_a_recovery_with_other_words_is_not_the_first_one(cast: Cast, words: dict[str, Any]) -> None:
    said: dict[str, Any] = {"new_address": "new@example.org", "evidence": "A call.", "takes_off_second_step": False}
    first = ask_recovery(cast.officer, by=cast.staff, **said)

    assert ask_recovery(cast.officer, by=cast.staff, **said) == first
    with pytest.raises(SentOtherwise, match=r"What was kept: A call\."):
        ask_recovery(cast.officer, by=cast.staff, **{**said, **words})
    assert Recovery.objects.count() == 1


@pytest.mark.req("R41")
def test_a_supporter_who_says_something_else_to_the_nominator_is_told_what_was_kept(cast: Cast) -> None:
    letter = awards.make_letter(awards.make_draft(awards.make_cycle(), cast.officer))
    page = f"/en/awards/letter/{awards.make_token(letter)}/declining/"

    answers = [Client().post(page, {"note": note}) for note in ("Too busy.", "Too busy.", "I know her too little.")]

    assert [answer.status_code for answer in answers] == [302, 302, 409]
    text = answers[2].content.decode()
    assert "What was kept: Too busy." in text and "I know her too little." in text
    assert Letter.objects.get().declined_note == "Too busy."
    assert decline_letter(letter, note=" Too busy. ").declined_note == "Too busy."
