"""What the office can do with a letter, as a table of `pafso.office.verb_pages`."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from awards.letters.actions import counting, later, office, on_paper, standing
from awards.letters.forms import LaterCorrectionForm, LetterByCodeForm, LetterOnPaperForm, NumberForm, StandingForm
from awards.models import Cycle, LaterCorrection, Letter, Nomination
from pafso.office.chosen import Chosen
from pafso.office.forms import reason
from pafso.office.verb_pages import Page

SUPPORTER_TOLD = _("The supporter receives this text by email, exactly as you wrote it.")


def find_letter(nomination: Nomination, code: str) -> Letter:
    """A letter of NOMINATION that was not taken out. Raises Http404."""
    letter = nomination.letters.not_revoked().select_related("nomination__cycle__award").filter(code=code).first()
    if letter is None:
        raise Http404
    return letter


LETTER_WITHDRAWAL = Page(
    "letter_withdrawal",
    office.withdraw_letter_for,
    title=_("Withdraw this letter for its supporter"),
    explained=_(
        "For a supporter who asks. Nobody will be able to read it any more, and its link will stop working; the supporter and the nominator are told."
    ),
    button=_("Withdraw it and tell them"),
    keep=lambda letter: _("Keep the letter") if letter.sent_at else _("Keep the request"),
    done=_("The letter has been withdrawn. The supporter and the nominator will be told."),
    form=reason(_("Reason"), hint=SUPPORTER_TOLD),
    route="<int:pk>/letters/<slug:code>/withdrawal/",
    record=lambda letter: letter.nomination,
    shown=lambda letter: {"about": f"{letter.full_name or letter.name} ({letter.code}), {letter.nomination.code}"},
)


def _about(letter: Letter) -> dict[str, object]:
    return {"about": f"{letter.full_name or letter.name} ({letter.code}), {letter.nomination.code}"}


def _standing(letter: Letter) -> object:
    """What the roll says so far, above the form."""
    return counting.standing_of(letter).reason


LETTER_MATCH = Page(
    "letter_match",
    counting.match_letter,
    title=_("Match the supporter on the roll"),
    explained=_standing,
    button=_("Match"),
    done=_("The supporter has been matched. The nominator is told if that changes whether the letter counts."),
    form=lambda typed, letter: NumberForm(typed),
    route="<int:pk>/letters/<slug:code>/match/",
    record=lambda letter: letter.nomination,
    shown=_about,
)


def find_to_match(request: HttpRequest, pk: int, code: str) -> Letter:
    """A letter that is in, in the cycle PK, as far as the reader may know of it. Raises Http404."""
    letters = Letter.objects.looked_after_by(request.user).arrived().select_related("nomination__cycle__award")
    letter = letters.filter(nomination__cycle=pk, code=code).first()
    if letter is None:
        raise Http404
    return letter


# Of the cycle: the nominator needs to know before submitting, and a draft is closed to the office.
LETTER_TO_MATCH = Page(
    "letter_to_match",
    counting.settle_letter,
    title=_("Match the supporter on the roll"),
    explained=_(
        "Only letters from regular members count, and the address to which the link went is not on the roll. The nomination may still be a draft, which stays closed to you. If the supporter is nobody on the roll, do nothing: the nominator knows that the letter does not count so far."
    ),
    button=_("Save"),
    done=_("Done. The nominator is told if the letter now counts."),
    right="awards.view_nomination",
    form=lambda typed, letter: StandingForm(typed),
    route="<int:pk>/letters/<slug:code>/",
    find=find_to_match,
    record=lambda letter: letter.nomination.cycle,
    shown=lambda letter: {"about": f"{letter.full_name or letter.name}, {letter.email} ({letter.code})"},
    leads_to=lambda letter: Chosen([], Cycle),
)
LETTER_EXCEPTION = Page(
    "letter_exception",
    counting.count_letter,
    title=_("Let this letter count as an exception"),
    explained=_standing,
    button=_("Let it count"),
    done=_("The letter counts. The nominator is told if we had said that it does not."),
    form=reason(_("Reason"), hint=_("It is kept in the audit trail, and shown to the Secretary beside the letter.")),
    route="<int:pk>/letters/<slug:code>/exception/",
    record=lambda letter: letter.nomination,
    shown=_about,
)


def _noted(made: LaterCorrection) -> object:
    if made.at is None:
        return _("Nothing is written down yet: see how the file is read, then write it down.")
    return _("The correction has been written down.")


LATER_CORRECTION = Page(
    "letter_later_correction",
    later.take_later_correction,
    title=_("Write down a later correction"),
    explained=_(
        "For what a supporter tells you once the dossiers are frozen. Only who looks after the award reads it; the dossier stays as it is. If there is a file, the next page shows how it is read before anything is written down."
    ),
    button=_("Write it down"),
    done=_noted,
    form=lambda typed, letter: LaterCorrectionForm(typed),
    leads_to=lambda made: made if made.at is None else made.letter.nomination,
    route="<int:pk>/letters/<slug:code>/later-correction/",
    record=lambda letter: letter.nomination,
    shown=_about,
)
HOW = _("How the writer told you")
HOW_FOR_EXAMPLE = _("For example: by telephone on May 3. It is kept in the audit trail.")
LETTER_STANDING = Page(
    "letter_standing",
    standing.let_letter_stand,
    title=_("The letter stands in the new cycle"),
    explained=_(
        "For a letter on paper whose writer gave no email address. Ask them by post or by telephone. If the letter stands, a copy of it enters the nomination that was carried over, and the nominator is told. If they write a new letter, enter that one instead."
    ),
    button=_("It stands: carry it over"),
    done=_("The letter has been carried over. The nominator will be told."),
    form=reason(HOW, hint=HOW_FOR_EXAMPLE, name="how", rows=2),
    route="<int:pk>/letters/<slug:code>/standing/",
    record=lambda letter: letter.nomination,
    shown=_about,
)
LETTER_RESTING = Page(
    "letter_resting",
    standing.let_letter_rest,
    title=_("The letter does not stand in the new cycle"),
    explained=_(
        "For a letter on paper whose writer gave no email address and told you that it is not to be used again. It leaves what is waiting, and the nominator is told that a supporter has declined. The earlier nomination keeps the letter."
    ),
    button=_("It does not stand: tell the nominator"),
    done=_("Nothing of the letter has been carried over. The nominator will be told."),
    form=reason(HOW, hint=HOW_FOR_EXAMPLE, name="how", rows=2),
    route="<int:pk>/letters/<slug:code>/resting/",
    record=lambda letter: letter.nomination,
    shown=_about,
)
OF_A_LETTER = [LETTER_WITHDRAWAL, LETTER_MATCH, LETTER_EXCEPTION, LATER_CORRECTION, LETTER_STANDING, LETTER_RESTING]


# --- On paper or by post ---------------------------------------------------------------------------------------------
def _told(letter: Letter) -> object:
    """What becomes of it; and that nobody can be told where the paper gives no address."""
    if letter.reached_at:
        return _("The letter has been entered. The supporter and the nominator will be told by email.")
    return _(
        "The letter has been entered, and the nominator will be told. The supporter gave no email address: write to them by post."
    )


LETTER_ON_PAPER = Page(
    "letter_on_paper",
    on_paper.enter_letter,
    words=_("Enter a letter on paper…"),
    title=_("Enter a letter that came on paper"),
    explained=_(
        "For a letter of support that came on paper or by post. It is marked so, and counts as others do. The trail keeps that you entered it."
    ),
    button=_("Enter the letter"),
    done=_told,
    form=lambda typed, nomination: LetterOnPaperForm(typed),
    offered=lambda nomination, by: (
        nomination.cycle.frozen_at is None
        and not nomination.cycle.is_called_off
        and nomination.state in (Nomination.State.SUBMITTED, Nomination.State.RETURNED)
    ),
    shown=lambda nomination: {"about": f"{nomination.nominee_name}, {nomination.cycle} ({nomination.code})"},
)
# Of the cycle: a draft needs its letters before it can be submitted, and is closed to the office.
LETTER_BY_CODE = Page(
    "letter_by_code",
    on_paper.enter_letter_by_code,
    words=_("Enter a letter on paper…"),
    title=_("Enter a letter that came on paper"),
    explained=_(
        "For a letter of support whose nomination may still be a draft: the draft stays closed to you, and the person tells you the code. The letter is marked as on paper, and counts as others do."
    ),
    button=_("Enter the letter"),
    done=_told,
    right="awards.change_nomination",
    form=lambda typed, cycle: LetterByCodeForm(typed),
    offered=lambda cycle, person: cycle.frozen_at is None and not cycle.is_called_off,
    shown=lambda cycle: {"about": str(cycle)},
)
