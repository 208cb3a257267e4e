"""The office's pages of a person's career, addresses and contact details: shown in tables, changed by one verb a page."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from members.eligibility import Career, today
from members.models import (
    Appointment,
    ContactDetail,
    DuesTerm,
    Leave,
    Member,
    Membership,
    PaperCopy,
    Posting,
    RollAddress,
    User,
)
from members.models.career import Dated
from members.roll import forms
from members.roll.actions import addresses, careers, members, paper, reopening
from pafso.lazy import Words
from pafso.office.verb_pages import Button, Page, Verb, check_right
from pafso.text.dates import day_in_words
from pafso.text.places import zone_in_words


@dataclass(frozen=True)
class Kind:
    """One table of the career: its rows, and the form that adds one."""

    slug: str
    model: type[Dated]
    form: type[forms.RowForm]
    title: Words
    adds: Words
    empty: Words
    with_names: tuple[str, ...] = ("struck_by",)


KINDS = {
    kind.slug: kind
    for kind in (
        Kind("memberships", Membership, forms.MembershipForm, gettext_lazy("Memberships"),
             gettext_lazy("Add a membership"), gettext_lazy("No membership on the roll."), ("struck_by", "kind")),
        Kind("appointments", Appointment, forms.AppointmentForm, gettext_lazy("Appointments"),
             gettext_lazy("Add an appointment"), gettext_lazy("No appointment on the roll."), ("struck_by", "stream")),
        Kind("postings", Posting, forms.PostingForm, gettext_lazy("Postings"),
             gettext_lazy("Add a posting"), gettext_lazy("No posting on the roll.")),
        Kind("dues", DuesTerm, forms.DuesForm, gettext_lazy("Dues"),
             gettext_lazy("Add a dues-paying period"), gettext_lazy("No dues on the roll.")),
        Kind("leaves", Leave, forms.LeaveForm, pgettext_lazy("away from duty", "Leave"),
             gettext_lazy("Add a leave"), gettext_lazy("No leave on the roll.")),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """The rows of one kind, newest first, the struck ones among them."""

    kind: Kind
    rows: list[Any]
    on: date

    @property
    def lines(self) -> list[dict[str, Any]]:
        now = today()
        return [
            {
                "row": row,
                "what": what(row),
                "is_held": row.covers(self.on),
                "may_end": row.ends_on is None or row.ends_on >= now,
            }
            for row in self.rows
        ]


def what(row: Any) -> list[Any]:
    """A row without its days, in words: the first part is what counts, the others say more."""
    if isinstance(row, Membership):
        return [row.kind, row.reason]
    if isinstance(row, Appointment):
        return [f"{row.level}, {row.get_kind_display()}", row.stream or ""]
    if isinstance(row, Posting):
        return [f"{row.mission}, {row.city}", row.country, zone_in_words(row.time_zone)]
    return [row.get_kind_display() if isinstance(row, Leave) else _("Dues are deducted from pay.")]


def tables_of(member: Member, on: date) -> list[Table]:
    """One query for each kind of row."""
    found = []
    for kind in KINDS.values():
        rows: Any = kind.model.objects.filter(member=member).select_related(*kind.with_names)  # type: ignore[attr-defined]
        found.append(Table(kind, list(rows.order_by("-starts_on", "-id")), on))
    return found


def facts_of(member: Member, tables: list[Table], on: date) -> list[tuple[Any, Any]]:
    """What was true on that day, with its reasons, from the rows that the page has read already."""
    standing = {table.kind.slug: tuple(row for row in table.rows if row.struck_at is None) for table in tables}
    postings = standing.pop("postings")
    career = Career.of(member, **standing)
    here = next((row for row in postings if row.covers(on)), None)
    return [
        (_("In good standing"), career.in_good_standing(on)),
        (_("Regular member"), career.is_regular(on)),
        (_("Substantive level"), career.substantive_level(on)),
        (_("Stream"), career.stream(on)),
        (
            _("Posting"),
            {"holds": here is not None, "reason": ", ".join(map(str, what(here)[:2])) if here else _("None.")},
        ),
    ]


def _member(request: HttpRequest, pk: int, **_row: Any) -> Member:
    check_right(request, "members.change_member")
    return get_object_or_404(Member, pk=pk, merged_into=None, erased_at=None, struck_at=None)


def _kind(slug: str) -> Kind:
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


def _new_row(request: HttpRequest, pk: int, slug: str) -> Any:
    member = _member(request, pk)
    return _kind(slug).model(member=member)


def _row(request: HttpRequest, pk: int, slug: str, row: int) -> Any:
    member, kind = _member(request, pk), _kind(slug)
    rows: Any = kind.model.objects.select_related("member", *kind.with_names)  # type: ignore[attr-defined]
    return get_object_or_404(rows, pk=row, member=member)


def _address(request: HttpRequest, pk: int, row: int) -> RollAddress:
    return get_object_or_404(RollAddress, pk=row, member=_member(request, pk))


def _contact(request: HttpRequest, pk: int) -> ContactDetail:
    # The kind that was chosen on the page, which may not be the one with which it was opened: what is there of it was not seen.
    member, kind = _member(request, pk), request.POST.get("kind") or request.GET.get("kind", "")
    return member.contacts.filter(kind=kind).first() or ContactDetail(member=member, kind=kind)


def _paper(request: HttpRequest, pk: int) -> PaperCopy:
    member = _member(request, pk)
    return PaperCopy.objects.filter(member=member).first() or PaperCopy(member=member)


def _paper_values(copy: PaperCopy) -> dict[str, object]:
    return {"is_wanted": copy.pk is not None, "lines": copy.lines, "country": copy.country}


def _set_paper(copy: PaperCopy, *, by: User, is_wanted: bool, lines: str, country: str) -> None:
    paper.set_paper_copy(copy.member, by=by, is_wanted=is_wanted, lines=lines, country=country)


def _kind_of(row: Any) -> Kind:
    return next(kind for kind in KINDS.values() if kind.model is type(row))


def _add_row(row: Any, *, by: User, follows: bool = False, **_values: Any) -> None:
    """The form has written its values into the row."""
    (careers.succeed if follows else careers.add_row)(row, by=by)


def _strike(row: Dated, *, by: User, reason: str, reopens: str = "") -> None:
    if reopens:
        reopening.strike_out_and_reopen(row, key=reopens, reason=reason, by=by)
    else:
        careers.strike_out(row, reason=reason, by=by)


def _strike_form(typed: QueryDict | None, row: Dated) -> forms.StrikeForm:
    found = reopening.reopening_for(row)
    days = (
        {"first": day_in_words(found.row.starts_on), "last": day_in_words(found.until) if found.until else ""}
        if found
        else {}
    )
    if not found:
        return forms.StrikeForm(typed)
    about = {"what": ", ".join(str(part) for part in what(found.row)[:1]), **days}
    sentence = (
        _("%(what)s since %(first)s: until %(last)s")
        if found.until
        else _("%(what)s since %(first)s: without a last day")
    )
    return forms.StrikeForm(typed, key=found.key, words=sentence % about, is_sure=found.is_sure)


def _set_contact(detail: ContactDetail, *, by: User, kind: str, value: str) -> None:
    members.set_contact(detail.member, by=by, kind=kind, value=value)


RowPage = partial(
    Page,
    find=_row,
    record=lambda row: row.member,
    shown=lambda row: {"row": row, "what": what(row)},
    template="admin/members/member/row.html",
)
VERBS: list[Verb] = [
    RowPage("row_add", _add_row, route="<int:pk>/career/<slug:slug>/add/", find=_new_row,
        title=lambda row: _kind_of(row).adds, done=gettext_lazy("Added."),
        form=lambda typed, row: _kind_of(row).form(typed, instance=row), shown=lambda row: {}),
    RowPage("row_end", careers.end_term, route="<int:pk>/career/<slug:slug>/<int:row>/end/",
        title=gettext_lazy("Last day"), done=gettext_lazy("The last day has been recorded."),
        reads=lambda row: {"ends_on": row.ends_on, "struck_at": row.struck_at},
        form=lambda typed, row: forms.EndForm(typed, row=row)),
    RowPage("row_strike", _strike, route="<int:pk>/career/<slug:slug>/<int:row>/strike/",
        title=gettext_lazy("Strike out"), done=gettext_lazy("Struck out."),
        form=_strike_form),
    Page("address_add", addresses.add_address, route="<int:pk>/address/add/", find=_member,
        title=gettext_lazy("Add an address"), done=gettext_lazy("Added, not confirmed yet."),
        form=lambda typed, member: forms.AddressForm(typed)),
    Button("address_verify", addresses.verify_address, route="<int:pk>/address/<int:row>/verification/", find=_address,
        record=lambda address: address.member,
        done=gettext_lazy("The address is confirmed. It can open an account in 24 hours; the other addresses will be notified.")),
    Button("address_remove", addresses.remove_address, route="<int:pk>/address/<int:row>/removal/", find=_address,
        record=lambda address: address.member, done=gettext_lazy("The address has been taken off the roll.")),
    Page("contact", _set_contact, route="<int:pk>/contact/", find=_contact, record=lambda detail: detail.member,
        title=gettext_lazy("Contact detail"), done=gettext_lazy("Saved."),
        reads=lambda detail: {"value": detail.value},
        form=lambda typed, detail: forms.ContactForm(typed, initial={"kind": detail.kind, "value": detail.value})),
    Page("paper", _set_paper, route="<int:pk>/paper/", find=_paper, record=lambda copy: copy.member,
        title=gettext_lazy("Paper copy of the magazine"), done=gettext_lazy("Saved."), reads=_paper_values,
        explained=gettext_lazy("For the envelope only: nobody but the person and the office sees it. If you untick the box, the "
"address is deleted."),
        form=lambda typed, copy: forms.PaperForm(typed, initial=_paper_values(copy), needs_address=False)),
]  # fmt: skip
