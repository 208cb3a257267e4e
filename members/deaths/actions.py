"""A death is recorded and, where it was a mistake, taken back as a whole."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.accounts import sessions
from members.models import Closing, Death, Member, Recovery, User
from members.models.career import Dated
from members.roll.actions.careers import VERBS, beside, locked_member
from pafso.audit.log import record
from pafso.clock import ottawa_day
from pafso.errors import Incomplete, NotEligible, Refused, WrongMove
from pafso.mail.actions import stop_mails
from pafso.text.dates import day_in_words

from .silence import addresses_of, silent

State = Death.State
EARLIEST = date(1900, 1, 1)
MODELS = {model._meta.model_name or "": model for model in VERBS}


@dataclass
class TakenBack:
    """What stayed ended, because something newer stands in its way; in words."""

    death: Death
    left: list[str] = field(default_factory=list)


def record_death(member: Member, *, died_on: date, source: str, by: User, now: datetime | None = None) -> Death:
    """MEMBER died on that day: every dated row ends with it, the account is shut, and no mail goes out any more.

    Honours, nominations, letters, photos and what was written stay. The same again is the one that was recorded.
    Raises Incomplete (no source), Refused (a day to come, or too long ago), NotEligible (one's own entry; a colleague of the
    office, who hands over first), WrongMove (recorded with another day; an entry that is no longer changed).
    """
    now = now or timezone.now()
    if not source.strip():
        raise Incomplete([("source", _("Say how the association knows."))])
    _check_day(died_on, ottawa_day(now))
    with transaction.atomic():
        member = locked_member(member.pk)
        earlier = Death.objects.filter(member=member, state=State.RECORDED).first()
        if earlier is not None:
            if earlier.died_on != died_on:
                raise WrongMove(_("A death is already recorded. Remove that record first to correct the date."))
            return earlier
        user = _locked_account(member)
        _check_person(user, by)
        rows, struck = _end_rows(member, died_on, by, now)
        ended = {"rows": rows, "struck": struck, "was_active": bool(user and user.is_active)}
        death = Death.objects.create(
            member=member, died_on=died_on, source=source.strip()[:200], recorded_by=by, recorded_at=now, ended=ended
        )
        member.died_on = died_on
        member.save(update_fields=["died_on", "sort_name"])
        if user is not None:
            _shut(user, now)
        stopped = stop_mails(silent(addresses_of(member)))
        counts = {"ended": len(rows), "struck": len(struck), "mails_stopped": stopped}
        record("death_recorded", member, by=by, changes={"died_on": died_on.isoformat(), **counts})
    return death


def take_back_death(death: Death, *, reason: str, by: User, now: datetime | None = None) -> TakenBack:
    """It was a mistake: what it ended goes on, and the account opens again, with the password that it had.

    Mail that was stopped is not sent later; tokens and sessions stay ended. Again is harmless.
    Raises Incomplete (no reason), NotEligible (one's own entry), WrongMove (merged or erased since).
    """
    now = now or timezone.now()
    if not reason.strip():
        raise Incomplete([("reason", _("Say why you are removing it."))])
    with transaction.atomic():
        member = locked_member(death.member_id)
        death = death.reload_locked()
        done = TakenBack(death)
        if death.state == State.TAKEN_BACK:
            return done
        user = _locked_account(member)
        if user is not None and user.pk == by.pk:
            raise _own_entry()
        taken = {"taken_back_by": by, "taken_back_at": now, "taken_back_reason": reason.strip()[:200]}
        death.advance(State.TAKEN_BACK, **taken)
        member.died_on = None
        member.save(update_fields=["died_on", "sort_name"])
        _give_back_rows(death, done, by)
        if user is not None and death.ended.get("was_active"):
            User.objects.filter(pk=user.pk).update(is_active=True)
        changes = {"died_on": death.died_on.isoformat(), "left": len(done.left)}
        record("death_taken_back", member, by=by, changes=changes)
    return done


# --- What is checked --------------------------------------------------------------------------------------------------
def _check_day(died_on: date, today: date) -> None:
    if died_on > today:
        raise Refused(_("This date is in the future."), code="to_come")
    if died_on < EARLIEST:
        raise Refused(_("Check the year: this date is too far off."), code="far_date")


def _locked_account(member: Member) -> User | None:
    return User.objects.select_for_update(no_key=True).filter(pk=member.user_id).first() if member.user_id else None


def _check_person(user: User | None, by: User) -> None:
    if user is None:
        return
    if user.pk == by.pk:
        raise _own_entry()
    if user.is_staff or user.is_superuser:
        sentence = _("This person works in the office. Hand over their work and take away their rights first.")
        raise NotEligible(sentence, code="office_account")


def _own_entry() -> NotEligible:
    return NotEligible(_("This is your own entry: a colleague in the office must do this."), code="own_entry")


# --- What ends, and goes on again -------------------------------------------------------------------------------------
def _end_rows(member: Member, died_on: date, by: User, now: datetime) -> tuple[list[list[object]], list[list[object]]]:
    """Every row that lasts beyond that day ends on it; one that would begin later is struck out."""
    ended: list[list[object]] = []
    taken: list[list[object]] = []
    for name, model in MODELS.items():
        for row in model._base_manager.filter(member=member, struck_at=None).order_by("pk"):
            if row.starts_on > died_on:
                struck = {"struck_at": now, "struck_by": by, "struck_reason": _("The person had already died.")}
                model._base_manager.filter(pk=row.pk).update(**struck)
                taken.append([name, row.pk])
                record(VERBS[model].struck_out, member, by=by, changes={"row": row.pk})
            elif row.ends_on is None or row.ends_on > died_on:
                before = row.ends_on.isoformat() if row.ends_on else None
                model._base_manager.filter(pk=row.pk).update(ends_on=died_on)
                ended.append([name, row.pk, before])
                changes = {"row": row.pk, "ends_on": [before, died_on.isoformat()]}
                record(VERBS[model].ended, member, by=by, changes=changes)
    return ended, taken


def _give_back_rows(death: Death, done: TakenBack, by: User) -> None:
    for name, pk in death.ended["struck"]:
        row = MODELS[name]._base_manager.filter(pk=pk).first()
        if row is None or row.struck_at != death.recorded_at:
            continue
        if _is_in_the_way(row, row.ends_on):
            done.left.append(_left(row))
            continue
        MODELS[name]._base_manager.filter(pk=pk).update(struck_at=None, struck_by=None, struck_reason="")
        record(VERBS[MODELS[name]].goes_on, death.member, by=by, changes={"row": pk})
    for name, pk, before in death.ended["rows"]:
        row, until = MODELS[name]._base_manager.filter(pk=pk).first(), date.fromisoformat(before) if before else None
        if row is None or row.struck_at is not None:
            continue
        if row.ends_on != death.died_on or _is_in_the_way(row, until):
            done.left.append(_left(row))
            continue
        MODELS[name]._base_manager.filter(pk=pk).update(ends_on=until)
        changes = {"row": pk, "ends_on": [death.died_on.isoformat(), before]}
        record(VERBS[MODELS[name]].goes_on, death.member, by=by, changes=changes)


def _is_in_the_way(row: Dated, until: date | None) -> bool:
    others = beside(row).exclude(pk=row.pk)
    others = others if until is None else others.filter(starts_on__lte=until)
    return bool(others.exclude(ends_on__lt=row.starts_on).exists())


def _left(row: Dated) -> str:
    what = {"what": str(row._meta.verbose_name), "first": day_in_words(row.starts_on)}
    return _("%(what)s since %(first)s: it has since been changed or replaced, so it stays as it is.") % what


def _shut(user: User, now: datetime) -> None:
    """No way in is left, and nothing is written about it to anybody."""
    User.objects.filter(pk=user.pk).update(is_active=False)
    sessions.end_all_and_tokens(user)
    for recovery in Recovery.objects.filter(user=user, state__in=Recovery.OPEN):
        recovery.advance(Recovery.State.STOPPED, ended_at=now)
        record("recovery_stopped", recovery)


def is_closing(member: Member) -> bool:
    """Whether the person themselves had asked that the account be closed and erased: that wish stands."""
    return member.user_id is not None and Closing.objects.asked().filter(user=member.user_id).exists()
