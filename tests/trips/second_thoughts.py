"""What people and the office take back, in the year of the Randy Orr Memorial Award: each is told, once, and by whom it concerns."""

from awards.models import Cycle, Letter, Nomination

from .at_pages import Person
from .award_year import Year, at
from .nominating import ask, send_letter, start, state_of, submit, write
from .pafso_awards import Nominators

REASON = "The by-laws say so."
BOTH = {"reason_en": "The office had to move.", "reason_fr": "Le bureau a dû déménager."}
TWO = ("imani fr", "alix en")


def to(event: str, *people: str) -> tuple[str, ...]:
    return tuple(f"{event} {who}" for who in people)


# --- A draft that is given up ----------------------------------------------------------------------------------------
def given_up(year: Year, people: Nominators, cycle: Cycle) -> None:
    """One who is invited declines, another is let go; a supporter thinks better of it twice; then the draft is deleted."""
    chidi = people.chidi.sign_in()
    draft = start(chidi, cycle)
    write(chidi, draft, nominee_name="Rosa Diaz", nominee_position="Nurse", case="She stayed.")
    page = chidi.at("awards:co_nominators", draft.code)
    chidi.press(page, "Send the invitation", name="Esther", email=at("esther"), language="en")
    esther = Person(at("esther"))
    assert "Rosa" not in esther.press(esther.link("/awards/co-nominator/"), "Decline")
    chidi.press(page, "Send the invitation", name="Ute", email=at("ute"), language="fr")
    chidi.press(page, "Cancel the invitation – Ute")
    year.wrote(
        "co_nominator_invited esther en", "co_nominator_gone chidi en", "co_nominator_invited ute fr",
        "co_nominator_ended ute fr",
    )  # fmt: skip
    year.recorded(
        "nomination_begun chidi", *2 * ("co_nominator_invited chidi",), "co_nominator_declined –",
        "co_nominator_ended chidi",
    )  # fmt: skip
    _changes_her_mind(year, chidi, draft)
    chidi.press(chidi.at("awards:deletion", draft.code), "Delete this draft")
    assert not Nomination.objects.filter(pk=draft.pk).exists()
    year.wrote("letter_not_needed zoe fr")
    year.recorded("nomination_deleted chidi")


def _changes_her_mind(year: Year, chidi: Person, draft: Nomination) -> None:
    zoe = ask(chidi, draft, "zoe", "fr")
    zoe.press(f"{zoe.link('/awards/letter/')}declining/", "Decline to write")
    zoe.press(zoe.link("/awards/letter/"), "Write the letter after all")
    letter = Letter.objects.get(email=zoe.email)
    zoe.press(zoe.at("awards:letter_by_code"), "Send me a new link", code=letter.code.lower(), email=zoe.email)
    send_letter(zoe, name="Zoé Roy", text="Oui.")
    zoe.press(f"{zoe.link('/awards/letter/')}taking-back/", "Take the letter back")
    year.wrote(
        "letter_invitation zoe fr", "letter_declined chidi en", "letter_taken_up chidi en", "letter_link_again zoe fr",
        "letter_receipt zoe fr", "letter_not_counting chidi en", "letter_taken_back chidi en",
        "letter_taken_back_for_supporter zoe fr",
    )  # fmt: skip
    year.recorded(
        "supporter_invited chidi", "letter_declined –", "letter_taken_up –", "letter_link_sent_again –",
        "letter_sent –", "letter_taken_back –",
    )  # fmt: skip


# --- The office, with a cycle in which people are --------------------------------------------------------------------
def the_cycle_changes(year: Year, secretary: Person, cycle: Cycle, supporters: list[str], asked: list[str]) -> None:
    """Its rules, that it does not take place, that it does after all: looked at first, then told to everybody in it."""
    secretary.sign_in()
    page = f"/admin/awards/cycle/{cycle.pk}"
    secretary.press(f"{page}/amendment/", "See the emails first", grace_minutes="90", **BOTH)
    year.wrote()
    secretary.press_on(secretary.last, "Change the rules and send the emails")
    year.wrote(*to("cycle_amended", *TWO), *to("cycle_amended_for_supporter", *asked))
    year.recorded("cycle_amended sylvie")
    for verb, button, event in (
        ("cancellation", "Cancel the cycle and send the emails", "cycle_cancelled"),
        ("restoration", "Take it back and send the emails", "cycle_restored"),
    ):
        secretary.press(f"{page}/{verb}/", "See the emails first", **BOTH)
        year.wrote()
        secretary.press_on(secretary.last, button)
        year.wrote(*to(event, *TWO), *to(f"{event}_for_supporter", *supporters))
        year.recorded(f"{event} sylvie")


# --- After it was submitted ------------------------------------------------------------------------------------------
def taken_back_and_given_again(year: Year, people: Nominators, nomination: Nomination) -> None:
    """The nominator withdraws and submits again: nobody is thanked twice."""
    imani = people.imani
    imani.press(imani.at("awards:withdrawal", nomination.code), "Withdraw this nomination")
    assert state_of(nomination) == "withdrawn"
    year.wrote(*to("nomination_withdrawn", *TWO))
    submit(imani, nomination)
    year.wrote(*to("nomination_received", *TWO))
    year.recorded("nomination_withdrawn imani", "nomination_submitted imani")


def by_the_office(year: Year, secretary: Person, nomination: Nomination) -> None:
    """A letter counts as an exception, and is withdrawn for who wrote it; the nomination is set aside, and restored."""
    record = f"/admin/awards/nomination/{nomination.pk}"
    letter = Letter.objects.get(nomination=nomination, email=at("margaret"))
    secretary.press(f"{record}/letters/{letter.code}/exception/", "Let it count", reason=REASON)
    year.wrote(*to("letter_counts", *TWO))
    secretary.press(f"{record}/letters/{letter.code}/withdrawal/", "Withdraw it and tell them", reason=REASON)
    year.wrote("letter_withdrawn_for margaret en", *to("letter_taken_out", *TWO))
    secretary.press(f"{record}/disqualification/", "Set aside and tell the nominator", reason=REASON)
    assert state_of(nomination) == "disqualified"
    year.wrote(*to("nomination_disqualified", *TWO))
    secretary.press(f"{record}/reopening/", "Restore it and tell the nominator", reason=REASON)
    assert state_of(nomination) == "submitted"
    year.wrote(*to("nomination_reopened", *TWO))
    year.recorded(
        "letter_counted sylvie", "letter_withdrawn_for sylvie", "nomination_disqualified sylvie",
        "nomination_reopened sylvie",
    )  # fmt: skip
