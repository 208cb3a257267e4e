"""What the awards hold about a person, and what becomes of it when the account closes.

What others wrote about somebody (nominations, letters) is theirs and confidential: nothing here looks for a nominee.
"""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from awards.co_nominators.actions.ending import end_every_co_nominator
from awards.letters.actions.asking import end_request
from awards.letters.actions.correcting import discard_copy
from awards.models.letter import LetterQuerySet
from awards.nominations.actions.deletion import forget_invitations, remove
from awards.nominations.actions.submission import withdraw_nomination
from awards.nominations.dossiers import forget_contact
from members.models import Member, User
from pafso.files.uploads import forget
from pafso.lazy import Words
from pafso.mail.personal_data import before_account
from pafso.privacy.registry import PersonalData, PersonalDataKind, PersonalFile
from pafso.text.words import first_keys, has_words

from . import held_letters, held_together
from .models import AwardRight, Cycle, Letter, Nomination, NominationDeclaration
from .rules import letters_asked_of

ERASED = [
    "awards.Nomination.nominator",
    "awards.Nomination.last_saved_by",
    "awards.CoNominator.user",
    "awards.CarryOver.offered_by",
    "awards.Nomination.nominee_member",
    "awards.Letter.member",
    "awards.AwardRight.user",
    "awards.NominationDeclaration.user",
]
MOST_FOUND = 100
DRAFTS_KEPT = ngettext_lazy(
    "Drafts: until %(months)s month after their cycle closes, or until you delete them or close your account. What "
    "the panel received: permanently, without your name once your account is closed.",
    "Drafts: until %(months)s months after their cycle closes, or until you delete them or close your account. What "
    "the panel received: permanently, without your name once your account is closed.",
    "months",
)
DRAFTS_KEPT_EACH = _(
    "Drafts: until %(fewest)s to %(most)s months after their cycle closes, as the page of each cycle says, or until you "
    "delete them or close your account. What the panel received: permanently, without your name once your account is "
    "closed."
)
IN_CONFIDENCE = _(
    "Only the panel and the Secretary read what other people write in confidence: nominations and "
    "letters of support. This rule of the awards applies to everybody, and says nothing about "
    "whether anything was written about you."
)
NOTHING, NOWHERE = "–", "erased.invalid"
WITH_THE_OFFICE = (Nomination.State.SUBMITTED, Nomination.State.RETURNED)
# What the office wrote to whoever put it forward.
TO_ITS_NOMINATOR = {"returned_note": "", "typed_meanwhile": None, "extended_until": None, "extension_reason": ""}


def describe(user: User) -> PersonalData:
    return PersonalData(
        name="awards",
        title=_("Awards"),
        note=IN_CONFIDENCE,
        kinds=(
            PersonalDataKind(
                name="nominations",
                title=_("Nominations that you started or submitted"),
                why=_("So that the panel can judge them."),
                retained=_drafts_kept(user),
                rows=Nomination.objects.by(user).select_related("cycle__award", "scan").order_by("-id"),
                columns=("code", "cycle", "state", "nominee_kind", "nominee_name", "nominee_email", "nominee_position", "nominee_mission",
                         "case", "language", "begun_at", "saved_at", "submitted_at", "returned_at", "returned_until",
                         "returned_note", "typed_meanwhile", "extended_until", "extension_reason", "disqualified_reason"),
                through=("nominator",),
                files=_scan,
            ),
            *held_together.kinds_of(user),
            PersonalDataKind(
                name="supporters",
                title=_("Supporters whom you asked for a letter"),
                why=_("So that they can be asked again, and each letter finds its nomination."),
                retained=_("As long as the nomination."),
                rows=Letter.objects.filter(nomination__nominator=user).select_related("nomination").order_by("-id"),
                # Never a word of the letter itself, nor what its writer said of themselves.
                columns=("nomination", "name", "email", "invited_in", "state", "invited_at", "asked_again_at", "declined_at",
                         "declined_note"),
            ),
            *held_letters.kinds_of(user),
            PersonalDataKind(
                name="rights",
                title=_("Awards that you look after for the office"),
                why=_("So that nobody else opens what was written in confidence."),
                retained=_("Until the right is taken away, or you close your account."),
                rows=AwardRight.objects.filter(user=user).select_related("award").order_by("-id"),
                columns=("award", "given_at"),
                through=("user",),
            ),
        ),
    )  # fmt: skip


def _drafts_kept(user: User) -> Words:
    """By the cycles of the person's own drafts."""
    drafts = Nomination.objects.by(user).filter(state=Nomination.State.DRAFT).order_by()
    months = sorted(drafts.values_list("cycle__retention_months", flat=True).distinct())
    if len(months) > 1:
        return DRAFTS_KEPT_EACH % {"fewest": months[0], "most": months[-1]}
    usual = Cycle._meta.get_field("retention_months").get_default()
    return DRAFTS_KEPT % {"months": months[0] if months else usual}


def under_address(address: str, reader: AbstractBaseUser | None) -> PersonalData:
    """Letters that were asked for at ADDRESS, and those that only give it. The person gets their own words; somebody of the office
    sees of which letters they may know, and no word of one. What names a nominee is somebody else's, and confidential."""
    asked, given = _letters_under(address)
    if reader is not None:
        mine = Letter.objects.looked_after_by(reader)  # type: ignore[arg-type]
        asked, given = asked & mine, given & mine
    return PersonalData(
        name="awards",
        title=_("Awards"),
        kinds=(*held_letters.kinds_under(asked, given, reader), held_together.kind_under(address, reader)),
    )


def _letters_under(address: str) -> tuple[LetterQuerySet, LetterQuerySet]:
    """Those asked for at ADDRESS, and those that only give it; never in a nomination of whoever has it (R16)."""
    letters = Letter.objects.filter(before_account(address, "invited_at")).exclude(held_together.about_who_has(address))
    return letters.filter(email__iexact=address), letters.filter(contact_email__iexact=address).exclude(
        email__iexact=address
    )


def erase_under_address(address: str, by: User, now: datetime) -> dict[str, int]:
    """As when an account closes: what was sent stays in its case with its writer's name, what was not or was taken out goes."""
    asked, given = (
        rows.select_for_update(of=("self",)).select_related("file").order_by("pk") for rows in _letters_under(address)
    )
    letters = list(asked)
    for letter in letters:
        _leave_letter(letter, by, now)
    held_letters.forget_contact_in_corrections(address)  # while the letters still give it
    for letter in given:
        _forget_contact(letter, now)
    invitations, _each = held_together.invitations_under(address).delete()
    return {"letters": len(letters), "co_nominations": invitations}


def _forget_contact(letter: Letter, now: datetime) -> None:
    """A letter that is being written is its writer's to complete; one that was sent cannot be without these columns."""
    if letter.state == Letter.State.INVITED:
        Letter.objects.filter(pk=letter.pk).update(contact_email="", address="", telephone="")
        return
    address = f"{letter.code.lower()}@{NOWHERE}"
    Letter.objects.filter(pk=letter.pk).update(contact_email=address, address=NOTHING, telephone=NOTHING)
    forget_contact(letter, now)


def people_named(name: str, reader: AbstractBaseUser) -> list[tuple[str, str]]:
    """Supporters of NAME, in the awards that READER looks after."""
    letters = Letter.objects.filter(has_words("name", name))
    keys = first_keys(letters, MOST_FOUND)
    mine = Letter.objects.looked_after_by(reader).filter(pk__in=keys).exclude(email__endswith=f"@{NOWHERE}")  # type: ignore[arg-type]
    return list(mine.order_by().values_list("name", "email").distinct())


def _scan(nomination: Nomination) -> list[PersonalFile]:
    return [PersonalFile(f"{nomination.code} {nomination.scan.given_name}", nomination.scan)] if nomination.scan else []


def erase(user: User, now: datetime) -> dict[str, int]:
    """What the panel has received stays, under the anonymous account; all else goes, with its letters and their files."""
    _unmatch(user)
    letters = list(letters_asked_of(user).select_for_update(of=("self",)).select_related("file"))
    for letter in letters:
        _leave_letter(letter, user, now)
    held_together.forget_carry_overs(user)
    removed = 0
    for nomination in Nomination.objects.by(user).select_related("cycle__award").order_by("pk"):
        if nomination.state in WITH_THE_OFFICE and nomination.accepts_work(now):
            nomination = withdraw_nomination(nomination, by=user, now=now)
        forget_invitations(nomination)
        # Written to this person, who is gone.
        nomination.letters.exclude(declined_note="").update(declined_note="")
        if not nomination.is_handed_in:
            end_every_co_nominator(nomination)
            remove(nomination)
            removed += 1
            continue
        Nomination.objects.filter(pk=nomination.pk).update(**TO_ITS_NOMINATOR)
    co_nominations = held_together.leave_co_nominations(user, now)
    Nomination.objects.filter(last_saved_by=user).update(last_saved_by=None)
    AwardRight.objects.filter(user=user).delete()
    NominationDeclaration.objects.filter(user=user).delete()
    return {"letters": len(letters), "nominations": removed, "co_nominations": co_nominations}


def _unmatch(user: User) -> None:
    """The entry of the roll is anonymous from now on: no case may say whose it was."""
    mine = Member.objects.filter(Q(user=user) | Q(merged_into__user=user)).values("pk")
    Nomination.objects.filter(nominee_member__in=mine).update(nominee_member=None)
    Letter.objects.filter(member__in=mine).update(member=None)


def _leave_letter(letter: Letter, user: User, now: datetime) -> None:
    """A letter that was sent stays with its nomination, with its writer's name; how to reach the writer does not."""
    address = f"{letter.code.lower()}@{NOWHERE}"
    changes: dict[str, object] = {"email": address, "contact_email": address, "address": NOTHING, "telephone": NOTHING}
    changes |= {"declined_note": "", "time_zone": "", "extended_until": None, "extension_reason": ""}
    discard_copy(letter)
    stored = letter.file if letter.state != Letter.State.SENT else None
    if letter.state != Letter.State.SENT:
        end_request(letter, by=user)
        changes |= {"name": NOTHING, "full_name": "", "text": "", "file": None}
    Letter.objects.filter(pk=letter.pk).update(**changes)
    letter.links.all().delete()
    forget_contact(letter, now)
    if stored is not None:
        forget(stored)
