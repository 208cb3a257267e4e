"""What PAFSO holds about me: a page, and a copy that is prepared in the background and fetched once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.access import person
from members.accounts.recent_sign_in import recent_sign_in_required
from members.models import Copy
from members.privacy.actions.copies import ask_copy, fetch_copy, file_of
from pafso.access import guests_may, visible_or_404
from pafso.errors import DomainError
from pafso.files.serve import file_response
from pafso.privacy.page import shown_to

# In the session of the browser that fetched a copy: only there may a download that broke off be repeated.
FETCHED_HERE = "copy_fetched"


@guests_may
@require_safe
def holdings(request: HttpRequest) -> HttpResponse:
    user = person(request)
    copy = Copy.objects.filter(user=user).select_related("file").first()
    context: dict[str, Any] = {"groups": shown_to(user), "copy": copy, "progress": _("Your copy is being prepared.")}
    context["here"] = copy is not None and copy.is_downloadable(timezone.now()) and _is_fetched_here(request, copy)
    return render(request, "members/holdings.html", context)


@guests_may
@require_POST
@recent_sign_in_required
def prepare_copy(request: HttpRequest) -> HttpResponse:
    ask_copy(person(request), by=person(request))
    return redirect("members:holdings")


@guests_may
@require_safe
def copy_progress(request: HttpRequest, pk: int) -> JsonResponse:
    """What the page asks every few seconds while the copy is being prepared."""
    copy = visible_or_404(Copy.objects.all(), request.user, pk=pk)
    return JsonResponse({"done": copy.state != Copy.State.WAITING, "text": _("Your copy is being prepared.")})


@guests_may
@require_POST
@recent_sign_in_required
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """Hands the copy out; the bytes follow by a link that uses nothing up, so that a broken download goes on."""
    copy = visible_or_404(Copy.objects.all(), request.user, pk=pk)
    try:
        if not copy.is_downloadable(timezone.now()):
            fetch_copy(copy, by=person(request))
            request.session[FETCHED_HERE] = copy.pk
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("members:holdings")


@guests_may
@require_safe
def copy_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    copy = visible_or_404(Copy.objects.select_related("file"), request.user, pk=pk)
    stored = file_of(copy) if _is_fetched_here(request, copy) else None
    if stored is None:
        raise Http404
    return file_response(request, stored, filename=f"PAFSO-APASE {copy.asked_at:%Y-%m-%d}.zip")


def _is_fetched_here(request: HttpRequest, copy: Copy) -> bool:
    return request.session.get(FETCHED_HERE) == copy.pk
