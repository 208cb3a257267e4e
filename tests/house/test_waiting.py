"""Whatever may have to be done is on the desk: every state, every date that may lie ahead, seen by whoever may open it."""

import re

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db.models import DateField
from django.test import Client
from django.urls import reverse

from members.models import User
from pafso.office.waiting.kinds import Kind, all_kinds, not_waiting
from pafso.states import Stateful
from tests.factories.people import Cast, make_user
from tests.factories.waiting import MAKERS, OUTSIDERS

OURS = {"pafso", "audit", "documents", "files", "mail", "members", "awards", "contests", "magazine"}
# What such a column holds has happened. Every other one may lie ahead, and somebody may have to do something on that day.
HAPPENED = re.compile(
    r"(\w*(ed|begun|sent|made|seen|ready|again|undone|forgotten|struck|taken|withdrawn|given)_(at|on)|at|since|dated|date_joined|last_login)"
)


def states() -> set[str]:
    return {
        f"{model._meta.label}.{state}"
        for model in apps.get_models()
        if issubclass(model, Stateful) and model._meta.app_label in OURS
        for state in model.MOVES
    }


def due_dates() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.local_fields
        if isinstance(field, DateField) and not HAPPENED.fullmatch(field.name)
    }


def covered() -> list[str]:
    return [f"{kind.model._meta.app_label}.{name}" for kind in all_kinds() for name in kind.covers]


def test_the_lists_are_not_empty() -> None:
    assert {"awards.Cycle.closes_at", "members.Closing.due_at", "pafso.Hidden.until"} <= due_dates()
    assert {"awards.Letter.invited", "mail.Mail.failed"} <= states()
    assert not {"awards.Letter.asked_again_at", "members.Copy.ready_at"} & due_dates()


def test_every_state_and_due_date_waits_or_says_why_not() -> None:
    whole = states() | due_dates()

    assert set(covered()) | set(not_waiting()) == whole
    assert set(covered()) & set(not_waiting()) == set()
    assert all(reason.strip() for reason in not_waiting().values())


def test_every_kind_has_one_name_and_a_row_here() -> None:
    assert set(MAKERS) | set(OUTSIDERS) == {kind.name for kind in all_kinds()}
    assert all(len(kind.columns) <= 3 for kind in all_kinds())


def holder(*rights: str) -> User:
    user = make_user("Holder of Rights", f"holder{User.objects.count()}@example.org", is_staff=True)
    for right in rights:
        app, codename = right.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return User.objects.get(pk=user.pk)


def all_rights_but(right: str) -> User:
    user = make_user("Everything Else", "else@example.org", is_staff=True)
    app, codename = right.split(".")
    user.user_permissions.set(Permission.objects.exclude(content_type__app_label=app, codename=codename))
    return User.objects.get(pk=user.pk)


@pytest.mark.req("R14", "R15")
@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.name)
def test_the_holder_of_the_right_sees_it_and_nobody_else(client: Client, cast: Cast, kind: Kind) -> None:
    row = {**MAKERS, **OUTSIDERS}[kind.name](cast)
    pages = [reverse("admin:waiting_item", args=[kind.name, row.pk]), reverse("admin:waiting", args=[kind.name])]
    desk, own_page = reverse("admin:index"), pages[0]

    client.force_login(holder(kind.right))
    shown = client.get(desk).content.decode()
    found = [client.get(page).status_code for page in pages]
    place = re.search(r'<a class="toc-title" href="([^"]+)">', shown)

    assert (own_page in shown, found) == (True, [200, 200])
    assert place is not None
    assert client.get(place[1].replace("&amp;", "&")).status_code == 200

    member = make_user("Has It Still", "still@example.org")
    member.user_permissions.set(Permission.objects.filter(codename=kind.right.split(".")[1]))
    for other in (all_rights_but(kind.right), member):
        client.force_login(other)
        assert own_page not in client.get(desk).content.decode()
        assert all(client.get(page).status_code in {302, 404} for page in pages)
        assert client.post(reverse("admin:waiting_keeper", args=[kind.name, row.pk]), {"me": ""}).status_code in {
            302,
            404,
        }
