"""A nomination before it is handed in: begun, begun from an earlier one, saved."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards import rules
from awards.locking import check_puts_forward, cycle_to_begin_in, locked_nomination, too_late
from awards.models import Cycle, Nomination
from awards.models.group import put_group
from awards.returning.actions import locked_standing
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.codes import unused_code
from pafso.drafts.models import EditedElsewhere, write_draft
from pafso.errors import NotEligible, WrongMove
from pafso.mailboxes import mailbox
from pafso.press_once import made_by_press
from pafso.text.dates import day_and_hour

from .groups import written

DRAFT_FIELDS = (
    "nominee_kind",
    "nominee_name",
    "nominee_email",
    "nominee_position",
    "nominee_mission",
    "case",
    "language",
)
MOST_NOMINATIONS = 50
NOT_FOR_GUESTS = _(
    "Guests cannot nominate in this cycle. Choose a password under My account, then start your nomination."
)


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
        cycle = cycle_to_begin_in(cycle, now)
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
            group = [member.as_written() for member in earlier.group_members.all()]
            nomination = save_draft(nomination, by=by, values=values, group=group, tab="", version=0, now=now)
    return nomination


def _first_kind(cycle: Cycle) -> str:
    is_for_groups = cycle.nominee_kind == Cycle.NomineeKind.GROUP
    return Nomination.NomineeKind.GROUP if is_for_groups else Nomination.NomineeKind.INDIVIDUAL


def save_draft(
    nomination: Nomination,
    *,
    by: User,
    values: Mapping[str, Any],
    tab: str,
    version: int | None,
    group: Sequence[Mapping[str, str]] | None = None,
    now: datetime | None = None,
) -> Nomination:
    """Write VALUES (of DRAFT_FIELDS; others are ignored) as the page TAB that started from VERSION has them, and who is in the
    GROUP, in its order, where that is given. Members of whom nothing is written are left out.

    Requires nothing to be filled in. Raises WrongMove once handed in, WindowClosed when it is too late, EditedElsewhere with the
    name of who wrote meanwhile, NotEligible for too large a group and for whoever no longer puts it forward. The trail has no line for it: a draft is its writers' own.
    """
    now = now or received_at()
    with transaction.atomic():
        nomination = locked_standing(nomination, now=now)
        check_puts_forward(nomination, by=by)
        if not nomination.is_editable:
            raise WrongMove(_("This nomination has been submitted and can no longer be changed."))
        if not nomination.accepts_work(now):
            raise too_late(nomination.cycle)
        wanted = {name: value for name, value in values.items() if name in DRAFT_FIELDS}
        if nomination.cycle.nominee_kind != Cycle.NomineeKind.EITHER:
            wanted.pop("nominee_kind", None)
        if "nominee_email" in wanted:
            wanted["nominee_email"] = mailbox(wanted["nominee_email"])  # as the column gives it back
        people = None if group is None else written(group)
        differ = people is not None and people != [each.as_written() for each in nomination.group_members.all()]
        stamp = {"last_saved_by": by}
        try:
            write_draft(nomination, wanted, tab=tab, version=version, saved_at=now, rows_differ=differ, stamp=stamp)
        except EditedElsewhere as error:
            raise edited_by(nomination, by) from error
        if differ and people is not None:
            put_group(nomination, people)
    return nomination


def edited_by(nomination: Nomination, reader: User) -> EditedElsewhere:
    """Says who saved the newer text, and when, where it was not the reader in another tab."""
    who = nomination.last_saved_by
    if who is None or who.pk == reader.pk or nomination.saved_at is None:
        return EditedElsewhere()
    sentence = _(
        "%(name)s saved a newer text on %(when)s. Nothing was overwritten. Reload the page to see it; what you typed here is kept on this device."
    )
    error = EditedElsewhere(sentence % {"name": who.name, "when": day_and_hour(nomination.saved_at)})
    error.at = nomination.saved_at
    return error


def is_second_for_nominee(nomination: Nomination) -> bool:
    """Whether this nominator puts forward the same person twice in this cycle: allowed, but worth a warning."""
    name = nomination.nominee_name.strip()
    others = Nomination.objects.filter(cycle=nomination.cycle_id, nominator=nomination.nominator_id)
    return bool(name) and others.exclude(pk=nomination.pk).filter(nominee_name__iexact=name).exists()
