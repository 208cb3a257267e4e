"""The roll written out of the desk: after a recent sign-in, with a row in the audit trail."""

import tempfile
from datetime import date

from allauth.account.decorators import reauthentication_required
from django.contrib import admin
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from members.access import person
from members.models import RollImport

from . import sheets
from .actions import export_roll
from .forms import ExportForm
from .rows import Words, names, rows_of

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@reauthentication_required
def export(request: HttpRequest) -> HttpResponseBase:
    """Which day and which kind of file; then the file."""
    form = ExportForm(request.POST) if request.method == "POST" else ExportForm.fresh()
    if request.method == "POST" and form.is_valid():
        return _file(request, **form.cleaned_data)
    context = {
        **admin.site.each_context(request),
        "title": _("Export the roll"),
        "form": form,
        "opts": RollImport._meta,
    }
    return TemplateResponse(request, "admin/members/rollimport/export.html", context)


def _file(request: HttpRequest, *, day: date, in_good_standing: bool, kind: str) -> HttpResponseBase:
    people = export_roll(day, kind=kind, in_good_standing=in_good_standing, by=person(request))
    rows = rows_of(people, day, Words.now())
    name = f"PAFSO-APASE-{day.isoformat()}.{kind}"
    if kind == ExportForm.CSV:
        return attachment(
            StreamingHttpResponse(sheets.csv_pieces(names(), rows), content_type="text/csv; charset=utf-8"), name
        )
    target = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    sheets.write_xlsx(target, day.isoformat(), names(), rows)
    target.seek(0)
    return attachment(FileResponse(target, content_type=XLSX_TYPE), name)


def attachment(response: HttpResponseBase, name: str) -> HttpResponseBase:
    """To be saved under NAME; that nobody keeps it on the way is said for every page of the office."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
