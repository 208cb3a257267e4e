"""Who looks after what waits, and what is put aside or noted."""

from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.audit.log import record
from pafso.clock import ottawa_day
from pafso.errors import DomainError, Incomplete, NotEligible
from pafso.models import Hidden, Keeper, Noted

from .items import Item, everything, forget_count, items_of
from .kinds import all_kinds


class TakenMeanwhile(DomainError):
    """Somebody else gave it a keeper since the page was read."""

    code = "taken_meanwhile"


def give_keeper(
    item: Item, *, by: AbstractBaseUser, keeper: AbstractBaseUser | None, was: int | None, now: datetime | None = None
) -> Item:
    """Let KEEPER look after the item, or nobody; WAS is the account that the page showed.

    Raises NotEligible for somebody who may not open it (nobody looks after their own case), TakenMeanwhile when another
    colleague was quicker.
    """
    if keeper is not None and item.subject not in _subjects_for(keeper, {item.subject}):
        raise NotEligible(_("%(name)s may not open this and cannot look after it.") % {"name": keeper})
    label, pk = item.subject
    try:
        with transaction.atomic():
            held = Keeper.objects.select_for_update(of=("self",)).filter(subject_type=label, subject_id=pk).first()
            before, after = held.user_id if held else None, keeper.pk if keeper else None
            if before == after:
                return item
            if before != was:
                raise _taken(held)
            _write(held, label, pk, keeper, now or timezone.now())
            record("waiting_given", _record(item), by=by, label=_said(item), changes={"keeper": [before, after]})
    except IntegrityError as error:  # both found nobody
        raise _taken(Keeper.objects.select_related("user").filter(subject_type=label, subject_id=pk).first()) from error
    forget_count(by, *([keeper] if keeper else []))
    return item


def _write(held: Keeper | None, label: str, pk: int, keeper: AbstractBaseUser | None, now: datetime) -> None:
    if keeper is None and held:
        held.delete()
    elif keeper is not None and held:
        Keeper.objects.filter(pk=held.pk).update(user=keeper.pk, since=now)
    elif keeper is not None:
        Keeper.objects.create(subject_type=label, subject_id=pk, user_id=keeper.pk, since=now)


def _taken(held: Keeper | None) -> TakenMeanwhile:
    if held is None:
        return TakenMeanwhile(_("A colleague gave this back a moment ago. Refresh the page, then choose."))
    return TakenMeanwhile(_("%(name)s took this a moment ago. Refresh the page, then choose.") % {"name": held.user})


def hand_over(
    *, of: AbstractBaseUser, to: AbstractBaseUser, by: AbstractBaseUser, now: datetime | None = None
) -> tuple[int, int]:
    """Everything that OF looks after goes to TO, for as far as BY and TO may open it: how many went, and how many did not.

    What is over, and what BY may not know of, is neither moved nor counted.
    Raises Incomplete when they are the same person.
    """
    if of.pk == to.pk:
        raise Incomplete([("to", _("Choose two different colleagues."))])
    labels = {kind.label for kind in all_kinds() if kind.is_opened_by(by) and kind.is_opened_by(to)}
    with transaction.atomic():
        held = list(Keeper.objects.select_for_update(of=("self",)).filter(user=of.pk))
        known, suitable = (_subjects_for(person, {_subject(each) for each in held}) for person in (by, to))
        moved = [keeper for keeper in held if _subject(keeper) in known & suitable]
        left = [keeper for keeper in held if keeper.subject_type not in labels or _subject(keeper) in known - suitable]
        Keeper.objects.filter(pk__in=[keeper.pk for keeper in moved]).update(user=to.pk, since=now or timezone.now())
        if moved:
            record("waiting_handed_over", of, by=by, label=f"#{of.pk}", changes={"to": to.pk, "count": len(moved)})
    forget_count(of, to, by)
    return len(moved), len(left)


def leave_desk(
    of: AbstractBaseUser, *, to: AbstractBaseUser | None, by: AbstractBaseUser, now: datetime | None = None
) -> tuple[int, list[str]]:
    """OF has left: what TO may open is theirs to look after, the rest is nobody's again. Call in a transaction.

    Returns how many went, and what waits for everybody now, in words. What BY may not know of goes the same way, uncounted.
    """
    held = list(Keeper.objects.select_for_update(of=("self",)).filter(user=of.pk))
    subjects = {_subject(each) for each in held}
    known, suitable = _subjects_for(by, subjects), _subjects_for(to, subjects) if to else set()
    going = [keeper.pk for keeper in held if _subject(keeper) in suitable]
    Keeper.objects.filter(pk__in=going).update(user=to and to.pk, since=now or timezone.now())
    Keeper.objects.filter(pk__in=[keeper.pk for keeper in held]).exclude(pk__in=going).delete()
    Hidden.objects.filter(user=of.pk).delete()
    moved, left = len(known & suitable), known - suitable
    if known:
        changes = {"to": to and to.pk, "count": moved, "left": len(left)}
        record("waiting_handed_over", of, by=by, label=f"#{of.pk}", changes=changes)
    forget_count(of, by, *([to] if to else []))
    return moved, in_words(left, by)


def looked_after(of: AbstractBaseUser, *, as_seen_by: AbstractBaseUser) -> set[tuple[str, int]]:
    """What waits and is looked after by OF, as far as this person may open it."""
    return _subjects_for(as_seen_by, {_subject(each) for each in Keeper.objects.filter(user=of.pk)})


def in_words(subjects: set[tuple[str, int]], person: AbstractBaseUser) -> list[str]:
    """Each of SUBJECTS as the desk of PERSON, who may open it, calls it."""
    found: dict[tuple[str, int], str] = {}
    for kind in (kind for kind in all_kinds() if kind.is_opened_by(person)):
        keys = [pk for label, pk in subjects if label == kind.label]
        rows = everything(kind, person, timezone.now()).filter(pk__in=keys) if keys else ()
        found |= {item.subject: f"{kind.title} · {item.words}" for item in items_of(kind, rows)}
    return sorted(found.values())


def _subject(keeper: Keeper) -> tuple[str, int]:
    return keeper.subject_type, keeper.subject_id


def _subjects_for(person: AbstractBaseUser, subjects: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of SUBJECTS that wait for PERSON, hidden or not: without what they are a party to."""
    labels, keys, now = {label for label, _pk in subjects}, {pk for _label, pk in subjects}, timezone.now()
    found = {
        (kind.label, pk)
        for kind in all_kinds()
        if kind.label in labels and kind.is_opened_by(person)
        for pk in everything(kind, person, now).filter(pk__in=keys).values_list("pk", flat=True)
    }
    return found & subjects


def hide_item(item: Item, *, by: AbstractBaseUser, until: date, now: datetime | None = None) -> Item:
    """Let BY not see it before UNTIL. Raises Incomplete for a day that is not after today."""
    if until <= ottawa_day(now):
        raise Incomplete([("until", _("Choose a day after today."))])
    Hidden.objects.update_or_create(kind=item.kind.name, subject_id=item.pk, user_id=by.pk, defaults={"until": until})
    forget_count(by)
    return item


def show_item(item: Item, *, by: AbstractBaseUser) -> Item:
    """Let BY see it again at once."""
    Hidden.objects.filter(kind=item.kind.name, subject_id=item.pk, user=by.pk).delete()
    forget_count(by)
    return item


def note_item(item: Item, *, by: AbstractBaseUser, now: datetime | None = None) -> Item:
    """Take it off everybody's list, for nothing else ends it; it comes back when it happens anew. Twice is once."""
    if not item.kind.ends_when_noted:
        raise DomainError(_("It stays on the list until it is done."))
    with transaction.atomic():
        _noted, is_new = Noted.objects.get_or_create(
            kind=item.kind.name, subject_id=item.pk, since=item.since, defaults={"at": now or timezone.now()}
        )
        if is_new:
            record("waiting_noted", _record(item), by=by, label=_said(item), changes={"kind": item.kind.name})
    forget_count(by)
    return item


def sweep(now: datetime | None = None) -> int:
    """Forget what was hidden until a day that is over."""
    return Hidden.objects.filter(until__lte=ottawa_day(now)).delete()[0]


def _record(item: Item) -> object:
    """The row itself as the audit trail names it: by model and key, read no further."""
    return item.kind.model(pk=item.pk)


def _said(item: Item) -> str:
    """What the trail may keep of it: what kind of thing, by name and key, never what it is called."""
    return f"{item.kind.name} #{item.pk}"
