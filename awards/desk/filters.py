"""What the Secretary looks for within one cycle; without a cycle these are not offered and change nothing."""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from awards.eligibility import Verdict
from awards.models import Cycle, Nomination
from pafso.lazy import Words
from pafso.localized import Language

from .not_eligible import judged
from .serving_together import serving_together, serving_with_nobody

Rows = QuerySet[Nomination]


def chosen_cycle(request: HttpRequest) -> int | None:
    """The key of the cycle in the list's address; nothing for what no key can be."""
    asked = request.GET.get("cycle", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 18 else None


class WithinCycle(admin.SimpleListFilter):
    """A filter that is read within one cycle."""

    offered: Sequence[tuple[str, Words]] = ()

    def lookups(self, request: HttpRequest, model_admin: object) -> Sequence[tuple[str, Words]]:
        return self.offered if chosen_cycle(request) is not None else ()

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        chosen = self.value()
        if chosen_cycle(request) is None or chosen not in dict(self.offered):
            return queryset
        return self.narrowed(queryset, str(chosen))

    def narrowed(self, rows: Rows, chosen: str) -> Rows:
        raise NotImplementedError


class LettersFilter(WithinCycle):
    title, parameter_name = _("letters"), "letters"
    offered = (("complete", _("Enough letters count")), ("incomplete", _("Letters are missing")))

    def narrowed(self, rows: Rows, chosen: str) -> Rows:
        needed = F("cycle__letters_needed")
        rows = rows.counting_letters()  # type: ignore[attr-defined]
        return rows.filter(**{f"letters_counting__{'gte' if chosen == 'complete' else 'lt'}": needed})


class EligibleFilter(WithinCycle):
    title, parameter_name = _("eligibility"), "eligible"
    offered = tuple(Verdict.choices)

    def narrowed(self, rows: Rows, chosen: str) -> Rows:
        return judged(rows, chosen)  # type: ignore[arg-type]


class MatchedFilter(WithinCycle):
    title, parameter_name = _("nominee on the roll"), "matched"
    offered = (("yes", _("Matched")), ("no", _("Not matched")))

    def narrowed(self, rows: Rows, chosen: str) -> Rows:
        return rows.filter(nominee_member__isnull=chosen == "no")


class NearFilter(WithinCycle):
    """Read from the postings of now: a roll that was put right answers at once."""

    title, parameter_name = _("served with the nominee"), "near"
    offered = (("yes", _("Somebody")), ("no", _("Nobody")))

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        self.cycle = chosen_cycle(request)
        return super().queryset(request, queryset)

    def narrowed(self, rows: Rows, chosen: str) -> Rows:
        cycle = Cycle.objects.filter(pk=self.cycle or 0).first()
        if cycle is None:
            return rows.none()
        return (serving_together if chosen == "yes" else serving_with_nobody)(rows, cycle)  # type: ignore[arg-type]


class LanguageFilter(WithinCycle):
    title, parameter_name = _("language of the case"), "language"
    offered = Language.choices

    def narrowed(self, rows: Rows, chosen: str) -> Rows:
        return rows.filter(language=chosen)


class NotesFilter(WithinCycle):
    title, parameter_name = _("notes"), "notes"
    offered = (("paper", _("On paper")), ("later", _("Later deadline")), ("carried", _("Carried over")))
    ROWS: ClassVar[dict[str, Q]] = {
        "paper": Q(on_paper=True),
        "later": Q(extended_until__isnull=False),
        "carried": Q(carried_from__isnull=False),
    }

    def narrowed(self, rows: Rows, chosen: str) -> Rows:
        return rows.filter(self.ROWS[chosen])


WITHIN_A_CYCLE = (LettersFilter, EligibleFilter, MatchedFilter, NearFilter, LanguageFilter, NotesFilter)
