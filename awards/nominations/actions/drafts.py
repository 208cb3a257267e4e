"""A nomination before it is handed in: begun, begun from an earlier one, saved."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards import rules
from awards.locking import locked_nomination
from awards.models import Cycle, Nomination
from awards.returning.actions import locked_standing
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.codes import unused_code
from pafso.drafts.models import write_draft
from pafso.errors import NotEligible, WindowClosed, WrongMove
from pafso.press_once import made_by_press

DRAFT_FIELDS = ("nominee_kind", "nominee_name", "nominee_email", "nominee_position", "case", "language")
MOST_NOMINATIONS = 50
NOT_YET_OPEN = _("Nominations are not open yet.")
NOT_FOR_GUESTS = _(
    "Guests cannot nominate in this cycle. Choose a password under My account, then start your nomination."
)
NO_LONGER_OPEN = _("This cycle is closed: no new nomination can be started.")


def start_nomination(cycle: Cycle, *, by: User, form_token: uuid.UUID, now: datetime | None = None) -> Nomination:
    """Begin a draft, or go on with one in which nothing was written yet. FORM_TOKEN names the press of a button.

    Raises WindowClosed before the window and after it (its grace is for what was begun before), NotEligible for the 51st,
    and for a guest where guests may not nominate.
    """
    now = now or received_at()
    with transaction.atomic():
        pressed, token = made_by_press(Nomination, form_token, nominator_id=by.pk, cycle_id=cycle.pk)
        if pressed:
            return pressed
        if not cycle.window.is_open(now):
            raise WindowClosed(NO_LONGER_OPEN if cycle.window.has_opened(now) else NOT_YET_OPEN)
        # Two tabs at once: the second waits here, and then finds the draft of the first.
        nominator = User.objects.select_for_update(no_key=True).get(pk=by.pk)
        if not rules.may_nominate(nominator, cycle):
            raise NotEligible(NOT_FOR_GUESTS, code="account_needed")
        if untouched := _untouched(cycle, by):
            return untouched
        if Nomination.objects.by(by).filter(cycle=cycle).count() >= MOST_NOMINATIONS:
            raise NotEligible(_("You have started fifty nominations in this cycle, which is the limit."))
        nomination, created = Nomination.objects.get_or_create(
            form_token=token,
            nominator=by,
            cycle=cycle,
            defaults={
                "code": unused_code(Nomination),
                "nominee_kind": _first_kind(cycle),
                "language": by.language,
                "begun_at": now,
                "saved_at": now,
            },
        )
        if created:
            record("nomination_begun", nomination, by=by, changes={"cycle": str(cycle)})
    return nomination


def _untouched(cycle: Cycle, by: User) -> Nomination | None:
    drafts = Nomination.objects.by(by).filter(cycle=cycle, state=Nomination.State.DRAFT, version=0)
    return drafts.exclude(letters__isnull=False).order_by("pk").first()


def begin_from_earlier(
    earlier: Nomination, cycle: Cycle, *, by: User, form_token: uuid.UUID, now: datetime | None = None
) -> Nomination:
    """Begin a draft in CYCLE with the words of EARLIER, one of the same person's own. Nobody is asked for a letter by it.

    A second press finds the draft of the first, as it is by then. Raises as `start_nomination` does.
    """
    now = now or received_at()
    with transaction.atomic():
        # The buttons of one page share its token; each earlier nomination is a press of its own.
        press = uuid.uuid5(form_token, earlier.code)
        nomination = locked_nomination(start_nomination(cycle, by=by, form_token=press, now=now))
        if nomination.state == Nomination.State.DRAFT and nomination.version == 0:
            values = {name: getattr(earlier, name) for name in DRAFT_FIELDS}
            nomination = save_draft(nomination, values=values, tab="", version=0, now=now)
    return nomination


def _first_kind(cycle: Cycle) -> str:
    is_for_groups = cycle.nominee_kind == Cycle.NomineeKind.GROUP
    return Nomination.NomineeKind.GROUP if is_for_groups else Nomination.NomineeKind.INDIVIDUAL


def save_draft(
    nomination: Nomination,
    *,
    values: Mapping[str, Any],
    tab: str,
    version: int | None,
    now: datetime | None = None,
) -> Nomination:
    """Write VALUES (of DRAFT_FIELDS; others are ignored) as the page TAB that started from VERSION has them.

    Requires nothing to be filled in. Raises WrongMove once handed in, WindowClosed when it is too late, EditedElsewhere.
    The audit trail has no line for it: a draft is its writer's own.
    """
    now = now or received_at()
    with transaction.atomic():
        nomination = locked_standing(nomination, now=now)
        if not nomination.is_editable:
            raise WrongMove(_("This nomination has been submitted and can no longer be changed."))
        if not nomination.accepts_work(now):
            raise WindowClosed
        wanted = {name: value for name, value in values.items() if name in DRAFT_FIELDS}
        if nomination.cycle.nominee_kind != Cycle.NomineeKind.EITHER:
            wanted.pop("nominee_kind", None)
        write_draft(nomination, wanted, tab=tab, version=version, saved_at=now)
    return nomination


def is_second_for_nominee(nomination: Nomination) -> bool:
    """Whether this nominator puts forward the same person twice in this cycle: allowed, but worth a warning."""
    name = nomination.nominee_name.strip()
    others = Nomination.objects.filter(cycle=nomination.cycle_id, nominator=nomination.nominator_id)
    return bool(name) and others.exclude(pk=nomination.pk).filter(nominee_name__iexact=name).exists()
