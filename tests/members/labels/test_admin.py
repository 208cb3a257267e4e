"""The office's pages of labels."""

import html
import re
import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from members.accounts.actions.accounts import set_up_office
from members.labels import rows
from members.labels.tasks import build_labels
from members.models import LabelRun, Member, PaperCopy, User
from pafso.audit.models import Entry
from tests.factories.people import Cast, make_member, make_user

ADD, LIST = "/admin/members/labelrun/add/", "/admin/members/labelrun/"


def with_rights(client: Client, *codenames: str, name: str = "noor") -> User:
    clerk = make_user("Noor Clerk", f"{name}@example.org", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=codenames, content_type__app_label="members"))
    log_in(client, clerk)
    return clerk


def log_in(client: Client, user: User) -> None:
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True}
    ]
    session.save()


def want(user: User, lines: str = "12 Curlew Street\nOttawa", country: str = "CA") -> PaperCopy:
    member = Member.objects.get(user=user)
    return PaperCopy.objects.create(member=member, lines=lines, country=country if lines else "")


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    """Somebody with this right and no other."""
    want(cast.officer)
    want(cast.colleague, "1 Rue Courlis", "SN")
    want(cast.retiree, "")
    with_rights(client, "add_labelrun")
    return client


def cells(page: str) -> list[str]:
    return [part.split("</td>")[0] for part in page.split("<td>")[1:5]]


def test_the_page_says_how_many_go_where_and_what_is_missing(desk: Client, cast: Cast) -> None:
    page = desk.get(ADD).text

    assert cells(page) == ["1", "1", "2", "1"]
    assert "Margaret O’Neill" in page
    assert "Curlew" not in page
    assert "since the labels of" not in page


def test_from_the_page_to_the_file(desk: Client, commits: Any) -> None:
    with commits():
        asked = desk.post(ADD, {"kind": "csv"})
    run = LabelRun.objects.get()
    assert asked.headers["Location"] == f"/admin/members/labelrun/{run.pk}/change/"

    page = desk.get(asked.headers["Location"]).text
    assert "1 in Canada, 1 abroad" in page and "Download" in page and "Curlew" not in page
    assert desk.get(f"/admin/members/labelrun/{run.pk}/progress/").json()["done"] is True
    answer = desk.post(f"/admin/members/labelrun/{run.pk}/file/")

    assert answer.headers["Content-Disposition"] == f'attachment; filename="PAFSO-APASE-{run.asked_at:%Y-%m-%d}.csv"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"12 Curlew Street" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert list(Entry.objects.filter(verb="labels_downloaded").values_list("by__email", flat=True)) == [
        "noor@example.org"
    ]
    assert desk.get(LIST).status_code == 200


def test_the_next_time_it_says_whose_address_is_another_one(desk: Client, cast: Cast, commits: Any) -> None:
    with commits():
        desk.post(ADD, {"kind": "csv"})
    assert "None: the labels made that day are still right" in desk.get(ADD).text
    copy = PaperCopy.objects.get(member__user=cast.colleague)
    copy.changed_at = LabelRun.objects.get().asked_at.replace(year=2099)
    copy.save()

    page = desk.get(ADD).text

    changed = page.split('id="changed"')[1]
    assert "Benoît Lefèvre" in changed and "Alix" not in changed and "Courlis" not in changed


@pytest.mark.parametrize(("lines", "name"), [("", "without-address"), ("1 Elm\nOttawa", "changed")])
def test_past_fifty_people_everybody_is_found(desk: Client, commits: Any, lines: str, name: str) -> None:
    with commits():
        desk.post(ADD, {"kind": "csv"})
    LabelRun.objects.update(asked_at=timezone.now() - timedelta(days=1))
    PaperCopy.objects.all().delete()
    people = [f"Person {n:02}" for n in range(rows.SHOWN + 1)]
    for n, person in enumerate(people):
        member = make_member(None, f"9{n:03}", ("regular", date(2001, 1, 1), None), name=person)
        PaperCopy.objects.create(member=member, lines=lines, country="CA" if lines else "")

    first, every = desk.get(ADD).text, desk.get(f"{LIST}{name}/").text
    (further,) = re.findall(r'href="([?]after=[^"]+)"', every)
    last = desk.get(f"{LIST}{name}/{html.unescape(further)}").text

    assert "These are the first 50." in first and f'href="{LIST}{name}/"' in first
    assert re.findall(r"Person \d\d", first) == re.findall(r"Person \d\d", every) == people[:50]
    assert re.findall(r"Person \d\d", last) == people[50:]
    assert "Elm" not in every + last


def test_up_to_fifty_there_is_no_other_page(desk: Client, commits: Any) -> None:
    assert desk.get(f"{LIST}changed/").headers["Location"] == ADD
    with commits():
        desk.post(ADD, {"kind": "csv"})

    page = desk.get(ADD).text

    assert "without-address" not in page and f"{LIST}changed/" not in page
    assert "Nobody" in desk.get(f"{LIST}changed/").text


def test_while_it_is_made_the_page_waits_and_nothing_can_be_downloaded(desk: Client) -> None:
    desk.post(ADD, {"kind": "pdf"})
    run = LabelRun.objects.get()

    page, progress = desk.get(f"{LIST}{run.pk}/change/").text, desk.get(f"{LIST}{run.pk}/progress/").json()
    early = desk.post(f"{LIST}{run.pk}/file/")

    assert f'data-poll-url="/admin/members/labelrun/{run.pk}/progress/"' in page
    assert "Download" not in page
    assert (progress["done"], progress["percent"]) == (False, 0)
    assert early.headers["Location"] == f"{LIST}{run.pk}/change/"
    assert not Entry.objects.filter(verb="labels_downloaded").exists()


def test_who_cannot_be_printed_is_named_on_the_page_of_the_run(desk: Client, cast: Cast) -> None:
    PaperCopy.objects.filter(member__user=cast.colleague).update(lines="北京市")
    desk.post(ADD, {"kind": "pdf"})
    run = LabelRun.objects.get()
    build_labels(run.pk)

    page = " ".join(desk.get(f"{LIST}{run.pk}/change/").text.split())

    assert "The label for <bdi>Benoît Lefèvre</bdi> (1002) is not on the sheets" in page
    assert "Alix" not in page


@pytest.mark.parametrize("kind", ["", "xlsx", "exe"])
def test_another_kind_makes_nothing(desk: Client, kind: str) -> None:
    assert desk.post(ADD, {"kind": kind}).status_code == 200
    assert not LabelRun.objects.exists()


@pytest.mark.req("R15")
@pytest.mark.parametrize(
    "rights", [[], ["view_member", "change_member", "add_member"], ["view_labelrun", "change_labelrun"]]
)
def test_without_the_right_no_page_and_no_file(desk: Client, cast: Cast, rights: list[str], commits: Any) -> None:
    with commits():
        desk.post(ADD, {"kind": "csv"})
    run = LabelRun.objects.get()
    with_rights(desk, *rights, name="other")
    before = Entry.objects.count()

    answers = [
        desk.get(ADD),
        desk.post(ADD, {"kind": "csv"}),
        desk.get(LIST),
        desk.get(f"{LIST}{run.pk}/change/"),
        desk.get(f"{LIST}{run.pk}/progress/"),
        desk.post(f"{LIST}{run.pk}/file/"),
        desk.get(f"{LIST}without-address/"),
        desk.get(f"{LIST}changed/"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 403, 404, 404, 403, 403]
    assert [answer for answer in answers if "Curlew" in answer.text] == []
    assert (LabelRun.objects.count(), Entry.objects.count()) == (1, before)
    assert "labelrun" not in desk.get("/admin/").text


def test_a_member_meets_the_door(client: Client, cast: Cast) -> None:
    client.force_login(cast.officer)

    assert client.get(ADD).status_code in {302, 404}
    assert client.post(ADD, {"kind": "csv"}).status_code in {302, 404}
    assert not LabelRun.objects.exists()


def test_the_file_asks_again_who_one_is(desk: Client) -> None:
    session = desk.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time() - 3600, "reauthenticated": True}
    ]
    session.save()

    assert "/reauthenticate/" in desk.get(ADD).headers["Location"]
    assert not LabelRun.objects.exists()


def test_the_office_has_the_right_and_finds_the_page_above_the_list_of_members(client: Client, cast: Cast) -> None:
    clerk = make_user("Olga Office", "olga@example.org", is_staff=True)
    clerk.groups.add(set_up_office())
    log_in(client, clerk)

    assert f'href="{ADD}"' in client.get("/admin/members/member/").text
    assert client.get(ADD).status_code == 200


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_costs_the_same_with_one_person_and_three(
    client: Client, cast: Cast, people: int, django_assert_num_queries: Any
) -> None:
    for user in [cast.officer, cast.colleague, cast.retiree][:people]:
        want(user, "")
    with_rights(client, "add_labelrun")
    client.get(ADD)

    with django_assert_num_queries(6):
        client.get(ADD)
