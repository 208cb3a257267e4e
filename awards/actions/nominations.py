"""What happens to a nomination: begun, saved, handed in, withdrawn, disqualified."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from awards import mails, rules
from awards.models import Cycle, Nomination
from members.models import User
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.codes import unused_code
from pafso.conflicts import SAY_WHO
from pafso.drafts.models import write_draft
from pafso.errors import Incomplete, NotEligible, WindowClosed, WrongMove
from pafso.lazy import Words
from pafso.press_once import made_by_press
from pafso.text.figures import number
from pafso.text.word_count import words_in

DRAFT_FIELDS = ("nominee_kind", "nominee_name", "nominee_email", "nominee_position", "case", "language")
MOST_NOMINATIONS = 50
NOT_YET_OPEN = _("Nominations are not open yet.")
NO_LONGER_OPEN = _("This cycle is closed: no new nomination can be started.")
NOTHING_WRITTEN = _("The period for this is over.")


class Deleted(WrongMove):
    """Its author deleted the draft, in another tab or a moment ago."""

    code = "deleted"
    default = _("This nomination has been deleted by the person who started it.")


def start_nomination(cycle: Cycle, *, by: User, form_token: uuid.UUID, now: datetime | None = None) -> Nomination:
    """Begin a draft, or go on with one in which nothing was written yet. FORM_TOKEN names the press of a button.

    Raises WindowClosed before the window and after it (its grace is for what was begun before), NotEligible for the 51st.
    """
    now = now or received_at()
    with transaction.atomic():
        pressed, token = made_by_press(Nomination, form_token, nominator_id=by.pk, cycle_id=cycle.pk)
        if pressed:
            return pressed
        if not cycle.window.is_open(now):
            raise WindowClosed(NO_LONGER_OPEN if cycle.window.has_opened(now) else NOT_YET_OPEN)
        # Two tabs at once: the second waits here, and then finds the draft of the first.
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
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
        nomination = locked(start_nomination(cycle, by=by, form_token=press, now=now))
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
        nomination = locked(nomination)
        if not nomination.is_editable:
            raise WrongMove(_("This nomination has been submitted and can no longer be changed."))
        if not nomination.accepts_work(now):
            raise WindowClosed
        wanted = {name: value for name, value in values.items() if name in DRAFT_FIELDS}
        if nomination.cycle.nominee_kind != Cycle.NomineeKind.EITHER:
            wanted.pop("nominee_kind", None)
        write_draft(nomination, wanted, tab=tab, version=version, saved_at=now)
    return nomination


def submit_nomination(nomination: Nomination, *, by: User, now: datetime | None = None) -> Nomination:
    """Hand it in. Raises WindowClosed, Incomplete with everything that is missing, WrongMove once disqualified."""
    now = now or received_at()
    with transaction.atomic():
        nomination = locked(nomination)
        if nomination.state == Nomination.State.SUBMITTED:
            return nomination
        if nomination.state == Nomination.State.DISQUALIFIED:
            # The office alone takes it up again (`office.reopen_nomination`).
            raise WrongMove(nomination.sentence_against(Nomination.State.SUBMITTED))
        if nomination.is_editable and not nomination.accepts_work(now):
            raise WindowClosed() if nomination.version else WindowClosed(NOTHING_WRITTEN)
        problems = missing(nomination, letters_in=nomination.letters.arrived().count())
        if nomination.is_editable and problems:
            raise Incomplete(problems)
        nomination.advance(Nomination.State.SUBMITTED, submitted_at=now, withdrawn_at=None)
        record("nomination_submitted", nomination, by=by)
        mails.nomination_received(nomination)
    return nomination


def missing(nomination: Nomination, *, letters_in: int) -> list[tuple[str, Words]]:
    """Everything that submitting still needs, as (field, sentence); "letters" stands for the letters of support."""
    cycle = nomination.cycle
    wanted = [
        ("nominee_name", nomination.nominee_name.strip(), _("Say whom you are nominating.")),
        ("nominee_position", nomination.nominee_position.strip(), _("Give the position and the mission.")),
        ("case", nomination.case.strip(), _("Write the case.")),
    ]
    problems: list[tuple[str, Words]] = [(field, sentence) for field, value, sentence in wanted if not value]
    if nomination.nominee_email and not is_email(nomination.nominee_email):
        problems.append(("nominee_email", _("The nominee’s email address is not complete.")))
    too_many = words_in(nomination.case) - cycle.case_words
    if too_many > 0:
        problems.append(("case", _too_long(too_many)))
    if letters_in < cycle.letters_needed:
        problems.append(("letters", _letters_missing(cycle.letters_needed - letters_in)))
    return problems


def _too_long(words: int) -> Words:
    return ngettext_lazy("The case is %(n)s word too long.", "The case is %(n)s words too long.", words) % {
        "n": number(words)
    }


def _letters_missing(letters: int) -> Words:
    sentence = ngettext_lazy(
        "%(n)s letter of support is still missing.", "%(n)s letters of support are still missing.", letters
    )
    return sentence % {"n": number(letters)}


def is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def withdraw_nomination(nomination: Nomination, *, by: User, now: datetime | None = None) -> Nomination:
    """Take it back; it can be changed and handed in again while the window lasts. Raises WindowClosed, WrongMove."""
    now = now or received_at()
    with transaction.atomic():
        nomination = locked(nomination)
        if nomination.state == Nomination.State.SUBMITTED and not nomination.accepts_work(now):
            raise WindowClosed(_("The deadline has passed: write to the office to withdraw this nomination."))
        if nomination.advance(Nomination.State.WITHDRAWN, submitted_at=None, withdrawn_at=now):
            record("nomination_withdrawn", nomination, by=by)
            mails.nomination_withdrawn(nomination)
    return nomination


def disqualify_nomination(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    """Set a submitted nomination aside, for a REASON that the nominator is told.

    Raises Incomplete without one, WrongMove, NotEligible for whom `check_handles` refuses.
    """
    if not reason.strip():
        raise Incomplete([("reason", _("Give the reason: the nominator will be told."))])
    with transaction.atomic():
        nomination = locked(nomination)
        check_handles(nomination, by=by)
        if nomination.advance(Nomination.State.DISQUALIFIED, disqualified_reason=reason.strip()):
            record("nomination_disqualified", nomination, by=by)
            mails.nomination_disqualified(nomination)
    return nomination


def check_handles(nomination: Nomination, *, by: User) -> None:
    """BY looks after the award now, is no party to the case, and has said who they are not. Raises NotEligible."""
    now = User.objects.get(pk=by.pk)  # what was true when the page was opened may be over
    if not rules.looks_after_nomination(now, nomination):
        raise NotEligible(_("This case is not open to you."), code="not_open_to_you")
    if rules.must_say_who(now, nomination):
        raise NotEligible(SAY_WHO, code="say_who")


def is_second_for_nominee(nomination: Nomination) -> bool:
    """Whether this nominator puts forward the same person twice in this cycle: allowed, but worth a warning."""
    name = nomination.nominee_name.strip()
    others = Nomination.objects.filter(cycle=nomination.cycle_id, nominator=nomination.nominator_id)
    return bool(name) and others.exclude(pk=nomination.pk).filter(nominee_name__iexact=name).exists()


def locked(nomination: Nomination) -> Nomination:
    """Read again with what every verb needs, its row locked until the transaction ends. Raises Deleted when it is gone."""
    whole = Nomination.objects.select_for_update(of=("self",)).select_related("cycle__award", "nominator")
    found = whole.filter(pk=nomination.pk).first()
    if found is None:
        raise Deleted
    return found
