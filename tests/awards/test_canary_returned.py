"""The canary in a nomination of a group that was returned: two people change it, a letter is being corrected, its dossier is a PDF."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from awards.co_nominators import actions as co_nominators
from awards.desk.actions import ask_paper
from awards.letters import actions as letters
from awards.models import AwardRight, CoNominator, DossierPaper, Nomination
from awards.nominations import actions as nominations
from awards.returning.actions import return_nomination
from members.models import User
from tests.awards.canary import Planted, everything_read, plant, things_of
from tests.awards.test_canary import OF_THE_CASE, OWN_ADDRESS, beyond
from tests.factories.awards import make_award, make_co_nominator, make_cycle, make_draft, make_letter, make_sent_letter
from tests.factories.office import make_clerk
from tests.factories.people import Cast, let_look_after_nothing

pytestmark = pytest.mark.req("R15", "R16")

GROUP = [{"name": name, "email": f"{name.lower()}@far.example", "position": "Consul"} for name in ("Ama", "Luc")]
# What whoever puts it forward had submitted is theirs, as what they type now.
OF_THE_RETURNED_CASE = (*OF_THE_CASE, "Nomination.as_submitted.*")
# The office reads what was submitted; what is typed meanwhile is its writers', a correction until it is sent its supporter's.
NOT_FOR_THE_SECRETARY = ("Nomination.case", "Nomination.nominee_*", "GroupMember.*", "LetterCorrection.*")
# By which name and addresses one is known, on the page of what is held about oneself.
OF_ONESELF = (*OWN_ADDRESS, "GroupMember.email", "CoNominator.name", "CoNominator.email")
# Where anything of an award, of an account or of the API may stand, search included.
WITHIN = r"^/(en/)?(awards|documents|api/v1|admin/(awards|documents|search|$)|account|me|search|$)"


@dataclass
class Returned:
    nomination: Nomination
    planted: Planted
    secretary: User
    beside: CoNominator

    def places(self, client: Client) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for address, text in everything_read(client, things_of(self.nomination), within=WITHIN):
            for place in self.planted.found_in(text):
                found.setdefault(place, set()).add(address)
        return found


@pytest.fixture
def case(cast: Cast, commits: Callable[[], Any]) -> Returned:
    draft = make_draft(make_cycle(make_award(letters_needed=1, nominee_kind="either")), cast.officer)
    values = {"nominee_kind": "group", "nominee_email": ""}
    draft = nominations.save_draft(draft, by=cast.officer, values=values, group=GROUP, tab="a", version=draft.version)
    beside, letter = make_co_nominator(draft, cast.colleague), make_sent_letter(draft, "own@example.org")
    secretary = make_clerk()
    let_look_after_nothing(secretary)
    AwardRight.objects.create(user=secretary, award=draft.cycle.award)
    submitted = nominations.submit_nomination(draft, by=cast.officer)
    until = timezone.now() + timedelta(days=5)
    returned = return_nomination(submitted, by=secretary, note="Say when.", until=until)
    nominations.save_draft(returned, by=cast.colleague, values={"case": "Anew."}, tab="b", version=returned.version)
    letters.save_correction(letter, values={"text": "Better."}, tab="c", version=0)
    make_letter(draft, "asked@example.org")
    planted = Planted()
    plant(planted, returned)
    with commits():
        ask_paper(returned, by=secretary)
    returned.refresh_from_db()
    beside.refresh_from_db()
    return Returned(returned, planted, secretary, beside)


def signed_in(person: User) -> Client:
    """A moment ago, with both factors: what leaves the house asks for that."""
    client = Client()
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True}
    ]
    session.save()
    return client


def test_the_rows_beside_a_nomination_are_planted(case: Returned) -> None:
    planted = set(case.planted.places.values())

    assert {"GroupMember.name", "CoNominator.name", "LetterCorrection.text", "Nomination.returned_note"} <= planted
    assert {"Nomination.as_submitted.case", "Nomination.as_submitted.group.name"} <= planted
    assert DossierPaper.objects.get().state == "ready"


def test_whoever_is_beside_the_nominator_reads_the_case_and_no_letter(case: Returned, cast: Cast) -> None:
    found = case.places(signed_in(cast.colleague))

    assert beyond(found, OF_THE_RETURNED_CASE) == {}
    assert {"Nomination.case", "GroupMember.name", "Letter.name", "Nomination.returned_note"} <= set(found)


def _left(case: Returned, cast: Cast) -> User:
    co_nominators.leave_nomination(case.beside, by=cast.colleague)
    return cast.colleague


def _of_the_group(case: Returned, cast: Cast) -> User:
    """Beside it by mistake, too: whoever turns out to be one of the group loses sight of it."""
    address = case.nomination.group_members.all()[0].email
    EmailAddress.objects.create(user=cast.colleague, email=address, verified=True)
    return cast.colleague


def _of_the_group_in_the_office(case: Returned, cast: Cast) -> User:
    address = case.nomination.group_members.all()[1].email
    EmailAddress.objects.create(user=case.secretary, email=address, verified=True)
    return case.secretary


@pytest.mark.parametrize("who", [_left, _of_the_group, _of_the_group_in_the_office])
def test_who_left_and_who_is_of_the_group_read_nothing(
    case: Returned, cast: Cast, who: Callable[[Returned, Cast], User]
) -> None:
    found = case.places(signed_in(who(case, cast)))

    assert beyond(found, OF_ONESELF) == {}


def test_the_secretary_reads_what_was_submitted_in_the_pdf_too_and_nothing_typed_since(case: Returned) -> None:
    found = case.places(signed_in(case.secretary))

    typed = {place: where for place, where in found.items() if not beyond({place: where}, NOT_FOR_THE_SECRETARY)}
    assert typed == {}
    assert any(
        address.endswith("/export/")
        for address in found["Nomination.as_submitted.group.name"] | found["Nomination.as_submitted.nominee_name"]
    )
    for place in (
        "Nomination.as_submitted.case",
        "Nomination.as_submitted.group.name",
        "Letter.text",
        "Letter.full_name",
    ):
        assert any(address.startswith("POST") and "/paper/" in address for address in found[place]), place


def test_a_field_more_on_a_page_in_the_table_or_in_the_pdf_turns_it_red(
    case: Returned, monkeypatch: pytest.MonkeyPatch, commits: Callable[[], Any]
) -> None:
    """What is typed since, which the Secretary must not read, let into each of them once."""

    def typed(*_any: Any) -> str:
        return Nomination.objects.values_list("case", flat=True).get(pk=case.nomination.pk)

    monkeypatch.setattr("awards.desk.record.history", typed)
    monkeypatch.setattr("awards.desk.table.near_in_words", lambda nomination: [typed(nomination)])
    monkeypatch.setattr("awards.desk.tasks.digest_of", typed)
    DossierPaper.objects.all().delete()
    with commits():
        ask_paper(case.nomination, by=case.secretary)

    found = case.places(signed_in(case.secretary))["Nomination.case"]

    ends = {each.removeprefix("POST ").rstrip("/").rpartition("/")[2] for each in found}
    assert {"change", "export", "file"} <= ends
