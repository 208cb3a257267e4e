"""What awards have of a person, for the page on which a death is recorded; numbers only, since a case is not the office's to open so."""

from collections.abc import Collection

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.utils.translation import gettext as _

from pafso.traces import Trace

from .models import GroupMember, Letter, Nomination


def traces(account: AbstractBaseUser | None, addresses: Collection[str]) -> list[Trace]:
    submitted = Nomination.objects.filter(state=Nomination.State.SUBMITTED)
    group = GroupMember.objects.counting().filter(email__in=addresses)
    in_a_group = Q(pk__in=group.order_by().values("nomination"))
    asked = Letter.objects.filter(email__in=addresses, state=Letter.State.INVITED)
    mine = Nomination.objects.filter(nominator=account.pk) if account else Nomination.objects.none()
    return [
        Trace(
            _("Nominations of this person: they stay. The committee decides."),
            submitted.filter(Q(nominee_email__in=addresses) | in_a_group).count(),
        ),
        Trace(
            _("Nominations by this person: they stay, and so do their letters."),
            mine.filter(state=Nomination.State.SUBMITTED).count(),
        ),
        Trace(
            _("Drafts of nominations: they stay closed to everybody."),
            mine.filter(state=Nomination.State.DRAFT).count(),
        ),
        Trace(
            _(
                "Letters of support requested from this person: we no longer ask for them. Write to the "
                "nominators, who may ask somebody else."
            ),
            asked.count(),
        ),
    ]
