"""One page of every form that keeps what was typed, as its person opens it: whoever adds such a form adds it here."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.admin import site
from django.contrib.admin.options import ModelAdmin
from django.urls import reverse

from awards.models import Nomination
from contests.models import Entry
from members.models import User
from pafso.office.verb_pages import Page, VerbPages
from tests.factories import applications, awards, contests
from tests.factories.people import Cast
from tests.house.test_doors import patterns


@dataclass(frozen=True)
class Form:
    """PATH of a form, a field that takes any word, and whose it is."""

    path: str
    field: str
    person: User


def _draft(cast: Cast) -> Nomination:
    cycle = awards.make_cycle(awards.make_award(f"kept-{uuid.uuid4().hex[:8]}"))
    return awards.make_draft(cycle, cast.officer, nominee_name="Ida Sand")


def _photo(cast: Cast) -> Entry:
    return contests.make_draft(contests.make_contest(f"kept-{uuid.uuid4().hex[:8]}"), cast.officer, photo=False)


def _answer(cast: Cast) -> str:
    return reverse("members:application_answer", args=[applications.make_asked(cast.newcomer, cast.staff).code])


# By the name of the address: how to make the page, the field, the person.
MEMBERS_FORMS: dict[str, tuple[Callable[[Cast], str], str, str]] = {
    "awards:nomination": (lambda cast: reverse("awards:nomination", args=[_draft(cast).code]), "case", "officer"),
    "awards:co_nominators": (lambda cast: reverse("awards:co_nominators", args=[_draft(cast).code]), "name", "officer"),
    "awards:supporters": (lambda cast: reverse("awards:supporters", args=[_draft(cast).code]), "name", "officer"),
    "contests:text": (lambda cast: reverse("contests:text", args=[_photo(cast).code]), "title", "officer"),
    "members:application_form": (
        lambda cast: reverse("members:application_form", args=[applications.make_application(cast.newcomer).code]),
        "remarks",
        "newcomer",
    ),
    "members:application_answer": (_answer, "answer", "newcomer"),
    "members:postings": (lambda cast: reverse("members:postings"), "mission", "officer"),
    "members:paper_copy": (lambda cast: reverse("members:paper_copy"), "lines", "officer"),
    "members:details": (lambda cast: reverse("members:details"), "name", "officer"),
}


def member_form(name: str, cast: Cast) -> Form:
    make, field, person = MEMBERS_FORMS[name]
    return Form(make(cast), field, getattr(cast, person))


def names_that_keep() -> set[str]:
    """Every address, of the office too, whose view keeps what was typed."""
    return {name for name, _, view in patterns() if getattr(view, "keeps_typed_text", False)}


def office_names() -> tuple[set[str], set[str]]:
    """Addresses of the change forms of the office, and of the pages of its verbs, from the admin's own registry."""
    forms, pages = set(), set()
    for model, admin in site._registry.items():
        start = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        forms |= {f"{start}_{name}" for name in ("add", "change") if not _is_own(admin, f"{name}_view")}
        if isinstance(admin, VerbPages):
            pages |= {f"{start}_{verb.name}" for verb in admin.verbs if isinstance(verb, Page)}
    return forms, pages


def _is_own(admin: ModelAdmin, view: str) -> bool:
    """A page that is no form of words: the file for the roll is handed in anew, labels are made by two buttons."""
    return not getattr(getattr(type(admin), view), "keeps_typed_text", False) and admin.opts.label in {
        "members.RollImport",
        "members.LabelRun",
    }
