"""A letter on paper whose writer gave no address: the office writes down how they said that it stands in the new cycle, or does not."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.letters import mails
from awards.locking import check_handles, locked_letter, locked_nomination
from awards.models import CarryOver, Letter, Nomination
from awards.models.letter import BY_POST, LetterQuerySet
from members.models import User
from pafso.audit.log import record
from pafso.clock import ottawa_day, received_at
from pafso.errors import WrongMove
from pafso.files.uploads import keeping_made
from pafso.hiding import wanted_reason

from .carrying import copied
from .checks import check_open
from .counting import tell_what_counts
from .on_paper import PaperLetter, check_takes, new_letter, put_on_paper

NOT_FOR_THE_OFFICE = _("Only a letter on paper whose writer gave no email address is carried over by the office.")
NOT_CARRIED = _("This nomination has not been carried over into a cycle that still takes letters.")


def unreached(letters: LetterQuerySet) -> LetterQuerySet:
    """Those of LETTERS whose writers nobody can ask by email whether they stand."""
    return letters.arrived().filter(on_paper=True, email__endswith=f"@{BY_POST}", contact_email="")


def carried_into(nomination: Nomination, now: datetime | None = None) -> Nomination | None:
    """What became of NOMINATION in a later cycle, while letters are taken there."""
    offers = CarryOver.objects.filter(nomination=nomination, accepted=True, draft__isnull=False).order_by(
        "-cycle__year"
    )
    drafts = [offer.draft for offer in offers.select_related("draft__cycle__award", "draft__nominator")]
    return next((draft for draft in drafts if draft is not None and draft.accepts_work(now)), None)


def to_carry(nomination: Nomination) -> set[int]:
    """The keys of the letters of NOMINATION about which the office asks their writers: not carried over yet, where there is into what."""
    waiting = unreached(nomination.letters.all())
    if not waiting.exists():
        return set()
    into = carried_into(nomination)
    if into is None:
        return set()
    carried = into.letters.not_revoked().filter(carried_from__isnull=False).order_by().values("carried_from")
    return set(waiting.exclude(pk__in=carried).values_list("pk", flat=True))


def let_letter_stand(letter: Letter, *, by: User, how: str, now: datetime | None = None) -> Letter:
    """Put LETTER, whose writer told the office HOW it stands, into the nomination that was carried over, with a copy of its scan;
    also where they had said no before.

    The nominator is told. Again is harmless. Raises Incomplete without a word of HOW, WrongMove where it is not the office's to
    say or nothing was carried over, WindowClosed, Frozen, NotEligible for a party to either case.
    """
    how, now = wanted_reason(how), now or received_at()
    with keeping_made() as keep, transaction.atomic():
        letter, draft, carried = _locked_with_draft(letter, by, now)
        if letter.file is None:
            raise WrongMove(NOT_FOR_THE_OFFICE)
        if carried is not None and carried.state == Letter.State.SENT:
            return carried
        _check_takes_still(draft, now)
        paper = _paper(letter, now)
        stands = carried or _new_for(draft, letter, paper, now)
        put_on_paper(stands, paper, copied(letter.file, keep), now, letter.member)
        record("letter_stands", stands, by=by, changes={"nomination": draft.code, "reason": how[:200]})
        tell_what_counts(stands, now)
    return stands


def let_letter_rest(letter: Letter, *, by: User, how: str, now: datetime | None = None) -> Letter:
    """The writer of LETTER told the office HOW it does not stand: where it was carried over it is a letter that was declined, with
    nothing of its words.

    The nominator is told, and asks somebody else. Again is harmless. Raises as `let_letter_stand`, and WrongMove once it stands.
    """
    how, now = wanted_reason(how), now or received_at()
    with transaction.atomic():
        letter, draft, carried = _locked_with_draft(letter, by, now)
        if carried is not None and carried.state == Letter.State.DECLINED:
            return carried
        if carried is not None:
            raise WrongMove(_("This letter has been carried over already: withdraw it there."), code="stands")
        _check_takes_still(draft, now)
        rests = _new_for(draft, letter, _paper(letter, now), now)
        rests.advance(Letter.State.DECLINED, declined_at=now)
        record("letter_rests", rests, by=by, changes={"nomination": draft.code, "reason": how[:200]})
        mails.letter_declined(rests)
    return rests


def _locked_with_draft(letter: Letter, by: User, now: datetime) -> tuple[Letter, Nomination, Letter | None]:
    """LETTER, about which the office asks; where it was carried over; and what its writer has said there, if anything."""
    earlier = locked_nomination(letter.nomination)
    check_handles(earlier, by=by)
    letter = locked_letter(letter)
    if not unreached(Letter.objects.filter(pk=letter.pk)).exists():
        raise WrongMove(NOT_FOR_THE_OFFICE)
    found = carried_into(earlier, now)
    if found is None:
        raise WrongMove(NOT_CARRIED)
    draft = locked_nomination(found)
    check_handles(draft, by=by)
    return letter, draft, draft.letters.not_revoked().filter(carried_from=letter).first()


def _check_takes_still(draft: Nomination, now: datetime) -> None:
    check_takes(draft)
    check_open(draft, now)


def _new_for(draft: Nomination, letter: Letter, paper: PaperLetter, now: datetime) -> Letter:
    made = new_letter(draft, paper, uuid.uuid5(draft.form_token, letter.code), now)
    made.carried_from, made.on_paper = letter, True
    made.save(update_fields=["carried_from", "on_paper"])
    return made


def _paper(letter: Letter, now: datetime) -> PaperLetter:
    return PaperLetter(
        name=letter.full_name or letter.name,
        email="",
        address=letter.address,
        telephone=letter.telephone,
        language=letter.language,
        text=letter.text,
        received_on=ottawa_day(now),
    )
