"""A late save by its exits: inline rows, files, what is written in between, and what the page says of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contests.models import Category, Contest
from magazine import forms as magazine_forms
from magazine.models import Issue
from members.models import User
from pafso.audit.models import Entry
from pafso.files.models import StoredFile
from pafso.models import Text
from tests.factories.awards import make_award, make_cycle
from tests.factories.contests import make_contest
from tests.factories.magazine import make_file, make_issue, make_pdf
from tests.factories.office import fields_of
from tests.factories.people import Cast, make_user
from tests.house.test_stale_saves import opened, page_of


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.staff)
    return client


@pytest.fixture
def contest(db: None) -> Contest:
    return make_contest()


def versions(answer: Any) -> dict[str, tuple[str, str]]:
    return {version.name: (version.theirs, version.yours) for version in answer.context["versions"]}


# --- Inline rows ------------------------------------------------------------------------------------------------------
def rename(contest: Contest) -> None:
    Category.objects.filter(pk=contest.categories.all()[0].pk).update(name_fr="Échassiers")


def add(contest: Contest) -> None:
    Category.objects.create(contest=contest, name_en="Waders", name_fr="Échassiers", position=9)


def remove(contest: Contest) -> None:
    contest.categories.all()[1].delete()


@pytest.mark.parametrize("change", [rename, add, remove])
def test_a_change_of_an_inline_row_makes_the_form_late(
    office: Client, contest: Contest, change: Callable[[Contest], None]
) -> None:
    typed = opened(office, contest) | {"title_en": ["Plover"]}
    title, before = contest.title_en, list(contest.categories.values_list("name_fr", flat=True))
    change(contest)
    after = list(contest.categories.values_list("name_fr", flat=True))

    refused = office.post(page_of(contest), typed)

    contest.refresh_from_db()
    assert (refused.status_code, contest.title_en) == (409, title)
    assert f"<h1><bdi>{title}</bdi></h1>" in refused.text
    assert list(contest.categories.values_list("name_fr", flat=True)) == after != before
    theirs, yours = versions(refused)["Categories"]
    assert [line.split(" · ")[1] for line in theirs.split("\n")] == after
    assert [line.split(" · ")[1] for line in yours.split("\n")] == before


def test_a_typed_inline_row_comes_back_and_is_saved_knowingly(office: Client, contest: Contest) -> None:
    typed = opened(office, contest) | {"categories-0-name_en": ["Plover"], "categories-1-DELETE": ["on"]}
    rename(contest)

    refused = office.post(page_of(contest), typed)

    back = fields_of(refused.text)
    assert (back["categories-0-name_en"], back["categories-1-DELETE"]) == (["Plover"], ["on"])
    assert len(versions(refused)["Categories"][1].split("\n")) == 1
    assert contest.categories.count() == 2
    assert office.post(page_of(contest), back).status_code == 302
    assert [str(row) for row in contest.categories.all()] == ["Plover"]


def test_opening_a_form_costs_the_same_with_one_and_three_inline_rows(office: Client, contest: Contest) -> None:
    contest.categories.all()[1].delete()
    office.get(page_of(contest))
    costs = []
    for more in (0, 2):
        for number in range(more):
            Category.objects.create(contest=contest, name_en=f"W{number}", name_fr=f"É{number}")
        with CaptureQueriesContext(connection) as queries:
            office.get(page_of(contest))
        costs.append(len(queries))

    assert costs[0] == costs[1]


# --- What is written between the opening and the save --------------------------------------------------------------------
def test_a_column_beside_the_form_is_not_taken_back_by_a_save(
    office: Client, contest: Contest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A verb commits while the save waits for the lock: the row is read once the lock is held, not before."""
    admin, published = site._registry[Contest], timezone.now()
    lock = admin.lock_row  # type: ignore[attr-defined]

    def tell_then_lock(row: Contest) -> None:
        Contest.objects.filter(pk=row.pk).update(announced_at=published)
        lock(row)

    typed = opened(office, contest) | {"title_en": ["Plover"]}
    monkeypatch.setattr(admin, "lock_row", tell_then_lock)

    assert office.post(page_of(contest), typed).status_code == 302

    contest.refresh_from_db()
    assert (contest.title_en, contest.announced_at) == ("Plover", published)


def test_a_save_that_commits_while_the_lock_is_waited_for_is_seen(
    office: Client, contest: Contest, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin: Any = site._registry[Contest]
    lock, typed = admin.lock_row, opened(office, contest) | {"title_en": ["Sandpiper"]}

    def save_then_lock(row: Contest) -> None:
        Contest.objects.filter(pk=row.pk).update(title_en="Plover")
        lock(row)

    monkeypatch.setattr(admin, "lock_row", save_then_lock)

    assert office.post(page_of(contest), typed).status_code == 409
    assert Contest.objects.get().title_en == "Plover"


@pytest.fixture
def issue(db: None) -> Issue:
    return make_issue(38, 1, state="ready", title_en="Old")


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("better.pdf", make_pdf("A better page."), "application/pdf")


def test_another_pdf_makes_the_form_of_an_issue_late(office: Client, issue: Issue) -> None:
    typed: dict[str, Any] = dict(opened(office, issue))
    other = make_file(b"%PDF-1.6 other")
    StoredFile.objects.filter(pk=other.pk).update(given_name="theirs.pdf")
    Issue.objects.update(pdf=other)

    refused = office.post(page_of(issue), typed | {"upload": upload()})

    issue.refresh_from_db()
    assert (refused.status_code, issue.pdf) == (409, other)
    assert versions(refused) == {"PDF": ("theirs.pdf", "better.pdf (choose it again to send it)")}
    assert not Entry.objects.exists()


@pytest.mark.req("R36")
@pytest.mark.parametrize("with_file", [True, False])
def test_an_issue_saved_while_its_file_is_looked_at_is_late_too(
    office: Client, issue: Issue, monkeypatch: pytest.MonkeyPatch, with_file: bool
) -> None:
    """No transaction is open while a PDF is judged: the verb compares again in its own, and then nothing of it is kept."""
    clean = magazine_forms.IssueForm.clean_upload
    files = StoredFile.objects.count()

    def slow(form: magazine_forms.IssueForm) -> Any:
        cleaned = clean(form)
        Issue.objects.filter(pk=issue.pk).update(title_en="Plover")
        return cleaned

    typed: dict[str, Any] = opened(office, issue) | {"title_en": ["Sandpiper"], "cover_credit": ["Vera Marsh"]}
    if with_file:
        typed["upload"] = upload()
    monkeypatch.setattr(magazine_forms.IssueForm, "clean_upload", slow)

    refused = office.post(page_of(issue), typed)

    pdf, credit = issue.pdf_id, issue.cover_credit
    issue.refresh_from_db()
    assert (refused.status_code, issue.title_en, issue.cover_credit, issue.pdf_id) == (409, "Plover", credit, pdf)
    assert fields_of(refused.text)["title_en"] == ["Sandpiper"]
    assert versions(refused)["Title (English)"] == ("Plover", "Sandpiper")
    assert (Entry.objects.count(), StoredFile.objects.count()) == (0, files)


def test_a_button_of_an_issue_does_nothing_when_the_form_is_late(office: Client, issue: Issue) -> None:
    typed = opened(office, issue) | {"_publish": ["x"]}
    Issue.objects.update(title_en="Plover")

    assert office.post(page_of(issue), typed).status_code == 409
    assert Issue.objects.get().state == "ready"


# --- What the page says -----------------------------------------------------------------------------------------------
def test_versions_are_in_words(office: Client, cast: Cast) -> None:
    group = Group.objects.create(name="Jury")
    typed = opened(office, cast.colleague) | {"is_staff": ["on"], "groups": [str(group.pk)], "language": ["en"]}
    User.objects.filter(pk=cast.colleague.pk).update(needs_second_step=True, name="Plover")

    found = versions(office.post(page_of(cast.colleague), typed))

    assert found == {
        "Name": ("Plover", "Benoît Lefèvre"), "Language": ("French", "English"), "Works in the office": ("No", "Yes"),
        "Needs two-step verification": ("Yes", "No"), "Groups": ("", "Jury"),
    }  # fmt: skip


def test_a_right_given_meanwhile_makes_the_form_of_an_account_late(office: Client, cast: Cast) -> None:
    typed = opened(office, cast.colleague) | {"name": ["Sandpiper"]}
    cast.colleague.groups.add(Group.objects.create(name="Jury"))

    refused = office.post(page_of(cast.colleague), typed)

    assert (refused.status_code, versions(refused)["Groups"]) == (409, ("Jury", ""))
    assert [group.name for group in cast.colleague.groups.all()] == ["Jury"]


def test_dates_numbers_and_other_records_are_in_words(office: Client) -> None:
    cycle = make_cycle()
    other = make_award("other", name_en="The Other Award")
    typed = opened(office, cycle) | {"award": [str(other.pk)], "closes_at_0": ["2031-04-05"], "closes_at_1": ["23:59"]}
    type(cycle).objects.update(grace_minutes=7)

    found = versions(office.post(page_of(cycle), typed))

    assert found["Award"] == (str(cycle.award), "The Other Award")
    assert found["Closes"][1] == "Saturday, April 5, 2031, 23:59 (EDT)"
    assert found["Grace period (minutes)"] == ("7", "60")


def test_what_could_not_be_understood_is_shown_as_typed_with_its_own_error(office: Client) -> None:
    cycle = make_cycle()
    typed = opened(office, cycle) | {"year": ["soon"], "closes_at_0": ["never"]}
    type(cycle).objects.update(criteria_en="Plover")

    refused = office.post(page_of(cycle), typed)

    assert refused.status_code == 409
    assert versions(refused)["Year"] == (str(cycle.year), "soon")
    assert versions(refused)["Closes"][1].startswith("never, ")
    assert "Enter a whole number." in refused.text
    assert refused.text.count("Somebody else saved this after you opened it") == 1


def test_an_error_of_the_form_alone_keeps_the_digest(office: Client, contest: Contest) -> None:
    typed = opened(office, contest) | {"title_en": [""]}

    back = office.post(page_of(contest), typed)

    assert (back.status_code, fields_of(back.text)["as_read"]) == (200, typed["as_read"])
    assert "stale" not in back.context


def test_equal_words_are_said_to_be_equal(office: Client, db: None) -> None:
    text = Text.objects.create(key="about", title_en="Us", title_fr="Nous", body_en="A\nb", body_fr="C")
    typed = opened(office, text) | {"title_en": ["Plover"], "body_en": ["A\r\nb"]}
    Text.objects.update(title_en="Plover")

    refused = office.post(page_of(text), typed)

    assert (refused.status_code, versions(refused)) == (409, {})
    assert "Both versions are the same: there is nothing left to save." in refused.text
    assert "The audit trail does not say who saved it." in refused.text


@pytest.mark.req("R28")
def test_what_is_typed_is_escaped(office: Client, db: None) -> None:
    text = Text.objects.create(key="about", title_en="Us", title_fr="Nous", body_en="A", body_fr="C")
    typed = opened(office, text) | {"title_en": ["<script>1</script>"], "as_read": ['"><script>2</script>']}

    refused = office.post(page_of(text), typed)

    assert refused.status_code == 409
    assert "<script>1" not in refused.text and "<script>2" not in refused.text


@pytest.mark.req("R60")
def test_the_refusal_in_french(office: Client, db: None) -> None:
    text = Text.objects.create(key="about", title_en="Us", title_fr="Nous", body_en="A", body_fr="C")
    typed = opened(office, text) | {"title_en": ["Sandpiper"]}
    Text.objects.update(title_en="Plover")

    page = office.post(page_of(text), typed, headers={"accept-language": "fr"}).text

    assert "Une autre personne a enregistré une modification après que vous avez ouvert cette page." in page
    assert "Somebody else saved" not in page and "Your version" not in page


# --- Who sees it ------------------------------------------------------------------------------------------------------
@pytest.mark.req("R15")
@pytest.mark.parametrize("right", [None, "view_contest"])
def test_whoever_may_not_change_it_learns_nothing_from_a_late_save(
    client: Client, cast: Cast, contest: Contest, right: str | None
) -> None:
    reads = make_user("Only Reads", "reads@example.org", is_staff=True)
    if right:
        reads.user_permissions.add(Permission.objects.get(codename=right))
    client.force_login(reads)
    Contest.objects.update(title_en="Plover")

    answer = client.post(page_of(contest), {"title_en": "Sandpiper", "as_read": "0" * 64})

    assert answer.status_code == 403
    assert "Plover" not in answer.text
    assert Contest.objects.get().title_en == "Plover"
    assert 'name="as_read"' not in client.get(page_of(contest)).text


def test_an_add_form_has_no_digest_and_needs_none(office: Client, db: None) -> None:
    assert 'name="as_read"' not in office.get("/admin/pafso/text/add/").text

    words = {"key": "about", "title_en": "Us", "title_fr": "Nous", "body_en": "A", "body_fr": "C"}
    assert office.post("/admin/pafso/text/add/", words).status_code == 302
    assert Text.objects.get(key="about").title_en == "Us"
