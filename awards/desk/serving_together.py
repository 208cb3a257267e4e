"""Whose nominee served with somebody who speaks for them, asked of the database: the other face of `nearness.near_of`."""

from datetime import date

from django.db.models import DateField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from awards.models import CoNominator, Cycle, Letter
from awards.models.nomination import NominationQuerySet
from members.models import Posting
from members.models.career import DatedQuerySet

from .nearness import span_of
from .people import SPEAKING_LETTERS

# As `members.nearness.AT_HOME` folds it: whatever its case and its accents.
AT_HOME = r"^\s*c[aàáâãäå]n[aàáâãäå]d[aàáâãäå]\s*$"
LAST_OF_OWN = Coalesce(OuterRef("ends_on"), Value(date.max), output_field=DateField())
NOMINATION = OuterRef(OuterRef("pk"))


def serving_together(nominations: NominationQuerySet, cycle: Cycle) -> NominationQuerySet:
    """Those of NOMINATIONS, all of CYCLE, for whose nominee somebody speaks who served with them; their postings are read now."""
    return nominations.alias(together=_one_of(cycle)).filter(together__isnull=False)


def serving_with_nobody(nominations: NominationQuerySet, cycle: Cycle) -> NominationQuerySet:
    """Those whose nominee is matched to the roll, and nobody who speaks for them served with them."""
    return nominations.alias(together=_one_of(cycle)).filter(together=None, nominee_member__isnull=False)


def _one_of(cycle: Cycle) -> Subquery:
    """As a value, not as EXISTS: of that PostgreSQL makes a join, and reads all postings for a page of one cycle."""
    return Subquery(_own_with_another(cycle).values("pk")[:1])


def _own_with_another(cycle: Cycle) -> DatedQuerySet:
    """The postings of a nominee at which one of the parties was, too: each role from its own rows to their postings."""
    since, until = span_of(cycle)
    nominators = {"member__user": OuterRef(OuterRef("nominator"))}
    beside = CoNominator.objects.joined().filter(nomination=OuterRef(NOMINATION)).order_by().values("user")
    letters = Letter.objects.filter(nomination=OuterRef(NOMINATION), state__in=SPEAKING_LETTERS, member__isnull=False)
    supporters = letters.order_by().values(entry=Coalesce("member__merged_into", "member"))
    roles = (nominators, {"member__user__in": beside}, {"member__in": supporters})
    another = [Exists(_at_the_same_time(since, until).filter(**role)) for role in roles]
    own = _abroad(since, until).filter(member=OuterRef("nominee_member"))
    return own.filter(another[0] | another[1] | another[2])


def _at_the_same_time(since: date, until: date) -> DatedQuerySet:
    """At the mission of a posting of somebody else, on one day at least that both had."""
    lasts = Q(ends_on=None) | Q(ends_on__gte=OuterRef("starts_on"))
    rows = _abroad(since, until).filter(lasts, mission_key=OuterRef("mission_key"), starts_on__lte=LAST_OF_OWN)
    return rows.exclude(member=OuterRef("member"))


def _abroad(since: date, until: date) -> DatedQuerySet:
    touches = Q(ends_on=None) | Q(ends_on__gte=since)
    rows = Posting.objects.standing().filter(touches, starts_on__lte=until).order_by()
    return rows.exclude(country__iregex=AT_HOME)
