"""A file is checked without a trace, and applied whole or not at all."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection
from django.utils import timezone

from members.beat import sweep_imports
from members.importing import preview, tasks
from members.importing.actions import apply_import
from members.importing.refusals import of_file, of_line
from members.models import (
    Appointment,
    ContactDetail,
    DuesTerm,
    ImportLine,
    Member,
    Membership,
    Posting,
    RollAddress,
    RollImport,
)  # fmt: skip
from pafso.audit.models import Entry
from pafso.files.models import StoredFile, private
from pafso.work import leases
from tests.factories.people import Cast, make_member
from tests.factories.rollfiles import NEW, asked, checked, csv_of, make_stream, xlsx_of

State = RollImport.State
FULL = {
    **NEW, "preferred_name": "Élodie", "time_zone": "America/Toronto", "employer": "AMC", "work_email": "Elodie@Example.org",
    "personal_email": "elodie@example.net", "telephone": "+1 613 555-0142", "class": "Régulier", "member_since": "2019-09-03",
    "member_until": "", "reason": "", "level": "FS-2", "acting": "non", "stream": "Commerce", "level_since": "2022-04-01",
    "mission": "Ambassade", "city": "Dakar", "country": "Sénégal", "posting_time_zone": "Africa/Dakar",
    "posted_since": "2025-08-15", "dues_since": "2019-09-03", "dues_until": "",
}  # fmt: skip
TABLES = (Member, RollAddress, ContactDetail, Membership, Appointment, Posting, DuesTerm)


def roll() -> list[list[Any]]:
    """Everything that an import could change."""
    return [list(model.objects.order_by("pk").values()) for model in TABLES]


def outcomes(found: RollImport) -> list[tuple[int, str, list[str]]]:
    return [(line.number, line.outcome, [code for code, _ in line.problems]) for line in found.lines.all()]


def applied(found: RollImport, cast: Cast) -> RollImport:
    apply_import(found, by=cast.staff)
    tasks.work_on_import(found.pk)
    found.refresh_from_db()
    return found


def test_a_preview_says_what_would_happen_and_leaves_nothing(cast: Cast) -> None:
    make_stream()
    before, trail = roll(), Entry.objects.count()

    found = checked(FULL, {"number": "1002", "class": "Retired", "member_since": "2026-01-01"}, {"number": "1003"}, {"number": "9"}, by=cast.staff)  # fmt: skip

    assert roll() == before
    assert (found.state, found.lines_total, found.lines_done, found.problem) == (State.CHECKED, 4, 4, "")
    assert (found.created_count, found.changed_count, found.same_count, found.refused_count) == (1, 1, 1, 1)
    assert outcomes(found) == [
        (2, "created", []),
        (3, "changed", []),
        (4, "same", []),
        (5, "refused", ["name_missing", "language_missing"]),
    ]
    assert found.lines.get(number=3).changes == {
        "class": ["regular", "retired"],
        "member_since": ["2018-01-01", "2026-01-01"],
    }
    assert Entry.objects.count() == trail + 1  # the file was handed in; nothing else happened


def test_a_new_person_with_everything(cast: Cast) -> None:
    make_stream()

    found = applied(checked(FULL, by=cast.staff), cast)

    assert (found.state, found.applied_by, found.problem) == (State.APPLIED, cast.staff, "")
    member = Member.objects.get(number="2001")
    assert (member.name, member.sort_name, member.language, member.employer) == ("Élodie Bélanger-Roy", "elodie belanger-roy", "fr", "gac")  # fmt: skip
    assert set(member.addresses.values_list("email", "kind", "verified_at")) == {
        ("elodie@example.org", "work", None),
        ("elodie@example.net", "personal", None),
    }
    assert list(member.contacts.values_list("kind", "value", "seen_by")) == [("mobile", "+1 613 555-0142", "nobody")]
    assert list(member.memberships.values_list("kind_id", "starts_on", "ends_on")) == [("regular", date(2019, 9, 3), None)]  # fmt: skip
    assert list(member.appointments.values_list("kind", "level", "stream__code", "starts_on")) == [("substantive", "FS-02", "trade", date(2022, 4, 1))]  # fmt: skip
    posting = member.postings.get()
    assert (posting.mission, posting.mission_key, posting.city, posting.time_zone) == ("Ambassade", "ambassade dakar", "Dakar", "Africa/Dakar")  # fmt: skip
    assert list(member.dues_terms.values_list("starts_on", "ends_on")) == [(date(2019, 9, 3), None)]


@pytest.mark.req("R54")
def test_the_trail_names_each_person_and_keeps_no_private_word(cast: Cast) -> None:
    found = checked({**NEW, "telephone": "+1 613 555-0142", "class": "regular", "member_since": "2019-09-03"}, {"number": "1003"}, by=cast.staff)  # fmt: skip

    applied(found, cast)

    rows = Entry.objects.filter(verb__contains="import").order_by("pk").values_list("verb", "by_label", "subject_label", "changes")  # fmt: skip
    label = str(found)
    assert list(rows) == [
        ("roll_import_asked", "Dominique Roy", label, {"addresses_verified": False}),
        ("roll_import_confirmed", "Dominique Roy", label, {}),
        (
            "member_added_by_import",
            "Dominique Roy",
            "Élodie Bélanger-Roy (2001)",
            {
                "import": found.pk,
                "fields": ["name", "telephone"],
                "language": ["", "fr"],
                "class": ["", "regular"],
                "member_since": ["", "2019-09-03"],
            },
        ),
        ("roll_imported", "Dominique Roy", label, {"created": 1, "changed": 0, "same": 1, "refused": 0}),
    ]
    assert Entry.objects.get(verb="member_added_by_import").subject_id == str(Member.objects.get(number="2001").pk)


def test_the_same_file_again_changes_nothing(cast: Cast) -> None:
    make_stream()
    rows = [FULL, {**FULL, "number": "1002", "class": "Retired", "member_since": "2026-01-01", "work_email": "b@example.org"}]  # fmt: skip
    applied(checked(*rows, by=cast.staff), cast)
    before = roll()

    again = applied(checked(*rows, by=cast.staff), cast)

    assert (again.state, again.same_count, again.created_count, again.changed_count) == (State.APPLIED, 2, 0, 0)
    assert roll() == before


def test_a_line_with_one_mistake_is_not_applied_in_any_part(cast: Cast) -> None:
    """Its name, its address and its dues would be good; its membership precedes what the roll has."""
    member = make_member(None, "3001", ("regular", date(2015, 1, 1), None), name="Old Name")
    bad = {"number": "3001", "name": "New Name", "work_email": "new@example.org", "class": "associate", "member_since": "2010-01-01", "dues_since": "2020-01-01"}  # fmt: skip

    found = applied(checked(NEW, bad, by=cast.staff), cast)

    member.refresh_from_db()
    assert found.state == State.APPLIED
    assert Member.objects.filter(number="2001").exists()
    assert member.name == "Old Name"
    assert (member.addresses.count(), member.dues_terms.count(), member.memberships.count()) == (0, 0, 1)
    line = found.lines.get(outcome="refused")
    assert [of_line(problem) for problem in line.problems] == [
        "Membership: January 1, 2010 is before January 1, 2015, where the roll begins. Only what comes later can be imported."
    ]
    assert line.changes == {}


def test_what_an_account_says_stays_and_is_noted(cast: Cast) -> None:
    row = {"number": "1001", "name": "Another Name", "language": "fr", "time_zone": "Europe/Paris", "employer": "IRCC"}

    found = applied(checked(row, by=cast.staff), cast)

    member = Member.objects.get(number="1001")
    assert (member.name, member.language, member.time_zone, member.employer) == ("Alix Tremblay-Okafor", "en", "Asia/Kabul", "ircc")  # fmt: skip
    line = found.lines.get()
    assert (line.outcome, line.changes) == ("changed", {"employer": ["", "ircc"]})
    assert line.problems == [["theirs", {"column": name}] for name in ("name", "language", "time_zone")]


def test_a_blank_cell_erases_nothing(cast: Cast) -> None:
    make_stream()
    applied(checked(FULL, by=cast.staff), cast)
    before = roll()

    found = checked(dict.fromkeys(FULL, "") | {"number": "2001"}, by=cast.staff)

    assert outcomes(found) == [(2, "same", [])]
    assert roll() == before


def test_the_second_line_with_a_number_is_refused_however_far_away(cast: Cast) -> None:
    many = [{**NEW, "number": str(5000 + n)} for n in range(600)]

    found = checked(*many, {**NEW, "number": "5000"}, {"number": "1001"}, {"number": " 1001 "}, by=cast.staff)

    refused = [(line.number, line.problems) for line in found.lines.filter(outcome="refused")]
    assert refused == [
        (602, [["number_twice", {"number": "5000", "line": 2}]]),
        (604, [["number_twice", {"number": "1001", "line": 603}]]),
    ]


def test_entries_about_which_nothing_can_be_written(cast: Cast) -> None:
    kept, merged, erased = (make_member(None, number) for number in ("3001", "3002", "3003"))
    Member.objects.filter(pk=merged.pk).update(merged_into=kept)
    Member.objects.filter(pk=erased.pk).update(erased_at=timezone.now())

    found = checked({"number": "3002", "name": "X"}, {"number": "3003", "name": "X"}, {"number": "", "name": "X"}, by=cast.staff)  # fmt: skip

    assert outcomes(found) == [
        (2, "refused", ["entry_merged"]),
        (3, "refused", ["entry_erased"]),
        (4, "refused", ["number_missing", "language_missing"]),
    ]


def test_an_address_of_somebody_else_is_a_warning(cast: Cast) -> None:
    rows = [
        {**NEW, "work_email": "alix@example.org"},
        {**NEW, "number": "2002", "name": "Two", "work_email": "shared@example.org"},
        {**NEW, "number": "2003", "name": "Three", "personal_email": "shared@example.org"},
    ]

    found = checked(*rows, by=cast.staff)

    assert [line.problems for line in found.lines.all()] == [
        [["shared_address", {"column": "work_email", "number": "1001"}]],
        [],
        [["shared_address", {"column": "personal_email", "number": "2002"}]],
    ]
    assert applied(found, cast).state == State.APPLIED
    assert RollAddress.objects.filter(email="shared@example.org").count() == 2


def test_addresses_open_accounts_only_when_the_office_says_so(cast: Cast) -> None:
    row = {**NEW, "work_email": "elodie@example.org"}
    applied(checked(row, by=cast.staff), cast)
    assert not RollAddress.objects.opening_an_account("elodie@example.org").exists()

    found = applied(checked(row, by=cast.staff, verified=True), cast)

    assert found.lines.get().changes == {"work_email_verified": ["", "elodie@example.org"]}
    assert not RollAddress.objects.opening_an_account("elodie@example.org").exists()
    with time_machine.travel(timezone.now() + timedelta(hours=24), tick=False):
        assert RollAddress.objects.opening_an_account("elodie@example.org").exists()


def test_the_addresses_of_somebody_new_open_an_account_at_once(cast: Cast) -> None:
    applied(checked({**NEW, "work_email": "elodie@example.org"}, by=cast.staff, verified=True), cast)

    assert RollAddress.objects.opening_an_account("elodie@example.org").exists()


@pytest.mark.req("R21")
def test_no_file_verifies_an_address_beside_a_verified_one(cast: Cast) -> None:
    applied(checked({**NEW, "work_email": "elodie@example.org"}, by=cast.staff, verified=True), cast)
    row = {**NEW, "personal_email": "throwaway@mail.example"}

    found = applied(checked(row, by=cast.staff, verified=True), cast)

    assert found.lines.get().changes == {"personal_email": ["", "throwaway@mail.example"]}
    assert RollAddress.objects.get(email="throwaway@mail.example").verified_at is None
    assert found.lines.get().problems == [["verify_by_hand", {"column": "personal_email"}]]


def test_a_changed_roll_is_previewed_again_instead(cast: Cast) -> None:
    found = checked({"number": "1002", "class": "retired", "member_since": "2026-01-01"}, NEW, by=cast.staff)
    Membership.objects.filter(member__number="1002").update(ends_on=date(2025, 6, 30))
    before = roll()

    found = applied(found, cast)
    assert (found.state, found.applied_by, roll()) == (State.WAITING, None, before)
    tasks.work_on_import(found.pk)

    found.refresh_from_db()
    assert found.state == State.CHECKED
    assert of_file(json.loads(found.problem)).startswith("The roll has changed since the preview")
    assert found.lines.get(number=2).changes == {"class": ["", "retired"], "member_since": ["", "2026-01-01"]}
    assert applied(found, cast).state == State.APPLIED
    assert Member.objects.filter(number="2001").exists()


def test_applied_once_however_often_the_task_runs(cast: Cast) -> None:
    found = applied(checked(NEW, by=cast.staff), cast)
    before, trail = roll(), Entry.objects.count()

    tasks.work_on_import(found.pk)
    apply_import(found, by=cast.colleague)
    tasks.work_on_import(found.pk)

    assert (roll(), Entry.objects.count()) == (before, trail)
    found.refresh_from_db()
    assert found.applied_by == cast.staff


@pytest.fixture
def contrary_database(db: None) -> Any:
    """The database itself refuses one person, for a reason that no plan foresees."""
    table, name = Member._meta.db_table, "NO-ENTRY"
    check = ["SET CONSTRAINTS ALL IMMEDIATE", f"ALTER TABLE {table} ADD CONSTRAINT contrary CHECK (number <> '{name}')"]
    trigger = f"CREATE TRIGGER contrary BEFORE INSERT ON {table} WHEN NEW.number = '{name}' BEGIN SELECT RAISE(ABORT, 'no'); END"
    make = check if connection.vendor == "postgresql" else [trigger]

    def switch_on() -> None:
        with connection.cursor() as cursor:
            for statement in make:
                cursor.execute(statement)

    return switch_on


def test_what_only_the_database_refuses_is_found_by_the_preview(cast: Cast, contrary_database: Any) -> None:
    contrary_database()

    found = checked(
        NEW, {**NEW, "number": "NO-ENTRY", "name": "Two"}, {**NEW, "number": "2002", "name": "Three"}, by=cast.staff
    )

    assert outcomes(found) == [(2, "created", []), (3, "refused", ["database"]), (4, "created", [])]
    assert applied(found, cast).state == State.APPLIED
    assert set(Member.objects.filter(name__in=[NEW["name"], "Three"]).values_list("number", flat=True)) == {
        "2001",
        "2002",
    }


def test_what_the_database_refuses_at_the_last_line_undoes_all(cast: Cast, contrary_database: Any) -> None:
    rows = [{**NEW, "number": str(n)} for n in range(7000, 7600)]
    found = checked(*rows, {**NEW, "number": "NO-ENTRY"}, by=cast.staff)
    before, trail = roll(), Entry.objects.count()
    contrary_database()

    found = applied(found, cast)

    assert (roll(), found.state) == (before, State.WAITING)
    assert Entry.objects.count() == trail + 1  # confirmed; nobody was added to the roll
    tasks.work_on_import(found.pk)
    found.refresh_from_db()
    assert (found.state, found.created_count, found.refused_count) == (State.CHECKED, 600, 1)


def test_a_file_that_cannot_be_read_is_forgotten_with_its_reason(cast: Cast) -> None:
    found = asked(b"Name,Language\nA,en\n", by=cast.staff)
    key = found.file.key

    tasks.work_on_import(found.pk)

    found.refresh_from_db()
    assert (found.state, found.problem, found.file) == (State.FAILED, '["no_number_column", {}]', None)
    assert not StoredFile.objects.filter(key=key).exists()


def test_a_workbook_goes_the_same_way(cast: Cast) -> None:
    row = {"number": 2001, "name": "Élodie", "language": "fr", "class": "regular", "member_since": date(2019, 9, 3)}
    found = asked(xlsx_of(row), by=cast.staff, name="roll.xlsx")
    tasks.work_on_import(found.pk)
    found.refresh_from_db()

    applied(found, cast)

    assert Membership.objects.get(member__number="2001").starts_on == date(2019, 9, 3)


def test_unknown_columns_are_said(cast: Cast) -> None:
    found = checked({**NEW, "Shoe size": "44"}, by=cast.staff)

    assert found.state == State.CHECKED
    assert found.problem == '["unknown_columns", {"columns": "Shoe size"}]'


def test_two_workers_never_have_the_same_file(cast: Cast) -> None:
    found = asked(csv_of(NEW), by=cast.staff)

    first = leases.claim(RollImport.objects.unfinished(), found.pk, tasks.TERMS)

    assert first is not None
    assert leases.claim(RollImport.objects.unfinished(), found.pk, tasks.TERMS) is None
    with time_machine.travel(timezone.now() + tasks.TERMS.lease + timedelta(seconds=1)):
        heir = leases.claim(RollImport.objects.unfinished(), found.pk, tasks.TERMS)
    assert heir is not None and heir.attempts == 2
    tasks._check(first)  # the one that was thought dead finds that it is not its any more
    assert not ImportLine.objects.exists()


def test_a_file_that_kills_its_worker_is_parked_after_three_times(cast: Cast) -> None:
    found = asked(csv_of(NEW), by=cast.staff)
    RollImport.objects.filter(pk=found.pk).update(attempts=tasks.TERMS.most)

    tasks.work_on_import(found.pk)

    found.refresh_from_db()
    assert (found.state, found.problem) == (State.FAILED, '["died", {}]')


def test_a_missing_file_is_tried_again_later(cast: Cast) -> None:
    """The store is away for a moment: not the fault of the file."""
    found = asked(csv_of(NEW), by=cast.staff)
    key = found.file.key
    with found.file.open() as file:
        content = file.read()
    private().delete(key)

    tasks.work_on_import(found.pk)
    found.refresh_from_db()
    assert (found.state, found.attempts) == (State.WAITING, 1)
    assert found.lease_until is not None and found.lease_until > timezone.now()

    private().save(key, ContentFile(content))
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert sweep_imports() == 1
        tasks.work_on_import(found.pk)
    found.refresh_from_db()
    assert found.state == State.CHECKED


def test_the_database_still_refuses_an_overlap_by_itself(cast: Cast) -> None:
    """What the plans foresee stands in the database as well."""
    member = Member.objects.get(number="1001")

    with pytest.raises(IntegrityError):
        Membership.objects.bulk_create([Membership(member=member, kind_id="regular", starts_on=date(2020, 1, 1))])


@pytest.mark.parametrize("number", ["00042", "42", " 42 ", "42.0", "42\u00a0", "４２", "4-2"])
def test_a_line_finds_its_person_however_the_number_is_written(cast: Cast, number: str) -> None:
    make_member(None, "42", name="A B")
    make_member(None, "M-42", name="C D")

    found = checked(
        {"number": number, "name": "A B", "language": "en", "city": ""}, {"number": "m42", "name": "C D"}, by=cast.staff
    )

    assert outcomes(found) == [(2, "same", []), (3, "same", [])]
    assert Member.objects.filter(number__in=["42", "M-42"]).count() == 2


def test_spellings_of_one_number_in_one_file_are_one_number(cast: Cast) -> None:
    found = checked({**NEW, "number": "0050"}, {**NEW, "number": "50"}, {**NEW, "number": "５０.0"}, by=cast.staff)

    assert outcomes(found) == [(2, "created", []), (3, "refused", ["number_twice"]), (4, "refused", ["number_twice"])]


def test_two_spellings_on_the_roll_are_two_people_and_a_third_means_neither(cast: Cast) -> None:
    make_member(None, "42", name="A B")
    make_member(None, "0042", name="C D")

    found = checked(
        {"number": "42", "name": "A B"}, {"number": "0042", "name": "C D"}, {"number": "042"}, by=cast.staff
    )

    assert outcomes(found) == [(2, "same", []), (3, "same", []), (4, "refused", ["entry_ambiguous"])]


def test_lost_letters_and_question_marks_are_said(cast: Cast) -> None:
    content = "number,name,language\n9011,Élodie,fr\n9012,Ren?,fr\n9013,René,fr\n".encode().replace(
        "né".encode(), b"n\xe9"
    )
    found = asked(content, by=cast.staff)
    tasks.work_on_import(found.pk)
    found.refresh_from_db()

    assert outcomes(found) == [(2, "created", []), (3, "created", ["question_mark"]), (4, "refused", ["letter_lost"])]
    assert "Some characters in this file cannot be read" in preview.problem(found)
