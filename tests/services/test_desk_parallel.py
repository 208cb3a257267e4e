"""Thirty colleagues take the same thing at the same instant, on PostgreSQL: one looks after it, the others are told."""

import pytest

from members.models import User
from pafso.audit.models import Entry
from pafso.models import Keeper, Noted
from pafso.office.waiting import actions, items
from pafso.office.waiting.items import Item
from pafso.office.waiting.kinds import kind_for
from tests.factories.magazine import make_issue
from tests.factories.office import make_clerk
from tests.factories.people import Cast
from tests.factories.waiting import MAKERS
from tests.services.test_awards_parallel import all_at_once

TIMES = 30


@pytest.fixture
def clerks(people: Cast) -> list[User]:
    return [make_clerk(f"Clerk {number}", f"clerk{number}@example.org") for number in range(TIMES)]


def item_of(name: str, pk: int, by: User) -> Item:
    kind = kind_for(by, name)
    found = items.find(kind, by, pk) if kind else None
    assert found is not None
    return found


@pytest.mark.req("R47")
@pytest.mark.parametrize("was_held", [False, True])
def test_one_of_them_looks_after_it(people: Cast, clerks: list[User], was_held: bool) -> None:
    item, was = item_of("issues", make_issue(41, 1, state="ready").pk, people.staff), None
    if was_held:
        was = people.staff.pk
        actions.give_keeper(item, by=people.staff, keeper=people.staff, was=None)

    found = all_at_once(lambda n: actions.give_keeper(item, by=clerks[n], keeper=clerks[n], was=was), times=TIMES)

    assert [type(one) for one in found].count(actions.TakenMeanwhile) == TIMES - 1
    assert [one for one in found if not isinstance(one, actions.TakenMeanwhile)] == [item]
    winner = next(n for n, one in enumerate(found) if isinstance(one, Item))
    assert Keeper.objects.get().user_id == clerks[winner].pk
    assert Entry.objects.filter(verb="waiting_given").count() == 1 + was_held


@pytest.mark.req("R41", "R47")
def test_noted_by_all_is_noted_once(people: Cast, clerks: list[User]) -> None:
    item = item_of("withdrawn-nominations", MAKERS["withdrawn-nominations"](people).pk, people.staff)

    found = all_at_once(lambda n: actions.note_item(item, by=clerks[n]), times=TIMES)

    assert found == [item] * TIMES
    assert (Noted.objects.count(), Entry.objects.filter(verb="waiting_noted").count()) == (1, 1)
