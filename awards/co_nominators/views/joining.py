"""Whoever is invited: the page behind the link, and, once they have logged in, the same page at an address without a secret."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from awards.co_nominators import actions
from awards.models import CoNominator
from awards.models.right import awards_of
from members.access import person
from pafso.access import guests_may
from pafso.errors import DomainError
from pafso.web.methods import read_write
from pafso.web.private_links import digest_of, private_link

# In the session of somebody who goes to log in: the digest, since the secret of the link goes into no other address.
SESSION_KEY = "co_nominator"
WAYS_IN = {"login": "account_login", "signup": "account_signup", "guest": "account_guest"}


@private_link
@read_write
def co_nominator(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing, so a mail scanner may. POST answers, or goes to log in first."""
    digest = digest_of(token)
    way = WAYS_IN.get(request.POST.get("answer", "")) if request.method == "POST" else None
    if way is None:
        return _answer(request, actions.co_nominator_for_digest(digest))
    request.session[SESSION_KEY] = digest
    return redirect(f"{reverse(way)}?{urlencode({'next': reverse('awards:joining')})}")


@guests_may
@read_write
def joining(request: HttpRequest) -> HttpResponse:
    """After logging in: the invitation that this browser came with."""
    return _answer(request, actions.co_nominator_for_digest(request.session.get(SESSION_KEY, "")))


def _answer(request: HttpRequest, row: CoNominator | None) -> HttpResponse:
    if row is None:
        return render(request, "awards/co_nominator_unknown.html", status=404)
    if row.has_joined and request.user.is_authenticated and row.user_id == request.user.pk:
        return redirect(row.nomination)
    answer = request.POST.get("answer") if request.method == "POST" else None
    try:
        if answer == "decline":
            row = actions.decline_invitation(row)
        elif answer == "join" and request.user.is_authenticated:
            return _joined(request, actions.join_nomination(row, by=person(request)))
    except DomainError as error:
        row.refresh_from_db()
        return _page(request, row, error=error, status=error.status)
    return _page(request, row, status=200 if row.is_invited or row.ending == CoNominator.Ending.DECLINED else 410)


def _joined(request: HttpRequest, row: CoNominator) -> HttpResponse:
    request.session.pop(SESSION_KEY, None)
    messages.success(request, _("You have joined. You can change the draft and ask for letters."))
    return redirect(row.nomination)


def _page(
    request: HttpRequest, row: CoNominator, *, error: DomainError | None = None, status: int = 200
) -> HttpResponse:
    """Whose nomination of which award it is; of whom, is said to whoever has joined."""
    cycle = row.nomination.cycle
    context = {"row": row, "cycle": cycle, "nominator": row.nomination.nominator, "error": error}
    looks_after = awards_of(request.user).opens(cycle.award_id)
    return render(request, "awards/co_nominator.html", context | {"looks_after": looks_after}, status=status)
