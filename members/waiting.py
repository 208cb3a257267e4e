"""What waits for the office about people, and why the rest does not."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pafso.office.waiting.kinds import Kind

from .inquiries.checks import in_hands_of
from .models import Application, Closing, Copy, Inquiry, Merge, Recovery, RollImport

Person = AbstractBaseUser


def applications(person: Person, now: datetime) -> QuerySet[Application]:
    return Application.objects.in_hands_of(person).waiting_for_office()  # type: ignore[arg-type]


def recoveries(person: Person, now: datetime) -> QuerySet[Recovery]:
    """Asked for by a colleague: whoever asked, or lost the account, cannot be the second person."""
    return Recovery.objects.filter(state=Recovery.State.ASKED).exclude(Q(asked_by=person.pk) | Q(user=person.pk))


def merges(person: Person, now: datetime) -> QuerySet[Merge]:
    return Merge.objects.filter(state=Merge.State.PROPOSED).exclude(proposed_by=person.pk)


def imports(person: Person, now: datetime) -> QuerySet[RollImport]:
    return RollImport.objects.filter(state=RollImport.State.CHECKED)


def held_up_closings(person: Person, now: datetime) -> QuerySet[Closing]:
    """The two weeks are over, and the account works in the office: it closes when its rights are taken off."""
    in_office = Q(user__is_staff=True) | Q(user__is_superuser=True)
    return Closing.objects.asked().filter(in_office, due_at__lte=now)


def failed_copies(person: Person, now: datetime) -> QuerySet[Copy]:
    return Copy.objects.filter(state=Copy.State.FAILED, ended_at__isnull=False)


def erasures(person: Person, now: datetime) -> QuerySet[Inquiry]:
    """Asked for by a colleague, who cannot be the second person; nobody decides about their own address."""
    return in_hands_of(person).filter(state=Inquiry.State.ASKED).exclude(asked_by=person.pk)  # type: ignore[arg-type]


KINDS = [
    Kind(
        "applications", Application, _("Applications for membership"), _("Decide"),
        right="members.view_application", rows=applications, since="touched_at", columns=("name", "code"),
        covers=("Application.submitted",),
    ),
    Kind(
        "recoveries", Recovery, _("Recoveries that a colleague asked for"), _("Approve or refuse"),
        right="members.view_recovery", rows=recoveries, since="asked_at", columns=("user__name", "user__email"),
        covers=("Recovery.asked",),
    ),
    Kind(
        "merges", Merge, _("Merges that a colleague proposed"), _("Agree or refuse"),
        right="members.view_merge", rows=merges, since="proposed_at", columns=("kept__name", "duplicate__number"),
        covers=("Merge.proposed",),
    ),
    Kind(
        "erasures", Inquiry, _("Erasures that a colleague asked for"), _("Agree or refuse"),
        right="members.view_inquiry", rows=erasures, since="asked_at", columns=("address",),
        covers=("Inquiry.asked",),
    ),
    Kind(
        "imports", RollImport, _("Files for the roll that were checked"), _("Apply or discard"),
        right="members.change_member", rows=imports, since="asked_at", columns=("file_name",),
        covers=("RollImport.checked",),
    ),
    Kind(
        "held-up-closings", Closing, _("Office accounts that should close"), _("Take the rights away"),
        right="members.change_user", rows=held_up_closings, since="due_at", columns=("user__name", "user__email", "user_id"),
        words=lambda name, email, _user: name or email,
        url=lambda pk, _name, _email, user: reverse("admin:members_user_change", args=[user]),
        covers=("Closing.asked", "Closing.due_at"),
    ),
    Kind(
        "failed-copies", Copy, _("Copies of personal information that could not be prepared"), _("Write to the person"),
        right="members.change_user", rows=failed_copies, since="ended_at", columns=("user__name", "user__email"),
        covers=("Copy.failed",),
        explained=_("The law gives us 30 days. The log says what went wrong; the person may ask again at any time."),
        ends_when_noted=_("The person has been answered: take it off the list"),
    ),
]  # fmt: skip
CLOCKS, WORKERS, PERSONS, OVER = "the clock’s", "a worker’s", "the person’s own", "over"
FACT = "a dated fact of the roll, true from one day to another; nobody has to do anything on its last day"
NOT_WAITING = {
    "Application.draft": PERSONS,
    "Application.information_requested": "the applicant’s to answer; it ends by itself when they do not",
    **{f"Application.{state}": OVER for state in ("approved", "refused", "withdrawn", "expired")},
    "Recovery.approved": CLOCKS,
    "Recovery.ready": PERSONS,
    **{f"Recovery.{state}": OVER for state in ("done", "refused", "stopped", "expired")},
    "Recovery.due_at": CLOCKS,
    **{f"Merge.{state}": OVER for state in ("merged", "refused", "undone")},
    **{f"Inquiry.{state}": OVER for state in ("done", "refused")},
    "RollImport.waiting": WORKERS,
    "RollImport.applying": WORKERS,
    "RollImport.undoing": WORKERS,
    "RollImport.failed": "whoever handed it in is told on its page; a mended file is another import",
    **{f"RollImport.{state}": OVER for state in ("applied", "undone", "dropped")},
    "RollImport.lease_until": WORKERS,
    "Copy.waiting": WORKERS,
    "Copy.ready": PERSONS,
    **{f"Copy.{state}": OVER for state in ("fetched", "expired")},
    "Copy.lease_until": WORKERS,
    "LabelRun.waiting": WORKERS,
    "LabelRun.ready": CLOCKS,
    "LabelRun.expired": OVER,
    "LabelRun.failed": "whoever asked is told on its page; asking again makes them anew",
    "LabelRun.lease_until": WORKERS,
    **{f"Closing.{state}": OVER for state in ("undone", "done")},
    "Death.recorded": OVER,
    "Death.taken_back": OVER,
    "Death.taken_back_at": "a moment that is over",
    # A document is there from the moment it is added: nobody has to approve it, and it has no day on which it ends.
    "Document.hidden_at": "a moment that is over",
    "EarlierFile.hidden_at": "a moment that is over",
    "Reminder.deadline": "the deadline of the work that somebody was reminded of: theirs to finish",
    "RollAddress.waits_until": CLOCKS,
    "Token.last_day": CLOCKS,
    **{f"Stream.{day}": CLOCKS for day in ("valid_from", "valid_to")},
    **{f"{fact}.{day}": FACT for fact in ("Membership", "Appointment", "Posting", "DuesTerm", "Leave")
       for day in ("starts_on", "ends_on")},
}  # fmt: skip
