"""The roll on one day as rows for a file: one query however many people there are, and words ready before the first row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.models import ContactDetail, Member, MembershipClass, RollAddress, Stream, User
from members.rollfile.columns import EXPORTED
from members.rollfile.people import TELEPHONE

ROWS_AT_ONCE = 500
# Where each column comes from, in the order of the file.
SOURCES = {
    "number": "number", "name": "name", "preferred_name": "preferred_name", "language": "language",
    "time_zone": "time_zone", "employer": "employer", "work_email": "work", "personal_email": "personal",
    "telephone": "phone", "class": "term__kind", "member_since": "term__starts_on", "member_until": "term__ends_on",
    "reason": "term__reason", "level": "duty__level", "acting": "duty__kind", "stream": "duty__stream",
    "level_since": "duty__starts_on", "mission": "post__mission", "city": "post__city", "country": "post__country",
    "posting_time_zone": "post__time_zone", "posted_since": "post__starts_on", "dues_since": "dues__starts_on",
    "dues_until": "dues__ends_on", "good_standing": "term__kind", "acting_level": "acting__level",
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """Codes to words in the reader's language, which an answer that is being streamed no longer knows."""

    by_column: dict[str, dict[Any, str]]
    no: str

    @classmethod
    def now(cls) -> "Words":
        yes, no = _("yes"), _("no")
        classes = {row.pk: str(row) for row in MembershipClass.objects.all()}
        return cls(
            {
                "language": {value: str(label) for value, label in User.Language.choices},
                "employer": {value: str(label) for value, label in Member.Employer.choices},
                "class": classes,
                "stream": {row.pk: str(row) for row in Stream.objects.all()},
                "acting": {"substantive": no},
                "good_standing": dict.fromkeys(classes, yes),
            },
            no,
        )


def names() -> list[str]:
    """The first line of the file."""
    language = (get_language() or "en")[:2]
    return [column.name(language) for column in EXPORTED]


def roll_on(day: date, *, in_good_standing: bool = False) -> QuerySet[Member]:
    """The people of the roll with what was true of them on DAY; second entries and erased ones are not among them."""
    people = Member.objects.standing().filter(erased_at=None)
    if in_good_standing:
        people = people.on_the_roll(day)
    return people.order_by("sort_name", "id")


def rows_of(people: QuerySet[Member], day: date, words: Words) -> Iterator[list[Any]]:
    """One row a person: text, dates and None, in the order of the columns."""
    known_words = words.by_column
    maps = [(place, known_words[each.key]) for place, each in enumerate(EXPORTED) if each.key in known_words]
    standing = next(place for place, column in enumerate(EXPORTED) if column.key == "good_standing")
    columns = [SOURCES[column.key] for column in EXPORTED]
    # The day's rows are joined; of several addresses the one that came last counts.
    found = _with_facts(people, day).values_list(*[f"c_{name}" for name in range(len(columns))])
    for values in found.iterator(ROWS_AT_ONCE):
        row = list(values)
        for place, known in maps:
            row[place] = known.get(row[place])
        row[standing] = row[standing] or words.no
        yield row


def _with_facts(people: QuerySet[Member], day: date) -> QuerySet[Any]:
    duty, acting = Q(appointments__kind="substantive"), Q(appointments__kind="acting")
    joined = people.annotate(
        term=FilteredRelation("memberships", condition=_held("memberships", day)),
        duty=FilteredRelation("appointments", condition=_held("appointments", day) & duty),
        acting=FilteredRelation("appointments", condition=_held("appointments", day) & acting),
        post=FilteredRelation("postings", condition=_held("postings", day)),
        dues=FilteredRelation("dues_terms", condition=_held("dues_terms", day)),
        work=_address(RollAddress.Kind.WORK),
        personal=_address(RollAddress.Kind.PERSONAL),
        phone=Subquery(ContactDetail.objects.filter(member=OuterRef("pk"), kind=TELEPHONE).values("value")[:1]),
    )
    return joined.annotate(**{f"c_{place}": F(SOURCES[column.key]) for place, column in enumerate(EXPORTED)})


def _held(relation: str, day: date) -> Q:
    lasting = Q(**{f"{relation}__ends_on": None}) | Q(**{f"{relation}__ends_on__gte": day})
    return Q(**{f"{relation}__struck_at": None, f"{relation}__starts_on__lte": day}) & lasting


def _address(kind: str) -> Subquery:
    mine = RollAddress.objects.filter(member=OuterRef("pk"), kind=kind).order_by("-id")
    return Subquery(mine.values("email")[:1])


def as_text(row: Sequence[Any]) -> list[str]:
    return [value.isoformat() if isinstance(value, date) else value or "" for value in row]
