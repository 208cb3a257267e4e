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
from django.db.models import ManyToManyField, Model, QuerySet
from django.forms import ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from members.access import person
from members.details.actions import keep_in_step, lock_person
from members.details.forms.details import AccountForm
from members.models import User
from members.rights.admin import RIGHTS_PAGE, RightsList
from pafso.errors import NotEligible
from pafso.office.list_pages import ListPages, list_page
from pafso.office.modeladmin import StaffAdmin
from pafso.office.verb_pages import explain
from pafso.text.words import Found

from .actions import accounts
from .search import found

# Single permissions are not given: groups say what a person does, and Django names permissions in English only.
RIGHTS = ("is_active", "is_staff", "needs_second_step", "is_superuser", "groups")
for hidden in (Group, EmailAddress, Authenticator, UserSession):
    # Groups are made by `manage.py office`; the others hold what nobody edits by hand: addresses, factors, sessions.
    if admin.site.is_registered(hidden):
        admin.site.unregister(hidden)


@admin.register(User)
class UserAdmin(RightsList, ListPages, StaffAdmin):
    form = AccountForm
    change_form_template = "admin/members/user/change_form.html"  # the verbs of others, beside its own
    list_display = ["email", "name", "language", "is_guest", "is_staff", "is_active", "last_login"]
    list_filter = ["is_guest", "is_staff", "is_active", "language"]
    ordering = ["-id"]
    sortable_by = ["email"]
    search_fields = ["email__startswith"]
    search_help_text = _("The beginning of a word of the name, or of an address")
    fieldsets = [
        (None, {"fields": ["email", "name", "language", "time_zone", "is_guest"]}),
        (_("Rights"), {"fields": list(RIGHTS)}),
        (_("Dates"), {"fields": ["date_joined", "last_login"]}),
    ]

    actions = ["take_off_second_step"]
    verbs = [
        RIGHTS_PAGE,
        list_page(
            "second_step_off",
            each=accounts.take_off_factors,
            event="members/second_step_taken_off",
            title=_("Turn off two-step verification (lost phone)"),
            button=_("Turn it off and tell them"),
            done=_("Two-step verification is off for %(who)s."),
            named=lambda user: {"who": user.email},
            may=lambda chosen, by: by.is_superuser,
            writes=lambda user: user.is_active,
        ),
    ]

    def has_rights_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    @admin.action(description=_("Turn off two-step verification (lost phone)"), permissions=["rights"])
    def take_off_second_step(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        others = queryset.exclude(pk=person(request).pk)
        return self.to_list_page("second_step_off", others) if others else None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A superuser's account is a superuser's to change: who may edit it could become its owner."""
        mine = obj is None or accounts.may_change(person(request), obj)
        return mine and super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        # People create their own accounts and prove their own addresses.
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The address is the person's to change; rights are a superuser's to give, and never to oneself."""
        fixed = ["email", "is_guest", "date_joined", "last_login"]
        return fixed if _may_set_rights(request, obj) else [*fixed, *RIGHTS]

    def formfield_for_manytomany(  # type: ignore[override]
        self, db_field: "ManyToManyField[Group, Group]", request: HttpRequest, **kwargs: object
    ) -> "ModelMultipleChoiceField[Group] | None":
        field = super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[arg-type]
        if db_field.name == "groups" and field is not None:
            field.label_from_instance = lambda group: accounts.group_in_words(group.name)  # type: ignore[method-assign, assignment]
        return field

    def find(self, term: str) -> Found:
        return found(term)

    def lock_row(self, row: Model) -> None:
        lock_person(row.pk)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        form.rights_before = accounts.rights_of(User.objects.get(pk=obj.pk))  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)
        keep_in_step(obj, form.changed_data)

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """Whoever lost their rights a moment ago, to the very colleague whose they take, is told; nothing is saved."""
        try:
            return super().changeform_view(request, object_id, *args, **kwargs)
        except NotEligible as error:
            explain(request, error)
            return redirect(request.path)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        before = form.rights_before  # type: ignore[attr-defined]
        accounts.settle_rights(form.instance, before, by=person(request))


def _may_set_rights(request: HttpRequest, account: User | None) -> bool:
    who = person(request)
    return who.is_superuser and account is not None and account.pk != who.pk
