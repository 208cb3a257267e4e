"""What is held of a supporter: the letters, and the corrections of them that were not sent."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awards.models import Letter, LetterCorrection
from awards.models.letter import LetterQuerySet
from awards.rules import letters_asked_of
from members.models import User
from pafso.privacy.registry import PersonalDataKind, PersonalFile

WHY_A_LETTER = _("They are part of somebody’s nomination.")
CONTACT_ERASED = _("As long as the nomination; the supporter’s contact details, until they are erased.")
# A correction has the columns of the letter that it would replace.
OF_A_CORRECTION = (
    "letter__code",
    "begun_at",
    "full_name",
    "address",
    "telephone",
    "contact_email",
    "text",
    "language",
    "saved_at",
)


def kinds_of(user: User) -> tuple[PersonalDataKind, ...]:
    letters = letters_asked_of(user)
    return (
        PersonalDataKind(
            name="letters",
            title=_("Letters of support that you wrote"),
            why=_("They are part of somebody’s nomination. A letter from before your account was made is not listed: ask the office."),
            retained=_("As long as the nomination; your address and telephone until you close your account."),
            rows=letters.select_related("nomination__cycle__award", "file").order_by("-id"),
            columns=("code", "nomination__cycle", "state", "name", "email", "invited_at", "full_name", "address", "telephone",
                     "contact_email", "text", "language", "time_zone", "saved_at", "sent_at", "declined_at", "declined_note",
                     "extended_until", "extension_reason"),
            files=_letter_file,
        ),
        _corrections(letters),
    )  # fmt: skip


def kinds_under(
    asked: LetterQuerySet, given: LetterQuerySet, reader: AbstractBaseUser | None
) -> Iterable[PersonalDataKind]:
    """Letters ASKED for at an address, and those whose writer only GIVEs it. The person gets their own words, also of what they
    have not sent; READER of the office sees of which letters they may know, and no word of one."""
    outline = ("code", "state", "name", "email", "contact_email", "invited_at", "sent_at")
    own_words = ("code", "nomination__cycle", "state", "name", "email", "invited_at", "full_name", "address", "telephone",
                 "contact_email", "text", "file__given_name", "language", "time_zone", "saved_at", "sent_at", "declined_at",
                 "declined_note", "extended_until", "extension_reason")  # fmt: skip
    yield PersonalDataKind(
        name="letters",
        title=_("Letters of support requested at this address"),
        why=WHY_A_LETTER,
        retained=CONTACT_ERASED,
        rows=asked.select_related("nomination__cycle__award", "file").order_by("-id"),
        columns=own_words if reader is None else outline,
    )
    if reader is None:
        yield _corrections(asked)
    # Whoever wrote it gave this address; nobody has proven it. So not a word of the letter goes there.
    yield PersonalDataKind(
        name="letters_elsewhere",
        title=_("Letters of support whose writer gives this address"),
        why=WHY_A_LETTER,
        retained=CONTACT_ERASED,
        rows=given.order_by("-id"),
        columns=("code", "state", "contact_email", "sent_at"),
    )


def _corrections(letters: LetterQuerySet) -> PersonalDataKind:
    """Only their writer reads them: a letter stands as it is until its correction is sent."""
    return PersonalDataKind(
        name="corrections",
        title=_("Corrections of letters that were not sent"),
        why=_("So that the letter can be corrected until the panel receives it."),
        retained=_("Until the correction is sent or discarded, or as long as the letter."),
        rows=LetterCorrection.objects.filter(letter__in=letters.order_by().values("pk"))
        .select_related("letter", "file")
        .order_by("-id"),
        columns=OF_A_CORRECTION,
        files=_correction_file,
    )


def forget_contact_in_corrections(address: str) -> None:
    """Of corrections that give ADDRESS or replace a letter that gives it; their writers complete them before they send them."""
    letters = Letter.objects.filter(contact_email__iexact=address).order_by().values("pk")
    # One after the other: an OR over two tables would be answered by reading both.
    for giving in (Q(contact_email__iexact=address), Q(letter__in=letters)):
        LetterCorrection.objects.filter(giving).update(contact_email="", address="", telephone="")


def _letter_file(letter: Letter) -> list[PersonalFile]:
    return [PersonalFile(f"{letter.code} {letter.file.given_name}", letter.file)] if letter.file else []


def _correction_file(copy: LetterCorrection) -> list[PersonalFile]:
    """Unless it is the letter's own, which is there with the letter."""
    if copy.file is None or copy.file_id == copy.letter.file_id:
        return []
    return [PersonalFile(f"{copy.letter.code} {copy.file.given_name}", copy.file)]
