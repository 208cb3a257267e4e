"""The table of the desk: a page of nominations with what is known of each, and how many of each state the cycle has."""

from django.contrib.admin import SimpleListFilter
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from awards.models import Nomination
from awards.models.letter import looked_after
from awards.models.nomination import found_by_index
from members.access import person
from pafso.counting import MOST_COUNTED, counts, keys_of
from pafso.lazy import Words
from pafso.office.changelist import KeysetChangeList

from .facts import add_facts
from .filters import WITHIN_A_CYCLE, chosen_cycle
from .same_name import unanswered

State = Nomination.State
# What the office never lists is counted all the same: a draft is its nominator's own.
COUNTED: tuple[tuple[str, Words], ...] = (
    (State.DRAFT, _("Drafts")),
    *((state, state.label) for state in State if state != State.DRAFT),
)


class DeskChangeList(KeysetChangeList):
    """The office's list of nominations; with one cycle chosen it is that cycle's table."""

    cycle: int | None = None
    counted: list[tuple[Words, int, str]]

    def __init__(self, request: HttpRequest, *args: object) -> None:
        self.cycle, self.person = chosen_cycle(request), person(request)
        self.counted = []
        super().__init__(request, *args)  # type: ignore[arg-type]

    def get_queryset(self, request: HttpRequest, exclude_parameters: list[str | None] | None = None) -> QuerySet[Model]:
        """A filter says something of every row that it leaves: so it leaves none about which the reader must answer first."""
        own = looked_after(self.person, closed=found_by_index(self.person))
        self.root_queryset = Nomination.objects.handed_in().filter(own).with_cycle()
        rows = super().get_queryset(request, exclude_parameters).defer("case")
        self._stay_in_the_cycle(request)
        rows = rows.select_related("nominee_member__merged_into")  # whom the verdicts read
        asked = {each.parameter_name for each in WITHIN_A_CYCLE} & set(request.GET)
        return rows.exclude(pk__in=unanswered(request.user, self.cycle)) if self.cycle and asked else rows

    def _stay_in_the_cycle(self, request: HttpRequest) -> None:
        """The table of a cycle without any filter is that cycle's, and its being one is no filter to take off."""
        if self.cycle:
            self.clear_all_filters_qs = f"?cycle={self.cycle}"
            self.has_active_filters = any(
                spec.parameter_name in request.GET
                for spec in self.filter_specs
                if isinstance(spec, SimpleListFilter) and spec.parameter_name != "cycle"
            )

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        add_facts(list(self.result_list))  # type: ignore[arg-type]

    def count(self, rows: QuerySet[Model]) -> int:
        """With the numbers of the cycle in the same query."""
        if self.cycle is None:
            return super().count(rows)
        # Every number leaves out the same few cases.
        theirs = Nomination.objects.filter(looked_after(self.person, closed=keys_of("closed")), cycle=self.cycle)
        lists = [rows.order_by(), *(theirs.filter(state=state).order_by() for state, _words in COUNTED)]
        found = counts(lists, given={"closed": found_by_index(self.person)})
        self.counted = [
            (words, number, self._of_state(state)) for (state, words), number in zip(COUNTED, found[1:], strict=True)
        ]
        return found[0]

    @property
    def cycle_name(self) -> str:
        """From the filter, which has read it already."""
        names = {key: name for spec in self.filter_specs for key, name in getattr(spec, "lookup_choices", ())}
        return str(names.get(str(self.cycle), ""))

    @property
    def most(self) -> int:
        return MOST_COUNTED

    def _of_state(self, state: str) -> str:
        return f"?cycle={self.cycle}&state={state}" if state in Nomination.HANDED_IN else ""
