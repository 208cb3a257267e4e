"""The office's forms about a cycle."""

from datetime import datetime

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from awards.models import Cycle
from pafso.clock import OTTAWA
from pafso.office.moments import MomentWidget
from pafso.text.typed_dates import MomentField


class NextCycleForm(forms.Form):
    """The dates of the cycle that follows, each a year later to begin with."""

    year = forms.IntegerField(label=_("Year"), min_value=1965, max_value=2200)
    opens_at = MomentField(label=_("Opens"), widget=MomentWidget)
    closes_at = MomentField(label=_("Closes"), widget=MomentWidget)

    def __init__(self, typed: QueryDict | None, cycle: Cycle) -> None:
        dates = {"opens_at": a_year_later(cycle.opens_at), "closes_at": a_year_later(cycle.closes_at)}
        super().__init__(typed, initial={"year": cycle.year + 1, **dates})


def a_year_later(moment: datetime) -> datetime:
    """The same day and hour in Ottawa; after 29 February, 28 February."""
    here = moment.astimezone(OTTAWA)
    day = 28 if (here.month, here.day) == (2, 29) else here.day
    return here.replace(year=here.year + 1, day=day)
