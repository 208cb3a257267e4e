"""Details: account and roll in step, one field at a time, and a trail that keeps no words of the person."""

from datetime import UTC, datetime, timedelta

import pytest

from members.details.actions import Contact, change_details
from members.models import ContactDetail, Member, User
from pafso.audit.models import Entry
from pafso.errors import NotEligible
from tests.factories.people import Cast

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def trail() -> list[list[str]]:
    return [entry.changes["fields"] for entry in Entry.objects.filter(verb="details_changed").order_by("id")]


def test_account_and_roll_are_kept_in_step(cast: Cast) -> None:
    said = {"name": "Élodie Zhang", "preferred_name": "Élo", "language": "fr", "employer": "ircc"}

    user = change_details(cast.officer, by=cast.officer, values=said, now=NOW)

    member = Member.objects.get(user=user)
    assert (user.name, user.preferred_name, user.language) == ("Élodie Zhang", "Élo", "fr")
    assert (member.name, member.preferred_name, member.language) == ("Élodie Zhang", "Élo", "fr")
    assert (member.employer, member.sort_name) == ("ircc", "elodie zhang")
    assert trail() == [["name", "preferred_name", "language", "employer"]]
    entry = Entry.objects.get(verb="details_changed")
    assert (entry.by_id, entry.subject_type, entry.subject_id) == (user.pk, "members.User", str(user.pk))


def test_what_is_not_named_stays_as_it_is(cast: Cast) -> None:
    """Two tabs, two fields: neither undoes the other's."""
    stale = User.objects.get(pk=cast.officer.pk)

    change_details(cast.officer, by=cast.officer, values={"preferred_name": "Lix"})
    change_details(stale, by=stale, values={"language": "fr"})

    user = User.objects.get(pk=cast.officer.pk)
    assert (user.preferred_name, user.language) == ("Lix", "fr")


def test_the_same_again_changes_nothing(cast: Cast) -> None:
    contact = {"mobile": Contact("+1 613 555 0142", "mission")}
    for _ in range(2):
        change_details(cast.officer, by=cast.officer, values={"preferred_name": "Lix"}, contacts=contact)

    assert trail() == [["preferred_name", "mobile"]]
    assert ContactDetail.objects.count() == 1


def test_the_trail_never_keeps_what_was_written(cast: Cast) -> None:
    contacts = {"postal": Contact("1 rue du Canari", "nobody")}

    change_details(cast.officer, by=cast.officer, values={"preferred_name": "Canari"}, contacts=contacts)

    assert "Canari" not in str(list(Entry.objects.values()))


def test_a_contact_is_added_changed_and_taken_off(cast: Cast) -> None:
    for value, seen_by in (
        ("1 rue A\r\nLaval ", "nobody"),
        ("1 rue A\nLaval", "mission"),
        ("", "mission"),
        ("", "nobody"),
    ):
        change_details(cast.officer, by=cast.officer, values={}, contacts={"postal": Contact(value, seen_by)})
        row = ContactDetail.objects.filter(kind="postal").first()
        if value:
            assert row is not None
            assert (row.member.user_id, row.value, row.seen_by) == (cast.officer.pk, "1 rue A\nLaval", seen_by)

    assert not ContactDetail.objects.exists()
    assert trail() == [["postal"], ["postal"], ["postal"]]


def test_somebody_who_is_not_on_the_roll_changes_the_account_only(cast: Cast) -> None:
    user = change_details(cast.newcomer, by=cast.newcomer, values={"preferred_name": "Chi"})

    assert user.preferred_name == "Chi"
    assert trail() == [["preferred_name"]]


@pytest.mark.parametrize("kind", ["employer", "contacts"])
def test_only_people_on_the_roll_have_employer_and_contacts(cast: Cast, kind: str) -> None:
    values = {"employer": "gac", "name": "X"} if kind == "employer" else {"name": "X"}
    contacts = {"mobile": Contact("613 555 0142", "nobody")} if kind == "contacts" else None

    with pytest.raises(NotEligible, match="Only people on the roll"):
        change_details(cast.newcomer, by=cast.newcomer, values=values, contacts=contacts)

    assert User.objects.get(pk=cast.newcomer.pk).name == "Chidi Newcomer"
    assert trail() == []


def test_a_zone_that_is_named_is_confirmed(cast: Cast) -> None:
    user = change_details(cast.officer, by=cast.officer, values={"time_zone": "Asia/Kabul"}, now=NOW)

    assert (user.time_zone, user.time_zone_confirmed_at) == ("Asia/Kabul", NOW)
    assert trail() == [["time_zone_confirmed_at"]]


def test_confirming_again_is_an_event_of_another_day(cast: Cast) -> None:
    change_details(cast.officer, by=cast.officer, values={"time_zone": "Asia/Kabul"}, now=NOW)
    user = change_details(cast.officer, by=cast.officer, values={"time_zone": "Asia/Kabul"}, now=NOW + HOUR)
    assert user.time_zone_confirmed_at == NOW
    user = change_details(cast.officer, by=cast.officer, values={"time_zone": "Asia/Kabul"}, now=NOW + 24 * HOUR)

    assert user.time_zone_confirmed_at == NOW + 24 * HOUR
    assert len(trail()) == 2


def test_no_zone_is_nothing_to_confirm(cast: Cast) -> None:
    change_details(cast.officer, by=cast.officer, values={"time_zone": "Asia/Kabul"}, now=NOW)
    user = change_details(cast.officer, by=cast.officer, values={"time_zone": ""})

    assert (user.time_zone, user.time_zone_confirmed_at) == ("", None)
    assert Member.objects.get(user=user).time_zone == ""
