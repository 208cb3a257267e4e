"""Two faces of unfinished work agree, and no date of anybody says a word that a person wrote, or a name."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from awards.letters.actions.writing import save_letter_draft
from awards.models import Award
from contests.models import Contest, Entry
from members.models import User
from pafso.dates import dates_of, work_due
from tests.factories.awards import make_cycle, make_draft, make_letter, make_submitted
from tests.factories.contests import make_contest, make_entry
from tests.factories.every_table import make_life
from tests.factories.people import Cast

HORIZON = timedelta(days=16)


def test_the_sweep_finds_what_each_person_has_to_finish(cast: Cast) -> None:
    now, cycle = timezone.now(), make_cycle()
    letter = make_letter(make_draft(cycle, cast.officer), cast.newcomer.email)
    save_letter_draft(letter, values={"text": "I saw it."}, tab="", version=0)
    make_submitted(cycle, cast.retiree)
    for contest in (make_contest(), make_contest("2028", closes_at=now + 3 * HORIZON)):
        entry = make_entry(contest, cast.colleague)
        entry.advance(Entry.State.UNREADABLE, decided_at=now, last_error="damaged")
    make_entry(make_contest("2029"), cast.officer)

    found = {tuple(row) for row in work_due(now, now + HORIZON)}

    asked_one_by_one = {
        (person.pk, date.uid, date.at, date.begun_at)
        for person in User.objects.all()
        for date in dates_of(person, now)
        if date.begun_at is not None and date.at <= now + HORIZON
    }
    assert found == asked_one_by_one
    assert {uid.split("-")[0] for _, uid, *_ in found} == {"nomination", "entry"}
    assert all(date.missing for date in dates_of(cast.officer, now) if date.begun_at)


@pytest.mark.req("R15", "R16")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_word_of_anybody_is_in_a_calendar(cast: Cast, language: str) -> None:
    lives = [make_life(cast.officer, cast.staff, cast.colleague, mark="quokka"),
             make_life(cast.colleague, cast.staff, cast.officer, mark="wombat")]  # fmt: skip
    Award.objects.update(name_en="Award", name_fr="Prix")
    Contest.objects.update(title_en="Contest", title_fr="Concours")
    words = {word for life in lives for word in life.all_words()}

    with translation.override(language):
        dates = [date for person in User.objects.all() for date in dates_of(person, timezone.now())]

    assert len(words) > 100
    assert {date.uid.split("-")[0] for date in dates} >= {"nomination", "letter", "cycle", "contest"}
    said = " ".join(f"{date.uid} {date.title} {date.url} {date.missing}" for date in dates)
    assert {word for word in words if word in said} == set()
    assert "@" not in said
