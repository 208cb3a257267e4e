"""The office's pages of a person's career, addresses and contact details: shown in tables, changed by one verb a page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from members.actions import people, roll
from members.eligibility import Career, today
from members.forms import roll as forms
from members.models import Appointment, ContactDetail, DuesTerm, Leave, Member, Membership, Posting, RollAddress, User
from members.models.career import Dated
from pafso.errors import DomainError


@dataclass(frozen=True)
class Kind:
    """One table of the career: its rows, and the form that adds one."""

    slug: str
    model: type[Dated]
    form: type[forms.RowForm]
    title: Any
    adds: Any
    empty: Any
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
             gettext_lazy("Add a time as dues payer"), gettext_lazy("No dues on the roll.")),
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
        return [f"{row.mission}, {row.city}", row.country, row.time_zone]
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


class CareerPages:
    """Mixed into the admin of members: one page for each verb, all of them made alike."""

    admin_site: Any

    def career_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("<int:pk>/career/<slug:slug>/add/", self.add_row, "row_add"),
            ("<int:pk>/career/<slug:slug>/<int:row>/end/", self.end_row, "row_end"),
            ("<int:pk>/career/<slug:slug>/<int:row>/strike/", self.strike_row, "row_strike"),
            ("<int:pk>/address/add/", self.add_address, "address_add"),
            ("<int:pk>/address/<int:row>/verification/", self.verify_address, "address_verify"),
            ("<int:pk>/address/<int:row>/removal/", self.remove_address, "address_remove"),
            ("<int:pk>/contact/", self.set_contact, "contact"),
        ]
        return [
            path(route, self.admin_site.admin_view(view), name=f"members_member_{name}") for route, view, name in pages
        ]

    def add_row(self, request: HttpRequest, pk: int, slug: str) -> HttpResponse:
        member, kind = self._member(request, pk), _kind(slug)
        form = kind.form(request.POST or None, instance=kind.model(member=member))

        def save() -> None:
            verb = roll.succeed if form.cleaned_data.get("follows") else roll.add_row
            verb(form.instance, by=request.user)

        return self._page(request, member, form, save, title=kind.adds, done=_("Added."))

    def end_row(self, request: HttpRequest, pk: int, slug: str, row: int) -> HttpResponse:
        member, found = self._member(request, pk), _row_or_404(pk, slug, row)
        form = forms.EndForm(request.POST or None, row=found)

        def save() -> None:
            roll.end_term(found, by=request.user, **form.cleaned_data)

        return self._page(
            request, member, form, save, title=_("Last day"), row=found, done=_("The last day is written.")
        )

    def strike_row(self, request: HttpRequest, pk: int, slug: str, row: int) -> HttpResponse:
        member, found = self._member(request, pk), _row_or_404(pk, slug, row)
        form = forms.StrikeForm(request.POST or None)

        def save() -> None:
            roll.strike_out(found, reason=form.cleaned_data["reason"], by=request.user)

        return self._page(request, member, form, save, title=_("Strike out"), row=found, done=_("Struck out."))

    def add_address(self, request: HttpRequest, pk: int) -> HttpResponse:
        member = self._member(request, pk)
        form = forms.AddressForm(request.POST or None)

        def save() -> None:
            people.add_address(member, by=request.user, **form.cleaned_data)

        return self._page(request, member, form, save, title=_("Add an address"), done=_("Added, not verified yet."))

    def verify_address(self, request: HttpRequest, pk: int, row: int) -> HttpResponse:
        return self._at_once(
            request,
            pk,
            row,
            people.verify_address,
            _("The address is verified. It can open an account in 24 hours; the others hear of it."),
        )

    def remove_address(self, request: HttpRequest, pk: int, row: int) -> HttpResponse:
        return self._at_once(request, pk, row, people.remove_address, _("The address is off the roll."))

    def set_contact(self, request: HttpRequest, pk: int) -> HttpResponse:
        member = self._member(request, pk)
        asked = request.GET.get("kind", "")
        detail = ContactDetail.objects.filter(member=member, kind=asked).first()
        form = forms.ContactForm(request.POST or None, initial={"kind": asked, "value": detail.value if detail else ""})

        def save() -> None:
            people.set_contact(member, by=request.user, **form.cleaned_data)

        return self._page(request, member, form, save, title=_("Contact detail"), done=_("Saved."))

    def _page(
        self,
        request: HttpRequest,
        member: Member,
        form: BaseForm,
        save: Callable[[], None],
        *,
        title: Any,
        done: str,
        row: Any = None,
    ) -> HttpResponse:
        if request.method == "POST" and form.is_valid():
            try:
                save()
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, done)
                return _back(member)
        words = {"title": title, "member": member, "form": form, "row": row, "what": what(row) if row else []}
        context = {**self.admin_site.each_context(request), **words}
        return TemplateResponse(request, "admin/members/member/row.html", context)

    def _at_once(self, request: HttpRequest, pk: int, row: int, verb: Callable[..., Any], done: str) -> HttpResponse:
        """A button that needs no page of its own; anything but a POST leads back."""
        member = self._member(request, pk)
        if request.method == "POST":
            try:
                verb(get_object_or_404(RollAddress, pk=row, member=member), by=request.user)
            except DomainError as error:
                messages.error(request, str(error))
            else:
                messages.success(request, done)
        return _back(member)

    def _member(self, request: HttpRequest, pk: int) -> Member:
        if not cast(User, request.user).has_perm("members.change_member"):
            raise PermissionDenied
        return get_object_or_404(Member, pk=pk, merged_into=None, erased_at=None)


def _kind(slug: str) -> Kind:
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


def _row_or_404(member: int, slug: str, row: int) -> Any:
    kind = _kind(slug)
    rows: Any = kind.model.objects.select_related(*kind.with_names)  # type: ignore[attr-defined]
    return get_object_or_404(rows, pk=row, member=member)


def _back(member: Member) -> HttpResponse:
    return redirect("admin:members_member_change", member.pk)
