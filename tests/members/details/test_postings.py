"""One's own postings; and of colleagues at the same mission what they choose to show, while both are there."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members.models import ContactDetail, Member, Posting, User
from members.roll.actions.postings import begin_posting
from pafso.audit.models import Entry
from tests.factories.people import Cast

PATH = "/en/account/postings/"
TODAY = timezone.localdate()
DAY = timedelta(days=1)
DAKAR = {"mission": "Embassy of Canada", "city": "Dakar", "country": "Senegal", "time_zone": "Africa/Dakar"}


def posted(user: User, starts_on: Any = TODAY - 400 * DAY, **place: str) -> Posting:
    return begin_posting(Member.objects.get(user=user), starts_on=starts_on, by=user, **(DAKAR | place))


def shows(user: User, seen_by: str = "mission") -> None:
    member = Member.objects.get(user=user)
    ContactDetail.objects.create(member=member, kind="mobile", value="+221 77 555 0142", seen_by=seen_by)


def tell(client: Client, **said: str) -> Any:
    return client.post(PATH, {**DAKAR, "starts_on": TODAY.isoformat(), **said})


def test_a_new_posting_ends_the_one_before(as_member: Client, cast: Cast) -> None:
    old = posted(cast.officer, mission="Headquarters", city="Ottawa")

    answer = tell(as_member)

    old.refresh_from_db()
    new = Posting.objects.exclude(pk=old.pk).get()
    assert answer.headers["Location"] == PATH
    assert old.ends_on == TODAY - DAY
    assert (new.mission, new.starts_on, new.ends_on, new.member.user) == (
        "Embassy of Canada",
        TODAY,
        None,
        cast.officer,
    )
    assert Entry.objects.filter(verb="posting_added", by=cast.officer).count() == 2
    assert User.objects.get(pk=cast.officer.pk).time_zone == "Asia/Kabul"


@pytest.mark.parametrize("seen_by", ["mission", "nobody"])
def test_who_shows_something_is_reminded_of_who_will_see_it(as_member: Client, cast: Cast, seen_by: str) -> None:
    shows(cast.officer, seen_by)

    answer = as_member.post(PATH, {**DAKAR, "starts_on": TODAY.isoformat()}, follow=True)

    reminded = "members posted there will see what you chose to show" in answer.content.decode()
    assert reminded == (seen_by == "mission")


def test_the_same_form_twice_is_one_posting(as_member: Client, cast: Cast) -> None:
    tell(as_member)
    tell(as_member)

    assert Posting.objects.count() == 1


def test_the_clock_goes_along_when_asked(as_member: Client, cast: Cast) -> None:
    tell(as_member, use_zone="on")

    user = User.objects.get(pk=cast.officer.pk)
    assert user.time_zone == Member.objects.get(user=user).time_zone == "Africa/Dakar"
    assert user.time_zone_confirmed_at is not None


def test_the_clock_waits_for_a_posting_that_is_to_come(as_member: Client, cast: Cast) -> None:
    tell(as_member, use_zone="on", starts_on=(TODAY + 90 * DAY).isoformat())

    assert User.objects.get(pk=cast.officer.pk).time_zone == "Asia/Kabul"
    assert "Upcoming" in as_member.get(PATH).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"mission": ""}, "This field is required."),
        ({"starts_on": "0203-01-01"}, "Check the year: a posting"),
        ({"starts_on": (TODAY + 2000 * DAY).isoformat()}, "Check the year: a posting"),
        ({"time_zone": "Mars/Base"}, "Select a valid choice."),
        ({"starts_on": (TODAY - 500 * DAY).isoformat()}, "Another one already begins on"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    as_member: Client, cast: Cast, wrong: dict[str, str], sentence: str
) -> None:
    posted(cast.officer)

    answer = tell(as_member, **({"city": "Saint-Louis"} | wrong))

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert 'value="Saint-Louis"' in answer.content.decode()
    assert Posting.objects.count() == 1


def test_a_posting_ends_without_a_next_one(as_member: Client, cast: Cast) -> None:
    found = posted(cast.officer)

    answer = as_member.post(f"{PATH}{found.pk}/", {"ends_on": TODAY.isoformat()})

    found.refresh_from_db()
    assert (answer.headers["Location"], found.ends_on) == (PATH, TODAY)


def test_an_end_before_the_first_day_is_refused(as_member: Client, cast: Cast) -> None:
    found = posted(cast.officer)

    answer = as_member.post(f"{PATH}{found.pk}/", {"ends_on": (TODAY - 500 * DAY).isoformat()})

    found.refresh_from_db()
    assert "The last day comes before the first." in answer.content.decode()
    assert found.ends_on is None


def test_one_entered_today_is_struck_out_and_the_one_before_goes_on(as_member: Client, cast: Cast) -> None:
    old = posted(cast.officer, mission="Headquarters")
    tell(as_member)
    new = Posting.objects.exclude(pk=old.pk).get()
    page = as_member.get(f"{PATH}{new.pk}/").content.decode()

    answer = as_member.post(f"{PATH}{new.pk}/strike-out/", follow=True)

    old.refresh_from_db()
    assert "Strike it out" in page
    assert "The posting has been struck out; Headquarters continues." in answer.content.decode()
    assert old.ends_on is None
    assert as_member.get(f"{PATH}{new.pk}/").status_code == 404


def test_an_older_one_is_for_the_office(as_member: Client, cast: Cast) -> None:
    member = Member.objects.get(user=cast.officer)
    found = Posting.objects.create(member=member, starts_on=TODAY - 400 * DAY, **DAKAR)

    page = as_member.get(f"{PATH}{found.pk}/").content.decode()
    answer = as_member.post(f"{PATH}{found.pk}/strike-out/", follow=True)

    assert "Strike it out" not in page
    assert "Tell the office what is wrong" in page
    assert "Write to the office to have it corrected." in answer.content.decode()
    found.refresh_from_db()
    assert found.struck_at is None


@pytest.mark.req("R15")
def test_anothers_posting_does_not_exist(as_member: Client, cast: Cast) -> None:
    found = posted(cast.colleague, starts_on=TODAY + 30 * DAY)

    for answer in (
        as_member.get(f"{PATH}{found.pk}/"),
        as_member.post(f"{PATH}{found.pk}/", {"ends_on": (TODAY + 40 * DAY).isoformat()}),
        as_member.post(f"{PATH}{found.pk}/strike-out/"),
    ):
        assert answer.status_code == 404
    found.refresh_from_db()
    assert (found.ends_on, found.struck_at) == (None, None)
    assert "Dakar" not in as_member.get(PATH).content.decode().split("<form")[0]


def test_without_an_entry_on_the_roll_there_are_none(client: Client, cast: Cast) -> None:
    client.force_login(cast.newcomer)

    assert "not linked to one" in client.get(PATH).content.decode()
    assert tell(client).status_code == 404
    assert not Posting.objects.exists()


def seen_at_my_mission(client: Client) -> bool:
    return "+221 77 555 0142" in client.get(PATH).content.decode()


@pytest.mark.req("R15")
def test_a_colleague_at_the_same_mission_shows_what_they_choose(as_member: Client, cast: Cast) -> None:
    posted(cast.officer, mission="embassy of CANADA")
    posted(cast.colleague)
    shows(cast.colleague)

    assert seen_at_my_mission(as_member)
    assert "Benoît Lefèvre" in as_member.get(PATH).content.decode()


@pytest.mark.req("R15")
@pytest.mark.parametrize(
    "why", ["nobody", "other mission", "former colleague", "to come", "not a member", "I left", "I am no member"]
)
def test_nobody_else_sees_anything(client: Client, cast: Cast, why: str) -> None:
    me = cast.outsider if why == "I am no member" else cast.officer
    them = cast.outsider if why == "not a member" else cast.colleague
    mine = posted(me)
    starts_on = TODAY + DAY if why == "to come" else TODAY - 400 * DAY
    theirs = posted(them, starts_on, city="Bamako" if why == "other mission" else "Dakar")
    shows(them, "nobody" if why == "nobody" else "mission")
    if why in {"former colleague", "I left"}:
        Posting.objects.filter(pk=(mine if why == "I left" else theirs).pk).update(ends_on=TODAY - DAY)
    client.force_login(me)

    assert not seen_at_my_mission(client)
    assert them.name not in client.get(PATH).content.decode()


def test_many_colleagues_come_page_by_page(as_member: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    posted(cast.officer)
    for user in (cast.colleague, cast.retiree):
        posted(user)
        shows(user)
    monkeypatch.setattr("members.details.views.postings.AT_ONCE", 1)

    first = as_member.get(PATH)
    second = as_member.get(PATH + first.context["colleagues"].next_url)

    names = [[row.member.name for row in answer.context["colleagues"]] for answer in (first, second)]
    assert names == [["Benoît Lefèvre"], ["Margaret O’Neill"]]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_with_one_row_and_three(
    as_member: Client, cast: Cast, django_assert_num_queries: Any, rows: int
) -> None:
    posted(cast.officer)
    for n, user in enumerate([cast.colleague, cast.retiree][: rows - 1] or [cast.colleague]):
        posted(user)
        shows(user)
        if rows == 3:
            posted(cast.officer, TODAY + (n + 1) * DAY, mission=f"Mission {n}")
    as_member.get(PATH)

    with django_assert_num_queries(6):
        as_member.get(PATH)
