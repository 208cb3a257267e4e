"""What people and the roll hold about a person, kind by kind, for the page and the copy."""

from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import (
    Application,
    Appointment,
    Closing,
    Consent,
    ContactDetail,
    Copy,
    Device,
    DuesTerm,
    Leave,
    Member,
    Membership,
    Merge,
    Posting,
    Recovery,
    RollAddress,
    User,
)
from pafso.privacy.registry import PersonalData, PersonalDataKind

TO_SIGN_IN = _("So that you, and nobody else, can log in.")
WHILE_OPEN = _("Until you close your account.")
ROLL = _("The roll of members: what was true of you on which day decides what you may do.")
FOR_GOOD = _("For good, under your member number; without your name once your account is closed.")
DATES = ("starts_on", "ends_on", "struck_at", "struck_reason")


def describe(user: User) -> PersonalData:
    return PersonalData(
        name="account",
        title=_("Your account and the roll"),
        kinds=(*_account(user), *_rights(user), *_roll(user), *_career(user), *_reached(user), *_asked(user)),
    )


def _account(user: User) -> tuple[PersonalDataKind, ...]:
    kind = partial(PersonalDataKind, why=TO_SIGN_IN, retained=WHILE_OPEN, through=("user",))
    return (
        PersonalDataKind(
            name="account",
            title=_("Account"),
            why=TO_SIGN_IN,
            retained=WHILE_OPEN,
            rows=User.objects.filter(pk=user.pk),
            columns=("email", "name", "preferred_name", "language", "time_zone", "time_zone_confirmed_at", "is_staff",
                     "needs_second_step", "date_joined", "last_login"),
        ),
        kind(
            name="addresses",
            title=_("Addresses of the account"),
            rows=EmailAddress.objects.filter(user=user).order_by("-pk"),
            columns=("email", "verified", "primary"),
        ),
        kind(
            name="second_steps",
            title=_("Second steps"),
            retained=_("Until you take them off or close your account. Keys are not in the copy: they would open your account."),
            rows=Authenticator.objects.filter(user=user).order_by("-pk"),
            columns=("type", "created_at", "last_used_at"),
        ),
        kind(
            name="devices",
            title=_("Remembered devices"),
            rows=Device.objects.filter(user=user).order_by("-last_seen_at"),
            columns=("name", "first_seen_at", "last_seen_at", "forgotten_at"),
        ),
        kind(
            name="sessions",
            title=_("Where you are logged in"),
            retained=_("Until you log out there, or the session ends."),
            rows=UserSession.objects.filter(user=user).order_by("-pk"),
            columns=("created_at", "last_seen_at", "ip", "user_agent"),
        ),
    )  # fmt: skip


def _rights(user: User) -> tuple[PersonalDataKind, ...]:
    kind = partial(
        PersonalDataKind, why=_("What people of the office may do here."), retained=WHILE_OPEN, through=("user",)
    )
    return (
        kind(
            name="groups",
            title=_("Groups of the office"),
            rows=User.groups.through.objects.filter(user=user).select_related("group").order_by("-pk"),
            columns=("group",),
        ),
        kind(
            name="rights",
            title=_("Rights given one by one"),
            rows=User.user_permissions.through.objects.filter(user=user)
            .select_related("permission__content_type")
            .order_by("-pk"),
            columns=("permission",),
        ),
    )


def _roll(user: User) -> tuple[PersonalDataKind, ...]:
    """The entry of the roll and those merged into it, with what stays for good."""
    kind = partial(PersonalDataKind, why=ROLL, retained=FOR_GOOD)
    return (
        kind(
            name="member",
            title=_("Entry on the roll"),
            rows=Member.objects.filter(Q(user=user) | Q(merged_into__user=user)).order_by("-pk"),
            columns=("number", "name", "preferred_name", "language", "time_zone", "employer"),
            through=("user", "merged_into"),
        ),
        kind(
            name="memberships",
            title=_("Memberships"),
            rows=Membership.objects.filter(_of(user)).select_related("kind").order_by("-pk"),
            columns=("kind", *DATES, "reason"),
            through=("member",),
        ),
        kind(
            name="dues",
            title=_("Times as dues payer"),
            rows=DuesTerm.objects.filter(_of(user)).order_by("-pk"),
            columns=DATES,
            through=("member",),
        ),
    )


def _career(user: User) -> tuple[PersonalDataKind, ...]:
    kind = partial(PersonalDataKind, why=ROLL, retained=WHILE_OPEN, through=("member",))
    return (
        kind(
            name="appointments",
            title=_("Appointments"),
            rows=Appointment.objects.filter(_of(user)).select_related("stream").order_by("-pk"),
            columns=("kind", "level", "stream", *DATES),
        ),
        kind(
            name="postings",
            title=_("Postings"),
            rows=Posting.objects.filter(_of(user)).order_by("-pk"),
            columns=("mission", "city", "country", "time_zone", *DATES),
        ),
        kind(
            name="leaves",
            title=_("Leaves"),
            rows=Leave.objects.filter(_of(user)).order_by("-pk"),
            columns=("kind", *DATES),
        ),
    )


def _reached(user: User) -> tuple[PersonalDataKind, ...]:
    """How the association reaches the person, and which entries were found to be one."""
    kind = partial(PersonalDataKind, retained=WHILE_OPEN, through=("member",))
    found = Q(kept__user=user) | Q(duplicate__user=user) | Q(kept__merged_into__user=user)
    return (
        kind(
            name="roll_addresses",
            title=_("Addresses on the roll"),
            why=_("So that the association reaches you, and you get back into your account."),
            rows=RollAddress.objects.filter(_of(user)).order_by("-pk"),
            columns=("email", "kind", "verified_at"),
        ),
        kind(
            name="contact_details",
            title=_("Contact details"),
            why=_("So that the association reaches you. Nobody else sees them unless you say so."),
            rows=ContactDetail.objects.filter(_of(user)).order_by("-pk"),
            columns=("kind", "value", "seen_by"),
        ),
        kind(
            name="merges",
            title=_("Entries of the roll that were found to be yours"),
            why=_("So that a merge made by mistake can be undone for 30 days."),
            rows=Merge.objects.filter(found).order_by("-pk"),
            columns=("reason", "state", "proposed_at", "merged_at", "undone_at"),
            through=("kept", "duplicate"),
        ),
    )


def _of(user: User) -> Q:
    return Q(member__user=user) | Q(member__merged_into__user=user)


def _asked(user: User) -> tuple[PersonalDataKind, ...]:
    """What the person asked of the office, and what they decided about themselves."""
    kind = partial(PersonalDataKind, retained=WHILE_OPEN, through=("user",))
    return (
        kind(
            name="applications",
            title=_("Applications for membership"),
            why=_("So that the office can decide, and say later why it decided so."),
            rows=Application.objects.filter(applicant=user).select_related("kind", "stream").order_by("-pk"),
            columns=("code", "state", "kind", "name", "preferred_name", "employer", "level", "stream", "joined_on",
                     "former_number", "telephone", "remarks", "begun_at", "submitted_at", "earlier", "question", "answer",
                     "decided_at", "decision_reason", "earlier"),
            through=("applicant",),
        ),
        kind(
            name="recoveries",
            title=_("Recoveries of your account by the office"),
            why=_("So that it can be shown how the office made sure that it was you."),
            rows=Recovery.objects.filter(user=user).order_by("-pk"),
            columns=("state", "asked_at", "new_address", "evidence", "decided_at", "ended_at"),
        ),
        kind(
            name="consents",
            title=_("Kinds of mail that you wanted or did not want"),
            why=_("The law asks us for the proof: when, where and in which words you said so."),
            rows=Consent.objects.filter(user=user).order_by("-pk"),
            columns=("topic", "is_given", "at", "source", "language", "wording"),
        ),
        kind(
            name="copies",
            title=_("Copies of what is held about you"),
            why=_("So that a copy is made once and fetched once."),
            rows=Copy.objects.filter(user=user).order_by("-pk"),
            columns=("state", "asked_at", "ready_at", "ended_at"),
        ),
        kind(
            name="closings",
            title=_("Requests to close your account"),
            why=_("So that an account closes when its person wants it, and not before."),
            retained=_("For good, without your name."),
            rows=Closing.objects.filter(user=user).order_by("-pk"),
            columns=("state", "asked_at", "due_at", "ended_at"),
        ),
    )  # fmt: skip
