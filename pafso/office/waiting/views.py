"""The desk's pages about what waits: one kind as a whole list, one item, and a colleague's all at once."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from pafso.access import signed_in
from pafso.clock import ottawa_day
from pafso.errors import DomainError
from pafso.models import Hidden
from pafso.office.verb_pages import explain, explain_in
from pafso.text.figures import number
from pafso.web.methods import read_write
from pafso.web.pagination import keyset_page

from . import actions, items
from .forms import HandOverForm, HidingForm, KeeperForm
from .items import EXACT_TO, Item, Whose
from .kinds import Kind, kind_for, kinds_for

ON_THE_DESK = 5
ORDER = ["waits_since", "pk"]
WORDS = {Whose.ALL: _("Everything"), Whose.MINE: _("Mine"), Whose.NOBODYS: _("Unassigned")}


@dataclass(frozen=True)
class Section:
    """One kind on the desk."""

    kind: Kind
    items: list[Item]
    count: int

    @property
    def is_beyond_count(self) -> bool:
        return self.count > EXACT_TO

    @property
    def are_more(self) -> bool:
        return self.count > len(self.items)


def desk(request: HttpRequest) -> dict[str, object]:
    """What the start page of the office shows of what waits."""
    by, whose = signed_in(request), _whose(request)
    kinds = kinds_for(by)
    counts = items.counts(kinds, by, whose=whose)
    if whose is Whose.ALL:
        items.keep_count(by, sum(counts.values()))
    there = [kind for kind in kinds if counts[kind.name]]
    oldest = items.oldest(there, by, each=ON_THE_DESK, whose=whose)
    sections = [Section(kind, oldest[kind.name], counts[kind.name]) for kind in there]
    return {"sections": sections, "may_see_any": bool(kinds), **_choice(whose)}


def waiting_by_model(context: dict[str, object]) -> dict[str, int]:
    """How much waits of each model ("awards.Nomination"), as the desk counted it: for the list of all records."""
    found: dict[str, int] = {}
    for section in context["sections"]:  # type: ignore[attr-defined]
        found[section.kind.label] = found.get(section.kind.label, 0) + section.count
    return found


def _whose(request: HttpRequest) -> Whose:
    asked = request.GET.get("whose", "")
    return Whose(asked) if asked in {each.value for each in Whose} else Whose.ALL


def _choice(whose: Whose) -> dict[str, object]:
    return {"whose": whose.value, "choices": [(each.value, words) for each, words in WORDS.items()]}


class WaitingPages:
    """Mixed into the office's site: the addresses below ``waiting/``."""

    def waiting_urls(self) -> list[URLPattern]:
        view = self.admin_view  # type: ignore[attr-defined]
        return [
            path("waiting/hand-over/", view(read_write(self.waiting_hand_over)), name="waiting_hand_over"),
            path("waiting/<slug:kind>/", view(self.waiting_list), name="waiting"),
            path("waiting/<slug:kind>/<int:pk>/", view(self.waiting_item), name="waiting_item"),
            path(
                "waiting/<slug:kind>/<int:pk>/keeper/", view(require_POST(self.waiting_keeper)), name="waiting_keeper"
            ),
            path(
                "waiting/<slug:kind>/<int:pk>/hidden/", view(require_POST(self.waiting_hidden)), name="waiting_hidden"
            ),
            path("waiting/<slug:kind>/<int:pk>/shown/", view(require_POST(self.waiting_shown)), name="waiting_shown"),
            path("waiting/<slug:kind>/<int:pk>/noted/", view(require_POST(self.waiting_noted)), name="waiting_noted"),
        ]

    def waiting_list(self, request: HttpRequest, kind: str) -> HttpResponse:
        found, whose = _kind(request, kind), _whose(request)
        rows = items.waiting(found, signed_in(request), whose=whose)
        page = keyset_page(request, rows, ORDER)
        context = {"title": found.title, "kind": found, "page": page, "items": items.items_of(found, page.items)}
        return self._page(request, "list", {**context, **_choice(whose)})

    def waiting_item(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        return self._item(request, _item(request, kind, pk))

    def _item(self, request: HttpRequest, item: Item, **forms: object) -> HttpResponse:
        hidden = Hidden.objects.filter(kind=item.kind.name, subject_id=item.pk, user=signed_in(request).pk)
        context = {
            "title": item.words,
            "item": item,
            "keeper_form": KeeperForm(None, item.kind, item.keeper),
            "hiding_form": HidingForm(),
            "hidden_until": hidden.filter(until__gt=ottawa_day()).values_list("until", flat=True).first(),
        }
        return self._page(request, "item", {**context, **forms})

    def waiting_keeper(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        item = _item(request, kind, pk)
        form = KeeperForm(_typed(request), item.kind, item.keeper)
        if not form.is_valid():
            return self._item(request, item, keeper_form=form)
        try:
            actions.give_keeper(item, by=signed_in(request), **form.cleaned_data)
        except DomainError as error:
            explain(request, error)
            return redirect(item.own_page)
        return _back(
            request, item, _("Nobody looks after it now.") if form.cleaned_data["keeper"] is None else _("Saved.")
        )

    def waiting_hidden(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        item, form = _item(request, kind, pk), HidingForm(request.POST)
        if form.is_valid():
            until: date = form.cleaned_data["until"]
            try:
                actions.hide_item(item, by=signed_in(request), until=until)
            except DomainError as error:
                explain_in(form, error)
            else:
                messages.success(request, _("Hidden from you until that day. Your colleagues still see it."))
                return redirect("admin:index")
        return self._item(request, item, hiding_form=form)

    def waiting_shown(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        item = _item(request, kind, pk)
        actions.show_item(item, by=signed_in(request))
        return _back(request, item, _("You will see it again."))

    def waiting_noted(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        item = _item(request, kind, pk)
        try:
            actions.note_item(item, by=signed_in(request))
        except DomainError as error:
            explain(request, error)
            return redirect(item.own_page)
        messages.success(request, _("Noted. It has been taken off the list."))
        return redirect("admin:index")

    def waiting_hand_over(self, request: HttpRequest) -> HttpResponse:
        if not kinds_for(signed_in(request)):
            raise Http404
        form = HandOverForm(request.POST or None, signed_in(request))
        if request.method == "POST" and form.is_valid():
            try:
                moved, left = actions.hand_over(by=signed_in(request), **form.cleaned_data)
            except DomainError as error:
                explain_in(form, error)
            else:
                _say_handed_over(request, moved, left)
                return redirect("admin:index")
        return self._page(request, "hand_over", {"title": _("Hand over a colleague’s work"), "form": form})

    def _page(self, request: HttpRequest, name: str, context: dict[str, object]) -> HttpResponse:
        shared = self.each_context(request)  # type: ignore[attr-defined]
        return TemplateResponse(request, f"admin/waiting/{name}.html", {**shared, **context})


def _kind(request: HttpRequest, name: str) -> Kind:
    found = kind_for(signed_in(request), name)
    if found is None:
        raise Http404
    return found


def _item(request: HttpRequest, kind: str, pk: int) -> Item:
    """What waits, for whoever may open it; what was done meanwhile is a 404, as if it had never waited."""
    found = items.find(_kind(request, kind), signed_in(request), pk) if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _typed(request: HttpRequest) -> object:
    """The form of the item's page; a press of "I look after it" stands for choosing oneself."""
    if "me" not in request.POST:
        return request.POST
    typed = request.POST.copy()
    typed["keeper"] = str(signed_in(request).pk)
    return typed


def _back(request: HttpRequest, item: Item, said: object) -> HttpResponse:
    messages.success(request, said)  # type: ignore[arg-type]
    return redirect("admin:index") if "me" in request.POST else redirect(item.own_page)


def _say_handed_over(request: HttpRequest, moved: int, left: int) -> None:
    messages.success(
        request, ngettext("%(n)s item was handed over.", "%(n)s items were handed over.", moved) % {"n": number(moved)}
    )
    if left:
        sentence = ngettext(
            "%(n)s item stays: you or your colleague may not open it.",
            "%(n)s items stay: you or your colleague may not open them.",
            left,
        )
        messages.warning(request, sentence % {"n": number(left)})
