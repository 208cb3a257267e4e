"""A colleague leaves the office: one verb hands over what they look after and ends every right; the member stays."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.accounts import sessions
from members.accounts.actions.accounts import administrators, check_sets_rights, check_somebody_is_left, rights_of
from members.details.actions import lock_person
from members.models import Closing, Consent, Merge, Recovery, Topic, User
from members.notifications import consents
from members.notifications.actions import withdraw_consent
from pafso import rights
from pafso.audit.log import record
from pafso.errors import Incomplete
from pafso.office.waiting.actions import leave_desk

from . import mails


@dataclass
class Left:
    """What became of what they looked after: how much went to the successor, and what waits for everybody now."""

    user: User
    moved: int = 0
    left: list[str] = field(default_factory=list)


def leave_office(user: User, *, to: User | None = None, by: User, now: datetime | None = None) -> Left:
    """USER works in the office no more: TO looks after what they looked after, as far as TO may open it; the rest is nobody's.

    Every right, group and permission ends, and so do sessions, tokens and the mail of the desk; account and membership stay.
    The person and the colleagues are told. Again is harmless. Raises NotEligible for anybody but a superuser of the office, and
    for the last one; Incomplete for a successor who is the person themselves or does not work in the office.
    """
    with transaction.atomic():
        lock_person(user.pk)
        user = User.objects.get(pk=user.pk)
        check_sets_rights(by)
        if not is_of_office(user):
            return Left(user)
        check_somebody_is_left(without=user)
        to = _successor(user, to)
        told = _told(user, to)
        moved, left = leave_desk(user, to=to, by=by, now=now)
        _end_rights(user, by)
        if consents.latest(user).get(Topic.DESK, Consent()).is_given:
            withdraw_consent(user, Topic.DESK, by=by, source=Consent.Source.OFFICE, now=now)
        sessions.end_all_and_tokens(user)
        mails.office_left(user, told, to=to, by=by)
    return Left(user, moved, left)


def is_of_office(user: User) -> bool:
    """Whether there is anything to end."""
    has_row = any(kind.model._base_manager.filter(user=user.pk).exists() for kind in rights.kinds())
    by_name = user.groups.exists() or user.user_permissions.exists()
    return user.is_staff or user.is_superuser or by_name or has_row


def goes_on(user: User, *, as_seen_by: User) -> list[Recovery | Merge | Closing]:
    """What USER began and others decide, and what ends by itself; without what is about the reader."""
    reader = as_seen_by.pk
    recoveries = Recovery.objects.filter(asked_by=user.pk, state__in=Recovery.OPEN).exclude(user=reader)
    merges = Merge.objects.filter(proposed_by=user.pk, state=Merge.State.PROPOSED)
    merges = merges.exclude(Q(kept__user=reader) | Q(duplicate__user=reader)).select_related("kept", "duplicate")
    return [*recoveries.select_related("user"), *merges, *Closing.objects.asked().filter(user=user.pk)]


def _successor(user: User, to: User | None) -> User | None:
    if to is None:
        return None
    found = User.objects.filter(pk=to.pk, is_active=True, is_staff=True).exclude(pk=user.pk).first()
    if found is None:
        raise Incomplete([("to", _("Choose another colleague who works in the office."))])
    return found


def _told(user: User, to: User | None) -> list[User]:
    """The person, whoever succeeds them, the superusers, and all who look after something; read before the rights end."""
    people = {each.pk: each for each in [user, *([to] if to else []), *administrators()]}
    for kind in rights.kinds():
        people |= {each.pk: each for each in rights.colleagues(kind.model, kind.permission)}
    return [people[pk] for pk in sorted(people)]


def _end_rights(user: User, by: User) -> None:
    before = rights_of(user)
    rights.end_all(user, by=by)
    user.groups.clear()
    user.user_permissions.clear()
    user.is_staff = user.is_superuser = False
    user.save(update_fields=["is_staff", "is_superuser"])
    after = rights_of(user)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    record("office_left", user, by=by, changes=changes)
