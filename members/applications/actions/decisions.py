"""What the office does with an application for membership: asks, approves, refuses; nobody does it with their own."""

from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, Max
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.accounts.actions.accounts import tell_the_entry
from members.applications import mails
from members.models import Application, Member, Membership, MembershipClass, RollAddress, User
from members.roll.actions.careers import locked_member, succeed
from members.roll.actions.members import check_seen
from pafso.audit.log import record
from pafso.errors import Incomplete, NotEligible, WrongMove
from pafso.lazy import Words

from .applicant import locked

State = Application.State


def request_information(
    application: Application, *, by: User, question: str, now: datetime | None = None
) -> Application:
    """Ask the applicant QUESTION; the thirty days count anew. What was asked and answered before is kept.

    Raises Incomplete without a question, NotEligible for one's own, WrongMove when it is not with the office.
    """
    now, question = now or timezone.now(), question.strip()
    _demand("question", question, _("Write what you need to know."))
    with transaction.atomic():
        application = _locked_for(by, application)
        if application.state == State.INFORMATION_REQUESTED and application.question != question:
            raise WrongMove(_("Somebody else asked the applicant a question a moment ago. Reload the page to see it."))
        asked = {"question": question, "answer": "", "earlier": _exchanges(application)}
        if application.advance(State.INFORMATION_REQUESTED, touched_at=now, warned_at=None, **asked):
            record("application_information_requested", application, by=by)
            mails.application_information_requested(application)
    return application


def _exchanges(application: Application) -> list[dict[str, str]]:
    if not application.question:
        return application.earlier
    return [*application.earlier, {"question": application.question, "answer": application.answer}]


def approve_application(
    application: Application,
    *,
    by: User,
    number: str,
    kind: MembershipClass,
    starts_on: date,
    member: Member | None = None,
    seen: str | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Application:
    """Enter the applicant on the roll from STARTS_ON: as a new entry with NUMBER, or as MEMBER, an entry that is there.

    Joins the account to the entry, with every address that the account has proven, and welcomes by mail. The level is not
    entered: an application does not say since when it is held. REASON is told to the applicant when there is one. SEEN are the
    entries that BY has looked at, as `duplicates.key_of` writes them.
    Raises Incomplete, NotEligible (one's own; an entry or a number of somebody else's), Refused (a later membership, a new namesake), WrongMove.
    """
    now = now or timezone.now()
    with transaction.atomic():
        application = _locked_for(by, application)
        if _was_decided(application, State.APPROVED, by):
            return application
        decided = {"decided_at": now, "decided_by": by, "decision_reason": reason.strip()}
        application.advance(State.APPROVED, touched_at=now, **decided)
        entry = _existing(member, application) if member else _new(number, application, seen)
        _join(entry, application, by=by, now=now)
        _enter_term(entry, kind, starts_on, by=by)
        application.member = entry
        application.save(update_fields=["member"])
        changes = {"member": entry.number, "class": kind.pk, "from": starts_on.isoformat()}
        record("application_approved", application, by=by, changes=changes)
        mails.application_approved(application, kind=kind)
    return application


def _existing(member: Member, application: Application) -> Member:
    entry = locked_member(member.pk)
    if entry.user_id not in (None, application.applicant_id):
        raise NotEligible(_("This entry belongs to another account. If both are the same person, write to them first."))
    _refuse_second_entry(application, but=entry)
    return entry


def _new(number: str, application: Application, seen: str | None) -> Member:
    number = number.strip()
    proven = EmailAddress.objects.filter(user=application.applicant_id, verified=True).values_list("email", flat=True)
    check_seen(application.name, [application.former_number], seen, list(proven))
    _demand("number", number, _("Give the member number."))
    _refuse_second_entry(application)
    if Member.objects.numbered(number).exists():
        raise NotEligible(_("The number %(number)s is already in use. Choose another one.") % {"number": number})
    return Member(number=number)


def _refuse_second_entry(application: Application, but: Member | None = None) -> None:
    other = Member.objects.filter(user=application.applicant_id).first()
    if other is not None and other != but:
        sentence = _("This account is already linked to entry %(number)s. Choose that one.")
        raise NotEligible(sentence % {"number": other.number})


def _join(entry: Member, application: Application, *, by: User, now: datetime) -> None:
    """Account and entry are one person from here on, and both say what the applicant wrote."""
    user = application.applicant
    is_new, was_joined = entry.pk is None, entry.user_id == user.pk
    entry.user, entry.language, entry.time_zone = user, user.language, user.time_zone or entry.time_zone
    entry.employer = application.employer or entry.employer
    for person in (entry, user):
        person.name, person.preferred_name = application.name.strip(), application.preferred_name.strip()
    _save(entry)
    user.save(update_fields=["name", "preferred_name"])
    for email in EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True):
        address, _created = RollAddress.objects.get_or_create(member=entry, email=email)
        RollAddress.objects.filter(pk=address.pk, verified_at=None).update(verified_at=now)
    if is_new:
        record("member_added", entry, by=by)
    if not was_joined:
        record("account_joined_to_roll", entry, by=by)
        tell_the_entry(entry, user)


def _save(entry: Member) -> None:
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:  # the number or the account, taken since we looked
        raise WrongMove(_("Somebody else entered this number or this person a moment ago. Reload the page.")) from error


def _enter_term(entry: Member, kind: MembershipClass, starts_on: date, *, by: User) -> None:
    """Nothing for somebody who holds this class on that day already: then only the account was missing."""
    if not Membership.objects.held(starts_on).filter(member=entry, kind=kind).exists():
        succeed(Membership(member=entry, kind=kind, starts_on=starts_on), by=by)


def refuse_application(application: Application, *, by: User, reason: str, now: datetime | None = None) -> Application:
    """Say no, for a REASON that the applicant reads. Raises Incomplete without one, NotEligible for one's own, WrongMove."""
    now, reason = now or timezone.now(), reason.strip()
    _demand("reason", reason, _("Give the reason: the applicant will be told."))
    with transaction.atomic():
        application = _locked_for(by, application)
        if not _was_decided(application, State.REFUSED, by):
            application.advance(State.REFUSED, touched_at=now, decided_at=now, decided_by=by, decision_reason=reason)
            record("application_refused", application, by=by)
            mails.application_refused(application)
    return application


def suggested_number() -> str:
    """The number after the highest that is made of figures alone."""
    figures = Member.objects.filter(number__regex=r"^[0-9]{1,9}$")
    highest = figures.aggregate(highest=Max(Cast("number", BigIntegerField())))["highest"]
    return str((highest or 0) + 1)


def _locked_for(by: User, application: Application) -> Application:
    application = locked(application)
    if application.applicant_id == by.pk:
        raise NotEligible(_("You cannot decide your own application. Ask a colleague."))
    return application


def _was_decided(application: Application, state: str, by: User) -> bool:
    """Whether BY has decided so before, which changes nothing. Raises WrongMove when somebody else has decided, or otherwise."""
    if application.state not in Application.DECIDED:
        return False
    if application.state == state and application.decided_by_id == by.pk:
        return True
    raise WrongMove(_("This application was decided a moment ago. Reload the page to see by whom and how."))


def _demand(field: str, value: str, sentence: Words) -> None:
    if not value:
        raise Incomplete([(field, sentence)])
