"""What waits for whom: few queries, bounded counts, and nothing twice."""

from datetime import timedelta

from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from contests.models import Contest
from pafso.clock import ottawa_day
from pafso.mail.models import Mail
from pafso.models import Hidden, Keeper, Noted
from pafso.office.waiting import items
from pafso.office.waiting.items import Whose
from pafso.office.waiting.kinds import Kind, all_kinds, kind_for, kinds_for
from tests.factories.magazine import make_issue
from tests.factories.office import make_clerk
from tests.factories.people import Cast
from tests.factories.waiting import MAKERS


def kind(name: str) -> Kind:
    return next(each for each in all_kinds() if each.name == name)


def found(name: str, by: object, whose: Whose = Whose.ALL) -> list[int]:
    return [row.pk for row in items.waiting(kind(name), by, whose=whose)]  # type: ignore[arg-type]


def test_all_kinds_together_cost_three_queries(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    by = make_clerk()
    rows = {name: make(cast).pk for name, make in MAKERS.items()}
    Keeper.objects.create(subject_type="magazine.Issue", subject_id=rows["issues"], user=by)
    kinds = kinds_for(by)

    # And who the person is, once; and in which cases somebody has this person's name: an answer that may not be kept, and that
    # no condition gives, since names are compared by their words, those of a group as it was submitted one by one.
    with django_assert_num_queries(3):
        counted = items.counts(kinds, by)
    with django_assert_num_queries(3):
        oldest = items.oldest(kinds, by, each=5)

    assert len(kinds) == len(MAKERS)
    # A cycle that closed with a nomination in it waits twice: for the panel, and to be frozen. One more has a letter to ask about.
    more = {"photos", "closed-cycles", "unfrozen-cycles"}
    assert {name: [item.pk for item in found] for name, found in oldest.items() if name not in more} == {
        name: [pk] for name, pk in rows.items() if name not in more
    }
    assert {name: number for name, number in counted.items() if name not in more} == dict.fromkeys(set(rows) - more, 1)
    assert (counted["closed-cycles"], counted["unfrozen-cycles"]) == (3, 3)
    assert oldest["issues"][0].keeper == Keeper.objects.get()


def test_the_oldest_come_first_and_no_more_than_asked(cast: Cast) -> None:
    for number in range(1, 5):
        make_issue(50, number, state="ready")
    files = [issue.pdf for issue in kind("issues").model._base_manager.order_by("-number")]  # type: ignore[attr-defined]
    for days, stored in enumerate(files):
        type(stored).objects.filter(pk=stored.pk).update(created_at=timezone.now() - timedelta(days=days))

    oldest = items.oldest([kind("issues")], cast.staff, each=3)["issues"]

    assert [item.words for item in oldest] == ["Vol. 50, No. 1", "Vol. 50, No. 2", "Vol. 50, No. 3"]
    assert oldest[0].since < oldest[1].since < oldest[2].since
    assert items.counts([kind("issues")], cast.staff) == {"issues": 4}


def test_a_count_is_exact_to_a_thousand(cast: Cast) -> None:
    Mail.objects.bulk_create(
        Mail(key=f"k{n}", event="x", to="a@example.org", language="en", subject="s", text="t", state="failed",
            message_id=f"m{n}") for n in range(1_005)
    )  # fmt: skip

    assert items.counts([kind("failed-mail")], cast.staff) == {"failed-mail": 1_001}
    Mail.objects.filter(key__in=[f"k{n}" for n in range(6)]).delete()
    assert items.counts([kind("failed-mail")], cast.staff) == {"failed-mail": 999}


def test_words_are_in_the_readers_language(cast: Cast) -> None:
    MAKERS["galleries"](cast)
    titles = Contest.objects.values("title_en", "title_fr").get()

    for language in ("en", "fr"):
        with translation.override(language):
            assert (
                items.oldest([kind("galleries")], cast.staff, each=1)["galleries"][0].words
                == titles[f"title_{language}"]
            )
    assert titles["title_en"] != titles["title_fr"]


def test_hidden_is_hidden_from_one_person_until_that_day(cast: Cast) -> None:
    issue, other = make_issue(41, 1, state="ready"), make_clerk()
    hidden = Hidden.objects.create(
        kind="issues", subject_id=issue.pk, user=cast.staff, until=ottawa_day() + timedelta(days=1)
    )

    assert found("issues", cast.staff) == []
    assert items.counts([kind("issues")], cast.staff) == {"issues": 0}
    assert found("issues", other) == [issue.pk]
    item = items.find(kind("issues"), cast.staff, issue.pk)
    assert item is not None and item.pk == issue.pk
    hidden.until = ottawa_day()
    hidden.save()
    assert found("issues", cast.staff) == [issue.pk]


def test_mine_and_nobodys(cast: Cast) -> None:
    mine, theirs, nobodys = (make_issue(41, number, state="ready").pk for number in (1, 2, 3))
    other = make_clerk()
    Keeper.objects.create(subject_type="magazine.Issue", subject_id=mine, user=cast.staff)
    Keeper.objects.create(subject_type="magazine.Issue", subject_id=theirs, user=other)

    assert found("issues", cast.staff, Whose.MINE) == [mine]
    assert found("issues", other, Whose.MINE) == [theirs]
    assert found("issues", cast.staff, Whose.NOBODYS) == [nobodys]
    assert set(found("issues", cast.staff)) == {mine, theirs, nobodys}


def test_what_was_noted_comes_back_when_it_happens_anew(cast: Cast) -> None:
    nomination = MAKERS["withdrawn-nominations"](cast)
    item = items.find(kind("withdrawn-nominations"), cast.staff, nomination.pk)
    assert item is not None
    Noted.objects.create(kind="withdrawn-nominations", subject_id=nomination.pk, since=item.since)

    assert found("withdrawn-nominations", cast.staff) == []
    assert items.find(kind("withdrawn-nominations"), cast.staff, nomination.pk) is None
    type(nomination)._base_manager.filter(pk=nomination.pk).update(withdrawn_at=timezone.now())
    assert found("withdrawn-nominations", cast.staff) == [nomination.pk]


def test_nobody_sees_what_waits_without_working_in_the_office(cast: Cast) -> None:
    assert kinds_for(cast.officer) == []
    assert kind_for(cast.officer, "issues") is None
    assert kind_for(cast.staff, "no-such-kind") is None


def test_the_count_in_the_head_is_kept_for_a_minute(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_issue(41, 1, state="ready")

    assert items.count_kept(cast.staff) == 1
    make_issue(41, 2, state="ready")
    with django_assert_num_queries(0):
        assert items.count_kept(cast.staff) == 1
    assert items.count_kept(cast.officer) == 0  # each has a number of their own
    items.forget_count(cast.staff)
    assert items.count_kept(cast.staff) == 2
