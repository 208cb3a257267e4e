"""The scan of a nomination on paper: its copy for readers, and the file, which the trail names each time that it leaves."""

from allauth.account.decorators import reauthentication_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from awards import rules
from awards.models import Nomination
from awards.nominations.actions.on_paper import note_scan_download, note_scan_page, note_scan_reading
from members.access import person
from pafso.documents.copies import try_again
from pafso.documents.shown import picture_or_404, shown
from pafso.files.models import StoredFile
from pafso.files.serve import file_response

from .pages import page

SCAN, PICTURE, QUESTION = (
    "admin:awards_nomination_scan",
    "admin:awards_nomination_scan_picture",
    "admin:awards_nomination_same_name",
)


def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Its pages, as pictures with their text."""
    nomination, stored = _scan_or_404(request, pk)
    if rules.must_say_who(request.user, nomination):
        return redirect(QUESTION, pk)
    note_scan_reading(nomination, by=person(request))
    copy = shown(stored, lambda number: reverse(PICTURE, args=[pk, number]))
    title = _("Scan of nomination %(code)s") % {"code": nomination.code}
    return page(
        request, "admin/awards/scan.html", nomination.cycle,
        title=title, nomination=nomination, copy=copy, language=nomination.language,
    )  # fmt: skip


def picture(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    nomination, stored = _scan_or_404(request, pk)
    if rules.must_say_who(request.user, nomination):
        raise Http404
    page_of_it = picture_or_404(stored, number)
    note_scan_page(nomination, by=person(request))
    return file_response(request, page_of_it, filename=f"{nomination.code}-{number}.webp", inline=True)


@require_POST
@reauthentication_required
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One more press: the file itself leaves our hands."""
    nomination, stored = _scan_or_404(request, pk)
    if rules.must_say_who(request.user, nomination):
        return redirect(QUESTION, pk)
    note_scan_download(nomination, by=person(request))
    return file_response(request, stored, filename=f"{nomination.code}.pdf")


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have its copy made once more, where that failed."""
    nomination, stored = _scan_or_404(request, pk)
    if rules.must_say_who(request.user, nomination):
        return redirect(QUESTION, pk)
    try_again(stored, by=person(request))
    return redirect(SCAN, pk)


def _scan_or_404(request: HttpRequest, pk: int) -> tuple[Nomination, StoredFile]:
    rows = Nomination.objects.in_hands_of(request.user).with_cycle().select_related("scan")
    nomination = rows.filter(pk=pk).first()
    if nomination is None or nomination.scan is None:
        raise Http404
    nomination.put_submitted_words()
    return nomination, nomination.scan
