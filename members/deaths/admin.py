"""A death at the desk: one page that says what it ends, and one that takes it back."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from members.models import Death, Member
from members.models.career import Dated
from members.roll.actions.careers import VERBS
from members.roll.admin.members import MemberAdmin
from pafso.office.forms import reason
from pafso.office.verb_pages import Page, check_right
from pafso.traces import traces_of

from . import actions
from .forms import DeathForm
from .silence import addresses_of, shared_by_others


def _living(request: HttpRequest, pk: int) -> Member:
    check_right(request, "members.change_member")
    people = Member.objects.standing().filter(erased_at=None, died_on=None).select_related("user")
    return get_object_or_404(people, pk=pk)


def _recorded(request: HttpRequest, pk: int) -> Death:
    check_right(request, "members.change_member")
    deaths = Death.objects.filter(state=Death.State.RECORDED).select_related("member", "recorded_by")
    found = deaths.filter(member=pk).first()
    if found is None:
        raise Http404
    return found


def _shown(member: Member) -> dict[str, object]:
    """What it ends and what becomes of the rest, before the press."""
    addresses = addresses_of(member)
    return {
        "rows": [row for model in VERBS for row in _lasting(model, member)],
        "traces": traces_of(member.user, addresses),
        "shared": sorted(shared_by_others(addresses, besides=member.pk)),
        "has_account": member.user_id is not None,
    }


def _lasting(model: type[Dated], member: Member) -> list[str]:
    rows = model._base_manager.filter(member=member, struck_at=None, ends_on=None)
    return [str(model._meta.verbose_name) for _row in rows]


MemberAdmin.verbs = [
    *MemberAdmin.verbs,
    Page("death", actions.record_death, find=_living, right="members.change_member",
        title=_("Record a death"), button=_("Record the death"),
        done=_("Recorded. No more emails go to this person, and the account is closed."),
        form=lambda typed, member: DeathForm(typed), shown=_shown, template="admin/members/member/death.html"),
    Page("death_taken_back", actions.take_back_death, route="<int:pk>/death/taken-back/", find=_recorded,
        record=lambda death: death.member, right="members.change_member",
        title=_("Remove the record of a death"), button=_("Remove the record"),
        explained=_("What it ended continues as before, and the account opens again with its password. Emails that "
"were stopped are not sent later; API tokens and sessions stay ended. What has been changed "
"since stays as it is."),
        done=_("Cancelled. What it ended continues."),
        form=reason(_("Why you are removing it"), longest=200, rows=0), shown=lambda death: {"about": death.member}),
]  # fmt: skip
