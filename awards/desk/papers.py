"""The dossier as PDF: the page that waits for it, and the file, which the trail names each time that it leaves."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from awards import rules
from awards.models import DossierPaper, Nomination
from members.access import person
from pafso.access import visible_or_404
from pafso.errors import DomainError
from pafso.files.serve import file_response
from pafso.office.verb_pages import explain

from . import actions
from .pages import page

PAPER, RECORD, QUESTION = (
    "admin:awards_nomination_paper",
    "admin:awards_nomination_change",
    "admin:awards_nomination_same_name",
)


@require_POST
@reauthentication_required
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """One press on the page of a nomination."""
    nomination = get_object_or_404(Nomination.objects.in_hands_of(request.user).with_cycle(), pk=pk)
    if rules.must_say_who(request.user, nomination):
        return redirect(QUESTION, pk)
    try:
        return redirect(PAPER, pk, actions.ask_paper(nomination, by=person(request)).pk)
    except DomainError as error:
        explain(request, error)
        return redirect(RECORD, pk)


def paper(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """Being made, ready for some days, gone, or why it could not be made."""
    found = _own_or_404(request, pk, paper)
    if rules.must_say_who(request.user, found.nomination):
        return redirect(QUESTION, pk)
    is_waiting = found.state == DossierPaper.State.WAITING
    title = _("Dossier %(code)s") % {"code": found.nomination.code}
    return page(
        request, "admin/awards/paper.html", found.nomination.cycle, title=title, paper=found, is_waiting=is_waiting
    )


def progress(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """For the script that waits."""
    done = _own_or_404(request, pk, paper).state != DossierPaper.State.WAITING
    text = _("The PDF is being prepared.")
    return JsonResponse({"done": done, "percent": 100 * done, "text": text, "url": reverse(PAPER, args=[pk, paper])})


@require_POST
@reauthentication_required
def file(request: HttpRequest, pk: int, paper: int) -> HttpResponseBase:
    """One more press: whose letters were taken out of the desk is in the trail."""
    found = _own_or_404(request, pk, paper)
    try:
        stored = actions.download_paper(found, by=person(request))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(PAPER, pk, paper)
    return file_response(request, stored, filename=f"{found.nomination.code}.pdf")


def _own_or_404(request: HttpRequest, pk: int, paper: int) -> DossierPaper:
    papers = DossierPaper.objects.select_related("nomination__cycle__award", "nomination__nominator", "file")
    return visible_or_404(papers, request.user, pk=paper, nomination=pk)
