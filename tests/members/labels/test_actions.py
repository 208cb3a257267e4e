"""Labels: whose they are, made in the background, downloaded with a trace, removed after a day."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.utils.translation import override

from members.beat import sweep_labels
from members.labels import rows, tasks
from members.labels.actions import ask_labels, download_labels, remove_old_labels
from members.models import LabelRun, Member, PaperCopy, User
from pafso.audit.models import Entry
from pafso.errors import NotEligible, Refused, WrongMove
from pafso.files.models import StoredFile, private
from tests.factories.people import Cast, make_member, make_user

Commits = Callable[[], Any]
NOW = datetime(2026, 4, 5, 16, tzinfo=UTC)
TODAY = date(2026, 4, 5)
SINCE = ("retired", date(2000, 1, 1), None)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def wish(number: str, name: str, lines: str = "1 Elm", country: str = "CA", *, term: Any = SINCE) -> PaperCopy:
    member = make_member(None, number, *([term] if term else []), name=name)
    return PaperCopy.objects.create(member=member, lines=lines, country=country, changed_at=NOW - timedelta(days=9))


@pytest.fixture
def wishes(cast: Cast) -> None:
    """Three who get one; six who get none, each with a word that must not stand on any label."""
    wish("2001", "Zoé Ferron", "12, rue de l’Église\nMontréal (Québec)  H2X 1Y4")
    wish("2002", "Łukasz Đorđević", "ul. Długa 1\n00-238 Warszawa", "PL")
    wish("2003", "=Anne", "@Elm 1\n-Ottawa", "CA")
    wish("2004", "Wren Nowhere", "", "")
    wish("2005", "Former", "Wren 1", term=("regular", date(2000, 1, 1), date(2026, 4, 4)))
    wish("2006", "Never", "Wren 2", term=None)
    dead, struck, erased = (wish(f"201{n}", "Gone", f"Wren {n}") for n in range(3))
    Member.objects.filter(pk=dead.member_id).update(died_on=TODAY)
    Member.objects.filter(pk=struck.member_id).update(struck_at=NOW)
    Member.objects.filter(pk=erased.member_id).update(erased_at=NOW)


def made(kind: str, by: User, commits: Commits) -> LabelRun:
    with commits():
        run = ask_labels(kind, by=by)
    run.refresh_from_db()
    assert (run.state, run.lease_until) == ("ready", None)
    return run


def content(stored: StoredFile | None) -> bytes:
    assert stored is not None
    with stored.open() as file:
        return bytes(file.read())


def trail() -> list[tuple[str, Any]]:
    return list(Entry.objects.order_by("id").values_list("verb", "changes"))


@pytest.mark.req("R28")
def test_the_table_holds_who_gets_one_and_no_formula(cast: Cast, wishes: None, commits: Commits) -> None:
    run = made("csv", cast.staff, commits)

    table = list(csv.reader(StringIO(content(run.file).decode("utf-8-sig"), newline="")))
    assert table == [
        ["Member number", "Name", *(f"Address line {n}" for n in range(1, 7)), "Country", "Country code"],
        ["2003", "'=Anne", "'@Elm 1", "'-Ottawa", "", "", "", "", "Canada", "CA"],
        ["2001", "Zoé Ferron", "12, rue de l’Église", "Montréal (Québec)  H2X 1Y4", "", "", "", "", "Canada", "CA"],
        ["2002", "Łukasz Đorđević", "ul. Długa 1", "00-238 Warszawa", "", "", "", "", "Poland", "PL"],
    ]
    assert (run.in_canada, run.abroad, run.unprintable) == (2, 1, [])


def test_the_table_is_in_the_language_of_whoever_asked(cast: Cast, wishes: None, commits: Commits) -> None:
    with override("fr"):
        run = made("csv", cast.staff, commits)

    first, *_others, last = content(run.file).decode("utf-8-sig").splitlines()
    assert first.startswith("Numéro de membre;Nom;Ligne d’adresse 1;")
    assert last.endswith(";Pologne;PL")


def test_the_sheets_hold_the_same_and_name_who_cannot_be_printed(cast: Cast, wishes: None, commits: Commits) -> None:
    hidden = wish("2020", "Li Wei 李伟", "北京市朝阳区\nBeijing", "CN")

    run = made("pdf", cast.staff, commits)

    pdf = pypdfium2.PdfDocument(BytesIO(content(run.file)))
    words = " ".join(pdf[0].get_textpage().get_text_range().split())
    assert words == (
        "=Anne @Elm 1 -Ottawa Zoé Ferron 12, rue de l’Église Montréal (Québec) H2X 1Y4 "
        "Łukasz Đorđević ul. Długa 1 00-238 Warszawa POLAND"
    )
    assert (run.in_canada, run.abroad, run.unprintable) == (2, 2, [hidden.member_id])


def test_a_press_and_another_are_one_and_every_step_is_in_the_trail(cast: Cast, wishes: None, commits: Commits) -> None:
    first, again = ask_labels("csv", by=cast.staff), ask_labels("csv", by=cast.staff)
    assert first == again
    tasks.build_labels(first.pk)
    first.refresh_from_db()

    for _ in range(2):
        assert download_labels(first, by=cast.staff) == first.file

    downloaded = ("labels_downloaded", {"kind": "csv", "people": 3})
    assert trail() == [("labels_asked", {"kind": "csv"}), downloaded, downloaded]
    assert "Elm" not in str(trail())


def test_when_nobody_gets_one_nothing_is_made(cast: Cast) -> None:
    wish("2004", "Wren Nowhere", "", "")

    with pytest.raises(Refused) as refused:
        ask_labels("pdf", by=cast.staff)

    assert (refused.value.code, LabelRun.objects.count(), trail()) == ("no_labels", 0, [])


@pytest.mark.req("R15")
@pytest.mark.parametrize("rights", [[], ["change_member", "view_member", "change_user"]])
def test_without_the_right_of_its_own_nothing_is_made_or_leaves(
    cast: Cast, wishes: None, commits: Commits, rights: list[str]
) -> None:
    clerk = make_user("Noor Clerk", "noor@example.org", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=rights, content_type__app_label="members"))
    run = made("csv", cast.staff, commits)

    with pytest.raises(NotEligible):
        ask_labels("csv", by=clerk)
    with pytest.raises(NotEligible):
        download_labels(run, by=clerk)

    assert list(LabelRun.objects.visible_to(clerk)) == []
    assert list(LabelRun.objects.visible_to(cast.staff)) == [run]
    assert [verb for verb, _changes in trail()] == ["labels_asked"]


def test_the_file_goes_after_a_day(cast: Cast, wishes: None, commits: Commits) -> None:
    run = made("csv", cast.staff, commits)
    stored = run.file
    assert stored is not None
    almost = NOW + timedelta(hours=23, minutes=59)
    assert (remove_old_labels(almost), download_labels(run, by=cast.staff, now=almost)) == (0, stored)

    with pytest.raises(WrongMove):
        download_labels(run, by=cast.staff, now=NOW + timedelta(days=1))
    with commits():
        assert [remove_old_labels(NOW + timedelta(days=1)) for _ in range(2)] == [1, 0]

    run.refresh_from_db()
    assert (run.state, run.file, run.in_canada) == ("expired", None, 2)
    assert not StoredFile.objects.filter(pk=stored.pk).exists()
    assert not private().exists(stored.key)


def test_a_lost_wake_up_is_found_and_what_fails_is_parked(
    cast: Cast, wishes: None, commits: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ask_labels("pdf", by=cast.staff)

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(tasks.paper, "pdf", broken)
        for n in range(3):
            with time_machine.travel(NOW + timedelta(hours=n)):
                tasks.build_labels(run.pk)
    run.refresh_from_db()
    assert (run.state, run.attempts, run.file) == ("failed", 3, None)

    again = ask_labels("pdf", by=cast.staff)
    with commits():
        assert sweep_labels() == 1
    again.refresh_from_db()
    assert again.state == "ready"


def test_run_twice_it_is_made_once(cast: Cast, wishes: None, commits: Commits) -> None:
    run = made("csv", cast.staff, commits)
    files = StoredFile.objects.count()

    tasks.build_labels(run.pk)

    assert StoredFile.objects.count() == files


@pytest.mark.parametrize("more", [0, 2])
def test_a_label_costs_no_query(cast: Cast, wishes: None, more: int, django_assert_num_queries: Any) -> None:
    for n in range(more):
        wish(f"300{n}", f"More {n}", "", "")
        wish(f"310{n}", f"More {n}")

    with django_assert_num_queries(1):
        assert len(rows.labels_on(TODAY)) == 3 + more
    with django_assert_num_queries(1):
        assert rows.copies_on(TODAY) == rows.Copies(2 + more, 1, 1 + more)
    with django_assert_num_queries(1):
        assert [copy.member.name for copy in rows.without_address(TODAY)][-1] == "Wren Nowhere"
    with django_assert_num_queries(1):
        assert rows.changed_since(TODAY, NOW - timedelta(days=10))[0].member.number == "2003"


def test_only_what_came_since_is_new(cast: Cast, wishes: None) -> None:
    PaperCopy.objects.filter(member__number__in=["2001", "2004", "2005"]).update(changed_at=NOW)

    found = rows.changed_since(TODAY, NOW - timedelta(hours=1))

    assert [copy.member.number for copy in found] == ["2001"]
