"""Who looks after what: given once, taken by one, handed over as a whole; put aside for a while, noted once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission

from awards.models import Nomination
from magazine.models import Issue
from members.models import User
from pafso.audit.models import Entry
from pafso.clock import ottawa_day
from pafso.errors import DomainError, Incomplete, NotEligible
from pafso.models import Hidden, Keeper, Noted
from pafso.office.waiting import actions, items
from pafso.office.waiting.items import Item
from pafso.office.waiting.kinds import all_kinds
from tests.factories.magazine import make_issue
from tests.factories.office import make_clerk
from tests.factories.people import Cast, make_user
from tests.factories.waiting import MAKERS

NOW = datetime(2027, 3, 1, 15, tzinfo=UTC)


def item_of(name: str, pk: int, by: User) -> Item:
    kind = next(each for each in all_kinds() if each.name == name)
    found = items.find(kind, by, pk)
    assert found is not None
    return found


@pytest.fixture
def issue(cast: Cast) -> Item:
    return item_of("issues", make_issue(41, 1, state="ready").pk, cast.staff)


def trail() -> list[tuple[str, str, str, object]]:
    rows = Entry.objects.filter(verb__startswith="waiting_").order_by("id")
    return [(row.verb, row.subject_type, row.subject_label, row.changes) for row in rows]


def test_somebody_looks_after_it_then_another_then_nobody(cast: Cast, issue: Item) -> None:
    clerk = make_clerk()

    actions.give_keeper(issue, by=cast.staff, keeper=clerk, was=None, now=NOW)
    kept = Keeper.objects.get()
    assert (kept.subject_type, kept.subject_id, kept.user_id, kept.since) == ("magazine.Issue", issue.pk, clerk.pk, NOW)
    actions.give_keeper(issue, by=clerk, keeper=cast.staff, was=clerk.pk)
    assert Keeper.objects.get().user_id == cast.staff.pk
    actions.give_keeper(issue, by=clerk, keeper=None, was=cast.staff.pk)
    assert not Keeper.objects.exists()

    said = f"issues #{issue.pk}"
    assert trail() == [
        ("waiting_given", "magazine.Issue", said, {"keeper": [None, clerk.pk]}),
        ("waiting_given", "magazine.Issue", said, {"keeper": [clerk.pk, cast.staff.pk]}),
        ("waiting_given", "magazine.Issue", said, {"keeper": [cast.staff.pk, None]}),
    ]


def test_pressing_twice_is_once(cast: Cast, issue: Item) -> None:
    for _ in range(2):
        actions.give_keeper(issue, by=cast.staff, keeper=cast.staff, was=None)

    assert (Keeper.objects.count(), len(trail())) == (1, 1)


def test_whoever_read_the_page_before_somebody_took_it_is_told(cast: Cast, issue: Item) -> None:
    clerk = make_clerk()
    actions.give_keeper(issue, by=clerk, keeper=clerk, was=None)

    with pytest.raises(actions.TakenMeanwhile, match="Camille Bureau took this a moment ago"):
        actions.give_keeper(issue, by=cast.staff, keeper=cast.staff, was=None)
    actions.give_keeper(issue, by=clerk, keeper=None, was=clerk.pk)
    with pytest.raises(actions.TakenMeanwhile, match="gave this back"):
        actions.give_keeper(issue, by=cast.staff, keeper=cast.staff, was=clerk.pk)

    assert not Keeper.objects.exists()


def test_nobody_looks_after_what_they_may_not_open(cast: Cast, issue: Item) -> None:
    bare = make_user("No Rights", "bare@example.org", is_staff=True)
    closed = make_clerk("Gone", "gone@example.org")
    closed.is_active = False
    closed.save()

    for person in (bare, cast.officer, closed):
        with pytest.raises(NotEligible):
            actions.give_keeper(issue, by=cast.staff, keeper=person, was=None)

    assert (Keeper.objects.count(), trail()) == (0, [])


def test_nobody_looks_after_their_own_case_nor_learns_of_it(cast: Cast) -> None:
    nominee, leaving = make_clerk("The Nominee", "nominee@example.org"), make_clerk()
    nomination = MAKERS["withdrawn-nominations"](cast)
    Nomination.objects.filter(pk=nomination.pk).update(nominee_email="Nominee@Example.org")
    case = item_of("withdrawn-nominations", nomination.pk, leaving)

    with pytest.raises(NotEligible):
        actions.give_keeper(case, by=cast.staff, keeper=nominee, was=None)
    assert not Keeper.objects.exists()
    actions.give_keeper(case, by=leaving, keeper=leaving, was=None)
    assert actions.hand_over(of=leaving, to=nominee, by=cast.staff) == (0, 1)
    assert actions.hand_over(of=leaving, to=cast.staff, by=nominee) == (0, 0)
    assert Keeper.objects.get().user_id == leaving.pk
    assert actions.hand_over(of=leaving, to=cast.staff, by=cast.staff) == (1, 0)


def test_what_is_over_is_not_handed_over(cast: Cast, issue: Item) -> None:
    leaving = make_clerk()
    actions.give_keeper(issue, by=leaving, keeper=leaving, was=None)
    Issue.objects.filter(pk=issue.pk).update(state="waiting")

    assert actions.hand_over(of=leaving, to=cast.staff, by=cast.staff) == (0, 0)


def test_everything_of_a_colleague_goes_to_another_who_may_open_it(cast: Cast) -> None:
    leaving, reader = make_clerk(), make_user("Reads Issues", "reads@example.org", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_issue"))
    for number in (1, 2):
        item = item_of("issues", make_issue(41, number, state="ready").pk, leaving)
        actions.give_keeper(item, by=leaving, keeper=leaving, was=None)
    mail = item_of("failed-mail", MAKERS["failed-mail"](cast).pk, leaving)
    actions.give_keeper(mail, by=leaving, keeper=leaving, was=None)
    mine = item_of("issues", make_issue(41, 3, state="ready").pk, leaving)
    actions.give_keeper(mine, by=cast.staff, keeper=cast.staff, was=None)

    assert actions.hand_over(of=leaving, to=reader, by=cast.staff) == (2, 1)
    assert actions.hand_over(of=leaving, to=reader, by=cast.staff) == (0, 1)

    kept = set(Keeper.objects.values_list("subject_type", "user_id"))
    assert kept == {("magazine.Issue", reader.pk), ("mail.Mail", leaving.pk), ("magazine.Issue", cast.staff.pk)}
    handed = Entry.objects.get(verb="waiting_handed_over")
    assert (handed.subject_id, handed.subject_label) == (str(leaving.pk), f"#{leaving.pk}")
    assert (handed.by_id, handed.changes) == (cast.staff.pk, {"to": reader.pk, "count": 2})


def test_nobody_hands_over_what_they_may_not_open_themselves(cast: Cast, issue: Item) -> None:
    leaving, mail_only = make_clerk(), make_user("Emails", "mail@example.org", is_staff=True)
    mail_only.user_permissions.add(Permission.objects.get(codename="view_mail"))
    actions.give_keeper(issue, by=leaving, keeper=leaving, was=None)

    assert actions.hand_over(of=leaving, to=cast.staff, by=mail_only) == (0, 1)
    with pytest.raises(Incomplete):
        actions.hand_over(of=leaving, to=leaving, by=cast.staff)

    assert Keeper.objects.get().user_id == leaving.pk


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, False), (1, True), (400, True)])
def test_hidden_until_a_day_that_is_to_come(cast: Cast, issue: Item, days: int, taken: bool) -> None:
    until = ottawa_day(NOW) + timedelta(days=days)

    if taken:
        actions.hide_item(issue, by=cast.staff, until=until, now=NOW)
        assert Hidden.objects.get().until == until
    else:
        with pytest.raises(Incomplete):
            actions.hide_item(issue, by=cast.staff, until=until, now=NOW)
        assert not Hidden.objects.exists()


def test_another_day_takes_the_place_of_the_first_and_shown_is_shown(cast: Cast, issue: Item) -> None:
    clerk = make_clerk()
    for day in (date(2099, 1, 1), date(2099, 2, 2)):
        actions.hide_item(issue, by=cast.staff, until=day)
    actions.hide_item(issue, by=clerk, until=date(2099, 3, 3))

    assert Hidden.objects.get(user=cast.staff).until == date(2099, 2, 2)
    actions.show_item(issue, by=cast.staff)
    assert list(Hidden.objects.values_list("user_id", flat=True)) == [clerk.pk]


def test_noted_once_and_only_what_no_verb_ends(cast: Cast, issue: Item) -> None:
    withdrawn = item_of("withdrawn-nominations", MAKERS["withdrawn-nominations"](cast).pk, cast.staff)

    with pytest.raises(DomainError, match="stays on the list until it is done"):
        actions.note_item(issue, by=cast.staff)
    for _ in range(2):
        actions.note_item(withdrawn, by=cast.staff)

    assert Noted.objects.values_list("kind", "subject_id", "since").get() == (
        "withdrawn-nominations", withdrawn.pk, withdrawn.since,
    )  # fmt: skip
    said = f"withdrawn-nominations #{withdrawn.pk}"
    assert trail() == [("waiting_noted", "awards.Nomination", said, {"kind": "withdrawn-nominations"})]


def test_the_sweep_forgets_days_that_are_over(cast: Cast, issue: Item) -> None:
    for user, day in ((cast.staff, ottawa_day(NOW)), (make_clerk(), ottawa_day(NOW) + timedelta(days=1))):
        Hidden.objects.create(kind="issues", subject_id=issue.pk, user=user, until=day)

    assert actions.sweep(NOW) == 1
    assert Hidden.objects.get().until == ottawa_day(NOW) + timedelta(days=1)
