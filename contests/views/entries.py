"""Pages for authors: what became of a photo, and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contests.actions.entries import withdraw_entry
from contests.models import Entry
from contests.pictures import picture_of
from contests.rules import must_say_who
from members.access import person
from pafso.access import visible_or_404
from pafso.codes import same_code
from pafso.errors import DomainError
from pafso.files.serve import file_response
from pafso.text.dates import day_in_words
from pafso.web.methods import read_write
from pafso.web.pagination import keyset_page

# Before a photo opens whose author has the reader's name.
QUESTION = "admin:contests_entry_same_name"


@require_safe
def entry(request: HttpRequest, code: str) -> HttpResponse:
    entries = Entry.objects.select_related("contest", "category", "entrant", "original").prefetch_related("derivatives")
    entry = visible_or_404(entries, request.user, code=same_code(code))
    if entry.is_draft:
        return redirect("contests:text", entry.code)
    if must_say_who(request.user, entry):
        return redirect(QUESTION, entry.pk)
    context: dict[str, Any] = {"entry": entry, "picture": picture_of(entry), "facts": _facts(entry)}
    context["draft_key"] = f"entry-{entry.code}" if entry.entrant == request.user else ""
    return render(request, "contests/entry.html", context)


def _facts(entry: Entry) -> list[tuple[str, Any]]:
    """What the receipt says beside code and date; a name or a camera only where there is one."""
    facts = [
        (_("Category"), entry.category),
        (_("File"), entry.original.given_name if entry.original else ""),
        (_("Pixels"), f"{entry.width} × {entry.height}"),
        (_("Camera"), entry.camera),
        (_("Taken on"), day_in_words(entry.taken_on)),
    ]
    return [(name, value) for name, value in facts if value]


@require_safe
def progress(request: HttpRequest, code: str) -> JsonResponse:
    entry = visible_or_404(Entry.objects.all(), request.user, code=same_code(code))
    if not entry.is_waiting:
        return JsonResponse({"done": True, "percent": 100, "text": "", "url": entry.get_absolute_url()})
    text = _("The sizes are being made.") if entry.lease_until else _("The photo is waiting its turn.")
    return JsonResponse({"done": False, "percent": None, "text": text, "url": entry.get_absolute_url()})


@require_safe
def original(request: HttpRequest, code: str) -> HttpResponseBase:
    entry = visible_or_404(Entry.objects.select_related("original", "entrant"), request.user, code=same_code(code))
    if must_say_who(request.user, entry):
        return redirect(QUESTION, entry.pk)
    if entry.original is None:
        raise Http404
    return file_response(request, entry.original, filename=entry.original.given_name or entry.code)


@read_write
def withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    entries = Entry.objects.of(request.user).select_related("contest")
    entry = visible_or_404(entries, request.user, code=same_code(code))
    if request.method == "POST":
        try:
            withdraw_entry(entry, by=person(request))
            messages.success(
                request, _("Photo %(code)s has been withdrawn, and its file erased.") % {"code": entry.code}
            )
        except DomainError as error:
            messages.error(request, str(error))
        return redirect(entry)
    return render(request, "contests/withdrawal.html", {"entry": entry, "heading": _("Withdraw this photo?")})


@require_safe
def entry_list(request: HttpRequest) -> HttpResponse:
    mine = Entry.objects.of(request.user).select_related("contest", "category")
    page = keyset_page(request, mine, ["-id"])
    return render(request, "contests/entries.html", {"page": page})
