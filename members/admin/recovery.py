"""Assisted recovery at the desk: asked from the account's page, decided by another colleague on the request's own page."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from members.actions import recovery as actions
from members.forms.two_people import RecoveryForm, RefusalForm
from members.models import Recovery, User
from members.two_people import check_account, old_addresses
from pafso.errors import DomainError, Incomplete
from pafso.office.modeladmin import ReadOnlyAdmin

DONE = {
    "approve": _("Approved. The link goes to the new address in 24 hours; the old addresses were told."),
    "refuse": _("Refused. The old addresses were told."),
    "stop": _("Stopped. The old addresses were told."),
}


@admin.register(Recovery)
class RecoveryAdmin(ReadOnlyAdmin):
    """Read only: each step is a verb of its own, by another person than the one before."""

    list_display = ["user", "state", "asked_by", "asked_at", "decided_by", "due_at"]
    list_filter = ["state"]
    list_select_related = ["user", "asked_by", "decided_by"]
    search_fields = ["user__email__startswith", "new_address__startswith"]
    search_help_text = _("The beginning of an address")
    ordering = ["-id"]
    fields = [
        *("user", "state", "new_address", "evidence", "takes_off_second_step"),
        *("asked_by", "asked_at", "decided_by", "decided_at", "due_at", "ended_at"),
    ]
    change_form_template = "admin/members/recovery/change_form.html"

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return super().get_search_results(request, queryset, search_term.lower())

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What has not happened yet is not shown."""
        later = {"decided_by", "decided_at", "due_at", "ended_at"}
        return [str(name) for name in self.fields or [] if name not in later or getattr(obj, str(name), None)]

    def get_urls(self) -> list[URLPattern]:
        ask, move = self.admin_site.admin_view(self.ask), self.admin_site.admin_view(self.move)
        own = [
            path("ask/<int:pk>/", ask, name="members_recovery_ask"),
            path("<int:pk>/step/<slug:verb>/", move, name="members_recovery_move"),
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        recovery = kwargs.get("obj")
        if recovery is not None:
            context.update(_what_may(cast(User, request.user), recovery), refusal_form=RefusalForm())
        return super().render_change_form(request, context, *args, **kwargs)

    def ask(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form that a colleague fills in for an account."""
        if not request.user.has_perm("members.add_recovery"):  # type: ignore[union-attr]
            raise PermissionDenied
        account = get_object_or_404(User, pk=pk)
        form = RecoveryForm(request.POST or None)
        try:
            check_account(account)
            if request.method == "POST" and form.is_valid():
                recovery = actions.ask_recovery(account, by=cast(User, request.user), **form.cleaned_data)
                messages.success(request, _("Asked. The old addresses were told; another colleague must approve it."))
                return redirect("admin:members_recovery_change", recovery.pk)
        except Incomplete as error:
            for field, sentence in error.problems:
                form.add_error(field, sentence)
        except DomainError as error:
            if not form.is_bound:
                messages.error(request, str(error))
                return redirect("admin:members_user_change", account.pk)
            form.add_error(None, str(error))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Recover this account"),
            "account": account,
            "old_addresses": old_addresses(account),
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/members/recovery/ask.html", context)

    def move(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """One press of a button: approve, refuse or stop."""
        recovery = get_object_or_404(Recovery, pk=pk)
        if request.method != "POST" or verb not in DONE:
            return redirect("admin:members_recovery_change", pk)
        if not request.user.has_perm("members.change_recovery"):  # type: ignore[union-attr]
            raise PermissionDenied
        try:
            self._act(recovery, verb, cast(User, request.user), request.POST.get("reason", ""))
            messages.success(request, DONE[verb])
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("admin:members_recovery_change", pk)

    def _act(self, recovery: Recovery, verb: str, by: User, reason: str) -> None:
        if verb == "approve":
            actions.approve_recovery(recovery, by=by)
        elif verb == "refuse":
            actions.refuse_recovery(recovery, by=by, reason=reason)
        else:
            actions.stop_recovery(recovery, by=by)


def _what_may(reader: User, recovery: Recovery) -> dict[str, bool]:
    """Which buttons this colleague sees; the actions check again."""
    may_act = reader.has_perm("members.change_recovery")
    is_second = reader.pk not in {recovery.asked_by_id, recovery.user_id}
    is_asked = recovery.state == Recovery.State.ASKED
    return {
        "may_decide": may_act and is_second and is_asked,
        "waits_for_another": is_asked and reader.pk == recovery.asked_by_id,
        "may_stop": recovery.is_open and (may_act or reader.pk == recovery.user_id),
    }
