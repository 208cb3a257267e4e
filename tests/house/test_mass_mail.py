"""Whatever writes to many does so after a page that says to how many and shows the mail: every broadcast, every action of a list."""

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin import site
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from contests.models import Contest, Entry
from magazine.models import Issue
from members.models import User
from pafso.mail.broadcast import MassMail
from pafso.mail.models import Mail
from pafso.office.mass_mail import FEW, Preview
from pafso.office.verb_pages import Page
from tests.contests.views.test_public import gallery_with
from tests.factories import awards, contests, magazine
from tests.factories.office import confirm
from tests.factories.people import Cast, make_member, make_user

Commits = Callable[[], Any]
DAY = timedelta(days=1)


# --- Broadcasts ------------------------------------------------------------------------------------------------------
def every_mass_mail() -> dict[str, MassMail]:
    """By "module.NAME", of every module called tasks."""
    modules = [
        ".".join([config.name, *path.relative_to(config.path).with_suffix("").parts])
        for config in apps.get_app_configs()
        for path in Path(config.path).rglob("tasks.py")
    ]
    found = {}
    for name in modules:
        module = __import__(name, fromlist=["x"])
        found |= {f"{name}.{key}": value for key, value in vars(module).items() if isinstance(value, MassMail)}
    return found


def broadcasts_of_the_code() -> set[str]:
    """What each call of broadcast() names as its mail: "module.NAME"."""
    found = set()
    for path in Path(settings.BASE_DIR).glob("*/**/*.py"):
        parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
        if parts[0] in {"tests", ".venv"}:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "broadcast":
                found.add(".".join([*parts, getattr(node.args[2], "id", "?")]))
    return found


def _unpublished(cast: Cast, commits: Commits) -> Contest:
    contest = gallery_with(cast, commits, count=2)
    Contest.objects.update(gallery_published_at=None, announced_at=None)
    contest.refresh_from_db()
    return contest


def _later(make: Callable[..., Any]) -> Callable[[Cast, Commits], Any]:
    return lambda cast, commits: make(opens_at=timezone.now() + DAY, closes_at=timezone.now() + 9 * DAY)


# The page of each, a row that it is about, and what is true of the row once it is done.
PAGES: dict[str, tuple[str, Callable[[Cast, Commits], Model], Callable[[Any], bool]]] = {
    "contests.tasks.GALLERY_IS_OUT": ("publication", _unpublished, lambda row: row.is_published),
    "contests.tasks.GALLERY_IS_HIDDEN": ("hiding", gallery_with, lambda row: row.is_hidden),
    "contests.tasks.CALL": ("call", _later(contests.make_contest), lambda row: row.sends_call),
    "awards.cycles.tasks.CALL": ("call", _later(awards.make_cycle), lambda row: row.sends_call),
    "magazine.tasks.ISSUE_IS_OUT": (
        "publication",
        lambda cast, commits: magazine.make_issue(state="ready"),
        lambda row: row.is_published,
    ),
}


# Two mails by one press, of what is typed on the page: tests/awards/cycles walks their pages.
SHOWN_FIRST = {"awards.cycles.tasks.TO_NOMINATORS", "awards.cycles.tasks.TO_SUPPORTERS"}


def test_every_broadcast_has_its_page() -> None:
    assert broadcasts_of_the_code() == set(every_mass_mail()) == {*PAGES, *SHOWN_FIRST}


def page_of(name: str, row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{PAGES[name][0]}", args=[row.pk])


def verb_of(name: str, row: Model) -> Page:
    return next(verb for verb in site._registry[type(row)].verbs if verb.name == PAGES[name][0])


@pytest.mark.parametrize("name", PAGES)
def test_the_page_says_to_how_many_and_shows_the_mail_in_both_languages(
    client: Client, cast: Cast, commits: Commits, name: str
) -> None:
    row = PAGES[name][1](cast, commits)
    told = every_mass_mail()[name]
    assert verb_of(name, row).tells(row) is told  # type: ignore[misc]
    client.force_login(cast.staff)

    page = client.get(page_of(name, row))

    preview: Preview = page.context["mass_mail"]
    assert preview.count == told.people(row).count() > 0
    assert preview.in_words in page.text
    assert [mail.language for mail in preview.mails] == ["en", "fr"]
    for mail in preview.mails:
        assert f'<pre lang="{mail.language}" tabindex="0">' in page.text
    assert not Mail.objects.filter(event=preview.mails[0].event).exists()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_done_without_the_count_or_with_another_one(
    client: Client, cast: Cast, commits: Commits, name: str
) -> None:
    _page, make, is_done = PAGES[name]
    row = make(cast, commits)
    client.force_login(cast.staff)
    count = every_mass_mail()[name].people(row).count()
    for told in ("", "x", str(count + FEW + 1), str(10 * count + 100)):
        answer = client.post(page_of(name, row), {"told": told, "reason": "A face."})
        row.refresh_from_db()
        assert "Nothing was sent" in answer.text and not is_done(row)

    with commits():
        done = confirm(client, page_of(name, row), {"reason": "A face.", "told": str(count + FEW)})
        confirm(client, page_of(name, row), {"reason": "A face."})

    row.refresh_from_db()
    assert done.status_code == 302 and is_done(row)


@pytest.mark.parametrize("name", [name for name in PAGES if not name.endswith(".CALL")])
def test_quietly_is_offered_and_writes_to_nobody(client: Client, cast: Cast, commits: Commits, name: str) -> None:
    row = PAGES[name][1](cast, commits)
    client.force_login(cast.staff)
    before = set(Mail.objects.values_list("pk", flat=True))
    assert 'name="_quietly"' in client.get(page_of(name, row)).text

    with commits():
        client.post(page_of(name, row), {"_quietly": "x", "reason": "A face."})

    row.refresh_from_db()
    assert PAGES[name][2](row)
    assert set(Mail.objects.values_list("pk", flat=True)) == before


# --- Actions of lists ------------------------------------------------------------------------------------------------
def _entry(**fields: Any) -> Callable[[Cast], Entry]:
    def make(cast: Cast) -> Entry:
        entry = contests.make_entry(contests.make_contest(), cast.colleague)
        Entry.objects.filter(pk=entry.pk).update(**fields)
        return entry

    return make


def _failed_mail(cast: Cast) -> Mail:
    return Mail.objects.create(
        key="failed", event="contests/entry_received", to="a@example.org", language="en", subject="S", text="T",
        state="failed",
    )  # fmt: skip


# A row with which each does something: what leads to a page, and what writes to nobody.
LEADS_TO_A_PAGE: dict[str, Callable[[Cast], Model]] = {
    "contests.Entry.disqualify": _entry(prepared_at=timezone.now()),
    "magazine.Issue.hide": lambda cast: magazine.make_issue(),
    "mail.Mail.send_again": _failed_mail,
    "members.User.take_off_second_step": lambda cast: cast.colleague,
    "members.Member.merge_two": lambda cast: make_member(None, "2001", name="Ida Sand"),
}
WRITES_TO_NOBODY: dict[str, Callable[[Cast], Model]] = {
    "contests.Entry.accept": _entry(prepared_at=timezone.now()),
    "contests.Entry.prepare_again": _entry(state="unreadable"),
    "magazine.Issue.publish_quietly": lambda cast: magazine.make_issue(state="ready"),
    "magazine.Issue.read_again": lambda cast: magazine.make_issue(state="failed", problem="time"),
}


def actions_of_lists(staff: User) -> set[str]:
    request = RequestFactory().get("/")
    request.user = staff
    return {
        f"{model._meta.label}.{name}" for model, admin in site._registry.items() for name in admin.get_actions(request)
    } - {f"{model._meta.label}.delete_selected" for model in site._registry}


def test_every_action_of_a_list_is_known(cast: Cast) -> None:
    assert actions_of_lists(cast.staff) == set(LEADS_TO_A_PAGE) | set(WRITES_TO_NOBODY)


@pytest.mark.parametrize("name", LEADS_TO_A_PAGE | WRITES_TO_NOBODY)
def test_the_press_on_a_list_writes_to_nobody(client: Client, cast: Cast, name: str) -> None:
    row = (LEADS_TO_A_PAGE | WRITES_TO_NOBODY)[name](cast)
    client.force_login(cast.staff)
    before = set(Mail.objects.values_list("pk", "state"))
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_changelist")

    answer = client.post(address, {"action": name.rpartition(".")[2], "_selected_action": [row.pk]})

    assert answer.status_code == 302
    assert set(Mail.objects.values_list("pk", "state")) == before
    if name in LEADS_TO_A_PAGE and "merge" not in name:
        page = client.get(answer["Location"])
        assert page.status_code == 200 and page.context["record"].rows == [row]


def test_the_page_of_a_list_counts_and_refuses_another_count(client: Client, cast: Cast) -> None:
    entry = LEADS_TO_A_PAGE["contests.Entry.disqualify"](cast)
    client.force_login(cast.staff)
    address = reverse("admin:contests_entry_disqualification", args=[entry.pk])

    page = client.get(address)
    refused = client.post(address, {"reason": "A face.", "told": "77"})
    done = confirm(client, address, {"reason": "A face."}, follow=True)

    assert "This email goes to 1 person." in page.text and '<p class="subject" lang="fr">' in page.text
    assert "Nothing was sent" in refused.text and "A face." in refused.text
    assert "Set aside: " in done.text
    assert Mail.objects.filter(event="contests/entry_disqualified").count() == 1


@pytest.mark.parametrize("keys", ["0", "x", "9" * 30, ",", "-1"])
def test_an_address_without_rows_is_none(client: Client, cast: Cast, keys: str) -> None:
    client.force_login(cast.staff)

    assert client.get(reverse("admin:contests_entry_disqualification", args=[keys])).status_code == 404


@pytest.mark.req("R15")
def test_somebody_without_the_right_sees_no_page(client: Client, cast: Cast, commits: Commits) -> None:
    clerk = make_user("Only Awards", "clerk@example.org", is_staff=True)
    client.force_login(clerk)
    rows = [
        (name, PAGES[name][1](cast, commits)) for name in ("awards.cycles.tasks.CALL", "magazine.tasks.ISSUE_IS_OUT")
    ]
    entry = LEADS_TO_A_PAGE["contests.Entry.disqualify"](cast)

    answers = [client.get(page_of(name, row)).status_code for name, row in rows]

    assert set(answers) <= {403, 404}
    assert client.get(reverse("admin:contests_entry_disqualification", args=[entry.pk])).status_code in {403, 404}
    assert Issue.objects.get().state == "ready"
