"""Quotas under parallel requests on PostgreSQL."""

import uuid
from collections import Counter
from collections.abc import Iterator

import pytest

from contests.actions.drafts import delete_draft, save_draft, start_entry
from contests.actions.entries import submit_entry
from contests.models import Entry
from pafso.audit.models import Entry as Audit
from pafso.celery import app
from pafso.files import uploads
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from tests.contests.actions.test_entries import files
from tests.factories import contests as make
from tests.factories.people import Cast, make_cast
from tests.services.at_once import at_once

pytestmark = pytest.mark.services
AT_ONCE = 50


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def nobody_works() -> Iterator[None]:
    """Wake-ups go to a queue in memory that nobody reads."""
    app.conf.task_always_eager = False
    yield
    app.conf.task_always_eager = True


@pytest.mark.req("R47")
def test_ten_drafts_at_once_keep_the_quota(people: Cast, nobody_works: None) -> None:
    """Each is pressed five times; drafts count against nothing, and those that found no room stay drafts."""
    contest = make.make_contest(entries_per_member=3)
    drafts = [make.make_draft(contest, people.officer, photo=number, title=f"Photo {number}") for number in range(10)]
    before = len(files())

    def press(number: int) -> str:
        return submit_entry(drafts[number % 10], by=people.officer, confirms_rights=True).state

    outcomes = at_once(press, AT_ONCE)

    assert set(outcomes) == {"received", "enough_photos"}
    states = Counter(Entry.objects.values_list("state", flat=True))
    assert states == {"received": 3, "draft": 7}
    assert Mail.objects.filter(event="contests/entry_received").count() == 3
    assert Audit.objects.filter(verb="entry_received").count() == 3
    assert len(files()) == before
    assert StoredFile.objects.count() == len(drafts)


@pytest.mark.req("R41", "R47")
def test_one_draft_entered_fifty_times_is_one_entry(people: Cast, nobody_works: None) -> None:
    draft = make.make_draft(make.make_contest(entries_per_member=1), people.officer)

    outcomes = at_once(lambda _: submit_entry(draft, by=people.officer, confirms_rights=True).code, AT_ONCE)

    assert outcomes == {draft.code: AT_ONCE}
    assert Mail.objects.filter(event="contests/entry_received").count() == 1
    assert list(Audit.objects.values_list("verb", flat=True)) == ["entry_received"]


@pytest.mark.req("R41", "R47")
def test_fifty_presses_begin_one_draft(people: Cast) -> None:
    contest = make.make_contest()

    outcomes = at_once(lambda _: start_entry(contest, by=people.officer, form_token=uuid.uuid4()).code, AT_ONCE)

    assert list(outcomes.values()) == [AT_ONCE]
    assert Entry.objects.count() == 1


@pytest.mark.req("R36", "R47")
def test_one_photo_sent_to_ten_drafts_at_once_is_in_one_of_them(people: Cast) -> None:
    contest, before = make.make_contest(), len(files())
    drafts = [make.make_draft(contest, people.officer, photo=False, title=f"Photo {number}") for number in range(10)]

    def send(number: int) -> str:
        checked = uploads.check_photo(make.upload())
        save_draft(drafts[number % 10], values={}, tab="", version=None, checked=checked)
        return "kept"

    outcomes = at_once(send, AT_ONCE)

    assert set(outcomes) == {"kept", "same_photo"}
    assert Entry.objects.exclude(sha256=None).count() == StoredFile.objects.count() == len(files()) - before == 1


@pytest.mark.req("R47")
def test_a_draft_entered_and_deleted_at_once_ends_as_one_of_both(people: Cast, nobody_works: None) -> None:
    draft = make.make_draft(make.make_contest(), people.officer)

    def press(number: int) -> str:
        if number % 2:
            submit_entry(draft, by=people.officer, confirms_rights=True)
            return "entered"
        delete_draft(draft)
        return "deleted"

    outcomes = at_once(press, AT_ONCE)

    assert set(outcomes) == {"wrong_move", *({"entered"} if Entry.objects.exists() else {"deleted"})}
    assert Mail.objects.count() == StoredFile.objects.count() == Entry.objects.count()
