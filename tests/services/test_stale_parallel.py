"""Thirty colleagues save one record at the same instant: exactly one wins, all others are told and nothing of theirs is kept.

On either engine: PostgreSQL locks the row, SQLite lets one transaction write at a time.
"""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test import Client

from contests.actions import results
from members.details.actions import change_details
from members.models import Member
from pafso.audit.models import Entry
from pafso.errors import DomainError
from pafso.files.models import StoredFile
from pafso.models import Text
from pafso.revisions.actions import put_back_wording, token_of
from pafso.revisions.models import Revision
from pafso.revisions.registry import registered
from tests.factories.magazine import make_issue, make_pdf
from tests.factories.office import as_read
from tests.factories.people import Cast, make_cast
from tests.house.test_stale_saves import ROWS, VERBS, as_taken, opened, page_of, saved
from tests.services.test_awards_parallel import all_at_once

AT_ONCE = 30
# What each of them types, by the field of the form.
TYPED: dict[str, Callable[[int], str]] = {
    "value": lambda n: f"+1 613 555 02{n}",
    "ends_on": lambda n: f"2031-05-{n % 28 + 1:02}",
    "lines": lambda n: f"{n} Elm Street",
}


@pytest.fixture
def people(transactional_db: None) -> Cast:
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip(
            "threads share a database in memory, which locks otherwise than a file: TEST_DATABASE_URL names none"
        )
    return make_cast()


def clients(people: Cast) -> list[Client]:
    """As many windows of one person who is signed in."""
    first, *others = [Client() for _ in range(AT_ONCE)]
    first.force_login(people.staff)
    first.get("/admin/pafso/text/")  # the first page of a session notes when it began
    for other in others:
        other.cookies = first.cookies
    return [first, *others]


def post_at_once(desks: list[Client], url: str, typed: Callable[[int], dict[str, Any]]) -> Counter[Any]:
    def post(number: int) -> Any:
        return desks[number].post(url, typed(number)).status_code

    return Counter(each if isinstance(each, int) else repr(each) for each in all_at_once(post, len(desks)))


@pytest.mark.req("R41", "R47")
@pytest.mark.parametrize("label", ROWS)
def test_one_of_thirty_saves_of_a_form_wins(people: Cast, label: str) -> None:
    make, one, _other = ROWS[label]
    row: models.Model = make(people)
    desks = clients(people)
    form = opened(desks[0], row)
    before, trail = saved(row, one), Entry.objects.count()

    answers = post_at_once(desks, page_of(row), lambda number: form | {one: [as_taken(label, f"Wader {number}")]})

    assert answers == {302: 1, 409: AT_ONCE - 1}
    assert saved(row, one) != before
    written = Entry.objects.count() - trail
    assert written == 1
    assert Revision.objects.count() == (1 if label in registered() else 0)


@pytest.mark.req("R41", "R47")
@pytest.mark.parametrize("name", VERBS)
def test_one_of_thirty_presses_of_a_verb_that_edits_wins(people: Cast, name: str) -> None:
    make, first, _second = VERBS[name]
    member = Member.objects.get(user=people.officer)
    path, value = make(member)
    url, desks, before = f"/admin/members/member/{member.pk}/{path}", clients(people), value()
    digest = as_read(desks[0], url)
    (field,) = set(first) & set(TYPED)
    texts = [TYPED[field](n) for n in range(10, 10 + AT_ONCE)]

    answers = post_at_once(desks, url, lambda number: first | {field: texts[number], "as_read": digest})

    assert answers == {302: 1, 409: AT_ONCE - 1}
    assert value() in texts and value() != before
    assert Entry.objects.filter(subject_type="members.Member").count() == 1


@pytest.mark.req("R36", "R47")
def test_one_of_six_pdfs_becomes_the_issue_and_the_others_leave_nothing(people: Cast) -> None:
    issue = make_issue(38, 1, state="ready")
    desks = clients(people)
    form, before = opened(desks[0], issue), files()

    def typed(number: int) -> dict[str, Any]:
        upload = SimpleUploadedFile(f"{number}.pdf", make_pdf(f"Number {number}."), "application/pdf")
        return form | {"title_en": [f"Wader {number}"], "upload": upload}

    answers = post_at_once(desks[:6], page_of(issue), typed)

    assert answers == {302: 1, 409: 5}
    issue.refresh_from_db()
    number = (issue.pdf.given_name or "").removesuffix(".pdf")
    assert issue.title_en == f"Wader {number}"
    assert Entry.objects.filter(verb="issue_pdf_replaced").count() == 1
    assert Entry.objects.filter(verb="issue_edited").count() == 1
    kept = set(StoredFile.objects.values_list("key", flat=True))
    assert {path for path in files() - before if path not in kept} == set()


def files() -> set[str]:
    """Where they lie, by the names of their rows."""
    root = Path(settings.PRIVATE_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


@pytest.mark.req("R41", "R47")
def test_thirty_presses_of_put_back_are_one(people: Cast) -> None:
    text = Text.objects.create(key="about", title_en="New", title_fr="N", body_en="B", body_fr="B")
    revisions = [
        Revision.objects.create(
            subject_type="pafso.Text",
            subject_id=str(text.pk),
            before={"title_en": f"Old {n}"},
            after={"title_en": "New"},
        )
        for n in range(AT_ONCE)
    ]
    token = token_of(text)

    found = all_at_once(lambda n: put_back_wording(revisions[n], as_read=token, by=people.staff).pk, AT_ONCE)

    refused = [each for each in found if isinstance(each, DomainError)]
    assert {each.code for each in refused} == {"saved_meanwhile"}
    assert (len(refused), [each for each in found if not isinstance(each, DomainError)]) == (AT_ONCE - 1, [text.pk])
    assert Entry.objects.filter(verb="wording_put_back").count() == 1
    assert Revision.objects.count() == AT_ONCE + 1
    text.refresh_from_db()
    assert text.title_en.startswith("Old ")


@pytest.mark.req("R47")
def test_saving_and_placing_at_once_lock_in_one_order(people: Cast) -> None:
    """The form of a placing and the verbs of the contest lock photo, contest, placing: neither waits for the other for ever."""
    placing: Any = ROWS["contests.Placing"][0](people)
    desks = clients(people)
    form = opened(desks[0], placing)
    cited = {"citation_en": "Again.", "citation_fr": "Encore."}

    def act(number: int) -> Any:
        if number % 2:
            return desks[number].post(page_of(placing), form | {"citation_en": [f"Wader {number}"]}).status_code
        return results.award_placing(placing.entry, by=people.staff, rank=number + 1, **cited).pk

    found = all_at_once(act, AT_ONCE)

    assert [each for each in found if isinstance(each, Exception)] == []


@pytest.mark.req("R47")
def test_the_office_and_the_person_at_once_lock_the_roll_first(people: Cast) -> None:
    """The form of an account and a person's own page both write account and entry: neither waits for the other for ever."""
    desks = clients(people)
    form = opened(desks[0], people.officer)

    def act(number: int) -> Any:
        if number % 2:
            return desks[number].post(page_of(people.officer), form | {"name": [f"Wader {number}"]}).status_code
        change_details(people.officer, values={"name": f"Plover {number}"}, contacts={}, by=people.officer)
        return "changed"

    found = all_at_once(act, AT_ONCE)

    assert [each for each in found if isinstance(each, Exception)] == []
    assert Counter(found)["changed"] == AT_ONCE // 2
    assert Counter(found)[409] >= AT_ONCE // 2 - 1
    people.officer.refresh_from_db()
    assert Member.objects.get(user=people.officer).name == people.officer.name


def test_the_same_on_sqlite() -> None:
    """In a process of its own, with a database in a file."""
    if connection.vendor == "sqlite" and "memory" not in str(connection.settings_dict["NAME"]):
        pytest.skip("this is that process")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "TEST_DATABASE"))
    }
    command = [
        *(sys.executable, "-m", "pytest", __file__, "-q", "-p", "no:cacheprovider", "-p", "no:xdist"),
        *(
            "--ds",
            "tests.services.sqlite_file",
            "-k",
            "pafso.Text or contests.Contest or magazine.Issue or verb or put_back",
        ),
    ]

    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=280)

    assert done.returncode == 0, done.stdout[-4000:]
    assert re.search(r"\b7 passed", done.stdout), done.stdout[-1000:]
