"""What the office can do with a letter, as a table of `pafso.office.verb_pages`."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from awards.letters.actions import office
from awards.models import Letter, Nomination
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
    done=_("The letter has been withdrawn. The supporter and the nominator will be told."),
    form=reason(_("Reason"), hint=SUPPORTER_TOLD),
    route="<int:pk>/letters/<slug:code>/withdrawal/",
    record=lambda letter: letter.nomination,
    shown=lambda letter: {"about": f"{letter.full_name or letter.name} ({letter.code}), {letter.nomination.code}"},
)
