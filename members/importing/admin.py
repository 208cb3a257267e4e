"""The roll in files, at the desk: hand in, look at what it would do, apply; and write the roll out."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from members.access import person
from members.exporting import columns, sheets
from members.exporting.admin import attachment, export
from members.models import ImportLine, RollImport
from pafso.errors import DomainError
from pafso.files.inspection.errors import Unreadable
from pafso.files.sandbox import SandboxFailure
from pafso.localized import language_in_use
from pafso.office.forms import reason
from pafso.office.modeladmin import ReadOnlyAdmin
from pafso.office.verb_pages import Button, Page, Verb, VerbPages, check_right
from pafso.web.pagination import keyset_page

from . import actions, preview
from .encodings import as_typed
from .forms import ImportForm
from .open_file import Source, lines_of


def _found(request: HttpRequest, pk: Any) -> RollImport:
    check_right(request, "members.change_member")
    rows: QuerySet[RollImport] = RollImport.objects.select_related("asked_by", "applied_by", "file")
    found = rows.filter(pk=pk).first() if str(pk).isdecimal() and len(str(pk)) < 18 else None
    if found is None:
        raise Http404
    return found


VERBS = [
    Button("apply", actions.apply_import, done=_("The import is being applied."), right="members.change_member",
        find=_found),
    Page("undo", actions.undo_import, title=_("Undo this import"), button=_("Undo the import"),
        explained=_("What the file began is struck out with your reason, what it ended continues, and what it "
"changed is restored. People whom it added are taken off the roll; they stay visible, and a file "
"with their number brings them back. What somebody has changed since stays as it is, and its "
"line says so."),
        done=_("The import is being undone."), right="members.change_member", find=_found,
        form=reason(_("Why you are undoing it"), longest=200, rows=0, hint=_("It appears beside every row that is struck out.")),
        shown=lambda found: preview.undo_in_words(found), template="admin/members/rollimport/undo.html"),
    Button("drop", actions.drop_import,
        done=_("Discarded. The file and its contents have been deleted; the roll was not changed."),
        right="members.change_member", find=_found),
]  # fmt: skip


@admin.register(RollImport)
class RollImportAdmin(VerbPages, ReadOnlyAdmin):
    """For whoever may change members; each step is a verb of its own."""

    list_display = ["file_name", "state", "asked_by", "asked_at", "counts"]
    list_select_related = ["asked_by"]
    list_filter = ["state"]
    sortable_by = ["asked_at"]
    ordering = ["-id"]
    verbs = VERBS
    buttons_route = "<int:pk>/<slug:verb>/"

    @admin.display(description=_("lines"))
    def counts(self, found: RollImport) -> str:
        return " · ".join(f"{word} {count}" for _outcome, word, count in preview.tabs(found) if count)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def _may(self, request: HttpRequest) -> bool:
        return request.user.has_perm("members.change_member")  # type: ignore[union-attr]

    def get_urls(self) -> list[URLPattern]:
        views = {
            "export/": (export, "export"),
            "template.csv": (self.template, "template"),
            "<int:pk>/refused.csv": (self.refused, "refused"),
            "<int:pk>/progress/": (self.progress, "progress"),
        }
        own = [
            path(route, self.admin_site.admin_view(self._shut(view)), name=f"members_rollimport_{name}")
            for route, (view, name) in views.items()
        ]
        return [*own, *super().get_urls()]

    def _shut(self, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        def shut(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self._may(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return shut

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Hand in a file. Not in one transaction, as Django's own page would be: the file is checked and written meanwhile."""
        if not self._may(request):
            raise PermissionDenied
        form = ImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            verified = form.cleaned_data["addresses_verified"]
            try:
                made = actions.ask_import(form.checked, addresses_verified=verified, by=person(request))
                return redirect("admin:members_rollimport_change", made.pk)
            except DomainError as error:
                form.add_error("file", str(error))
        language = language_in_use()
        other = "en" if language == "fr" else "fr"
        known = [(each.name(language), each.name(other), each.example[language == "fr"]) for each in columns.IMPORTED]
        context = {"form": form, "columns": known, "other_language": other}
        return self._page(request, "upload", title=_("Import a file into the roll"), **context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What the file would do, or did, line by line."""
        found = _found(request, object_id)
        chosen = request.GET.get("outcome", "")
        lines = preview.chosen_lines(found, chosen)
        page = keyset_page(request, lines, ["number"])
        context = {"found": found, "page": page, "lines": preview.in_words(page.items), "chosen": chosen}
        context["may_be_undone"] = actions.may_be_undone(found)
        said = {"tabs": preview.tabs(found), "progress": preview.progress(found), "problem": preview.problem(found)}
        return self._page(request, "import", title=found.file_name, **context, **said)

    def answer_get(self, verb: Verb, target: RollImport) -> HttpResponse:
        return HttpResponseNotAllowed(["POST"])

    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """For the script that waits."""
        found = _found(request, pk)
        address = reverse("admin:members_rollimport_change", args=[pk])
        return JsonResponse({**preview.progress(found), "url": address})

    def template(self, request: HttpRequest) -> HttpResponseBase:
        """An empty file with the names of the columns and one example."""
        language = language_in_use()
        whole = [column for column in columns.IMPORTED if column.exported]
        names = [column.name(language) for column in whole]
        example = [column.example[language == "fr"] for column in whole]
        response = HttpResponse("".join(sheets.csv_pieces(names, [example])), content_type="text/csv; charset=utf-8")
        return attachment(response, "PAFSO-APASE.csv")

    def refused(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The refused lines as they were, with the reasons, to be corrected and sent again."""
        found = _found(request, pk)
        try:
            source = lines_of(found)
        except (Unreadable, SandboxFailure, OSError) as error:
            raise Http404 from error
        header, rows = _refused(found, source)
        response = StreamingHttpResponse(sheets.csv_pieces(header, rows), content_type="text/csv; charset=utf-8")
        return attachment(response, f"PAFSO-APASE-{found.pk}.csv")

    def _page(self, request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/members/rollimport/{template}.html", shared)


def _refused(found: RollImport, source: Source) -> tuple[list[str], Iterator[list[str]]]:
    """The first line, and the lines with their number and the sentences, in the reader's language."""
    why = {line.number: preview.sentences(line) for line in found.lines.filter(outcome=ImportLine.Outcome.REFUSED)}
    names = [preview.column_name(key) for key in (*source.columns, "line", "why")]
    width = len(source.columns)
    cells = (
        [*map(as_typed, row[:width]), str(number), " ".join(why[number])]
        for number, row in source.lines
        if number in why
    )
    return names, cells
