"""What happens to a nomination: begun, saved, handed in, withdrawn, disqualified."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from awards import mails
from awards.models import Award, Cycle, Nomination
from awards.rules import words_in
from members.models import User
from pafso.audit.log import record
from pafso.codes import unused_code
from pafso.drafts.models import write_draft
from pafso.errors import Incomplete, NotEligible, WindowClosed, WrongMove
from pafso.press_once import made_by_press

DRAFT_FIELDS = ("nominee_kind", "nominee_name", "nominee_email", "nominee_position", "case", "language")
MOST_NOMINATIONS = 50
NOT_YET_OPEN = _("Nominations are not open yet.")


def start_nomination(cycle: Cycle, *, by: User, form_token: uuid.UUID, now: datetime | None = None) -> Nomination:
    """Begin a draft. FORM_TOKEN names the press of a button: a second press finds the draft of the first.

    Raises WindowClosed before the window and after it (its grace is for what was begun before), NotEligible for the 51st.
    """
    now = now or timezone.now()
    with transaction.atomic():
        pressed, token = made_by_press(Nomination, form_token, nominator_id=by.pk, cycle_id=cycle.pk)
        if pressed:
            return pressed
        if not cycle.window.is_open(now):
            raise WindowClosed(None if cycle.window.has_opened(now) else NOT_YET_OPEN)
        if Nomination.objects.by(by).filter(cycle=cycle).count() >= MOST_NOMINATIONS:
            raise NotEligible(_("You have begun fifty nominations in this cycle; more are not possible."))
        nomination, created = Nomination.objects.get_or_create(
            form_token=token,
            nominator=by,
            cycle=cycle,
            defaults={
                "code": unused_code(Nomination),
                "nominee_kind": _first_kind(cycle.award),
                "language": by.language,
                "begun_at": now,
                "saved_at": now,
            },
        )
        if created:
            record("nomination_begun", nomination, by=by, changes={"cycle": cycle.pk})
    return nomination


def _first_kind(award: Award) -> str:
    is_for_groups = award.nominee_kind == Award.NomineeKind.GROUP
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
    now = now or timezone.now()
    with transaction.atomic():
        nomination = locked(nomination)
        if not nomination.is_editable:
            raise WrongMove(_("This nomination has been handed in and can no longer be changed."))
        if not nomination.accepts_work(now):
            raise WindowClosed
        wanted = {name: value for name, value in values.items() if name in DRAFT_FIELDS}
        if nomination.cycle.award.nominee_kind != Award.NomineeKind.EITHER:
            wanted.pop("nominee_kind", None)
        write_draft(nomination, wanted, tab=tab, version=version, saved_at=now)
    return nomination


def submit_nomination(nomination: Nomination, *, by: User, now: datetime | None = None) -> Nomination:
    """Hand it in. Raises WindowClosed, Incomplete with everything that is missing, WrongMove once disqualified."""
    now = now or timezone.now()
    with transaction.atomic():
        nomination = locked(nomination)
        if nomination.state == Nomination.State.SUBMITTED:
            return nomination
        if nomination.is_editable and not nomination.accepts_work(now):
            raise WindowClosed
        problems = missing(nomination, letters_in=nomination.letters.arrived().count())
        if nomination.is_editable and problems:
            raise Incomplete(problems)
        nomination.advance(Nomination.State.SUBMITTED, submitted_at=now)
        record("nomination_submitted", nomination, by=by)
        mails.nomination_received(nomination)
    return nomination


def missing(nomination: Nomination, *, letters_in: int) -> list[tuple[str, Any]]:
    """Everything that submitting still needs, as (field, sentence); "letters" stands for the letters of support."""
    award = nomination.cycle.award
    wanted = [
        ("nominee_name", nomination.nominee_name.strip(), _("Say whom you nominate.")),
        ("nominee_position", nomination.nominee_position.strip(), _("Give the position and the mission.")),
        ("case", nomination.case.strip(), _("Write the case.")),
    ]
    problems: list[tuple[str, Any]] = [(field, sentence) for field, value, sentence in wanted if not value]
    if nomination.nominee_email and not is_email(nomination.nominee_email):
        problems.append(("nominee_email", _("The nominee’s email address is not complete.")))
    too_many = words_in(nomination.case) - award.case_words
    if too_many > 0:
        problems.append(("case", _too_long(too_many)))
    if letters_in < award.letters_needed:
        problems.append(("letters", _letters_missing(award.letters_needed - letters_in)))
    return problems


def _too_long(words: int) -> Any:
    return ngettext_lazy("The case is %(n)d word too long.", "The case is %(n)d words too long.", words) % {"n": words}


def _letters_missing(letters: int) -> Any:
    sentence = ngettext_lazy(
        "%(n)d letter of support has still to arrive.", "%(n)d letters of support have still to arrive.", letters
    )
    return sentence % {"n": letters}


def is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def withdraw_nomination(nomination: Nomination, *, by: User, now: datetime | None = None) -> Nomination:
    """Take it back; it can be changed and handed in again while the window lasts. Raises WindowClosed, WrongMove."""
    now = now or timezone.now()
    with transaction.atomic():
        nomination = locked(nomination)
        if nomination.state == Nomination.State.SUBMITTED and not nomination.accepts_work(now):
            raise WindowClosed(_("The deadline has passed: write to the office to withdraw this nomination."))
        if nomination.advance(Nomination.State.WITHDRAWN, submitted_at=None):
            record("nomination_withdrawn", nomination, by=by)
    return nomination


def disqualify_nomination(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    """Set a submitted nomination aside, for a REASON that the nominator is told. Raises Incomplete without one, WrongMove."""
    if not reason.strip():
        raise Incomplete([("reason", _("Give the reason: the nominator is told."))])
    with transaction.atomic():
        nomination = locked(nomination)
        if nomination.advance(Nomination.State.DISQUALIFIED, disqualified_reason=reason.strip()):
            record("nomination_disqualified", nomination, by=by)
            mails.nomination_disqualified(nomination)
    return nomination


def is_second_for_nominee(nomination: Nomination) -> bool:
    """Whether this nominator puts forward the same person twice in this cycle: allowed, but worth a warning."""
    name = nomination.nominee_name.strip()
    others = Nomination.objects.filter(cycle=nomination.cycle_id, nominator=nomination.nominator_id)
    return bool(name) and others.exclude(pk=nomination.pk).filter(nominee_name__iexact=name).exists()


def locked(nomination: Nomination) -> Nomination:
    """Read again with what every verb needs, its row locked until the transaction ends."""
    whole = Nomination.objects.select_for_update(of=("self",)).select_related("cycle__award", "nominator")
    return whole.get(pk=nomination.pk)
