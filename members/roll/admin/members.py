"""The roll at the desk: found by number, name or address, and read as of any day."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, Prefetch, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from members.access import person
from members.eligibility import today
from members.models import Member, Membership, MembershipClass, PaperCopy
from members.models.career import held_on
from members.roll import search
from members.roll.actions import members
from members.roll.forms import MemberForm, NewMemberForm, OnForm
from pafso.errors import DomainError
from pafso.lazy import Words
from pafso.office.modeladmin import StaffAdmin
from pafso.office.verb_pages import VerbPages

from .careers import VERBS, facts_of, tables_of


class EntryFilter(admin.SimpleListFilter):
    """What the list shows of the entries that count no more: nothing, unless asked."""

    title = _("entries")
    parameter_name = "entries"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Words]]:
        return [
            ("merged", _("Merged entries")),
            ("erased", _("Erased entries")),
            ("struck", _("Entries taken off the roll")),
            ("died", _("People who have died")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Member]) -> QuerySet[Member]:
        if self.value() == "merged":
            return queryset.filter(merged_into__isnull=False)
        if self.value() == "erased":
            return queryset.filter(erased_at__isnull=False)
        if self.value() == "struck":
            return queryset.filter(struck_at__isnull=False)
        if self.value() == "died":
            return queryset.filter(died_on__isnull=False)
        return queryset.filter(merged_into=None, erased_at=None, struck_at=None, died_on=None)

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": _("Current entries")}
        yield from others


class ClassFilter(admin.SimpleListFilter):
    """By the membership of today; few classes, each with an index of its own."""

    title = _("class today")
    parameter_name = "class"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(row.pk, str(row)) for row in MembershipClass.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Member]) -> QuerySet[Member]:
        if not self.value():
            return queryset
        # Nobody holds two on a day (membership_one_at_a_time), so that a join meets nobody twice.
        return queryset.filter(held_on(today(), at="memberships__"), memberships__kind=self.value())


class AccountFilter(admin.SimpleListFilter):
    title = _("account")
    parameter_name = "account"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Words]]:
        return [("yes", _("With an account")), ("no", _("Without an account"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Member]) -> QuerySet[Member]:
        return queryset.filter(user__isnull=self.value() == "no") if self.value() in {"yes", "no"} else queryset


@admin.register(Member)
class MemberAdmin(VerbPages, StaffAdmin):
    form = MemberForm
    list_display = ["named", "number", "class_today", "has_account"]
    list_select_related = False
    list_filter = [ClassFilter, AccountFilter, EntryFilter]
    ordering = ["sort_name", "id"]
    sortable_by = ["named", "number"]
    search_fields = ["number"]
    search_help_text = _("The beginning of a member number, of any word of a name, or of an address")
    verbs = VERBS
    change_form_template = "admin/members/member/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        held = Membership.objects.held(today()).select_related("kind")
        return super().get_queryset(request).prefetch_related(Prefetch("memberships", held, to_attr="held_today"))

    def is_counted_in_order(self, request: HttpRequest) -> bool:
        """A class is spread over all names: from the memberships it is counted at once."""
        return ClassFilter.parameter_name not in request.GET

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Member], search_term: str
    ) -> tuple[QuerySet[Member], bool]:
        """Only lookups that an index answers, so that the list stays quick at any size of the roll."""
        if not search_term.strip():
            return queryset, False
        found = search.found(search_term)
        if found.is_cut:
            messages.info(request, _("These are only some of the results. Type more of the name to see the others."))
        return queryset.filter(pk__in=found.members), False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An entry that was merged, erased or taken off the roll is read and no longer changed."""
        closed = obj is not None and (obj.merged_into_id or obj.erased_at or obj.struck_at)
        return not closed and super().has_change_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*members.OFFICES, "account"] if obj is not None else [*members.OFFICES, "another"]

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: object
    ) -> type[ModelForm]:
        return super().get_form(request, obj, change, **kwargs, **({} if obj is not None else {"form": NewMemberForm}))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What a person with an account says there; and nobody joins an account by hand: a proven address does."""
        own = members.PERSONS if obj is not None and obj.user_id is not None else ()
        return [*own, "account"]

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(request.path)

    def save_model(self, request: HttpRequest, obj: Member, form: ModelForm, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        if change:
            members.change_member(obj, by=person(request), values=values)
        else:
            values = form.cleaned_data
            obj.pk = members.add_member(by=person(request), values=values, seen=values["another"]).pk

    def response_add(self, request: HttpRequest, obj: Member, post_url_continue: str | None = None) -> HttpResponse:
        """To the new entry, where the membership is added."""
        messages.success(request, _("Entered on the roll. Add the membership now, and the addresses."))
        return redirect("admin:members_member_change", obj.pk)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        member = kwargs.get("obj")
        if member is not None:
            context.update(self._page_of(request, member))
        else:
            context["alike"] = context["adminform"].form.alike
        return super().render_change_form(request, context, *args, **kwargs)

    def _page_of(self, request: HttpRequest, member: Member) -> dict[str, Any]:
        form = OnForm(request.GET if "on" in request.GET else None)
        on = (form.is_valid() and form.cleaned_data["on"]) or today()
        tables = tables_of(member, on)
        return {
            "on": on,
            "on_form": form if form.is_bound else OnForm(initial={"on": on}),
            "facts": facts_of(member, tables, on),
            "tables": tables,
            "addresses": list(member.addresses.all()),
            "contacts": list(member.contacts.all()),
            "paper_copy": PaperCopy.objects.filter(member=member).first(),
            "may_change": self.has_change_permission(request, member),
            "is_own": member.user_id == person(request).pk,
        }

    @admin.display(description=_("name"), ordering="sort_name")
    def named(self, member: Member) -> str:
        return member.name

    @admin.display(description=_("class today"))
    def class_today(self, member: Any) -> str:
        return ", ".join(str(row.kind) for row in member.held_today)

    @admin.display(description=_("account"), boolean=True)
    def has_account(self, member: Member) -> bool:
        return member.user_id is not None

    @admin.display(description=_("account"))
    def account(self, member: Member) -> str:
        if member.user is None:
            return str(
                _("None yet: an account is linked when the person confirms one of the roll’s confirmed addresses.")
            )
        link = reverse("admin:members_user_change", args=[member.user.pk])
        return format_html('<a href="{}">{}</a>', link, member.user.email)
