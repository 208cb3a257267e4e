"""An import is undone as a whole for thirty days: rows are struck out, never deleted, and what people did since stays."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members.accounts.actions.accounts import join_roll, open_account, set_up_office
from members.eligibility import is_member, today
from members.importing import tasks, undoing
from members.importing.actions import apply_import, forget_old_imports, undo_import
from members.importing.preview import sentences
from members.models import (
    Appointment,
    ContactDetail,
    DuesTerm,
    ImportLine,
    Leave,
    Member,
    Membership,
    Posting,
    RollAddress,
    RollImport,
    User,
)
from members.roll.actions import careers, members
from members.roll.duplicates import likely_duplicates
from pafso.audit.models import Entry
from pafso.errors import DomainError, WrongMove
from tests.factories.people import Cast, make_member, make_user
from tests.factories.rollfiles import NEW, asked, checked, csv_of, make_stream

State, Undo = RollImport.State, ImportLine.Undo
FULL = {
    **NEW, "employer": "gac", "work_email": "elodie@example.org", "telephone": "+1 613 555-0142", "class": "regular",
    "member_since": "2019-09-03", "level": "FS-02", "level_since": "2022-04-01", "mission": "Embassy", "city": "Dakar",
    "country": "Senegal", "posted_since": "2025-08-15", "dues_since": "2019-09-03",
}  # fmt: skip
KNOWN = {"number": "3001", "name": "Odile Fortin-Roy", "employer": "ircc", "telephone": "+1 514 555-0100", "personal_email": "odile@example.net", "class": "retired", "member_since": "2026-01-01"}  # fmt: skip
TABLES = (Member, Membership, Appointment, Posting, DuesTerm)


@pytest.fixture
def person(cast: Cast) -> Member:
    """On the roll since 2010, without an account."""
    found = make_member(None, "3001", name="Odile Fortin")
    found.employer = "gac"
    found.save()
    careers.add_row(Membership(member=found, kind_id="regular", starts_on=date(2010, 1, 1)), by=cast.staff)
    return found


def worked(found: RollImport) -> RollImport:
    tasks.work_on_import(found.pk)
    found.refresh_from_db()
    return found


def applied(*rows: dict[str, Any], by: User, verified: bool = False) -> RollImport:
    found = checked(*rows, by=by, verified=verified)
    apply_import(found, by=by)
    return worked(found)


def undone(found: RollImport, by: User) -> RollImport:
    undo_import(found, reason="The wrong file", by=by)
    return worked(found)


def said(found: RollImport) -> list[tuple[str, list[str]]]:
    return [(line.undo, [code for code, _ in line.undo_problems or []]) for line in found.lines.order_by("number")]


def counts() -> list[int]:
    return [model.objects.count() for model in TABLES]


def test_everything_goes_back_and_nothing_is_deleted(cast: Cast, person: Member) -> None:
    make_stream()
    before = Member.objects.filter(pk=person.pk).values().get()
    found = applied(FULL, KNOWN, by=cast.staff)
    rows = counts()

    found = undone(found, cast.staff)

    assert (found.state, found.undone_by, found.left_count) == (State.UNDONE, cast.staff, 0)
    assert said(found) == [(Undo.WHOLE, []), (Undo.WHOLE, [])]
    assert counts() == rows
    assert Member.objects.filter(pk=person.pk).values().get() == before
    assert [(row.kind_id, row.ends_on) for row in person.memberships.standing()] == [("regular", None)]
    assert is_member(person, today())
    struck = Membership.objects.get(member=person, kind_id="retired")
    assert (struck.struck_by, struck.struck_reason) == (cast.staff, "The wrong file")
    assert not RollAddress.objects.filter(member=person).exists()
    assert not ContactDetail.objects.filter(member=person).exists()
    entry = Member.objects.get(number="2001")
    assert (entry.struck_by, entry.struck_reason) == (cast.staff, "The wrong file")
    for model in TABLES[1:]:
        assert not model.objects.standing().filter(member=entry).exists()
        assert model.objects.filter(member=entry, struck_reason="The wrong file").count() == 1
    assert set(Entry.objects.filter(verb="member_import_undone").values_list("subject_id", flat=True)) == {
        str(entry.pk),
        str(person.pk),
    }
    assert Entry.objects.get(verb="roll_import_undone").changes == {"lines": 2, "left": 0}


def test_the_entry_leaves_lists_and_can_be_seen(cast: Cast, client: Client) -> None:
    undone(applied({**FULL, "stream": ""}, by=cast.staff, verified=True), cast.staff)
    entry = Member.objects.get(number="2001")
    client.force_login(cast.staff)

    def listed(**query: str) -> list[str]:
        page = client.get("/admin/members/member/", query)
        return [row.number for row in page.context["cl"].result_list]

    assert "2001" not in listed() and listed(entries="struck") == ["2001"]
    page = client.get(f"/admin/members/member/{entry.pk}/change/").content.decode()
    assert "The wrong file" in page and 'name="name"' not in page
    assert client.get(f"/admin/members/member/{entry.pk}/career/memberships/add/").status_code == 404
    assert not Member.objects.on_the_roll(today()).filter(pk=entry.pk).exists()
    assert likely_duplicates(entry.name, ["2001"], ["elodie@example.org"]) == []
    assert str(is_member(entry, today()).reason) == "This entry was taken off the roll."
    with pytest.raises(WrongMove):
        members.change_member(entry, by=cast.staff, values={"name": "Other"})


def test_its_address_opens_no_account(cast: Cast) -> None:
    undone(applied(FULL, by=cast.staff, verified=True), cast.staff)
    user = make_user("Élodie", "elodie@example.org")

    assert open_account("elodie@example.org") is None
    assert join_roll(user, "elodie@example.org") is None


def test_a_corrected_file_brings_the_entry_back(cast: Cast) -> None:
    undone(applied({**FULL, "stream": ""}, by=cast.staff), cast.staff)
    corrected = {**FULL, "name": "Élodie Bélanger", "member_since": "2020-09-03"}

    found = checked(corrected, by=cast.staff)
    line = found.lines.get()
    assert (line.outcome, sentences(line)) == (
        "created",
        ["The entry 2001 was taken off the roll. This line brings it back."],
    )
    apply_import(found, by=cast.staff)
    found = worked(found)

    entry = Member.objects.get(number="2001")
    assert (entry.struck_at, entry.struck_by, entry.struck_reason, entry.name) == (None, None, "", "Élodie Bélanger")
    assert entry.memberships.standing().get().starts_on == date(2020, 9, 3)
    undone(found, cast.staff)
    entry.refresh_from_db()
    assert entry.struck_at is not None
    assert not entry.memberships.standing().exists()


def test_whoever_has_an_account_since_is_named_and_the_others_are_undone(
    cast: Cast, person: Member, client: Client
) -> None:
    found = applied({**FULL, "stream": ""}, {"number": "3001", "employer": "ircc"}, by=cast.staff, verified=True)
    user = make_user("Élodie", "elodie@example.org")
    assert join_roll(user, "elodie@example.org") is not None
    client.force_login(cast.staff)

    page = client.get(f"/admin/members/rollimport/{found.pk}/undo/").content.decode()
    assert "Élodie Bélanger-Roy (2001)" in page and "1 person has opened an account since." in page
    found = undone(found, cast.staff)

    assert said(found) == [(Undo.LEFT, ["undo_account"]), (Undo.WHOLE, [])]
    assert found.left_count == 1
    assert Member.objects.get(number="2001").struck_at is None
    assert Membership.objects.get(member__number="2001").struck_at is None
    person.refresh_from_db()
    assert person.employer == "gac"
    shown = client.get(f"/admin/members/rollimport/{found.pk}/change/?outcome=left").content.decode()
    assert "The person has opened an account since." in shown and "Odile" not in shown


def test_who_had_an_account_before_is_undone(cast: Cast) -> None:
    found = applied({"number": "1001", "level": "FS-04", "level_since": "2026-01-01"}, by=cast.staff)
    new = Appointment.objects.get(member__user=cast.officer, starts_on=date(2026, 1, 1))

    found = undone(found, cast.staff)

    new.refresh_from_db()
    assert (said(found), new.struck_at is not None) == ([(Undo.WHOLE, [])], True)


@pytest.mark.parametrize("change", ["field", "end", "next", "struck"])
def test_what_somebody_changed_since_stays(cast: Cast, person: Member, change: str) -> None:
    found = applied(KNOWN, by=cast.staff)
    new = Membership.objects.get(member=person, kind_id="retired")
    if change == "field":
        members.change_member(person, by=cast.staff, values={"name": "Odile Fortin-Côté"})
        members.set_contact(person, kind="mobile", value="+33 1", by=cast.staff)
    elif change == "end":
        careers.end_term(new, ends_on=date(2028, 1, 1), by=cast.staff)
    elif change == "next":
        careers.succeed(Membership(member=person, kind_id="associate", starts_on=date(2026, 6, 1)), by=cast.staff)
    else:
        careers.strike_out(new, reason="Mine", by=cast.staff)

    found = undone(found, cast.staff)

    person.refresh_from_db()
    new.refresh_from_db()
    old = Membership.objects.get(member=person, kind_id="regular")
    expected = {
        "field": ["undo_field_kept", "undo_field_kept"], "end": ["undo_row_kept"], "next": ["undo_row_kept"], "struck": [],
    }  # fmt: skip
    assert sorted(said(found)[0][1]) == expected[change]
    assert person.employer == "gac"
    if change == "field":
        assert (person.name, person.contacts.get().value) == ("Odile Fortin-Côté", "+33 1")
    if change in ("field", "struck"):
        assert old.ends_on is None and new.struck_at is not None
        assert new.struck_reason == ("Mine" if change == "struck" else "The wrong file")
    else:
        assert (old.ends_on, new.struck_at) == (date(2025, 12, 31), None)


@pytest.mark.parametrize("more", ["row", "leave", "address", "end"])
def test_a_new_entry_to_which_somebody_added_stays(cast: Cast, more: str) -> None:
    found = applied({**FULL, "stream": ""}, by=cast.staff)
    entry = Member.objects.get(number="2001")
    if more == "row":
        careers.succeed(Membership(member=entry, kind_id="retired", starts_on=today()), by=cast.staff)
    elif more == "leave":
        careers.add_row(Leave(member=entry, kind="with_pay", starts_on=today()), by=cast.staff)
    elif more == "address":
        RollAddress.objects.create(member=entry, email="other@example.org")
    else:
        careers.end_term(entry.memberships.get(), ends_on=today() + timedelta(days=90), by=cast.staff)

    found = undone(found, cast.staff)

    entry.refresh_from_db()
    assert said(found) == [(Undo.LEFT, ["undo_added"])]
    assert entry.struck_at is None
    assert entry.memberships.standing().exists()


def test_an_end_alone_is_taken_back(cast: Cast, person: Member) -> None:
    found = applied({"number": "3001", "member_until": "2025-03-31", "reason": "Retired"}, by=cast.staff)
    row = person.memberships.get()
    assert (row.ends_on, row.reason) == (date(2025, 3, 31), "Retired")

    undone(found, cast.staff)

    row.refresh_from_db()
    assert (row.ends_on, row.reason) == (None, "")


def test_a_merged_an_erased_and_ones_own_entry_stay(cast: Cast, person: Member) -> None:
    other = make_member(None, "3002", name="Another")
    own = cast.staff.member if hasattr(cast.staff, "member") else make_member(cast.staff, "3003", name="Own")
    rows = [{"number": number, "employer": "ircc"} for number in ("3001", "3002", "3003")]
    found = applied(*rows, by=cast.staff)
    Member.objects.filter(pk=person.pk).update(merged_into=own)
    Member.objects.filter(pk=other.pk).update(erased_at=timezone.now())

    found = undone(found, cast.staff)

    assert said(found) == [(Undo.LEFT, [code]) for code in ("undo_merged", "undo_erased", "undo_own")]
    assert set(Member.objects.filter(number__startswith="300").values_list("employer", flat=True)) == {"ircc"}


def test_for_thirty_days_and_with_a_reason(cast: Cast, time_machine: Any) -> None:
    found = applied(NEW, by=cast.staff)
    with pytest.raises(DomainError) as refusal:
        undo_import(found, reason=" ", by=cast.staff)
    assert refusal.value.code == "reason_missing"
    assert found.applied_at is not None

    time_machine.move_to(found.applied_at + timedelta(days=30))
    with pytest.raises(DomainError) as refusal:
        undo_import(found, reason="Late", by=cast.staff)
    assert refusal.value.code == "too_late"


def test_one_applied_late_can_be_undone_for_as_long(cast: Cast, time_machine: Any) -> None:
    found = checked(NEW, by=cast.staff)
    time_machine.move_to(found.asked_at + timedelta(days=20), tick=False)
    apply_import(found, by=cast.staff)
    found = worked(found)

    time_machine.move_to(found.asked_at + timedelta(days=45), tick=False)
    assert forget_old_imports() == 0
    assert undo_import(found, reason="Wrong", by=cast.staff).state == State.UNDOING
    worked(found)
    time_machine.move_to(found.asked_at + timedelta(days=51), tick=False)
    assert forget_old_imports() == 1
    assert not found.lines.exists()


def test_twice_is_once_and_what_is_not_applied_cannot_be_undone(cast: Cast) -> None:
    found = checked(NEW, by=cast.staff)
    with pytest.raises(WrongMove):
        undo_import(found, reason="Wrong", by=cast.staff)
    apply_import(found, by=cast.staff)
    with pytest.raises(WrongMove):  # it is being applied
        undo_import(found, reason="Wrong", by=cast.staff)
    found = undone(worked(found), cast.staff)

    assert undo_import(found, reason="Again", by=cast.staff).undo_reason == "The wrong file"
    tasks.work_on_import(found.pk)
    assert Entry.objects.filter(verb="roll_import_undone").count() == 1
    with pytest.raises(WrongMove):
        apply_import(found, by=cast.staff)


def test_one_that_breaks_off_changes_nothing_and_can_be_tried_again(
    cast: Cast, person: Member, monkeypatch: pytest.MonkeyPatch, time_machine: Any
) -> None:
    found = applied(FULL, KNOWN, by=cast.staff)
    undo_import(found, reason="Wrong", by=cast.staff)
    with monkeypatch.context() as broken:
        broken.setattr(undoing, "_write", lambda *args, **kwargs: 1 / 0)
        for hours in range(1, 4):
            worked(found)
            time_machine.move_to(timezone.now() + timedelta(hours=hours))

    found.refresh_from_db()
    assert (found.state, found.undone_by, found.file is not None) == (State.APPLIED, None, True)
    assert "undo_died" in found.problem
    assert Member.objects.get(number="2001").struck_at is None
    assert undone(found, cast.staff).state == State.UNDONE


def test_from_the_page(cast: Cast, client: Client, commits: Callable[[], Any]) -> None:
    clerk = make_user("Camille Bureau", "camille@example.org", is_staff=True)
    clerk.groups.add(set_up_office())
    found = applied(NEW, by=cast.staff)
    url = f"/admin/members/rollimport/{found.pk}/"
    client.force_login(clerk)

    assert f"{url}undo/" in client.get(f"{url}change/").content.decode()
    with commits():
        answer = client.post(f"{url}undo/", {"reason": "The wrong file"})

    found.refresh_from_db()
    assert answer["Location"] == f"{url}change/"
    assert (found.state, found.undone_by, found.undo_reason) == (State.UNDONE, clerk, "The wrong file")
    page = client.get(f"{url}change/").content.decode()
    assert f"{url}undo/" not in page and "The wrong file" in page


# Names that are there already


@pytest.mark.parametrize(
    "name", ["Alix Tremblay-Okafor", "ALIX TREMBLAY-OKAFOR", "Tremblay-Okafor, Alix", "Tremblay-Okafor Alix"]
)
def test_a_new_person_with_the_name_of_an_entry_is_a_warning(cast: Cast, client: Client, name: str) -> None:
    found = checked({**NEW, "name": name}, {**NEW, "number": "2002", "name": "Somebody Else"}, by=cast.staff)
    client.force_login(cast.staff)

    assert [(line.outcome, line.has_namesake, sentences(line)) for line in found.lines.all()] == [
        ("created", True, ["An entry on the roll has the same name: 1001. Is it the same person?"]),
        ("created", False, []),
    ]
    assert found.namesake_count == 1
    page = client.get(f"/admin/members/rollimport/{found.pk}/change/").content.decode()
    assert "1 line adds somebody who has the same name as an entry" in page
    assert "What can be undone, and what is final" in page
    shown = client.get(f"/admin/members/rollimport/{found.pk}/change/?outcome=namesake").content.decode()
    assert "2001" in shown and "Somebody Else" not in shown


def test_a_name_on_the_roll_as_last_first_is_found(cast: Cast) -> None:
    make_member(None, "3001", name="Côté, Marie Ève")

    found = checked({**NEW, "name": "marie eve cote"}, by=cast.staff)

    assert found.namesake_count == 1


def test_equal_names_within_the_file(cast: Cast) -> None:
    rows = [
        {**NEW, "number": str(number), "name": name}
        for number, name in ((2001, "Marie Côté"), (2002, "COTE, Marie"), (2003, "Mary Cote"))
    ]

    found = checked(*rows, by=cast.staff)

    assert [line.problems for line in found.lines.all()] == [[], [["same_name_line", {"line": 2}]], []]
    assert found.namesake_count == 1


def test_people_who_are_on_the_roll_already_are_no_warning(cast: Cast) -> None:
    make_member(None, "3001", name="Alix Tremblay-Okafor")

    found = checked(
        {"number": "3001", "name": "Alix Tremblay-Okafor", "employer": "gac"},
        {"number": "1001", "employer": "gac"},
        by=cast.staff,
    )

    assert found.namesake_count == 0


def test_a_namesake_that_comes_after_the_preview_shows_it_again(cast: Cast) -> None:
    found = checked(NEW, by=cast.staff)
    make_member(None, "3001", name=NEW["name"])

    apply_import(found, by=cast.staff)
    found = worked(found)

    assert (found.state, "roll_changed" in found.problem) == (State.WAITING, True)
    assert worked(found).namesake_count == 1


def test_a_file_of_the_time_before_has_no_undo(cast: Cast) -> None:
    found = asked(csv_of(NEW), by=cast.staff)
    worked(found)
    apply_import(found, by=cast.staff)
    found = worked(found)
    found.lines.update(written=None)

    with pytest.raises(DomainError) as refusal:
        undo_import(found, reason="Wrong", by=cast.staff)
    assert refusal.value.code == "too_late"
