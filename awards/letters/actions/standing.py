"""A letter on paper whose writer gave no address: the office writes down how they said that it stands in the new cycle."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

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
    """Put LETTER, whose writer told the office HOW it stands, into the nomination that was carried over, with a copy of its scan.

    The nominator is told. Again is harmless. Raises Incomplete without a word of HOW, WrongMove where it is not the office's to
    say or nothing was carried over, WindowClosed, Frozen, NotEligible for a party to either case.
    """
    how, now = wanted_reason(how), now or received_at()
    with keeping_made() as keep, transaction.atomic():
        earlier = locked_nomination(letter.nomination)
        check_handles(earlier, by=by)
        letter = locked_letter(letter)
        if letter.file is None or not unreached(Letter.objects.filter(pk=letter.pk)).exists():
            raise WrongMove(NOT_FOR_THE_OFFICE)
        found = carried_into(earlier, now)
        if found is None:
            raise WrongMove(NOT_CARRIED)
        draft = locked_nomination(found)
        check_handles(draft, by=by)
        carried = draft.letters.not_revoked().filter(carried_from=letter).first()
        if carried is not None:
            return carried
        check_takes(draft)
        check_open(draft, now)
        paper = _paper(letter, now)
        stands = new_letter(draft, paper, uuid.uuid5(draft.form_token, letter.code), now)
        stands.carried_from = letter
        stands.save(update_fields=["carried_from"])
        put_on_paper(stands, paper, copied(letter.file, keep), now, letter.member)
        record("letter_stands", stands, by=by, changes={"nomination": draft.code, "reason": how[:200]})
        tell_what_counts(stands, now)
    return stands


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
