"""Accounts, without their secrets."""

from typing import Any

from allauth.account import admin as _addresses  # noqa: F401  (they register what is taken off the desk below)
from allauth.account.models import EmailAddress
from allauth.mfa import admin as _factors  # noqa: F401
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as _sessions  # noqa: F401
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth import admin as _groups  # noqa: F401
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.access import person
from members.details.actions import keep_in_step
from members.details.forms.details import AccountForm
from members.models import User
from pafso.office.modeladmin import StaffAdmin
from pafso.office.verb_pages import act_on_each

from .actions import accounts as actions

# Single permissions are not given: groups say what a person does, and Django names permissions in English only.
RIGHTS = ("is_active", "is_staff", "needs_second_step", "is_superuser", "groups")
for hidden in (Group, EmailAddress, Authenticator, UserSession):
    # Groups are made by `manage.py office`; the others hold what nobody edits by hand: addresses, factors, sessions.
    if admin.site.is_registered(hidden):
        admin.site.unregister(hidden)


@admin.register(User)
class UserAdmin(StaffAdmin):
    form = AccountForm
    list_display = ["email", "name", "language", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active", "language"]
    ordering = ["-id"]
    search_fields = ["email__startswith"]
    search_help_text = _("The beginning of an address")
    fieldsets = [
        (None, {"fields": ["email", "name", "language", "time_zone"]}),
        (_("Rights"), {"fields": list(RIGHTS)}),
        (_("Dates"), {"fields": ["date_joined", "last_login"]}),
    ]

    actions = ["take_off_second_step"]

    def has_rights_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    @admin.action(description=_("Take off the second step (lost telephone)"), permissions=["rights"])
    def take_off_second_step(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        others = queryset.exclude(pk=person(request).pk)[:50]
        act_on_each(
            request,
            others,
            actions.take_off_factors,
            done=_("The second step of %(who)s is off."),
            named=lambda user: {"who": user.email},
            pattern="%(sentence)s (%(about)s)",
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        # People create their own accounts and prove their own addresses.
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The address is the person's to change; rights are a superuser's to give, and never to oneself."""
        fixed = ["email", "date_joined", "last_login"]
        return fixed if _may_set_rights(request, obj) else [*fixed, *RIGHTS]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[User], search_term: str) -> Any:
        return super().get_search_results(request, queryset, search_term.lower())

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        form.rights_before = actions.rights_of(User.objects.get(pk=obj.pk))  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)
        keep_in_step(obj, form.changed_data)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        before = form.rights_before  # type: ignore[attr-defined]
        actions.settle_rights(form.instance, before, by=person(request))


def _may_set_rights(request: HttpRequest, account: User | None) -> bool:
    who = person(request)
    return who.is_superuser and account is not None and account.pk != who.pk
