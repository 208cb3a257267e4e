"""A death ends everything at once and in silence, keeps what somebody leaves, and is taken back as a whole."""

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.core import mail as postbox
from django.test import Client
from django.utils import timezone

from members.accounts.actions.accounts import join_roll, open_account
from members.deadlines.actions import calendars
from members.deaths.actions import record_death, take_back_death
from members.eligibility import is_member, today
from members.importing.actions import apply_import
from members.importing.tasks import work_on_import
from members.models import CalendarAddress, Death, Member, Membership, RollAddress, Token, User
from members.roll.actions import careers
from pafso.audit.models import Entry
from pafso.errors import DomainError
from pafso.mail.actions import send_again
from pafso.mail.delivery import deliver
from pafso.mail.models import Mail
from pafso.mail.outbox import write
from pafso.privacy.registry import erasures
from tests.factories import awards, contests
from tests.factories.people import PASSWORD, Cast, make_member, make_user, on_the_roll
from tests.factories.rollfiles import checked

YESTERDAY = today() - timedelta(days=1)
SOURCE = "A letter of the family, read on Monday"


@pytest.fixture
def person(cast: Cast) -> Member:
    return cast.colleague.member


def died(person: Member, clerk: User, on: date = YESTERDAY) -> Death:
    death = record_death(person, died_on=on, source=SOURCE, by=clerk)
    person.refresh_from_db()
    return death


def mail_to(address: str, key: str = "k", **fields: Any) -> Mail:
    return write("members/what_waits", to=address, language="en", subject="Hello", text="Text", key=key, **fields)


def roll_of(person: Member) -> list[Any]:
    rows = [row for model in careers.VERBS for row in model.objects.filter(member=person).order_by("pk").values()]
    return [
        *rows,
        Member.objects.filter(pk=person.pk).values().get(),
        User.objects.filter(pk=person.user_id).values("is_active").get(),
    ]


def test_every_row_ends_with_the_day_and_the_trail_says_so(clerk: User, person: Member) -> None:
    later = Membership(member=person, kind_id="retired", starts_on=today() + timedelta(days=30))
    careers.succeed(later, by=clerk)

    death = died(person, clerk)

    assert (person.died_on, death.state, death.source) == (YESTERDAY, Death.State.RECORDED, SOURCE)
    for model in careers.VERBS:
        assert not model.objects.held(today()).filter(member=person).exists()
    assert Membership.objects.held(YESTERDAY).filter(member=person).exists()
    later.refresh_from_db()
    assert (later.struck_by, later.struck_reason) == (clerk, "The person had already died.")
    assert not is_member(person, today()) and is_member(person, YESTERDAY)
    entry = Entry.objects.get(verb="death_recorded")
    assert (entry.by_id, entry.changes["died_on"], entry.changes["struck"]) == (clerk.pk, str(YESTERDAY), 1)
    assert SOURCE not in str(Entry.objects.values_list("changes", "subject_label"))
    with pytest.raises(DomainError) as refusal:
        careers.add_row(Membership(member=person, kind_id="honorary", starts_on=today()), by=clerk)
    assert refusal.value.code == "died"


def test_the_account_is_shut_in_silence(clerk: User, person: Member, client: Client) -> None:
    user = person.user
    assert user is not None
    CalendarAddress.objects.create(user=user, digest="d" * 64)
    client.force_login(user)
    before = Mail.objects.count()

    died(person, clerk)

    user.refresh_from_db()
    assert user.is_active is False
    assert client.get("/en/account/").status_code == 302
    assert not Client().login(email=user.email, password=PASSWORD)
    assert not Token.objects.filter(user=user, ended_at=None).exists()
    assert not calendars.CalendarAddress.objects.filter(user__is_active=True, user=user).exists()
    assert Mail.objects.count() == before


def test_no_mail_goes_out_whether_it_waits_or_is_written_later(clerk: User, person: Member) -> None:
    assert person.user is not None
    RollAddress.objects.create(member=person, email="old@example.org")
    addresses = [person.user.email, "old@example.org"]
    waiting = [mail_to(address, key=f"before:{address}") for address in addresses]
    secret = mail_to(person.user.email, key="code", secret=True)

    died(person, clerk)
    later = [mail_to(address.title(), key=f"after:{address}") for address in addresses]
    sent = deliver([mail.pk for mail in (*waiting, secret, *later)])

    assert (sent, postbox.outbox) == (0, [])
    assert set(
        Mail.objects.filter(pk__in=[mail.pk for mail in (*waiting, secret, *later)]).values_list("state", flat=True)
    ) == {"stopped"}
    secret.refresh_from_db()
    assert secret.text == ""


def test_an_address_that_somebody_living_shares_goes_on(clerk: User, person: Member, client: Client) -> None:
    for member in (person, make_member(None, "3001", name="Spouse")):
        RollAddress.objects.create(member=member, email="both@example.org")
    client.force_login(clerk)
    page = client.get(f"/admin/members/member/{person.pk}/death/").content.decode()
    mail = mail_to("both@example.org")

    died(person, clerk)

    assert "Emails to both@example.org continue, because somebody else also has this address." in page
    assert deliver([mail.pk]) == 1


def test_requests_for_letters_stop_and_honours_stay(clerk: User, cast: Cast, person: Member, client: Client) -> None:
    assert person.user is not None
    nomination = awards.make_submitted(awards.make_cycle(), person.user)
    other = awards.make_draft(nomination.cycle, cast.officer)
    letter = awards.make_letter(other, email=person.user.email)
    entry = contests.make_entry(contests.make_contest(), person.user)
    contests.make_draft(contests.make_contest("2028"), person.user)  # nobody of the office knows of it
    client.force_login(clerk)

    page = client.get(f"/admin/members/member/{person.pk}/death/").content.decode()
    died(person, clerk)

    for count, words in (
        (1, "Nominations by this person: they stay"), (1, "Letters of support requested from this person:"),
        (1, "Photos in contests: they stay, with their credit."),
    ):  # fmt: skip
        assert f"<strong>{count}</strong> · {words}" in page
    for row, state in ((nomination, "submitted"), (letter, "invited"), (entry, entry.state)):
        row.refresh_from_db()
        assert row.state == state
    assert entry.entrant == person.user


def test_a_person_without_an_account_opens_none(clerk: User, cast: Cast) -> None:
    member = on_the_roll("odile@example.org", "3001", name="Odile Fortin")
    died(member, clerk)
    user = make_user("Stranger", "odile2@example.org")
    EmailAddress.objects.create(user=user, email="odile@example.org", verified=True)

    assert open_account("odile@example.org") is None
    assert join_roll(user, "odile@example.org") is None


def test_they_leave_the_lists_and_can_be_found(clerk: User, person: Member, client: Client) -> None:
    died(person, clerk)
    client.force_login(clerk)

    def listed(**query: str) -> list[str]:
        return [row.number for row in client.get("/admin/members/member/", query).context["cl"].result_list]

    assert person.number not in listed() and listed(entries="died") == [person.number]
    page = client.get(f"/admin/members/member/{person.pk}/change/").content.decode()
    assert "Died on" in page and "/death/taken-back/" in page and f'/member/{person.pk}/death/"' not in page


def test_taken_back_everything_is_as_it_was(clerk: User, person: Member, client: Client) -> None:
    careers.succeed(Membership(member=person, kind_id="retired", starts_on=today() + timedelta(days=30)), by=clerk)
    person.refresh_from_db()
    before = roll_of(person)
    death = died(person, clerk)

    done = take_back_death(death, reason="Another person of this name", by=clerk)

    person.refresh_from_db()
    assert (done.left, roll_of(person)) == ([], before)
    assert Client().login(email=person.user.email, password=PASSWORD)  # type: ignore[union-attr]
    mail = mail_to(person.user.email)  # type: ignore[union-attr]
    assert deliver([mail.pk]) == 1
    assert take_back_death(death, reason="Again", by=clerk).left == []
    assert Entry.objects.filter(verb="death_taken_back").count() == 1
    assert died(person, clerk).pk != death.pk


def test_what_is_newer_stays_and_is_said(clerk: User, person: Member) -> None:
    death = died(person, clerk, today() - timedelta(days=10))
    row = Membership.objects.filter(member=person, ends_on=death.died_on).get()
    Membership.objects.filter(pk=row.pk).update(ends_on=death.died_on - timedelta(days=5))

    done = take_back_death(death, reason="Wrong", by=clerk)

    row.refresh_from_db()
    assert row.ends_on == death.died_on - timedelta(days=5)
    assert len(done.left) == 1 and "so it stays as it is." in done.left[0]


def test_a_stopped_mail_is_not_sent_later_by_itself(clerk: User, person: Member) -> None:
    mail = mail_to(person.user.email)  # type: ignore[union-attr]
    death = died(person, clerk)
    take_back_death(death, reason="Wrong", by=clerk)

    assert deliver([mail.pk]) == 0
    mail.refresh_from_db()
    assert send_again(mail, by=clerk).state == Mail.State.QUEUED
    assert deliver([mail.pk]) == 1


@pytest.mark.parametrize(
    ("on", "source", "code"),
    [
        (today() + timedelta(days=1), SOURCE, "to_come"),
        (date(1830, 1, 1), SOURCE, "far_date"),
        (YESTERDAY, " ", "incomplete"),
    ],
)
def test_what_cannot_be(clerk: User, person: Member, on: date, source: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        record_death(person, died_on=on, source=source, by=clerk)
    assert refusal.value.code == code


def test_ones_own_and_a_colleague_of_the_office(clerk: User, cast: Cast) -> None:
    for by, member, code in (
        (clerk, make_member(clerk, "3001", name="Own"), "own_entry"),
        (clerk, make_member(make_user("Office", "o@example.org", is_staff=True), "3002"), "office_account"),
    ):
        with pytest.raises(DomainError) as refusal:
            died(member, by)
        assert refusal.value.code == code


def test_twice_is_once_and_another_day_is_refused(clerk: User, person: Member) -> None:
    first = died(person, clerk)
    assert died(person, clerk) == first
    with pytest.raises(DomainError):
        died(person, clerk, YESTERDAY - timedelta(days=1))
    assert Entry.objects.filter(verb="death_recorded").count() == 1


def test_a_file_leaves_them_alone(clerk: User, person: Member) -> None:
    new = checked({"number": "9001", "name": "New One", "language": "en"}, by=clerk)
    apply_import(new, by=clerk)
    work_on_import(new.pk)
    died(Member.objects.get(number="9001"), clerk)

    found = checked({"number": "9001", "employer": "gac"}, by=clerk)

    assert [(line.outcome, line.problems[0][0]) for line in found.lines.all()] == [("refused", "entry_died")]


def test_an_erasure_forgets_who_told(clerk: User, person: Member) -> None:
    death = died(person, clerk)
    assert person.user is not None
    for erasure in erasures():
        erasure.function(person.user, timezone.now())

    death.refresh_from_db()
    assert (death.source, death.ended) == ("–", {})


@pytest.mark.req("R14", "R15")
@pytest.mark.parametrize("path", ["death/", "death/taken-back/"])
def test_who_may_not_open_it(cast: Cast, client: Client, clerk: User, path: str) -> None:
    person = on_the_roll("odile@example.org", "3001", name="Sourde Rumeur")
    if "taken" in path:
        died(person, clerk)
    looks = make_user("Only Looks", "looks@example.org", is_staff=True)
    looks.user_permissions.add(Permission.objects.get(codename="view_member"))
    for reader, status in ((None, 302), (cast.officer, 302), (looks, 403)):
        client.logout()
        if reader:
            client.force_login(reader)
        for ask in (client.get, client.post):
            answer = ask(f"/admin/members/member/{person.pk}/{path}")
            assert answer.status_code == status
            assert "Sourde" not in answer.content.decode() and "odile@" not in answer.content.decode()


def test_from_page_to_page(client: Client, clerk: User, person: Member) -> None:
    client.force_login(clerk)
    url = f"/admin/members/member/{person.pk}/"

    answer = client.post(f"{url}death/", {"died_on": YESTERDAY.isoformat(), "source": SOURCE})
    person.refresh_from_db()
    assert (answer["Location"], person.died_on) == (f"{url}change/", YESTERDAY)
    client.post(f"{url}death/taken-back/", {"reason": "Another person"})

    person.refresh_from_db()
    assert person.died_on is None
    assert Death.objects.get(member=person).taken_back_reason == "Another person"
    assert client.get(f"{url}death/taken-back/").status_code == 404
