"""The office enters and corrects people, their addresses and contact details; what is theirs to say stays theirs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from members.models import ContactDetail, Member, RollAddress
from members.roll.actions import addresses, members
from pafso.audit.models import Entry
from pafso.errors import NotEligible, Refused, WrongMove
from pafso.mail.models import Mail
from tests.factories.people import Cast, make_member

NOW = datetime(2026, 4, 5, 16, tzinfo=UTC)


@pytest.fixture
def unjoined(cast: Cast) -> Member:
    return make_member(None, "2001", name="Élodie Ferron")


def trail() -> list[tuple[str, Any]]:
    return list(Entry.objects.order_by("id").values_list("verb", "changes"))


def test_a_person_is_entered(cast: Cast) -> None:
    values = {"number": "3001", "name": "Łucja Ødegård", "language": "fr", "employer": "ircc"}

    member = members.add_member(by=cast.staff, values=values)

    member.refresh_from_db()
    assert (member.number, member.name, member.language, member.employer, member.user_id) == (
        "3001",
        "Łucja Ødegård",
        "fr",
        "ircc",
        None,
    )
    entry = Entry.objects.get()
    assert (entry.verb, entry.by_id, entry.subject_id, entry.changes) == (
        "member_added",
        cast.staff.pk,
        str(member.pk),
        {"number": "3001"},
    )


def test_a_number_is_given_once(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        members.add_member(by=cast.staff, values={"number": "1001", "name": "Somebody"})

    assert (refusal.value.code, str(refusal.value)) == (
        "number_taken",
        "This number is already in use. Choose another one.",
    )
    assert trail() == []


def test_what_is_corrected_is_in_the_trail_without_names(cast: Cast, unjoined: Member) -> None:
    values = {"name": "Élodie Ferron-Roy", "number": "2002", "language": "en", "employer": ""}

    for _ in range(2):
        members.change_member(unjoined, by=cast.staff, values=values)

    unjoined.refresh_from_db()
    assert (unjoined.name, unjoined.sort_name, unjoined.number) == ("Élodie Ferron-Roy", "elodie ferron-roy", "2002")
    assert trail() == [("member_changed", {"fields": ["number", "name"], "number": ["2001", "2002"]})]


@pytest.mark.parametrize("name", ["name", "preferred_name", "language", "time_zone"])
def test_what_a_person_with_an_account_says_is_theirs(cast: Cast, name: str) -> None:
    member = Member.objects.get(user=cast.officer)

    with pytest.raises(NotEligible) as refusal:
        members.change_member(member, by=cast.staff, values={name: "fr", "employer": "gac"})

    assert (refusal.value.code, str(refusal.value)) == (
        "persons_own",
        "This person has an account and changes this there.",
    )
    assert Member.objects.get(pk=member.pk).employer == ""
    assert trail() == []


def test_the_office_says_the_number_and_the_employer_of_anybody(cast: Cast) -> None:
    member = Member.objects.get(user=cast.officer)

    members.change_member(member, by=cast.staff, values={"employer": "gac", "name": member.name})

    assert trail() == [("member_changed", {"fields": ["employer"], "employer": ["", "gac"]})]


def test_an_account_is_never_hung_on_an_entry_by_hand(cast: Cast, unjoined: Member) -> None:
    members.change_member(unjoined, by=cast.staff, values={"user": cast.newcomer, "user_id": cast.newcomer.pk})

    assert Member.objects.get(pk=unjoined.pk).user_id is None
    assert trail() == []


def test_closed_entries_are_not_changed(cast: Cast, unjoined: Member) -> None:
    address = RollAddress.objects.create(member=unjoined, email="elodie@example.org")
    Member.objects.filter(pk=unjoined.pk).update(erased_at=timezone.now())
    attempts = [
        lambda: members.change_member(unjoined, by=cast.staff, values={"name": "X"}),
        lambda: addresses.add_address(unjoined, email="x@example.org", kind="work", by=cast.staff),
        lambda: addresses.verify_address(address, by=cast.staff),
        lambda: addresses.remove_address(address, by=cast.staff),
        lambda: members.set_contact(unjoined, kind="mobile", value="1", by=cast.staff),
    ]

    for attempt in attempts:
        with pytest.raises(WrongMove, match="This entry was erased and is no longer changed"):
            attempt()
    assert (RollAddress.objects.filter(member=unjoined).count(), ContactDetail.objects.count(), trail()) == (1, 0, [])


# Addresses


def test_an_address_opens_nothing_before_the_office_had_proof(cast: Cast, unjoined: Member) -> None:
    for _ in range(2):
        address = addresses.add_address(unjoined, email=" Elodie@Example.ORG", kind="work", by=cast.staff)
    assert not RollAddress.objects.opening_an_account("elodie@example.org").exists()

    for _ in range(2):
        addresses.verify_address(address, by=cast.staff, now=NOW)

    address.refresh_from_db()
    assert (address.email, address.verified_at) == ("elodie@example.org", NOW)
    assert RollAddress.objects.opening_an_account("elodie@example.org").get() == address
    assert trail() == [
        ("roll_address_added", {"row": address.pk, "kind": "work"}),
        ("roll_address_verified", {"row": address.pk, "kind": "work"}),
    ]
    assert not Mail.objects.exists()


@pytest.mark.req("R12", "R21")
def test_an_address_that_the_office_verifies_waits_a_day_and_the_others_hear_of_it(
    cast: Cast, unjoined: Member
) -> None:
    Member.objects.filter(pk=unjoined.pk).update(language="fr")
    RollAddress.objects.create(member=unjoined, email="elodie@example.org", verified_at=NOW)
    RollAddress.objects.create(member=unjoined, email="former@example.org")
    address = addresses.add_address(unjoined, email="throwaway@mail.example", kind="personal", by=cast.staff)
    verified_at = timezone.now()

    addresses.verify_address(address, by=cast.staff, now=verified_at)

    assert not RollAddress.objects.opening_an_account("throwaway@mail.example").exists()
    told = Mail.objects.filter(event="members/roll_address_verified")
    assert set(told.values_list("to", "language")) == {("elodie@example.org", "fr"), ("former@example.org", "fr")}
    assert all("t…@mail.example" in mail.text and "throwaway" not in mail.text for mail in told)
    with time_machine.travel(verified_at + timedelta(hours=24, seconds=1), tick=False):
        assert RollAddress.objects.opening_an_account("throwaway@mail.example").get() == address


def test_what_is_no_address_is_refused(cast: Cast, unjoined: Member) -> None:
    with pytest.raises(Refused) as refusal:
        addresses.add_address(unjoined, email="elodie at example", kind="work", by=cast.staff)

    assert (refusal.value.code, str(refusal.value)) == ("not_an_address", "This is not an email address.")
    assert trail() == []


def test_nobody_in_the_office_verifies_an_address_of_their_own_for_somebody(cast: Cast, unjoined: Member) -> None:
    address = addresses.add_address(unjoined, email=cast.staff.email.upper(), kind="work", by=cast.staff)

    with pytest.raises(NotEligible) as refusal:
        addresses.verify_address(address, by=cast.staff)

    assert str(refusal.value) == ("This is your own address: a colleague in the office must confirm it.")
    address.refresh_from_db()
    assert address.verified_at is None
    assert [verb for verb, _ in trail()] == ["roll_address_added"]


def test_an_address_is_taken_off_once(cast: Cast, unjoined: Member) -> None:
    address = RollAddress.objects.create(member=unjoined, email="elodie@example.org", kind="work", verified_at=NOW)
    row = address.pk

    for _ in range(2):
        addresses.remove_address(address, by=cast.staff)

    assert not RollAddress.objects.filter(pk=row).exists()
    assert trail() == [("roll_address_removed", {"row": row, "kind": "work"})]
    assert list(Mail.objects.values_list("event", "to")) == [("members/roll_address_removed", "elodie@example.org")]


def test_an_address_that_nobody_verified_goes_without_a_word(cast: Cast, unjoined: Member) -> None:
    addresses.remove_address(
        addresses.add_address(unjoined, email="typo@example.org", kind="work", by=cast.staff), by=cast.staff
    )

    assert not Mail.objects.exists()


# Contact details


def test_a_contact_detail_is_written_kept_and_taken_off(cast: Cast, unjoined: Member) -> None:
    for value in ("P.O. Box 1013\r\nNairobi ", "P.O. Box 1013\nNairobi", "1 Elm Street", "", ""):
        detail = members.set_contact(unjoined, kind="postal", value=value, by=cast.staff)
        kept = ContactDetail.objects.first()
        assert (detail.value if detail else "") == (kept.value if kept else "") == value.replace("\r\n", "\n").strip()

    assert trail() == [("contact_detail_changed", {"kind": "postal"})] * 3


def test_the_office_does_not_choose_who_sees_a_detail(cast: Cast, unjoined: Member) -> None:
    members.set_contact(unjoined, kind="mobile", value="1", by=cast.staff)
    assert ContactDetail.objects.get().seen_by == "nobody"
    ContactDetail.objects.update(seen_by="mission")

    members.set_contact(unjoined, kind="mobile", value="2", by=cast.staff)

    assert (ContactDetail.objects.get().value, ContactDetail.objects.get().seen_by) == ("2", "mission")
