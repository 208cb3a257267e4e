"""The nominator asks for letters and sees which have come; those who may read a letter read it here."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from awards.access import own_or_404
from awards.letters import actions
from awards.letters.forms import SupporterForm
from awards.models import Letter, Nomination
from awards.returning.actions import settled
from awards.rules import is_nominator, may_take_file, must_say_who, puts_forward
from members.access import person
from pafso.access import guests_may, visible_or_404
from pafso.clock import received_at
from pafso.codes import same_code
from pafso.documents.shown import picture_or_404, shown
from pafso.errors import DomainError
from pafso.files.serve import file_response
from pafso.web.methods import read_write
from pafso.web.typed_text import keeps_typed_text, typed_text

# Before anything of a case opens in which somebody has the reader's name.
QUESTION = "admin:awards_nomination_same_name"
ENDINGS = {"application/pdf": "pdf"}


@guests_may
@keeps_typed_text
@read_write
def supporters(request: HttpRequest, code: str) -> HttpResponse:
    """Who was asked, what has arrived, and the form to ask one more."""
    nomination = settled(own_or_404(request, code))
    if request.method != "POST":
        return _page(request, nomination)
    form = SupporterForm(request.POST)
    if not form.is_valid():
        return _page(request, nomination, form, status=422)
    try:
        letter = actions.invite_supporter(nomination, by=person(request), **form.cleaned_data)
    except DomainError as error:
        form.add_error("email" if error.status == 422 else None, str(error.message))
        return _page(request, settled(own_or_404(request, code)), form, status=error.status)
    messages.success(request, _("The invitation to %(name)s is on its way.") % {"name": letter.name})
    return redirect("awards:supporters", nomination.code)


def _page(
    request: HttpRequest, nomination: Nomination, form: SupporterForm | None = None, *, status: int = 200
) -> HttpResponse:
    letters = list(nomination.letters.not_revoked().in_outline().saying_whether_they_count())
    for letter in letters:
        letter.nomination = nomination
    writable = nomination.accepts_work() and nomination.state != Nomination.State.DISQUALIFIED
    proposed = _proposed(request, nomination, letters) if writable else []
    chosen = next((letter for letter in proposed if letter.code == same_code(request.GET.get("again", ""))), None)
    reasons = actions.plain_reasons(letter for letter in letters if letter.sent_at and not letter.counts)  # type: ignore[attr-defined]
    context: dict[str, object] = {
        "nomination": nomination,
        "cycle": nomination.cycle,
        "letters": letters,
        "letters_in": sum(1 for letter in letters if letter.sent_at),
        "letters_counting": len([letter for letter in letters if letter.counts]),  # type: ignore[attr-defined]
        "rows": [(letter, reasons.get(letter.pk), actions.remindable_from(letter)) for letter in letters],
        "now": received_at(),
        "form": form or SupporterForm(typed_text(request), proposed=chosen),
        "proposed": proposed,
        "writable": writable,
    }
    return render(request, "awards/supporters.html", context, status=status)


def _proposed(request: HttpRequest, nomination: Nomination, letters: list[Letter]) -> list[Letter]:
    """Whom the nominator asked before is the nominator's own to know."""
    return actions.proposed_supporters(nomination, asked=letters) if is_nominator(request.user, nomination) else []


@guests_may
@read_write
def invitation(request: HttpRequest, code: str, letter: str) -> HttpResponse:
    """POST asks the supporter again."""
    found = _own_letter_or_404(request, code, letter)
    if request.method == "POST":
        _tell(request, lambda: actions.ask_again(found, by=person(request)), _("Asked again, with a new link."))
    return redirect("awards:supporters", found.nomination.code)


@guests_may
@read_write
def revocation(request: HttpRequest, code: str, letter: str) -> HttpResponse:
    """POST ends the request for this letter."""
    found = _own_letter_or_404(request, code, letter)
    if request.method == "POST":
        _tell(request, lambda: actions.revoke_letter(found, by=person(request)), _("This letter is no longer needed."))
    return redirect("awards:supporters", found.nomination.code)


def _own_letter_or_404(request: HttpRequest, code: str, letter: str) -> Letter:
    found = own_or_404(request, code).letters.in_outline().filter(code=same_code(letter)).first()
    if found is None:
        raise Http404
    return found


def _tell(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    try:
        act()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)


@guests_may
@require_safe
def letter_text(request: HttpRequest, code: str) -> HttpResponse:
    """The letter itself, for the office, and for the nominator where the award says so; of its file the copy for readers."""
    letter = _readable_or_404(request, code)
    if must_say_who(request.user, letter.nomination):
        return redirect(QUESTION, letter.nomination_id)
    actions.note_reading(letter, by=person(request))
    copy = letter.file and shown(letter.file, lambda number: reverse("awards:letter_page", args=[letter.code, number]))
    may_take = may_take_file(request.user, letter)
    context = {"letter": letter, "cycle": letter.nomination.cycle, "copy": copy, "may_take_file": may_take}
    return render(request, "awards/letter_text.html", context)


@guests_may
@require_safe
def letter_page(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """A page or picture of the copy, for whoever reads the letter."""
    letter = _readable_or_404(request, code)
    if must_say_who(request.user, letter.nomination):
        raise Http404
    picture = picture_or_404(letter.file, number)
    actions.note_page(letter, by=person(request))
    return file_response(request, picture, filename=f"{letter.code}-{number}.webp", inline=True)


@read_write
def letter_copy(request: HttpRequest, code: str) -> HttpResponse:
    """POST has a copy made once more that could not be made."""
    letter = _held_or_404(request, code)
    if request.method == "POST":
        actions.copy_again(letter, by=person(request))
    return redirect("awards:letter_text", letter.code)


@read_write
def letter_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """What the file is; POST fetches it, which the audit trail notes: it comes from outside and leaves our hands here."""
    letter = _held_or_404(request, code)
    if letter.file is None:
        raise Http404
    if must_say_who(request.user, letter.nomination):
        return redirect(QUESTION, letter.nomination_id)
    if request.method != "POST":
        context = {"letter": letter, "cycle": letter.nomination.cycle, "is_pdf": letter.file.media_type in ENDINGS}
        return render(request, "awards/letter_file.html", context)
    actions.note_download(letter, by=person(request))
    return file_response(request, letter.file, filename=own_name(letter))


def own_name(letter: Letter) -> str:
    """A file name that tells nothing but the code."""
    ending = ENDINGS.get(letter.file.media_type, "docx") if letter.file else "txt"
    return f"{letter.code}.{ending}"


def _readable_or_404(request: HttpRequest, code: str) -> Letter:
    """With the words of the case as its reader has them: to the office, those that were submitted."""
    rows = Letter.objects.select_related("file", "nomination__cycle__award", "nomination__nominator")
    letter = visible_or_404(rows, request.user, code=same_code(code))
    if not puts_forward(request.user, letter.nomination):
        letter.nomination.put_submitted_words()
    return letter


def _held_or_404(request: HttpRequest, code: str) -> Letter:
    rows = Letter.objects.held_for(request.user).select_related(
        "file", "nomination__cycle__award", "nomination__nominator"
    )
    letter = rows.filter(code=same_code(code)).first()
    if letter is None:
        raise Http404
    letter.nomination.put_submitted_words()
    return letter
