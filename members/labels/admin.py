"""Labels at the desk: how many copies go where, what is missing, and the files to download."""

from allauth.account.decorators import reauthentication_required
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from members.access import person
from members.eligibility import today
from members.models import LabelRun, Member, PaperCopy
from members.models.labels import MAKES_LABELS
from pafso.access import visible_or_404, works_in_office
from pafso.clock import ottawa_day
from pafso.errors import DomainError
from pafso.files.serve import file_response
from pafso.office.modeladmin import ReadOnlyAdmin
from pafso.office.verb_pages import explain
from pafso.text.dates import day_in_words
from pafso.web.pagination import keyset_page

from . import rows
from .actions import ask_labels, download_labels

State = LabelRun.State


@admin.register(LabelRun)
class LabelRunAdmin(ReadOnlyAdmin):
    """For whoever makes labels: where people live is not for everybody of the office."""

    list_display = ["kind", "state", "in_canada", "abroad", "asked_by", "asked_at"]
    list_select_related = ["asked_by"]
    list_filter = ["kind", "state"]
    sortable_by = ["asked_at"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LabelRun]:
        return LabelRun.objects.visible_to(request.user).select_related("asked_by")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return works_in_office(request.user, MAKES_LABELS)

    def has_view_permission(self, request: HttpRequest, obj: LabelRun | None = None) -> bool:
        return works_in_office(request.user, MAKES_LABELS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return works_in_office(request.user, MAKES_LABELS)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("without-address/", view(self.without_address), name="members_labelrun_without_address"),
            path("changed/", view(self.changed), name="members_labelrun_changed"),
            path("<int:pk>/progress/", view(self.progress), name="members_labelrun_progress"),
            path("<int:pk>/file/", view(self.file), name="members_labelrun_file"),
            *super().get_urls(),
        ]

    @method_decorator(reauthentication_required)
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """How many copies there are, who has no address, who has another one; and two buttons."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        kind = request.POST.get("kind", "")
        if request.method == "POST" and kind in LabelRun.Kind.values:
            try:
                return redirect("admin:members_labelrun_change", ask_labels(kind, by=person(request)).pk)
            except DomainError as error:
                explain(request, error)
        last, day = _last(), today()
        context = {
            "copies": rows.copies_on(day),
            "without_address": rows.without_address(day)[: rows.SHOWN],
            "last": last,
            "changed": list(rows.changed_since(day, last.asked_at)[: rows.SHOWN + 1]) if last else [],
            "most": rows.SHOWN,
            "kinds": LabelRun.Kind.choices,
        }
        return self._page(request, "labels", title=_("Labels for the magazine"), **context)

    def without_address(self, request: HttpRequest) -> HttpResponse:
        """All who want a copy and have no address, a page at a time."""
        return self._people(request, rows.without_address(today()), title=_("Wanted, without an address"))

    def changed(self, request: HttpRequest) -> HttpResponse:
        """All whose address is new or another one since the last labels."""
        last = _last()
        if last is None:
            return redirect("admin:members_labelrun_add")
        title = _("New, or with another address, since the labels of %(day)s")
        day = day_in_words(ottawa_day(last.asked_at))
        return self._people(request, rows.changed_since(today(), last.asked_at), title=title % {"day": day})

    def _people(self, request: HttpRequest, people: QuerySet[PaperCopy], title: object) -> TemplateResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._page(request, "people", title=title, page=keyset_page(request, people, rows.BY_NAME))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """One file: being made, ready for a day, or gone."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = visible_or_404(self.get_queryset(request), request.user, pk=object_id)
        hidden = Member.objects.filter(pk__in=run.unprintable).order_by("sort_name", "id")
        context = {"run": run, "hidden": hidden, "is_waiting": run.state == State.WAITING}
        return self._page(request, "run", title=str(run.get_kind_display()), **context)

    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """For the script that waits."""
        run = visible_or_404(LabelRun.objects.all(), request.user, pk=pk)
        url = reverse("admin:members_labelrun_change", args=[pk])
        done = run.state != State.WAITING
        return JsonResponse({"done": done, "percent": 100 * done, "text": _("The labels are being made."), "url": url})

    @method_decorator(require_POST)
    @method_decorator(reauthentication_required)
    def file(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """One more press on the run's page: who took where people live is in the trail."""
        run = visible_or_404(LabelRun.objects.select_related("file"), request.user, pk=pk)
        try:
            stored = download_labels(run, by=person(request))
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("admin:members_labelrun_change", pk)
        return file_response(request, stored, filename=f"PAFSO-APASE-{run.asked_at:%Y-%m-%d}.{run.kind}")

    def _page(self, request: HttpRequest, template: str, **context: object) -> TemplateResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/members/labelrun/{template}.html", shared)


def _last() -> LabelRun | None:
    """The labels that were asked for last, of those that came about."""
    return LabelRun.objects.exclude(state=State.FAILED).first()
