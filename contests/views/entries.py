"""Pages for authors: enter a photo, follow it, take it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contests.actions.entries import check_entrant, withdraw_entry
from contests.actions.entries import enter as enter_photo
from contests.forms import EntryForm
from contests.models import Contest, Entry
from contests.pictures import picture_of
from members.access import person
from pafso.access import visible_or_404
from pafso.drafts.typed_text import keeps_typed_text, typed_text
from pafso.errors import DomainError, Refused
from pafso.files.serve import file_response
from pafso.web.methods import read_write
from pafso.web.pagination import keyset_page


@keeps_typed_text
@read_write
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    contest = visible_or_404(Contest.objects.all(), request.user, slug=slug)
    if request.method == "POST":
        form = EntryForm(contest, request.POST, request.FILES)
        entry = _entered(request, contest, form) if form.is_valid() else None
        if entry is not None:
            return redirect(entry)
    else:
        typed = typed_text(request)
        if typed is None and not _may_begin(request, contest):
            return redirect(contest)
        form = EntryForm(contest, initial=typed.dict() if typed else None)
    context = {"contest": contest, "form": form, "sent": request.method == "POST", "heading": _("Enter a photo")}
    return render(request, "contests/enter.html", context)


def _may_begin(request: HttpRequest, contest: Contest) -> bool:
    """Says what stands in the way before somebody chooses and sends a large file."""
    if not contest.is_open:
        return False
    try:
        check_entrant(contest, by=person(request))
    except DomainError as error:
        messages.warning(request, str(error))
        return False
    return True


def _entered(request: HttpRequest, contest: Contest, form: EntryForm) -> Entry | None:
    try:
        return enter_photo(
            contest, by=person(request), checked=form.cleaned_data["photo"], particulars=form.particulars()
        )
    except DomainError as error:
        # Of all that can be refused, only the file has a place of its own on the form.
        form.add_error("photo" if isinstance(error, Refused) else None, str(error))
        return None


@require_safe
def entry(request: HttpRequest, code: str) -> HttpResponse:
    entries = Entry.objects.select_related("contest", "category", "entrant", "original").prefetch_related("derivatives")
    entry = visible_or_404(entries, request.user, code=code.upper())
    context: dict[str, Any] = {"entry": entry, "picture": picture_of(entry), "facts": _facts(entry)}
    context["megabytes"] = entry.original.size / 1e6 if entry.original else 0
    return render(request, "contests/entry.html", context)


def _facts(entry: Entry) -> list[tuple[str, Any]]:
    """What the receipt says beside code and date; a name or a camera only where there is one."""
    facts = [
        (_("Category"), entry.category),
        (_("File"), entry.original.given_name if entry.original else ""),
        (_("Pixels"), f"{entry.width} × {entry.height}"),
        (_("Camera"), entry.camera),
        (_("Taken on"), date_format(entry.taken_on) if entry.taken_on else ""),
    ]
    return [(name, value) for name, value in facts if value]


@require_safe
def progress(request: HttpRequest, code: str) -> JsonResponse:
    entry = visible_or_404(Entry.objects.all(), request.user, code=code.upper())
    if not entry.is_waiting:
        return JsonResponse({"done": True, "percent": 100, "text": "", "url": entry.get_absolute_url()})
    text = _("The sizes are being made.") if entry.lease_until else _("The photo waits for its turn.")
    return JsonResponse({"done": False, "percent": None, "text": text, "url": entry.get_absolute_url()})


@require_safe
def original(request: HttpRequest, code: str) -> HttpResponseBase:
    entry = visible_or_404(Entry.objects.select_related("original"), request.user, code=code.upper())
    if entry.original is None:
        raise Http404
    return file_response(request, entry.original, filename=entry.original.given_name or entry.code)


@read_write
def withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    entries = Entry.objects.of(request.user).select_related("contest")
    entry = visible_or_404(entries, request.user, code=code.upper())
    if request.method == "POST":
        try:
            withdraw_entry(entry, by=person(request))
            messages.success(request, _("Photo %(code)s is withdrawn, and its file erased.") % {"code": entry.code})
        except DomainError as error:
            messages.error(request, str(error))
        return redirect(entry)
    return render(request, "contests/withdrawal.html", {"entry": entry, "heading": _("Withdraw this photo?")})


@require_safe
def entry_list(request: HttpRequest) -> HttpResponse:
    mine = Entry.objects.of(request.user).select_related("contest", "category")
    page = keyset_page(request, mine, ["-id"])
    return render(request, "contests/entries.html", {"page": page})
