"""Two at the same instant on PostgreSQL: invitations, joining while it is ended, submitting while somebody saves."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from awards.co_nominators import actions
from awards.models import CoNominator, Nomination
from awards.nominations import actions as nominations
from pafso.audit.models import Entry
from pafso.drafts.models import EditedElsewhere
from pafso.errors import DomainError, WrongMove
from pafso.mail.models import Mail
from pafso.web.raced import is_raced
from tests.factories.awards import make_co_nominator, make_cycle, make_draft, make_sent_letter
from tests.factories.people import Cast, make_cast

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True), pytest.mark.req("R47")]


@pytest.fixture
def people(transactional_db: None) -> Cast:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    return make_cast()


def at_once(*acts: Callable[[], object]) -> list[object]:
    def run(act: Callable[[], object]) -> object:
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_thirty_invitations_to_one_address_one_goes_out(people: Cast) -> None:
    draft = make_draft(make_cycle(), people.officer)

    def invite() -> object:
        who = {"name": "Ida", "email": "ida@example.org", "language": "en"}
        return actions.invite_co_nominator(draft, by=people.officer, form_token=uuid.uuid4(), **who)

    answers = at_once(*[invite] * 30)

    assert sum(isinstance(answer, CoNominator) for answer in answers) == 1
    assert all(isinstance(answer, CoNominator | DomainError) for answer in answers), answers
    assert CoNominator.objects.count() == 1
    assert Mail.objects.filter(event="awards/co_nominator_invited").count() == 1


def test_joining_while_it_is_ended_is_one_or_the_other(people: Cast) -> None:
    draft = make_draft(make_cycle(), people.officer)
    for number in range(6):
        who = {"name": "Ida", "email": f"ida{number}@example.org", "language": "en"}
        row = actions.invite_co_nominator(draft, by=people.officer, form_token=uuid.uuid4(), **who)

        def join(row: CoNominator = row) -> object:
            return actions.join_nomination(row, by=people.colleague)

        def end(row: CoNominator = row) -> object:
            return actions.end_co_nominating(row, by=people.officer)

        joined, ended = at_once(join, end)

        row.refresh_from_db()
        assert row.ending == "ended", ended
        assert isinstance(joined, WrongMove) == (row.joined_at is None)
        assert not Nomination.objects.visible_to(people.colleague).exists()


def test_submitting_while_the_co_nominator_saves_is_before_or_after(people: Cast) -> None:
    for number in range(6):
        draft = make_draft(make_cycle(year=2027 + number) if number == 0 else _next_cycle(number), people.officer)
        make_co_nominator(draft, people.colleague)
        for letter in range(2):
            make_sent_letter(draft, f"quill{letter}@example.org")
        draft.refresh_from_db()

        def save(draft: Nomination = draft) -> object:
            values = {"case": "Theirs."}
            return nominations.save_draft(
                draft, by=people.colleague, values=values, tab="theirs", version=draft.version
            )

        def submit(draft: Nomination = draft) -> object:
            return nominations.submit_nomination(draft, by=people.officer)

        saved, submitted = at_once(save, submit)

        draft.refresh_from_db()
        assert draft.state == "submitted", submitted
        assert not isinstance(saved, EditedElsewhere)
        assert (draft.case == "Theirs.") == isinstance(saved, Nomination)
        assert not (isinstance(saved, Exception) and is_raced(saved))
    assert Entry.objects.filter(verb="nomination_submitted").count() == 6


def _next_cycle(number: int) -> object:
    from awards.models import Award

    return make_cycle(Award.objects.get(), year=2027 + number)
