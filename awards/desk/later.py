"""A later correction that came with a file: how it is read, before it is written down and afterwards."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from awards import rules
from awards.letters.actions import later as actions
from awards.letters.views.supporters import own_name
from awards.models import LaterCorrection, Nomination
from members.access import person
from pafso.documents.copies import try_again
from pafso.documents.shown import picture_or_404, shown
from pafso.errors import DomainError
from pafso.files.models import StoredFile
from pafso.files.serve import file_response
from pafso.web.methods import read_write

from .pages import page
from .scans import QUESTION

LATER, PICTURE, RECORD = (
    "admin:awards_nomination_later",
    "admin:awards_nomination_later_picture",
    "admin:awards_nomination_change",
)


@read_write
def later(request: HttpRequest, pk: int, later: int) -> HttpResponse:
    """Its words and the copy of its file; POST writes it down, discards it, or has a copy made once more that failed."""
    row, stored = _later_or_404(request, pk, later)
    if rules.must_say_who(request.user, row.letter.nomination):
        return redirect(QUESTION, pk)
    if request.method == "POST":
        return _answer(request, row, stored)
    if row.at is not None:
        actions.note_later_reading(row, by=person(request))
    copy = shown(stored, lambda number: reverse(PICTURE, args=[pk, later, number]))
    title = _("Later correction of letter %(code)s") % {"code": row.letter.code}
    nomination = row.letter.nomination
    return page(
        request, "admin/awards/later_correction.html", nomination.cycle,
        title=title, nomination=nomination, later=row, copy=copy, language=row.letter.language,
    )  # fmt: skip


def _answer(request: HttpRequest, row: LaterCorrection, stored: StoredFile) -> HttpResponse:
    by, nomination, answer = person(request), row.letter.nomination_id, request.POST.get("answer")
    try:
        if answer == "again":
            try_again(stored, by=by)
            return redirect(LATER, nomination, row.pk)
        if answer == "note":
            actions.confirm_later_correction(row, by=by)
            messages.success(request, _("The correction has been written down."))
        elif answer == "discard":
            actions.discard_later_correction(row, by=by)
            messages.success(request, _("The correction has been discarded, with its file."))
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect(RECORD, nomination)


def picture(request: HttpRequest, pk: int, later: int, number: int) -> HttpResponseBase:
    row, stored = _later_or_404(request, pk, later)
    if rules.must_say_who(request.user, row.letter.nomination):
        raise Http404
    name, page_of_it = f"{row.letter.code}-{number}.webp", picture_or_404(stored, number)
    if row.at is not None:
        actions.note_later_page(row, by=person(request))
    return file_response(request, page_of_it, filename=name, inline=True)


@require_POST
@reauthentication_required
def file(request: HttpRequest, pk: int, later: int) -> HttpResponseBase:
    """One more press: the file itself leaves our hands."""
    row, stored = _later_or_404(request, pk, later)
    if rules.must_say_who(request.user, row.letter.nomination):
        return redirect(QUESTION, pk)
    actions.note_later_download(row, by=person(request))
    row.letter.file = stored  # of this file, in memory alone: the name that it leaves with
    return file_response(request, stored, filename=own_name(row.letter))


def _later_or_404(request: HttpRequest, pk: int, later: int) -> tuple[LaterCorrection, StoredFile]:
    cases = Nomination.objects.in_hands_of(request.user).filter(pk=pk).order_by().values("pk")
    rows = LaterCorrection.objects.filter(pk=later, letter__nomination__in=cases)
    row = rows.select_related(
        "scan", "entered_by", "letter__nomination__cycle__award", "letter__nomination__nominator"
    ).first()
    if row is None or row.scan is None:
        raise Http404
    return row, row.scan
