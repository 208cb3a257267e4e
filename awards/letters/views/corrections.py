"""The supporter's pages of a letter that is in: corrected in a working copy while it stands, or taken back."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from awards.letters import actions
from awards.letters.forms import CorrectionForm
from awards.models import Letter, LetterCorrection
from pafso.documents.shown import Shown, picture_or_404, shown
from pafso.drafts.forms import DraftForm
from pafso.drafts.models import EditedElsewhere
from pafso.drafts.views import DraftPages
from pafso.errors import DomainError, Refused
from pafso.files import uploads
from pafso.files.serve import file_response
from pafso.lazy import Words
from pafso.web.methods import read_write

from .letters import LetterPages, by_link
from .supporters import own_name


class CorrectionPages(DraftPages[LetterCorrection]):
    """The working copy and its review; the letter's own page instead, once nothing can be corrected."""

    form_class = CorrectionForm
    form_template = "awards/letter_correction.html"
    review_template = "awards/letter_correction_review.html"

    def __init__(self, request: HttpRequest, letter: Letter, token: str) -> None:
        super().__init__(request, actions.correction_of(letter))
        self.letter = LetterPages(request, letter, token)
        self.form_url = reverse("awards:letter_correction", args=[token])
        self.next_url = reverse("awards:letter_correction_review", args=[token])
        self.receipt_url = self.letter.form_url

    def find_again(self) -> LetterCorrection:
        self.letter.row = self.letter.find_again()
        return actions.correction_of(self.letter.row)

    def elsewhere(self) -> str:
        return "" if actions.is_correctable(self.letter.row) else self.receipt_url

    def save(self, form: CorrectionForm) -> LetterCorrection:
        copy = actions.save_correction(self.letter.row, values=form.values(), **form.marks())
        upload = form.cleaned_data.get("upload")
        return actions.attach_to_correction(copy.letter, uploads.check_document(upload)) if upload else copy

    def hand_in(self, shown: str) -> None:
        actions.send_correction(self.letter.row, shown=shown)

    def missing(self) -> list[tuple[str, Words]]:
        return actions.missing_in_letter(self.row)

    def context(self) -> dict[str, object]:
        file_url = reverse("awards:letter_correction_file", args=[self.letter.token])
        key = f"correction-{self.letter.row.code}"
        mine = {"correction": self.row, "file_url": file_url, "copy": self.copy, "draft_key": key}
        return {**self.letter.context(), **mine}

    def copy(self) -> Shown | None:
        """Of a file that is corrected, as its readers will get that one."""
        address = partial(_page_url, self.letter.token)
        return shown(self.row.file, address) if self.row.file is not None else None

    def refusal_page(self, form: DraftForm, error: DomainError) -> HttpResponse:
        if isinstance(error, EditedElsewhere):
            return super().refusal_page(form, error)
        if not isinstance(error, Refused):
            form.start_from(self.letter.row.version)
            return self.letter.form_page(form, error=error, status=error.status)
        form.start_from(self.row.version)
        form.add_error("upload", str(error.message))
        return self.form_page(form, status=error.status)

    def review_page(self, **more: Any) -> HttpResponse:
        """Nothing to send, or nothing to correct any more: the page that says so."""
        if self.elsewhere():
            return self.letter.form_page(CorrectionForm(row=self.row), **more)
        return super().review_page(**more) if self.row.pk else redirect(self.form_url)


@by_link
@read_write
def correction(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    return CorrectionPages(request, letter, token).write()


@by_link
@read_write
def correction_review(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    return CorrectionPages(request, letter, token).review()


@by_link
@require_safe
def correction_file(request: HttpRequest, letter: Letter, token: str) -> HttpResponseBase:
    copy = actions.correction_of(letter)
    if copy.file is None or not actions.is_correctable(letter):
        raise Http404
    return file_response(request, copy.file, filename=own_name(copy.letter))


@by_link
@require_safe
def correction_page(request: HttpRequest, letter: Letter, token: str, number: int) -> HttpResponseBase:
    """A page or picture of the corrected file as its readers will get it, for its author."""
    copy = actions.correction_of(letter)
    if not actions.is_correctable(letter):
        raise Http404
    picture = picture_or_404(copy.file, number)
    return file_response(request, picture, filename=f"{letter.code}-{number}.webp", inline=True)


def _page_url(token: str, number: int) -> str:
    return reverse("awards:letter_correction_page", args=[token, number])


@by_link
@require_POST
def correction_file_removal(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    pages = CorrectionPages(request, letter, token)
    try:
        actions.detach_from_correction(letter)
    except DomainError as error:
        return pages.refuse(CorrectionForm(row=pages.row), error)
    return redirect(pages.form_url)


@by_link
@require_POST
def correction_removal(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    """Drops the working copy: the letter stays as it was sent."""
    actions.discard_correction(letter)
    return redirect("awards:letter", token)


@by_link
@read_write
def taking_back(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    """Asks first, and says what follows. DELETE of the submission, for browsers, which only post."""
    pages = LetterPages(request, letter, token)
    if request.method != "POST":
        asks = actions.may_be_taken_back(letter)
        context = {**pages.context(), "until": actions.until_sent_again(letter)}
        return render(request, "awards/letter_taking_back.html", context) if asks else redirect(pages.form_url)
    try:
        actions.take_back_letter(letter)
    except DomainError as error:
        pages.row = pages.find_again()
        return pages.form_page(CorrectionForm(row=actions.correction_of(pages.row)), error=error, status=error.status)
    return redirect(pages.form_url)
