"""A colleague leaves in one press: handed over, ended, told; the member stays, and somebody can always give rights again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from awards.models import AwardRight, Nomination
from members.accounts.actions.accounts import rights_of, settle_rights
from members.eligibility import today
from members.leaving.actions import leave_office
from members.models import Consent, Merge, Recovery, Token, User
from members.notifications import consents
from members.notifications.actions import say_consents
from members.recovery.actions import ask_recovery
from pafso import rights
from pafso.audit.models import Entry
from pafso.errors import Incomplete, NotEligible
from pafso.mail.models import Mail
from pafso.models import Hidden, Keeper
from tests.factories.magazine import make_issue
from tests.factories.office import make_clerk, open_and_save
from tests.factories.people import Cast, let_look_after_nothing, make_member, make_user
from tests.factories.waiting import MAKERS
from tests.members.accounts.test_admin import account_form

NONE = {
    "is_active": True,
    "is_staff": False,
    "needs_second_step": False,
    "is_superuser": False,
    "groups": [],
    "permissions": [],
}


@pytest.fixture
def successor(cast: Cast) -> User:
    return make_clerk("Noor Successor", "noor@example.org")


def second_superuser(email: str = "second@example.org") -> User:
    return make_user("Second Superuser", email, is_staff=True, is_superuser=True)


def keep(label: str, pk: int, user: User) -> None:
    Keeper.objects.create(subject_type=label, subject_id=pk, user=user)


def kept() -> list[tuple[str, int, int]]:
    return list(Keeper.objects.order_by("subject_type", "subject_id").values_list("subject_type", "subject_id", "user"))


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


# --- The verb ---------------------------------------------------------------------------------------------------------
@pytest.mark.req("R21", "R09")
def test_everything_ends_at_once_and_the_member_stays(cast: Cast, clerk: User) -> None:
    member = make_member(clerk, "4001")
    say_consents(clerk, {"desk": True}, by=clerk, source=Consent.Source.PAGE)
    Token.objects.create(user=clerk, name="Script", digest="x", last_day=today() + timedelta(days=9))
    theirs = Client()
    theirs.force_login(clerk)
    assert theirs.get(reverse("admin:index")).status_code == 200

    leave_office(clerk, by=cast.staff)

    assert Entry.objects.filter(verb="consent_withdrawn", subject_id=str(clerk.pk)).count() == 1
    assert rights_of(fresh(clerk)) == NONE
    assert rights.all_held(fresh(clerk)) == {}
    assert not Token.objects.filter(user=clerk, ended_at=None).exists()
    assert not consents.wants(clerk, "desk")
    assert Consent.objects.filter(user=clerk).first().source == Consent.Source.OFFICE  # type: ignore[union-attr]
    assert theirs.get(reverse("members:me")).status_code == 302
    member.refresh_from_db()
    assert member.user == clerk
    assert fresh(clerk).is_active
    theirs.force_login(fresh(clerk))
    assert theirs.get(reverse("members:me")).status_code == 200
    assert theirs.get(reverse("admin:index")).status_code in {302, 403, 404}


@pytest.mark.req("R21", "R54")
def test_it_is_in_the_trail_and_told_to_the_person_and_the_colleagues(cast: Cast, clerk: User, successor: User) -> None:
    bystander = make_user("No Rights", "bare@example.org", is_staff=True)
    let_look_after_nothing(bystander)

    leave_office(clerk, to=successor, by=cast.staff)

    entry = Entry.objects.get(verb="office_left")
    assert (entry.by, entry.subject_id) == (cast.staff, str(clerk.pk))
    assert entry.changes == {"is_staff": [True, False], "groups": [["Office"], []]}
    assert Entry.objects.filter(verb="office_right_taken", subject_id=str(clerk.pk)).count() == 3
    mails = {mail.to: mail.text for mail in Mail.objects.filter(event="members/office_left")}
    assert set(mails) == {clerk.email, successor.email, cast.staff.email}
    assert "Your rights in the office have ended" in mails[clerk.email]
    assert "is now yours" in mails[successor.email]
    assert "Camille Bureau has left the office" in mails[cast.staff.email]
    assert "now goes to Noor Successor" in mails[cast.staff.email]


def test_again_is_harmless(cast: Cast, clerk: User, successor: User) -> None:
    leave_office(clerk, to=successor, by=cast.staff)
    written = Mail.objects.count(), Entry.objects.count()

    again = leave_office(clerk, to=successor, by=cast.staff)

    assert (again.moved, again.left) == (0, [])
    assert (Mail.objects.count(), Entry.objects.count()) == written


def test_the_desk_goes_to_the_successor_as_far_as_they_may_open_it(cast: Cast, clerk: User, successor: User) -> None:
    AwardRight.objects.filter(user=successor).delete()
    issue, case = make_issue(41, 1, state="ready"), MAKERS["withdrawn-nominations"](cast)
    keep("magazine.Issue", issue.pk, clerk)
    keep("awards.Nomination", case.pk, clerk)
    keep("magazine.Issue", 999_999, clerk)  # is over
    Hidden.objects.create(kind="issues", subject_id=issue.pk, user=clerk, until="2999-01-01")

    done = leave_office(clerk, to=successor, by=cast.staff)

    assert kept() == [("magazine.Issue", issue.pk, successor.pk)]
    assert done.moved == 1
    (named,) = done.left
    assert case.code in named or str(case.cycle) in named
    assert not Hidden.objects.exists()
    assert Entry.objects.get(verb="waiting_handed_over").changes == {"to": successor.pk, "count": 1, "left": 1}


@pytest.mark.req("R15")
def test_a_case_of_the_one_who_presses_goes_too_and_is_neither_counted_nor_named(
    cast: Cast, clerk: User, successor: User
) -> None:
    case = MAKERS["withdrawn-nominations"](cast)
    Nomination.objects.filter(pk=case.pk).update(nominee_email=cast.staff.email)
    keep("awards.Nomination", case.pk, clerk)

    done = leave_office(clerk, to=successor, by=cast.staff)

    assert kept() == [("awards.Nomination", case.pk, successor.pk)]
    assert (done.moved, done.left) == (0, [])
    assert not Entry.objects.filter(verb="waiting_handed_over").exists()


@pytest.mark.req("R21")
def test_only_a_superuser_of_the_office_does_it(cast: Cast, clerk: User, successor: User) -> None:
    bare = make_user("Superuser Alone", "alone@example.org", is_superuser=True)
    for by, of in ((successor, clerk), (clerk, clerk), (successor, cast.staff), (cast.officer, clerk), (bare, clerk)):
        with pytest.raises(NotEligible):
            leave_office(of, by=by)

    assert fresh(clerk).is_staff
    assert fresh(cast.staff).is_superuser
    assert not Mail.objects.filter(event="members/office_left").exists()


@pytest.mark.req("R21")
def test_the_last_superuser_of_the_office_does_not_leave(cast: Cast) -> None:
    for number, column in enumerate(("is_active", "is_staff")):  # neither of them is one who could give rights
        User.objects.filter(pk=second_superuser(f"former{number}@example.org").pk).update(**{column: False})
    with pytest.raises(NotEligible) as refused:
        leave_office(cast.staff, by=cast.staff)
    assert refused.value.code == "last_administrator"
    assert fresh(cast.staff).is_superuser

    other = second_superuser()
    leave_office(cast.staff, by=cast.staff)
    with pytest.raises(NotEligible):
        leave_office(other, by=other)
    assert (fresh(cast.staff).is_superuser, fresh(other).is_superuser) == (False, True)


@pytest.mark.req("R21")
def test_no_edit_of_rights_ends_the_last_superuser_either(cast: Cast) -> None:
    """As the form does it: the row is written, the rights settled, all of it undone where that is refused."""
    before = rights_of(cast.staff)
    for column in ("is_superuser", "is_staff", "is_active"):
        user = fresh(cast.staff)
        setattr(user, column, False)
        with pytest.raises(NotEligible), transaction.atomic():
            user.save()
            settle_rights(user, before, by=cast.staff)
    assert rights_of(fresh(cast.staff)) == before


def test_only_another_colleague_succeeds(cast: Cast, clerk: User) -> None:
    gone = make_clerk("Gone", "gone@example.org")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for to in (clerk, cast.officer, gone):
        with pytest.raises(Incomplete):
            leave_office(clerk, to=to, by=cast.staff)
    assert fresh(clerk).is_staff


# --- The page ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.staff)
    return client


def page_of(user: User) -> str:
    return reverse("admin:members_user_leaving", args=[user.pk])


def test_the_page_says_what_there_is_before_the_press(desk: Client, cast: Cast, clerk: User, successor: User) -> None:
    AwardRight.objects.filter(user=successor).delete()
    issue, case = make_issue(41, 1, state="ready"), MAKERS["withdrawn-nominations"](cast)
    keep("magazine.Issue", issue.pk, clerk)
    keep("awards.Nomination", case.pk, clerk)
    asked = ask_recovery(
        cast.colleague, new_address="new@new.example", evidence="x", takes_off_second_step=False, by=clerk
    )
    assert page_of(clerk) in desk.get(reverse("admin:members_user_change", args=[clerk.pk])).text
    lost = reverse("admin:members_recovery_ask", args=[cast.officer.pk])
    assert lost in desk.get(reverse("admin:members_user_change", args=[cast.officer.pk])).text

    shown = desk.get(page_of(clerk))

    assert len(shown.context["kept"]) == 2
    assert len(shown.context["rights"]) == 3
    assert "Noor Successor: may open 1 of 2" in shown.text
    assert "Dominique Roy: may open 2 of 2" in shown.text
    assert reverse("admin:members_recovery_change", args=[asked.pk]) in shown.text
    assert fresh(clerk).is_staff  # nothing is done by looking

    done = desk.post(page_of(clerk), {"to": successor.pk}, follow=True)

    assert "1 item was handed over." in done.text
    assert "Now waiting for everybody" in done.text
    assert not fresh(clerk).is_staff
    assert page_of(clerk) not in done.text
    assert desk.get(page_of(clerk)).status_code == 404
    assert Recovery.objects.get().state == Recovery.State.ASKED


@pytest.mark.req("R15")
def test_the_page_says_nothing_of_what_its_reader_may_not_know(desk: Client, cast: Cast, clerk: User) -> None:
    case = MAKERS["withdrawn-nominations"](cast)
    Nomination.objects.filter(pk=case.pk).update(nominee_email=cast.staff.email, nominee_name="Whimbrel Canary")
    keep("awards.Nomination", case.pk, clerk)
    mine, other = make_member(cast.staff, "4002"), make_member(None, "4003", name="Whimbrel Canary")
    Merge.objects.create(kept=mine, duplicate=other, reason="x", preview_digest="x", proposed_by=clerk)

    shown = desk.get(page_of(clerk))

    assert (shown.context["kept"], shown.context["goes_on"]) == ([], [])
    assert "Whimbrel" not in shown.text
    assert case.code not in shown.text
    assert "to" not in shown.context["form"].fields


@pytest.mark.req("R14", "R21")
def test_who_opens_the_page(client: Client, cast: Cast, clerk: User, successor: User) -> None:
    for person in (clerk, successor, make_user("No Rights", "bare@example.org", is_staff=True)):
        client.force_login(person)
        for of in (clerk, cast.staff):
            assert client.get(page_of(of)).status_code == 403
            assert client.post(page_of(of), {"to": person.pk}).status_code == 403
    client.force_login(successor)
    assert page_of(clerk) not in client.get(reverse("admin:members_user_change", args=[clerk.pk])).text
    client.force_login(cast.officer)
    assert client.get(page_of(clerk)).status_code in {302, 403, 404}
    client.force_login(cast.staff)
    assert client.get(page_of(cast.officer)).status_code == 404
    assert fresh(clerk).is_staff


def test_leaving_oneself_while_another_superuser_stays(desk: Client, cast: Cast) -> None:
    refused = desk.post(page_of(cast.staff))
    assert "Nobody else could then give rights" in refused.text

    second_superuser()
    desk.post(page_of(cast.staff))

    assert rights_of(fresh(cast.staff)) == NONE
    assert desk.get(reverse("admin:index")).status_code == 302


def test_whoever_lost_their_rights_a_moment_ago_is_told_on_the_form_of_rights(
    desk: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when two superusers take each other's: the second one's save finds that it may not any more."""
    other = second_superuser()
    turn: Any = lambda *names: User.objects.filter(pk=cast.staff.pk).update(is_superuser=False)  # noqa: E731
    monkeypatch.setattr("members.accounts.actions.accounts.wait_turn", turn)

    answer = open_and_save(
        desk, reverse("admin:members_user_change", args=[other.pk]), account_form(other, is_superuser=None)
    )

    assert answer.status_code == 302
    assert fresh(other).is_superuser
