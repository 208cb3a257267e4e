"""Assisted recovery at the desk: asked from the account's page, decided by another colleague on the request's own page."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from members.accounts.search import accounts_with_address, accounts_with_name
from members.models import Recovery, User
from pafso.office.forms import reason
from pafso.office.modeladmin import ReadOnlyAdmin
from pafso.office.verb_pages import Button, Page, Verb, VerbPages, check_right
from pafso.text.words import Found, found_in

from . import actions
from .checks import check_account, old_addresses
from .forms import RecoveryForm

ASKED = Recovery.State.ASKED
MOST_FOUND = 500


def _account(request: HttpRequest, pk: int) -> User:
    check_right(request, "members.add_recovery")
    return get_object_or_404(User, pk=pk)


def _whom(account: User) -> dict[str, Any]:
    check_account(account)
    return {"old_addresses": old_addresses(account)}


def _may_decide(recovery: Recovery, by: User) -> bool:
    """The actions check again."""
    return recovery.state == ASKED and by.pk not in {recovery.asked_by_id, recovery.user_id}


VERBS: list[Verb] = [
    Page("ask", actions.ask_recovery, title=_("Recover this account"), button=_("Ask a colleague to approve"),
        done=_("Requested. The old addresses have been notified; another colleague must approve it."),
        form=lambda typed, account: RecoveryForm(typed), right="members.add_recovery", route="ask/<int:pk>/",
        find=_account, shown=_whom, leads_to=lambda recovery: recovery, template="admin/members/recovery/ask.html"),
    Button("approve", actions.approve_recovery, words=_("Approve: the link is sent in 24 hours"),
        done=_("Approved. The link will go to the new address in 24 hours; the old addresses have been notified."),
        offered=_may_decide),
    Button("refuse", actions.refuse_recovery, words=_("Refuse"), done=_("Refused. The old addresses have been notified."),
        form=reason(_("Why you are refusing it"), hint=_("For the audit trail; the person does not see it."),
            longest=300, rows=2, required=False),
        offered=_may_decide, is_quiet=True),
    Button("stop", actions.stop_recovery, words=_("Stop this request"),
        done=_("Stopped. The old addresses have been notified."),
        offered=lambda recovery, by: recovery.is_open and not _may_decide(recovery, by), is_quiet=True),
]  # fmt: skip


@admin.register(Recovery)
class RecoveryAdmin(VerbPages, ReadOnlyAdmin):
    """Read only: each step is a verb of its own, by another person than the one before."""

    list_display = ["user", "state", "asked_by", "asked_at", "decided_by", "due_at"]
    list_filter = ["state"]
    list_select_related = ["user", "asked_by", "decided_by"]
    sortable_by = ["asked_at", "due_at"]
    search_fields = ["user__email__startswith", "new_address__startswith"]
    search_help_text = _("The beginning of a word of the name, or of an address")
    ordering = ["-id"]
    fields = [
        *("user", "state", "new_address", "evidence", "takes_off_second_step"),
        *("asked_by", "asked_at", "decided_by", "decided_at", "due_at", "ended_at"),
    ]
    change_form_template = "admin/members/recovery/change_form.html"
    verbs = VERBS

    def find(self, term: str) -> Found:
        asked = Recovery.objects.order_by()
        people = [*accounts_with_address(term), *accounts_with_name(term)]
        new = asked.filter(new_address__startswith=term.strip().lower())
        return found_in([asked.filter(user__in=people), new], MOST_FOUND)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What has not happened yet is not shown."""
        later = {"decided_by", "decided_at", "due_at", "ended_at"}
        return [str(name) for name in self.fields or [] if name not in later or getattr(obj, str(name), None)]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        recovery = kwargs.get("obj")
        if recovery is not None:
            context["waits_for_another"] = recovery.state == ASKED and request.user.pk == recovery.asked_by_id
        return super().render_change_form(request, context, *args, **kwargs)
