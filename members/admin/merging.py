"""Merging two entries at the desk: chosen from the list or from an entry, looked at together, decided by another colleague."""

from datetime import timedelta
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.actions import merging as actions
from members.forms.two_people import MergeForm, OtherEntryForm
from members.likeness import likely_duplicates
from members.merging import TABLES, plan_of, words_of
from members.models import Member, Merge, User
from pafso.errors import DomainError, Incomplete
from pafso.office.modeladmin import ReadOnlyAdmin

DONE = {
    "consent": _("The two entries are one. It can be undone for 30 days."),
    "refuse": _("Refused. Nothing was changed."),
    "undo": _("Undone: both entries are as they were."),
}
UNDONE_IN_PART = _("Undone. Both entries are back; this was changed in the meantime:")


@admin.action(description=_("Merge the two chosen entries…"))
def merge_two(page: Any, request: HttpRequest, queryset: QuerySet[Member]) -> HttpResponse | None:
    """From the list of members; the one with an account stays, else the older one. The preview lets one swap them."""
    chosen = sorted(queryset.order_by("pk")[:3], key=lambda member: (member.user_id is None, member.pk))
    if len(chosen) != 2:
        messages.error(request, _("Choose exactly two entries."))
        return None
    return redirect("admin:members_merge_new", chosen[0].pk, chosen[1].pk)


@admin.register(Merge)
class MergeAdmin(ReadOnlyAdmin):
    """Read only: proposing, consenting, refusing and undoing are verbs of their own."""

    list_display = ["kept", "duplicate", "state", "proposed_by", "proposed_at", "decided_by", "merged_at"]
    list_filter = ["state"]
    list_select_related = ["kept", "duplicate", "proposed_by", "decided_by"]
    search_fields = ["kept__number", "duplicate__number"]
    search_help_text = _("A member number")
    ordering = ["-id"]
    fields = [
        *("state", "kept", "duplicate", "reason", "proposed_by", "proposed_at"),
        *("decided_by", "merged_at", "undone_by", "undone_at"),
    ]
    change_form_template = "admin/members/merge/change_form.html"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What has not happened yet is not shown."""
        later = {"decided_by", "merged_at", "undone_by", "undone_at"}
        return [str(name) for name in self.fields or [] if name not in later or getattr(obj, str(name), None)]

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("with/<int:pk>/", wrap(self.choose), name="members_merge_with"),
            path("new/<int:kept>/<int:duplicate>/", wrap(self.propose), name="members_merge_new"),
            path("<int:pk>/step/<slug:verb>/", wrap(self.move), name="members_merge_move"),
        ]
        return [*own, *super().get_urls()]

    def choose(self, request: HttpRequest, pk: int) -> HttpResponse:
        """With whom: the likely duplicates, or a member number."""
        _check_right(request, "add_merge")
        member = get_object_or_404(Member, pk=pk)
        form = OtherEntryForm(request.GET if "number" in request.GET else None, member=member)
        if form.is_bound and form.is_valid():
            return redirect("admin:members_merge_new", member.pk, form.cleaned_data["number"].pk)
        addresses = member.addresses.values_list("email", flat=True)
        context = {
            "title": _("Merge with another entry"),
            "member": member,
            "alike": likely_duplicates(member.name, [], addresses, excluding=[member.pk]),
            "form": form,
        }
        return self._page(request, "choose", context)

    def propose(self, request: HttpRequest, kept: int, duplicate: int) -> HttpResponse:
        """The preview, and the form that proposes it to a colleague."""
        _check_right(request, "add_merge")
        pair = [get_object_or_404(Member.objects.select_related("user"), pk=pk) for pk in (kept, duplicate)]
        form = MergeForm(request.POST or None)
        try:
            if request.method == "POST" and form.is_valid():
                merge = actions.propose_merge(*pair, reason=form.cleaned_data["reason"], by=_reader(request))
                messages.success(request, _("Proposed. Another colleague must consent."))
                return redirect("admin:members_merge_change", merge.pk)
        except Incomplete as error:
            for field, sentence in error.problems:
                form.add_error(field, sentence)
        except DomainError as error:
            form.add_error(None, str(error))
        context = {"title": _("Merge two entries"), "kept": pair[0], "duplicate": pair[1], "form": form}
        return self._page(request, "propose", {**context, "plan": plan_of(*pair)})

    def move(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """One press of a button: consent, refuse or undo."""
        merge = get_object_or_404(Merge, pk=pk)
        if request.method != "POST" or verb not in DONE:
            return redirect("admin:members_merge_change", pk)
        _check_right(request, "change_merge")
        try:
            left = self._act(merge, verb, _reader(request))
            messages.success(request, UNDONE_IN_PART if left else DONE[verb])
            for sentence in left:
                messages.warning(request, sentence)
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("admin:members_merge_change", pk)

    def _act(self, merge: Merge, verb: str, by: User) -> list[str]:
        if verb == "undo":
            return actions.undo_merge(merge, by=by).left
        if verb == "consent":
            actions.consent_merge(merge, by=by)
        else:
            actions.refuse_merge(merge, by=by)
        return []

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        merge = kwargs.get("obj")
        if merge is not None:
            context.update(_what_may(_reader(request), merge), **_what_is_shown(merge))
        return super().render_change_form(request, context, *args, **kwargs)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        full = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/members/merge/{name}.html", full)


def _what_is_shown(merge: Merge) -> dict[str, Any]:
    """The preview while it is proposed, with whether it is still what was proposed; afterwards the rows that moved."""
    if merge.state == Merge.State.PROPOSED:
        plan = plan_of(merge.kept, merge.duplicate)
        return {"plan": plan, "is_out_of_date": plan.digest != merge.preview_digest}
    if merge.state != Merge.State.MERGED:
        return {}
    wanted: dict[str, list[int]] = {}
    for table, pk, _values in merge.moved.get("rows", []):
        wanted.setdefault(table, []).append(pk)
    rows = [row for table, pks in wanted.items() for row in TABLES[table].objects.filter(pk__in=pks).order_by("pk")]
    left = merge.undo_ends_at - timezone.now() if merge.undo_ends_at else timedelta(0)
    # A day begun is a day that is left: thirty on the day itself, one on the last.
    return {"moved": [words_of(row) for row in rows], "days_left": max(-(-left // timedelta(days=1)), 0)}


def _what_may(reader: User, merge: Merge) -> dict[str, bool]:
    """Which buttons this colleague sees; the actions check again."""
    is_own = reader.pk in {merge.kept.user_id, merge.duplicate.user_id, *merge.moved.get("accounts", {}).values()}
    may_act = reader.has_perm("members.change_merge") and not is_own
    is_proposed, is_first = merge.state == Merge.State.PROPOSED, reader.pk == merge.proposed_by_id
    ends = merge.undo_ends_at
    is_undoable = merge.state == Merge.State.MERGED and ends is not None and timezone.now() < ends
    return {
        "may_consent": may_act and is_proposed and not is_first,
        "may_refuse": may_act and is_proposed,
        "waits_for_another": is_proposed and is_first,
        "may_undo": may_act and is_undoable,
    }


def _check_right(request: HttpRequest, right: str) -> None:
    if not _reader(request).has_perm(f"members.{right}"):
        raise PermissionDenied


def _reader(request: HttpRequest) -> User:
    return cast(User, request.user)
