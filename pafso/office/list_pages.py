"""A verb that is done with several rows of a list, on a page in between: which rows, what is asked, to how many it writes.

The rows stand in the page's address, so that it can be opened again after a lost session, with what was typed::

    verbs = [ListPage("disqualification", each=disqualify_entry, …)]

    @admin.action(description=_("Set aside…"), permissions=["decide"])
    def disqualify(self, request, queryset):
        return self.to_list_page("disqualification", queryset)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from pafso.errors import DomainError

from .chosen import Chosen
from .mass_mail import Preview, preview_of_event
from .verb_pages import Page, Verb, VerbPages, explain

MOST_AT_ONCE = 200
ROUTE = "chosen/<str:keys>/{name}/"


@dataclass(frozen=True)
class Outcomes:
    """What became of each row: nothing to say, or why not."""

    of: list[tuple[Model, DomainError | None]]


@dataclass(frozen=True, kw_only=True)
class ListPage(Page):
    """The page of a verb that is done with EACH of the chosen rows, one transaction a row.

    NAMED gives the word for a row that ``done`` speaks of. WRITES says which of the rows have somebody who gets a mail.
    """

    named: Callable[[Any], dict[str, str]]
    writes: Callable[[Any], bool] = lambda row: True


def list_page(
    name: str, *, each: Callable[..., object], event: str | Callable[[Chosen], str] = "", **fields: Any
) -> ListPage:
    """The verb NAME, at an address that names the rows. EVENT may be a function of them."""
    writes = fields.get("writes", lambda row: True)

    def tells(chosen: Chosen) -> Preview | None:
        named = event(chosen) if callable(event) else event
        return preview_of_event(named, sum(1 for row in chosen.rows if writes(row))) if named else None

    return ListPage(
        name,
        partial(_act_on_each, each),
        tells=tells,
        route=ROUTE.format(name=name),
        find=lambda request, keys: None,  # by the admin, which knows which rows this person sees
        template=fields.pop("template", "admin/list_verb_page.html"),
        **fields,
    )


def _act_on_each(each: Callable[..., object], chosen: Chosen, **values: object) -> Outcomes:
    outcomes: list[tuple[Model, DomainError | None]] = []
    for row in chosen.rows:
        try:
            each(row, **values)
        except DomainError as error:
            outcomes.append((row, error))
        else:
            outcomes.append((row, None))
    return Outcomes(outcomes)


class ListPages(VerbPages):
    """Mixed into a model admin in the place of `VerbPages`."""

    model: type[Model]

    def do_verb(self, verb: Verb, request: HttpRequest, **address: object) -> HttpResponse:
        if isinstance(verb, ListPage):
            return self._do_list_verb(verb, request, str(address["keys"]))
        return super().do_verb(verb, request, **address)

    def _do_list_verb(self, verb: ListPage, request: HttpRequest, keys: str) -> HttpResponse:
        chosen = partial(self.find_chosen, request, keys)
        return super().do_verb(_found_by(verb, chosen), request)

    def find_chosen(self, request: HttpRequest, keys: str) -> Chosen:
        """The rows of KEYS ("12,15") that this person sees in the list. Raises Http404 when there is none."""
        wanted = [int(key) for key in keys.split(",") if key.isascii() and key.isdecimal() and len(key) < 19]
        rows = self.get_queryset(request).filter(pk__in=wanted[:MOST_AT_ONCE])  # type: ignore[attr-defined]
        if not rows:
            raise Http404
        return Chosen(list(rows), self.model)

    def to_list_page(self, name: str, queryset: QuerySet[Model]) -> HttpResponse:
        """What the action of the list answers."""
        keys = ",".join(str(key) for key in queryset.values_list("pk", flat=True)[:MOST_AT_ONCE])
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", keys)

    def say_done(self, request: HttpRequest, verb: Verb, result: object) -> None:
        if not isinstance(result, Outcomes) or not isinstance(verb, ListPage):
            super().say_done(request, verb, result)
            return
        for row, error in result.of:
            word = verb.named(row)
            if error is None:
                messages.success(request, verb.done % word)
            else:
                explain(request, error, next(iter(word.values())))


def _found_by(verb: ListPage, chosen: Callable[[], Chosen]) -> ListPage:
    return replace(verb, find=lambda request: chosen())


def act_on_each(
    request: HttpRequest,
    rows: Iterable[Any],
    act: Callable[..., Any],
    *,
    done: Any,
    named: Callable[[Any], dict[str, str]],
    pattern: str = "%(about)s: %(sentence)s",
) -> None:
    """An action of a list: ACT on each row, say what was DONE or why not; an act that answers False did nothing.

    NAMED gives the one word for a row that DONE speaks of: ``lambda entry: {"code": entry.code}``.
    """
    for row in rows:
        word = named(row)
        try:
            if act(row, by=request.user) is not False:
                messages.success(request, done % word)
        except DomainError as error:
            explain(request, error, next(iter(word.values())), pattern)
