"""The year of the PAFSO Awards: written together, of two made one, returned twice, later than others, frozen."""

import re
from dataclasses import dataclass

from awards.models import Cycle, Letter, Nomination
from members.models import Member
from tests.factories.people import PASSWORD

from .at_pages import Person
from .award_year import Year, at
from .nominating import (
    ask,
    cycle_page,
    draft_page,
    letters_page,
    receipt_page,
    send_letter,
    start,
    state_of,
    submit,
    write,
)  # fmt: skip

CASE = "Eleven days in a school, and everybody was home for Christmas."
THERESE = {"nominee_name": "Thérèse Okonkwo", "nominee_position": "Second secretary", "nominee_mission": "Dakar"}
KOFI = {"nominee_name": "Kofi Mensah", "nominee_position": "Consul", "nominee_mission": "Accra", "case": CASE}
ODILE = {"nominee_name": "Odile Sansregret", "nominee_position": "Attachée", "case": CASE, "language": "fr"}


@dataclass
class Nominators:
    alix: Person  # a member, English
    benoit: Person  # a member, French
    margaret: Person  # a retired member, English
    chidi: Person  # an account that is not on the roll
    imani: Person  # a guest, French


# --- The year before -------------------------------------------------------------------------------------------------
def the_year_before(year: Year, people: Nominators, cycle: Cycle) -> Nomination:
    """A nomination that is not chosen."""
    margaret = people.margaret.sign_in()
    earlier = start(margaret, cycle)
    write(margaret, earlier, **KOFI, nominee_email=at("kofi"))
    send_letter(ask(margaret, earlier, "jo"), name="Jo Diaz", text="I was there.")
    send_letter(ask(margaret, earlier, "lea", "fr"), name="Léa Roy", text="J’y étais.")
    submit(margaret, earlier)
    year.wrote(
        "letter_invitation jo en", "letter_receipt jo en", "letter_received margaret en",
        "letter_invitation lea fr", "letter_receipt lea fr", "letter_received margaret en",
        "nomination_received margaret en", "letter_thanks jo en", "letter_thanks lea fr",
    )  # fmt: skip
    year.recorded(
        "nomination_begun margaret", "supporter_invited margaret", "letter_sent –", "supporter_invited margaret",
        "letter_sent –", "nomination_submitted margaret",
    )  # fmt: skip
    return earlier


# --- Two people on one draft -----------------------------------------------------------------------------------------
def together(year: Year, people: Nominators, cycle: Cycle) -> Nomination:
    alix, benoit = people.alix.sign_in(), people.benoit
    nomination = start(alix, cycle)
    page = draft_page(alix, nomination)
    write(alix, nomination, **THERESE, case="Eleven days.")
    invited = {"name": "Benoît Lefèvre", "email": benoit.email, "language": "fr"}
    alix.press(alix.at("awards:co_nominators", nomination.code), "Send the invitation", **invited)
    _join(benoit)
    opened = alix.client.get(page)
    write(benoit, nomination, case=CASE)
    refused = alix.press_on(opened, "Save and continue", 409, case="Eleven days. And nights.")
    assert "Benoît Lefèvre saved a newer text" in refused and CASE in refused and "And nights." in refused
    assert CASE in alix.look(page) and "And nights." not in alix.look(page)
    year.wrote("co_nominator_invited benoit fr", "co_nominator_joined alix en")
    year.recorded("nomination_begun alix", "co_nominator_invited alix", "co_nominator_joined benoit")
    return nomination


def _join(benoit: Person) -> None:
    """By the link of the mail, through the login, in a browser that knows nothing of him."""
    link = benoit.link("/awards/co-nominator/")
    page = benoit.look(link)
    assert "Alix Tremblay-Okafor" in page and THERESE["nominee_name"] not in page
    benoit.press(link, "Log in and join")
    benoit.press_on(benoit.last, "Log in", login=benoit.email, password=PASSWORD)
    assert benoit.url == benoit.at("awards:joining")
    assert THERESE["nominee_name"] in benoit.press_on(benoit.last, "Join")


def supporters(year: Year, people: Nominators, nomination: Nomination) -> None:
    """One writes and corrects, one declines, one writes in English; the nominators see which, and not what."""
    alix, benoit = people.alix, people.benoit
    awa, bruno = ask(alix, nomination, "awa", "fr"), ask(alix, nomination, "bruno")
    grace = ask(benoit, nomination, "grace")
    link = bruno.link("/awards/letter/")
    declined = bruno.press(f"{link}declining/", "Decline to write", note="I was on leave that year.")
    assert "I was on leave that year." in declined
    year.wrote(
        "letter_invitation awa fr", "letter_invitation bruno en", "letter_invitation grace en",
        "letter_declined alix en", "letter_declined benoit fr",
    )  # fmt: skip
    assert "I was on leave that year." in benoit.look(letters_page(benoit, nomination))

    letter = send_letter(awa, name="Awa Ndiaye", text="Onze jours. lamantin")
    send_letter(grace, name="Grace Adomako", text="Eleven days.")
    again = awa.link("/awards/letter/")
    awa.press(f"{again}correction/", "Save and review", text="Onze jours et onze nuits. lamantin")
    corrected = awa.press(f"{again}correction/submission/", "Send the correction")
    assert "Onze jours et onze nuits." in corrected and letter.code in corrected
    year.wrote(
        *2 * ("letter_received alix en", "letter_received benoit fr"), *2 * ("letter_receipt awa fr",),
        "letter_receipt grace en", "letter_corrected alix en", "letter_corrected benoit fr",
    )  # fmt: skip
    page = alix.look(letters_page(alix, nomination))
    assert "2 of 2 letters received" in page and "lamantin" not in page
    year.recorded(
        *2 * ("supporter_invited alix",), "supporter_invited benoit", "letter_declined –", *2 * ("letter_sent –",),
        "letter_corrected –",
    )  # fmt: skip


def handed_in(year: Year, people: Nominators, nomination: Nomination) -> None:
    """Only by the nominator; each is written to in their language."""
    benoit, page = people.benoit, receipt_page(people.benoit, nomination)
    assert benoit.words("Submit the nomination") not in benoit.look(page)
    benoit.client.post(page)
    assert state_of(nomination) == "draft"
    submit(people.alix, nomination)
    year.wrote(
        "nomination_received alix en", "nomination_received benoit fr", "letter_thanks awa fr", "letter_thanks grace en"
    )
    year.recorded("nomination_submitted alix")


# --- The same nominee, by somebody else ------------------------------------------------------------------------------
def a_second_one(year: Year, people: Nominators, cycle: Cycle) -> Nomination:
    chidi = people.chidi.sign_in()
    second = start(chidi, cycle)
    write(chidi, second, **THERESE, case="I saw the school.")
    send_letter(ask(chidi, second, "grace"), name="Grace Adomako", text="As I have said.")
    send_letter(ask(chidi, second, "omar", "fr"), name="Omar Sy", text="Oui.")
    submit(chidi, second)
    year.wrote(
        "letter_invitation grace en", "letter_receipt grace en", "letter_invitation omar fr", "letter_receipt omar fr",
        *2 * ("letter_received chidi en",), "nomination_received chidi en", "letter_thanks grace en",
        "letter_thanks omar fr",
    )  # fmt: skip
    year.recorded(
        "nomination_begun chidi", *2 * ("supporter_invited chidi",), *2 * ("letter_sent –",),
        "nomination_submitted chidi",
    )  # fmt: skip
    return second


def made_one(year: Year, secretary: Person, people: Nominators, first: Nomination, second: Nomination) -> None:
    """The Secretary matches both to the roll and joins them: a letter comes along, one that was asked in both stays."""
    secretary.sign_in()
    nominee = Member.objects.get(number="2001")
    for nomination in (first, second):
        record = f"/admin/awards/nomination/{nomination.pk}/"
        assert "Not matched" in secretary.look(f"{record}change/")
        answer = secretary.client.post(f"{record}matching/", {"member": nominee.pk, "seen": ""}, follow=True)
        assert "Matched." in answer.content.decode() and "Thérèse Okonkwo (2001)" in answer.content.decode()
    said = secretary.press(
        f"/admin/awards/nomination/{second.pk}/joining/", "Join it and tell both nominators", into=str(first.pk)
    )
    assert "Joined. 1 letter came along. 1 letter stays" in said
    year.wrote("nomination_joined chidi en", "nomination_taken_in alix en", "nomination_taken_in benoit fr")
    year.recorded(
        *2 * ("nominee_matched sylvie",), "nomination_joined sylvie", "nomination_taken_in sylvie",
        "co_nominator_added sylvie",
    )  # fmt: skip
    assert first.code in people.chidi.sign_in().look(receipt_page(people.chidi, second))
    assert (state_of(second), first.letters.filter(state=Letter.State.SENT).count()) == ("joined", 3)


# --- Returned --------------------------------------------------------------------------------------------------------
def give_back(year: Year, secretary: Person, nomination: Nomination, until: str, *told: str) -> None:
    secretary.sign_in()
    page = f"/admin/awards/nomination/{nomination.pk}/return/"
    secretary.press(page, "Return it and tell the nominator", note="Say in which year it was.", until=until)
    year.wrote(*(f"nomination_returned {who}" for who in told))
    year.recorded("nomination_returned sylvie")
    assert state_of(nomination) == "returned"


def resubmitted(year: Year, people: Nominators, nomination: Nomination) -> None:
    """After the deadline of everybody else, and complete."""
    alix = people.alix.sign_in()
    assert "Say in which year it was." in alix.look(draft_page(alix, nomination))
    write(alix, nomination, case=f"{CASE} It was in 2025.")
    submit(alix, nomination)
    # Omar was thanked when the nomination was submitted that his letter was asked for.
    year.wrote(
        "members/work_unfinished alix en", "members/work_unfinished imani fr", "letter_reminder paul fr",
        "nomination_received alix en", "nomination_received benoit fr", "nomination_received chidi en",
    )  # fmt: skip
    year.recorded("nomination_submitted alix")


def stands(year: Year, people: Nominators, nomination: Nomination) -> None:
    """What was typed meanwhile is the nominator's own; the date was over when the clock struck."""
    year.wrote("nomination_stands margaret en")
    year.recorded("nomination_stands_as_submitted –")
    page = people.margaret.sign_in().look(receipt_page(people.margaret, nomination))
    assert state_of(nomination) == "submitted" and "Half a sentence" in page and CASE in nomination.case


# --- Later than others -----------------------------------------------------------------------------------------------
def begun_late(year: Year, people: Nominators, cycle: Cycle) -> Nomination:
    """By a guest, whom a code brings in."""
    imani = people.imani
    door = imani.at("account_guest") + f"?next={cycle_page(imani, cycle)}"
    imani.press(door, "Send me a code", name="Imani Njoroge", email=imani.email)
    (code,) = re.findall(r"^ {4}([A-Z0-9]{6})$", imani.mails()[-1].body, re.MULTILINE)
    imani.press(imani.url, "Continue", code=code)
    assert imani.url == cycle_page(imani, cycle)
    nomination = start(imani, cycle)
    write(imani, nomination, **ODILE)
    ask(imani, nomination, "paul", "fr")
    ask(imani, nomination, "quy")
    # Who had a nomination returned is reminded of the date as well.
    year.wrote(
        "members/work_unfinished alix en", "members/work_unfinished margaret en",
        "members/guest_code_asked imani fr", "letter_invitation paul fr", "letter_invitation quy en",
    )  # fmt: skip
    year.recorded("nomination_begun imani", *2 * ("supporter_invited imani",))
    return nomination


def more_time(year: Year, secretary: Person, nomination: Nomination) -> None:
    """For the nominator, and a little more for one of the supporters, each by the code that they read out."""
    secretary.sign_in()
    page = f"/admin/awards/cycle/{nomination.cycle_id}/longer/"
    button, reason = "Give more time and tell the person", "No line for a week."
    secretary.press(page, button, code=nomination.code.lower(), until="2027-04-20", reason=reason)
    letter = nomination.letters.get(email=at("quy"))
    secretary.press(page, button, code=letter.code, until="2027-04-22", reason=reason)
    year.wrote("nomination_given_longer imani fr", "letter_given_longer quy en", "supporter_given_longer imani fr")
    year.recorded("nomination_given_longer sylvie", "letter_given_longer sylvie")


def late_and_in_time(year: Year, people: Nominators, nomination: Nomination) -> None:
    imani, quy = people.imani.sign_in(), Person(at("quy"))
    assert imani.words("You have more time than others. Your own deadline:") in imani.look(
        draft_page(imani, nomination)
    )
    send_letter(Person(at("paul"), "fr"), name="Paul Martin", text="Oui.")
    send_letter(quy, name="Quy Tran", text="Yes.")
    submit(imani, nomination)
    year.wrote(
        "letter_receipt paul fr", "letter_receipt quy en", *2 * ("letter_received imani fr",),
        "nomination_received imani fr", "letter_thanks paul fr", "letter_thanks quy en",
    )  # fmt: skip
    year.recorded(*2 * ("letter_sent –",), "nomination_submitted imani")
