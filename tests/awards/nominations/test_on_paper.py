"""A nomination that came on paper or by post: entered by the office, told, its scan read by whoever looks after the award."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.desk.dossier import dossier_of
from awards.models import Cycle, Nomination
from awards.nominations import actions
from awards.nominations.actions.on_paper import PaperNomination, enter_nomination
from awards.nominations.dossiers import content_of
from members.models import User
from pafso.audit.models import Entry
from pafso.clock import ottawa_day
from pafso.documents.models import ReadersCopy
from pafso.errors import Incomplete
from pafso.files.models import StoredFile
from tests.awards.letters.test_on_paper import day, noon, refused, scan
from tests.awards.traces import traces
from tests.factories import awards as make
from tests.factories.pdfs import pdf
from tests.factories.people import Cast, let_look_after_nothing, make_guest, make_user

DAY = timedelta(days=1)
NOMINEE = {
    "nominee_kind": "individual", "nominee_name": f"{make.NOMINEE_CANARY} Jones", "nominee_position": "Consul",
    "nominee_mission": "Accra", "nominee_email": "Jones@Example.org", "language": "fr", "case": "",
}  # fmt: skip


def enter(cycle: Cycle, by: User, nominator: str, **more: Any) -> Nomination:
    said = {"day": day(), "reason": "", "form_token": uuid.uuid4(), "scan": scan("The case."), **more}
    paper = PaperNomination(**{**NOMINEE, **said.pop("words", {})})
    return enter_nomination(cycle, by=by, nominator_email=nominator, paper=paper, **said)


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make.make_cycle()


def test_it_is_submitted_on_its_day_and_the_nominator_is_told(cycle: Cycle, cast: Cast) -> None:
    with traces() as left:
        nomination = enter(cycle, cast.staff, cast.officer.email.upper())

    nomination.refresh_from_db()
    assert (nomination.state, nomination.on_paper, nomination.nominator) == ("submitted", True, cast.officer)
    assert (nomination.submitted_at, nomination.nominee_email, nomination.case) == (
        noon(day()),
        "jones@example.org",
        "",
    )
    assert nomination.scan is not None
    assert ReadersCopy.objects.filter(original=nomination.scan).exists()
    assert left.audit == [("nomination_entered", nomination.code, cast.staff.name)]
    assert left.mails == [("awards/nomination_received", cast.officer.email, cast.officer.language)]
    assert Entry.objects.get(verb="nomination_entered").changes == {
        "cycle": str(cycle), "received_on": day().isoformat(), "sha256": nomination.scan.sha256,
    }  # fmt: skip
    assert content_of(nomination, [])["scan"] == {
        "sha256": nomination.scan.sha256, "bytes": nomination.scan.size, "media_type": "application/pdf",
    }  # fmt: skip


def test_the_dossier_has_its_pages(cycle: Cycle, cast: Cast, commits: Any) -> None:
    nomination = enter(cycle, cast.staff, cast.officer.email)
    read = Nomination.objects.filter(pk=nomination.pk).with_cycle().get()
    early = dossier_of(read, asked_by="", digest="").words["letters"]
    with commits():
        enter(make.make_cycle(cycle.award, year=2028), cast.staff, cast.officer.email)
    later = Nomination.objects.exclude(pk=nomination.pk).with_cycle().get()
    made = dossier_of(later, asked_by="", digest="")

    assert ["How it came", "On paper or by post"] in made.words["facts"]  # type: ignore[operator]
    assert early[0]["notes"] == ["Its scan cannot be shown here: open it on the page of the nomination."]  # type: ignore[index]
    (scanned,) = made.words["letters"]  # type: ignore[misc]
    assert (scanned["heading"], len(scanned["pictures"]), len(made.pictures)) == (
        "The nomination as it came on paper",
        1,
        1,
    )  # type: ignore[index]


def test_a_guest_with_a_confirmed_address_nominates_on_paper(cycle: Cycle, cast: Cast) -> None:
    guest = make_guest("Imani Guest", "imani@example.org")

    assert enter(cycle, cast.staff, "imani@example.org").nominator == guest


def test_an_address_that_nobody_confirmed_is_nobodys(cycle: Cycle, cast: Cast) -> None:
    make_user("Begun", "begun@example.org").emailaddress_set.update(verified=False)

    for address in ("begun@example.org", "nobody@example.org"):
        error = refused("incomplete", enter, cycle, cast.staff, address)
        assert isinstance(error, Incomplete)
        assert [name for name, _sentence in error.problems] == ["nominator_email"]


def test_the_same_press_and_the_same_scan_make_one(cycle: Cycle, cast: Cast) -> None:
    token = uuid.uuid4()
    first = enter(cycle, cast.staff, cast.officer.email, form_token=token)

    with traces() as left:
        assert enter(cycle, cast.staff, cast.officer.email, form_token=token, scan=scan("Other.")).pk == first.pk
        assert enter(cycle, cast.staff, cast.officer.email).pk == first.pk

    assert (left.audit, left.mails, StoredFile.objects.count()) == ([], [], 1)


def test_after_the_deadline_only_with_a_reason_unless_it_came_in_time(cycle: Cycle, cast: Cast) -> None:
    late = ottawa_day(timezone.now()) - 2 * DAY
    make.close(cycle)

    error = refused("incomplete", enter, cycle, cast.staff, cast.officer.email, day=late)
    assert isinstance(error, Incomplete)
    assert [name for name, _sentence in error.problems] == ["reason"]
    in_time = enter(cycle, cast.staff, cast.officer.email, day=late - 8 * DAY)
    assert in_time.submitted_at == noon(late - 8 * DAY)
    enter(cycle, cast.staff, cast.colleague.email, day=late, reason="The post was on strike.")
    assert Entry.objects.filter(verb="nomination_entered").latest("pk").changes["reason"] == "The post was on strike."


def test_not_once_it_is_over_nor_for_another_kind(cycle: Cycle, cast: Cast) -> None:
    Cycle.objects.update(nominee_kind="group")
    refused("incomplete", enter, cycle, cast.staff, cast.officer.email)
    Cycle.objects.update(nominee_kind="individual", frozen_at=timezone.now())
    refused("frozen", enter, cycle, cast.staff, cast.officer.email)
    Cycle.objects.update(frozen_at=None, cancelled_at=timezone.now(), cancelled_en="No.", cancelled_fr="Non.")
    refused("called_off", enter, cycle, cast.staff, cast.officer.email)
    Cycle.objects.all().delete()
    refused("deleted", enter, cycle, cast.staff, cast.officer.email)


def test_nobody_enters_what_they_may_not_look_after(cycle: Cycle, cast: Cast) -> None:
    clerk = make_user("Other Award", "other@example.org", is_staff=True, is_superuser=True)
    let_look_after_nothing(clerk)

    refused("not_open_to_you", enter, cycle, clerk, cast.officer.email)
    refused("not_open_to_you", enter, cycle, cast.staff, cast.staff.email)
    refused("not_open_to_you", enter, cycle, cast.staff, cast.officer.email, words={"nominee_email": cast.staff.email})


def test_without_case_and_scan_the_database_refuses(cycle: Cycle, cast: Cast) -> None:
    nomination = enter(cycle, cast.staff, cast.officer.email)

    for columns in ({"on_paper": False}, {"scan": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Nomination.objects.filter(pk=nomination.pk).update(**columns)


def test_what_is_missing_never_asks_for_a_case_that_is_in_the_scan(cycle: Cycle, cast: Cast) -> None:
    nomination = enter(cycle, cast.staff, cast.officer.email)

    assert [name for name, _sentence in actions.missing(nomination, letters_counting=0)] == ["letters"]


# --- The pages --------------------------------------------------------------------------------------------------------
def page_of(cycle: Cycle) -> str:
    return reverse("admin:awards_cycle_nomination_on_paper", args=[cycle.pk])


def test_the_page_and_the_record(cycle: Cycle, cast: Cast, client: Client) -> None:
    client.force_login(cast.staff)
    assert page_of(cycle) in client.get(reverse("admin:awards_cycle_change", args=[cycle.pk])).text
    typed = {
        **NOMINEE, "case": "One.\r\nTwo.", "nominator_email": cast.officer.email, "received_on": day().isoformat(),
        "scan": SimpleUploadedFile("scan.pdf", pdf(["The case."])), "reason": "", "form_token": str(uuid.uuid4()),
    }  # fmt: skip

    answer = client.post(page_of(cycle), typed, follow=True)
    wrong = client.post(page_of(cycle), {**typed, "scan": SimpleUploadedFile("scan.pdf", b"no pdf")})

    nomination = Nomination.objects.get()
    assert nomination.case == "One.\nTwo."
    assert answer.redirect_chain == [(reverse("admin:awards_nomination_change", args=[nomination.pk]), 302)]
    assert reverse("admin:awards_nomination_scan", args=[nomination.pk]) in answer.text
    assert list(wrong.context["form"].errors) == ["scan"]
    client.force_login(cast.officer)
    own = client.get(reverse("awards:submission", args=[nomination.code]))
    assert "It came on paper or by post; the office keeps the scan." in own.text


def test_the_scan_is_read_and_taken_and_both_are_in_the_trail(
    cycle: Cycle, cast: Cast, client: Client, commits: Any
) -> None:
    with commits():
        nomination = enter(cycle, cast.staff, cast.officer.email)
    client.force_login(cast.staff)

    read = client.get(reverse("admin:awards_nomination_scan", args=[nomination.pk]))
    picture = client.get(reverse("admin:awards_nomination_scan_picture", args=[nomination.pk, 1]))
    taken = client.post(reverse("admin:awards_nomination_scan_file", args=[nomination.pk]))

    assert (read.status_code, picture.status_code) == (200, 200)
    assert b"".join(taken.streaming_content).startswith(b"%PDF")
    verbs = list(
        Entry.objects.filter(by_id=cast.staff.pk, verb__startswith="nomination_scan").values_list("verb", flat=True)
    )
    assert sorted(verbs) == ["nomination_scan_downloaded", "nomination_scan_read"]


@pytest.mark.req("R54")
def test_a_page_opened_without_the_scan_is_a_reading_too(
    cycle: Cycle, cast: Cast, client: Client, commits: Any
) -> None:
    with commits():
        nomination = enter(cycle, cast.staff, cast.officer.email)
    client.force_login(cast.staff)

    for _page in range(2):
        client.get(reverse("admin:awards_nomination_scan_picture", args=[nomination.pk, 1]))

    assert Entry.objects.filter(by_id=cast.staff.pk, verb="nomination_scan_read").count() == 1


def test_nobody_else_opens_the_scan(cycle: Cycle, cast: Cast, client: Client) -> None:
    nomination = enter(cycle, cast.staff, cast.officer.email)
    clerk = make_user("Other Award", "other@example.org", is_staff=True)
    root = make_user("Root", "root@example.org", is_staff=True, is_superuser=True)
    nominee = make_user("Jo Jones", "jones@example.org", is_staff=True, is_superuser=True)
    for user in (clerk, root):
        let_look_after_nothing(user)

    for user in (clerk, root, nominee, cast.officer, cast.outsider):
        client.force_login(user)
        answers = [
            client.get(reverse("admin:awards_nomination_scan", args=[nomination.pk])),
            client.get(reverse("admin:awards_nomination_scan_picture", args=[nomination.pk, 1])),
            client.post(reverse("admin:awards_nomination_scan_file", args=[nomination.pk])),
            client.post(page_of(cycle), {}),
        ]
        assert {answer.status_code for answer in answers[:3]} <= {302, 403, 404}, user.name
    assert not Entry.objects.filter(verb__startswith="nomination_scan").exists()


# --- A group -----------------------------------------------------------------------------------------------------------
IDA = {"name": "Ida Sand", "email": "Ida@Example.org", "position": "Consul, Accra"}
BO = {"name": "Bo Reed", "email": "", "position": ""}
EMPTY = {"name": "", "email": "", "position": ""}
GROUP = {"nominee_kind": "group", "nominee_name": "The Accra circle", "nominee_position": "", "nominee_mission": ""}


def group_of(*people: dict[str, str]) -> dict[str, Any]:
    return {**GROUP, "group": people}


def rows(*people: dict[str, str]) -> dict[str, str]:
    """As the page sends them."""
    typed = {f"group-{n}-{name}": value for n, person in enumerate(people) for name, value in person.items()}
    return {**typed, "group-TOTAL_FORMS": str(len(people)), "group-INITIAL_FORMS": "0"}


def names(nomination: Nomination) -> list[str]:
    return [member.name for member in nomination.group]


def test_a_group_comes_with_its_members_in_order(cast: Cast) -> None:
    cycle = make.make_cycle(nominee_kind="group")

    nomination = enter(cycle, cast.staff, cast.officer.email, words=group_of(IDA, EMPTY, BO))

    nomination = Nomination.objects.get(pk=nomination.pk)
    assert [member.as_written() for member in nomination.group] == [{**IDA, "email": "ida@example.org"}, BO]
    assert [each["name"] for each in content_of(nomination, [])["group"]] == ["Ida Sand", "Bo Reed"]  # type: ignore[union-attr, call-overload, index]


@pytest.mark.parametrize(
    ("people", "problems"),
    [
        ((), ["group"]),
        ((IDA,), ["group"]),
        ((IDA, {**BO, "name": "", "position": "Cook"}), ["group-1-name"]),
        ((IDA, {**BO, "email": "bo@"}), ["group-1-email"]),
    ],
)
def test_a_group_on_paper_is_named_as_on_the_nominators_page(
    cast: Cast, people: tuple[dict[str, str], ...], problems: list[str]
) -> None:
    cycle = make.make_cycle(nominee_kind="group")

    error = refused("incomplete", enter, cycle, cast.staff, cast.officer.email, words=group_of(*people))

    assert isinstance(error, Incomplete)
    assert [name for name, _sentence in error.problems] == problems
    assert not Nomination.objects.exists()


def test_members_of_one_person_and_too_many_are_refused(cast: Cast) -> None:
    cycle = make.make_cycle(nominee_kind="either")

    error = refused("incomplete", enter, cycle, cast.staff, cast.officer.email, words={"group": (IDA, BO)})
    refused("group_too_large", enter, cycle, cast.staff, cast.officer.email, words=group_of(*[BO] * 41))

    assert isinstance(error, Incomplete)
    assert [name for name, _sentence in error.problems] == ["nominee_kind"]


def test_whoever_is_in_the_group_enters_nothing(cast: Cast) -> None:
    cycle = make.make_cycle(nominee_kind="group")
    mine = {**BO, "email": cast.staff.email.upper()}

    refused("not_open_to_you", enter, cycle, cast.staff, cast.officer.email, words=group_of(IDA, mine))


def test_the_page_of_a_cycle_for_groups(cast: Cast, client: Client) -> None:
    cycle = make.make_cycle(nominee_kind="group")
    client.force_login(cast.staff)
    empty = client.get(page_of(cycle))
    typed = {
        "nominee_kind": "group", "nominee_name": "The Accra circle", "nominee_email": "", "language": "en", "case": "",
        "nominator_email": cast.officer.email, "received_on": day().isoformat(), "reason": "",
        "form_token": str(uuid.uuid4()), **rows(IDA, BO, EMPTY, EMPTY),
    }  # fmt: skip

    moved = client.post(page_of(cycle), {**typed, "row": "up-1"})
    added = client.post(page_of(cycle), {**typed, "row": "add"})
    removed = client.post(page_of(cycle), {**typed, "row": "remove-0"})

    assert "nominee_position" not in empty.context["form"].fields
    assert empty.text.count('name="row" value="remove-') == 4
    shown = [[row["name"].value() or "" for row in page.context["form"].group] for page in (moved, added, removed)]
    assert shown == [["Bo Reed", "Ida Sand", "", ""], ["Ida Sand", "Bo Reed", "", "", ""], ["Bo Reed", "", ""]]
    for page in (moved, added, removed):
        assert (page.status_code, page.context["form"].errors) == (200, {})
        assert f'value="{cast.officer.email}"' in page.text and 'value="The Accra circle"' in page.text
    assert not Nomination.objects.exists()
    scanned = {**typed, "scan": SimpleUploadedFile("scan.pdf", pdf(["The case."]))}
    answer = client.post(page_of(cycle), scanned, follow=True)
    assert names(Nomination.objects.get()) == ["Ida Sand", "Bo Reed"]
    assert "Ida Sand" in answer.text


def test_the_page_says_what_is_wrong_with_the_members(cast: Cast, client: Client) -> None:
    cycle = make.make_cycle(nominee_kind="either")
    client.force_login(cast.staff)
    typed = {
        **NOMINEE, "nominee_kind": "group", "nominator_email": cast.officer.email, "received_on": day().isoformat(),
        "reason": "", "form_token": str(uuid.uuid4()),
    }  # fmt: skip

    def answer(*people: dict[str, str]) -> str:
        scan = SimpleUploadedFile("scan.pdf", pdf(["The case."]))
        return client.post(page_of(cycle), {**typed, **rows(*people), "scan": scan}).text

    assert "Name at least two members of the group." in answer(IDA)
    assert "Something in the list of members is too long." in answer({**IDA, "name": "x" * 151}, BO)
    assert not Nomination.objects.exists()


def test_a_cycle_for_one_person_asks_for_no_members(cycle: Cycle, cast: Cast, client: Client) -> None:
    Cycle.objects.update(nominee_kind="individual")
    client.force_login(cast.staff)

    assert "group-TOTAL_FORMS" not in client.get(page_of(cycle)).text


# --- A scan that cannot be shown ---------------------------------------------------------------------------------------
def failed(nomination: Nomination) -> ReadersCopy:
    copy = ReadersCopy.objects.get(original=nomination.scan)
    copy.advance("failed", problem="damaged")
    return copy


def test_a_scan_that_cannot_be_shown_is_tried_again_by_who_holds_it(
    cycle: Cycle, cast: Cast, client: Client, commits: Any
) -> None:
    nomination = enter(cycle, cast.staff, cast.officer.email)
    copy = failed(nomination)
    page, again = (reverse(f"admin:awards_nomination_scan{part}", args=[nomination.pk]) for part in ("", "_again"))
    record = reverse("admin:awards_nomination_change", args=[nomination.pk])
    client.force_login(cast.staff)
    waits = reverse("admin:waiting", args=["unreadable-scans"])

    assert f'href="{page}"' in client.get(waits).text
    assert "It cannot be shown: open it to try again." in client.get(record).text
    read = client.get(page).text
    assert "The file is damaged or incomplete." in read and "Download the scan to read it, or try again." in read
    assert f'action="{again}"' in read
    assert client.get(again).status_code == 405
    with commits():
        answer = client.post(again)

    copy.refresh_from_db()
    assert (answer.headers["Location"], copy.state) == (page, "ready")
    assert Entry.objects.get(verb="copy_asked_again").by == cast.staff
    assert "Try again" not in client.get(page).text
    assert "It cannot be shown" not in client.get(record).text
    assert f'href="{page}"' not in client.get(waits).text


def test_nobody_else_has_it_made_again(cycle: Cycle, cast: Cast, client: Client) -> None:
    nomination = enter(cycle, cast.staff, cast.officer.email, words={"nominee_name": cast.staff.name})
    copy = failed(nomination)
    again = reverse("admin:awards_nomination_scan_again", args=[nomination.pk])
    clerk = make_user("Other Award", "other@example.org", is_staff=True)
    nominee = make_user("Jo Jones", "jones@example.org", is_staff=True, is_superuser=True)
    let_look_after_nothing(clerk)

    for user, status in ((clerk, 404), (nominee, 404), (cast.officer, 302), (cast.outsider, 302)):
        client.force_login(user)
        assert client.post(again).status_code == status, user.name
    client.force_login(cast.staff)
    namesake = client.post(again)

    copy.refresh_from_db()
    assert namesake.headers["Location"] == reverse("admin:awards_nomination_same_name", args=[nomination.pk])
    assert copy.state == "failed" and not Entry.objects.filter(verb="copy_asked_again").exists()


def test_of_what_has_no_scan_there_is_no_page(cycle: Cycle, cast: Cast, client: Client) -> None:
    nomination = make.make_submitted(cycle, cast.officer)
    client.force_login(cast.staff)

    assert client.get(reverse("admin:awards_nomination_scan", args=[nomination.pk])).status_code == 404


def test_a_namesake_says_first_who_they_are_not(cycle: Cycle, cast: Cast, client: Client) -> None:
    nomination = enter(cycle, cast.staff, cast.officer.email, words={"nominee_name": cast.staff.name})
    client.force_login(cast.staff)

    for name, method in (("scan", client.get), ("scan_file", client.post)):
        answer = method(reverse(f"admin:awards_nomination_{name}", args=[nomination.pk]))
        assert answer.headers["Location"] == reverse("admin:awards_nomination_same_name", args=[nomination.pk])
    assert client.get(reverse("admin:awards_nomination_scan_picture", args=[nomination.pk, 1])).status_code == 404
