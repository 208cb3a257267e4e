"""What an author does with a photo, every way out of it."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from contests.actions.entries import withdraw_entry
from contests.models import Entry
from pafso.audit.models import Entry as Audit
from pafso.clock import OTTAWA
from pafso.errors import DomainError, NotEligible, Refused, WindowClosed, WrongMove
from pafso.files import uploads
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from tests.factories import contests as make
from tests.factories.people import Cast

OPENS = datetime(2027, 3, 1, 9, 0, tzinfo=OTTAWA)
CLOSES = datetime(2027, 4, 5, 23, 59, tzinfo=OTTAWA)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
DURING = datetime(2027, 3, 20, 12, 0, tzinfo=OTTAWA)


def files() -> list[Path]:
    root = Path(settings.PRIVATE_ROOT)
    return [path for path in root.rglob("*") if path.is_file()] if root.exists() else []


def nothing_is_kept(before: list[Path]) -> bool:
    stored = StoredFile.objects.count() + Entry.objects.count() + Mail.objects.count() + Audit.objects.count()
    return stored == 0 and files() == before


def dated_contest(**fields: Any) -> Any:
    return make.make_contest(opens_at=OPENS, closes_at=CLOSES, **fields)


@pytest.mark.req("R40")
def test_a_photo_is_kept_byte_for_byte_with_receipt_and_audit(cast: Cast) -> None:
    contest = make.make_contest()
    content = make.jpeg(70)
    checked = uploads.check_photo(make.upload(content, "Été à Dakar.jpg"))

    entry = make.enter(contest, by=cast.officer, checked=checked, particulars=make.particulars(contest))

    assert (entry.state, entry.contest, entry.entrant, entry.width, entry.height) == (
        "received", contest, cast.officer, 640, 480,
    )  # fmt: skip
    with entry.original.open() as kept:
        assert kept.read() == content
    assert entry.original.given_name == "Été à Dakar.jpg"
    assert entry.sha256 == entry.original.sha256 == checked.sha256
    mail = Mail.objects.get()
    assert (mail.event, mail.to, mail.language) == ("contests/entry_received", cast.officer.email, "en")
    assert entry.code in mail.subject
    assert entry.sha256 in mail.text
    assert entry.title not in mail.subject
    assert list(Audit.objects.values_list("verb", "by_label", "subject_label")) == [
        ("entry_received", str(cast.officer), entry.code)
    ]


def test_the_receipt_speaks_french_to_who_reads_french(cast: Cast) -> None:
    make.make_entry(make.make_contest(), cast.colleague)

    mail = Mail.objects.get()
    assert mail.language == "fr"
    assert "Concours 2027" in mail.text
    assert "/fr/contests/entries/" in mail.text


@pytest.mark.req("R41")
def test_the_same_form_sent_again_is_the_same_entry(cast: Cast) -> None:
    contest = make.make_contest()
    token = uuid.uuid4()

    first = make.make_entry(contest, cast.officer, form_token=token)
    kept = files()
    again = make.make_entry(contest, cast.officer, form_token=token)

    assert again == first
    assert (Entry.objects.count(), StoredFile.objects.count(), Mail.objects.count()) == (1, 1, 1)
    assert files() == kept


@pytest.mark.req("R41")
def test_another_persons_token_is_not_mine(cast: Cast) -> None:
    contest = make.make_contest()
    token = uuid.uuid4()

    first = make.make_entry(contest, cast.officer, form_token=token)
    second = make.make_entry(contest, cast.colleague, form_token=token)

    assert first != second


@pytest.mark.req("R46")
@pytest.mark.parametrize(
    ("begun", "now", "taken"),
    [
        (OPENS, OPENS, True),
        (OPENS - SECOND, OPENS - SECOND, False),
        (CLOSES, CLOSES + MINUTE - SECOND, True),
        (CLOSES + MINUTE, CLOSES + MINUTE, False),
        (CLOSES, CLOSES + 16 * MINUTE - SECOND, True),
        (CLOSES, CLOSES + 16 * MINUTE, False),
    ],
)
def test_the_window_to_the_second(cast: Cast, begun: datetime, now: datetime, taken: bool) -> None:
    contest = dated_contest(grace_minutes=15)
    checked = uploads.check_photo(make.upload())
    before = files()

    try:
        make.enter(contest, by=cast.officer, checked=checked, particulars=make.particulars(contest, begun), now=now)
    except WindowClosed:
        assert not taken
        assert nothing_is_kept(before)
    else:
        assert taken


def test_membership_is_judged_on_the_day_in_ottawa(cast: Cast) -> None:
    contest = dated_contest()
    before = files()

    for person in (cast.newcomer, cast.outsider):
        with pytest.raises(NotEligible, match="This contest is for members"):
            make.make_entry(contest, person, now=DURING)
    assert nothing_is_kept(before)

    assert make.make_entry(contest, cast.retiree, now=DURING).entrant == cast.retiree


def test_a_contest_for_everyone(cast: Cast) -> None:
    contest = dated_contest(members_only=False)

    assert make.make_entry(contest, cast.newcomer, now=DURING).entrant == cast.newcomer


@pytest.mark.req("R37")
def test_the_quota_counts_what_stands(cast: Cast) -> None:
    contest = make.make_contest(entries_per_member=2)
    first = make.make_entry(contest, cast.officer, colour=1)
    make.make_entry(contest, cast.officer, colour=2)
    kept = files()

    with pytest.raises(NotEligible, match="may enter 2 photos") as refusal:
        make.make_entry(contest, cast.officer, colour=3)
    assert refusal.value.code == "enough_photos"
    assert files() == kept

    make.make_entry(contest, cast.colleague, colour=3)
    withdraw_entry(first, by=cast.officer)
    assert make.make_entry(contest, cast.officer, colour=3).state == "received"


def test_the_same_photo_twice_is_refused_with_the_code_of_the_first(cast: Cast) -> None:
    contest = make.make_contest()
    first = make.make_entry(contest, cast.officer)
    kept = files()

    with pytest.raises(Refused, match=first.code) as refusal:
        make.make_entry(contest, cast.officer)
    assert refusal.value.code == "same_photo"
    assert files() == kept
    assert Entry.objects.count() == 1

    assert make.make_entry(contest, cast.colleague).sha256 == first.sha256
    withdraw_entry(first, by=cast.officer)
    assert make.make_entry(contest, cast.officer).sha256 == first.sha256


def test_withdrawing_erases_original_and_sizes(cast: Cast, commits: Callable[[], Any]) -> None:
    before = files()
    with commits():
        entry = make.make_entry(make.make_contest(), cast.officer)
    assert entry.derivatives.count() == 2

    with commits():
        withdraw_entry(entry, by=cast.officer)
        withdraw_entry(entry, by=cast.officer)

    entry.refresh_from_db()
    assert (entry.state, entry.original, entry.derivatives.count()) == ("withdrawn", None, 0)
    assert entry.story == "We waited for the first boat."
    assert StoredFile.objects.count() == 0
    assert files() == before
    assert Audit.objects.filter(verb="entry_withdrawn").count() == 1


@pytest.mark.req("R46")
def test_withdrawing_ends_with_the_window(cast: Cast) -> None:
    entry = make.make_entry(dated_contest(), cast.officer, now=DURING)

    with pytest.raises(WindowClosed):
        withdraw_entry(entry, by=cast.officer, now=CLOSES + MINUTE)

    entry.refresh_from_db()
    assert entry.state == "received"
    withdraw_entry(entry, by=cast.officer, now=CLOSES + MINUTE - SECOND)


def test_what_the_office_refused_cannot_be_withdrawn(cast: Cast) -> None:
    entry = make.make_entry(make.make_contest(), cast.officer)
    entry.advance(Entry.State.DISQUALIFIED, reason="Not yours.")

    with pytest.raises(WrongMove):
        withdraw_entry(entry, by=cast.officer)

    assert Entry.objects.get().original is not None


def test_every_refusal_has_a_sentence_in_french(cast: Cast) -> None:
    contest = dated_contest(entries_per_member=1)
    make.make_entry(contest, cast.officer, now=DURING)
    cases: list[dict[str, Any]] = [
        {"by": cast.newcomer, "now": DURING},
        {"by": cast.officer, "now": DURING},
        {"by": cast.officer, "now": DURING, "colour": 9},
        {"by": cast.colleague, "now": CLOSES + MINUTE},
        {"by": cast.colleague, "now": OPENS - MINUTE},
    ]
    for case in cases:
        said = []
        for language in ("en", "fr"):
            with translation.override(language), pytest.raises(DomainError) as refusal:
                make.make_entry(contest, **case)
            with translation.override(language):
                said.append(str(refusal.value))
        assert said[0] != said[1]
