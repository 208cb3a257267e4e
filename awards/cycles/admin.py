"""The office’s side of awards and their cycles: opened and closed by their dates."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from awards.locking import turn_of
from awards.models import Award, AwardRight, Cycle
from pafso.lazy import Words
from pafso.office.kept_text import given_back
from pafso.office.modeladmin import StaffAdmin
from pafso.office.rights import LookedAfter
from pafso.office.verb_pages import VerbPages
from pafso.rights import held
from pafso.turns import wait_turn
from pafso.windows import going_ahead

from . import office_verbs
from .forms import AwardForm, CycleForm, beginning_of

LOCKED = _(
    "Somebody has started a nomination in this cycle, so its rules are locked: people go by them. You can still give more time. "
    "For an exception, choose “Change the rules…”."
)


@admin.register(Award)
class AwardAdmin(LookedAfter, StaffAdmin):
    right = AwardRight
    form = AwardForm
    list_display = ["name_en", "name_fr", "nominee_kind", "letters_needed", "position"]
    sortable_by = ["name_en", "name_fr", "position"]
    prepopulated_fields = {"slug": ["name_en"]}

    fieldsets = [
        (None, {"fields": ["name_en", "name_fr", "slug", "description_en", "description_fr", "position"]}),
        (
            _("What a new cycle begins with"),
            {
                "fields": Award.CONDITIONS,
                "description": _("Cycles that are already there keep what they have; change each on its own page."),
            },
        ),
    ]


class OfAnAward(admin.SimpleListFilter):
    title, parameter_name = _("award"), "award"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        return [(str(award.pk), str(award)) for award in Award.objects.all()[:60]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Cycle]) -> QuerySet[Cycle]:
        key = self.value()
        return queryset.filter(award=int(key)) if key and key.isdecimal() and len(key) < 19 else queryset


class TakingPlace(admin.SimpleListFilter):
    title, parameter_name = _("taking place"), "called_off"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Words]]:
        return [
            ("no", _("Taking place")),
            ("skipped", _("Skipped")),
            ("cancelled", pgettext_lazy("cycle", "Cancelled")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Cycle]) -> QuerySet[Cycle]:
        if self.value() == "no":
            return queryset.filter(going_ahead(Cycle))
        return (
            queryset.exclude(**{f"{self.value()}_at": None}) if self.value() in ("skipped", "cancelled") else queryset
        )


@admin.register(Cycle)
class CycleAdmin(LookedAfter, VerbPages, StaffAdmin):
    """Opening and closing are dates: move a date and the window moves with it."""

    right, within = AwardRight, "award"
    form = CycleForm
    change_form_template = "admin/awards/cycle.html"
    list_display = ["award", "year", "opens_at", "closes_at", "state_in_a_word"]
    list_filter = [OfAnAward, TakingPlace]
    sortable_by = ["year", "opens_at", "closes_at"]
    list_select_related = ["award"]
    ordering = ["-closes_at"]
    verbs = office_verbs.OF_A_CYCLE
    edition = ["award", "year"]
    fieldsets = [
        (_("Dates"), {"fields": ["opens_at", "closes_at", "grace_minutes", "eligibility_on"]}),
        (_("Who may be nominated, and by whom"), {"fields": ["nominee_kind", "nominee_rule", "guests_nominate"]}),
        (
            _("The case and the letters"),
            {"fields": ["case_words", "letters_needed", "letters_from", "letters_shown_to_nominator"]},
        ),
        (_("What is judged"), {"fields": ["criteria_en", "criteria_fr"]}),
        (
            _("The prize"),
            {
                "fields": ["prize_en", "prize_fr"],
                "description": _(
                    "In a few words, a sum as each language writes it. Leave both empty if there is nothing to say."
                ),
            },
        ),
        (_("Judging and retention"), {"fields": ["nearness_years", "retention_months"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Cycle | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": self.edition}), *self.fieldsets]
        locked = {"description": LOCKED} if obj.has_work and not obj.is_called_off else {}
        state = (_("Where it stands"), {"fields": ["state_now", "call"]})
        return [(None, {"fields": self.edition, **locked}), state, *self.fieldsets]

    def get_readonly_fields(self, request: HttpRequest, obj: Cycle | None = None) -> list[str]:
        """What people go by changes by a verb that asks why."""
        return ["state_now", "call", *(Cycle.LOCKED if obj is not None and obj.has_work else ())]

    def lock_row(self, row: Model) -> None:
        """As its verbs do: nobody begins a nomination between the look at whether somebody has, and the save."""
        wait_turn(*turn_of(cast(Cycle, row)))
        super().lock_row(row)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, object]:  # type: ignore[override]
        award = self._awards(request).filter(pk=request.GET["award"]).first()
        return beginning_of(award) if award else {}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """For which award is asked first: the form of a new one then begins with what that one has."""
        asks = request.method == "GET" and object_id is None and given_back(request) is None
        if asks and not request.GET.get("award", "").isdecimal() and self.has_add_permission(request):
            return self._ask_for_award(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _ask_for_award(self, request: HttpRequest) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("For which award is the new cycle?"),
            "opts": self.opts,
            "awards": [(award, award.cycles.order_by("-year").first()) for award in self._awards(request)[:60]],
        }
        return TemplateResponse(request, "awards/admin/which_award.html", context)

    def _awards(self, request: HttpRequest) -> QuerySet[Award]:
        return Award.objects.filter(held(request.user, self.right).within("pk"))

    @admin.display(description=_("now"))
    def state_now(self, cycle: Cycle) -> str:
        return cycle.state_in_words()

    @admin.display(description=_("now"))
    def state_in_a_word(self, cycle: Cycle) -> str:
        return cycle.state_in_a_word()

    @admin.display(description=_("the call"))
    def call(self, cycle: Cycle) -> str:
        return cycle.call_in_words() if cycle.pk else "–"
