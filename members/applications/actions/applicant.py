"""What an applicant does with an application for membership: begins, saves, hands in, answers, withdraws."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.applications import mails
from members.eligibility import today
from members.models import Application, Member, Membership, User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.codes import unused_code
from pafso.drafts.models import write_draft
from pafso.errors import Incomplete, NotEligible, WrongMove
from pafso.lazy import Words
from pafso.press_once import made_by_press
from pafso.text.dates import day_in_words

FACTS = (
    "kind", "name", "preferred_name", "employer", "level", "stream", "joined_on", "former_number", "telephone", "remarks",
)  # fmt: skip
LONGEST_CAREER = 80


def begin_application(*, by: User, form_token: uuid.UUID, now: datetime | None = None) -> Application:
    """The open application of BY, begun when there is none. FORM_TOKEN names the press of a button: a second press finds
    what the first one began. Raises NotEligible for somebody who is a member already, or is entered as one to be.
    """
    now = now or received_at()
    with transaction.atomic():
        pressed, token = made_by_press(Application, form_token, applicant_id=by.pk)
        if pressed:
            return pressed
        refuse_members(by)
        application, created = Application.objects.with_choices().get_or_create(
            applicant=by,
            state__in=Application.OPEN,
            defaults={
                "code": unused_code(Application),
                "form_token": token,
                "begun_at": now,
                "touched_at": now,
                "saved_at": now,
                **_known_of(by),
            },
        )
        if created:
            record("application_begun", application, by=by)
    return application


def _known_of(user: User) -> dict[str, str]:
    """What need not be typed again."""
    known = {"name": user.name, "preferred_name": user.preferred_name}
    former = Member.objects.filter(user=user).first()
    return {**known, "former_number": former.number, "employer": former.employer} if former else known


def refuse_members(user: User) -> None:
    """Raises NotEligible when this person's name is on the roll for today or for a day to come."""
    term = membership_in_the_way(user)
    if term is not None:
        sentence = _(
            "You are already on the roll: member %(number)s, %(class)s, from %(day)s. To change your class of membership, write to the office."
        )
        said = {"number": term.member.number, "class": str(term.kind).lower(), "day": day_in_words(term.starts_on)}
        raise NotEligible(sentence % said)


def membership_in_the_way(user: User, on: date | None = None) -> Membership | None:
    """The membership that this person holds on that day (today by default), or is to hold later."""
    lasting = Q(ends_on=None) | Q(ends_on__gte=on or today())
    own = Membership.objects.standing().filter(lasting, member__user=user, member__merged_into=None)
    return own.select_related("member", "kind").order_by("starts_on").first()


def save_application(
    application: Application,
    *,
    values: Mapping[str, Any],
    tab: str,
    version: int | None,
    now: datetime | None = None,
) -> Application:
    """Write VALUES (of FACTS, and the answer while one is asked) as the page TAB that started from VERSION has them.

    Requires nothing to be filled in. Raises WrongMove while the office has it or once it is over, EditedElsewhere.
    The audit trail has no line for it: a draft is its writer's own.
    """
    now = now or received_at()
    with transaction.atomic():
        application = locked(application)
        if not application.waits_for_applicant:
            raise WrongMove(_("This application can no longer be changed, but you can still read it."))
        writable = (*FACTS, "answer") if _is_asked(application) else FACTS
        wanted = {name: value for name, value in values.items() if name in writable}
        before = application.version
        write_draft(application, wanted, tab=tab, version=version, saved_at=now)
        if application.version != before or application.warned_at:
            application.touched_at, application.warned_at = now, None
            application.save(update_fields=["touched_at", "warned_at"])
    return application


def submit_application(
    application: Application, *, by: User, shown: str | None = None, now: datetime | None = None
) -> Application:
    """Hand it in, or hand it back with the answer to what the office asked. SHOWN: which text (`Draft.as_shown`) was read before.

    Raises ReadItFirst, Incomplete with everything that is missing, NotEligible without a proven address or for somebody who has become
    a member meanwhile, WrongMove once it is over.
    """
    now = now or received_at()
    with transaction.atomic():
        application = locked(application)
        if application.state == Application.State.SUBMITTED:
            return application
        if application.waits_for_applicant:
            application.check_shown(shown)
            _check(application)
        is_answer = _is_asked(application)
        application.advance(Application.State.SUBMITTED, submitted_at=now, touched_at=now, warned_at=None)
        record("application_answered" if is_answer else "application_submitted", application, by=by)
        tell = mails.application_answered if is_answer else mails.application_received
        tell(application)
    return application


def _check(application: Application) -> None:
    refuse_members(application.applicant)
    if not EmailAddress.objects.filter(user=application.applicant, verified=True).exists():
        raise NotEligible(_("Confirm one of your email addresses first: the office will write to it."))
    problems = missing(application)
    if problems:
        raise Incomplete(problems)


EACH_CLASS_ASKS = _(
    "Regular members also give their employer, level and stream, and the date when they joined the Foreign Service. All others describe their connection to it in a few words."
)


def missing(application: Application) -> list[tuple[str, Words]]:
    """Everything that handing in still needs, as (field, sentence)."""
    kind = application.kind
    wanted: list[tuple[str, object, Words]] = [
        ("answer", not _is_asked(application) or application.answer.strip(), _("Answer the office’s question.")),
        ("kind", kind, _("Choose a class of membership.")),
        ("name", application.name.strip(), _("Write your name.")),
    ]
    regular: list[tuple[str, object, Words]] = [
        ("employer", application.employer, _("Say who your employer is.")),
        ("level", application.level, _("Choose your level.")),
        ("stream", application.stream, _("Choose your stream.")),
        ("joined_on", application.joined_on, _("Say when you joined the Foreign Service.")),
    ]
    ties = ("remarks", application.remarks.strip(), _("Say in a few words what connects you to the Foreign Service."))
    if kind is not None:
        wanted += regular if kind.is_regular else [ties]
    else:
        # Until what one of the two asks is there: nothing new comes up once the class is chosen.
        wanted.append(("kind", ties[1] or all(value for _field, value, _sentence in regular), EACH_CLASS_ASKS))
    problems = [(field, sentence) for field, value, sentence in wanted if not value]
    if application.joined_on and not _within_a_career(application.joined_on):
        problems.append(("joined_on", _("Check the year: this date is in the future, or too long ago.")))
    return problems


def _within_a_career(day: date) -> bool:
    return today().year - LONGEST_CAREER <= day.year and day <= today()


def _is_asked(application: Application) -> bool:
    return bool(application.state == Application.State.INFORMATION_REQUESTED)


def withdraw_application(application: Application, *, by: User, now: datetime | None = None) -> Application:
    """Take it back; another one can be begun. The office hears nothing of a draft. Raises WrongMove once it is decided."""
    now = now or received_at()
    with transaction.atomic():
        application = locked(application)
        if application.advance(Application.State.WITHDRAWN, touched_at=now):
            record("application_withdrawn", application, by=by)
            if application.submitted_at:
                mails.application_withdrawn(application)
    return application


def locked(application: Application) -> Application:
    """Read again with what every verb needs, its row locked until the transaction ends."""
    return Application.objects.with_choices().select_for_update(of=("self",)).get(pk=application.pk)
