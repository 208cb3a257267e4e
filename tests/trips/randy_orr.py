"""The year of the Randy Orr Memorial Award: a group, put forward by a guest and a member; six supporters, of whom three count."""

from django.core.files.uploadedfile import SimpleUploadedFile

from awards.models import Cycle, Letter, Nomination
from tests.factories.pdfs import pdf
from tests.factories.readers_copies import KEPT, planted_docx

from .at_pages import Person
from .award_year import Year, at
from .nominating import HOME, ask, draft_page, letters_page, receipt_page, send_letter, start, submit, write
from .pafso_awards import Nominators

GROUP = "Le cercle des familles d’Accra"
MEMBERS = {
    "group-0-name": "Ama Serwaa", "group-0-position": "Infirmière, Accra", "group-0-email": "",
    "group-1-name": "Luc Brassard", "group-1-position": "Agent, Accra", "group-1-email": at("luc"),
}  # fmt: skip
SCANNED = "I saw the school open."
DOCX, PLANTED = planted_docx("pelican")
ASKED = {"denise": "fr", "sol": "en", "margaret": "en", "claude": "fr", "paula": "en", "xavier": "fr"}


def a_group(year: Year, people: Nominators, cycle: Cycle) -> Nomination:
    """By the guest, in French; a member joins her, adds somebody and moves him."""
    imani, alix = people.imani.sign_in(), people.alix.sign_in()
    nomination = start(imani, cycle)
    page = draft_page(imani, nomination)
    imani.press(page, "Save", nominee_kind="group", nominee_name=GROUP)
    assert imani.words("Members of the group") in imani.look(page)
    write(imani, nomination, **MEMBERS, case="Elles ont ouvert une école.")
    invited = {"name": "Alix", "email": alix.email, "language": "en"}
    imani.press(imani.at("awards:co_nominators", nomination.code), "Send the invitation", **invited)
    alix.press(alix.link("/awards/co-nominator/"), "Join")
    page = draft_page(alix, nomination)
    alix.press(page, "Save and add a member", **{"group-2-name": "Kojo Annan", "group-2-position": "Driver, Accra"})
    alix.press(page, "Move up – Member 3")
    nomination.refresh_from_db()
    assert [each.name for each in nomination.group] == ["Ama Serwaa", "Kojo Annan", "Luc Brassard"]
    year.wrote("co_nominator_invited alix en", "co_nominator_joined imani fr")
    year.recorded("nomination_begun imani", "co_nominator_invited imani", "co_nominator_joined alix")
    return nomination


def six_are_asked(year: Year, people: Nominators, nomination: Nomination) -> dict[str, Person]:
    """Three by each of the two; somebody of the group is no supporter."""
    imani, alix = people.imani, people.alix
    by = {"denise": imani, "sol": alix, "margaret": alix, "claude": imani, "paula": alix, "xavier": imani}
    found = {who: ask(by[who], nomination, who, language) for who, language in ASKED.items()}
    refused = alix.press(
        letters_page(alix, nomination), "Send the invitation", 422, name="Luc", email=at("luc"), language="fr"
    )
    assert "The nominee cannot write a letter of support." in refused
    year.wrote(*(f"letter_invitation {who} {language}" for who, language in ASKED.items()))
    year.recorded(*3 * ("supporter_invited imani",), *3 * ("supporter_invited alix",))
    return found


def four_answer(year: Year, people: Nominators, nomination: Nomination, six: dict[str, Person]) -> None:
    """One declines; one writes who is no regular member, and was told before; one writes and one sends a file."""
    imani, alix = people.imani, people.alix
    denise, margaret = six["denise"], six["margaret"]
    denise.press(f"{denise.link('/awards/letter/')}declining/", "Decline to write", note="Je suis en congé.")
    assert "a letter counts only if its writer is a regular member" in margaret.look(margaret.link("/awards/letter/"))
    send_letter(margaret, name="Margaret O’Neill", text="I knew them.")
    send_letter(six["claude"], name="Claude Roy", text="J’ai vu l’école.")
    upload = SimpleUploadedFile("pelican lettre.docx", DOCX)
    send_letter(six["xavier"], name="Xavier Diallo", upload=upload)
    year.wrote(
        "letter_declined imani fr", "letter_declined alix en",
        "letter_receipt margaret en", "letter_not_counting imani fr", "letter_not_counting alix en",
        "letter_receipt claude fr", "letter_receipt xavier fr",
        *2 * ("letter_received imani fr", "letter_received alix en"),
    )  # fmt: skip
    year.recorded("letter_declined –", *3 * ("letter_sent –",))
    page = alix.look(letters_page(alix, nomination))
    assert "2 of 3 letters that count received" in page and "Does not count" in page
    assert "The supporter is not a regular member on August 31, 2027." in page
    missing = imani.look(receipt_page(imani, nomination))
    assert "Il manque encore 1 lettre" in missing or "1 lettre d’appui" in missing, missing


def corrected(year: Year, people: Nominators, claude: Person) -> None:
    link = claude.link("/awards/letter/")
    claude.press(f"{link}correction/", "Save and review", text="J’ai vu l’école, et le jardin.")
    assert "et le jardin" in claude.press(f"{link}correction/submission/", "Send the correction")
    year.wrote("letter_receipt claude fr", "letter_corrected imani fr", "letter_corrected alix en")
    year.recorded("letter_corrected –")


def one_is_asked_again(year: Year, people: Nominators, nomination: Nomination, sol: Person) -> None:
    """By hand, after a week; who is silent stays silent, and is reminded until the deadline."""
    alix = people.alix.sign_in()
    alix.press(letters_page(alix, nomination), f"Send a reminder – {sol.email.partition('@')[0].title()}")
    year.wrote("letter_invitation sol en")
    year.recorded("supporter_asked_again alix")


def read_by_the_secretary(secretary: Person, nomination: Nomination) -> None:
    """The file as its readers get it: tracked changes taken as accepted, and nothing of what was not to be read."""
    secretary.sign_in()
    record = secretary.look(f"/admin/awards/nomination/{nomination.pk}/change/")
    for words in (GROUP, "Kojo Annan", "A group is not read against the roll.", "Sol", "Counts:", "Does not count:"):
        assert words in record, words
    letter = Letter.objects.get(nomination=nomination, email=at("xavier"))
    page = secretary.look(secretary.at("awards:letter_text", letter.code))
    assert [page.count(sentence) for sentence in KEPT] == [1] * len(KEPT)
    assert "The file had tracked changes." in page
    assert [word for word in PLANTED if word in page] == []
    scanned = Letter.objects.get(nomination=nomination, email=at("paula"))
    assert "This letter came on paper or by post" in secretary.look(secretary.at("awards:letter_text", scanned.code))
    corrected = Letter.objects.get(nomination=nomination, email=at("claude"))
    assert "et le jardin" in secretary.look(secretary.at("awards:letter_text", corrected.code))


def handed_in(year: Year, people: Nominators, nomination: Nomination) -> None:
    """By the guest, with three letters that count and one that does not; each supporter is thanked by mail, the one
    on paper too, but not the silent one."""
    imani = people.imani.sign_in()
    assert imani.words("Everything is complete. Read it once more, then submit it.") in imani.look(
        receipt_page(imani, nomination)
    )
    submit(imani, nomination)
    year.wrote(
        "nomination_received imani fr", "nomination_received alix en",
        "letter_thanks margaret en", "letter_thanks claude fr", "letter_thanks paula en",
        "letter_thanks xavier fr",
    )  # fmt: skip
    year.recorded("nomination_submitted imani")


def the_last_letter(year: Year, secretary: Person, paula: Person) -> None:
    """It comes on paper, and the Secretary enters it by the code that she reads out, pressed twice; her link has the receipt."""
    letter = Letter.objects.get(email=paula.email)
    link = paula.link("/awards/letter/")
    opened = secretary.sign_in().client.get(f"/admin/awards/cycle/{letter.nomination.cycle_id}/letter_by_code/")
    typed = {"code": letter.code.lower(), "name": "Paula Green", "email": paula.email, "language": "en", **HOME}
    for _press in range(2):
        scan = SimpleUploadedFile("heron.pdf", pdf([SCANNED]))
        secretary.press_on(opened, "Enter the letter", received_on="2027-08-30", scan=scan, **typed)
    letter.refresh_from_db()
    assert (letter.state, letter.on_paper) == ("sent", True)
    assert "Your letter came on paper or by post" in paula.look(link)
    year.wrote("letter_by_post paula en", "letter_received imani fr", "letter_received alix en")
    year.recorded("letter_entered sylvie")
