"""The supporter's letter of before, on the page of the new one: it stands, or its words begin a new one."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from awards.letters import actions
from awards.letters.forms import LetterForm
from awards.models import Letter
from pafso.errors import DomainError
from pafso.files.serve import file_response
from pafso.web.methods import read_write

from .letters import LetterPages, by_link
from .supporters import own_name

ANSWERS = {"stands": actions.send_earlier_letter, "begin": actions.begin_with_earlier_words}


@by_link
@read_write
def letter_earlier(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    """Opening it changes nothing; POST says what becomes of the earlier letter."""
    act = ANSWERS.get(request.POST.get("answer", "")) if request.method == "POST" else None
    try:
        if act is not None:
            act(letter)
    except DomainError as error:
        pages = LetterPages(request, letter, token)
        pages.row = pages.find_again()
        return pages.form_page(LetterForm(row=pages.row), error=error, status=error.status)
    return redirect("awards:letter", token)


@by_link
@require_safe
def letter_earlier_file(request: HttpRequest, letter: Letter, token: str) -> HttpResponseBase:
    """For its writer, who decides whether it stands."""
    earlier = actions.earlier_letter(letter)
    if earlier is None or earlier.file is None or not actions.earlier_is_shown(letter, earlier):
        raise Http404
    return file_response(request, earlier.file, filename=own_name(earlier))
