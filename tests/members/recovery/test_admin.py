"""The desk's side of what is done only by two: who sees which button, and that a button alone does nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.merging import actions as merging
from members.models import Member, Merge, Posting, Recovery, User
from members.recovery import actions as recovery
from tests.factories.people import Cast, make_member, make_user

ASKED = {"new_address": "alix@new.example", "evidence": "Video call.", "takes_off_second_step": ""}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def duplicate(cast: Cast) -> Member:
    member = make_member(None, "2002", name="Alix Tremblay-Okafor")
    Posting.objects.create(
        member=member, mission="Embassy", city="Dakar", country="Sénégal", starts_on=date(2012, 8, 1)
    )
    return member


def text(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


# --- Recovery --------------------------------------------------------------------------------------------------------
def test_asked_from_the_accounts_page_and_approved_by_a_colleague(cast: Cast, clerk: User, second: User) -> None:
    ask = f"/admin/members/recovery/ask/{cast.officer.pk}/"
    mine, hers = signed_in(clerk), signed_in(second)
    assert ask in text(mine.get(f"/admin/members/user/{cast.officer.pk}/change/"))
    assert "alix@example.org" in text(mine.get(ask))

    asked = mine.post(ask, ASKED)
    mine.post(ask, ASKED)

    row = Recovery.objects.get()
    page = f"/admin/members/recovery/{row.pk}/change/"
    assert (asked.status_code, asked["Location"]) == (302, page)
    own = text(mine.get(page))
    assert "Another colleague must approve it" in own
    assert "step/approve/" not in own
    assert "step/stop/" in own
    assert f"step/approve/{''}" in text(hers.get(page))
    assert "Alix Tremblay-Okafor · alix@example.org" in text(hers.get("/admin/"))
    assert hers.post(f"/admin/members/recovery/{row.pk}/step/approve/").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.asked_by, row.decided_by) == ("approved", clerk, second)
    assert "Recoveries that a colleague asked for" not in text(hers.get("/admin/"))


@pytest.mark.req("R21", "R26")
def test_a_get_moves_nothing_and_the_asker_approves_nothing(cast: Cast, clerk: User, second: User) -> None:
    row = recovery.ask_recovery(
        cast.officer, new_address="alix@new.example", evidence="x", takes_off_second_step=False, by=clerk
    )
    for verb in ("approve", "refuse", "stop", "other"):
        signed_in(second).get(f"/admin/members/recovery/{row.pk}/step/{verb}/")
    answer = signed_in(clerk).post(f"/admin/members/recovery/{row.pk}/step/approve/", follow=True)

    assert "You asked for this. Another colleague must decide." in text(answer)
    assert Recovery.objects.get().state == "asked"


def test_refused_with_a_reason_and_stopped(cast: Cast, clerk: User, second: User) -> None:
    asked = {"new_address": "alix@new.example", "evidence": "x", "takes_off_second_step": False, "by": clerk}
    for verb, state in (("refuse", "refused"), ("stop", "stopped")):
        row = recovery.ask_recovery(cast.officer, **asked)
        signed_in(second).post(f"/admin/members/recovery/{row.pk}/step/{verb}/", {"reason": "Not enough."})
        row.refresh_from_db()
        assert row.state == state


@pytest.mark.req("R14", "R15", "R21")
def test_others_neither_see_nor_ask(cast: Cast, clerk: User) -> None:
    row = recovery.ask_recovery(
        cast.officer, new_address="alix@new.example", evidence="Badge 4711", takes_off_second_step=False, by=clerk
    )
    bare = make_user("No Rights", "bare@example.org", is_staff=True)
    pages = ("", f"{row.pk}/change/", f"ask/{cast.outsider.pk}/", f"{row.pk}/step/approve/", f"{row.pk}/step/stop/")

    for who in (bare, cast.colleague, cast.officer):
        client = signed_in(who)
        for page in pages:
            for method in (client.get, client.post):
                answer = method(f"/admin/members/recovery/{page}")
                assert answer.status_code in {302, 403}, (who, page)
                assert b"Badge 4711" not in answer.content
    assert list(Recovery.objects.values_list("state", flat=True)) == ["asked"]


def test_nothing_typed_is_lost_and_the_reason_of_a_refusal_is_read(cast: Cast, clerk: User) -> None:
    mine = signed_in(clerk)
    ask = f"/admin/members/recovery/ask/{cast.officer.pk}/"

    taken = text(mine.post(ask, {**ASKED, "new_address": "benoit@example.org"}))
    empty = text(mine.post(ask, {**ASKED, "evidence": " "}))

    assert "This address belongs to somebody else, or to another account." in taken
    assert "Video call." in taken
    assert "alix@new.example" in empty
    assert not Recovery.objects.exists()


@pytest.mark.req("R21")
def test_no_account_of_the_office_is_asked_for(cast: Cast, clerk: User, second: User) -> None:
    mine = signed_in(clerk)

    answer = mine.get(f"/admin/members/recovery/ask/{second.pk}/", follow=True)

    assert "Accounts of the office and of jurors are never opened this way." in text(answer)
    assert f"/ask/{second.pk}/" not in text(mine.get(f"/admin/members/user/{second.pk}/change/"))


# --- Merging ---------------------------------------------------------------------------------------------------------
def test_proposed_from_the_list_and_consented_by_a_colleague(
    cast: Cast, clerk: User, second: User, duplicate: Member
) -> None:
    mine, hers = signed_in(clerk), signed_in(second)
    kept = cast.officer.member
    chosen = {"action": "merge_two", "_selected_action": [duplicate.pk, kept.pk]}
    new = f"/admin/members/merge/new/{kept.pk}/{duplicate.pk}/"
    assert mine.post("/admin/members/member/", chosen)["Location"] == new
    assert "Posting: Embassy, Dakar, Sénégal, since August 1, 2012" in text(mine.get(new))

    mine.post(new, {"reason": "Same person."})
    mine.post(new, {"reason": "Same person."})

    merge = Merge.objects.get()
    page, move = f"/admin/members/merge/{merge.pk}/change/", f"/admin/members/merge/{merge.pk}/step"
    own = text(mine.get(page))
    assert "step/consent/" not in own
    assert "Remove the record" in own
    assert "Posting: Embassy, Dakar" in own
    assert f"{move}/consent/" in text(hers.get(page))
    assert "Alix Tremblay-Okafor · 2002" in text(hers.get("/admin/"))
    hers.get(f"{move}/consent/")
    assert Merge.objects.get().state == "proposed"
    hers.post(f"{move}/consent/")
    assert Merge.objects.get().state == "merged"
    done = text(mine.get(page))
    assert "Undo this merge (30 days left)" in done
    assert "What was moved" in done
    assert "Undone: both entries are as they were." in text(mine.post(f"{move}/undo/", follow=True))
    duplicate.refresh_from_db()
    assert (duplicate.merged_into, duplicate.postings.count()) == (None, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_two_entries_are_chosen_and_no_other_number(cast: Cast, clerk: User, count: int) -> None:
    chosen = list(Member.objects.values_list("pk", flat=True)[:count])

    answer = signed_in(clerk).post(
        "/admin/members/member/", {"action": "merge_two", "_selected_action": chosen}, follow=True
    )

    assert "Choose exactly two entries." in text(answer)


def test_the_likely_duplicates_are_offered(cast: Cast, clerk: User, duplicate: Member) -> None:
    mine, kept = signed_in(clerk), cast.officer.member
    choose = f"/admin/members/merge/with/{kept.pk}/"

    assert choose in text(mine.get(f"/admin/members/member/{kept.pk}/change/"))
    assert f"/admin/members/merge/new/{kept.pk}/{duplicate.pk}/" in text(mine.get(choose))
    assert mine.get(choose, {"number": "1002"})["Location"].endswith(f"/{kept.pk}/{cast.colleague.member.pk}/")
    assert "No entry has this number." in text(mine.get(choose, {"number": "9"}))
    assert "These are the same entry." in text(mine.get(choose, {"number": "1001"}))


def test_a_merged_entry_leaves_the_list_and_says_into_whom(
    cast: Cast, clerk: User, second: User, duplicate: Member
) -> None:
    merge = merging.propose_merge(cast.officer.member, duplicate, reason="Same.", by=clerk)
    merging.consent_merge(merge, by=second)
    mine = signed_in(clerk)

    found = mine.get("/admin/members/member/", {"q": "alix"}).context["cl"].result_list

    assert [member.number for member in found] == ["1001"]
    assert "Merged into" in text(mine.get(f"/admin/members/member/{duplicate.pk}/change/"))


def test_what_changed_since_is_shown_with_a_way_on(cast: Cast, clerk: User, second: User, duplicate: Member) -> None:
    merge = merging.propose_merge(cast.officer.member, duplicate, reason="Same.", by=clerk)
    duplicate.postings.update(city="Saint-Louis")
    hers = signed_in(second)

    page = text(hers.get(f"/admin/members/merge/{merge.pk}/change/"))

    assert "Something about these entries has changed" in page
    assert "Saint-Louis" in page
    assert "step/consent/" not in page
    hers.post(f"/admin/members/merge/{merge.pk}/step/consent/")
    assert Merge.objects.get().state == "proposed"


@pytest.mark.req("R14", "R15", "R21")
def test_others_neither_see_nor_merge(cast: Cast, clerk: User, duplicate: Member) -> None:
    merge = merging.propose_merge(cast.officer.member, duplicate, reason="Reason 4711", by=clerk)
    bare = make_user("No Rights", "bare@example.org", is_staff=True)
    pages = (
        "", f"{merge.pk}/change/", f"{merge.pk}/step/consent/", f"with/{duplicate.pk}/",
        f"new/{cast.officer.member.pk}/{duplicate.pk}/",
    )  # fmt: skip

    for who in (bare, cast.colleague):
        client = signed_in(who)
        for page in pages:
            for method in (client.get, client.post):
                answer = method(f"/admin/members/merge/{page}")
                assert answer.status_code in {302, 403}, (who, page)
                assert b"Reason 4711" not in answer.content
    assert Merge.objects.get().state == "proposed"


@pytest.mark.parametrize("what", ["recovery", "merge"])
def test_lists_cost_the_same_with_one_and_three_rows(cast: Cast, clerk: User, second: User, what: str) -> None:
    mine, costs = signed_in(clerk), []
    people = [cast.officer, cast.colleague, cast.retiree]
    mine.get(f"/admin/members/{what}/")
    for some in (people[:1], people[1:]):
        for user in some:
            if what == "merge":
                merging.propose_merge(user.member, make_member(None, f"9{user.pk}"), reason="x", by=second)
            else:
                address = f"{user.pk}@new.example"
                recovery.ask_recovery(user, new_address=address, evidence="x", takes_off_second_step=False, by=second)
        with CaptureQueriesContext(connection) as queries:
            assert len(mine.get(f"/admin/members/{what}/").context["cl"].result_list) == (3 if costs else 1)
            mine.get("/admin/")
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_days_left_run_out(cast: Cast, clerk: User, second: User, duplicate: Member) -> None:
    merge = merging.propose_merge(cast.officer.member, duplicate, reason="Same.", by=clerk)
    merging.consent_merge(merge, by=second, now=timezone.now() - timedelta(days=30))

    page = text(signed_in(clerk).get(f"/admin/members/merge/{merge.pk}/change/"))

    assert "step/undo/" not in page
