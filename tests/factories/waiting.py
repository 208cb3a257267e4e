"""One row of each kind of thing that waits for the office, made by people who are not of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from awards.carrying import actions as carrying
from awards.models import LaterCorrection, Letter, Nomination
from awards.nominations import actions as nominations
from contests.models import Entry
from members.models import Closing, Copy, Inquiry, Member, Merge, Recovery, RollImport
from pafso.mail.models import Mail
from pafso.mail.outbox import write
from tests.factories import contests as photos
from tests.factories.applications import make_submitted as make_application
from tests.factories.awards import (
    close,
    make_award,
    make_cycle,
    make_draft,
    make_letter,
    make_sent_letter,
    make_submitted,
)
from tests.factories.magazine import make_issue
from tests.factories.office import make_clerk
from tests.factories.people import Cast, let_look_after_nothing, make_user, on_the_roll
from tests.factories.readers_copies import make_copy

DAY = timedelta(days=1)


def _closed_cycle(cast: Cast) -> Model:
    cycle = make_cycle(make_award("closed"))
    make_submitted(cycle, cast.officer)
    close(cycle)
    return cycle


def _late_letter(cast: Cast) -> Model:
    nomination = make_submitted(make_cycle(make_award("late")), cast.officer)
    Nomination.objects.filter(pk=nomination.pk).update(state="withdrawn", submitted_at=None)
    nomination.refresh_from_db()
    letter = make_letter(nomination, "slow@example.org")
    nominations.submit_nomination(nomination, by=cast.officer)
    Letter.objects.filter(pk=letter.pk).update(asked_again_at=timezone.now() - 8 * DAY)
    return letter


def _unmatched_letter(cast: Cast) -> Model:
    """In a draft, which the office never opens."""
    cycle = make_cycle(make_award("whose"), letters_from="regular")
    return make_sent_letter(make_draft(cycle, cast.officer), "at-home@example.org")


def _unreadable_letter(cast: Cast) -> Model:
    nomination = make_submitted(make_cycle(make_award("unreadable")), cast.officer)
    copy = make_copy(b"no archive")
    letter = nomination.letters.arrived()[0]
    Letter.objects.filter(pk=letter.pk).update(file=copy.original)
    copy.advance("failed", problem="damaged")
    return copy


def _unreadable_scan(cast: Cast) -> Model:
    nomination = make_submitted(make_cycle(make_award("scanned")), cast.officer)
    copy = make_copy(b"no archive")
    Nomination.objects.filter(pk=nomination.pk).update(on_paper=True, scan=copy.original)
    copy.advance("failed", problem="damaged")
    return copy


def _unreadable_correction(cast: Cast) -> Model:
    nomination = make_submitted(make_cycle(make_award("corrected")), cast.officer)
    copy = make_copy(b"no archive")
    LaterCorrection.objects.create(
        letter=nomination.letters.arrived()[0], text="A word.", entered_by=cast.staff, scan=copy.original
    )
    copy.advance("failed", problem="damaged")
    return copy


def _letter_to_ask_about(cast: Cast) -> Model:
    """On paper, without an address, in a nomination whose nominator carried it over."""
    award = make_award("carried")
    nomination = make_submitted(make_cycle(award, year=2026), cast.officer)
    close(nomination.cycle)
    letter, copy = nomination.letters.arrived()[0], make_copy(b"no archive")
    on_paper = {"on_paper": True, "email": "x@post.invalid", "contact_email": "", "file": copy.original}
    Letter.objects.filter(pk=letter.pk).update(**on_paper)
    until = timezone.now() + DAY
    (offer,) = carrying.offer_carry_overs(make_cycle(award), by=cast.staff, nominations=[nomination.pk], until=until)
    carrying.accept_carry_over(offer, by=cast.officer)
    letter.refresh_from_db()
    return letter


def _withdrawn_nomination(cast: Cast) -> Model:
    nomination = make_submitted(make_cycle(make_award("withdrawn")), cast.officer)
    return nominations.withdraw_nomination(nomination, by=cast.officer)


def _photo(cast: Cast) -> Entry:
    entry = photos.make_entry(photos.make_contest(f"c{Entry.objects.count()}"), cast.officer)
    Entry.objects.filter(pk=entry.pk).update(prepared_at=timezone.now())
    return entry


def _unreadable_photo(cast: Cast) -> Model:
    entry = _photo(cast)
    entry.refresh_from_db()
    entry.advance(Entry.State.UNREADABLE)
    return entry


def _gallery(cast: Cast) -> Model:
    entry = _photo(cast)
    entry.refresh_from_db()
    entry.advance(Entry.State.ACCEPTED)
    past = timezone.now() - 3 * DAY
    type(entry.contest).objects.filter(pk=entry.contest_id).update(opens_at=past - DAY, closes_at=past)
    return entry.contest


def _recovery(cast: Cast) -> Model:
    asked = make_clerk("Asker", "asker@example.org")
    return Recovery.objects.create(user=cast.officer, new_address="n@new.example", evidence="seen", asked_by=asked)


def _erasure(cast: Cast) -> Model:
    asked = make_clerk("Eraser", "eraser@example.org")
    return Inquiry.objects.create(address="s@old.example", wish="erasure", language="en", proof="seen", asked_by=asked)


def _merge(cast: Cast) -> Model:
    proposer = make_clerk("Proposer", "proposer@example.org")
    one, two = on_the_roll("one@old.example", "8001", name="One"), on_the_roll("two@old.example", "8002", name="One")
    return Merge.objects.create(kept=one, duplicate=two, reason="same", preview_digest="x", proposed_by=proposer)


def _import(cast: Cast) -> Model:
    return RollImport.objects.create(file_name="roll.csv", asked_by=cast.staff, state="checked")


def _held_up_closing(cast: Cast) -> Model:
    leaving = make_user("Leaving Soon", "leaving@example.org", is_staff=True)
    return Closing.objects.create(user=leaving, due_at=timezone.now() - DAY)


def _failed_copy(cast: Cast) -> Model:
    return Copy.objects.create(user=cast.officer, state="failed", ended_at=timezone.now())


def _failed_mail(cast: Cast) -> Model:
    mail = write("members/account_kept", to="gone@example.org", language="en", subject="S", text="T", key="failed")
    Mail.objects.filter(pk=mail.pk).update(state="failed")
    return mail


def _asked_of_members(cast: Cast, slug: str, **changes: Any) -> Nomination:
    nomination = make_submitted(make_cycle(make_award(slug), nominee_rule="member"), cast.officer)
    Nomination.objects.filter(pk=nomination.pk).update(**changes)
    return nomination


def _nominated_twice(cast: Cast) -> Model:
    member = on_the_roll("twice@old.example", "8101", name="Twice Named")
    cycle = make_cycle(make_award("twice"))
    both = [make_submitted(cycle, nominator) for nominator in (cast.officer, cast.colleague)]
    Nomination.objects.filter(cycle=cycle).update(nominee_member=member)
    return both[1]


def _returned(cast: Cast) -> Model:
    nomination = make_submitted(make_cycle(make_award("returned")), cast.officer)
    now, hour = timezone.now(), timedelta(hours=1)
    words = {"nominee_name": nomination.nominee_name, "case": nomination.case}
    nomination.advance(
        "returned", returned_at=now - 5 * DAY, returned_until=now + hour, returned_note="When?", as_submitted=words
    )
    return nomination


def _unfrozen_cycle(cast: Cast) -> Model:
    cycle = make_cycle(make_award("unfrozen"))
    make_submitted(cycle, cast.officer)
    close(cycle)
    return cycle


def _namesake(cast: Cast) -> Model:
    """Of whoever has the right in the tests of the desk, and of the clerk."""
    cycle = make_cycle(make_award("namesakes"))
    return make_submitted(
        cycle, cast.officer, nominee_name="Holder of Rights, Camille Bureau, Dominique Roy", nominee_email=""
    )


MAKERS: dict[str, Callable[[Cast], Model]] = {
    "closed-cycles": _closed_cycle,
    "unmatched-nominees": lambda cast: _asked_of_members(cast, "unmatched"),
    "ineligible-nominees": lambda cast: _asked_of_members(
        cast, "ineligible", nominee_member=Member.objects.get(user=cast.outsider)
    ),
    "double-nominations": _nominated_twice,
    "returned-nominations": _returned,
    "unfrozen-cycles": _unfrozen_cycle,
    "namesakes": _namesake,
    "late-letters": _late_letter,
    "unmatched-letters": _unmatched_letter,
    "unreadable-letters": _unreadable_letter,
    "unreadable-scans": _unreadable_scan,
    "unreadable-corrections": _unreadable_correction,
    "letters-to-ask-about": _letter_to_ask_about,
    "withdrawn-nominations": _withdrawn_nomination,
    "photos": _photo,
    "unreadable-photos": _unreadable_photo,
    "galleries": _gallery,
    "issues": lambda cast: make_issue(41, 1, state="ready"),
    "unreadable-issues": lambda cast: make_issue(41, 2, state="failed"),
    "applications": lambda cast: make_application(cast.newcomer),
    "recoveries": _recovery,
    "erasures": _erasure,
    "merges": _merge,
    "imports": _import,
    "held-up-closings": _held_up_closing,
    "failed-copies": _failed_copy,
    "failed-mail": _failed_mail,
}


def _stuck_award(cast: Cast) -> Model:
    """Nobody looks after it: the only colleague who did no longer does."""
    let_look_after_nothing(cast.staff)
    return make_submitted(make_cycle(make_award("stuck")), cast.officer).cycle


def _stuck_contest(cast: Cast) -> Model:
    let_look_after_nothing(cast.staff)
    return _photo(cast).contest


# What waits for those who do not look after it.
OUTSIDERS: dict[str, Callable[[Cast], Model]] = {"stuck-awards": _stuck_award, "stuck-contests": _stuck_contest}
