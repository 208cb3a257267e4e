"""Export and erasure against the list of models: every relation to a person is shown to that person, and dealt with at the end."""

from typing import Any

import pytest
from django.apps import apps
from django.db.models import Field

from members.merging.links import followed
from members.merging.plan import TABLES
from members.models import Member, User
from pafso.privacy.registry import erasures, personal_data_of, relations_of
from tests.factories.people import Cast

ACT = "an act of the office; the one who did it finds it in their audit trail, and afterwards it names a closed account"
CASE = "a case that is closed to the person is confidential: showing it would tell that there is one about them"
# Relations to somebody whom the row is not about, or that cannot be changed. A reason each, or the row belongs into personal data.
NOT_SHOWN = {
    "admin.LogEntry.user": ACT,
    "members.Application.decided_by": ACT,
    "awards.Freezing.by": ACT,
    "awards.DossierPaper.asked_by": ACT,
    "awards.LaterCorrection.entered_by": ACT,
    "members.Application.member": "the same application, from the roll's side",
    "members.Merge.proposed_by": ACT,
    "members.Merge.decided_by": ACT,
    "members.Merge.undone_by": ACT,
    "contests.Correction.corrected_by": ACT,
    "members.Inquiry.asked_by": ACT,
    "members.Inquiry.decided_by": ACT,
    "members.Recovery.asked_by": ACT,
    "members.Recovery.decided_by": ACT,
    "members.RollImport.asked_by": ACT,
    "members.LabelRun.asked_by": ACT,
    "members.RollImport.undone_by": ACT,
    "members.Member.struck_by": ACT,
    "members.Death.recorded_by": ACT,
    "members.Death.taken_back_by": ACT,
    "members.RollImport.applied_by": ACT,
    **{f"{right}.given_by": ACT for right in ("awards.AwardRight", "contests.ContestRight", "magazine.MagazineRight")},
    **{
        f"{said}.{act}": ACT
        for said in ("awards.NominationDeclaration", "contests.EntryDeclaration")
        for act in ("by", "ended_by")
    },
    "awards.Nomination.last_saved_by": "which of those who put it forward saved it last; they see it on its page",
    "awards.CarryOver.offered_by": "which colleague offered it for the office; the audit trail says so",
    "awards.Amendment.amended_by": ACT,
    "awards.NominationDeclaration.user": CASE,
    "awards.Nomination.nominee_member": CASE,
    "awards.Letter.member": "matched by the office; the letter is shown under the address at which it was asked for",
    "contests.EntryDeclaration.user": CASE,
    **{f"members.{fact}.struck_by": ACT for fact in ("Membership", "Appointment", "Posting", "DuesTerm", "Leave")},
}
NOT_ERASED = {name: reason for name, reason in NOT_SHOWN.items() if reason == ACT} | {
    "audit.Entry.by": "append-only: labels are kept, for that is what the trail is for",
}


def relations() -> set[str]:
    """Every foreign key, one-to-one and many-to-many to a person, in tables made by Django and others too."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, Field) and field.related_model in (User, Member) and not field.many_to_many
    }


def test_the_list_is_not_empty() -> None:
    assert {"awards.Nomination.nominator", "members.User_groups.user", "account.EmailAddress.user"} <= relations()


@pytest.mark.req("R59")
def test_every_relation_to_a_person_is_shown_to_that_person(cast: Cast) -> None:
    assert relations_of(personal_data_of(cast.officer)) | set(NOT_SHOWN) == relations()
    assert relations_of(personal_data_of(cast.officer)) & set(NOT_SHOWN) == set()


@pytest.mark.req("R59")
def test_every_relation_to_a_person_is_dealt_with_when_an_account_closes() -> None:
    through = {name for erasure in erasures() for name in erasure.through}

    assert through | set(NOT_ERASED) == relations()
    assert through & set(NOT_ERASED) == set()


def test_what_is_shown_are_columns_that_exist(cast: Cast) -> None:
    kinds = [(group, kind) for group in personal_data_of(cast.officer) for kind in group.kinds]

    for _, kind in kinds:
        assert [column for column in kind.columns if not exists(kind.rows.model, column)] == [], kind.name
        assert set(kind.made) <= set(kind.columns)
    assert len({(group.name, kind.name) for group, kind in kinds}) == len(kinds)


def exists(model: Any, column: str) -> bool:
    for step in column.split("__"):
        if step not in {field.name for field in model._meta.concrete_fields}:
            return False
        model = model._meta.get_field(step).related_model
    return True


@pytest.mark.parametrize("sensitive", ["password", "data", "digest", "sign_outs", "form_token", "session_key"])
def test_no_secret_is_in_a_copy(cast: Cast, sensitive: str) -> None:
    columns = {column for group in personal_data_of(cast.officer) for kind in group.kinds for column in kind.columns}

    assert sensitive not in columns


# What leads to an entry of the roll and stays with it when the entry becomes part of another.
STAYS_BEHIND = {
    "members.Merge.kept": "the merge itself",
    "members.Merge.duplicate": "the merge itself",
    "members.Member.merged_into": "an earlier merge: a chain is undone in its order",
    "members.Death.member": "an entry with a death stays, it is never the duplicate",
}


def test_every_relation_to_an_entry_of_the_roll_goes_along_when_entries_are_merged() -> None:
    to_the_roll = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, Field) and field.related_model is Member
    }
    moved = {f"{model._meta.label}.member" for model in TABLES.values()}

    assert moved | followed() | set(STAYS_BEHIND) == to_the_roll
    assert (moved | followed()) & set(STAYS_BEHIND) == set()
