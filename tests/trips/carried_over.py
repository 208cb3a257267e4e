"""What was not chosen last year is carried over into this one: the office offers it, its nominator agrees, each supporter is asked."""

from awards.models import Cycle, Nomination

from .at_pages import Person, as_read
from .award_year import Year, at
from .nominating import draft_page, letters_page, send_letter, state_of, submit
from .pafso_awards import CASE, Nominators


def from_last_year(year: Year, people: Nominators, secretary: Person, earlier: Nomination, cycle: Cycle) -> Nomination:
    """Offered by the office, begun by one press from the mail; one letter stands, one is written anew, and none before that."""
    offered(year, secretary, earlier, cycle)
    margaret = agreed(year, people, earlier)
    nomination = Nomination.objects.get(cycle=cycle, nominator=margaret.account)
    assert CASE in margaret.look(draft_page(margaret, nomination))
    assert "0 of 2 letters received" in margaret.look(letters_page(margaret, nomination))
    letters_of_last_year(year, nomination)
    page = margaret.look(letters_page(margaret, nomination))
    assert "2 of 2 letters received" in page and "I was there." not in page
    submit(margaret, nomination)
    year.wrote("nomination_received margaret en", "letter_thanks jo en", "letter_thanks lea fr")
    year.recorded("nomination_submitted margaret")
    return nomination


def offered(year: Year, secretary: Person, earlier: Nomination, cycle: Cycle) -> None:
    """Ticked, looked at, and only then sent; there is nothing left to offer."""
    secretary.sign_in()
    page = f"/admin/awards/cycle/{cycle.pk}/carrying/"
    secretary.press(page, "See the emails first", nominations=[str(earlier.pk)], until="2027-03-20")
    year.wrote()
    secretary.press_on(secretary.last, "Offer it and send the emails")
    assert "There is nothing left to offer from PAFSO Awards 2026." in secretary.look(page)
    year.wrote("carry_over_offered margaret en")
    year.recorded("carry_over_offered sylvie")


def agreed(year: Year, people: Nominators, earlier: Nomination) -> Person:
    """In a browser in which nobody is signed in, pressed twice; each supporter of before is asked, once."""
    reader = Person(people.margaret.email)
    opened = reader.client.get(reader.link("/awards/carry-over/"))
    year.recorded()
    for _press in range(2):
        assert "Your nomination has been carried over" in reader.press_on(opened, "Carry it over")
    year.wrote("letter_carried jo en", "letter_carried lea fr")
    year.recorded(
        "carry_over_accepted margaret", "nomination_begun margaret", *2 * ("supporter_asked_to_carry margaret",)
    )
    assert state_of(earlier) == "submitted"
    return people.margaret.sign_in()


def letters_of_last_year(year: Year, nomination: Nomination) -> None:
    """Jo reads hers again and lets it stand; Léa writes another; neither is in before."""
    jo, lea = Person(at("jo")), Person(at("lea"), "fr")
    assert not nomination.letters.arrived().exists()
    opened = jo.client.get(jo.link("/awards/letter/"), follow=True)
    assert "I was there." in as_read(opened)
    for _press in range(2):
        jo.press_on(opened, "It stands: send it again")
    assert nomination.letters.get(email=jo.email).text == "I was there."
    year.wrote("letter_receipt jo en", "letter_received margaret en")
    year.recorded("letter_carried_over –", "letter_sent –")
    letter = send_letter(lea, name="Léa Roy", text="Encore une fois.")
    assert (letter.nomination, letter.text) == (nomination, "Encore une fois.")
    year.wrote("letter_receipt lea fr", "letter_received margaret en")
    year.recorded("letter_sent –")
