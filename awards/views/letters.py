"""The supporter's pages: a letter written without an account, by a link that nobody else may learn."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.actions import letters as actions
from awards.forms import LetterForm
from awards.models import Letter
from pafso import draftviews
from pafso.errors import DomainError, Incomplete, Refused
from pafso.files import uploads
from pafso.files.serve import file_response
from pafso.links import private_link

from .nominations import READ_WRITE
from .supporters import own_name


def by_link(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Opens VIEW(request, letter, token) to whoever holds the link; an unknown link gets a page that says what to do."""

    @wraps(view)
    def page(request: HttpRequest, token: str) -> HttpResponseBase:
        letter = actions.letter_for_token(token)
        if letter is None:
            return render(request, "awards/letter_unknown.html", status=404)
        return view(request, letter, token)

    return private_link(page)


@by_link
@require_http_methods(READ_WRITE)
def letter(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    """The letter, saving itself. Opening it changes nothing, so a mail scanner may."""
    if request.method != "POST":
        return _page(request, letter, token, LetterForm(row=letter))
    form = LetterForm(request.POST, request.FILES, row=letter)
    try:
        if not form.is_valid():
            raise draftviews.too_long(form)
        letter = actions.save_letter_draft(letter, values=form.values(), **form.marks())
        letter = _keep_file(letter, form)
    except DomainError as error:
        return _not_saved(request, token, form, error)
    return draftviews.saved(request, letter, reverse("awards:letter_review", args=[token]))


def _keep_file(letter: Letter, form: LetterForm) -> Letter:
    upload = form.cleaned_data.get("upload")
    return actions.attach_file(letter, uploads.check_document(upload)) if upload else letter


def _not_saved(request: HttpRequest, token: str, form: LetterForm, error: DomainError) -> HttpResponse:
    if draftviews.wants_json(request):
        return draftviews.not_saved(error)
    letter = actions.letter_for_token(token)
    if letter is None:
        raise Http404
    if isinstance(error, Refused):
        form.start_from(letter.version)
        form.add_error("upload", str(error.message))
        return _page(request, letter, token, form, status=error.status)
    draftviews.ready_to_overwrite(form, letter, error)
    return _page(request, letter, token, form, error=error, status=error.status)


def _page(
    request: HttpRequest, letter: Letter, token: str, form: LetterForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Receipt, revoked, closed or the form itself, whichever the letter has come to."""
    context = {**_about(letter, token), "form": form, "typed": form.is_bound, **more}
    if letter.state == Letter.State.SENT:
        return render(request, "awards/letter_sent.html", context, status=status)
    if letter.state == Letter.State.REVOKED:
        return render(request, "awards/letter_closed.html", {**context, "revoked": True}, status=410)
    page = "letter" if actions.is_writable(letter) else "letter_closed"
    return render(request, f"awards/{page}.html", context, status=status)


def _about(letter: Letter, token: str) -> dict[str, Any]:
    return {
        "letter": letter,
        "nomination": letter.nomination,
        "cycle": letter.nomination.cycle,
        "token": token,
        "draft_key": f"letter-{letter.code}",
    }


@by_link
@require_http_methods(READ_WRITE)
def letter_review(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    """The letter as it will be sent; POST sends it for good."""
    if request.method != "POST":
        return _review(request, letter, token)
    try:
        actions.send_letter(letter)
    except Incomplete as error:
        return _review(request, letter, token, tried=True, status=error.status)
    except DomainError as error:
        return _review(request, letter, token, error=error, status=error.status)
    return redirect("awards:letter", token)


def _review(request: HttpRequest, letter: Letter, token: str, *, status: int = 200, **more: Any) -> HttpResponse:
    if not actions.is_writable(letter):
        return _page(request, letter, token, LetterForm(row=letter), status=status, **more)
    url = reverse("awards:letter", args=[token])
    problems = [(sentence, f"{url}#id_{field}") for field, sentence in actions.missing_in_letter(letter)]
    context = {**_about(letter, token), "problems": problems, **more}
    return render(request, "awards/letter_review.html", context, status=status)


@by_link
@require_safe
def letter_own_file(request: HttpRequest, letter: Letter, token: str) -> HttpResponseBase:
    """The author sees the file until the letter is sent."""
    if letter.file is None or letter.state != Letter.State.INVITED:
        raise Http404
    return file_response(request, letter.file, filename=own_name(letter), inline=True)


@by_link
@require_POST
def letter_file_removal(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    try:
        actions.detach_file(letter)
    except DomainError as error:
        return _not_saved(request, token, LetterForm(row=letter), error)
    return redirect("awards:letter", token)
