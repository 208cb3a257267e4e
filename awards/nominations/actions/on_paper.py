"""A nomination that came on paper or by post: the office enters it for its nominator, and keeps its scan."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards import rules
from awards.letters.actions.on_paper import WHY_LATE, received_on
from awards.locking import cycle_to_enter_in
from awards.models import Cycle, Nomination
from awards.models.group import put_group
from awards.models.right import VIEW, awards_of
from awards.nominations import mails
from members.models import User
from pafso.audit.log import record, record_reading
from pafso.clock import received_at
from pafso.codes import unused_code
from pafso.documents.copies import ask_for_copy
from pafso.errors import Incomplete, NotEligible
from pafso.files import uploads
from pafso.mailboxes import mailbox
from pafso.press_once import made_by_press

from .groups import missing_in_group, written

NO_ACCOUNT = _(
    "No account has this address as a confirmed one. Ask the person to continue once as a guest on the site, with a code, and enter the nomination then."
)
NOT_A_GROUP = _("You have named members: choose “A group”, or empty their rows.")
NOT_OPEN = _("This case is not open to you.")


@dataclass(frozen=True)
class PaperNomination:
    """What the office reads off the paper; the case may be in the scan alone, the members of a GROUP may not."""

    nominee_kind: str
    nominee_name: str
    nominee_position: str
    nominee_mission: str
    nominee_email: str
    language: str
    case: str
    group: Sequence[Mapping[str, str]] = ()


def enter_nomination(
    cycle: Cycle,
    *,
    by: User,
    nominator_email: str,
    paper: PaperNomination,
    scan: uploads.Checked,
    day: date,
    reason: str,
    form_token: uuid.UUID,
    now: datetime | None = None,
) -> Nomination:
    """Submit what is on PAPER, with its SCAN, for whoever has NOMINATOR_EMAIL, as received on DAY; the nominator is told.

    Letters may follow. The same press (FORM_TOKEN), or the same scan of the same nominator, changes nothing. Raises Incomplete
    (an address without an account, a day that cannot be, a late one without a REASON, a group where the cycle takes none, a group
    without its members), NotEligible for whom the award is not open to, for a party to the case and for too large a group,
    CalledOff, Frozen.
    """
    now = now or received_at()
    with uploads.keeping(scan) as stored, transaction.atomic():
        cycle = cycle_to_enter_in(cycle)
        if not awards_of(User.objects.get(pk=by.pk), VIEW).opens(cycle.award_id):
            raise NotEligible(NOT_OPEN, code="not_open_to_you")
        pressed, token = made_by_press(Nomination, form_token, cycle_id=cycle.pk)
        if pressed:
            return pressed
        nominator = _nominator(nominator_email)
        same = Nomination.objects.filter(cycle=cycle, nominator=nominator, scan__sha256=scan.sha256).first()
        if same is not None:
            return same
        _check_kind(cycle, paper)
        received = received_on(day, cycle, now)
        if not cycle.window.accepts_finishing(cycle.opens_at, received) and not reason.strip():
            raise Incomplete([("reason", WHY_LATE)])
        stored.save()
        nomination = Nomination.objects.create(
            **_columns(paper),
            code=unused_code(Nomination), cycle=cycle, nominator=nominator, on_paper=True, scan=stored,
            form_token=token, begun_at=received, saved_at=now,
        )  # fmt: skip
        _put_members(nomination, paper)
        if not rules.looks_after_nomination(by, nomination):
            raise NotEligible(NOT_OPEN, code="not_open_to_you")
        ask_for_copy(stored)
        nomination.advance(Nomination.State.SUBMITTED, submitted_at=received)
        record("nomination_entered", nomination, by=by, changes=_said(cycle, day, scan, reason))
        mails.nomination_received(nomination)
    return nomination


def _columns(paper: PaperNomination) -> dict[str, str]:
    """What stands in the row itself."""
    values = {each.name: getattr(paper, each.name) for each in fields(paper) if each.name != "group"}
    return values | {"nominee_email": mailbox(paper.nominee_email)}


def _put_members(nomination: Nomination, paper: PaperNomination) -> None:
    """Those of a group, as a nominator must name them: whoever is one of them may not look after the case."""
    people = written(paper.group)
    if people and not nomination.is_of_a_group:
        raise Incomplete([("nominee_kind", NOT_A_GROUP)])
    put_group(nomination, people)
    problems = missing_in_group(nomination)
    if problems:
        raise Incomplete(problems)


def _said(cycle: Cycle, day: date, scan: uploads.Checked, reason: str) -> dict[str, str]:
    """For the audit trail."""
    said = {"cycle": str(cycle), "received_on": day.isoformat(), "sha256": scan.sha256}
    return said | ({"reason": reason.strip()[:200]} if reason.strip() else {})


def _nominator(email: str) -> User:
    """Whose confirmed address it is: an account that somebody had not opened yet would be anybody's who claims it."""
    rows = EmailAddress.objects.filter(email=mailbox(email), verified=True, user__is_active=True)
    found = rows.select_related("user").first()
    if found is None:
        raise Incomplete([("nominator_email", NO_ACCOUNT)])
    return found.user


def _check_kind(cycle: Cycle, paper: PaperNomination) -> None:
    if cycle.nominee_kind not in (Cycle.NomineeKind.EITHER, paper.nominee_kind):
        raise Incomplete([("nominee_kind", _("This cycle takes no nominee of this kind."))])


def note_scan_reading(nomination: Nomination, *, by: User) -> None:
    """The trail says who opened the scan, and when."""
    record("nomination_scan_read", nomination, by=by)


def note_scan_page(nomination: Nomination, *, by: User) -> None:
    """A page of it has an address of its own: whoever opens it without the scan has read of it all the same."""
    record_reading("nomination_scan_read", nomination, by=by)


def note_scan_download(nomination: Nomination, *, by: User) -> None:
    """The trail says who took the scan itself, and which one it was."""
    record(
        "nomination_scan_downloaded",
        nomination,
        by=by,
        changes={"sha256": nomination.scan.sha256 if nomination.scan else ""},
    )
