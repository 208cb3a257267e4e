"""What the office does to carry nominations over, on the page of the new cycle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from awards.models import AwardRight, CarryOver, Cycle
from members.models import User
from pafso.clock import received_at
from pafso.localized import Language
from pafso.mail.catalogue import Sample
from pafso.office.mass_mail import Preview
from pafso.office.verb_pages import Page
from pafso.rights import held
from pafso.text.figures import number

from . import actions
from .forms import CarryOverForm
from .mails import sample_offer


@dataclass(frozen=True)
class Carrying:
    """The new cycle, and who looks: the page lists only what this person may know of."""

    cycle: Cycle
    person: User

    @property
    def rows(self) -> list[Cycle]:
        """What a right on an award is asked about."""
        return [self.cycle]


def _find(request: HttpRequest, pk: int) -> Carrying:
    mine = Cycle.objects.with_award().filter(held(request.user, AwardRight).within("award"))
    return Carrying(get_object_or_404(mine, pk=pk), cast(User, request.user))


def _form(typed: QueryDict | None, carrying: Carrying) -> CarryOverForm:
    return CarryOverForm(typed, carrying.cycle, by=carrying.person)


def _offer(carrying: Carrying, *, by: User, nominations: list[int], until: datetime) -> list[CarryOver]:
    return actions.offer_carry_overs(carrying.cycle, by=by, nominations=nominations, until=until)


def _told(carrying: Carrying, typed: Mapping[str, object]) -> Preview:
    actions.last_moment(carrying.cycle, cast(datetime, typed["until"]), received_at())
    until, count = cast(datetime, typed["until"]), len(cast(list[int], typed["nominations"]))
    return Preview(count, [sample_offer(carrying.cycle, until, Sample(language)) for language in Language.values])


def _shown(carrying: Carrying) -> dict[str, object]:
    made = CarryOver.objects.filter(cycle=carrying.cycle).order_by()
    offered, accepted, declined = (
        made.count(),
        made.filter(accepted=True).count(),
        made.filter(accepted=False).count(),
    )
    before = actions.cycle_before(carrying.cycle)
    numbers = {"offered": number(offered), "accepted": number(accepted), "declined": number(declined)}
    return {"about": str(carrying.cycle), "before": before, "numbers": numbers if offered else None}


def _done(made: list[CarryOver]) -> str:
    sentence = ngettext(
        "Offered to %(n)s nominator. The email is being sent.",
        "Offered to %(n)s nominators. The emails are being sent.",
        len(made),
    )
    return sentence % {"n": number(len(made))}


# A verb of the cycle, which stands below this room: `awards.admin` puts it into the cycle's table.
CARRY = Page(
    "carrying",
    _offer,
    title=_("Carry nominations over"),
    explained=_(
        "Choose those of the cycle before that did not lead to an award. Each nominator gets an email with a link, and nothing is "
        "carried over without their click. The nomination is then a draft of theirs, and each supporter is asked whether their "
        "letter stands. You can come back for more: nobody is asked twice."
    ),
    button=_("Offer it and send the emails"),
    done=_done,
    form=_form,
    foretells=_told,
    find=_find,
    record=lambda carrying: carrying.cycle,
    right="awards.change_nomination",
    shown=_shown,
    template="awards/admin/carrying.html",
)
