"""No page costs more the more rows there are: every list, filter, order and search, and the page that follows each."""

import os
from random import Random

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, transaction
from django.utils import timezone

from awards import beat
from members.deadlines.moments import HORIZON
from members.models import User
from pafso.dates import work_due
from pafso.documents.beat import ask_for_missing
from pafso.documents.beat import sweep as sweep_copies
from pafso.privacy.page import shown_to_office, whole_under
from pafso.privacy.registry import erase_under
from tests.plans.indexes import faults_without, needed
from tests.plans.pages import Visitor, Walk, for_persons, for_programs, office_lists
from tests.plans.tables import GROWS

SEED = os.environ.get("PLANS_SEED") or str(Random().randrange(10**6))

# Of nobody who has an account, and of nobody on the roll.
ADDRESS = "person25042@example.org"
SWEEPS = [beat.sweep, beat.remind, beat.freeze, beat.end_returns, beat.sweep_papers, sweep_copies, ask_for_missing]


def test_there_is_much_of_everything_that_grows(walk: Walk) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples::int FROM pg_class WHERE relname = ANY(%s)",
            [[apps.get_model(label)._meta.db_table for label in GROWS]],
        )
        rows = dict(cursor.fetchall())

    assert {table for table, count in rows.items() if count < 9_000} == set()
    assert sum(rows.values()) > 200_000


def test_the_walk_went_everywhere(walk: Walk) -> None:
    """Every list of the office, page for persons and list for programs; their choices, their searches and what follows."""
    opened = {seen.address for seen in walk.seen}
    shown = {seen.address for seen in walk.seen if seen.visitor.name == "office" and seen.status == 200}

    assert {*for_persons(), *for_programs(), *office_lists()} <= opened
    assert set(office_lists()) <= shown
    for address in office_lists():
        page = admin.site._registry[_model_of(address)]
        if page.list_filter:
            assert [a for a in shown if a.startswith(f"{address}?") and "p=" not in a and "q=" not in a], address
        if page.search_fields:
            assert f"{address}?q=zzyzx" in shown
    assert len([address for address in shown if "p=a." in address]) > 40


def test_the_member_was_let_in(walk: Walk) -> None:
    """A page that turns away costs nothing, and proves nothing."""
    own = {*for_persons(), *for_programs()}
    answers = {seen.address: seen.status for seen in walk.seen if seen.visitor.name == "member" and seen.address in own}

    # Led on, only to be sent to, or asked without what it needs (the search for programs).
    assert {address: status for address, status in answers.items() if status not in {200, 302, 400, 405}} == {}
    assert list(answers.values()).count(200) > 40


def test_no_page_costs_more_the_more_rows_there_are(walk: Walk) -> None:
    faults: dict[str, list[str]] = {}
    for seen in walk.seen:
        for fault in seen.faults():
            faults.setdefault(fault, []).append(f"{seen.visitor.name}, {seen.address}")

    assert faults == {}, "\n".join(f"{len(where)} pages, {where[0]}: {fault[:1500]}" for fault, where in faults.items())


def test_the_clock_finds_unfinished_work_without_reading_the_rest(visitors: dict[str, Visitor]) -> None:
    watch, now = visitors["office"].watch, timezone.now()
    watch.taken()

    found = work_due(now, now + 3 * HORIZON)

    plans = watch.taken()
    assert {due.uid.partition("-")[0] for due in found} >= {"nomination", "photo"} and len(plans) == 4
    assert [f"{fault}: {plan.query}"[:400] for plan in plans for fault in plan.faults()] == []


def test_the_sweeps_of_the_awards_read_what_is_due_alone(visitors: dict[str, Visitor]) -> None:
    """Reminders of letters, returned nominations, papers, dossiers, decisions to tell of, copies for readers."""
    watch, sweeps = visitors["office"].watch, SWEEPS
    watch.taken()

    with transaction.atomic():
        ended = [sweep() for sweep in sweeps]
        plans = watch.taken()
        transaction.set_rollback(True)

    assert ended[sweeps.index(beat.end_returns)] and len(plans) > len(sweeps)
    assert [f"{fault}: {plan.query}"[:400] for plan in plans for fault in plan.faults()] == []


def test_what_is_held_under_an_address_is_read_and_erased_without_the_rest(visitors: dict[str, Visitor]) -> None:
    """Of somebody without an account, who wrote letters, was put forward, or came in with an import of the roll."""
    watch, reader = visitors["office"].watch, User.objects.get(is_superuser=True)
    watch.taken()

    with transaction.atomic():
        shown = shown_to_office(ADDRESS, reader), whole_under(ADDRESS)
        erased = erase_under(ADDRESS, by=reader, now=timezone.now())
        plans = watch.taken()
        transaction.set_rollback(True)

    assert all(shown) and set(erased.values()) - {0}
    assert [f"{fault}: {plan.query}"[:400] for plan in plans for fault in plan.faults()] == []


@pytest.mark.parametrize("draw", range(3))
def test_an_index_that_is_missing_is_noticed(walk: Walk, draw: int) -> None:
    candidates = needed(walk)
    index = Random(f"{SEED} {draw}").choice(candidates)
    print(f"PLANS_SEED={SEED}: without {index}, one of {len(candidates)}")

    assert faults_without(walk, index) != [], f"nobody misses {index} (PLANS_SEED={SEED})"


def _model_of(address: str) -> type:
    return next(
        model
        for model in admin.site._registry
        if address.endswith(f"/{model._meta.app_label}/{model._meta.model_name}/")
    )
