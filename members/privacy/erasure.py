"""What remains of an account and of an entry on the roll once they are closed: no name, no address, dates and a number."""

from datetime import datetime
from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from members.accounts import sessions
from members.inquiries.personal_data import erase_of_account
from members.models import (
    Application,
    Appointment,
    CalendarAddress,
    Consent,
    ContactDetail,
    Copy,
    Death,
    Device,
    DuesTerm,
    ImportLine,
    Leave,
    Member,
    Membership,
    Merge,
    PaperCopy,
    Posting,
    Proof,
    Recovery,
    Reminder,
    RollAddress,
    Token,
    User,
)
from pafso.audit.log import record
from pafso.files.uploads import forget
from pafso.localized import Language
from pafso.mail.models import Mail
from pafso.text.folding import folded

# In both languages at once: whoever reads a list of the office reads one of them.
NOBODY = "Closed account / Compte fermé"
ADDRESS = "closed-{pk}@erased.invalid"
NOTHING = "–"
# The relations to a person that are dealt with here.
THROUGH = {
    "account.EmailAddress.user", "mfa.Authenticator.user", "usersessions.UserSession.user", "members.User_groups.user",
    "members.User_user_permissions.user", "members.Device.user", "members.Token.user",
    "members.Consent.user", "members.Copy.user",
    "members.CalendarAddress.user", "members.Reminder.user",
    "members.Closing.user", "members.Recovery.user", "members.Application.applicant", "members.Application.member",
    "members.Member.user", "members.Member.merged_into", "members.RollAddress.member", "members.ContactDetail.member", "members.PaperCopy.member",
    "members.Membership.member", "members.DuesTerm.member", "members.Appointment.member", "members.Posting.member",
    "members.Leave.member", "members.Proof.member", "members.Death.member", "members.Merge.kept", "members.Merge.duplicate",
}  # fmt: skip


def erase(user: User, now: datetime) -> dict[str, int]:
    """The last of all erasures: it takes away by what the others find the person."""
    members = Member.objects.filter(Q(user=user) | Q(merged_into__user=user)).select_for_update(of=("self",))
    done = {"roll_entries": sum(_erase_member(member, now) for member in members)}
    done["applications"] = sum(_erase_application(row) for row in Application.objects.filter(applicant=user))
    done["recoveries"] = sum(_erase_recovery(row, now) for row in Recovery.objects.filter(user=user))
    done["requests"] = erase_of_account(user, now)
    for copy in Copy.objects.filter(user=user).select_related("file"):
        copy.delete()
        if copy.file is not None:
            forget(copy.file)
    for gone in (Consent, CalendarAddress, Reminder):
        gone._base_manager.filter(user=user).delete()
    _erase_log(User, [user.pk])
    _erase_account(user)
    return done


# --- The roll -------------------------------------------------------------------------------------------------------
def _erase_member(member: Member, now: datetime) -> int:
    """The number stays, with memberships and dues: who was a member when is the association's own record."""
    _erase_import_lines(member)
    addresses = RollAddress.objects.filter(member=member)
    _erase_mail(addresses, member)
    addresses.delete()
    for gone in (ContactDetail, PaperCopy, Appointment, Posting, Leave, Proof):
        gone._base_manager.filter(member=member).delete()
    Membership.objects.filter(member=member).update(reason="", struck_reason="")
    DuesTerm.objects.filter(member=member).update(struck_reason="")
    for merge in Merge.objects.filter(Q(kept=member) | Q(duplicate=member)):
        if merge.state == Merge.State.PROPOSED:
            merge.advance(Merge.State.REFUSED)
        Merge.objects.filter(pk=merge.pk).update(reason=NOTHING, moved={})
    Death.objects.filter(member=member).update(source=NOTHING, taken_back_reason="", ended={})
    _erase_log(Member, [member.pk])
    member.name, member.preferred_name, member.time_zone, member.employer = NOBODY, "", "", ""
    member.language = Language.ENGLISH
    member.struck_reason = ""
    member.erased_at = now
    member.save()
    return 1


def _erase_mail(addresses: QuerySet[RollAddress], member: Member) -> None:
    """Mail to an address that only this person has: one that two share is left to the other."""
    mine = set(addresses.filter(verified_at__isnull=False).values_list("email", flat=True))
    mine -= set(RollAddress.objects.filter(email__in=mine).exclude(member=member).values_list("email", flat=True))
    accounts = EmailAddress.objects.filter(email__in=mine, verified=True).exclude(user=member.user_id)
    mine -= set(accounts.values_list("email", flat=True))
    Mail.objects.filter(to__in=mine).delete()


def _erase_import_lines(member: Member) -> None:
    """What files for the roll said of this person; that there was a line stays counted."""
    lines = ImportLine.objects.filter(Q(label__contains=member.number) | Q(label__istartswith=member.name))
    mine = [line.pk for line in lines if _names(line, member)]
    ImportLine.objects.filter(pk__in=mine).update(label=member.number, changes={}, problems=[], written=None)


def _names(line: ImportLine, member: Member) -> bool:
    """ "Alix Tremblay (1001)": by the number, or by the name where the file gave none."""
    name, _, number = line.label.rpartition("(")
    return number.rstrip(")") == member.number or line.label == member.number or folded(name) == folded(member.name)


# --- What was asked of the office -------------------------------------------------------------------------------------
def _erase_application(application: Application) -> int:
    """That there was one, and what was decided when, stays; what it said goes."""
    if application.state in Application.OPEN:
        application.advance(Application.State.WITHDRAWN)
        record("application_withdrawn", application, by=application.applicant, label=application.code)
    words = (
        "name", "preferred_name", "employer", "level", "former_number", "telephone", "remarks", "question", "answer", "tab"
    )  # fmt: skip
    changes: dict[str, Any] = dict.fromkeys(words, "") | {"stream": None, "joined_on": None, "earlier": []}
    changes["decision_reason"] = NOTHING if application.decision_reason else ""
    Application.objects.filter(pk=application.pk).update(**changes)
    return 1


def _erase_recovery(recovery: Recovery, now: datetime) -> int:
    if recovery.state in Recovery.OPEN:
        recovery.advance(Recovery.State.STOPPED, ended_at=now)
    address = f"recovery-{recovery.pk}@erased.invalid"
    Recovery.objects.filter(pk=recovery.pk).update(new_address=address, evidence=NOTHING)
    recovery.links.all().delete()
    return 1


# --- The account ----------------------------------------------------------------------------------------------------
def _erase_account(user: User) -> None:
    """The row stays, since others lead to it; nothing in it leads to a person, and nobody can log in with it."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in UserSession.objects.filter(user=user).values_list("session_key", flat=True):
        store(key).delete()
    sessions.end_all(user)
    for gone in (EmailAddress, Authenticator, Device, Token):
        gone._base_manager.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    Member.objects.filter(user=user).update(user=None)
    user.refresh_from_db()
    user.email, user.name, user.preferred_name = ADDRESS.format(pk=user.pk), NOBODY, ""
    user.language, user.time_zone, user.time_zone_confirmed_at = Language.ENGLISH, "", None
    user.is_active = user.is_staff = user.is_superuser = user.needs_second_step = user.is_guest = False
    user.last_login = None
    user.set_unusable_password()
    user.save()


def _erase_log(model: Any, ids: list[int]) -> None:
    """What Django's own log of the admin calls the row; the audit trail keeps its labels."""
    about = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=[str(pk) for pk in ids]
    )
    about.update(object_repr=NOBODY, change_message="")
