"""The rules of a cycle stand once somebody is in it; an exception has a reason, and is told to those whom it touches."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.cycles import actions as cycles
from awards.letters import actions as letters
from awards.models import Amendment, Cycle, Letter, Nomination
from awards.nominations import actions as nominations
from pafso.audit.models import Entry
from pafso.errors import DomainError, Incomplete, WrongMove
from pafso.mail.models import Mail
from tests.awards.traces import traces
from tests.factories import awards as make
from tests.factories.office import fields_of
from tests.factories.people import Cast

SAID = {"reason_en": "The by-laws changed.", "reason_fr": "Les règlements ont changé."}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Commits = Callable[[], Any]


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    cycle = make.make_cycle()
    make.make_draft(cycle, cast.officer)
    return cycle


def amend(cycle: Cycle, cast: Cast, **values: Any) -> Amendment:
    return cycles.amend_cycle(cycle, by=cast.staff, values=values, **SAID)


def told(event: str) -> list[str]:
    return sorted(Mail.objects.filter(event=f"awards/{event}").values_list("to", flat=True))


def test_what_changes_is_written_kept_and_told(cycle: Cycle, cast: Cast, commits: Commits) -> None:
    nominations.withdraw_nomination(make.make_submitted(cycle, cast.retiree), by=cast.retiree)
    make.make_submitted(cycle, cast.colleague)

    with traces() as left, commits():
        amendment = amend(cycle, cast, letters_needed=3, eligibility_on=date(2027, 3, 1), case_words=1500)

    cycle.refresh_from_db()
    amendment.refresh_from_db()
    assert (cycle.letters_needed, cycle.eligibility_on) == (3, date(2027, 3, 1))
    assert (amendment.before, amendment.after) == (
        {"letters_needed": 2, "eligibility_on": None}, {"letters_needed": 3, "eligibility_on": "2027-03-01"},
    )  # fmt: skip
    assert left.audit == [("cycle_amended", "PAFSO Awards 2027", "Dominique Roy")]
    assert Entry.objects.get(verb="cycle_amended").changes == {
        "letters_needed": [2, 3], "eligibility_on": ["None", "2027-03-01"], "reason": SAID["reason_en"],
    }  # fmt: skip
    assert told("cycle_amended") == ["alix@example.org", "benoit@example.org"]
    assert (amendment.people_told, amendment.supporters_told, amendment.amended_by) == (2, 0, cast.staff)
    english, french = Mail.objects.filter(event="awards/cycle_amended").order_by("to")
    assert "- Letters of support needed: 2 → 3" in english.text
    assert "- Date of eligibility: – → March 1, 2027" in english.text
    assert SAID["reason_fr"] in french.text and "1er mars 2027" in french.text


def test_supporters_who_still_write_are_told_of_what_they_go_by(cycle: Cycle, cast: Cast, commits: Commits) -> None:
    draft = Nomination.objects.get()
    make.make_letter(draft, "asked@example.org")
    make.make_sent_letter(draft, "sent@example.org")
    letters.decline_letter(make.make_letter(draft, "declined@example.org"))

    with commits():
        amend(cycle, cast, closes_at=cycle.closes_at - HOUR)

    assert told("cycle_amended_for_supporter") == ["asked@example.org"]
    mail = Mail.objects.get(event="awards/cycle_amended_for_supporter")
    assert "- Closes: " in mail.text and "/letter/" not in mail.text + mail.html
    with commits():
        amend(cycle, cast, nearness_years=9)
    assert len(told("cycle_amended_for_supporter")) == 1
    assert len(told("cycle_amended")) == 2


def test_who_reads_the_letters_stands_once_one_was_asked_for(client: Client, cycle: Cycle, cast: Cast) -> None:
    amend(cycle, cast, letters_shown_to_nominator=True)
    letter = make.make_letter(Nomination.objects.get())
    letters.revoke_letter(letter, by=cast.officer)

    with pytest.raises(WrongMove, match="told who would read it") as refused:
        amend(cycle, cast, letters_shown_to_nominator=False)

    assert refused.value.code == "asked_in_confidence"
    cycle.refresh_from_db()
    assert cycle.letters_shown_to_nominator
    client.force_login(cast.staff)
    page = client.get(reverse("admin:awards_cycle_amendment", args=[cycle.pk]))
    assert page.context["form"].fields["letters_shown_to_nominator"].disabled
    assert "Its writer was told who would read it" in page.text


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"criteria_en": "- initiative\r\n", "grace_minutes": 60}, "reason_en", "Nothing would change."),
        ({}, "reason_en", "Nothing would change."),
        ({"letters_needed": 2, "year": 2031, "award_id": 77}, "reason_en", "Nothing would change."),
        ({"letters_needed": 99}, "letters_needed", "Enter a number that is 10 or less."),
        ({"prize_en": "$1,000"}, "__all__", "Write it in English and in French."),
        ({"closes_at": timezone.now() - DAY}, "closes_at", "must be ahead"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    cycle: Cycle, cast: Cast, values: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Incomplete) as refused:
        amend(cycle, cast, **values)

    assert [(name, sentence in str(said)) for name, said in refused.value.problems] == [(field, True)]
    assert not Amendment.objects.exists()


def test_without_a_sentence_in_both_languages_nothing_changes(cycle: Cycle, cast: Cast) -> None:
    with pytest.raises(Incomplete):
        cycles.amend_cycle(cycle, by=cast.staff, values={"letters_needed": 3}, reason_en="Yes.", reason_fr=" ")

    cycle.refresh_from_db()
    assert cycle.letters_needed == 2


@pytest.mark.parametrize(
    ("column", "code"), [("frozen_at", "frozen"), ("cancelled_at", "cancelled"), ("skipped_at", "skipped")]
)
def test_what_is_frozen_or_called_off_is_not_amended(cycle: Cycle, cast: Cast, column: str, code: str) -> None:
    words = {f"{code}_{language}": "So." for language in ("en", "fr")} if code != "frozen" else {}
    Cycle.objects.update(**{column: timezone.now()}, **words)

    with pytest.raises(WrongMove) as refused:
        amend(cycle, cast, letters_needed=3)

    assert refused.value.code == code


# --- the office's pages ----------------------------------------------------------------------------------------------
def typed_of(client: Client, url: str) -> dict[str, list[str]]:
    return fields_of(client.get(url).text)


def test_the_form_shows_the_rules_and_gives_more_time_only(client: Client, cycle: Cycle, cast: Cast) -> None:
    client.force_login(cast.staff)
    url = reverse("admin:awards_cycle_change", args=[cycle.pk])
    page, typed = client.get(url), typed_of(client, url)
    assert "its rules are locked" in page.text and "Whose letters count" in page.text
    assert {name for name in typed if name.removesuffix("_0") in (*Cycle.LOCKED, *Cycle.ONLY_LATER)} == {
        "closes_at_0", "grace_minutes",
    }  # fmt: skip

    sooner = client.post(url, typed | {"grace_minutes": ["10"], "closes_at_0": [str(timezone.now().date())]})
    smuggled = client.post(url, typed | {"letters_needed": ["9"]})
    later = client.post(url, typed | {"grace_minutes": ["90"], "closes_at_0": ["2099-01-01"]})

    assert sooner.text.count("there can only be more time") >= 2
    assert "the rules are locked. Nothing was saved" in smuggled.text
    assert later.status_code == 302
    cycle.refresh_from_db()
    assert (cycle.letters_needed, cycle.grace_minutes, cycle.closes_at.year) == (2, 90, 2099)


def test_a_form_opened_before_somebody_started_saves_no_rule(client: Client, cycle: Cycle, cast: Cast) -> None:
    Nomination.objects.all().delete()
    client.force_login(cast.staff)
    url = reverse("admin:awards_cycle_change", args=[cycle.pk])
    typed = typed_of(client, url)
    assert client.post(url, typed | {"letters_needed": ["4"]}).status_code == 302
    typed = typed_of(client, url)
    make.make_draft(cycle, cast.officer)

    refused = client.post(url, typed | {"letters_needed": ["9"]})

    assert "the rules are locked. Nothing was saved" in refused.text
    assert Cycle.objects.get().letters_needed == 4


def test_the_page_of_the_exception_shows_first_and_refuses_a_stale_one(
    client: Client, cycle: Cycle, cast: Cast, commits: Commits
) -> None:
    client.force_login(cast.staff)
    url = reverse("admin:awards_cycle_amendment", args=[cycle.pk])
    typed = typed_of_verb(client, url)
    typed |= {"letters_needed": ["3"], "reason_en": [SAID["reason_en"]], "reason_fr": [SAID["reason_fr"]]}

    shown = client.post(url, typed)
    preview = shown.context["mass_mail"]
    assert [part.count for part in preview.parts] == [1, 0]
    assert "- Letters of support needed: 2 → 3" in shown.text and "- Nombre de lettres d’appui requises" in shown.text
    assert not Amendment.objects.exists()
    assert Cycle.objects.get().letters_needed == 2
    sure = typed | {"told": ["1"], "told_of": [preview.seen]}
    Cycle.objects.update(case_words=900)
    stale = client.post(url, sure)
    assert (stale.status_code, Amendment.objects.count()) == (409, 0)
    fresh = typed_of_verb(client, url)
    again = client.post(url, sure | {"as_read": fresh["as_read"], "case_words": ["900"]})
    assert "Nothing has been changed yet" in again.text  # other words than were looked at
    seen = again.context["mass_mail"].seen
    with commits():
        done = client.post(url, sure | {"as_read": fresh["as_read"], "case_words": ["900"], "told_of": [seen]})

    assert done.status_code == 302
    assert Amendment.objects.get().after == {"letters_needed": 3}
    assert told("cycle_amended") == ["alix@example.org"]


def typed_of_verb(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send of the page of a verb, as it was opened."""
    page = client.get(url)
    form, typed = page.context["form"], {"as_read": [page.context["as_read"]]}
    for name, field in form.fields.items():
        value = form[name].value()
        if name == "closes_at":
            local = timezone.localtime(value)
            typed |= {"closes_at_0": [f"{local:%Y-%m-%d}"], "closes_at_1": [f"{local:%H:%M:%S.%f}"]}
        elif value not in (None, False):
            typed[name] = ["on" if value is True else str(value)]
        assert field is not None
    return typed


def test_the_public_page_says_what_changed_when_and_why(client: Client, cycle: Cycle, cast: Cast) -> None:
    assert "The rules have changed" not in client.get(cycle.get_absolute_url()).text
    amend(cycle, cast, letters_needed=3, criteria_en="- other", criteria_fr="- autre")

    english, french = (client.get(f"/{language}/awards/pafso-awards/2027/").text for language in ("en", "fr"))

    assert "The rules have changed" in english and SAID["reason_en"] in english
    assert "Letters of support needed: 2 → 3" in english and "<li>Criteria (English)</li>" in english
    assert "Les règles ont changé" in french and SAID["reason_fr"] in french and SAID["reason_en"] not in french
    assert "Dominique" not in english


# --- at once --------------------------------------------------------------------------------------------------------
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["skip", "amend", "cancel", "delete"])
def test_somebody_starts_at_the_moment_of_a_decision(cast: Cast, verb: str) -> None:
    """Whoever is in it when it is decided is seen by the decision; whoever comes after goes by it."""
    for _round in range(6):
        cycle = make.make_cycle(nominee_kind="individual")
        acts: dict[str, Callable[[], object]] = {
            "skip": lambda cycle=cycle: cycles.skip_cycle(cycle, by=cast.staff, **SAID),
            "cancel": lambda cycle=cycle: cycles.cancel_cycle(cycle, by=cast.staff, **SAID),
            "delete": lambda cycle=cycle: cycles.delete_cycle(cycle, by=cast.staff, reason="Twice."),
            "amend": lambda cycle=cycle: amend(cycle, cast, nominee_kind="group"),
        }
        done, started = at_once(acts[verb], lambda cycle=cycle: make.make_draft(cycle, cast.officer))

        there = Nomination.objects.filter(cycle=cycle).first()
        if verb in ("skip", "delete"):
            assert (done is None) != (started is None), (done, started)
            assert (there is None) == (done is None)
        if verb == "cancel":
            assert done is None and (started in (None, "called_off"))
        if verb == "amend":
            assert (done, started) == (None, None)
            kind, changed = there.nominee_kind, Amendment.objects.get(cycle=cycle)  # type: ignore[union-attr]
            assert kind in ("individual", "group") and changed.after == {"nominee_kind": "group"}
        clear(cycle)


def clear(cycle: Cycle) -> None:
    Letter.objects.filter(nomination__cycle=cycle).delete()
    Nomination.objects.filter(cycle=cycle).delete()
    award = cycle.award
    Cycle.objects.filter(pk=cycle.pk).delete()
    award.delete()


def at_once(*verbs: Callable[[], object]) -> list[str | None]:
    """What came of each: nothing to say, or the code of its refusal."""
    ends: list[str | None] = [None] * len(verbs)
    together = threading.Barrier(len(verbs), timeout=30)

    def run(number: int, verb: Callable[[], object]) -> None:
        together.wait()
        try:
            verb()
        except DomainError as error:
            ends[number] = error.code
        except Exception as error:  # the cycle is gone
            ends[number] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(verbs)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    return ends
