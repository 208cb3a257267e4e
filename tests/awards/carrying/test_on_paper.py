"""Letters on paper of a nomination that is carried over: asked by email where an address is known, noted by the office where none is."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards import waiting
from awards.carrying import actions
from awards.letters import actions as letters
from awards.models import CarryOver, Cycle, Letter, Nomination
from members.models import User
from pafso.audit.models import Entry
from pafso.errors import DomainError
from pafso.mail.models import Mail
from tests.awards.letters.test_on_paper import enter, refused
from tests.awards.traces import traces
from tests.factories import awards as make
from tests.factories.people import Cast, let_look_after_nothing, make_user

from .conftest import link_in

SCANNED = "I saw the wagtail myself."


@pytest.fixture
def earlier(cast: Cast) -> Nomination:
    """With three letters on paper: asked for at an address, with an address in it, and with none."""
    draft = make.make_draft(make.make_cycle(make.make_award(), year=2026), cast.officer)
    make.make_letter(draft, "asked@example.org")
    enter(draft, cast, email="asked@example.org", name="Ada Asked", text=SCANNED, language="en")
    enter(draft, cast, email="given@example.org", name="Gus Given", text=f"{SCANNED} Gus.", language="fr")
    enter(draft, cast, name="Noor Nowhere", text=f"{SCANNED} Noor.", language="en")
    nomination = make.actions.submit_nomination(draft, by=cast.officer)
    make.close(nomination.cycle)
    nomination.refresh_from_db()
    return nomination


@pytest.fixture
def draft(offer: CarryOver, cast: Cast) -> Nomination:
    return actions.accept_carry_over(offer, by=cast.officer)


def of(nomination: Nomination, name: str) -> Letter:
    return (
        nomination.letters.get(name__contains=name)
        if name != "Ada"
        else nomination.letters.get(email="asked@example.org")
    )


def waits(by: User) -> list[int]:
    (kind,) = [kind for kind in waiting.KINDS if kind.name == "letters-to-ask-about"]
    return [row.pk for row in kind.rows(by, timezone.now())]


# --- An address is known ---------------------------------------------------------------------------------------------
def test_whoever_can_be_reached_is_asked_and_nothing_crosses_before(draft: Nomination, earlier: Nomination) -> None:
    assert sorted(draft.letters.values_list("email", "state", "text", "file", "on_paper")) == [
        ("asked@example.org", "invited", "", None, False),
        ("given@example.org", "invited", "", None, False),
    ]
    mails = Mail.objects.filter(event="awards/letter_carried").order_by("to")
    assert [(mail.to, mail.language) for mail in mails] == [("asked@example.org", "en"), ("given@example.org", "fr")]
    assert "Your letter came on paper, and the office keeps its scan." in mails[0].text
    assert all("wagtail" not in mail.text + mail.html for mail in mails)


@pytest.mark.parametrize("name", ["Ada", "Gus"])
def test_it_stands_as_it_was_signed(draft: Nomination, earlier: Nomination, cast: Cast, name: str) -> None:
    old, new = of(earlier, name), of(draft, name)

    with traces() as left:
        for _press in range(2):
            letters.send_earlier_letter(new)

    new.refresh_from_db()
    assert (new.state, new.on_paper, new.full_name, new.address) == ("sent", True, old.full_name, old.address)
    assert new.file is not None and old.file is not None
    assert new.file != old.file and new.file.sha256 == old.file.sha256
    assert [verb for verb, _subject, _by in left.audit] == ["letter_carried_over", "letter_sent"]
    assert [(event, to) for event, to, _language in left.mails] == [
        ("awards/letter_receipt", new.email),
        ("awards/letter_received", cast.officer.email),
    ]
    refused("on_paper", letters.take_back_letter, new)


@pytest.mark.req("R16")
def test_an_address_that_only_stood_on_paper_opens_no_word_of_it(
    draft: Nomination, earlier: Nomination, client: Client
) -> None:
    Letter.objects.filter(nomination=earlier).update(text="The wagtail, typed out.")
    asked, given = (link_in("awards/letter_carried", f"{name}@example.org", "letter") for name in ("asked", "given"))
    pages = {link: client.get(link).text for link in (asked, given)}

    assert "The wagtail, typed out." in pages[asked] and f"{asked}earlier/file/" in pages[asked]
    assert "reached us on paper or by post" in pages[asked]
    assert "wagtail" not in pages[given] and "/earlier/file/" not in pages[given]
    assert "1 Quay Street" not in pages[given]
    assert (client.get(f"{asked}earlier/file/").status_code, client.get(f"{given}earlier/file/").status_code) == (
        200,
        404,
    )
    assert client.post(f"{given}earlier/", {"answer": "begin"}).status_code == 409
    assert of(draft, "Gus").text == ""
    sent = {link: client.post(f"{link}earlier/", {"answer": "stands"}, follow=True).text for link in (asked, given)}
    assert set(draft.letters.values_list("state", flat=True)) == {"sent"}
    assert "The wagtail, typed out." in sent[asked]
    assert "wagtail" not in sent[given] and "1 Quay Street" not in sent[given]
    assert client.get(f"{given}file/").status_code == 404


def test_a_new_letter_may_be_written_instead(draft: Nomination) -> None:
    new = of(draft, "Gus")
    letters.save_letter_draft(new, values={**make.LETTER, "text": "Anew."}, tab="", version=0)

    assert (letters.send_letter(new).state, Letter.objects.get(pk=new.pk).on_paper) == ("sent", False)


# --- No address ------------------------------------------------------------------------------------------------------
def test_the_office_says_that_it_stands_and_how_it_knows(draft: Nomination, earlier: Nomination, cast: Cast) -> None:
    old = of(earlier, "Noor")
    assert waits(cast.staff) == [old.pk]

    with traces() as left:
        new = letters.let_letter_stand(old, by=cast.staff, how=" By telephone on May 3. ")
    with traces() as again:
        assert letters.let_letter_stand(old, by=cast.staff, how="Once more.") == new

    assert (new.nomination, new.state, new.on_paper, new.carried_from) == (draft, "sent", True, old)
    assert (new.full_name, new.reached_at, new.address) == ("Noor Nowhere", "", "1 Quay Street")
    assert new.file is not None and old.file is not None
    assert new.file != old.file and new.file.sha256 == old.file.sha256
    assert left.audit == [("letter_stands", new.code, cast.staff.name)]
    assert left.mails == [("awards/letter_received", cast.officer.email, cast.officer.language)]
    assert Entry.objects.get(verb="letter_stands").changes == {
        "nomination": draft.code, "reason": "By telephone on May 3.",
    }  # fmt: skip
    assert (again.audit, again.mails, waits(cast.staff)) == ([], [], [])


def test_whoever_says_no_is_asked_no_more_and_the_nominator_reads_that_they_declined(
    draft: Nomination, earlier: Nomination, cast: Cast, client: Client
) -> None:
    old = of(earlier, "Noor")
    client.force_login(cast.staff)
    url = reverse("admin:awards_nomination_letter_resting", args=[earlier.pk, old.code])
    assert url in client.get(reverse("admin:awards_nomination_change", args=[earlier.pk])).text

    with traces() as left:
        answer = client.post(url, {"how": " By telephone on May 3. "}, follow=True)
    with traces() as again:
        new = letters.let_letter_rest(old, by=cast.staff, how="Once more.")

    assert "Nothing of the letter has been carried over. The nominator will be told." in answer.text
    assert url not in answer.text
    assert (new.nomination, new.state, new.text, new.file, new.carried_from) == (draft, "declined", "", None, old)
    assert left.audit == [("letter_rests", new.code, cast.staff.name)]
    assert left.mails == [("awards/letter_declined", cast.officer.email, cast.officer.language)]
    assert Entry.objects.get(verb="letter_rests").changes == {
        "nomination": draft.code, "reason": "By telephone on May 3.",
    }  # fmt: skip
    assert (again.audit, again.mails, waits(cast.staff)) == ([], [], [])
    client.force_login(cast.officer)
    page = client.get(reverse("awards:supporters", args=[draft.code])).text
    assert "Noor Nowhere" in page and "post.invalid" not in page


def test_whoever_said_no_may_say_yes_after_all_and_not_the_other_way_round(
    draft: Nomination, earlier: Nomination, cast: Cast
) -> None:
    old = of(earlier, "Noor")
    no = letters.let_letter_rest(old, by=cast.staff, how="By telephone.")

    yes = letters.let_letter_stand(old, by=cast.staff, how="By telephone, a week later.")

    assert (yes.pk, yes.state, yes.declined_at) == (no.pk, "sent", None)
    refused("stands", letters.let_letter_rest, old, by=cast.staff, how="By telephone.")


def test_it_is_not_the_offices_to_say_for_who_can_be_asked(draft: Nomination, earlier: Nomination, cast: Cast) -> None:
    for name in ("Ada", "Gus"):
        refused("wrong_move", letters.let_letter_stand, of(earlier, name), by=cast.staff, how="They said so.")
    Letter.objects.filter(nomination=earlier, full_name="Noor Nowhere").update(contact_email="x@erased.invalid")
    refused("wrong_move", letters.let_letter_stand, of(earlier, "Noor"), by=cast.staff, how="They said so.")
    assert waits(cast.staff) == []


def test_not_without_a_word_nor_before_the_nominator_agreed_nor_too_late(
    offer: CarryOver, earlier: Nomination, cycle: Cycle, cast: Cast
) -> None:
    old = of(earlier, "Noor")
    refused("wrong_move", letters.let_letter_stand, old, by=cast.staff, how="By telephone.")
    assert waits(cast.staff) == []
    draft = actions.accept_carry_over(offer, by=cast.officer)
    refused("incomplete", letters.let_letter_stand, old, by=cast.staff, how=" ")
    Cycle.objects.filter(pk=cycle.pk).update(frozen_at=timezone.now())
    refused("wrong_move", letters.let_letter_stand, old, by=cast.staff, how="By telephone.")
    Cycle.objects.filter(pk=cycle.pk).update(frozen_at=None)
    make.actions.delete_nomination(draft, by=cast.officer)
    refused("wrong_move", letters.let_letter_stand, old, by=cast.staff, how="By telephone.")
    assert waits(cast.staff) == []


@pytest.mark.req("R15")
def test_nobody_says_it_of_what_is_not_theirs(draft: Nomination, earlier: Nomination, cast: Cast) -> None:
    old = of(earlier, "Noor")
    clerk = make_user("Other Award", "other@example.org", is_staff=True, is_superuser=True)
    let_look_after_nothing(clerk)

    for person in (clerk, cast.officer):
        for verb in (letters.let_letter_stand, letters.let_letter_rest):
            with pytest.raises(DomainError):
                verb(old, by=person, how="By telephone.")
        assert waits(person) == []
    Nomination.objects.filter(pk=draft.pk).update(nominee_email=cast.staff.email)
    for verb in (letters.let_letter_stand, letters.let_letter_rest):
        with pytest.raises(DomainError):
            verb(old, by=cast.staff, how="By telephone.")
    assert waits(cast.staff) == []
    assert not Letter.objects.filter(carried_from=old).exists()


def test_the_page_and_the_link_to_it(draft: Nomination, earlier: Nomination, cast: Cast, client: Client) -> None:
    client.force_login(cast.staff)
    record = reverse("admin:awards_nomination_change", args=[earlier.pk])
    verb = {
        name: reverse("admin:awards_nomination_letter_standing", args=[earlier.pk, of(earlier, name).code])
        for name in ("Ada", "Gus", "Noor")
    }

    page = client.get(record).text
    assert [name for name, url in verb.items() if url in page] == ["Noor"]
    answer = client.post(verb["Noor"], {"how": "By post, on May 3."}, follow=True)

    assert answer.redirect_chain == [(record, 302)]
    assert "The letter has been carried over. The nominator will be told." in answer.text
    assert verb["Noor"] not in answer.text
    assert draft.letters.arrived().get().full_name == "Noor Nowhere"
