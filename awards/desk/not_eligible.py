"""Whose nominee may not receive the award, asked of the database: the other face of `awards.eligibility.standings`."""

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, TruncDate

from awards.eligibility import Verdict
from awards.models import Cycle, Nomination
from awards.models.nomination import NominationQuerySet
from members.models import Appointment, Member, Membership
from members.models.career import DatedQuerySet
from pafso.clock import OTTAWA

# By the key of each, never as a join: for that PostgreSQL would read the roll through.
_STAYED = Subquery(Member.objects.filter(pk=OuterRef("nominee_member")).order_by().values("merged_into"))
# The day on which the roll is read, and whose entry is read (the one that stayed, of two of a person).
READ = {
    "roll_read_on": Coalesce(F("cycle__eligibility_on"), TruncDate(F("cycle__closes_at"), tzinfo=OTTAWA)),
    "roll_read_of": Coalesce(_STAYED, F("nominee_member")),
}
Rule = Cycle.NomineeRule
EXCEPTIONS = ((True, Verdict.ELIGIBLE), (False, Verdict.NOT_ELIGIBLE))
Rows = DatedQuerySet


def judged(nominations: NominationQuerySet, verdict: str) -> NominationQuerySet:
    """Those of NOMINATIONS on whose nominee the VERDICT (of `Verdict`) is that one."""
    by_roll = Case(
        When(
            Q(nominee_kind=Nomination.NomineeKind.GROUP) | Q(cycle__nominee_rule=Rule.ANYONE), Value(Verdict.ELIGIBLE)
        ),
        When(nominee_member=None, then=Value(Verdict.UNMATCHED)),
        When(~Exists(_held(Membership.objects.all())), then=Value(Verdict.NOT_ELIGIBLE)),
        When(Q(cycle__nominee_rule=Rule.MEMBER) | Exists(_substantive()), then=Value(Verdict.ELIGIBLE)),
        default=Value(Verdict.NOT_ELIGIBLE),
        output_field=TextField(),
    )
    exception = (When(eligibility_override=holds, then=Value(said)) for holds, said in EXCEPTIONS)
    whole = Case(*exception, default=by_roll, output_field=TextField())
    return nominations.alias(**READ).alias(verdict=whole).filter(verdict=verdict)


def _substantive() -> Rows:
    return _held(Appointment.objects.all()).filter(kind=Appointment.Kind.SUBSTANTIVE)


def _held(rows: Rows) -> Rows:
    lasts = Q(ends_on=None) | Q(ends_on__gte=OuterRef("roll_read_on"))
    counted = {f"member__{name}": None for name in ("merged_into", "struck_at", "erased_at")}
    return rows.filter(
        lasts, member=OuterRef("roll_read_of"), starts_on__lte=OuterRef("roll_read_on"), struck_at=None, **counted
    )
