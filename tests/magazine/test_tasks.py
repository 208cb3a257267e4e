"""Background work: once whatever happens, and one bad file stops nobody."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from magazine import actions, tasks
from magazine.beat import sweep
from magazine.models import TERMS, Issue, Page
from magazine.reading import READER
from magazine.search import find, understand
from members.models import User
from members.notifications.actions import say_consents
from members.notifications.consents import who_wants_out
from pafso.files import sandbox
from pafso.files.models import StoredFile, private
from pafso.files.sandbox import SandboxFailure
from pafso.files.uploads import keep_made
from pafso.mail.models import Mail
from pafso.models import Text
from tests.factories.magazine import make_issue, make_pdf
from tests.factories.people import Cast, make_member
from tests.factories.samples import PDFS
from tests.magazine.test_page_text import page_pdf

pytestmark = pytest.mark.django_db

ENGLISH = "The ambassador reads the comets of the night to the pupils of the town."
FRENCH = "Les élèves de la ville lisent l’œuvre du poète dans le jardin de l’été."


def waiting(*texts: str, **fields: Any) -> Issue:
    content = make_pdf(*(texts or (ENGLISH, FRENCH)))
    values: dict[str, Any] = {"volume": 38, "number": 1, "dated": date(2026, 4, 1), **fields}
    return Issue.objects.create(pdf=keep_made(content, "application/pdf"), **values)


def breaking(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> list[int]:
    calls: list[int] = []

    def broken(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        raise error

    monkeypatch.setattr(sandbox, "run", broken)
    return calls


def on_disk() -> int:
    return sum(path.is_file() for path in Path(private().location).rglob("*"))  # type: ignore[attr-defined]


def test_a_pdf_becomes_pages_with_language_picture_and_stems() -> None:
    issue = waiting()

    tasks.extract_issue(issue.pk)

    issue.refresh_from_db()
    assert (issue.state, issue.page_count, issue.attempts) == (Issue.State.READY, 2, 1)
    assert issue.contents == [
        {"title": "Piece 1", "page": 1, "language": "en"},
        {"title": "Piece 2", "page": 2, "language": "fr"},
    ]
    first, second = issue.pages.order_by("number")
    assert (first.number, first.language, first.text) == (1, "en", ENGLISH)
    assert (second.number, second.language) == (2, "fr")
    assert "oeuvr" in second.stems.split()
    assert first.image.media_type == "image/webp"
    assert first.width == 1000
    assert issue.cover is not None
    assert (issue.cover.media_type, issue.cover_width) == ("image/webp", 480)


@pytest.mark.req("R41")
def test_reading_what_is_read_changes_nothing() -> None:
    issue = waiting()
    tasks.extract_issue(issue.pk)
    pages = set(issue.pages.values_list("pk", flat=True))

    tasks.extract_issue(issue.pk)

    assert set(issue.pages.values_list("pk", flat=True)) == pages


def test_an_issue_that_is_gone_is_no_trouble() -> None:
    tasks.extract_issue(987654)
    tasks.announce_issue(987654)

    assert (Issue.objects.count(), Mail.objects.count(), StoredFile.objects.count()) == (0, 0, 0)


def test_what_another_worker_holds_is_left_alone() -> None:
    issue = waiting(state="extracting", attempts=1, lease_until=timezone.now() + TERMS.lease)

    tasks.extract_issue(issue.pk)

    issue.refresh_from_db()
    assert (issue.state, issue.attempts) == (Issue.State.EXTRACTING, 1)


def test_what_a_dead_worker_held_is_taken_over() -> None:
    issue = waiting(state="extracting", attempts=1, lease_until=timezone.now() - timedelta(seconds=1))

    tasks.extract_issue(issue.pk)

    issue.refresh_from_db()
    assert (issue.state, issue.attempts) == (Issue.State.READY, 2)


def test_a_worker_that_lost_its_lease_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    issue = waiting()
    run = sandbox.run

    def slow(*args: Any, **kwargs: Any) -> Any:
        Issue.objects.filter(pk=issue.pk).update(attempts=2)  # another one took it over meanwhile
        return run(*args, **kwargs)

    monkeypatch.setattr(sandbox, "run", slow)
    tasks.extract_issue(issue.pk)

    issue.refresh_from_db()
    assert (issue.state, issue.attempts) == (Issue.State.EXTRACTING, 2)
    assert not Page.objects.exists()


@pytest.mark.req("R33")
def test_a_pdf_that_cannot_be_read_says_why_at_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    issue = waiting()
    stored = keep_made(make_pdf(ENGLISH)[:-400], "application/pdf")
    Issue.objects.filter(pk=issue.pk).update(pdf=stored)

    tasks.extract_issue(issue.pk)

    issue.refresh_from_db()
    assert (issue.state, issue.problem, issue.attempts) == (Issue.State.FAILED, "damaged", 1)
    assert "damaged" in issue.problem_in_words


@pytest.mark.req("R38")
def test_a_poisoned_pdf_is_tried_three_times_and_parked(monkeypatch: pytest.MonkeyPatch) -> None:
    issue = waiting()
    calls = breaking(monkeypatch, SandboxFailure("crash"))
    begin = timezone.now()

    for minute in range(30):
        with time_machine.travel(begin + timedelta(minutes=minute), tick=False):
            tasks.extract_issue(issue.pk)

    issue.refresh_from_db()
    assert len(calls) == TERMS.most
    assert (issue.state, issue.problem) == (Issue.State.FAILED, "crash")
    assert not Issue.objects.due(timezone.now() + timedelta(days=1)).exists()


@pytest.mark.req("R38")
def test_between_two_attempts_others_have_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = waiting()
    good = waiting(number=2)
    with monkeypatch.context() as patch:
        breaking(patch, SandboxFailure("memory"))
        tasks.extract_issue(bad.pk)

    tasks.extract_issue(bad.pk)
    tasks.extract_issue(good.pk)

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.attempts, bad.problem) == (Issue.State.WAITING, 1, "memory")
    assert good.state == Issue.State.READY


@pytest.mark.req("R38")
def test_a_file_that_kills_its_worker_is_parked_before_it_kills_another(monkeypatch: pytest.MonkeyPatch) -> None:
    issue = waiting(state="extracting", attempts=TERMS.most, lease_until=timezone.now() - timedelta(minutes=1))
    calls = breaking(monkeypatch, SandboxFailure("crash"))

    tasks.extract_issue(issue.pk)

    issue.refresh_from_db()
    assert (issue.state, issue.problem, calls) == (Issue.State.FAILED, "died", [])


@pytest.mark.req("R36")
def test_a_disk_error_is_tried_again_and_leaves_no_half(monkeypatch: pytest.MonkeyPatch) -> None:
    issue = waiting()
    rows, files = StoredFile.objects.count(), on_disk()

    def failing(*args: Any, **kwargs: Any) -> Any:
        raise OSError("the disk is gone")

    with monkeypatch.context() as patch:
        patch.setattr(Page.objects, "bulk_create", failing)
        tasks.extract_issue(issue.pk)

    issue.refresh_from_db()
    assert (issue.state, issue.problem, issue.page_count) == (Issue.State.WAITING, "OSError", 0)
    assert not Page.objects.exists()
    # Rows that were committed before the failure keep their bytes until the sweep of the files removes both.
    assert StoredFile.objects.count() - rows == on_disk() - files


def test_the_sweep_finds_lost_wake_ups_and_dead_workers(django_capture_on_commit_callbacks: Any) -> None:
    lost = waiting()
    dead = waiting(number=2, state="extracting", attempts=1, lease_until=timezone.now() - timedelta(seconds=1))
    untold = make_issue(37, 1)
    waiting(number=3, state="extracting", attempts=1, lease_until=timezone.now() + TERMS.lease)
    waiting(number=4, state="failed", problem="crash")

    with django_capture_on_commit_callbacks(execute=True):
        assert sweep() == 3

    for issue in (lost, dead):
        issue.refresh_from_db()
        assert issue.state == Issue.State.READY
    untold.refresh_from_db()
    assert untold.announced_at is not None
    assert sweep() == 0


def test_an_unproved_address_is_not_written_to(cast: Cast) -> None:
    cast.officer.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]

    tasks.announce_issue(make_issue(38, 1).pk)

    assert set(Mail.objects.values_list("to", flat=True)) == {cast.colleague.email, cast.retiree.email}


@pytest.mark.req("R58", "R59")
def test_who_said_no_is_left_out_and_who_asked_is_not(cast: Cast) -> None:
    say_consents(cast.officer, {"issues": False}, by=cast.officer, source="page")
    say_consents(cast.newcomer, {"issues": True}, by=cast.newcomer, source="page")
    make_member(None, "2001", ("regular", date(2015, 1, 1), None), name="No Account")

    tasks.announce_issue(make_issue(38, 1).pk)

    assert set(Mail.objects.values_list("to", flat=True)) == {
        cast.colleague.email, cast.retiree.email, cast.newcomer.email,
    }  # fmt: skip


@pytest.mark.req("R58")
def test_the_mail_says_who_writes_from_where_and_how_to_end_it(cast: Cast) -> None:
    lines = {"body_en": "1 Elgin Street\nOttawa", "body_fr": "1, rue Elgin\nOttawa"}
    Text.objects.filter(key="postal-address").update(**lines)

    tasks.announce_issue(make_issue(38, 1).pk)

    for mail, address in ((Mail.objects.get(to=cast.officer.email), "1 Elgin Street, Ottawa"),
                          (Mail.objects.get(to=cast.colleague.email), "1, rue Elgin, Ottawa")):  # fmt: skip
        token = mail.unsubscribe_url.split("/")[-2]
        assert f"/{mail.language}/unsubscribe/" in mail.unsubscribe_url
        for body in (mail.text, mail.html):
            assert address in body
            assert mail.unsubscribe_url in body
        user, topic = who_wants_out(token) or (None, None)
        assert (user and user.email, topic) == (mail.to, "issues")


def test_a_shut_account_is_not_written_to(cast: Cast) -> None:
    User.objects.filter(pk=cast.officer.pk).update(is_active=False)

    tasks.announce_issue(make_issue(38, 1).pk)

    assert set(Mail.objects.values_list("to", flat=True)) == {cast.colleague.email, cast.retiree.email}


def test_a_withdrawn_issue_is_not_announced(cast: Cast) -> None:
    issue = make_issue(38, 1)
    actions.hide_issue(issue, by=cast.staff, reason="A face.")

    tasks.announce_issue(issue.pk)

    assert not Mail.objects.exists()


@pytest.mark.samples
@pytest.mark.parametrize(
    ("name", "state", "pages", "problem"),
    [
        ("revue-fr", "ready", 12, ""),
        ("pdflatex-outline", "ready", 4, ""),
        ("base64image", "ready", 1, ""),
        ("7.2-t25-pass-b", "ready", None, ""),
        ("libreoffice-writer-password", "failed", 0, "encrypted"),
    ],
)
def test_real_files_are_read_or_refused(name: str, state: str, pages: int | None, problem: str) -> None:
    stored = keep_made(PDFS[name].read_bytes(), "application/pdf")
    issue = Issue.objects.create(volume=1, number=1, dated=date(2026, 1, 1), pdf=stored)

    tasks.extract_issue(issue.pk)

    issue.refresh_from_db()
    assert (issue.state, issue.problem) == (state, problem)
    assert issue.pages.count() == issue.page_count
    assert pages is None or issue.page_count == pages


@pytest.mark.samples
def test_a_real_french_review_is_found_with_and_without_accents() -> None:
    stored = keep_made(PDFS["revue-fr"].read_bytes(), "application/pdf")
    issue = Issue.objects.create(volume=1, number=1, title_en="A", title_fr="B", dated=date(2026, 1, 1), pdf=stored)
    tasks.extract_issue(issue.pk)
    issue.refresh_from_db()
    actions.publish_issue(issue, by=None)

    def numbers(asked: str) -> list[int]:
        return [hit.page.number for hit in find(understand(asked)).hits]

    assert sorted(numbers("œuvre")) == sorted(numbers("OEUVRES")) == list(range(1, 13))
    assert sorted(numbers("naïve étranger")) == sorted(numbers("naive etrangers")) == list(range(1, 13))
    assert {page.language for page in issue.pages.all()} <= {"fr", ""}
    assert issue.contents


# --- read again by a later reader -----------------------------------------------------------------------------------
def read_before(state: str = "published", **fields: Any) -> Issue:
    """An issue with a real PDF of two pages, as an earlier reader left it."""
    pdf = keep_made(make_pdf(ENGLISH, FRENCH), "application/pdf")
    return make_issue(
        38, 1, "Old words", "Old words too", state=state, pdf=pdf, read_by=0, lease_until=EARLIER, **fields
    )


EARLIER = timezone.now() - timedelta(days=1)


@pytest.mark.parametrize("state", ["published", "ready"])
def test_an_issue_is_read_anew_where_it_stands(state: str) -> None:
    issue = read_before(state, attempts=3)
    before = Issue.objects.values("state", "published_at", "title_en", "announced_at", "volume").get()

    tasks.read_issue_anew(issue.pk)

    assert Issue.objects.values("state", "published_at", "title_en", "announced_at", "volume").get() == before
    issue.refresh_from_db()
    assert (issue.read_by, issue.page_count, issue.problem) == (READER, 2, "")
    assert [page.text for page in issue.pages.order_by("number")] == [ENGLISH, FRENCH]
    assert not Mail.objects.exists()
    tasks.read_issue_anew(issue.pk)
    assert not Issue.objects.to_read_anew().exists()


def test_pages_are_found_until_the_new_ones_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    issue = read_before()
    breaking(monkeypatch, SandboxFailure("memory"))

    tasks.read_issue_anew(issue.pk)

    issue.refresh_from_db()
    assert (issue.state, issue.read_by, issue.problem) == (Issue.State.PUBLISHED, 0, "")
    assert find(understand("old")).hits
    assert not Issue.objects.to_read_anew().exists()  # not before its wait is over


@pytest.mark.parametrize("error", [SandboxFailure("memory"), ValueError("x")])
def test_what_cannot_be_read_anew_stays_as_it_was(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    issue = read_before()
    calls = breaking(monkeypatch, error)

    for _ in range(8):
        Issue.objects.update(lease_until=EARLIER)
        tasks.read_issue_anew(issue.pk)

    issue.refresh_from_db()
    assert (len(calls), issue.state, issue.read_by) == (6, Issue.State.PUBLISHED, READER)
    assert issue.pages.count() == 2


def test_a_pdf_that_a_stricter_reader_refuses_stays_published() -> None:
    issue = read_before()
    issue.pdf = keep_made(b"%PDF-1.6 half", "application/pdf")
    issue.save()

    tasks.read_issue_anew(issue.pk)

    issue.refresh_from_db()
    assert (issue.state, issue.read_by, issue.page_count) == (Issue.State.PUBLISHED, READER, 2)


def test_whoever_publishes_meanwhile_wins(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    issue = read_before("ready")
    run = sandbox.run

    def published_meanwhile(*args: Any, **kwargs: Any) -> Any:
        actions.publish_issue(issue, by=cast.staff)
        return run(*args, **kwargs)

    monkeypatch.setattr(sandbox, "run", published_meanwhile)
    tasks.read_issue_anew(issue.pk)

    issue.refresh_from_db()
    assert (issue.state, issue.read_by) == (Issue.State.PUBLISHED, 0)
    assert issue.pages.filter(text="Old words").exists()


def test_the_sweep_reads_one_issue_anew_at_a_time(django_capture_on_commit_callbacks: Any) -> None:
    newer = read_before()
    make_issue(37, 1, read_by=0, lease_until=EARLIER)
    make_issue(39, 1)

    with django_capture_on_commit_callbacks(execute=True):
        assert sweep() == 1 + 3  # three announcements beside it

    newer.refresh_from_db()
    assert newer.read_by == READER
    assert Issue.objects.to_read_anew().get().volume == 37


def test_old_code_leaves_an_issue_to_be_read_anew() -> None:
    """While a release arrives, the database itself speaks for whoever does not know the columns."""
    make_issue(38, 1)
    for table, unknown in (("magazine_issue", {"read_by", "labels"}), ("magazine_page", {"other_forms"})):
        with connection.cursor() as cursor:
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            known = [f'"{name}"' for name in columns if name not in {*unknown, "vector"}]
            moved = {'"id"': "id + 1000", '"volume"': "volume + 1", '"number"': "number + 100"}
            copied = ", ".join(moved.get(name, name) for name in known)
            cursor.execute(f"INSERT INTO {table} ({', '.join(known)}) SELECT {copied} FROM {table} WHERE id < 1000")

    assert Issue.objects.get(volume=39).read_by == 0
    assert set(Page.objects.filter(pk__gt=1000).values_list("other_forms", flat=True)) == {""}


def test_a_word_cut_by_a_line_and_a_pages_own_number_are_found() -> None:
    lines = [("le sous-", 72, 700, 12), ("ministre et la diplo-", 72, 686, 12), ("mate", 72, 672, 12)]
    labels = "/PageLabels << /Nums [0 << /S /r /St 14 >> 1 << /S /D >>] >>"
    issue = Issue.objects.create(
        volume=40, number=1, dated=date(2026, 4, 1), title_en="x", title_fr="x",
        pdf=keep_made(page_pdf(*lines, labels=labels), "application/pdf"),
    )  # fmt: skip

    tasks.extract_issue(issue.pk)
    Issue.objects.filter(pk=issue.pk).update(state="published", published_at=timezone.now())

    for words in ("sous-ministre", "sousministre", "ministre", "diplomate", "diplo-mate", '"sous ministre"', "xiv"):
        assert find(understand(words)).hits, words
    assert [hit.page.name for hit in find(understand("xiv")).hits] == ["xiv"]
    issue.refresh_from_db()
    assert [page.name for page in issue.pages.order_by("number")] == ["xiv", "1"]
