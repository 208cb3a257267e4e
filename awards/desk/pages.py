"""Pages of the desk about one cycle: its table as a file, its numbers by day."""

import tempfile

from allauth.account.decorators import reauthentication_required
from django.contrib import admin, messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from awards.models import Cycle, Nomination
from awards.models.right import awards_of
from members.access import person
from members.exporting.admin import XLSX_TYPE, attachment
from members.exporting.sheets import csv_pieces, write_xlsx
from pafso.errors import DomainError

from .actions import export_nominations
from .forms import TableForm
from .numbers import days_of, plots_of
from .rows import names, rows_of


def cycle_or_404(request: HttpRequest, pk: int) -> Cycle:
    """A cycle of an award that the reader looks after."""
    cycle = Cycle.objects.with_award().filter(awards_of(request.user).within("award"), pk=pk).first()
    if cycle is None or not awards_of(request.user):
        raise Http404
    return cycle


@reauthentication_required
def export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Which kind of file; then the file."""
    cycle = cycle_or_404(request, pk)
    form = TableForm(request.POST) if request.method == "POST" else TableForm()
    if request.method == "POST" and form.is_valid():
        try:
            return _file(request, cycle, form.cleaned_data["kind"])
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("admin:awards_nomination_changelist")
    title = _("Export the nominations of %(cycle)s") % {"cycle": cycle}
    return page(request, "admin/awards/export.html", cycle, title=title, form=form)


def _file(request: HttpRequest, cycle: Cycle, kind: str) -> HttpResponseBase:
    by = person(request)
    rows = rows_of(cycle, export_nominations(cycle, kind=kind, by=by), by)
    name = f"{cycle.award.slug}-{cycle.year}.{kind}"
    if kind == TableForm.CSV:
        pieces = csv_pieces(names(), rows)
        return attachment(StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8"), name)
    target = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    write_xlsx(target, f"{cycle.award.slug} {cycle.year}", names(), rows)
    target.seek(0)
    return attachment(FileResponse(target, content_type=XLSX_TYPE), name)


def numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """How many came in on which day, as a small plot with its table."""
    cycle = cycle_or_404(request, pk)
    days = days_of(cycle, request.user)
    span = {"first": days[0].day, "last": days[-1].day} if days else {}
    title = _("%(cycle)s: numbers by day") % {"cycle": cycle}
    return page(request, "admin/awards/numbers.html", cycle, title=title, days=days, plots=plots_of(days), **span)


def page(request: HttpRequest, template: str, cycle: Cycle, **context: object) -> HttpResponse:
    shared = {**admin.site.each_context(request), "opts": Nomination._meta, "cycle": cycle, **context}
    return TemplateResponse(request, template, shared)
