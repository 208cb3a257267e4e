"""Who reads what of a nomination and its letters: words planted everywhere, looked for at every address as everybody."""

import fnmatch
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from awards.api.lists import NominationSerializer
from awards.letters import actions as letters
from awards.letters.actions.office import withdraw_letter_for
from awards.models import AwardRight, Letter, Nomination
from awards.nominations import actions as nominations
from awards.nominations.actions.deadlines import give_longer
from awards.nominations.actions.roll import decide_eligibility
from members.models import User
from tests.awards.canary import Planted, attach_files, everything_read, plant, rows_of, things_of, written_to
from tests.factories.awards import make_award, make_cycle, make_draft, make_letter, make_sent_letter, make_token
from tests.factories.office import make_clerk
from tests.factories.people import Cast, let_look_after_all, let_look_after_nothing

pytestmark = pytest.mark.req("R15", "R16")

# Both faces of the table: what each may read, by the column or the part of a file in which the word was put. All else is red.
NOBODY: tuple[str, ...] = ()
OF_THE_CASE = (
    "Nomination.nominee_*",
    "Nomination.case",
    "Nomination.disqualified_reason",
    "Nomination.returned_note",
    "Nomination.extension_reason",
    "GroupMember.*",
    "CoNominator.*",
    "Letter.name",
    "Letter.email",
    "Letter.declined_note",
    "Letter.extension_reason",
)
# Where the cycle says that the nominator reads letters, re-made: no name of a file, no property of it.
READ_LETTERS = (
    "Letter.text",
    "Letter.full_name",
    "Letter.address",
    "Letter.telephone",
    "Letter.contact_email",
    "ReadersCopy.html",
    "CopyPicture.text",
    "pdf: text",
)
OF_THE_SUPPORTER = (
    "Nomination.nominee_name",
    "Nomination.nominee_position",
    "Nomination.nominee_mission",
    "GroupMember.name",
)
# A supporter is told that nobody but the nominator reads their note; a file's own name is for whoever sent it.
NOT_FOR_THE_SECRETARY = {"Letter.declined_note", "StoredFile.given_name"}


@dataclass
class Case:
    nomination: Nomination
    planted: Planted
    secretary: User
    own_letter: Letter
    token: str

    def places(self, client: Client) -> dict[str, set[str]]:
        """Where each place's word was read, by whoever CLIENT is."""
        found: dict[str, set[str]] = {}
        things = things_of(self.nomination, [self.token] if client.session.get("with_link") else [])
        for address, text in everything_read(client, things):
            for place in self.planted.found_in(text):
                found.setdefault(place, set()).add(address)
        return found


def beyond(places: dict[str, set[str]], allowed: tuple[str, ...]) -> dict[str, set[str]]:
    """Those of PLACES that nothing of ALLOWED names."""
    return {
        place: where for place, where in places.items() if not any(fnmatch.fnmatch(place, name) for name in allowed)
    }


@pytest.fixture
def case(cast: Cast, commits: Callable[[], Any]) -> Case:
    """Handed in by the officer: a letter written in the page, two that came as files, one declined, one being written; the
    office has given more time and made an exception."""
    cycle = make_cycle(make_award(letters_needed=2))
    draft = make_draft(cycle, cast.officer)
    own = make_sent_letter(draft, "own@example.org")
    planted = Planted()
    with commits():
        attach_files(planted, draft)
    letters.decline_letter(make_letter(draft, "no@example.org"), note="I hardly know her.")
    unsent = make_letter(draft, "unsent@example.org")
    letters.save_letter_draft(unsent, values={"text": "Half a letter", "address": "1 Quay"}, tab="", version=0)
    secretary = make_clerk()
    let_look_after_nothing(secretary)
    AwardRight.objects.create(user=secretary, award=cycle.award)
    later = cycle.closes_at + timedelta(days=9)
    for row in (draft, unsent):
        give_longer(cycle, by=secretary, code=row.code, until=later, reason="Evacuated.")
    nomination = nominations.submit_nomination(draft, by=cast.officer)
    decide_eligibility(nomination, by=secretary, eligible=True, reason="Promoted on the day before.")
    token = make_token(own)
    plant(planted, nomination)
    nomination.refresh_from_db()
    own.refresh_from_db()
    return Case(nomination, planted, secretary, own, token)


def signed_in(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def test_every_column_of_words_is_planted(case: Case) -> None:
    """Introspection, not a list: whoever adds a column of text adds a canary."""
    kinds = {type(row).__name__ for row in rows_of(case.nomination)}
    assert {"Nomination", "Letter", "StoredFile"} <= kinds
    assert {"Nomination.case", "Letter.text", "Letter.telephone", "pdf: title", "StoredFile.given_name"} <= set(
        case.planted.places.values()
    )


STRANGERS: dict[str, Callable[[Cast], User | None]] = {
    "a stranger": lambda cast: None,
    "another member": lambda cast: cast.colleague,
    "an account without membership": lambda cast: cast.outsider,
    "the office without the right": lambda cast: _without_right(make_clerk("Otto Office", "otto@example.org")),
    "a superuser without it": lambda cast: _without_right(cast.staff),
}


def _without_right(person: User) -> User:
    let_look_after_nothing(person)
    return person


@pytest.mark.parametrize("name", STRANGERS)
def test_others_read_nothing(case: Case, cast: Cast, name: str) -> None:
    assert beyond(case.places(signed_in(STRANGERS[name](cast))), NOBODY) == {}


def _nominee(case: Case, person: User) -> User:
    """PERSON is whom it is for: by a confirmed address, whatever else they are."""
    EmailAddress.objects.create(user=person, email=case.nomination.nominee_email, verified=True)
    return person


# An address that somebody confirmed is on the pages of their own account, wherever else it stands.
OWN_ADDRESS = ("Nomination.nominee_email", "Letter.email")


@pytest.mark.parametrize("who", ["a member", "the Secretary", "the nominator’s colleague in the office"])
def test_the_nominee_reads_nothing_whatever_else_they_are(case: Case, cast: Cast, who: str) -> None:
    person = {"a member": cast.colleague, "the Secretary": case.secretary}.get(who, cast.staff)
    let_look_after_all(person) if person.is_staff else None

    assert beyond(case.places(signed_in(_nominee(case, person))), OWN_ADDRESS) == {}


def test_a_secretary_who_is_a_party_reads_nothing(case: Case) -> None:
    EmailAddress.objects.create(user=case.secretary, email=case.own_letter.email, verified=True)

    assert beyond(case.places(signed_in(case.secretary)), OWN_ADDRESS) == {}


def test_the_nominator_reads_the_case_and_no_letter(case: Case, cast: Cast) -> None:
    found = case.places(signed_in(cast.officer))

    assert beyond(found, OF_THE_CASE) == {}
    assert {"Nomination.case", "Nomination.nominee_name", "Letter.name"} <= set(found)


def test_the_nominator_reads_letters_where_the_cycle_says_so(case: Case, cast: Cast) -> None:
    type(case.nomination.cycle).objects.update(letters_shown_to_nominator=True)

    found = case.places(signed_in(cast.officer))

    assert beyond(found, OF_THE_CASE + READ_LETTERS) == {}
    assert {"Letter.text", "Letter.full_name"} <= set(found)


def test_a_supporter_reads_for_whom_and_their_own(case: Case) -> None:
    client = signed_in(None)
    found: dict[str, set[str]] = {}
    own = set(case.planted.found_in(" ".join(str(value) for value in vars(case.own_letter).values())))
    for address, text in everything_read(client, things_of(case.nomination, [case.token])):
        for place in case.planted.found_in(text):
            found.setdefault(place, set()).add(address)

    assert beyond(found, (*OF_THE_SUPPORTER, *own)) == {}
    assert {"Nomination.nominee_name", "Letter.text"} <= set(found)


def test_the_secretary_reads_it_all(case: Case) -> None:
    """At least 95 of 100: the crawl that finds nothing for others does look where there is something."""
    found = case.places(signed_in(case.secretary))

    places = {place for place in case.planted.places.values() if place not in NOT_FOR_THE_SECRETARY}
    assert len(places & set(found)) >= 0.95 * len(places), sorted(places - set(found))
    assert {place: found[place] for place in NOT_FOR_THE_SECRETARY & set(found)} == {}


def test_one_field_more_turns_it_red(case: Case, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = [*NominationSerializer.Meta.fields, "eligibility_note"]
    monkeypatch.setattr(NominationSerializer.Meta, "fields", fields)

    found = beyond(case.places(signed_in(cast.officer)), OF_THE_CASE)

    assert set(found) == {"Nomination.eligibility_note"}
    assert any(address.startswith("/api/v1/nominations/") for address in found["Nomination.eligibility_note"])


def test_no_mail_says_more_than_its_reader_may_know(case: Case, cast: Cast) -> None:
    """Mails written once the words are there, to everybody whom a verb tells."""
    unsent = case.nomination.letters.get(state=Letter.State.INVITED)
    withdraw_letter_for(unsent, by=case.secretary, reason="As asked.")
    withdraw_letter_for(case.own_letter, by=case.secretary, reason="As asked.")
    nominations.disqualify_nomination(case.nomination, by=case.secretary, reason="Not eligible.")
    nominations.reopen_nomination(case.nomination, by=case.secretary, reason="It is.")
    nominations.withdraw_nomination_for(case.nomination, by=case.secretary, reason="As asked.")

    to_nominator = case.planted.found_in(written_to(cast.officer.email))
    to_supporter = case.planted.found_in(written_to(case.own_letter.email, unsent.email))

    assert beyond({place: set() for place in to_nominator}, OF_THE_CASE) == {}
    assert beyond({place: set() for place in to_supporter}, OF_THE_SUPPORTER) == {}
    assert written_to(case.nomination.nominee_email) == ""
