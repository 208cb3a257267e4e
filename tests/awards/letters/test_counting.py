"""From whom letters count: matched at the address of the link, judged at the cycle's date, told while it can be replaced."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from awards.letters import actions
from awards.letters.actions.counting import standings_of, tell_of_uncounted
from awards.locking import Frozen
from awards.models import Cycle, Letter, Nomination
from awards.nominations import actions as nomination_actions
from members.models import Member, Membership, RollAddress
from pafso.audit.models import Entry
from pafso.errors import Incomplete, NotEligible
from pafso.mail.models import Mail
from tests.awards.traces import traces
from tests.factories.awards import make_cycle, make_draft, make_letter, make_sent_letter, make_submitted, make_token
from tests.factories.people import Cast, make_member

ON = date(2027, 4, 5)


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make_cycle(letters_from="regular", letters_needed=1, eligibility_on=ON)


def on_roll(
    email: str, kind: str = "regular", starts_on: date = date(2010, 1, 1), ends_on: date | None = None
) -> Member:
    member = make_member(None, f"N{email}"[:20], (kind, starts_on, ends_on), name=f"Writer at {email}")
    RollAddress.objects.create(member=member, email=email)
    return member


def sent(nomination: Nomination, email: str = "quill@example.org") -> Letter:
    return make_sent_letter(nomination, email)


# --- The two faces ----------------------------------------------------------------------------------------------------
def test_sql_and_sentences_agree_about_everybody(cycle: Cycle, cast: Cast) -> None:
    nomination = make_draft(cycle, cast.officer)
    day = timedelta(days=1)
    writers = {
        "regular@example.org": on_roll("regular@example.org", starts_on=date(2010, 1, 1)),
        "retired@example.org": on_roll("retired@example.org", "retired", starts_on=date(2010, 1, 1)),
        "later@example.org": on_roll("later@example.org", starts_on=ON + day),
        "first-day@example.org": on_roll("first-day@example.org", starts_on=ON),
        "ended@example.org": on_roll("ended@example.org", starts_on=date(2010, 1, 1), ends_on=ON - day),
        "last-day@example.org": on_roll("last-day@example.org", starts_on=date(2010, 1, 1), ends_on=ON),
        "struck@example.org": on_roll("struck@example.org", starts_on=date(2010, 1, 1)),
        "erased@example.org": on_roll("erased@example.org", starts_on=date(2010, 1, 1)),
    }
    letters = {email: sent(nomination, email) for email in [*writers, "nobody@example.org", "exception@example.org"]}
    Membership.objects.filter(member=writers["struck@example.org"]).update(struck_at=timezone.now())
    Member.objects.filter(pk=writers["erased@example.org"].pk).update(erased_at=timezone.now())
    Letter.objects.filter(pk=letters["exception@example.org"].pk).update(counts_note="Verified by telephone.")

    rows = list(Letter.objects.select_related("nomination__cycle", "member__merged_into"))
    by_sentence = {letter.email for letter in rows if standings_of(rows)[letter.pk]}
    by_sql = set(Letter.objects.counting().values_list("email", flat=True))
    not_by_sql = set(Letter.objects.not_counting().values_list("email", flat=True))

    counted = {"regular@example.org", "first-day@example.org", "last-day@example.org", "exception@example.org"}
    assert by_sql == by_sentence == counted
    assert not_by_sql == set(letters) - counted
    flags = Letter.objects.saying_whether_they_count()
    assert {letter.email for letter in flags if letter.counts} == counted  # type: ignore[attr-defined]
    annotated = Nomination.objects.counting_letters().get(pk=nomination.pk)
    assert (annotated.letters_in, annotated.letters_counting) == (10, 4)  # type: ignore[attr-defined]


def test_one_letter_of_each_person_counts_and_none_of_nominee_or_nominator(cycle: Cycle, cast: Cast) -> None:
    """The roll finds a person by whichever of their addresses a letter was asked at."""
    nomination = make_draft(cycle, cast.officer)
    twice, duplicate = on_roll("twice@example.org"), on_roll("merged@example.org")
    RollAddress.objects.create(member=twice, email="again@example.org")
    nominee = on_roll("nominee@example.org")
    nomination.nominee_member = nominee
    nomination.save()
    Membership.objects.filter(member__user=cast.officer).update(
        kind="regular", starts_on=date(2010, 1, 1), ends_on=None
    )
    rows = {name: sent(nomination, f"{name}@example.org") for name in ("twice", "again", "merged", "nominee", "own")}
    Member.objects.filter(pk=duplicate.pk).update(merged_into=twice)
    Letter.objects.filter(pk=rows["own"].pk).update(
        member=Member.objects.get(user=cast.officer)
    )  # as the Secretary matched it

    found = list(Letter.objects.select_related("nomination__cycle", "member__merged_into").order_by("pk"))
    reasons = {letter.pk: str(fact.reason) for letter, fact in zip(found, standings_of(found).values(), strict=True)}

    same = f"Letter {rows['twice'].code} is from the same person, and only one of them counts."
    assert [reasons[rows[name].pk] for name in ("again", "merged")] == [same, same]
    assert reasons[rows["nominee"].pk] == "The letter is from the nominee."
    assert reasons[rows["own"].pk] == "The letter is from the nominator."
    assert str(actions.plain_reason(found[1])) == same
    assert list(Letter.objects.counting()) == [rows["twice"]]
    assert set(Letter.objects.not_counting()) == set(rows.values()) - {rows["twice"]}

    Letter.objects.filter(pk=rows["twice"].pk).update(state="invited", sent_at=None)
    assert list(Letter.objects.counting()) == [rows["again"]]


def test_without_a_date_the_roll_is_read_on_the_day_it_closes_in_ottawa(cast: Cast) -> None:
    """23:30 in Ottawa is the next day in UTC."""
    closes = datetime(2027, 4, 6, 3, 30, tzinfo=UTC)
    cycle = make_cycle(letters_from="regular", closes_at=closes)
    on_roll("quill@example.org", starts_on=date(2010, 1, 1), ends_on=date(2027, 4, 5))

    letter = sent(make_draft(cycle, cast.officer))

    assert cycle.read_on == date(2027, 4, 5)
    assert list(Letter.objects.counting()) == [letter]


def test_where_anyone_may_write_everybody_counts(cast: Cast) -> None:
    letter = sent(make_draft(make_cycle(), cast.officer))

    assert list(Letter.objects.counting()) == [letter]
    assert actions.standing_of(letter).reason == "Letters from anyone count."


def test_of_two_entries_of_a_person_the_one_that_stayed_is_read(cycle: Cycle, cast: Cast) -> None:
    duplicate = on_roll("quill@example.org", "retired")
    letter = sent(make_draft(cycle, cast.officer))
    survivor = on_roll("other@example.org")
    Member.objects.filter(pk=duplicate.pk).update(merged_into=survivor)
    letter = Letter.objects.select_related("nomination__cycle", "member__merged_into").get(pk=letter.pk)

    assert list(Letter.objects.counting()) == [letter]
    assert actions.standing_of(letter)


# --- Matched ----------------------------------------------------------------------------------------------------------
def test_matched_by_a_confirmed_address_of_the_account(cycle: Cycle, cast: Cast) -> None:
    letter = sent(make_draft(cycle, cast.officer), cast.colleague.email)

    assert letter.member == Member.objects.get(user=cast.colleague)
    assert Letter.objects.counting().count() == 1


def test_an_address_that_the_writer_gives_matches_nobody(cycle: Cycle, cast: Cast) -> None:
    """Nobody has shown that it is theirs."""
    on_roll("regular@example.org")
    letter = make_letter(make_draft(cycle, cast.officer))
    actions.save_letter_draft(
        letter,
        values={"text": "x", "full_name": "x", "address": "x", "telephone": "1", "contact_email": "regular@example.org"},
        tab="", version=0,
    )  # fmt: skip

    assert actions.send_letter(letter).member is None


def test_an_address_of_two_people_matches_nobody(cycle: Cycle, cast: Cast) -> None:
    on_roll("quill@example.org")
    RollAddress.objects.create(member=make_member(None, "7777"), email="quill@example.org")

    assert sent(make_draft(cycle, cast.officer)).member is None


# --- Told -------------------------------------------------------------------------------------------------------------
def test_the_nominator_is_told_once_why_it_does_not_count_and_nothing_more(cycle: Cycle, cast: Cast) -> None:
    on_roll("quill@example.org", "retired", starts_on=date(2019, 3, 7))
    nomination = make_draft(cycle, cast.officer)

    with traces() as left:
        letter = sent(nomination)

    assert [event for event, to, _ in left.mails if to == "alix@example.org"] == ["awards/letter_not_counting"]
    text = Mail.objects.get(event="awards/letter_not_counting").text
    assert "The supporter is not a regular member on April 5, 2027." in text
    assert "0 of 1 letter that counts has been received." in text
    assert "2019" not in text
    assert "etired" not in text
    assert tell_of_uncounted(timezone.now()) == 0
    assert "Retired" in str(actions.standing_of(letter).reason)


def test_a_letter_of_nobody_on_the_roll_says_that_the_office_looks(cycle: Cycle, cast: Cast) -> None:
    letter = sent(make_draft(cycle, cast.officer))

    reason = actions.plain_reason(letter)

    assert reason == "We could not match the supporter on the roll. The office is looking into it."
    with translation.override("fr"):
        assert "Le bureau vérifie" in str(actions.plain_reason(letter))


def test_it_is_not_submitted_with_letters_that_do_not_count(cycle: Cycle, cast: Cast) -> None:
    nomination = make_draft(cycle, cast.officer)
    sent(nomination)

    with pytest.raises(Incomplete) as refused:
        nomination_actions.submit_nomination(nomination, by=cast.officer)

    assert [str(sentence) for _, sentence in refused.value.problems] == [
        "1 letter of support from a regular member is still missing."
    ]


def test_the_clock_tells_of_what_changes_on_the_roll_both_ways(cycle: Cycle, cast: Cast) -> None:
    member = on_roll("quill@example.org")
    nomination = make_draft(cycle, cast.officer)
    sent(nomination)
    assert tell_of_uncounted(timezone.now()) == 0
    Membership.objects.filter(member=member).update(struck_at=timezone.now())

    with traces() as left:
        assert tell_of_uncounted(timezone.now()) == 1
        assert tell_of_uncounted(timezone.now()) == 0
    Membership.objects.filter(member=member).update(struck_at=None)
    with traces() as again:
        assert tell_of_uncounted(timezone.now()) == 1
        assert tell_of_uncounted(timezone.now()) == 0

    assert left.mails == [("awards/letter_not_counting", "alix@example.org", "en")]
    assert again.mails == [("awards/letter_counts", "alix@example.org", "en")]


def test_when_nothing_can_be_replaced_any_more_nobody_is_told(cycle: Cycle, cast: Cast) -> None:
    member = on_roll("quill@example.org")
    sent(make_draft(cycle, cast.officer))
    Membership.objects.filter(member=member).update(struck_at=timezone.now())

    Cycle.objects.update(frozen_at=timezone.now())

    assert tell_of_uncounted(timezone.now()) == 0


def why_said(letter: Letter, client: Client) -> tuple[str, str]:
    """What the receipt says of whether LETTER counts, by email and on the page."""
    mail = " ".join(Mail.objects.filter(event="awards/letter_receipt").latest("id").text.split())
    page = " ".join(client.get(f"/en/awards/letter/{make_token(letter)}/").content.decode().split())
    return mail, page


def test_the_receipt_tells_who_is_no_regular_member_that_it_does_not_count_and_nothing_of_the_roll(
    client: Client, cycle: Cycle, cast: Cast
) -> None:
    on_roll("quill@example.org", "retired", starts_on=date(2019, 3, 7))

    for said in why_said(sent(make_draft(cycle, cast.officer)), client):
        assert "Your letter does not count as it stands." in said
        assert "You are not a regular member of PAFSO on April 5, 2027, as this award requires." in said
        assert "2019" not in said
        assert "etired" not in said


def test_the_receipt_tells_whom_the_roll_does_not_have_that_the_office_looks(
    client: Client, cycle: Cycle, cast: Cast
) -> None:
    for said in why_said(sent(make_draft(cycle, cast.officer)), client):
        assert "Your letter does not count as it stands." in said
        assert "We have not found you on the roll yet. The office is looking into it." in said


def test_the_receipt_names_no_other_letter(client: Client, cycle: Cycle, cast: Cast) -> None:
    member = on_roll("quill@example.org")
    RollAddress.objects.create(member=member, email="again@example.org")
    nomination = make_draft(cycle, cast.officer)
    first = sent(nomination)

    for said in why_said(sent(nomination, "again@example.org"), client):
        assert "The rules count one letter from each person, and none from the nominee or the nominator." in said
        assert first.code not in said


@pytest.mark.parametrize("rule", ["regular", "anyone"])
def test_the_receipt_of_a_letter_that_counts_says_nothing_of_it(client: Client, cast: Cast, rule: str) -> None:
    on_roll("quill@example.org")

    for said in why_said(sent(make_draft(make_cycle(letters_from=rule), cast.officer)), client):
        assert "does not count" not in said


# --- The Secretary ----------------------------------------------------------------------------------------------------
@pytest.fixture
def uncounted(cycle: Cycle, cast: Cast) -> Letter:
    on_roll("one@example.org")
    nomination = make_draft(cycle, cast.officer)
    sent(nomination, "one@example.org")
    letter = sent(nomination, "two@example.org")
    nomination_actions.submit_nomination(nomination, by=cast.officer)
    return Letter.objects.get(pk=letter.pk)


def test_a_match_lets_it_count_and_says_so(uncounted: Letter, cast: Cast) -> None:
    member = on_roll("elsewhere@example.org")

    with traces() as left:
        actions.match_letter(uncounted, by=cast.staff, number=member.number)
        actions.match_letter(uncounted, by=cast.staff, number=member.number)

    assert left.audit == [("letter_matched", uncounted.code, "Dominique Roy")]
    assert left.mails == [("awards/letter_counts", "alix@example.org", "en")]
    assert "2 letters that count have been received (1 needed)." in Mail.objects.latest("id").text
    assert Letter.objects.counting().count() == 2


def test_a_match_that_does_not_count_tells_nobody_twice(uncounted: Letter, cast: Cast) -> None:
    member = on_roll("elsewhere@example.org", "retired")

    with traces() as left:
        actions.match_letter(uncounted, by=cast.staff, number=member.number)

    assert (len(left.audit), left.mails) == (1, [])


def test_nobodys_number_is_refused(uncounted: Letter, cast: Cast) -> None:
    with traces() as left, pytest.raises(Incomplete) as refused:
        actions.match_letter(uncounted, by=cast.staff, number="no such number")

    assert [field for field, _ in refused.value.problems] == ["number"]
    assert (left.audit, left.mails) == ([], [])


def test_an_exception_has_a_reason(uncounted: Letter, cast: Cast) -> None:
    with pytest.raises(Incomplete):
        actions.count_letter(uncounted, by=cast.staff, reason=" ")
    with traces() as left:
        actions.count_letter(uncounted, by=cast.staff, reason="On the roll under another name.")
        actions.count_letter(uncounted, by=cast.staff, reason="On the roll under another name.")

    assert left.audit == [("letter_counted", uncounted.code, "Dominique Roy")]
    assert left.mails == [("awards/letter_counts", "alix@example.org", "en")]
    changes = Entry.objects.get(verb="letter_counted").changes
    assert changes["reason"] == "On the roll under another name."
    uncounted.refresh_from_db()
    assert "another name" in str(actions.standing_of(uncounted).reason)
    assert "another name" not in Mail.objects.latest("id").text


def test_an_exception_where_all_count_is_refused(cast: Cast) -> None:
    letter = make_submitted(make_cycle(), cast.officer).letters.all()[0]

    with pytest.raises(NotEligible) as refused:
        actions.count_letter(letter, by=cast.staff, reason="Why not.")

    assert refused.value.code == "counts_already"


@pytest.mark.parametrize("verb", ["match_letter", "count_letter"])
def test_neither_by_a_stranger_nor_once_frozen(uncounted: Letter, cast: Cast, verb: str) -> None:
    said = {"number": "x"} if verb == "match_letter" else {"reason": "Because."}
    if verb == "match_letter":
        said = {"number": on_roll("e@example.org").number}
    with pytest.raises(NotEligible):
        getattr(actions, verb)(uncounted, by=cast.officer, **said)
    Cycle.objects.update(frozen_at=timezone.now())
    with pytest.raises(Frozen):
        getattr(actions, verb)(uncounted, by=cast.staff, **said)


# --- The pages --------------------------------------------------------------------------------------------------------
def test_everybody_reads_it_before_a_word_is_written(client: Client, cycle: Cycle, cast: Cast) -> None:
    nomination = make_draft(cycle, cast.officer)
    letter = make_letter(nomination)

    page = client.get(f"/en/awards/letter/{make_token(letter)}/").content.decode()
    assert "a letter counts only if its writer is a regular member of PAFSO on April 5, 2027" in page
    assert "must come from a regular member of PAFSO on April 5, 2027" in Mail.objects.latest("id").text
    client.force_login(cast.officer)
    asking = client.get(f"/en/awards/nominations/{nomination.code}/letters/").content.decode()
    assert "only letters from people who are regular members of PAFSO on April 5, 2027 count" in asking


def test_the_nominator_sees_which_does_not_count(client: Client, uncounted: Letter, cast: Cast) -> None:
    client.force_login(cast.officer)
    page = client.get(f"/en/awards/nominations/{uncounted.nomination.code}/letters/").content.decode()

    assert page.count("Does not count") == 1
    assert "We could not match the supporter on the roll." in page
    assert "1 of 1 letter that counts received" in page


def test_the_secretary_matches_and_excepts_from_the_nominations_page(
    client: Client, uncounted: Letter, cast: Cast
) -> None:
    client.force_login(cast.staff)
    base = f"/admin/awards/nomination/{uncounted.nomination_id}"
    page = client.get(f"{base}/change/").content.decode()
    assert "The supporter has not been matched on the roll." in page

    shown = client.get(f"{base}/letters/{uncounted.code}/match/").content.decode()
    assert "The supporter has not been matched on the roll." in shown
    refused = client.post(f"{base}/letters/{uncounted.code}/match/", {"number": "nobody"}).content.decode()
    assert "Nobody on the roll has this number." in refused
    client.post(f"{base}/letters/{uncounted.code}/exception/", {"reason": "Verified."})

    uncounted.refresh_from_db()
    assert uncounted.counts_note == "Verified."


@pytest.mark.req("R15", "R16")
def test_whoever_does_not_look_after_the_award_finds_no_verb(client: Client, uncounted: Letter, cast: Cast) -> None:
    client.force_login(cast.officer)
    for verb in ("match", "exception", "later-correction"):
        url = f"/admin/awards/nomination/{uncounted.nomination_id}/letters/{uncounted.code}/{verb}/"
        assert client.get(url).status_code in (302, 403, 404)
        assert client.post(url, {"reason": "x", "number": "1", "text": "x"}).status_code in (302, 403, 404)
    uncounted.refresh_from_db()
    assert (uncounted.counts_note, uncounted.member) == ("", None)
