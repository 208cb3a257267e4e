"""The supporter's pages: a letter written without an account, by a link that nobody else may learn."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from awards.letters import actions
from awards.letters.actions.declining import decline_letter, take_up_letter
from awards.letters.forms import DeclineForm, LetterForm
from awards.models import Letter
from awards.own_dates import calendar_file
from pafso.documents.shown import Shown, picture_or_404, shown
from pafso.drafts.forms import DraftForm
from pafso.drafts.views import DraftPages
from pafso.errors import DomainError, Refused
from pafso.files import uploads
from pafso.files.serve import file_response
from pafso.ics import ics_response
from pafso.lazy import Words
from pafso.press_once import SentOtherwise
from pafso.web.methods import read_write
from pafso.web.private_links import private_link

from .supporters import own_name


def by_link(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Opens VIEW(request, letter, token) to whoever holds the link; an unknown link gets a page that says what to do."""

    @wraps(view)
    def page(request: HttpRequest, token: str, **more: int) -> HttpResponseBase:
        letter = actions.letter_for_token(token)
        if letter is None:
            return render(request, "awards/letter_unknown.html", status=404)
        return view(request, letter, token, **more)

    return private_link(page)


class LetterPages(DraftPages[Letter]):
    """The letter and its review; receipt, revoked or closed instead, whichever the letter has come to."""

    form_class = LetterForm
    review_template = "awards/letter_review.html"

    def __init__(self, request: HttpRequest, letter: Letter, token: str) -> None:
        super().__init__(request, letter)
        self.token = token
        self.form_url = self.receipt_url = reverse("awards:letter", args=[token])
        self.next_url = reverse("awards:letter_review", args=[token])

    def find_again(self) -> Letter:
        letter = actions.letter_for_token(self.token)
        if letter is None:
            raise Http404
        return letter

    def save(self, form: LetterForm) -> Letter:
        letter = actions.save_letter_draft(self.row, values=form.values(), **form.marks())
        upload = form.cleaned_data.get("upload")
        return actions.attach_file(letter, uploads.check_document(upload)) if upload else letter

    def hand_in(self, shown: str) -> None:
        actions.send_letter(self.row, shown=shown)

    def missing(self) -> list[tuple[str, Words]]:
        return actions.missing_in_letter(self.row)

    def context(self) -> dict[str, object]:
        nomination, key = self.row.nomination, f"letter-{self.row.code}"
        earlier = actions.earlier_letter(self.row)
        about = {"nomination": nomination, "cycle": nomination.cycle, "token": self.token, "draft_key": key}
        changes = {
            "is_correctable": actions.is_correctable(self.row),
            "may_be_taken_back": actions.may_be_taken_back(self.row),
            "is_being_corrected": actions.correction_of(self.row).pk is not None,
        }
        return {
            "letter": self.row,
            "earlier": earlier,
            "earlier_is_shown": earlier is not None and actions.earlier_is_shown(self.row, earlier),
            "copy_is_shown": actions.copy_is_shown(self.row),
            "copy": self.copy,
            "why_not_counting": actions.why_not_counting(self.row),
            **about,
            **changes,
        }

    def copy(self) -> Shown | None:
        """As its readers will get the file; looked up by the pages that show it."""
        address = partial(_own_page, self.token)
        return shown(self.row.file, address) if self.row.file is not None else None

    def refusal_page(self, form: DraftForm, error: DomainError) -> HttpResponse:
        """The words are saved by then; what is wrong with the file stands beside it."""
        if not isinstance(error, Refused):
            return super().refusal_page(form, error)
        form.start_from(self.row.version)
        form.add_error("upload", str(error.message))
        return self.form_page(form, status=error.status)

    @property
    def form_template(self) -> str:  # type: ignore[override]
        if self.row.state == Letter.State.SENT:
            return "awards/letter_sent.html"
        if self.row.state == Letter.State.DECLINED:
            return "awards/letter_declined.html"
        return "awards/letter.html" if actions.is_writable(self.row) else "awards/letter_closed.html"

    def form_page(self, form: DraftForm, *, status: int = 200, **more: Any) -> HttpResponse:
        revoked = self.row.state == Letter.State.REVOKED
        status = 410 if revoked else status
        in_time = self.row.accepts_work()
        return super().form_page(form, status=status, typed=form.is_bound, revoked=revoked, in_time=in_time, **more)

    def review_page(self, **more: Any) -> HttpResponse:
        if actions.is_writable(self.row):
            return super().review_page(**more)
        return self.form_page(LetterForm(row=self.row), **more)


@by_link
@read_write
def letter(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    """Opening it changes nothing, so a mail scanner may."""
    return LetterPages(request, letter, token).write()


@by_link
@read_write
def letter_review(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    return LetterPages(request, letter, token).review()


@by_link
@require_safe
def letter_own_file(request: HttpRequest, letter: Letter, token: str) -> HttpResponseBase:
    """The author fetches the file back while the letter is theirs to write, and their copy of what was sent."""
    if letter.file is None or not _opens_file(letter):
        raise Http404
    return file_response(request, letter.file, filename=own_name(letter))


@by_link
@require_safe
def letter_own_page(request: HttpRequest, letter: Letter, token: str, number: int) -> HttpResponseBase:
    """A page or picture of the file as its readers get it, for its author."""
    if not _opens_file(letter):
        raise Http404
    picture = picture_or_404(letter.file, number)
    return file_response(request, picture, filename=f"{letter.code}-{number}.webp", inline=True)


def _own_page(token: str, number: int) -> str:
    return reverse("awards:letter_own_page", args=[token, number])


def _opens_file(letter: Letter) -> bool:
    return letter.state == Letter.State.INVITED or actions.copy_is_shown(letter)


@by_link
@require_safe
def letter_deadline(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    """The date that binds the supporter, as a calendar file; without the link, since calendars are read over shoulders."""
    text = calendar_file(letter.nomination.cycle, uid=f"letter-{letter.code}", at=letter.deadline)
    return ics_response(text, f"{letter.code}.ics")


@by_link
@require_POST
def letter_file_removal(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    try:
        actions.detach_file(letter)
    except DomainError as error:
        return LetterPages(request, letter, token).refuse(LetterForm(row=letter), error)
    return redirect("awards:letter", token)


@by_link
@read_write
def letter_declining(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    """Asks first, with room for a word to the nominator."""
    pages, form = LetterPages(request, letter, token), DeclineForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _declining(pages, form) if actions.is_writable(letter) else redirect(pages.form_url)
    try:
        decline_letter(letter, note=form.cleaned_data["note"])
    except SentOtherwise as error:
        form.add_error(None, str(error.message))
        return _declining(pages, form, status=error.status)
    except DomainError as error:
        pages.row = pages.find_again()
        return pages.form_page(LetterForm(row=pages.row), error=error, status=error.status)
    return redirect(pages.form_url)


def _declining(pages: LetterPages, form: DeclineForm, *, status: int = 200) -> HttpResponse:
    context = {**pages.context(), "form": form}
    return render(pages.request, "awards/letter_declining.html", context, status=status)


@by_link
@read_write
def letter_taking_up(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    """DELETE of the refusal, for browsers, which only post."""
    pages = LetterPages(request, letter, token)
    if request.method == "POST":
        try:
            take_up_letter(letter)
        except DomainError as error:
            pages.row = pages.find_again()
            return pages.form_page(LetterForm(row=pages.row), error=error, status=error.status)
    return redirect(pages.form_url)
