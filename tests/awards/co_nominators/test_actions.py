"""Every exit of the verbs of nominating together, with what each leaves in the audit trail and the outbox."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from awards.co_nominators import actions
from awards.letters import actions as letters
from awards.models import CoNominator, Cycle, Nomination
from awards.nominations import actions as nominations
from members.models import User
from pafso.errors import NotEligible, WindowClosed, WrongMove
from pafso.mail.models import Mail
from pafso.press_once import SentOtherwise
from tests.awards.traces import traces
from tests.factories.awards import (
    CASE_CANARY,
    NOMINEE_CANARY,
    close,
    make_award,
    make_co_nominator,
    make_cycle,
    make_draft,
    make_letter,
    make_sent_letter,
)
from tests.factories.people import Cast, make_guest

WHO: dict[str, Any] = {"name": "Benoît Lefèvre", "email": "Benoit@example.org", "language": "fr"}


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make_cycle()


@pytest.fixture
def draft(cast: Cast, cycle: Cycle) -> Nomination:
    return make_draft(cycle, cast.officer)


def invite(draft: Nomination, by: User, **other: Any) -> CoNominator:
    return actions.invite_co_nominator(draft, by=by, **{**WHO, "form_token": uuid.uuid4(), **other})


def set_aside(draft: Nomination) -> None:
    Nomination.objects.filter(pk=draft.pk).update(
        state="disqualified", disqualified_reason="No.", submitted_at=timezone.now()
    )


# --- invited --------------------------------------------------------------------------------------------------------
@pytest.mark.req("R19", "R16")
def test_an_invitation_has_a_secret_link_and_names_no_nominee(draft: Nomination, cast: Cast) -> None:
    with traces() as left:
        row = invite(draft, cast.officer)

    assert (row.email, row.invited_in, row.is_invited, row.times_invited) == ("benoit@example.org", "fr", True, 1)
    assert left.audit == [("co_nominator_invited", draft.code, cast.officer.name)]
    assert left.mails == [("awards/co_nominator_invited", "benoit@example.org", "fr")]
    mail = Mail.objects.get(event="awards/co_nominator_invited")
    token = re.findall(r"/fr/awards/co-nominator/([\w-]+)/", mail.text)[0]
    assert mail.is_secret
    assert len(token) >= 43
    assert actions.co_nominator_for_digest(row.digest) == row
    assert token not in str(CoNominator.objects.values().get(pk=row.pk))
    for word in (NOMINEE_CANARY, CASE_CANARY):
        assert word not in mail.subject + mail.text + mail.html


def test_a_second_press_invites_nobody_twice_and_other_words_are_refused(draft: Nomination, cast: Cast) -> None:
    token = uuid.uuid4()
    first = invite(draft, cast.officer, form_token=token)

    with traces() as left:
        again = invite(draft, cast.officer, form_token=token)
        with pytest.raises(SentOtherwise):
            invite(draft, cast.officer, form_token=token, email="other@example.org")

    assert again == first
    assert (left.audit, left.mails) == ([], [])


@pytest.mark.parametrize(
    ("email", "code"),
    [
        ("ALIX@example.org", "own_nomination"),
        ("jones@example.org", "nominee_invited"),
        ("quill@example.org", "supporter_invited"),
        ("there@example.org", "asked_already"),
    ],
)
def test_who_cannot_be_invited(draft: Nomination, cast: Cast, email: str, code: str) -> None:
    make_letter(draft, "quill@example.org")
    invite(draft, cast.officer, email="there@example.org")

    with traces() as left, pytest.raises(NotEligible) as refused:
        invite(draft, cast.officer, email=email)

    assert refused.value.code == code
    assert (left.audit, left.mails) == ([], [])


def test_a_member_of_the_group_cannot_be_invited(cast: Cast) -> None:
    group = make_draft(make_cycle(make_award(nominee_kind="group")), cast.officer)
    people = [{"name": "Ida", "email": "Ida@example.org", "position": ""}]
    nominations.save_draft(group, by=cast.officer, values={}, group=people, tab="first", version=1)

    with pytest.raises(NotEligible) as refused:
        invite(group, cast.officer, email="ida@example.org")

    assert refused.value.code == "nominee_invited"


def test_five_at_most_and_twenty_ever(draft: Nomination, cast: Cast) -> None:
    rows = [invite(draft, cast.officer, email=f"p{number}@example.org") for number in range(5)]

    with pytest.raises(NotEligible) as refused:
        invite(draft, cast.officer)

    assert refused.value.code == "too_many"
    actions.end_co_nominating(rows[0], by=cast.officer)
    assert invite(draft, cast.officer).is_invited


def test_nobody_invites_half_the_world_in_a_day(draft: Nomination, cast: Cast, cycle: Cycle) -> None:
    row = invite(draft, cast.officer)
    CoNominator.objects.filter(pk=row.pk).update(times_invited=20)

    with pytest.raises(NotEligible) as refused:
        invite(draft, cast.officer, email="another@example.org")

    assert refused.value.code == "too_fast"
    CoNominator.objects.update(asked_again_at=timezone.now() - timedelta(days=2))
    assert invite(draft, cast.officer, email="another@example.org").is_invited


def test_only_the_nominator_invites(draft: Nomination, cast: Cast) -> None:
    make_co_nominator(draft, cast.colleague)

    for person in (cast.colleague, cast.staff, cast.outsider):
        with pytest.raises(NotEligible) as refused:
            invite(draft, person, email="another@example.org")
        assert refused.value.code == "not_the_nominator"


def test_after_the_deadline_and_once_set_aside_nobody_is_invited(draft: Nomination, cast: Cast, cycle: Cycle) -> None:
    set_aside(draft)
    with pytest.raises(WrongMove):
        invite(draft, cast.officer)
    Nomination.objects.filter(pk=draft.pk).update(state="draft", submitted_at=None)
    close(cycle)

    with pytest.raises(WindowClosed):
        invite(draft, cast.officer)


def test_asking_again_ends_the_first_link(draft: Nomination, cast: Cast) -> None:
    row = invite(draft, cast.officer)
    first = row.digest
    later = timezone.now() + timedelta(hours=1)

    with traces() as left:
        row = actions.invite_again(row, by=cast.officer, now=later)
        actions.invite_again(row, by=cast.officer, now=later)  # a second press within the minute

    assert row.digest != first
    assert actions.co_nominator_for_digest(first) is None
    assert left.audit == [("co_nominator_asked_again", draft.code, cast.officer.name)]
    assert left.mails == [("awards/co_nominator_invited", "benoit@example.org", "fr")]


def test_asking_again_has_an_end(draft: Nomination, cast: Cast) -> None:
    row = invite(draft, cast.officer)
    CoNominator.objects.update(times_invited=6)
    later = timezone.now() + timedelta(days=3)

    with pytest.raises(NotEligible) as refused:
        actions.invite_again(row, by=cast.officer, now=later)

    assert refused.value.code == "too_often"
    with pytest.raises(NotEligible):
        actions.invite_again(row, by=cast.colleague, now=later)
    actions.decline_invitation(row)
    with pytest.raises(WrongMove):
        actions.invite_again(row, by=cast.officer, now=later)


# --- joined ---------------------------------------------------------------------------------------------------------
def test_joining_tells_the_nominator_and_is_done_once(draft: Nomination, cast: Cast) -> None:
    row = invite(draft, cast.officer)

    with traces() as left:
        row = actions.join_nomination(row, by=cast.colleague)
        actions.join_nomination(row, by=cast.colleague)

    assert row.has_joined
    assert row.user == cast.colleague
    assert left.audit == [("co_nominator_joined", draft.code, cast.colleague.name)]
    assert left.mails == [("awards/co_nominator_joined", cast.officer.email, "en")]


@pytest.mark.parametrize("ended", ["declined", "ended", "taken"])
def test_a_link_that_was_answered_joins_nobody(draft: Nomination, cast: Cast, ended: str) -> None:
    row = invite(draft, cast.officer)
    if ended == "declined":
        actions.decline_invitation(row)
    elif ended == "ended":
        actions.end_co_nominating(row, by=cast.officer)
    else:
        actions.join_nomination(row, by=cast.colleague)

    with traces() as left, pytest.raises(WrongMove) as refused:
        actions.join_nomination(row, by=cast.outsider)

    assert refused.value.code == "ended"
    assert (left.audit, left.mails) == ([], [])


def test_who_cannot_join(draft: Nomination, cast: Cast) -> None:
    make_co_nominator(draft, cast.colleague)
    make_letter(draft, cast.outsider.email)
    Nomination.objects.filter(pk=draft.pk).update(nominee_email=cast.retiree.email)
    guest = make_guest("Imani Guest", "imani@example.org")
    row = invite(draft, cast.officer, email="anybody@example.org")

    codes = {}
    for person in (cast.officer, cast.colleague, cast.outsider, cast.retiree, guest):
        with pytest.raises(NotEligible) as refused:
            actions.join_nomination(row, by=person)
        codes[person.name.split()[0]] = (refused.value.code, str(refused.value.message))

    assert {name: code for name, (code, _said) in codes.items()} == {
        "Alix": "own_nomination",
        "Benoît": "joined_already",
        "Esther": "not_with_this_account",
        "Margaret": "not_with_this_account",
        "Imani": "account_needed",
    }
    # The nominee learns nothing that a supporter would not: the same sentence.
    assert codes["Esther"] == codes["Margaret"]


def test_a_guest_joins_where_guests_nominate(draft: Nomination, cast: Cast, cycle: Cycle) -> None:
    Cycle.objects.update(guests_nominate=True)

    row = actions.join_nomination(invite(draft, cast.officer), by=make_guest("Imani Guest", "imani@example.org"))

    assert row.has_joined


def test_an_unconfirmed_address_does_not_join(draft: Nomination, cast: Cast) -> None:
    cast.colleague.emailaddress_set.update(verified=False)

    with pytest.raises(NotEligible) as refused:
        actions.join_nomination(invite(draft, cast.officer), by=cast.colleague)

    assert refused.value.code == "not_confirmed"


def test_after_the_deadline_nobody_joins(draft: Nomination, cast: Cast, cycle: Cycle) -> None:
    row = invite(draft, cast.officer)
    close(cycle)

    with pytest.raises(WindowClosed):
        actions.join_nomination(row, by=cast.colleague)


def test_the_office_adds_whom_the_rules_allow(draft: Nomination, cast: Cast) -> None:
    make_letter(draft, cast.outsider.email)
    invited = invite(draft, cast.officer)

    with traces() as left:
        row = actions.add_co_nominator(draft, cast.colleague, by=cast.staff)
        again = actions.add_co_nominator(draft, cast.colleague, by=cast.staff)
        nobody = [actions.add_co_nominator(draft, person, by=cast.staff) for person in (cast.officer, cast.outsider)]

    assert row == again == invited  # the invitation that was sent to their address is taken up
    assert row is not None
    assert row.has_joined
    assert nobody == [None, None]
    assert left.audit == [("co_nominator_added", draft.code, cast.staff.name)]
    assert left.mails == []
    assert actions.add_co_nominator(draft, cast.retiree, by=cast.staff).name == cast.retiree.name  # type: ignore[union-attr]


# --- ended ----------------------------------------------------------------------------------------------------------
def test_declining_tells_the_nominator_once(draft: Nomination, cast: Cast) -> None:
    row = invite(draft, cast.officer)

    with traces() as left:
        actions.decline_invitation(row)
        row = actions.decline_invitation(row)

    assert row.ending == "declined"
    assert left.audit == [("co_nominator_declined", draft.code, "")]
    assert left.mails == [("awards/co_nominator_gone", cast.officer.email, "en")]
    assert "has declined" in Mail.objects.latest("pk").text


def test_who_has_joined_leaves_and_does_not_decline(draft: Nomination, cast: Cast) -> None:
    row = make_co_nominator(draft, cast.colleague)

    with pytest.raises(WrongMove):
        actions.decline_invitation(row)
    with pytest.raises(NotEligible):
        actions.leave_nomination(row, by=cast.officer)
    with traces() as left:
        actions.leave_nomination(row, by=cast.colleague)
        row = actions.leave_nomination(row, by=cast.colleague)

    assert row.ending == "left"
    assert left.audit == [("co_nominator_left", draft.code, cast.colleague.name)]
    assert left.mails == [("awards/co_nominator_gone", cast.officer.email, "en")]
    assert "has left" in Mail.objects.latest("pk").text
    assert not Nomination.objects.visible_to(cast.colleague).exists()


@pytest.mark.parametrize("joined", [True, False])
def test_the_nominator_ends_it_at_once_and_the_person_is_told(draft: Nomination, cast: Cast, joined: bool) -> None:
    row = make_co_nominator(draft, cast.colleague) if joined else invite(draft, cast.officer)

    with pytest.raises(NotEligible):
        actions.end_co_nominating(row, by=cast.colleague)
    with traces() as left:
        actions.end_co_nominating(row, by=cast.officer)
        actions.end_co_nominating(row, by=cast.officer)

    assert left.audit == [("co_nominator_ended", draft.code, cast.officer.name)]
    assert left.mails == [("awards/co_nominator_ended", "benoit@example.org", "fr")]
    assert not Nomination.objects.visible_to(cast.colleague).exists()
    nominations.delete_nomination(draft, by=cast.officer)
    actions.end_co_nominating(row, by=cast.officer)  # nothing is left to end


def test_deleting_the_draft_tells_everybody_beside_it(draft: Nomination, cast: Cast) -> None:
    make_co_nominator(draft, cast.colleague)
    invite(draft, cast.officer, email="invited@example.org", language="en")

    with traces() as left:
        nominations.delete_nomination(draft, by=cast.officer)

    assert left.mails == [
        ("awards/co_nominator_ended", cast.colleague.email, "fr"),
        ("awards/co_nominator_ended", "invited@example.org", "en"),
    ]
    assert not CoNominator.objects.exists()


# --- what a co-nominator does, and does not ---------------------------------------------------------------------------
def test_a_co_nominator_writes_and_asks(draft: Nomination, cast: Cast) -> None:
    make_co_nominator(draft, cast.colleague)

    nominations.save_draft(draft, by=cast.colleague, values={"case": "Ours."}, tab="theirs", version=1)
    letter = letters.invite_supporter(
        draft, by=cast.colleague, name="Q", email="q@example.org", language="en", form_token=uuid.uuid4()
    )
    letters.revoke_letter(letter, by=cast.colleague)

    draft.refresh_from_db()
    assert (draft.case, draft.last_saved_by) == ("Ours.", cast.colleague)


@pytest.mark.req("R15")
@pytest.mark.parametrize("how", ["left", "ended", "nominee"])
def test_who_is_no_longer_beside_it_does_nothing_with_a_page_that_is_still_open(
    draft: Nomination, cast: Cast, how: str
) -> None:
    """The page was opened a second ago; the verb asks anew."""
    row, asked = make_co_nominator(draft, cast.colleague), make_letter(draft)
    if how == "nominee":
        Nomination.objects.filter(pk=draft.pk).update(nominee_email=cast.colleague.email)
    else:
        end, by = {
            "left": (actions.leave_nomination, cast.colleague),
            "ended": (actions.end_co_nominating, cast.officer),
        }[how]
        end(row, by=by)
    more = {"name": "Q", "email": "q@example.org", "language": "en", "form_token": uuid.uuid4()}
    typed = {"values": {"case": "Mine."}, "tab": "theirs", "version": 1}
    later = timezone.now() + timedelta(days=8)

    with traces() as left:
        for verb in (
            lambda: nominations.save_draft(draft, by=cast.colleague, **typed),
            lambda: letters.invite_supporter(draft, by=cast.colleague, **more),
            lambda: letters.ask_again(asked, by=cast.colleague, now=later),
            lambda: letters.revoke_letter(asked, by=cast.colleague),
        ):
            with pytest.raises(NotEligible) as refused:
                verb()
            assert refused.value.code == "no_longer_yours"

    draft.refresh_from_db()
    asked.refresh_from_db()
    assert (left.audit, left.mails) == ([], [])
    assert (asked.state, draft.letters.count(), "Mine." in draft.case) == ("invited", 1, False)


def test_only_the_nominator_submits_withdraws_and_deletes(draft: Nomination, cast: Cast) -> None:
    make_co_nominator(draft, cast.colleague)
    make_sent_letter(draft, "one@example.org")
    make_sent_letter(draft, "two@example.org")

    for verb in (nominations.submit_nomination, nominations.withdraw_nomination, nominations.delete_nomination):
        with traces() as left, pytest.raises(NotEligible) as refused:
            verb(draft, by=cast.colleague)
        assert refused.value.code == "not_the_nominator"
        assert (left.audit, left.mails) == ([], [])
    nominations.submit_nomination(draft, by=cast.officer)
    with pytest.raises(NotEligible):
        nominations.withdraw_nomination(draft, by=cast.colleague)


def test_both_are_told_each_in_their_language(draft: Nomination, cast: Cast) -> None:
    make_co_nominator(draft, cast.colleague)
    make_sent_letter(draft, "one@example.org")

    with traces() as left:
        make_sent_letter(draft, "two@example.org")
        nominations.submit_nomination(draft, by=cast.officer)
        nominations.withdraw_nomination(draft, by=cast.officer)

    told = [row for row in left.mails if row[1] in (cast.officer.email, cast.colleague.email)]
    assert told == [
        (f"awards/{event}", to, language)
        for event in ("letter_received", "nomination_received", "nomination_withdrawn")
        for to, language in ((cast.officer.email, "en"), (cast.colleague.email, "fr"))
    ]


def test_a_co_nominator_is_never_asked_for_a_letter(draft: Nomination, cast: Cast) -> None:
    row = invite(draft, cast.officer, email="benoit.home@example.org")

    for _joined in (False, True):
        with pytest.raises(NotEligible) as refused:
            make_letter(draft, "benoit.home@example.org")
        assert refused.value.code == "co_nominator_letter"
        actions.join_nomination(row, by=cast.colleague)
    with pytest.raises(NotEligible):
        make_letter(draft, cast.colleague.email)


def test_a_co_nominator_who_becomes_the_nominee_loses_sight_and_stops_submission(draft: Nomination, cast: Cast) -> None:
    make_co_nominator(draft, cast.colleague)
    nominations.save_draft(
        draft, by=cast.officer, values={"nominee_email": "Benoit@Example.org"}, tab="first", version=1
    )

    with traces() as left:
        make_sent_letter(draft, "one@example.org")

    assert not Nomination.objects.visible_to(cast.colleague).exists()
    assert not Nomination.objects.put_forward_by(cast.colleague).exists()
    assert cast.colleague.email not in {to for _event, to, _language in left.mails}
    draft.refresh_from_db()
    assert "nominee_email" in dict(nominations.missing(draft, letters_counting=2))
