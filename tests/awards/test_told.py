"""What pages and mails say is so: the date that binds their reader, who reads what, and nothing of a cause that nobody knows."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from awards.dates import dates
from awards.models import Cycle, Letter, Nomination
from pafso.clock import minute_of
from pafso.text.dates import moment_in_words
from tests.factories import awards as make
from tests.factories.people import Cast

DAY = timedelta(days=1)
CLOSES = datetime(2099, 1, 4, 4, 59, tzinfo=UTC)
LATER = datetime(2099, 3, 6, 4, 59, tzinfo=UTC)
SOONER = datetime(2098, 12, 2, 4, 59, tzinfo=UTC)


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make.make_cycle(make.make_award(letters_needed=0), closes_at=CLOSES)


@pytest.fixture
def draft(cycle: Cycle, cast: Cast) -> Nomination:
    return make.make_draft(cycle, cast.officer)


def at(name: str, *args: object, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"awards:{name}", args=args)


def words(page: Any) -> str:
    return " ".join(page.content.decode().split())


def moment(at: datetime, language: str = "en") -> str:
    with translation.override(language):
        return " ".join(moment_in_words(at).split())


def returned(nomination: Nomination, until: datetime) -> None:
    rows = Nomination.objects.filter(pk=nomination.pk)
    now = timezone.now()
    rows.update(
        state="returned",
        submitted_at=now,
        returned_at=now,
        returned_until=until,
        returned_note="More.",
        as_submitted={},
    )


# --- The date that binds ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "month"), [("en", "December"), ("fr", "décembre")])
def test_a_returned_nomination_shows_the_date_until_which_it_was_returned(
    as_member: Client, draft: Nomination, language: str, month: str
) -> None:
    returned(draft, SOONER)

    page = words(as_member.get(at("nomination", draft.code, language=language)))

    assert f">{moment(SOONER, language)}</time></p>" in page
    assert moment(CLOSES, language) not in page
    assert f'<span class="deadline-month">{month} <span>2098</span></span>' in page
    assert f'href="{at("nomination_deadline", draft.code, language=language)}"' in page


def test_a_later_deadline_is_the_one_of_header_clock_and_calendar_file(as_member: Client, draft: Nomination) -> None:
    Nomination.objects.filter(pk=draft.pk).update(extended_until=LATER, extension_reason="Posted away.")

    page = words(as_member.get(at("nomination", draft.code)))

    assert "closes <time" in page
    assert moment(LATER) in page and moment(CLOSES) not in page
    assert '<span class="deadline-day">5</span> <span class="deadline-month">March <span>2099</span></span>' in page
    file = as_member.get(at("nomination_deadline", draft.code)).content.decode()
    assert f"UID:nomination-{draft.code}" in file
    assert "DTSTART:20990306T045900Z" in file


@pytest.mark.parametrize(
    ("state", "uid", "starts"),
    [("returned", "returned-{code}", "20981202T045900Z"), ("draft", "cycle-{cycle}", "20990104T045900Z")],
)
def test_the_calendar_file_has_the_date_of_the_nomination(
    as_member: Client, draft: Nomination, state: str, uid: str, starts: str
) -> None:
    if state == "returned":
        returned(draft, SOONER)

    file = as_member.get(at("nomination_deadline", draft.code)).content.decode()

    assert f"UID:{uid.format(code=draft.code, cycle=draft.cycle_id)}" in file
    assert f"DTSTART:{starts}" in file


def test_the_calendar_file_of_another_person_is_not_there(
    client: Client, as_member: Client, draft: Nomination, cast: Cast
) -> None:
    client.force_login(cast.colleague)

    assert client.get(at("nomination_deadline", draft.code)).status_code == 404


def test_a_supporters_page_and_calendar_file_have_their_own_date(client: Client, draft: Nomination) -> None:
    letter = make.make_letter(draft)
    token = make.make_token(letter)
    Letter.objects.filter(pk=letter.pk).update(extended_until=LATER, extension_reason="Posted away.")

    page, file = words(client.get(at("letter", token))), client.get(at("letter_deadline", token)).content.decode()

    assert moment(LATER) in page and moment(CLOSES) not in page
    assert f'href="{at("letter_deadline", token)}"' in page
    assert f"UID:letter-{letter.code}" in file and "DTSTART:20990306T045900Z" in file
    assert token not in file


def test_a_letter_for_a_returned_nomination_may_come_until_its_date(cast: Cast) -> None:
    nomination = make.make_draft(make.make_cycle(make.make_award(letters_needed=0)), cast.officer)
    letter = make.make_letter(nomination)
    make.close(nomination.cycle)
    until = minute_of(timezone.now()) + 3 * DAY
    returned(nomination, until)

    assert Letter.objects.get(pk=letter.pk).deadline == until


def test_my_dates_have_a_letters_later_deadline(draft: Nomination, cast: Cast) -> None:
    letter = make.make_letter(draft, cast.colleague.email)
    Letter.objects.filter(pk=letter.pk).update(extended_until=LATER, extension_reason="Posted away.")

    found = {date.uid: date.at for date in dates(cast.colleague, timezone.now())}

    assert found[f"letter-{letter.code}"] == LATER


# --- Who reads, and what is so ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "who"),
    [
        ("en", "The nominator, and whoever nominates with them, will read it exactly as you wrote it."),
        ("fr", "La personne qui propose la candidature, et celles qui la proposent avec elle, le liront tel que vous l’écrivez."),
    ],
)  # fmt: skip
def test_whoever_declines_learns_who_reads_their_word(
    client: Client, draft: Nomination, language: str, who: str
) -> None:
    token = make.make_token(make.make_letter(draft))

    assert who in words(client.get(at("letter_declining", token, language=language)))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "It was complete when you submitted it; today it has fewer letters than the award needs. You can still ask for letters."),
        ("fr", "Elle était complète quand vous l’avez soumise; aujourd’hui, elle compte moins de lettres que le prix n’en demande. Vous pouvez encore demander des lettres."),
    ],
)  # fmt: skip
def test_fewer_letters_than_needed_are_said_without_a_cause(
    as_member: Client, cycle: Cycle, cast: Cast, language: str, said: str
) -> None:
    nomination = make.make_submitted(cycle, cast.officer)
    Cycle.objects.filter(pk=cycle.pk).update(letters_needed=3)

    assert said in words(as_member.get(at("submission", nomination.code, language=language)))


def test_a_receipt_says_by_when_nominations_close_and_what_comes_then(
    as_member: Client, cycle: Cycle, cast: Cast
) -> None:
    nomination = make.make_submitted(cycle, cast.officer)

    page = words(as_member.get(at("submission", nomination.code)))
    french = words(as_member.get(at("submission", nomination.code, language="fr")))

    assert f"{moment(CLOSES)}</time>. After that, the Secretary to the Awards Committee takes yours to the independent panel." in page  # fmt: skip
    assert "Nominations close on <time" in page
    assert "Date limite : <time" in french
    assert "</time>. Ensuite, le secrétariat du Comité des prix remet votre candidature au jury indépendant." in french


def test_a_letters_receipt_puts_the_date_beside_its_own_verb(client: Client, draft: Nomination) -> None:
    token = make.make_token(make.make_sent_letter(draft))

    page = words(client.get(at("letter", token)))

    assert "The nominator can submit the nomination, with your letter, until <time" in page
    assert f"{moment(CLOSES)}</time>. After the deadline, the independent panel reads both." in page


@pytest.mark.parametrize(("language", "heading", "word"), [("en", "Still to do", "To do"), ("fr", "Ce qu’il reste à faire", "À faire")])  # fmt: skip
def test_what_is_too_long_is_not_called_missing(
    as_member: Client, draft: Nomination, language: str, heading: str, word: str
) -> None:
    Nomination.objects.filter(pk=draft.pk).update(case="word " * 9000)

    page = words(as_member.get(at("submission", draft.code, language=language)))

    assert f"<h2>{heading}</h2>" in page
    assert f'<li><span class="checklist-word">{word}</span><a' in page


@pytest.mark.parametrize(("language", "word"), [("en", "Your time"), ("fr", "Chez vous")])
def test_a_receipt_has_both_times(as_member: Client, cycle: Cycle, cast: Cast, language: str, word: str) -> None:
    type(cast.officer).objects.filter(pk=cast.officer.pk).update(time_zone="Africa/Nairobi")
    nomination = make.make_submitted(cycle, cast.officer)
    at_noon = datetime(2026, 4, 1, 16, tzinfo=UTC)
    Nomination.objects.filter(pk=nomination.pk).update(submitted_at=at_noon)

    page = words(as_member.get(at("submission", nomination.code, language=language)))

    with translation.override(language):
        there = " ".join(moment_in_words(at_noon, ZoneInfo("Africa/Nairobi")).split())
    assert f">{moment(at_noon, language)}</time></dd></div><div><dt>{word}</dt>" in page
    assert f">{there}</time></dd></div>" in page


def test_a_letters_receipt_has_the_supporters_own_time(client: Client, draft: Nomination) -> None:
    token = make.make_token(make.make_sent_letter(draft, time_zone="Africa/Nairobi"))

    page = words(client.get(at("letter", token)))

    assert "<div><dt>Your time</dt><dd><time datetime=" in page
