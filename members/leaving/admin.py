"""A colleague who leaves: one page that says what there is and what becomes of it, and one press."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.access import person
from members.accounts.actions.accounts import group_in_words
from members.accounts.admin import UserAdmin
from members.models import Token, User
from members.rights.actions import every_scope, rights_of
from pafso.office.verb_pages import Page, check_right
from pafso.office.waiting.actions import in_words, looked_after
from pafso.text.figures import number

from . import actions
from .forms import SuccessorForm


@dataclass(frozen=True)
class Leaving:
    """Who leaves, as a colleague sees it: of a case to which the reader is a party nothing is counted."""

    user: User
    by: User


def _leaving(request: HttpRequest, pk: int) -> Leaving:
    check_right(request, "members.change_user")
    user = get_object_or_404(User, pk=pk)
    if not actions.is_of_office(user):
        raise Http404
    return Leaving(user, person(request))


def _leave(leaving: Leaving, *, by: User, to: User | None = None) -> actions.Left:
    return actions.leave_office(leaving.user, to=to, by=by)


def _shown(leaving: Leaving) -> dict[str, Any]:
    """What there is, before the press."""
    user, by = leaving.user, leaving.by
    held = rights_of(user)
    return {
        "kept": in_words(looked_after(user, as_seen_by=by), by),
        "rights": [scope.words for scope in every_scope() if held[scope.name]],
        "groups": [group_in_words(name) for name in user.groups.values_list("name", flat=True)],
        "tokens": Token.objects.filter(user=user, ended_at=None).count(),
        "goes_on": [(str(row._meta.verbose_name), str(row), _place(row)) for row in _going_on(leaving)],
        "is_oneself": user.pk == by.pk,
    }


def _going_on(leaving: Leaving) -> list[Any]:
    return list(actions.goes_on(leaving.user, as_seen_by=leaving.by))


def _place(row: Any) -> str:
    """Of the office’s page; a closing is its owner’s and has none."""
    name = row._meta.model_name
    return "" if name == "closing" else reverse(f"admin:members_{name}_change", args=[row.pk])


def _done(left: actions.Left) -> str:
    """How much went where, and the name of each thing that waits for everybody now."""
    said = [_("All rights have ended; the account stays. The person and the colleagues will be told by email.")]
    if left.moved:
        moved = ngettext("%(n)s item was handed over.", "%(n)s items were handed over.", left.moved)
        said.append(moved % {"n": number(left.moved)})
    if left.left:
        said.append(_("Now waiting for everybody: %(list)s.") % {"list": ", ".join(left.left)})
    return " ".join(said)


UserAdmin.verbs = [
    *UserAdmin.verbs,
    Page("leaving", _leave, find=_leaving, record=lambda leaving: leaving.user, right="members.change_user",
        may=lambda leaving, by: by.is_superuser,
        title=gettext_lazy("A colleague leaves the office"), button=gettext_lazy("End all rights and hand over"),
        done=_done,
        form=lambda typed, leaving: SuccessorForm(typed, leaving.user, leaving.by), shown=_shown,
        template="admin/members/leaving.html"),
]  # fmt: skip
