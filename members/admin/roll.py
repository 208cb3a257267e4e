"""The roll."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.models import Member, Membership
from pafso.admin import StaffAdmin
from pafso.folding import folded


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    can_delete = False


@admin.register(Member)
class MemberAdmin(StaffAdmin):
    list_display = ["name", "number", "has_account"]
    list_select_related = False
    ordering = ["sort_name", "id"]
    search_fields = ["number"]
    search_help_text = _("Member number, the beginning of a name or of an address")
    fields = ["number", "name", "user"]
    raw_id_fields = ["user"]
    inlines = [MembershipInline]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Member], search_term: str) -> Any:
        """Only lookups that an index answers, so that the list stays quick at any size of the roll."""
        term = search_term.strip()
        if not term:
            return queryset, False
        by_name = Q(sort_name__startswith=folded(term))
        return queryset.filter(by_name | Q(number=term) | Q(addresses__email__startswith=term.lower())), False

    @admin.display(description=_("account"), boolean=True)
    def has_account(self, member: Member) -> bool:
        return member.user_id is not None
