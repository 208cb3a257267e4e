"""The office's side of people: no secrets, nobody raises their own rights, lists that cost the same at any size."""

from io import StringIO
from random import Random
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.accounts.actions.accounts import set_up_office
from members.demonstration import populate
from members.models import Member, User
from pafso.audit.models import Entry
from pafso.mail.models import Mail
from tests.factories.office import confirm, open_and_save
from tests.factories.people import Cast, make_user
from tests.members.walk import enrol


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    client.force_login(cast.staff)
    return client


@pytest.fixture
def clerk(cast: Cast) -> User:
    """Works in the office without a superuser's powers."""
    user = make_user("Camille Bureau", "camille@example.org", is_staff=True)
    user.groups.add(set_up_office())
    return user


def account_form(user: User, **changes: Any) -> dict[str, Any]:
    form = {"name": user.name, "language": user.language, "time_zone": user.time_zone, "is_active": "on"}
    if user.is_staff:
        form["is_staff"] = "on"
    form |= changes
    return {name: value for name, value in form.items() if value is not None}


def address(user: User) -> str:
    return f"/admin/members/user/{user.pk}/change/"


def test_the_desk_shows_people_and_hides_what_nobody_edits(desk: Client) -> None:
    labels = {model._meta.label for model in admin.site._registry}

    assert {"members.User", "members.Member", "members.Stream"} <= labels
    assert not labels & {"auth.Group", "account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession"}


def test_no_hash_and_no_counter_is_shown(desk: Client, cast: Cast) -> None:
    page = desk.get(address(cast.officer)).content.decode()

    assert cast.officer.password not in page
    assert 'name="password"' not in page
    assert 'name="email"' not in page
    assert desk.get("/admin/members/user/add/").status_code == 403
    assert desk.post(f"/admin/members/user/{cast.officer.pk}/delete/").status_code == 403


@pytest.mark.req("R21", "R09")
def test_a_superuser_changes_rights_and_the_person_is_told(desk: Client, cast: Cast) -> None:
    theirs = Client()
    theirs.force_login(cast.colleague)

    open_and_save(desk, address(cast.colleague), account_form(cast.colleague, is_staff="on"))

    entry = Entry.objects.get(verb="rights_changed")
    assert (entry.by_id, entry.subject_id, entry.changes) == (
        cast.staff.pk,
        str(cast.colleague.pk),
        {"is_staff": [False, True]},
    )
    mail = Mail.objects.get(event="members/rights_changed")
    assert (mail.to, mail.language) == ("benoit@example.org", "fr")
    assert theirs.get("/en/account/").status_code == 302


@pytest.mark.req("R07", "R21")
def test_a_superuser_says_who_needs_a_second_step(desk: Client, cast: Cast, clerk: User) -> None:
    theirs, clerks = Client(), Client()
    theirs.force_login(cast.colleague)
    clerks.force_login(clerk)

    open_and_save(clerks, address(cast.colleague), account_form(cast.colleague, needs_second_step="on"))
    refused = User.objects.get(pk=cast.colleague.pk).needs_second_step
    open_and_save(desk, address(cast.colleague), account_form(cast.colleague, needs_second_step="on"))

    assert (refused, User.objects.get(pk=cast.colleague.pk).needs_second_step) == (False, True)
    assert Entry.objects.get(verb="rights_changed").changes == {"needs_second_step": [False, True]}
    assert Mail.objects.get(event="members/rights_changed").to == "benoit@example.org"
    assert theirs.get("/en/account/").status_code == 302


@pytest.mark.req("R21")
def test_nobody_changes_their_own_rights(desk: Client, cast: Cast) -> None:
    open_and_save(
        desk, address(cast.staff), account_form(cast.staff, is_superuser=None, is_active=None, name="Dominique R.")
    )

    staff = User.objects.get(pk=cast.staff.pk)
    assert (staff.name, staff.is_superuser, staff.is_staff, staff.is_active) == ("Dominique R.", True, True, True)
    assert not Entry.objects.filter(verb="rights_changed").exists()


@pytest.mark.req("R21")
def test_the_office_changes_nobodys_rights(cast: Cast, client: Client, clerk: User) -> None:
    client.force_login(clerk)
    for target in (clerk, cast.colleague):
        open_and_save(client, address(target), account_form(target, is_staff="on", is_superuser="on"))
    assert client.post(address(cast.staff), account_form(cast.staff, is_staff="on")).status_code == 403

    assert client.get("/admin/members/user/").status_code == 200
    assert list(User.objects.filter(is_superuser=True)) == [cast.staff]
    assert set(User.objects.filter(is_staff=True)) == {cast.staff, clerk}


@pytest.mark.req("R09", "R54")
def test_closing_an_account_ends_its_sessions_for_good(desk: Client, cast: Cast) -> None:
    theirs = Client()
    theirs.force_login(cast.colleague)

    open_and_save(desk, address(cast.colleague), account_form(cast.colleague, is_active=None))
    open_and_save(desk, address(cast.colleague), account_form(cast.colleague))

    assert User.objects.get(pk=cast.colleague.pk).is_active
    assert theirs.get("/en/account/").status_code == 302
    assert Entry.objects.filter(verb="rights_changed").count() == 2


def test_an_edit_without_rights_mails_nobody(desk: Client, cast: Cast) -> None:
    open_and_save(desk, address(cast.colleague), account_form(cast.colleague, name="Benoît L."))

    assert Entry.objects.get(verb="edited_by_staff").changes == {"name": ["Benoît Lefèvre", "Benoît L."]}
    assert not Mail.objects.exists()


def test_a_corrected_account_and_the_entry_on_the_roll_stay_in_step(desk: Client, cast: Cast) -> None:
    open_and_save(
        desk, address(cast.colleague), account_form(cast.colleague, name="Benoît L.", time_zone="Africa/Dakar")
    )

    member = Member.objects.get(user=cast.colleague)
    assert (member.name, member.sort_name, member.time_zone) == ("Benoît L.", "benoit l.", "Africa/Dakar")


def test_the_office_writes_no_time_zone_that_there_is_not(desk: Client, cast: Cast) -> None:
    page = open_and_save(desk, address(cast.officer), account_form(cast.officer, time_zone="Mars/Base"))

    assert "This is not a time zone of the tz database, such as Africa/Dakar." in page.content.decode()
    assert User.objects.get(pk=cast.officer.pk).time_zone == "Asia/Kabul"


@pytest.mark.req("R07", "R14")
@pytest.mark.parametrize("who", ["officer", "outsider", None])
def test_others_have_no_desk(cast: Cast, client: Client, who: str | None) -> None:
    if who:
        client.force_login(getattr(cast, who))

    assert client.get("/admin/members/member/").status_code in {302, 403}


@pytest.mark.parametrize("path", ["/admin/members/user/", "/admin/members/member/"])
def test_lists_cost_the_same_at_any_size(desk: Client, path: str) -> None:
    desk.get(path)
    costs = []
    for more in (1, 60):
        populate(more, Random(1))
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(path).status_code == 200
        costs.append(len(queries))
        counts = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
        assert all("LIMIT 1001" in sql for sql in counts)  # never the whole table

    assert costs[0] == costs[1] <= 12


def take_off(client: Client, *users: User, follow: bool = False) -> Any:
    chosen = {"action": "take_off_second_step", "_selected_action": [str(user.pk) for user in users]}
    led = client.post("/admin/members/user/", chosen)
    return confirm(client, led["Location"], follow=follow) if "second_step_off" in led.get("Location", "") else led


def test_a_lost_telephone_is_mended_by_a_superuser(desk: Client, cast: Cast) -> None:
    enrol(cast.colleague)
    theirs = Client()
    theirs.force_login(cast.colleague)

    take_off(desk, cast.colleague, cast.officer)

    assert not Authenticator.objects.exists()
    entry = Entry.objects.get(verb="second_factor_taken_off")
    assert (entry.by_id, entry.subject_id) == (cast.staff.pk, str(cast.colleague.pk))
    mail = Mail.objects.get()
    assert (mail.event, mail.to, mail.language) == ("members/second_step_taken_off", "benoit@example.org", "fr")
    assert theirs.get("/en/account/").status_code == 302


@pytest.mark.req("R21")
def test_nobody_else_takes_a_second_step_off_and_nobody_their_own(cast: Cast, client: Client, clerk: User) -> None:
    for user in (cast.colleague, cast.staff):
        enrol(user)
    client.force_login(clerk)
    take_off(client, cast.colleague)
    client.force_login(cast.staff)
    take_off(client, cast.staff)

    assert set(Authenticator.objects.values_list("user", flat=True)) == {cast.colleague.pk, cast.staff.pk}


@pytest.mark.req("R21", "R07")
@pytest.mark.parametrize("right", ["is_staff", "needs_second_step", "is_superuser"])
def test_the_second_step_of_the_office_is_taken_off_by_nobody(desk: Client, cast: Cast, right: str) -> None:
    """Its rights go first, which ends its sessions and is told by mail: no account has rights and no second step."""
    enrol(cast.colleague)
    User.objects.filter(pk=cast.colleague.pk).update(**{right: True})

    page = take_off(desk, cast.colleague, follow=True).content.decode()

    assert "This account belongs to the office" in page
    assert Authenticator.objects.filter(user=cast.colleague).count() == 2
    assert not Entry.objects.filter(verb="second_factor_taken_off").exists()
    assert not Mail.objects.exists()


def test_the_office_group_is_made_by_a_command(db: None) -> None:
    call_command("office", stdout=StringIO())

    assert Group.objects.get(name="Office").permissions.filter(codename="change_member").exists()


@pytest.mark.req("R15", "R55")
@pytest.mark.parametrize(
    "address",
    [
        "/admin/members/user/?password__startswith=",
        "/admin/members/user/?sign_outs__gte=0",
        "/admin/mail/mail/?text__contains=K7",
    ],
)
def test_what_a_list_does_not_show_cannot_be_guessed_through_its_address(desk: Client, address: str) -> None:
    assert desk.get(address).status_code == 400
    assert desk.get("/admin/members/user/?is_staff__exact=1").status_code == 200
