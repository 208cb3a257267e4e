"""What people and the roll hold about a person, kind by kind, for the page and the copy."""

from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.inquiries import personal_data as inquiries
from members.models import (
    Application,
    Appointment,
    CalendarAddress,
    Closing,
    Consent,
    ContactDetail,
    Copy,
    Death,
    Device,
    DuesTerm,
    Leave,
    Member,
    Membership,
    Merge,
    PaperCopy,
    Posting,
    Recovery,
    Reminder,
    RollAddress,
    Token,
    User,
)
from members.proofs import personal_data as proofs
from pafso.api.scopes import in_words, known
from pafso.privacy.registry import PersonalData, PersonalDataKind

TO_SIGN_IN = _("So that you, and nobody else, can log in.")
WHILE_OPEN = _("Until you close your account.")
ROLL = _("The roll of members. What was true on a given day decides what you may do.")
FOR_GOOD = _("Permanently, under your member number; without your name once your account is closed.")
DATES = ("starts_on", "ends_on", "struck_at", "struck_reason")


def describe(user: User) -> PersonalData:
    parts = (_account, _rights, _roll, _career, _reached, _asked, _dates)
    kinds = tuple(kind for part in parts for kind in part(user))
    return PersonalData(name="account", title=_("Your account and the roll"), kinds=kinds)


def _account(user: User) -> tuple[PersonalDataKind, ...]:
    kind = partial(PersonalDataKind, why=TO_SIGN_IN, retained=WHILE_OPEN, through=("user",))
    return (
        PersonalDataKind(
            name="account",
            title=_("Account"),
            why=TO_SIGN_IN,
            retained=WHILE_OPEN,
            rows=User.objects.filter(pk=user.pk),
            columns=("email", "name", "preferred_name", "language", "time_zone", "time_zone_confirmed_at", "is_guest", "is_staff",
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
            title=_("Two-step verification"),
            retained=_("Until you remove them or close your account. Keys are not in the copy: they would open your account."),
            rows=Authenticator.objects.filter(user=user).order_by("-pk"),
            columns=("type", "created_at", "last_used_at"),
        ),
        kind(
            name="devices",
            title=_("Recognized devices"),
            rows=Device.objects.filter(user=user).order_by("-last_seen_at"),
            columns=("name", "first_seen_at", "last_seen_at", "forgotten_at"),
        ),
        kind(
            name="tokens",
            title=_("Your API tokens"),
            retained=_("For 90 days after they end, or until you close your account. The tokens themselves are not kept."),
            rows=Token.objects.visible_to(user).order_by("-pk"),
            columns=("name", "scopes", "made_at", "last_day", "last_used_at", "ended_at"),
            made={"scopes": lambda token: " · ".join(in_words(scope) for scope in sorted(known(token.scopes)))},
        ),
        kind(
            name="sessions",
            title=_("Where you are logged in"),
            retained=_("Until you log out on that device, or the session ends."),
            rows=UserSession.objects.filter(user=user).order_by("-pk"),
            columns=("created_at", "last_seen_at", "ip", "user_agent"),
        ),
    )  # fmt: skip


def _rights(user: User) -> tuple[PersonalDataKind, ...]:
    kind = partial(
        PersonalDataKind, why=_("What people in the office may do here."), retained=WHILE_OPEN, through=("user",)
    )
    return (
        kind(
            name="groups",
            title=_("Office groups"),
            rows=User.groups.through.objects.filter(user=user).select_related("group").order_by("-pk"),
            columns=("group",),
        ),
        kind(
            name="rights",
            title=_("Individual rights"),
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
            rows=Member.objects.of_account(user).order_by("-pk"),
            columns=(
                "number",
                "name",
                "preferred_name",
                "language",
                "time_zone",
                "employer",
                "died_on",
                "struck_reason",
            ),
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
            title=_("Dues-paying periods"),
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
            name="roll_addresses", title=_("Addresses on the roll"), columns=("email", "kind", "verified_at"),
            why=_("So that the association can reach you, and you can get back into your account."),
            rows=RollAddress.objects.filter(_of(user)).order_by("-pk"),
        ),
        kind(
            name="contact_details", title=_("Contact details"), columns=("kind", "value", "seen_by"),
            why=_("So that the association can reach you. Nobody else sees them unless you say so."),
            rows=ContactDetail.objects.filter(_of(user)).order_by("-pk"),
        ),
        kind(
            name="paper_copies", title=_("Paper copy of the magazine"), columns=("lines", "country", "changed_at"),
            why=_("So that it reaches you by post. Only the office sees the address."),
            rows=PaperCopy.objects.filter(_of(user)).order_by("-pk"),
            retained=_("Until you no longer want it, or close your account."),
        ),
        kind(
            name="deaths", title=_("A death that was recorded by mistake"), rows=Death.objects.filter(_of(user)).order_by("-pk"),
            why=_("So that a mistake can be corrected and explained."),
            columns=("died_on", "source", "state", "recorded_at", "taken_back_at", "taken_back_reason"),
        ),
        kind(
            name="merges", title=_("Entries on the roll that were found to be yours"),
            why=_("So that a merge made by mistake can be undone for 30 days."),
            rows=Merge.objects.filter(found).order_by("-pk"),
            columns=("reason", "state", "proposed_at", "merged_at", "undone_at"), through=("kept", "duplicate"),
        ),
    )  # fmt: skip


def _of(user: User) -> Q:
    return Q(member__in=Member.objects.of_account(user).values("pk"))


def _asked(user: User) -> tuple[PersonalDataKind, ...]:
    """What the person asked of the office, and what they decided about themselves."""
    kind = partial(PersonalDataKind, retained=WHILE_OPEN, through=("user",))
    return (
        kind(
            name="applications", title=_("Applications for membership"),
            why=_("So that the office can decide, and say later why."),
            rows=Application.objects.filter(applicant=user).select_related("kind", "stream").order_by("-pk"),
            columns=("code", "state", "kind", "name", "preferred_name", "employer", "level", "stream", "joined_on", "former_number",
                     "telephone", "remarks", "begun_at", "submitted_at", "question", "answer", "decided_at", "decision_reason",
                     "earlier"), through=("applicant",),
        ),
        kind(
            name="recoveries", title=_("Recoveries of your account by the office"),
            why=_("To show how the office made sure that it was you."),
            rows=Recovery.objects.filter(user=user).order_by("-pk"),
            columns=("state", "asked_at", "new_address", "evidence", "decided_at", "ended_at"),
        ),
        inquiries.of_account(user),
        proofs.of_account(user),
        kind(
            name="consents",
            title=_("Kinds of email that you accepted or refused"), why=_("The law requires us to prove when, where and in which words you chose."),
            rows=Consent.objects.filter(user=user).order_by("-pk"),
            columns=("topic", "is_given", "at", "source", "language", "wording"),
        ),
        kind(
            name="copies", title=_("Copies of your personal information"),
            why=_("So that a copy is prepared once and downloaded once."),
            rows=Copy.objects.filter(user=user).order_by("-pk"),
            columns=("state", "asked_at", "ready_at", "ended_at"),
        ),
        kind(
            name="closings", title=_("Requests to close your account"),
            why=_("So that an account closes when its owner wants it to, and not before."),
            retained=_("Permanently, without your name."),
            rows=Closing.objects.filter(user=user).order_by("-pk"),
            columns=("state", "asked_at", "due_at", "ended_at"),
        ),
    )  # fmt: skip


def _dates(user: User) -> tuple[PersonalDataKind, ...]:
    return (
        PersonalDataKind(
            name="calendar",
            title=_("Address of your calendar"),
            why=_("So that your calendar can read your deadlines."),
            retained=_("Until you switch it off or close your account. Its secret is not in the copy: it would open the calendar."),
            rows=CalendarAddress.objects.filter(user=user).order_by("-pk"),
            columns=("made_at", "fetched_on"),
            through=("user",),
        ),
        PersonalDataKind(
            name="reminders",
            title=_("Reminders that we sent you"),
            why=_("So that none is sent twice."),
            retained=_("For a year after the deadline, or until you close your account."),
            rows=Reminder.objects.filter(user=user).order_by("-pk"),
            columns=("uid", "deadline", "step", "at"),
            through=("user",),
        ),
    )  # fmt: skip
