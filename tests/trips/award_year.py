"""What the trip of both awards stands on: the calendar, the people of the roll, and what was written since one last looked."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core import mail as delivered

from awards import beat
from awards.audit_labels import LABELS
from awards.models import AwardRight
from members.beat import remind_people
from members.models import Appointment, Member, Membership
from pafso.audit.models import Entry
from pafso.clock import OTTAWA
from pafso.mail.models import Mail
from tests.factories.office import make_clerk
from tests.factories.people import let_look_after_nothing, on_the_roll

from .at_pages import Person

# What the clock does about awards, and the reminders of one's own work.
CLOCK = (
    beat.sweep, beat.remind, beat.recount, beat.end_returns, beat.freeze, beat.sweep_papers, beat.clear_drafts,
    remind_people,
)  # fmt: skip
VERBS = [*LABELS, "added_by_staff", "edited_by_staff"]
SINCE = date(2012, 1, 1)


def at(who: str) -> str:
    return f"{who}@example.org"


@dataclass
class Year:
    """Moved from day to day; knows which mails and which lines of the trail were looked at."""

    time: Any  # the fixture of time-machine
    events: set[str] = field(default_factory=set)
    outbox: list[tuple[str, str, str, str]] = field(default_factory=list)
    mails: int = 0
    lines: int = 0

    def on(self, moment: str) -> None:
        """It becomes that MOMENT in Ottawa. The clock strikes an hour before (when it is still day in Kabul) and then, each time
        twice, which must write nothing twice."""
        now = datetime.fromisoformat(moment).replace(tzinfo=OTTAWA)
        for strikes in (now - timedelta(hours=1), now):
            self.time.move_to(strikes)
            for task in (*CLOCK, *CLOCK):
                task()

    def wrote(self, *expected: str) -> None:
        """Exactly these mails since the last look, as "event to language"."""
        rows = Mail.objects.filter(pk__gt=self.mails).order_by("pk")
        found = [f"{row.event.removeprefix('awards/')} {row.to.partition('@')[0]} {row.language}" for row in rows]
        assert Counter(found) == Counter(expected), differences(found, expected)
        self.events |= {row.event for row in rows}
        self.outbox += [(row.message_id, row.to, row.subject, row.language) for row in rows]
        self.mails = max([self.mails, *(row.pk for row in rows)])

    def recorded(self, *expected: str) -> None:
        """Exactly these acts of awards since the last look, as "verb by"; by nobody is whoever has a link, and the clock."""
        rows = Entry.objects.filter(pk__gt=self.lines, verb__in=VERBS).order_by("pk")
        found = [f"{row.verb} {row.by.email.partition('@')[0] if row.by else '–'}" for row in rows.select_related("by")]
        assert Counter(found) == Counter(expected), differences(found, expected)
        self.lines = max([self.lines, *(row.pk for row in rows)])

    def assert_each_was_delivered_once(self) -> None:
        """One message for each row that the outbox had (those of a deleted draft are gone): to that person, with that subject,
        in that language."""
        assert set(Mail.objects.values_list("state", flat=True)) == {Mail.State.SENT}
        came = [
            (each.extra_headers["Message-ID"], *each.to, each.subject, each.extra_headers["Content-Language"])
            for each in delivered.outbox
        ]
        assert Counter(came) == Counter(self.outbox), differences(came, self.outbox)
        assert max(Counter(came).values()) == 1


def differences(found: Iterable[Any], expected: Iterable[Any]) -> dict[str, Counter[Any]]:
    came, due = Counter(found), Counter(expected)
    return {"not expected": came - due, "missing": due - came}


def make_secretary() -> Person:
    """Of the office, not a superuser; a row lets them look after awards, and nothing else."""
    clerk = make_clerk("Sylvie Secretary", at("sylvie"))
    let_look_after_nothing(clerk)
    AwardRight.objects.create(user=clerk)
    return Person(clerk.email)


def make_regular(who: str, number: str, name: str) -> Member:
    """A regular member since 2012, substantive at FS-02, who has no account."""
    member = on_the_roll(at(who), number, name=name)
    Membership.objects.create(member=member, kind_id="regular", starts_on=SINCE)
    Appointment.objects.create(member=member, level="FS-02", starts_on=SINCE)
    return member
