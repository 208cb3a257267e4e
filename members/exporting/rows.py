"""The roll on one day as rows for a file: one query however many people there are, and words ready before the first row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from members.models import (
    Appointment,
    ContactDetail,
    DuesTerm,
    Member,
    Membership,
    MembershipClass,
    Posting,
    RollAddress,
    Stream,
)
from pafso.localized import Language, language_in_use

from .columns import EXPORTED

ROWS_AT_ONCE = 500
OWN = ("number", "name", "preferred_name", "language", "time_zone", "employer")
# Where the other columns come from: which of the day's facts, and what it is called there.
SOURCES = {
    "class": ("term", "kind"), "member_since": ("term", "starts_on"), "member_until": ("term", "ends_on"),
    "reason": ("term", "reason"), "level": ("duty", "level"), "acting": ("duty", "kind"), "stream": ("duty", "stream"),
    "level_since": ("duty", "starts_on"), "mission": ("post", "mission"), "city": ("post", "city"),
    "country": ("post", "country"), "posting_time_zone": ("post", "time_zone"), "posted_since": ("post", "starts_on"),
    "dues_since": ("dues", "starts_on"), "dues_until": ("dues", "ends_on"), "good_standing": ("term", "kind"),
    "acting_level": ("acting", "level"),
}  # fmt: skip
DATES = {column.key for column in EXPORTED if column.kind == "date"}

# The one number of a person that the file carries.
TELEPHONE = ContactDetail.Kind.MOBILE


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
                "language": {value: str(label) for value, label in Language.choices},
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
    language = language_in_use()
    return [column.name(language) for column in EXPORTED]


def roll_on(day: date, *, in_good_standing: bool = False) -> QuerySet[Member]:
    """The people of the roll with what was true of them on DAY; second entries and erased ones are not among them."""
    people = Member.objects.standing().filter(erased_at=None)
    if in_good_standing:
        people = people.on_the_roll(day)
    return people.order_by("sort_name", "id")


def rows_of(people: QuerySet[Member], day: date, words: Words) -> Iterator[list[Any]]:
    """One row a person: text, dates and None, in the order of the columns."""
    for found in _with_facts(people, day).iterator(ROWS_AT_ONCE):
        yield [_value(found, column.key, words) for column in EXPORTED]


def _value(found: dict[str, Any], key: str, words: Words) -> Any:
    if key in SOURCES:
        fact, name = SOURCES[key]
        value = (found[fact] or {}).get(name)
    else:
        value = found[key]
    if key in DATES:
        return date.fromisoformat(value) if value else None
    if key == "good_standing":
        return words.by_column[key].get(value, words.no)
    return words.by_column[key].get(value) if key in words.by_column else value


def _with_facts(people: QuerySet[Member], day: date) -> QuerySet[Any]:
    """Each fact is looked up by its index, person by person: joins are slow by the minute on tables whose size PostgreSQL
    has not learned yet, as after an import."""
    days = {"starts_on": F("starts_on"), "ends_on": F("ends_on")}
    duty = {"kind": F("kind"), "level": F("level"), "stream": F("stream_id"), **days}
    post = {name: F(name) for name in ("mission", "city", "country", "time_zone")}
    work, personal = (RollAddress.objects.filter(kind=kind).order_by("-id") for kind in ("work", "personal"))
    phones = ContactDetail.objects.filter(kind=TELEPHONE)
    return people.values(
        *OWN,
        # Of several addresses of a kind the one that came last counts.
        work_email=_theirs(work, F("email")),
        personal_email=_theirs(personal, F("email")),
        telephone=_theirs(phones, F("value")),
        term=_theirs(Membership.objects.held(day), JSONObject(kind=F("kind_id"), reason=F("reason"), **days)),
        duty=_theirs(Appointment.objects.held(day).filter(kind="substantive"), JSONObject(**duty)),
        acting=_theirs(Appointment.objects.held(day).filter(kind="acting"), JSONObject(**duty)),
        post=_theirs(Posting.objects.held(day), JSONObject(**post, **days)),
        dues=_theirs(DuesTerm.objects.held(day), JSONObject(**days)),
    )


def _theirs(rows: QuerySet[Any], what: Any) -> Subquery:
    return Subquery(rows.filter(member=OuterRef("pk")).annotate(found=what).values("found")[:1])
