"""The office's side: Django's admin, branded, audited, and counting nothing that it does not show."""

from functools import cached_property
from typing import Any

from django.contrib import admin
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.paginator import Paginator
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from pafso.audit.log import record
from pafso.audit.models import Entry
from pafso.web import home_cache

MOST_COUNTED = 50_000


class UncountedPaginator(Paginator):
    """Pages without a full ``count(*)``; rows beyond the bound are found by search and filters."""

    @cached_property
    def count(self) -> int:
        # The admin asks for the number to draw page links: counted to a bound, so that it costs the same at any size.
        rows: Any = self.object_list
        return int(rows.order_by()[:MOST_COUNTED].count())


class StaffAdmin(admin.ModelAdmin):
    """Every edit is in the audit trail with what changed; nothing is deleted from here unless a subclass allows it."""

    show_full_result_count = False
    # Django would count every row once for each choice of each filter.
    show_facets = admin.ShowFacets.NEVER
    paginator = UncountedPaginator
    list_per_page = 50
    may_delete = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_delete and super().has_delete_permission(request, obj)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Only what the filters beside the list ask: any other column (a hash, a mail's code) could be guessed by letters."""
        asked = {getattr(each, "parameter_name", each) for each in self.get_list_filter(request)}
        return lookup.split("__")[0] in asked

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        home_cache.forget()
        before = {name: str(form.initial.get(name, "")) for name in form.changed_data}
        after = {name: str(form.cleaned_data.get(name, "")) for name in form.changed_data}
        changes = {name: [_short(before[name]), _short(after[name])] for name in form.changed_data}
        record("edited_by_staff" if change else "added_by_staff", obj, by=_person(request), changes=changes)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            record("deleted_by_staff", obj, by=_person(request))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        entries = Entry.objects.filter(subject_type=self.opts.label, subject_id=object_id)[:200]
        return super().history_view(request, object_id, {"entries": entries, **(extra_context or {})})


def _person(request: HttpRequest) -> AbstractBaseUser:
    """Who is signed in: nobody else opens a page of the office."""
    assert isinstance(request.user, AbstractBaseUser)
    return request.user


class ReadOnlyAdmin(StaffAdmin):
    """Something staff look at and never edit."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # "view" is what the page needs; actions check their own rules.
        return False


def _short(value: str) -> str:
    return value if len(value) <= 80 else value[:79] + "…"
