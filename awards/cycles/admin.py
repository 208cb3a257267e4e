"""The office’s side of awards and their cycles: opened and closed by their dates."""

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from awards.models import Award, AwardRight, Cycle
from pafso.office.modeladmin import StaffAdmin
from pafso.office.rights import LookedAfter
from pafso.office.verb_pages import VerbPages

from . import office_verbs


@admin.register(Award)
class AwardAdmin(LookedAfter, StaffAdmin):
    right = AwardRight
    list_display = ["name_en", "name_fr", "nominee_kind", "letters_needed", "position"]
    sortable_by = ["name_en", "name_fr", "position"]
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
class CycleAdmin(LookedAfter, VerbPages, StaffAdmin):
    """Opening and closing are dates: move a date and the window moves with it."""

    right, within = AwardRight, "award"
    change_form_template = "admin/awards/cycle.html"
    list_display = ["award", "year", "opens_at", "closes_at", "open_now"]
    sortable_by = ["year", "opens_at", "closes_at"]
    list_select_related = ["award"]
    ordering = ["-closes_at"]
    readonly_fields = ["call"]
    verbs = office_verbs.OF_A_CYCLE
    fields = [
        *(
            "award",
            "year",
            "opens_at",
            "closes_at",
            "grace_minutes",
            "call",
            *Cycle.CONDITIONS,
            "criteria_en",
            "criteria_fr",
        )
    ]

    def get_fields(
        self, request: HttpRequest, obj: Cycle | None = None
    ) -> list[str | list[str] | tuple[str, ...] | tuple[()]]:
        """A new one begins with the conditions of its award, which can be changed once it is there."""
        return [name for name in self.fields if obj is not None or name not in (*Cycle.CONDITIONS, "call")]

    def save_model(self, request: HttpRequest, obj: Cycle, form: ModelForm, change: bool) -> None:
        if not change:
            obj.take_conditions()
        super().save_model(request, obj, form, change)

    @admin.display(description=_("open now"), boolean=True)
    def open_now(self, cycle: Cycle) -> bool:
        return cycle.is_open

    @admin.display(description=_("the call"))
    def call(self, cycle: Cycle) -> str:
        return cycle.call_in_words() if cycle.pk else "–"
