"""A person's own pages: the hub, details that two tabs do not undo, language and clock."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members.models import ContactDetail, Member, User
from members.roll.actions.postings import begin_posting
from pafso.audit.models import Entry
from pafso.web.typed_text import PREFIX, mark_of
from tests.factories.people import Cast, make_user

DETAILS = "/en/account/details/"
KINDS = ["mobile", "work_phone", "home_phone", "postal", "other_email"]
TODAY = timezone.localdate()


def shown(client: Client, path: str = DETAILS) -> dict[str, str]:
    """What the form on the page would send if nothing were changed."""
    form = client.get(path).context["form"]
    sent = {}
    for field in form:
        value = field.value()
        sent[field.name] = sent[f"initial-{field.name}"] = "" if value is None else str(value)
    return sent


def posted(user: User, zone: str, starts_on: date) -> None:
    place = {"mission": "Embassy", "city": "Dakar", "country": "Senegal", "time_zone": zone}
    begin_posting(Member.objects.get(user=user), starts_on=starts_on, by=user, **place)


def text(client: Client, path: str = "/en/account/") -> str:
    return " ".join(client.get(path).content.decode().split())


def test_the_hub_says_the_membership_with_its_reason(cast: Cast, client: Client) -> None:
    client.force_login(cast.officer)
    of_member = text(client)
    client.force_login(cast.outsider)
    of_outsider = text(client)
    client.force_login(cast.newcomer)
    of_newcomer = text(client)

    assert "Member number 1001. Regular member since September 1, 2015." in of_member
    assert "Member number 1004. The last membership ended on December 31, 2020." in of_outsider
    assert "Member number" not in of_newcomer
    assert "not linked to a membership" in of_newcomer
    assert "not linked to a membership" not in of_outsider


def test_the_hub_leads_to_everything(as_member: Client) -> None:
    html = as_member.get("/en/account/").content.decode()

    for path in ("account/details/", "account/postings/", "account/language-and-time-zone/", "account/notifications/",
                 "accounts/email/", "accounts/password/change/", "accounts/2fa/", "accounts/sessions/"):  # fmt: skip
        assert f'href="/en/{path}"' in html, path


@pytest.mark.parametrize("rows", [1, 3])
def test_the_hub_costs_the_same_with_one_posting_and_three(
    cast: Cast, as_member: Client, django_assert_num_queries: Any, rows: int
) -> None:
    for n in range(rows):
        posted(cast.officer, "Africa/Dakar", TODAY + timedelta(days=n))
    as_member.get("/en/account/")

    with django_assert_num_queries(17):
        as_member.get("/en/account/")


def test_nothing_changed_is_nothing_written(as_member: Client, cast: Cast) -> None:
    answer = as_member.post(DETAILS, shown(as_member))

    assert answer.headers["Location"] == "/en/account/"
    assert not Entry.objects.filter(verb="details_changed").exists()


def test_details_are_saved_for_account_and_roll(as_member: Client, cast: Cast) -> None:
    said = {"name": "Alix T.", "employer": "gac", "mobile": "+221 77 555 01 42", "mobile_seen_by": "mission",
            "postal": "1 rue A\r\nDakar", "is_staff": "on", "email": "x@example.org", "number": "9"}  # fmt: skip

    as_member.post(DETAILS, shown(as_member) | said)

    user, member = User.objects.get(pk=cast.officer.pk), Member.objects.get(user=cast.officer)
    assert (user.name, user.is_staff, user.email) == ("Alix T.", False, "alix@example.org")
    assert (member.name, member.employer, member.number) == ("Alix T.", "gac", "1001")
    assert set(ContactDetail.objects.values_list("kind", "value", "seen_by")) == {
        ("mobile", "+221 77 555 01 42", "mission"),
        ("postal", "1 rue A\nDakar", "nobody"),
    }
    assert Entry.objects.get(verb="details_changed").changes == {"fields": ["name", "employer", "mobile", "postal"]}


def test_two_tabs_do_not_undo_each_other(as_member: Client, cast: Cast) -> None:
    ContactDetail.objects.create(member=Member.objects.get(user=cast.officer), kind="mobile", value="613 555 0100")
    first, second = shown(as_member), shown(as_member)

    as_member.post(DETAILS, first | {"preferred_name": "Lix", "mobile": "613 555 0199"})
    as_member.post(DETAILS, second | {"employer": "ircc", "mobile_seen_by": "mission"})

    user, row = User.objects.get(pk=cast.officer.pk), ContactDetail.objects.get()
    assert (user.preferred_name, Member.objects.get(user=user).employer) == ("Lix", "ircc")
    assert (row.value, row.seen_by) == ("613 555 0199", "mission")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"mobile": "abc"}, "Write the full international number: +1 613 555 0142."),
        ({"other_email": "not an address"}, "Enter a valid email address."),
        ({"mobile_seen_by": "everybody"}, "Select a valid choice."),
        ({"employer": "nasa"}, "Select a valid choice."),
    ],
)
def test_bad_details_are_explained_and_nothing_typed_is_lost(
    as_member: Client, cast: Cast, wrong: dict[str, str], sentence: str
) -> None:
    answer = as_member.post(DETAILS, shown(as_member) | {"preferred_name": "Kestrel", "postal": "9 rue Z"} | wrong)

    html = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in html
    assert 'value="Kestrel"' in html
    assert "9 rue Z" in html
    assert User.objects.get(pk=cast.officer.pk).preferred_name == ""


def test_what_was_typed_survives_a_session_that_ran_out(client: Client, cast: Cast) -> None:
    client.force_login(cast.officer)
    typed = shown(client) | {"preferred_name": "Kestrel", PREFIX + mark_of(cast.officer): ""}
    client.logout()

    client.post(DETAILS, typed)
    client.force_login(User.objects.get(pk=cast.officer.pk))

    assert 'value="Kestrel"' in client.get(DETAILS).content.decode()


def test_somebody_who_is_not_on_the_roll_sees_their_name_only(client: Client, cast: Cast) -> None:
    client.force_login(cast.newcomer)

    assert set(client.get(DETAILS).context["form"].fields) == {"name", "preferred_name"}
    client.post(DETAILS, {"name": "Chidi", "preferred_name": "", "employer": "gac", "mobile": "613 555 0142"})

    assert User.objects.get(pk=cast.newcomer.pk).name == "Chidi"
    assert not ContactDetail.objects.exists()


def test_language_and_zone_are_saved_and_confirmed(as_member: Client, cast: Cast) -> None:
    answer = as_member.post("/en/account/language-and-time-zone/", {"language": "fr", "time_zone": "Africa/Dakar"})

    user = User.objects.get(pk=cast.officer.pk)
    assert answer.headers["Location"] == "/en/account/"
    assert (user.language, user.time_zone) == ("fr", "Africa/Dakar")
    assert user.time_zone_confirmed_at is not None
    assert Member.objects.get(user=user).time_zone == "Africa/Dakar"


def test_saving_the_page_confirms_a_guess(as_member: Client, cast: Cast) -> None:
    path = "/en/account/language-and-time-zone/"
    as_member.post(path, shown(as_member, path))

    assert User.objects.get(pk=cast.officer.pk).time_zone_confirmed_at is not None


@pytest.mark.parametrize("wrong", [{"language": "de"}, {"time_zone": "Mars/Base"}])
def test_unknown_languages_and_zones_are_refused(as_member: Client, cast: Cast, wrong: dict[str, str]) -> None:
    path = "/en/account/language-and-time-zone/"

    assert as_member.post(path, shown(as_member, path) | wrong).status_code == 200
    assert User.objects.get(pk=cast.officer.pk).language == "en"


def test_a_zone_that_a_browser_said_is_kept_among_the_choices(client: Client, db: None) -> None:
    client.force_login(make_user("Uma", "uma@example.org", time_zone="UTC"))
    path = "/en/account/language-and-time-zone/"

    client.post(path, shown(client, path))

    assert User.objects.get(email="uma@example.org").time_zone == "UTC"


def test_a_guessed_zone_is_asked_by_the_page_until_one_is_chosen(as_member: Client, cast: Cast) -> None:
    before = text(as_member)
    answer = as_member.post("/en/account/time-zone/", {"time_zone": "Asia/Kabul"}, follow=True)
    after = text(as_member)

    assert 'data-zone-question="Asia/Kabul" hidden' in before
    assert answer.redirect_chain[0][0] == "/en/account/"
    assert "Times are shown for Afghanistan (Kabul), beside Ottawa time." in answer.content.decode()
    assert "zone-question" not in after
    user = User.objects.get(pk=cast.officer.pk)
    assert (user.time_zone, user.time_zone_confirmed_at is not None) == ("Asia/Kabul", True)


def test_the_question_is_answered_by_post_only(as_member: Client, cast: Cast) -> None:
    assert as_member.get("/en/account/time-zone/").status_code == 405
    assert as_member.post("/en/account/time-zone/", {"time_zone": "Mars/Base"}).headers["Location"].endswith("-zone/")
    assert User.objects.get(pk=cast.officer.pk).time_zone_confirmed_at is None


def test_a_posting_that_began_since_asks_for_its_zone(as_member: Client, cast: Cast) -> None:
    posted(cast.officer, "Africa/Dakar", TODAY)
    month_ago = datetime.combine(TODAY, datetime.min.time(), UTC) - timedelta(days=30)
    User.objects.filter(pk=cast.officer.pk).update(time_zone_confirmed_at=month_ago)
    asked = text(as_member)
    as_member.post("/en/account/time-zone/", {"time_zone": "Asia/Kabul"})  # the family stays behind

    assert "data-zone-name>Senegal (Dakar)<" in asked
    assert "zone-question" not in text(as_member)
