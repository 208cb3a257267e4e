"""What the supporter does with a letter: writes it, adds a file, sends it; and what each link still opens."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from awards.letters import mails
from awards.locking import check_not_frozen, locked_case, locked_letter
from awards.models import Letter, LetterLink, Nomination
from awards.models.correction import WRITTEN, LetterCorrection
from pafso.audit.log import record
from pafso.clock import received_at
from pafso.documents.copies import ask_for_copy
from pafso.drafts.models import write_draft
from pafso.errors import Incomplete
from pafso.files import uploads
from pafso.files.models import StoredFile
from pafso.lazy import Words
from pafso.mailboxes import is_address
from pafso.web.private_links import digest_of

from .checks import check_unsent, check_writable
from .counting import match_on_roll, tell_what_counts, why_not_counting

LETTER_FIELDS = (*WRITTEN, "time_zone")


# --- The supporter ---------------------------------------------------------------------------------------------------
def letter_for_token(token: str) -> Letter | None:
    """The letter that this link writes, whatever has become of it; reading changes nothing."""
    links = LetterLink.objects.select_related(
        "letter__nomination__cycle__award", "letter__nomination__nominator", "letter__file"
    )
    link = links.filter(digest=digest_of(token)).first()
    return link.letter if link else None


def is_writable(letter: Letter, now: datetime | None = None) -> bool:
    nomination = letter.nomination
    wanted = letter.state == Letter.State.INVITED and nomination.state != Nomination.State.DISQUALIFIED
    return wanted and letter.accepts_work(now)


def save_letter_draft(
    letter: Letter, *, values: Mapping[str, object], tab: str, version: int | None, now: datetime | None = None
) -> Letter:
    """Write VALUES (of LETTER_FIELDS) of an unsent letter. Raises WrongMove, WindowClosed, EditedElsewhere."""
    now = now or received_at()
    with transaction.atomic():
        letter = locked_letter(letter)
        check_unsent(letter)
        check_writable(letter, now)
        wanted = {name: value for name, value in values.items() if name in LETTER_FIELDS}
        write_draft(letter, wanted, tab=tab, version=version, saved_at=now)
    return letter


def attach_file(letter: Letter, checked: uploads.Checked, *, now: datetime | None = None) -> Letter:
    """Put the CHECKED upload with an unsent letter, in the place of an earlier one. Raises WrongMove, WindowClosed."""
    now = now or received_at()
    with uploads.keeping(checked) as stored, transaction.atomic():
        letter = locked_letter(letter)
        check_unsent(letter)
        check_writable(letter, now)
        _put_file(letter, stored, now)
    return letter


def detach_file(letter: Letter, *, now: datetime | None = None) -> Letter:
    """Take the file off an unsent letter. Raises WrongMove, WindowClosed."""
    now = now or received_at()
    with transaction.atomic():
        letter = locked_letter(letter)
        check_unsent(letter)
        check_writable(letter, now)
        _put_file(letter, None, now)
    return letter


def _put_file(letter: Letter, stored: StoredFile | None, now: datetime) -> None:
    before = letter.file
    if stored is not None:
        stored.save()
    letter.file = stored
    letter.saved_at = now
    letter.save(update_fields=["file", "saved_at"])
    if stored is not None:
        ask_for_copy(stored)
    if before is not None:
        uploads.forget(before)


def send_letter(letter: Letter, *, shown: str | None = None, now: datetime | None = None) -> Letter:
    """Send it; sending it again changes nothing. SHOWN: which text and file (`Draft.as_shown`) its writer read before.

    Raises ReadItFirst, Incomplete with all that is missing, WindowClosed, WrongMove, Frozen.
    """
    now = now or received_at()
    with transaction.atomic():
        nomination, letter = locked_case(letter)
        if letter.state == Letter.State.SENT:
            return letter
        check_unsent(letter)
        check_writable(letter, now)
        check_not_frozen(nomination)
        letter.check_shown(shown)
        problems = missing_in_letter(letter)
        if problems:
            raise Incomplete(problems)
        member = letter.member or match_on_roll(letter)
        letter.advance(Letter.State.SENT, sent_at=now, member=member, taken_back_at=None, corrected_at=None)
        record("letter_sent", letter, changes={"nomination": nomination.code})
        mails.letter_receipt(letter, why_not=why_not_counting(letter))
        tell_what_counts(letter, now)
    return letter


def missing_in_letter(letter: Letter | LetterCorrection) -> list[tuple[str, Words]]:
    """Everything that sending still needs, as (field, sentence); of what was signed on paper, nothing."""
    if isinstance(letter, Letter) and letter.on_paper:
        return []
    wanted = [
        ("text", letter.text.strip() or letter.file_id, _("Write the letter, or choose a file.")),
        ("full_name", letter.full_name.strip(), _("Give your full name.")),
        ("address", letter.address.strip(), _("Give your postal address.")),
        ("telephone", letter.telephone.strip(), _("Give a telephone number.")),
        ("contact_email", is_address(letter.contact_email), _("Give an email address where you can be reached.")),
    ]
    return [(field, sentence) for field, value, sentence in wanted if not value]


def copy_is_shown(letter: Letter, now: datetime | None = None) -> bool:
    """Whether the link still opens what its writer sent: as long as the cycle says, since links lie about in mailboxes; and never
    what was carried over from paper at an address that only stood there."""
    if letter.on_paper and letter.carried_from is not None and letter.carried_from.email != letter.email:
        return False
    return letter.state == Letter.State.SENT and (now or received_at()) < letter.nomination.cycle.drafts_kept_until
