"""The address of a calendar: made, replaced, switched off; and the versions of what is fetched there."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from awards.models import Cycle
from awards.nominations import actions as nominations
from members.deadlines.actions.calendars import address_for_token, fetch_dates, make_address, switch_off
from members.models import CalendarAddress, Reminder, User
from members.privacy.actions.closing import ask_closing, close_account
from pafso.audit.models import Entry
from pafso.mail.models import Mail
from pafso.web.private_links import digest_of
from tests.factories.awards import make_cycle, make_draft, make_letter
from tests.factories.people import Cast

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def make(user: User, **more: Any) -> tuple[CalendarAddress, str]:
    return make_address(user, by=user, form_token=more.pop("form_token", uuid.uuid4()), **more)


def verbs() -> list[tuple[str, int | None]]:
    return list(Entry.objects.filter(verb__startswith="calendar").order_by("id").values_list("verb", "by_id"))


@pytest.mark.req("R19")
def test_of_the_secret_only_the_digest_is_kept_and_the_owner_is_told(cast: Cast) -> None:
    address, token = make(cast.officer, now=NOW)

    assert len(token) == 43, "256 bits"
    assert (address.user_id, address.digest, address.made_at) == (cast.officer.pk, digest_of(token), NOW)
    assert address_for_token(token) == address
    mail = Mail.objects.get(event="members/calendar_address_made")
    assert (mail.to, mail.subject, mail.unsubscribe_url) == (
        "alix@example.org", "Your calendar has a private address", "",
    )  # fmt: skip
    assert token not in mail.text + mail.html + str(list(Entry.objects.values_list("changes", "subject_label")))
    assert "http://127.0.0.1:8000/en/account/calendar/" in mail.text
    assert verbs() == [("calendar_address_made", cast.officer.pk)]


def test_the_mail_is_in_the_owners_language(cast: Cast) -> None:
    make(cast.colleague)

    mail = Mail.objects.get()
    assert (mail.language, mail.subject) == ("fr", "Une adresse privée pour votre calendrier")
    assert "/fr/account/calendar/" in mail.text


@pytest.mark.req("R19")
def test_another_address_kills_the_one_before_at_once(cast: Cast) -> None:
    _, first = make(cast.officer)
    _, second = make(cast.officer)

    assert address_for_token(first) is None
    found = address_for_token(second)
    assert found is not None and found.user == cast.officer
    assert CalendarAddress.objects.count() == 1
    assert verbs() == [
        ("calendar_address_made", cast.officer.pk),
        ("calendar_address_replaced", cast.officer.pk),
    ]
    assert Mail.objects.filter(event="members/calendar_address_made").count() == 2


@pytest.mark.req("R41")
def test_a_second_press_of_the_button_makes_nothing(cast: Cast) -> None:
    token = uuid.uuid4()
    _, secret = make(cast.officer, form_token=token)

    _, again = make(cast.officer, form_token=token)

    assert again == ""
    assert address_for_token(secret) is not None
    assert len(verbs()) == Mail.objects.count() == 1


def test_the_press_of_somebody_else_is_a_press_of_its_own(cast: Cast) -> None:
    token = uuid.uuid4()
    make(cast.officer, form_token=token)

    address, secret = make(cast.colleague, form_token=token)

    assert (address.user, bool(secret)) == (cast.colleague, True)


def test_switched_off_it_is_dead_and_again_is_harmless(cast: Cast) -> None:
    _, token = make(cast.officer)
    _, theirs = make(cast.colleague)

    assert switch_off(cast.officer, by=cast.officer) is True
    assert switch_off(cast.officer, by=cast.officer) is False

    assert address_for_token(token) is None
    assert address_for_token(theirs) is not None
    assert verbs()[-1] == ("calendar_switched_off", cast.officer.pk)
    assert len(verbs()) == 3


@pytest.mark.parametrize("token", ["", "x", "é" * 50, "a" * 5000])
def test_what_never_was_an_address_is_none(cast: Cast, token: str) -> None:
    make(cast.officer)

    assert address_for_token(token) is None


@pytest.mark.req("R19")
def test_the_address_of_a_closed_account_is_dead(cast: Cast) -> None:
    _, token = make(cast.officer)
    User.objects.filter(pk=cast.officer.pk).update(is_active=False)

    assert address_for_token(token) is None


@pytest.mark.req("R59")
def test_with_the_account_the_address_and_the_reminders_are_gone(cast: Cast) -> None:
    _, token = make(cast.officer)
    _, theirs = make(cast.colleague)
    for person in (cast.officer, cast.colleague):
        Reminder.objects.create(user=person, uid="nomination-K7QX3", deadline=NOW, step="3d")
    closing = ask_closing(cast.officer, by=cast.officer, now=timezone.now() - 15 * DAY)

    assert close_account(closing) is True

    assert (address_for_token(token), address_for_token(theirs) is None) == (None, False)
    assert [row.user_id for row in CalendarAddress.objects.all()] == [cast.colleague.pk]
    assert [row.user_id for row in Reminder.objects.all()] == [cast.colleague.pk]


# --- What is fetched ---------------------------------------------------------------------------------------------------
def again(address: CalendarAddress, now: datetime) -> dict[str, tuple[int, datetime]]:
    address = CalendarAddress.objects.get(pk=address.pk)
    return {row.date.uid: (row.version, row.changed_at) for row in fetch_dates(address, now=now)}


def test_a_date_that_moves_is_the_next_version_of_itself(cast: Cast) -> None:
    now = timezone.now().replace(microsecond=0)
    cycle = make_cycle()
    uid = f"nomination-{make_draft(cycle, cast.officer).code}"
    address, _ = make(cast.officer)

    assert again(address, now) == {uid: (0, now)}
    assert again(address, now + DAY) == {uid: (0, now)}
    Cycle.objects.update(closes_at=cycle.closes_at + DAY)
    assert again(address, now + 2 * DAY) == {uid: (1, now + 2 * DAY)}
    User.objects.filter(pk=cast.officer.pk).update(language="fr")
    assert again(address, now + 3 * DAY) == {uid: (2, now + 3 * DAY)}
    assert again(address, now + 4 * DAY) == {uid: (2, now + 3 * DAY)}


def test_what_is_done_is_gone_and_what_comes_back_goes_on(cast: Cast) -> None:
    now = timezone.now().replace(microsecond=0)
    cycle = make_cycle()
    draft = make_draft(cycle, cast.newcomer)
    address, _ = make(cast.newcomer)
    mine = f"nomination-{draft.code}"
    assert set(again(address, now)) == {mine}
    make_letter(draft)
    assert set(again(address, now)) == {mine, f"letters-{draft.code}"}

    Cycle.objects.update(opens_at=now - 9 * DAY, closes_at=now - DAY)
    assert again(address, now) == {}

    Cycle.objects.update(closes_at=now + 5 * DAY)
    assert again(address, now + DAY)[mine] == (1, now + DAY)


def test_another_address_goes_on_with_the_versions(cast: Cast) -> None:
    now = timezone.now().replace(microsecond=0)
    cycle = make_cycle()
    uid = f"nomination-{make_draft(cycle, cast.officer).code}"
    address, _ = make(cast.officer)
    again(address, now)
    Cycle.objects.update(closes_at=cycle.closes_at + DAY)
    again(address, now + DAY)

    address, _ = make(cast.officer)

    assert again(address, now + 2 * DAY) == {uid: (1, now + DAY)}


def test_versions_of_dates_that_are_long_gone_are_forgotten(cast: Cast) -> None:
    now = timezone.now()
    address, _ = make(cast.officer)
    CalendarAddress.objects.update(versions={"nomination-OLD": ["d", 4, (now - 731 * DAY).isoformat()],
                                             "nomination-NEW": ["d", 1, (now - 700 * DAY).isoformat()]})  # fmt: skip
    make_cycle()

    again(address, now)

    assert set(CalendarAddress.objects.get().versions) == {"nomination-NEW", f"cycle-{Cycle.objects.get().pk}"}


def test_it_is_in_the_persons_language_whoever_asks(cast: Cast) -> None:
    make_cycle()
    address, _ = make(cast.colleague)

    with translation.override("en"):
        (row,) = fetch_dates(address)

    assert row.date.title == "Échéance\u00a0: Prix de l’APASE 2027"


def test_it_writes_once_a_day_and_costs_the_same_for_one_and_for_three(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    cycle, now = make_cycle(), timezone.now()
    make(cast.officer)
    for number in range(3):
        make_draft(cycle, cast.officer)
        if number == 1:
            continue
        fetch_dates(CalendarAddress.objects.select_related("user").get(), now=now)
        address = CalendarAddress.objects.select_related("user").get()
        with django_assert_num_queries(9):
            assert len(fetch_dates(address, now=now)) == number + 1


def test_an_address_that_died_meanwhile_writes_nothing(cast: Cast) -> None:
    make_cycle()
    address, _ = make(cast.officer)
    make(cast.officer)

    fetch_dates(address)

    row = CalendarAddress.objects.get()
    assert (row.fetched_on, row.versions) == (None, {})


def test_no_draft_of_anybody_else_is_ever_in_mine(cast: Cast) -> None:
    cycle = make_cycle()
    draft = make_draft(cycle, cast.officer)
    address, _ = make(cast.colleague)

    assert [row.date.uid for row in fetch_dates(address)] == [f"cycle-{cycle.pk}"]
    nominations.save_draft(
        draft, by=draft.nominator, values={"nominee_email": cast.colleague.email}, tab="first", version=1
    )
    assert [row.date.uid for row in fetch_dates(address)] == [f"cycle-{cycle.pk}"]
