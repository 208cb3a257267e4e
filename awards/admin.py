"""The office's side of the awards: editions are opened by their dates, submitted nominations are read and set aside."""

from typing import Any, NoReturn

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from pafso.office.forms import reason
from pafso.office.modeladmin import ReadOnlyAdmin, StaffAdmin
from pafso.office.verb_pages import Page, VerbPages

from .actions import nominations as actions
from .models import Award, Cycle, Nomination

MOST_CHOICES = 40


@admin.register(Award)
class AwardAdmin(StaffAdmin):
    list_display = ["name_en", "name_fr", "nominee_kind", "letters_needed", "position"]
    prepopulated_fields = {"slug": ["name_en"]}
    fields = [
        "name_en",
        "name_fr",
        "slug",
        "description_en",
        "description_fr",
        "nominee_kind",
        "letters_needed",
        "case_words",
        "letters_shown_to_nominator",
        "position",
    ]


@admin.register(Cycle)
class CycleAdmin(StaffAdmin):
    """Opening and closing are dates: move a date and the window moves with it."""

    list_display = ["award", "year", "opens_at", "closes_at", "open_now"]
    list_select_related = ["award"]
    ordering = ["-closes_at"]
    fields = ["award", "year", "opens_at", "closes_at", "grace_minutes", "criteria_en", "criteria_fr"]

    @admin.display(description=_("open now"), boolean=True)
    def open_now(self, cycle: Cycle) -> bool:
        return cycle.is_open


class CycleFilter(admin.SimpleListFilter):
    title = _("cycle")
    parameter_name = "cycle"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        cycles = Cycle.objects.with_award().order_by("-closes_at")[:MOST_CHOICES]
        return [(str(cycle.pk), str(cycle)) for cycle in cycles]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Nomination]) -> QuerySet[Nomination]:
        chosen = self.value() or ""
        return queryset.filter(cycle_id=int(chosen)) if chosen.isdecimal() else queryset


class StateFilter(admin.SimpleListFilter):
    """Only the states that the office ever sees."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state.value, state.label) for state in Nomination.HANDED_IN]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Nomination]) -> QuerySet[Nomination]:
        return queryset.filter(state=self.value()) if self.value() in Nomination.HANDED_IN else queryset


@admin.register(Nomination)
class NominationAdmin(VerbPages, ReadOnlyAdmin):
    """Read only, and only what was handed in: a member's draft does not exist here."""

    list_display = ["code", "nominee_name", "cycle", "nominator", "letters_in", "state", "submitted_at"]
    list_select_related = ["cycle__award", "nominator"]
    list_filter = [CycleFilter, StateFilter]
    view_on_site = False  # the member's page is the member's own
    search_fields = ["code", "nominee_name", "nominator__name", "nominator__email"]
    fields = [
        "code",
        "state",
        "disqualified_reason",
        "cycle",
        "nominator",
        "nominee_kind",
        "nominee_name",
        "nominee_position",
        "nominee_email",
        "language",
        "case",
        "begun_at",
        "submitted_at",
        "letters",
    ]
    verbs = [
        Page(
            "disqualification",
            actions.disqualify_nomination,
            words=_("Set aside"),
            title=_("Set this nomination aside"),
            explained=_("It stays readable for the office and leaves the judging. This cannot be undone."),
            button=_("Set aside and tell the nominator"),
            done=_("Set aside. The nominator is told by mail."),
            form=reason(_("Reason"), hint=_("The nominator receives this sentence by mail, as you write it.")),
            offered=lambda nomination, by: nomination.state == Nomination.State.SUBMITTED,
            shown=lambda nomination: {"about": f"{nomination.nominee_name}, {nomination.cycle} ({nomination.code})"},
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Nomination]:
        rows = Nomination.objects.handed_in().visible_to(request.user).with_cycle().counting_letters()
        return rows.order_by("-id")

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> NoReturn:
        # Django would go to the first page with the number in a message; here it is as if it had never been.
        raise Http404

    @admin.display(description=_("letters"))
    def letters_in(self, nomination: Any) -> int:
        return nomination.letters_in

    @admin.display(description=_("letters of support"))
    def letters(self, nomination: Nomination) -> str:
        """Names and links; the text opens on a page of its own, and the audit trail says that it was opened."""
        rows = nomination.letters.arrived().select_related("file").in_outline()
        words = {True: _("Read the file"), False: _("Read the letter")}
        links = [
            (reverse("awards:letter_text", args=[row.code]), words[bool(row.file_id)], row.full_name, row.code)
            for row in rows
        ]
        return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a> – {} ({})</li>', links))
