"""Rights given and taken at the same instant, on PostgreSQL: one row, one line in the trail, and after a right is taken no verb."""

import threading

import pytest

from awards.models import AwardRight, NominationDeclaration
from awards.nominations import actions as nominations
from members.models import User
from members.rights.actions import rights_of, set_rights
from pafso.audit.models import Entry
from pafso.conflicts import declare_conflict, say_not_me
from pafso.errors import NotEligible
from pafso.mail.models import Mail
from tests.factories.awards import make_award, make_cycle, make_submitted
from tests.factories.office import make_clerk
from tests.factories.people import Cast, let_look_after_nothing
from tests.services.test_awards_parallel import all_at_once

AWARDS = "awards_awardright"
TIMES = 12


@pytest.fixture
def clerk(people: Cast) -> User:
    return make_clerk()


@pytest.mark.req("R21", "R47")
def test_one_right_is_given_however_many_press(people: Cast, clerk: User) -> None:
    let_look_after_nothing(clerk)

    all_at_once(lambda _number: set_rights(clerk, by=people.staff, **{AWARDS: True}), times=TIMES)

    assert AwardRight.objects.filter(user=clerk).count() == 1
    assert Entry.objects.filter(verb="office_right_given").count() == 1
    assert Mail.objects.filter(event="members/rights_of_desk_changed", to=clerk.email).count() == 1


@pytest.mark.req("R21", "R47")
def test_giving_and_taking_at_once_leave_a_trail_that_ends_with_what_is(people: Cast, clerk: User) -> None:
    all_at_once(lambda number: set_rights(clerk, by=people.staff, **{AWARDS: number % 2 == 0}), times=TIMES)

    verbs = list(Entry.objects.filter(verb__startswith="office_right_").order_by("pk").values_list("verb", flat=True))
    has = rights_of(clerk)[AWARDS]
    assert has == AwardRight.objects.filter(user=clerk).exists()
    # Each change follows its opposite: none was made twice, and the last one is what is true.
    assert verbs == [("office_right_taken", "office_right_given")[number % 2] for number in range(len(verbs))]
    assert has == (len(verbs) % 2 == 0)


@pytest.mark.req("R21", "R47")
def test_no_verb_begins_after_the_right_was_taken(people: Cast, clerk: User) -> None:
    """Of many decisions that run while the right is taken, none that began afterwards goes through."""
    cycle = make_cycle(make_award(letters_needed=0))
    cases = [make_submitted(cycle, people.officer, nominee_name=f"N {number}") for number in range(TIMES)]
    taken = threading.Event()

    def decide(number: int) -> str:
        if number == TIMES // 2:
            set_rights(clerk, by=people.staff, **{AWARDS: False})
            taken.set()
            return "taken"
        was_taken = taken.is_set()
        try:
            nominations.disqualify_nomination(cases[number], by=clerk, reason="No.")
        except NotEligible:
            return "refused"
        return "too late" if was_taken else "done"

    found = all_at_once(decide, times=TIMES)

    assert found.count("taken") == 1
    assert set(found) <= {"taken", "done", "refused"}
    decided = Entry.objects.filter(verb="nomination_disqualified").count()
    assert decided == found.count("done")
    with pytest.raises(NotEligible):
        nominations.disqualify_nomination(cases[TIMES // 2], by=clerk, reason="No.")


@pytest.mark.req("R47")
def test_a_conflict_and_not_me_at_once_end_in_one_word_and_it_is_the_conflict(people: Cast, clerk: User) -> None:
    case = make_submitted(make_cycle(), people.officer)

    def say(number: int) -> object:
        if number % 2:
            return say_not_me(NominationDeclaration, case, by=clerk).pk
        return declare_conflict(NominationDeclaration, case, colleague=clerk, by=people.staff, reason="Kin.").pk

    all_at_once(say, times=TIMES)

    (standing,) = NominationDeclaration.objects.standing()
    assert standing.is_party
    assert Entry.objects.filter(verb="conflict_declared").count() == 1
