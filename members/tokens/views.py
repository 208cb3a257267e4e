"""A person's own tokens: listed, made after a fresh sign-in and shown once, ended."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.access import person
from members.accounts.recent_sign_in import recent_sign_in_required
from members.models import Token
from pafso.access import visible_or_404
from pafso.api.scopes import in_words, known
from pafso.errors import DomainError
from pafso.press_once import parse_form_token
from pafso.web.methods import read_write

from .actions import end_token, make_token
from .forms import TokenForm

SHOWN = 50


@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    rows = Token.objects.visible_to(person(request))[:SHOWN]
    listed = [(token, [in_words(scope) for scope in sorted(known(token.scopes))]) for token in rows]
    return render(request, "members/tokens.html", {"tokens": listed})


@read_write
@recent_sign_in_required
def new_token(request: HttpRequest) -> HttpResponse:
    """The answer to the press shows the token, and nothing shows it again."""
    form = TokenForm(request.POST or None)
    press, status = parse_form_token(request.POST.get("form_token", "")), 200
    if request.method == "POST" and form.is_valid():
        try:
            return _made(request, form, press)
        except DomainError as error:
            form.add_error(error.code if error.code in form.fields else None, str(error.message))
            status = error.status
    return render(request, "members/token_new.html", {"form": form, "form_token": press}, status=status)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    token = end_token(visible_or_404(Token.objects.all(), person(request), pk=pk), by=person(request))
    messages.success(request, _("“%(name)s” has ended: an app that sends it is refused.") % {"name": token.name})
    return redirect("members:tokens")


def _made(request: HttpRequest, form: TokenForm, press: uuid.UUID) -> HttpResponse:
    user = person(request)
    token, secret = make_token(user, **form.cleaned_data, form_token=press, by=user)
    if not secret:
        messages.info(
            request, _("This token was created and shown once. If you did not copy it, end it and create another.")
        )
        return redirect("members:tokens")
    return render(request, "members/token_made.html", {"token": token, "secret": secret})
