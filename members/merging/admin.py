"""Merging two entries at the desk: chosen from the list or from an entry, looked at together, decided by another colleague."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from members.models import Member, Merge, User
from members.roll import search
from members.roll.admin.members import MemberAdmin
from members.roll.duplicates import likely_duplicates
from pafso.office.forms import reason
from pafso.office.modeladmin import ReadOnlyAdmin
from pafso.office.verb_pages import Button, Page, Verb, VerbPages, check_right
from pafso.text.figures import number
from pafso.text.words import Found, found_in

from . import actions
from .forms import OtherEntryForm
from .plan import TABLES, Plan, in_order, plan_of, why_it_stays, words_of

MOST_FOUND = 500


@admin.action(description=_("Merge the two chosen entries…"))
def merge_two(page: Any, request: HttpRequest, queryset: QuerySet[Member]) -> HttpResponse | None:
    """From the list of members; the one with an account stays, else the older one. The preview lets one swap them."""
    chosen = list(queryset.order_by("pk")[:3])
    if len(chosen) != 2:
        messages.error(request, _("Choose exactly two entries."))
        return None
    return redirect("admin:members_merge_new", *(member.pk for member in in_order(*chosen)))


# The list of the roll offers the merge; the roll knows nothing of merging.
MemberAdmin.actions = [*(MemberAdmin.actions or ()), merge_two]  # type: ignore[misc]


def _pair(request: HttpRequest, kept: int, duplicate: int) -> list[Member]:
    check_right(request, "members.add_merge")
    return [get_object_or_404(Member.objects.select_related("user"), pk=pk) for pk in (kept, duplicate)]


def _propose(pair: list[Member], *, by: User, reason: str) -> Merge:
    return actions.propose_merge(*pair, reason=reason, by=by)


def _plan(merge: Merge) -> Plan:
    """Made once for a page, which shows it and asks whether it is still what was proposed."""
    if not hasattr(merge, "plan"):
        merge.plan = plan_of(merge.kept, merge.duplicate)  # type: ignore[attr-defined]
    return merge.plan  # type: ignore[attr-defined, no-any-return]


def _is_own(merge: Merge, by: User) -> bool:
    """Nobody decides about their own entry; the actions check again."""
    return by.pk in {merge.kept.user_id, merge.duplicate.user_id, *merge.moved.get("accounts", {}).values()}


def _may_refuse(merge: Merge, by: User) -> bool:
    return merge.state == Merge.State.PROPOSED and not _is_own(merge, by)


def _may_consent(merge: Merge, by: User) -> bool:
    is_second = by.pk != merge.proposed_by_id
    return _may_refuse(merge, by) and is_second and _plan(merge).digest == merge.preview_digest


def _may_undo(merge: Merge, by: User) -> bool:
    ends = merge.undo_ends_at
    is_undoable = merge.state == Merge.State.MERGED and ends is not None and timezone.now() < ends
    return is_undoable and not _is_own(merge, by)


def _days_left(merge: Merge) -> int:
    left = merge.undo_ends_at - timezone.now() if merge.undo_ends_at else timedelta(0)
    # A day begun is a day that is left: thirty on the day itself, one on the last.
    return max(-(-left // timedelta(days=1)), 0)


def _undo_in_words(merge: Merge, by: User) -> str:
    days = _days_left(merge)
    return ngettext("Undo this merge (%(n)s day left)", "Undo this merge (%(n)s days left)", days) % {"n": number(days)}


VERBS: list[Verb] = [
    Page("new", _propose, title=_("Merge two entries"), button=_("Propose it to a colleague"),
        done=_("Proposed. Another colleague must agree."),
        form=reason(_("Why they are the same person"),
            hint=_("Your colleague will use this to decide: what you compared, and whom you asked.")),
        right="members.add_merge", route="new/<int:kept>/<int:duplicate>/", find=_pair, record=lambda pair: pair[0],
        shown=lambda pair: {"kept": pair[0], "duplicate": pair[1], "plan": plan_of(*pair), "why": why_it_stays(*pair)},
        leads_to=lambda merge: merge, template="admin/members/merge/propose.html"),
    Button("consent", actions.consent_merge, words=_("Agree: merge them"),
        done=_("The two entries are now one. You can undo this for 30 days."), offered=_may_consent),
    Button("refuse", actions.refuse_merge,
        words=lambda merge, by: _("Remove the record") if by.pk == merge.proposed_by_id else _("Refuse"),
        done=_("Refused. Nothing was changed."), offered=_may_refuse, is_quiet=True),
    Button("undo", actions.undo_merge, words=_undo_in_words, done=_("Undone: both entries are as they were."),
        offered=_may_undo, is_quiet=True),
]  # fmt: skip


@admin.register(Merge)
class MergeAdmin(VerbPages, ReadOnlyAdmin):
    """Read only: proposing, consenting, refusing and undoing are verbs of their own."""

    list_display = ["kept", "duplicate", "state", "proposed_by", "proposed_at", "decided_by", "merged_at"]
    list_filter = ["state"]
    list_select_related = ["kept", "duplicate", "proposed_by", "decided_by"]
    sortable_by = ["proposed_at", "merged_at"]
    search_fields = ["kept__number"]
    search_help_text = _("The beginning of a member number, of any word of a name, or of an address")
    ordering = ["-id"]
    fields = [
        *("state", "kept", "duplicate", "reason", "proposed_by", "proposed_at"),
        *("decided_by", "merged_at", "undone_by", "undone_at"),
    ]
    change_form_template = "admin/members/merge/change_form.html"
    verbs = VERBS

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What has not happened yet is not shown."""
        later = {"decided_by", "merged_at", "undone_by", "undone_at"}
        return [str(name) for name in self.fields or [] if name not in later or getattr(obj, str(name), None)]

    def find(self, term: str) -> Found:
        people, merges = search.found(term), Merge.objects.order_by()
        found = found_in(
            [merges.filter(kept__in=people.members), merges.filter(duplicate__in=people.members)], MOST_FOUND
        )
        return Found(found.keys, found.is_cut or people.is_cut)

    def get_urls(self) -> list[URLPattern]:
        choose = path("with/<int:pk>/", self.admin_site.admin_view(self.choose), name="members_merge_with")
        return [choose, *super().get_urls()]

    def choose(self, request: HttpRequest, pk: int) -> HttpResponse:
        """With whom: the likely duplicates, or a member number."""
        check_right(request, "members.add_merge")
        member = get_object_or_404(Member, pk=pk)
        form = OtherEntryForm(request.GET if "number" in request.GET else None, member=member)
        if form.is_bound and form.is_valid():
            pair = in_order(member, form.cleaned_data["number"])
            return redirect("admin:members_merge_new", *(each.pk for each in pair))
        addresses = member.addresses.values_list("email", flat=True)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge with another entry"),
            "opts": self.opts,
            "member": member,
            "alike": [
                (one, *in_order(member, one.member))
                for one in likely_duplicates(member.name, [], addresses, excluding=[member.pk])
            ],
            "form": form,
        }
        return TemplateResponse(request, "admin/members/merge/choose.html", context)

    def say_done(self, request: HttpRequest, verb: Verb, result: Any) -> None:
        """What could not be undone is said line by line."""
        if verb.name != "undo" or not result.left:
            return super().say_done(request, verb, result)
        messages.success(request, _("Undone. Both entries are back; this was changed in the meantime:"))
        for sentence in result.left:
            messages.warning(request, sentence)
        return None

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        merge = kwargs.get("obj")
        if merge is not None:
            context.update(_what_is_shown(merge, request.user))
        return super().render_change_form(request, context, *args, **kwargs)


def _what_is_shown(merge: Merge, reader: Any) -> dict[str, Any]:
    """The preview while it is proposed, with whether it is still what was proposed; afterwards the rows that moved."""
    if merge.state == Merge.State.PROPOSED:
        plan = _plan(merge)
        waits = reader.pk == merge.proposed_by_id
        return {"plan": plan, "waits_for_another": waits, "is_out_of_date": plan.digest != merge.preview_digest}
    if merge.state != Merge.State.MERGED:
        return {}
    wanted: dict[str, list[int]] = {}
    for table, pk, _values in merge.moved.get("rows", []):
        wanted.setdefault(table, []).append(pk)
    rows = [row for table, pks in wanted.items() for row in TABLES[table].objects.filter(pk__in=pks).order_by("pk")]
    return {"moved": [words_of(row) for row in rows]}
