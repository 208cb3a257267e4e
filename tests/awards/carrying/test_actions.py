"""Offers, answers, and letters that stand: every way out of each."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from awards.carrying import actions
from awards.cycles.actions import cancel_cycle, delete_cycle, skip_cycle
from awards.letters import actions as letters
from awards.locking import CalledOff, Deleted
from awards.models import CarryOver, Cycle, Letter, Nomination
from awards.nominations import actions as nominations
from awards.personal_data import describe, erase
from members.models import User
from pafso.audit.models import Entry
from pafso.drafts.models import EditedElsewhere
from pafso.errors import Incomplete, NotEligible, WindowClosed, WrongMove
from pafso.files import uploads
from pafso.files.models import StoredFile
from pafso.mail.models import Mail
from tests.factories.awards import (
    CASE_CANARY,
    LETTER,
    LETTER_CANARY,
    close,
    make_cycle,
    make_draft,
    make_letter,
    make_sent_letter,
    make_submitted,
)
from tests.factories.pdfs import pdf
from tests.factories.people import Cast, let_look_after_nothing, make_user

WEEK = timedelta(days=7)


def soon() -> object:
    return timezone.now() + timedelta(days=5)


def verbs() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


# --- The Secretary ---------------------------------------------------------------------------------------------------
def test_an_offer_is_one_mail_one_row_one_line(offer: CarryOver, earlier: Nomination, cast: Cast) -> None:
    mail = Mail.objects.get(event="awards/carry_over_offered")
    entry = Entry.objects.filter(verb="carry_over_offered").get()

    assert (mail.to, mail.is_secret) == (cast.officer.email, True)
    assert "/carry-over/" in mail.text and offer.digest not in mail.text
    said = "Thank you for making the case. It did not lead to an award then, and it can be considered again:"
    assert said in " ".join(mail.text.split())
    assert "successful" not in mail.text + mail.html
    assert entry.by_id == cast.staff.pk
    assert (offer.nomination, offer.answered_at, offer.accepted, offer.draft) == (earlier, None, None, None)


def test_a_second_press_offers_only_what_is_new(
    offer: CarryOver, earlier: Nomination, cycle: Cycle, cast: Cast
) -> None:
    Cycle.objects.filter(pk=earlier.cycle_id).update(closes_at=timezone.now() + WEEK)
    second = make_submitted(Cycle.objects.get(pk=earlier.cycle_id), cast.colleague, nominee_name="Otter Two")
    close(earlier.cycle)

    made = actions.offer_carry_overs(cycle, by=cast.staff, nominations=[earlier.pk, second.pk], until=soon())

    assert [row.nomination for row in made] == [second]
    assert Mail.objects.filter(event="awards/carry_over_offered").count() == 2
    assert list(actions.offerable(cycle, by=cast.staff)) == []


def test_what_may_be_offered(earlier: Nomination, cycle: Cycle, cast: Cast) -> None:
    assert list(actions.offerable(cycle, by=cast.staff)) == [earlier]
    stranger = make_user("Clerk", "clerk@example.org", is_staff=True, is_superuser=True)
    let_look_after_nothing(stranger)
    assert list(actions.offerable(cycle, by=stranger)) == []
    User.objects.filter(pk=cast.officer.pk).update(is_active=False)
    assert list(actions.offerable(cycle, by=cast.staff)) == []
    with pytest.raises(NotEligible) as refused:
        actions.offer_carry_overs(cycle, by=cast.staff, nominations=[earlier.pk], until=soon())
    assert refused.value.code == "nobody_to_ask"


def test_no_cycle_before_or_one_that_is_still_open(earlier: Nomination, cycle: Cycle, cast: Cast) -> None:
    assert actions.cycle_before(cycle) == earlier.cycle
    Cycle.objects.filter(pk=earlier.cycle_id).update(closes_at=timezone.now() + WEEK)
    assert actions.cycle_before(cycle) is None
    assert list(actions.offerable(cycle, by=cast.staff)) == []
    with pytest.raises(WrongMove, match="cycle before"):
        actions.offer_carry_overs(cycle, by=cast.staff, nominations=[earlier.pk], until=soon())
    assert not CarryOver.objects.exists()


@pytest.mark.req("R15", "R17")
def test_a_party_or_a_superuser_without_a_right_offers_nothing(earlier: Nomination, cycle: Cycle, cast: Cast) -> None:
    supporter = make_user("Quill", "quill0@example.org", is_staff=True)
    without = make_user("Root", "root@example.org", is_staff=True, is_superuser=True)
    let_look_after_nothing(without)
    for person in (supporter, without):
        with pytest.raises(NotEligible):
            actions.offer_carry_overs(cycle, by=person, nominations=[earlier.pk], until=soon())
    assert not CarryOver.objects.exists()
    assert not Mail.objects.filter(event="awards/carry_over_offered").exists()


def test_nothing_chosen_a_day_that_is_over_a_closed_cycle(earlier: Nomination, cycle: Cycle, cast: Cast) -> None:
    with pytest.raises(Incomplete):
        actions.offer_carry_overs(cycle, by=cast.staff, nominations=[], until=soon())
    with pytest.raises(Incomplete):
        actions.offer_carry_overs(cycle, by=cast.staff, nominations=[earlier.pk], until=timezone.now() - WEEK)
    close(cycle)
    with pytest.raises(WindowClosed):
        actions.offer_carry_overs(cycle, by=cast.staff, nominations=[earlier.pk], until=soon())
    assert not CarryOver.objects.exists()


def test_an_answer_counts_until_the_cycle_closes_at_the_latest(earlier: Nomination, cycle: Cycle, cast: Cast) -> None:
    late = cycle.closes_at + WEEK
    (row,) = actions.offer_carry_overs(cycle, by=cast.staff, nominations=[earlier.pk], until=late)
    assert row.answer_until == cycle.closes_at


def test_a_cycle_into_which_something_was_offered_is_neither_skipped_nor_deleted(
    offer: CarryOver, cycle: Cycle, cast: Cast
) -> None:
    with pytest.raises(WrongMove):
        skip_cycle(cycle, by=cast.staff, reason_en="No.", reason_fr="Non.")
    with pytest.raises(WrongMove):
        delete_cycle(cycle, by=cast.staff, reason="No.")


# --- The nominator ---------------------------------------------------------------------------------------------------
def test_yes_begins_one_draft_and_asks_each_supporter_once(
    offer: CarryOver, earlier: Nomination, cycle: Cycle, cast: Cast
) -> None:
    draft = actions.accept_carry_over(offer, by=cast.officer)
    again = actions.accept_carry_over(offer, by=cast.officer)

    offer.refresh_from_db()
    assert again == draft == offer.draft
    assert (draft.state, draft.cycle, draft.nominator, draft.carried_from) == ("draft", cycle, cast.officer, earlier)
    assert (draft.nominee_name, draft.case) == (earlier.nominee_name, earlier.case)
    assert Nomination.objects.filter(cycle=cycle).count() == 1
    asked = Letter.objects.filter(nomination=draft).order_by("email")
    assert [letter.email for letter in asked] == ["quill0@example.org", "quill1@example.org"]
    for letter in asked:
        assert (letter.state, letter.carried_from.nomination) == ("invited", earlier)
        assert (letter.text, letter.file, letter.address, letter.telephone) == ("", None, "", "")
    assert sorted(Mail.objects.filter(event="awards/letter_carried").values_list("to", flat=True)) == [
        "quill0@example.org",
        "quill1@example.org",
    ]
    assert verbs().count("carry_over_accepted") == 1
    assert verbs().count("supporter_asked_to_carry") == 2
    mails = "".join(
        Mail.objects.filter(event__in=["awards/carry_over_offered", "awards/letter_carried"]).values_list(
            "text", flat=True
        )
    )
    assert LETTER_CANARY not in mails and CASE_CANARY not in mails


def test_a_group_comes_along(cast: Cast) -> None:
    people = [{"name": f"Ida {n}", "email": f"ida{n}@example.org", "position": "Clerk"} for n in (1, 2)]
    before = make_cycle(year=2026, nominee_kind="either")
    draft = make_draft(before, cast.officer)
    nominations.save_draft(
        draft,
        by=cast.officer,
        values={"nominee_kind": "group"},
        group=people,
        tab="first",
        version=draft.version,
    )
    for number in range(before.letters_needed):
        make_sent_letter(draft, f"quill{number}@example.org")
    earlier = nominations.submit_nomination(draft, by=cast.officer)
    close(before)
    cycle = make_cycle(before.award, year=2027, nominee_kind="either")
    (offer,) = actions.offer_carry_overs(cycle, by=cast.staff, nominations=[earlier.pk], until=soon())

    carried = actions.accept_carry_over(offer, by=cast.officer)

    assert [person.as_written() for person in carried.group] == people


def test_who_is_not_asked_again(offer: CarryOver, earlier: Nomination, cast: Cast) -> None:
    nowhere, erased = Letter.objects.filter(nomination=earlier).order_by("pk")
    file = StoredFile.objects.create(sha256="0" * 64, size=1, media_type="application/pdf")
    Letter.objects.filter(pk=nowhere.pk).update(on_paper=True, file=file, email="x@post.invalid", contact_email="")
    Letter.objects.filter(pk=erased.pk).update(email="x@erased.invalid")

    draft = actions.accept_carry_over(offer, by=cast.officer)

    assert not draft.letters.exists()


def test_no_is_an_answer_and_stays_one(offer: CarryOver, cycle: Cycle, cast: Cast) -> None:
    for _press in range(2):
        row = actions.decline_carry_over(offer, by=cast.officer)
    assert (row.accepted, row.draft) == (False, None)
    assert verbs().count("carry_over_declined") == 1
    with pytest.raises(WrongMove) as refused:
        actions.accept_carry_over(offer, by=cast.officer)
    assert refused.value.code == "declined"
    assert not Nomination.objects.filter(cycle=cycle).exists()


def test_no_after_yes_is_refused_and_a_deleted_draft_does_not_come_back(offer: CarryOver, cast: Cast) -> None:
    draft = actions.accept_carry_over(offer, by=cast.officer)
    with pytest.raises(WrongMove) as refused:
        actions.decline_carry_over(offer, by=cast.officer)
    assert refused.value.code == "accepted"
    nominations.delete_nomination(draft, by=cast.officer)
    with pytest.raises(Deleted):
        actions.accept_carry_over(offer, by=cast.officer)


@pytest.mark.req("R15")
def test_nobody_else_answers(offer: CarryOver, cast: Cast) -> None:
    for person in (cast.colleague, cast.staff):
        with pytest.raises(NotEligible):
            actions.accept_carry_over(offer, by=person)
        with pytest.raises(NotEligible):
            actions.decline_carry_over(offer, by=person)
    offer.refresh_from_db()
    assert offer.answered_at is None


def test_too_late_called_off_or_no_longer_standing(
    offer: CarryOver, earlier: Nomination, cycle: Cycle, cast: Cast
) -> None:
    assert actions.why_not_any_more(offer) is None
    with pytest.raises(WindowClosed, match="date to answer"):
        actions.accept_carry_over(offer, by=cast.officer, now=offer.answer_until)
    assert "date to answer" in str(actions.why_not_any_more(offer, offer.answer_until))
    Nomination.objects.filter(pk=earlier.pk).update(state="withdrawn")
    with pytest.raises(WrongMove, match="no longer stands"):
        actions.accept_carry_over(offer, by=cast.officer)
    Nomination.objects.filter(pk=earlier.pk).update(state="submitted")
    with pytest.raises(WindowClosed):
        actions.accept_carry_over(offer, by=cast.officer, now=cycle.closes_at + WEEK)
    Cycle.objects.filter(pk=cycle.pk).update(sends_call=False)
    make_draft(cycle, cast.colleague)
    cancel_cycle(cycle, by=cast.staff, reason_en="No.", reason_fr="Non.")
    with pytest.raises(CalledOff):
        actions.accept_carry_over(offer, by=cast.officer)
    assert actions.decline_carry_over(offer, by=cast.officer).accepted is False
    assert not Nomination.objects.filter(cycle=cycle, nominator=cast.officer).exists()


def test_an_offer_that_is_gone(offer: CarryOver, cast: Cast) -> None:
    CarryOver.objects.all().delete()
    for act in (actions.accept_carry_over, actions.decline_carry_over):
        with pytest.raises(Deleted):
            act(offer, by=cast.officer)


# --- The supporter ---------------------------------------------------------------------------------------------------
@pytest.fixture
def asked(offer: CarryOver, cast: Cast) -> Letter:
    draft = actions.accept_carry_over(offer, by=cast.officer)
    return Letter.objects.get(nomination=draft, email="quill0@example.org")


@pytest.mark.req("R16")
def test_it_stands_by_one_click_and_has_a_receipt(asked: Letter) -> None:
    for _press in range(2):
        letter = letters.send_earlier_letter(asked)

    asked.refresh_from_db()
    assert letter == asked
    assert (asked.state, asked.text, asked.full_name) == ("sent", LETTER["text"], LETTER["full_name"])
    assert (asked.address, asked.telephone, asked.contact_email) == (
        LETTER["address"],
        LETTER["telephone"],
        LETTER["contact_email"],
    )
    receipts = Mail.objects.filter(event="awards/letter_receipt", key__startswith=f"letter_receipt:{asked.code}:")
    assert receipts.count() == 1
    assert verbs().count("letter_carried_over") == 1
    assert asked.nomination.letters.counting().count() == 1
    assert letters.earlier_letter(asked) is None


def test_a_file_is_copied_so_that_forgetting_the_old_leaves_the_new(cast: Cast) -> None:
    before = make_cycle(year=2026, letters_needed=1)
    draft = make_draft(before, cast.officer)
    old = make_letter(draft, "quill0@example.org")
    letters.save_letter_draft(old, values={**LETTER, "text": ""}, tab="", version=0)
    letters.attach_file(old, uploads.check_document(SimpleUploadedFile("my letter.pdf", pdf(["A letter."]))))
    letters.send_letter(old)
    earlier = nominations.submit_nomination(draft, by=cast.officer)
    close(before)
    cycle = make_cycle(before.award, year=2027)
    (offer,) = actions.offer_carry_overs(cycle, by=cast.staff, nominations=[earlier.pk], until=soon())
    new = actions.accept_carry_over(offer, by=cast.officer).letters.get()

    new = letters.send_earlier_letter(new)
    old.refresh_from_db()
    assert new.file != old.file
    assert (new.file.sha256, new.file.given_name) == (old.file.sha256, "my letter.pdf")
    stored = old.file
    Letter.objects.filter(pk=old.pk).update(file=None, text="x")
    uploads.forget(stored)
    with new.file.open() as kept:
        assert kept.read().startswith(b"%PDF")


def test_a_new_one_may_start_from_the_old_words(asked: Letter) -> None:
    letters.begin_with_earlier_words(asked)

    asked.refresh_from_db()
    assert (asked.state, asked.text) == ("invited", LETTER["text"])
    assert letters.earlier_letter(asked) is None
    for act in (letters.begin_with_earlier_words, letters.send_earlier_letter):
        with pytest.raises(WrongMove) as refused:
            act(asked)
        assert refused.value.code == "begun"
    with pytest.raises(EditedElsewhere):  # the form that was open before
        letters.save_letter_draft(asked, values={"text": "Other."}, tab="other", version=0)


@pytest.mark.parametrize(
    "change", [{"state": "revoked"}, {"contact_email": "x@erased.invalid"}, {"email": "y@example.org"}]
)
def test_what_is_no_longer_in_cannot_stand(asked: Letter, change: dict[str, str]) -> None:
    Letter.objects.filter(pk=asked.carried_from_id).update(**change)
    asked = Letter.objects.get(pk=asked.pk)

    assert letters.earlier_letter(asked) is None
    for act in (letters.send_earlier_letter, letters.begin_with_earlier_words):
        with pytest.raises(WrongMove) as refused:
            act(asked)
        assert refused.value.code == "no_earlier_letter"
    asked.refresh_from_db()
    assert (asked.state, asked.text) == ("invited", "")


def test_not_once_declined_nor_after_the_deadline_nor_for_an_ordinary_letter(asked: Letter, cast: Cast) -> None:
    late = asked.nomination.cycle.closes_at + WEEK
    with pytest.raises(WindowClosed):
        letters.send_earlier_letter(asked, now=late)
    letters.decline_letter(asked)
    with pytest.raises(WrongMove) as refused:
        letters.send_earlier_letter(asked)
    assert refused.value.code == "declined"
    ordinary = make_letter(asked.nomination, "other@example.org")
    assert letters.earlier_letter(ordinary) is None
    with pytest.raises(WrongMove) as refused:
        letters.send_earlier_letter(ordinary)
    assert refused.value.code == "no_earlier_letter"


# --- What is held ----------------------------------------------------------------------------------------------------
@pytest.mark.req("R59")
def test_offers_are_held_and_forgotten(offer: CarryOver, cast: Cast) -> None:
    (kind,) = [kind for kind in describe(cast.officer).kinds if kind.name == "carry_overs"]
    assert list(kind.rows) == [offer]
    assert [list(kind.rows) for kind in describe(cast.colleague).kinds if kind.name == "carry_overs"] == [[]]

    erase(cast.staff, timezone.now())
    offer.refresh_from_db()
    assert offer.offered_by is None
    erase(cast.officer, timezone.now())
    assert not CarryOver.objects.exists()
    assert not Mail.objects.filter(event="awards/carry_over_offered").exists()
