"""The Secretary's desk: the nominations of a cycle as one table, and each on a page of its own."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from awards.models import LaterCorrection, Nomination
from awards.nominations.admin import CycleFilter, NominationAdmin, StateFilter
from members.identity import identity_of
from pafso.access import Visitor
from pafso.lazy import Words
from pafso.office.chosen import Chosen
from pafso.office.conflicts import CLOSED_NAME
from pafso.text.dates import day_and_hour

from . import later, pages, papers, record, scans, table
from .changelist import DeskChangeList
from .facts import CLOSED, facts_of, set_facts
from .filters import WITHIN_A_CYCLE, chosen_cycle

EVERYWHERE = [
    "code",
    "nominee_name",
    "state",
    "letters_in",
    "eligible",
    "near",
    "language",
    "notes",
    "nominator",
    "received",
]

Parts = list[tuple[Words, dict[str, list[str]]]]


@admin.register(Nomination)
class NominationDesk(NominationAdmin):
    """What the base class does with one nomination; and the table of many."""

    list_filter = [CycleFilter, StateFilter, *WITHIN_A_CYCLE]
    list_display = [*EVERYWHERE]
    change_list_template = "admin/awards/desk.html"
    change_form_template = "admin/awards/nomination.html"

    def get_list_display(self, request: HttpRequest) -> list[str]:  # type: ignore[override]
        return EVERYWHERE if chosen_cycle(request) is not None else [*EVERYWHERE[:2], "cycle", *EVERYWHERE[2:]]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("cycle/<int:pk>/export/", view(pages.export), name="awards_nomination_export"),
            path("cycle/<int:pk>/numbers/", view(pages.numbers), name="awards_nomination_numbers"),
            path("<int:pk>/paper/", view(papers.ask), name="awards_nomination_paper_ask"),
            path("<int:pk>/paper/<int:paper>/", view(papers.paper), name="awards_nomination_paper"),
            path(
                "<int:pk>/paper/<int:paper>/progress/", view(papers.progress), name="awards_nomination_paper_progress"
            ),
            path("<int:pk>/paper/<int:paper>/file/", view(papers.file), name="awards_nomination_paper_file"),
            path("<int:pk>/scan/", view(scans.scan), name="awards_nomination_scan"),
            path("<int:pk>/scan/<int:number>/", view(scans.picture), name="awards_nomination_scan_picture"),
            path("<int:pk>/scan/again/", view(scans.again), name="awards_nomination_scan_again"),
            path("<int:pk>/scan/file/", view(scans.file), name="awards_nomination_scan_file"),
            path("<int:pk>/later/<int:later>/", view(later.later), name="awards_nomination_later"),
            path(
                "<int:pk>/later/<int:later>/<int:number>/", view(later.picture), name="awards_nomination_later_picture"
            ),
            path("<int:pk>/later/<int:later>/file/", view(later.file), name="awards_nomination_later_file"),
            *super().get_urls(),
        ]

    def after_verb(self, request: HttpRequest, record: Model | Chosen) -> HttpResponse:
        """A later correction with a file is looked at before it is written down."""
        if isinstance(record, LaterCorrection):
            return redirect("admin:awards_nomination_later", record.letter.nomination_id, record.pk)
        return super().after_verb(request, record)

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[DeskChangeList]:
        return DeskChangeList

    def is_named(self, person: Visitor, case: Nomination) -> bool:
        return super().is_named(person, case) or identity_of(person).may_be(*facts_of(case).named)

    def close_row(self, case: Nomination) -> None:
        super().close_row(case)
        set_facts(case, CLOSED)

    def get_fieldsets(self, request: HttpRequest, obj: Nomination | None = None) -> Parts:  # type: ignore[override]
        return record.parts_of(self._shown(), obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Nomination | None = None) -> list[str]:
        return [*self._shown(), *record.OWN]

    def _shown(self) -> list[str]:
        return [name for name in self.fields or () if isinstance(name, str)]

    @admin.display(description=_("started"))
    def started(self, nomination: Nomination) -> str:
        return day_and_hour(nomination.begun_at)

    @admin.display(description=_("received"), ordering="submitted_at")
    def received(self, nomination: Nomination) -> str:
        return record.received(nomination)

    @admin.display(description=_("letters"))
    def letters_in(self, nomination: Nomination) -> str:
        if facts_of(nomination).is_closed:
            return CLOSED_NAME
        return record.letters(nomination)

    @admin.display(description=pgettext_lazy("nominee", "eligible"))
    def eligible(self, nomination: Nomination) -> str:
        if facts_of(nomination).is_closed:
            return CLOSED_NAME
        lines = table.standing_in_words(nomination)
        return format_html(
            '<details class="why"><summary>{}</summary><span class="line help">{}</span></details>', *lines
        )

    @admin.display(description=_("served with the nominee"))
    def near(self, nomination: Nomination) -> str:
        return CLOSED_NAME if facts_of(nomination).is_closed else record.lines(table.near_in_words(nomination))

    @admin.display(description=_("notes"))
    def notes(self, nomination: Nomination) -> str:
        return CLOSED_NAME if facts_of(nomination).is_closed else record.lines(table.notes(nomination))

    @admin.display(description=_("what is missing"))
    def missing(self, nomination: Nomination) -> str:
        return record.lines(record.missing(nomination))

    @admin.display(description=_("scan"))
    def scan_on_paper(self, nomination: Nomination) -> str:
        return record.scan(nomination)

    @admin.display(description=_("declined"))
    def letters_declined(self, nomination: Nomination) -> str:
        return record.declined(nomination)

    @admin.display(description=_("last acts"))
    def history(self, nomination: Nomination) -> str:
        return record.history(nomination)
