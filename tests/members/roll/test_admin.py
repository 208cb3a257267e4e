"""The roll at the desk: read as of any day, changed by one verb a page, found at any size for the same cost."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.accounts.actions.accounts import set_up_office
from members.demonstration import populate
from members.eligibility import today
from members.models import Appointment, ContactDetail, Leave, Member, Membership, Posting, RollAddress, User
from members.roll import search
from pafso.audit.models import Entry
from tests.factories.office import open_and_save
from tests.factories.people import Cast, make_member, make_user

LIST = "/admin/members/member/"
DAKAR = {"mission": "Embassy of Canada", "city": "Dakar", "country": "Senegal", "time_zone": "Africa/Dakar"}


@pytest.fixture
def clerk(cast: Cast) -> User:
    user = make_user("Camille Bureau", "camille@example.org", is_staff=True)
    user.groups.add(set_up_office())
    return user


@pytest.fixture
def desk(clerk: User, client: Client) -> Client:
    client.force_login(clerk)
    return client


@pytest.fixture
def officer(cast: Cast) -> Member:
    return Member.objects.get(user=cast.officer)


def entry(member: Member, path: str = "change/") -> str:
    return f"{LIST}{member.pk}/{path}"


def facts(page: Any) -> dict[str, tuple[bool, str]]:
    found = {}
    for label, fact in page.context["facts"]:
        holds, reason = (fact["holds"], fact["reason"]) if isinstance(fact, dict) else (fact.holds, str(fact.reason))
        found[str(label)] = (holds, reason)
    return found


def errors(page: Any) -> list[str]:
    return list(page.context["form"].non_field_errors())


# The list


@pytest.mark.parametrize(
    "query", ["", "?q=tremblay", "?q=member1000", "?class=regular", "?account=yes", "?entries=merged"]
)
def test_the_list_costs_the_same_at_any_size(desk: Client, query: str) -> None:
    desk.get(LIST)
    costs = []
    for more in (1, 80):
        populate(more, Random(1))
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(LIST + query).status_code == 200
        costs.append(len(queries))
        counts = [each["sql"] for each in queries if "COUNT(" in each["sql"]]
        assert all("LIMIT 1001" in sql for sql in counts)  # never the whole table

    assert max(costs) <= 15
    assert costs[0] == costs[1] or query  # a search that finds nobody asks for nothing more


def test_the_list_says_who_holds_which_class_today(desk: Client, cast: Cast) -> None:
    text = desk.get(LIST).content.decode()
    retired = desk.get(LIST, {"class": "retired"}).context["cl"].result_list

    assert [(row.number, [str(held.kind) for held in row.held_today]) for row in retired] == [("1003", ["Retired"])]
    assert text.count('class="field-class_today"') == 4


def test_filters_by_account_and_by_entries_that_count_no_more(desk: Client, officer: Member) -> None:
    make_member(None, "2001", name="Élodie Ferron")
    Member.objects.filter(number="1002").update(merged_into=officer)
    Member.objects.filter(number="1003").update(erased_at=timezone.now())

    def listed(**query: str) -> set[str]:
        return {row.number for row in desk.get(LIST, query).context["cl"].result_list}

    assert listed() == {"1001", "1004", "2001"}
    assert listed(account="no") == {"2001"}
    assert listed(account="yes") == {"1001", "1004"}
    assert listed(entries="merged") == {"1002"}
    assert listed(entries="erased") == {"1003"}


@pytest.mark.parametrize(
    ("term", "found"), [("lefevre", 1), ("benoit lef", 1), ("1002", 1), ("Benoit@ex", 1), ("zzz", 0), ("  ", 4)]
)
def test_a_member_is_found_by_how_they_begin(desk: Client, cast: Cast, term: str, found: int) -> None:
    page = desk.get(LIST, {"q": term})

    assert len(page.context["cl"].result_list) == found


def test_a_search_that_finds_too_many_says_so(desk: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_FOUND", 2)

    page = desk.get(LIST, {"q": "100"})

    assert len(page.context["cl"].result_list) == 2
    assert "These are only some of the results." in page.content.decode()


# The page of a person


def test_facts_of_today_with_their_reasons(desk: Client, officer: Member) -> None:
    Appointment.objects.create(member=officer, level="FS-03", kind="acting", starts_on=date(2020, 1, 1))
    Posting.objects.create(member=officer, starts_on=date(2024, 8, 1), **DAKAR)
    Leave.objects.create(member=officer, starts_on=date(2026, 1, 1))

    assert facts(desk.get(entry(officer))) == {
        "In good standing": (
            True,
            "Regular member since September 1, 2015. On leave without pay that day. No dues are deducted from pay.",
        ),
        "Regular member": (True, "Regular member since September 1, 2015."),
        "Substantive level": (False, "Acting FS-03 only. Acting levels do not count."),
        "Stream": (False, "Acting FS-03 only. Acting levels do not count."),
        "Posting": (True, "Embassy of Canada, Dakar, Senegal"),
    }


def test_facts_of_a_chosen_day(desk: Client, cast: Cast) -> None:
    member = Member.objects.get(user=cast.retiree)

    then = desk.get(entry(member), {"on": "2019-06-30"})
    now = desk.get(entry(member), {"on": "2019-07-01"})
    wrong = desk.get(entry(member), {"on": "yesterday"})

    assert [facts(page)["Regular member"][0] for page in (then, now, wrong)] == [True, False, False]
    assert [page.context["on"] for page in (then, wrong)] == [date(2019, 6, 30), today()]
    assert "On June 30, 2019" in then.content.decode()
    assert "Enter a valid date." in wrong.content.decode()


def test_a_page_costs_the_same_with_one_row_of_each_kind_and_with_three(desk: Client, officer: Member) -> None:
    def rows(first: date) -> None:
        last = first + timedelta(days=20)
        for made in (
            Appointment(level="FS-02", starts_on=first, ends_on=last),
            Posting(starts_on=first, ends_on=last, **DAKAR),
            Leave(starts_on=first, ends_on=last),
            Membership(kind_id="retired", starts_on=first, ends_on=last),
        ):
            made.member = officer
            made.save()
        RollAddress.objects.create(member=officer, email=f"{first}@example.org")

    desk.get(entry(officer))
    costs = []
    for years in ([1990], [1991, 1992]):
        for year in years:
            rows(date(year, 1, 1))
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(entry(officer)).status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 18


def test_struck_rows_are_shown_struck_with_who_and_why(desk: Client, officer: Member, clerk: User) -> None:
    desk.post(entry(officer, f"career/memberships/{officer.memberships.get().pk}/strike/"), {"reason": "Wrong person."})

    text = desk.get(entry(officer)).content.decode()
    assert "<s><strong>Regular</strong></s>" in text
    assert "by <bdi>Camille Bureau</bdi>: Wrong person." in text
    assert facts(desk.get(entry(officer)))["In good standing"] == (False, "No membership on the roll.")


def test_what_a_person_says_is_read_only_and_no_account_is_set_by_hand(
    desk: Client, officer: Member, cast: Cast
) -> None:
    text = desk.get(entry(officer)).content.decode()
    for name in ("name", "preferred_name", "language", "time_zone", "user"):
        assert f'id="id_{name}"' not in text

    form = {"number": "1001", "employer": "gac", "name": "Mallory", "language": "fr", "user": str(cast.newcomer.pk)}
    open_and_save(desk, entry(officer), form)

    officer.refresh_from_db()
    assert (officer.name, officer.language, officer.user_id, officer.employer) == (
        "Alix Tremblay-Okafor",
        "en",
        cast.officer.pk,
        "gac",
    )
    assert Entry.objects.get(subject_type="members.Member").verb == "member_changed"


def test_without_an_account_the_office_corrects_the_name(desk: Client, cast: Cast) -> None:
    member = make_member(None, "2001", name="Élodie Ferron")
    form = {
        "number": "2001",
        "name": "Élodie Ferron-Roy",
        "language": "fr",
        "time_zone": "America/Toronto",
        "user": "1",
    }

    open_and_save(desk, entry(member), form)

    member.refresh_from_db()
    assert (member.name, member.sort_name, member.language, member.time_zone, member.user_id) == (
        "Élodie Ferron-Roy",
        "elodie ferron-roy",
        "fr",
        "America/Toronto",
        None,
    )
    assert [row.verb for row in Entry.objects.all()] == ["member_changed"]


def test_a_new_person_is_entered_and_led_to_the_membership(desk: Client) -> None:
    answer = desk.post(f"{LIST}add/", {"number": "3001", "name": "Élodie Ferron", "language": "fr"}, follow=True)

    member = Member.objects.get(number="3001")
    assert answer.redirect_chain == [(entry(member), 302)]
    assert "Entered on the roll. Add the membership now, and the addresses." in answer.content.decode()
    assert (member.sort_name, member.language) == ("elodie ferron", "fr")
    assert [row.verb for row in Entry.objects.all()] == ["member_added"]


def test_merged_and_erased_entries_are_only_read(desk: Client, officer: Member) -> None:
    Member.objects.filter(pk=officer.pk).update(merged_into=Member.objects.get(number="1002"))

    page = desk.get(entry(officer))

    assert "Benoît Lefèvre (1002)" in page.content.decode()
    assert "career/memberships/add/" not in page.content.decode()
    assert desk.post(entry(officer), {"number": "9", "employer": "gac"}).status_code == 403
    assert desk.post(entry(officer, "career/leaves/add/"), {"starts_on": "2026-01-01"}).status_code == 404
    assert facts(page)["In good standing"] == (False, "This entry was merged into another one of the same person.")


# One verb a page


def test_a_row_is_added_and_ends_the_one_before(desk: Client, officer: Member) -> None:
    form = {"kind": "retired", "starts_on": "2026-04-01", "ends_on": "", "reason": "Retired", "follows": "on"}

    for _ in range(2):
        answer = desk.post(entry(officer, "career/memberships/add/"), form)

    assert (answer.status_code, answer["Location"]) == (302, entry(officer))
    rows = list(Membership.objects.filter(member=officer).order_by("starts_on").values_list("kind", "ends_on"))
    assert rows == [("regular", date(2026, 3, 31)), ("retired", None)]
    assert [row.verb for row in Entry.objects.order_by("id")] == ["membership_ended", "membership_added"]


def test_an_overlap_is_said_and_what_was_typed_is_kept(desk: Client, officer: Member) -> None:
    page = desk.post(
        entry(officer, "career/memberships/add/"),
        {"kind": "retired", "starts_on": "2026-04-01", "reason": "Kept words"},
    )

    assert errors(page) == ["This person holds another membership on some of these days."]
    assert "Kept words" in page.content.decode()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("slug", "form", "model"),
    [
        ("appointments", {"kind": "substantive", "level": "FS-02", "starts_on": "2026-01-01"}, Appointment),
        ("postings", {**DAKAR, "starts_on": "2026-01-01", "follows": "on"}, Posting),
        ("dues", {"starts_on": "2026-01-01"}, None),
        ("leaves", {"kind": "with_pay", "starts_on": "2026-01-01", "ends_on": "2026-02-01"}, Leave),
    ],
)
def test_rows_of_each_kind(desk: Client, officer: Member, slug: str, form: dict[str, str], model: Any) -> None:
    assert desk.get(entry(officer, f"career/{slug}/add/")).status_code == 200
    assert desk.post(entry(officer, f"career/{slug}/add/"), form).status_code == 302

    table = next(each for each in desk.get(entry(officer)).context["tables"] if each.kind.slug == slug)
    assert [row.starts_on for row in table.rows] == [date(2026, 1, 1)]
    assert model is None or isinstance(table.rows[0], model)


def test_a_row_is_ended(desk: Client, officer: Member) -> None:
    term = officer.memberships.get()
    path = entry(officer, f"career/memberships/{term.pk}/end/")

    early = open_and_save(desk, path, {"ends_on": "2015-08-31"})
    done = open_and_save(desk, path, {"ends_on": "2026-03-31", "reason": "Resigned"})

    term.refresh_from_db()
    assert errors(early) == ["The last day comes before the first."]
    assert (done.status_code, term.ends_on, term.reason) == (302, date(2026, 3, 31), "Resigned")
    later = open_and_save(desk, path, {"ends_on": "2026-12-31"})
    assert errors(later) == [
        "This already has a last day, March 31, 2026. If it is wrong, strike the row out and enter it again."
    ]


def test_striking_out_asks_for_a_reason_first(desk: Client, officer: Member, clerk: User) -> None:
    term = officer.memberships.get()
    path = entry(officer, f"career/memberships/{term.pk}/strike/")

    assert desk.get(path).status_code == 200
    assert desk.post(path, {"reason": " "}).context["form"].errors == {"reason": ["This field is required."]}
    for _ in range(2):
        assert desk.post(path, {"reason": "Wrong person."}).status_code == 302

    term.refresh_from_db()
    assert (term.struck_by, term.struck_reason) == (clerk, "Wrong person.")
    assert Entry.objects.filter(verb="membership_struck_out").count() == 1


@pytest.mark.req("R15")
def test_a_row_of_somebody_else_is_not_found_here(desk: Client, officer: Member) -> None:
    other = Member.objects.get(number="1002").memberships.get()
    address = RollAddress.objects.get(member__number="1002")

    for path in (f"career/memberships/{other.pk}/end/", f"career/memberships/{other.pk}/strike/"):
        assert desk.post(entry(officer, path), {"reason": "x", "ends_on": "2026-01-01"}).status_code == 404
    assert desk.post(entry(officer, f"address/{address.pk}/removal/")).status_code == 404
    assert desk.get(entry(officer, "career/secrets/add/")).status_code == 404
    assert not Entry.objects.exists()


def test_addresses_are_added_verified_and_taken_off(desk: Client, officer: Member) -> None:
    desk.post(entry(officer, "address/add/"), {"email": "Alix@Mission.example", "kind": "work"})
    address = RollAddress.objects.get(email="alix@mission.example")
    assert address.verified_at is None

    assert desk.get(entry(officer, f"address/{address.pk}/verification/")).status_code == 302
    address.refresh_from_db()
    assert address.verified_at is None  # a GET does nothing

    desk.post(entry(officer, f"address/{address.pk}/verification/"))
    address.refresh_from_db()
    assert address.verified_at is not None
    desk.post(entry(officer, f"address/{address.pk}/removal/"))
    assert not RollAddress.objects.filter(pk=address.pk).exists()


def test_contact_details_are_written_and_taken_off(desk: Client, officer: Member) -> None:
    path = entry(officer, "contact/")
    open_and_save(desk, f"{path}?kind=mobile", {"kind": "mobile", "value": "+221 77 555 0100"})
    shown = desk.get(path, {"kind": "mobile"}).content.decode()

    assert "+221 77 555 0100" in shown
    assert ContactDetail.objects.get().seen_by == "nobody"
    open_and_save(desk, f"{path}?kind=mobile", {"kind": "mobile", "value": ""})
    assert not ContactDetail.objects.exists()
    assert "555 0100" not in str(list(Entry.objects.values_list("changes", flat=True)))


def test_a_detail_of_another_kind_is_not_overwritten_unseen(desk: Client, officer: Member) -> None:
    """The page opens without a kind, or with another one than is chosen on it."""
    officer.contacts.create(kind="mobile", value="+1 613 555 0100")
    path, typed = entry(officer, "contact/"), {"kind": "mobile", "value": "+221 77 555 0100"}

    refused = open_and_save(desk, path, typed)

    assert (refused.status_code, officer.contacts.get().value) == (409, "+1 613 555 0100")
    assert [(each.theirs, each.yours) for each in refused.context["versions"]] == [
        ("+1 613 555 0100", "+221 77 555 0100")
    ]
    assert desk.post(path, typed | {"as_read": refused.context["as_read"]}).status_code == 302
    assert officer.contacts.get().value == "+221 77 555 0100"


def test_nobody_keeps_their_own_entry(desk: Client, clerk: User) -> None:
    member = make_member(clerk, "2001", ("regular", date(2020, 1, 1), None))

    page = desk.post(entry(member, "career/dues/add/"), {"starts_on": "2026-01-01"})

    assert errors(page) == ["This is your own entry: a colleague in the office must do this."]
    assert "This is your own entry" in desk.get(entry(member)).content.decode()


@pytest.mark.req("R14")
def test_somebody_who_may_only_read_changes_nothing(cast: Cast, officer: Member, client: Client) -> None:
    reader = make_user("Robin Reader", "robin@example.org", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_member"))
    client.force_login(reader)
    address = RollAddress.objects.get(member=officer)

    assert client.get(entry(officer)).status_code == 200
    assert "career/memberships/add/" not in client.get(entry(officer)).content.decode()
    for path in ("career/dues/add/", "address/add/", f"address/{address.pk}/removal/", "contact/"):
        assert client.post(entry(officer, path), {"starts_on": "2026-01-01"}).status_code == 403
    client.force_login(cast.officer)
    assert client.get(entry(officer, "career/dues/add/")).status_code in {302, 403}
