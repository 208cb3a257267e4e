"""The wish for a paper copy, and its address: written, readdressed, ended; kept from everybody but the office."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from members.deaths.actions import record_death
from members.merging import actions as merging
from members.models import Member, Membership, PaperCopy, User
from members.roll.actions.paper import for_envelope, set_paper_copy
from pafso.audit.models import Entry
from pafso.errors import NotEligible, Refused, WrongMove
from tests.factories.people import Cast, make_member, make_user

NOW = datetime(2026, 4, 5, 16, tzinfo=UTC)
TODAY = date(2026, 4, 5)
ADDRESS = "12, rue de l’Église\nMontréal (Québec)  H2X 1Y4"


@pytest.fixture
def unjoined(cast: Cast) -> Member:
    return make_member(None, "2001", ("retired", date(2000, 1, 1), None), name="Élodie Ferron")


def say(
    member: Member, lines: str = ADDRESS, country: str = "CA", *, by: User, wanted: bool = True
) -> PaperCopy | None:
    return set_paper_copy(member, is_wanted=wanted, lines=lines, country=country, by=by, now=NOW)


def trail() -> list[tuple[str, Any]]:
    return list(Entry.objects.order_by("id").values_list("verb", "changes"))


def sent() -> set[str]:
    return set(PaperCopy.objects.to_send(TODAY).values_list("member__number", flat=True))


def test_it_is_wanted_readdressed_and_ended(cast: Cast, unjoined: Member) -> None:
    first = say(unjoined, by=cast.staff)
    again = say(unjoined, f"  {ADDRESS}\r\n\r\n", by=cast.staff)
    moved = say(unjoined, "1 Rue A", "SN", by=cast.staff)

    assert first == again == moved
    row = PaperCopy.objects.get()
    assert (row.member, row.lines, row.country, row.changed_at) == (unjoined, "1 Rue A", "SN", NOW)

    assert [say(unjoined, wanted=False, by=cast.staff) for _ in range(2)] == [None, None]
    assert not PaperCopy.objects.exists()
    assert trail() == [("paper_copy_wanted", {}), ("paper_copy_readdressed", {}), ("paper_copy_ended", {})]


def test_a_wish_without_an_address_has_no_country_and_no_label(cast: Cast, unjoined: Member) -> None:
    say(unjoined, "", "CA", by=cast.staff)

    row = PaperCopy.objects.get()
    assert (row.lines, row.country) == ("", "")
    assert list(PaperCopy.objects.to_members(TODAY)) == [row]
    assert sent() == set()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 1 Elm \r\n\r\n\tOttawa ", "1 Elm\nOttawa"),
        ("1\u2028Elm\x07 Street", "1\nElm Street"),
        ("12 \u202emlE\u202c\u200b", "12 mlE"),
        ("E\u0301glise", "Église"),
        ("حي السلام", "حي السلام"),
        ("", ""),
    ],
)
def test_lines_are_those_of_an_envelope(typed: str, kept: str) -> None:
    assert for_envelope(typed) == kept


@pytest.mark.parametrize(
    ("lines", "country", "code"),
    [
        ("1\n2\n3\n4\n5\n6\n7", "CA", "too_many_lines"),
        ("x" * 61, "CA", "line_too_long"),
        ("1 Elm", "", "no_country"),
        ("1 Elm", "ZZ", "no_country"),
    ],
)
def test_what_no_label_can_hold_is_refused(cast: Cast, unjoined: Member, lines: str, country: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        say(unjoined, lines, country, by=cast.staff)

    assert refused.value.code == code
    assert (PaperCopy.objects.count(), trail()) == (0, [])


def test_as_much_as_a_label_holds_is_taken(cast: Cast, unjoined: Member) -> None:
    lines = "\n".join(["x" * 60] * 6)

    say(unjoined, lines, "CA", by=cast.staff)

    row = PaperCopy.objects.get()
    assert row.lines == lines
    row.full_clean()


@pytest.mark.parametrize(("lines", "country"), [("1 Elm", ""), ("", "CA")])
def test_the_database_holds_lines_and_country_together(unjoined: Member, lines: str, country: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperCopy.objects.create(member=unjoined, lines=lines, country=country)
    with pytest.raises(ValidationError):
        PaperCopy(member=unjoined, lines="1 Elm", country="ZZ").full_clean()


def test_a_former_member_gets_none_and_may_take_the_address_away(cast: Cast, unjoined: Member) -> None:
    say(unjoined, by=cast.staff)
    Membership.objects.filter(member=unjoined).update(ends_on=date(2026, 4, 4))

    assert sent() == set()
    with pytest.raises(NotEligible) as refused:
        say(unjoined, "2 Elm", by=cast.staff)
    assert refused.value.code == "not_a_member"

    assert say(unjoined, wanted=False, by=cast.staff) is None
    assert not PaperCopy.objects.exists()


def test_the_dead_get_none_and_a_mistake_brings_it_back(cast: Cast, unjoined: Member) -> None:
    say(unjoined, by=cast.staff)
    assert sent() == {"2001"}

    record_death(unjoined, died_on=TODAY, source="The family wrote.", by=cast.staff, now=NOW)

    assert sent() == set()
    with pytest.raises(NotEligible):
        say(unjoined, "2 Elm", by=cast.staff)
    Member.objects.update(died_on=None)
    assert sent() == {"2001"}


@pytest.mark.parametrize("closed", [{"struck_at": NOW}, {"erased_at": NOW}])
def test_an_entry_that_counts_no_more_gets_none_and_is_not_changed(
    cast: Cast, unjoined: Member, closed: dict[str, Any]
) -> None:
    say(unjoined, by=cast.staff)
    Member.objects.filter(pk=unjoined.pk).update(**closed)

    assert sent() == set()
    with pytest.raises(WrongMove):
        say(unjoined, "2 Elm", by=cast.staff)


# Two entries that become one


def merge(kept: Member, duplicate: Member, one: User, other: User) -> Any:
    proposed = merging.propose_merge(kept, duplicate, reason="The same.", by=one, now=NOW)
    return merging.consent_merge(proposed, by=other, now=NOW)


def test_a_merge_takes_the_wish_along_and_its_undoing_gives_it_back(cast: Cast, unjoined: Member) -> None:
    second = make_user("Sam Second", "sam@example.org", is_staff=True, is_superuser=True)
    duplicate = make_member(None, "2002", name="Elodie Ferron")
    PaperCopy.objects.create(member=duplicate, lines=ADDRESS, country="CA")

    done = merge(unjoined, duplicate, cast.staff, second)
    assert (PaperCopy.objects.get().member, sent()) == (unjoined, {"2001"})

    merging.undo_merge(done, by=second, now=NOW)
    assert (PaperCopy.objects.get().member, sent()) == (duplicate, set())


def test_where_both_want_one_the_address_of_the_entry_that_stays_is_taken(cast: Cast, unjoined: Member) -> None:
    second = make_user("Sam Second", "sam@example.org", is_staff=True, is_superuser=True)
    duplicate = make_member(None, "2002", ("retired", date(2000, 1, 1), None), name="Elodie Ferron")
    say(unjoined, "1 Elm", by=cast.staff)
    say(duplicate, "2 Elm", by=cast.staff)

    merge(unjoined, duplicate, cast.staff, second)

    assert list(PaperCopy.objects.to_send(TODAY).values_list("member", "lines")) == [(unjoined.pk, "1 Elm")]


# The office's page


def test_the_office_writes_the_wish_before_the_address(client: Client, cast: Cast) -> None:
    member = Member.objects.get(user=cast.officer)
    client.force_login(cast.staff)
    page = f"/admin/members/member/{member.pk}/paper/"
    opened = client.get(page).context["as_read"]

    answer = client.post(page, {"is_wanted": "on", "lines": "", "country": "CA", "as_read": opened})

    assert answer.status_code == 302
    assert PaperCopy.objects.get().lines == ""
    entry = client.get(f"/admin/members/member/{member.pk}/change/").text
    assert "Wanted, but no address yet: no label can be printed." in entry
    assert Entry.objects.filter(verb="paper_copy_wanted", by=cast.staff).exists()


def test_the_entry_shows_the_address_to_the_office_with_the_country_in_words(client: Client, cast: Cast) -> None:
    member = Member.objects.get(user=cast.officer)
    say(member, "1 Rue Curlew", "SN", by=cast.staff)
    client.force_login(cast.staff)

    entry = client.get(f"/admin/members/member/{member.pk}/change/").text

    assert "Alix Tremblay-Okafor\n1 Rue Curlew\nSenegal" in entry


@pytest.mark.req("R15")
@pytest.mark.parametrize("rights", [[], ["view_member"], ["view_application", "change_user"]])
def test_without_the_right_nobody_opens_or_writes_it(client: Client, cast: Cast, rights: list[str]) -> None:
    from django.contrib.auth.models import Permission

    clerk = make_user("Noor Clerk", "noor@example.org", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=rights, content_type__app_label="members"))
    member = Member.objects.get(user=cast.officer)
    say(member, "1 Rue Curlew", "SN", by=cast.staff)
    client.force_login(clerk)

    page = f"/admin/members/member/{member.pk}/paper/"
    answers = [client.get(page), client.post(page, {"is_wanted": "", "as_read": "x"})]

    assert {answer.status_code for answer in answers} == {403}
    assert "Curlew" not in answers[0].text
    assert PaperCopy.objects.get().lines == "1 Rue Curlew"
