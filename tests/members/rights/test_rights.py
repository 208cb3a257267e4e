"""Who looks after what: given by a superuser and never to oneself, told to the colleagues, gone at once when it is taken."""

from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from awards.models import AwardRight, Nomination
from contests.models import ContestRight
from magazine.models import MagazineRight
from members.accounts.actions import accounts
from members.models import User
from members.rights.actions import every_scope, rights_of, set_rights
from pafso import rights
from pafso.audit.models import Entry
from pafso.errors import NotEligible
from pafso.mail.models import Mail
from pafso.rights import give_at_upgrade
from tests.factories.awards import make_award, make_cycle, make_submitted
from tests.factories.magazine import make_issue
from tests.factories.office import as_read, make_clerk, open_and_save
from tests.factories.people import Cast, let_look_after_nothing, make_user

AWARDS, CONTESTS, MAGAZINE = "awards_awardright", "contests_contestright", "magazine_magazineright"


@pytest.fixture
def clerk(cast: Cast) -> User:
    """New in the office: in its group, and looks after nothing."""
    user = make_clerk()
    let_look_after_nothing(user)
    return user


def told() -> set[str]:
    return set(Mail.objects.filter(event="members/rights_of_desk_changed").values_list("to", flat=True))


@pytest.mark.req("R21")
def test_a_right_is_given_once_audited_and_told_to_all_who_hold_one(cast: Cast, clerk: User) -> None:
    award = make_award()
    elsewhere = make_clerk("Only Magazine", "magazine@example.org")
    let_look_after_nothing(elsewhere)
    MagazineRight.objects.create(user=elsewhere)

    for _twice in range(2):
        set_rights(clerk, by=cast.staff, **{f"{AWARDS}_{award.pk}": True})

    row = AwardRight.objects.get(user=clerk)
    assert (row.award, row.given_by) == (award, cast.staff)
    (entry,) = Entry.objects.filter(verb="office_right_given")
    assert (entry.by, entry.subject_id, entry.changes) == (
        cast.staff,
        str(clerk.pk),
        {"right": f"awards.awardright:{award.pk}"},
    )
    assert told() == {clerk.email, cast.staff.email}
    assert Mail.objects.filter(event="members/rights_of_desk_changed").count() == 2
    assert "PAFSO Awards" in Mail.objects.get(to=clerk.email).text


@pytest.mark.req("R21")
def test_nobody_gives_a_right_to_themselves_and_only_a_superuser_gives_one(cast: Cast, clerk: User) -> None:
    let_look_after_nothing(cast.staff)
    holder = make_clerk("Holder", "holder@example.org")
    member = cast.officer

    for by, of in ((cast.staff, cast.staff), (holder, clerk), (clerk, clerk), (member, clerk), (cast.staff, member)):
        with pytest.raises(NotEligible):
            set_rights(of, by=by, **{AWARDS: True})

    assert not AwardRight.objects.filter(user__in=[cast.staff, clerk, member]).exists()
    assert told() == set()


def test_what_is_not_named_stays(cast: Cast, clerk: User) -> None:
    set_rights(clerk, by=cast.staff, **{AWARDS: True, MAGAZINE: True})
    set_rights(clerk, by=cast.staff, **{AWARDS: False, CONTESTS: True})

    assert {name for name, has in rights_of(clerk).items() if has} == {CONTESTS, MAGAZINE}


@pytest.mark.req("R14", "R21")
def test_taking_a_right_works_at_once(client: Client, cast: Cast) -> None:
    clerk = make_clerk()
    case = make_submitted(make_cycle(), cast.officer)
    issue = make_issue(38, 1, state="ready")
    client.force_login(clerk)
    doors = [
        reverse("admin:awards_nomination_change", args=[case.pk]),
        reverse("admin:magazine_issue_change", args=[issue.pk]),
        reverse("magazine:issue", args=[38, 1]),
        reverse("magazine:pdf", args=[38, 1]),
    ]
    assert [client.get(door).status_code for door in doors] == [200] * 4

    set_rights(clerk, by=cast.staff, **{AWARDS: False, MAGAZINE: False})

    assert [client.get(door).status_code for door in doors] == [404, 302, 404, 404]
    assert client.get(reverse("admin:magazine_issue_changelist")).text.count("Vol.") == 0
    assert told() >= {clerk.email, cast.staff.email}


@pytest.mark.req("R14", "R15")
@pytest.mark.parametrize("superuser", [True, False])
def test_neither_staff_nor_superuser_alone_opens_an_unpublished_issue(
    client: Client, cast: Cast, clerk: User, superuser: bool
) -> None:
    User.objects.filter(pk=clerk.pk).update(is_superuser=superuser)
    make_issue(38, 1, state="ready", title_en="Whimbrel")
    make_issue(38, 2, state="failed", title_en="Whimbrel", problem="damaged")
    client.force_login(clerk)

    for name in ("issue", "pdf"):
        assert client.get(reverse(f"magazine:{name}", args=[38, 1])).status_code == 404
    assert client.get(reverse("magazine:page", args=[38, 1, 1])).status_code == 404
    for address in ("admin:magazine_issue_changelist", "admin:index", "admin:audit_entry_changelist"):
        assert "Whimbrel" not in client.get(reverse(address)).text
    assert client.get(reverse("admin:magazine_issue_add")).status_code == 403
    for kind in ("issues", "unreadable-issues"):
        assert "Vol. 38" not in client.get(reverse("admin:waiting", args=[kind])).text


def test_leaving_the_office_ends_them_and_coming_back_does_not_bring_them(cast: Cast) -> None:
    clerk = make_clerk()
    before = accounts.rights_of(clerk)
    clerk.is_staff = False
    clerk.save()

    accounts.settle_rights(clerk, before, by=cast.staff)

    assert [model._base_manager.filter(user=clerk).exists() for model in (AwardRight, ContestRight, MagazineRight)] == [
        False
    ] * 3
    assert Entry.objects.filter(verb="office_right_taken", subject_id=str(clerk.pk)).count() == 3
    User.objects.filter(pk=clerk.pk).update(is_staff=True)
    assert not Nomination.objects.in_hands_of(User.objects.get(pk=clerk.pk)).exists()
    assert rights.all_held(User.objects.get(pk=clerk.pk)) == {}


# --- The pages --------------------------------------------------------------------------------------------------------
def typed(user: User, **changes: bool) -> dict[str, Any]:
    return {name: "on" for name, has in {**rights_of(user), **changes}.items() if has}


@pytest.mark.req("R21")
def test_the_page_gives_and_takes_and_refuses_a_stale_save(client: Client, cast: Cast, clerk: User) -> None:
    client.force_login(cast.staff)
    page = reverse("admin:members_user_rights", args=[clerk.pk])
    digest = as_read(client, page)

    done = open_and_save(client, page, typed(clerk, **{AWARDS: True}))
    stale = client.post(page, {**typed(clerk, **{AWARDS: False, MAGAZINE: True}), "as_read": digest})

    assert (done.status_code, stale.status_code) == (302, 409)
    assert {name for name, has in rights_of(clerk).items() if has} == {AWARDS}
    again = client.post(page, {MAGAZINE: "on", "as_read": stale.context["as_read"]})
    assert again.status_code == 302
    assert {name for name, has in rights_of(clerk).items() if has} == {MAGAZINE}


@pytest.mark.req("R14", "R21")
def test_who_may_open_the_pages(client: Client, cast: Cast, clerk: User) -> None:
    listed, page = reverse("admin:members_user_rights_list"), reverse("admin:members_user_rights", args=[clerk.pk])
    own, members = (reverse("admin:members_user_rights", args=[pk]) for pk in (cast.staff.pk, cast.officer.pk))
    client.force_login(cast.staff)
    assert [client.get(address).status_code for address in (listed, page, own, members)] == [200, 200, 403, 403]
    assert page in client.get(listed).text

    client.force_login(clerk)
    assert [client.get(address).status_code for address in (listed, page)] == [200, 403]
    assert page not in client.get(listed).text
    client.force_login(make_user("No Rights", "bare@example.org", is_staff=True))
    assert client.get(listed).status_code == 403


def test_the_page_says_who_looks_after_what(client: Client, cast: Cast, clerk: User) -> None:
    award = make_award()
    AwardRight.objects.create(user=clerk, award=award)
    client.force_login(cast.staff)

    kinds = client.get(reverse("admin:members_user_rights_list")).context["kinds"]

    rows = {str(words): names for kind in kinds for words, names in kind["rows"]}
    assert rows["Every award"] == ["Dominique Roy"]
    assert rows[str(award)] == ["Camille Bureau"]
    assert len(kinds) == 3


# --- The first person ---------------------------------------------------------------------------------------------------
def test_the_command_says_how_and_gives_the_first_person_what_they_need(db: None) -> None:
    first, out = User.objects.create_superuser("first@example.org", None, name="First"), StringIO()
    assert rights.all_held(first) == {}

    call_command("office", stdout=out)
    assert "--looks-after-all" in out.getvalue()
    call_command("office", looks_after_all="FIRST@example.org", stdout=out)

    assert {scope.name for scope in every_scope()} == {AWARDS, CONTESTS, MAGAZINE}
    assert rights_of(first) == dict.fromkeys((AWARDS, CONTESTS, MAGAZINE), True)
    assert Entry.objects.filter(verb="office_right_given", by=None).count() == 3
    quiet = StringIO()
    call_command("office", stdout=quiet)
    assert "--looks-after-all" not in quiet.getvalue()
    for nobody in ("nobody@example.org", make_user("Member", "member@example.org").email):
        with pytest.raises(CommandError):
            call_command("office", looks_after_all=nobody, stdout=out)


# --- The upgrade ----------------------------------------------------------------------------------------------------------
def test_at_the_upgrade_whoever_works_in_the_office_keeps_their_work_and_nobody_else_gets_any(cast: Cast) -> None:
    clerk, bare = make_clerk(), make_user("No Rights", "bare@example.org", is_staff=True)
    single = make_user("Single Permission", "single@example.org", is_staff=True)
    single.user_permissions.add(Permission.objects.get(codename="view_nomination"))
    former = make_user("Former", "former@example.org", is_staff=True, is_superuser=True, is_active=False)
    grouped = make_user("Grouped Member", "grouped@example.org")
    grouped.groups.add(*clerk.groups.all())
    for one in (cast.staff, clerk, bare, single, former):
        let_look_after_nothing(one)

    give_at_upgrade(apps, "awards.AwardRight", "awards", "view_nomination", "change_nomination")

    assert set(AwardRight.objects.values_list("user", "award")) == {
        (one.pk, None) for one in (cast.staff, clerk, single)
    }
    given = Entry.objects.filter(verb="office_right_given", by=None, changes__at="upgrade")
    assert set(given.values_list("subject_id", flat=True)) == {str(one.pk) for one in (cast.staff, clerk, single)}


# --- An empty list ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("address", "nothing"),
    [
        ("/admin/awards/nomination/", "You do not look after any award yet, so no nominations are listed here."),
        ("/admin/contests/entry/", "You do not look after any photo contest yet, so no photos are listed here."),
    ],
)
def test_whoever_looks_after_nothing_reads_why_a_list_is_empty_and_who_can_change_that(
    client: Client, cast: Cast, clerk: User, address: str, nothing: str
) -> None:
    User.objects.filter(pk=cast.staff.pk).update(is_superuser=True)
    client.force_login(clerk)

    said = client.get(f"{address}?q=x").text

    assert f'<p class="none">{nothing} A superuser can change that: Dominique Roy.</p>' in said
    kind = next(kind for kind in rights.kinds() if kind.nothing == nothing)
    kind.model._base_manager.create(user=clerk)
    assert '<p class="none">Nothing here yet.</p>' in client.get(address).text


def test_a_superuser_who_looks_after_nothing_needs_another_one(client: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.staff.pk).update(is_superuser=True)
    let_look_after_nothing(cast.staff)
    client.force_login(cast.staff)

    assert "Another superuser can change that." in client.get("/admin/awards/nomination/").text
