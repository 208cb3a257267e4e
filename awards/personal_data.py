"""What the awards hold about a person, and what becomes of it when the account closes.

What others wrote about somebody (nominations, letters) is theirs and confidential: nothing here looks for a nominee.
"""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso.files.uploads import forget
from pafso.mail.models import Mail
from pafso.mail.personal_data import proven_addresses, to_person
from pafso.privacy.registry import PersonalData, PersonalDataKind, PersonalFile

from .actions.letters import revoke_letter
from .actions.nominations import withdraw_nomination
from .models import Letter, Nomination

NOTHING, NOWHERE = "–", "erased.invalid"


def describe(user: User) -> PersonalData:
    return PersonalData(
        name="awards",
        title=_("Awards"),
        note=_(
            "What other people write in confidence, nominations and letters of support, is read by the panel and the Secretary "
            "only. That is a rule of the awards for everybody: it says nothing about whether anything was written about you."
        ),
        kinds=(
            PersonalDataKind(
                name="nominations",
                title=_("Nominations that you began or put forward"),
                why=_("So that the panel can judge them."),
                retained=_("Drafts until you close your account; what the panel received, for good, without your name."),
                rows=Nomination.objects.by(user).select_related("cycle__award").order_by("-id"),
                columns=("code", "cycle", "state", "nominee_kind", "nominee_name", "nominee_email", "nominee_position",
                         "case", "language", "begun_at", "saved_at", "submitted_at", "disqualified_reason"),
                through=("nominator",),
            ),
            PersonalDataKind(
                name="supporters",
                title=_("Supporters whom you asked for a letter"),
                why=_("So that they can be asked again, and that each letter finds its nomination."),
                retained=_("As long as the nomination."),
                rows=Letter.objects.filter(nomination__nominator=user).select_related("nomination").order_by("-id"),
                # Never a word of the letter itself, nor what its writer said of themselves.
                columns=("nomination", "name", "email", "invited_in", "state", "invited_at", "asked_again_at"),
            ),
            PersonalDataKind(
                name="letters",
                title=_("Letters of support that you wrote"),
                why=_("They are part of somebody’s nomination. A letter from before your account was made is not listed: ask the office."),
                retained=_("As long as the nomination; your address and telephone until you close your account."),
                rows=_letters(user).select_related("nomination__cycle__award", "file").order_by("-id"),
                columns=("code", "nomination__cycle", "state", "name", "email", "invited_at", "full_name", "address", "telephone",
                         "contact_email", "text", "language", "saved_at", "sent_at"),
                files=_letter_file,
            ),
        ),
    )  # fmt: skip


def _letters(user: User) -> QuerySet[Letter]:
    """Asked for at an address of the person's; never in a nomination of the person (R16), whoever it was asked of."""
    about = Q(pk__in=())
    for address in proven_addresses(user):
        about |= Q(nomination__nominee_email__iexact=address)
    return Letter.objects.filter(to_person(user, "email", "invited_at")).exclude(about)


def _letter_file(letter: Letter) -> list[PersonalFile]:
    return [PersonalFile(f"{letter.code} {letter.file.given_name}", letter.file)] if letter.file else []


def erase(user: User, now: datetime) -> dict[str, int]:
    """What the panel has received stays, under the anonymous account; all else goes, with its letters and their files."""
    letters = list(_letters(user).select_for_update(of=("self",)).select_related("file"))
    for letter in letters:
        _leave_letter(letter, user)
    removed = 0
    for nomination in Nomination.objects.by(user).select_related("cycle__award").order_by("pk"):
        if nomination.state == Nomination.State.SUBMITTED and nomination.accepts_work(now):
            nomination = withdraw_nomination(nomination, by=user, now=now)
        _forget_invitations(nomination)
        if not nomination.is_handed_in:
            _remove(nomination)
            removed += 1
    return {"letters": len(letters), "nominations": removed}


def _leave_letter(letter: Letter, user: User) -> None:
    """A letter that was sent stays with its nomination, with its writer's name; how to reach the writer does not."""
    address = f"{letter.code.lower()}@{NOWHERE}"
    changes: dict[str, Any] = {"email": address, "contact_email": address, "address": NOTHING, "telephone": NOTHING}
    stored = letter.file if letter.state != Letter.State.SENT else None
    if letter.state != Letter.State.SENT:
        revoke_letter(letter, by=user)
        changes |= {"name": NOTHING, "full_name": "", "text": "", "file": None}
    Letter.objects.filter(pk=letter.pk).update(**changes)
    letter.links.all().delete()
    if stored is not None:
        forget(stored)


def _forget_invitations(nomination: Nomination) -> None:
    """Invitations that were sent are blank; those that did not get out name the nominator."""
    for code in nomination.letters.values_list("code", flat=True):
        Mail.objects.filter(key__startswith=f"letter_invitation:{code}:").delete()


def _remove(nomination: Nomination) -> None:
    """A draft with all that hangs on it."""
    for letter in nomination.letters.select_related("file"):
        letter.delete()
        if letter.file is not None:
            forget(letter.file)
    nomination.delete()
