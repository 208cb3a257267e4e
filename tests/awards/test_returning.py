"""Returned to its nominator until a date; submitted anew, or standing as it was submitted, whoever comes first."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awards.beat import end_returns
from awards.dates import dates, due, lock
from awards.desk.dossier import dossier_of
from awards.letters import actions as letters
from awards.models import Cycle, Letter, Nomination, NominationDeclaration
from awards.models.group import put_group
from awards.nominations import actions
from awards.nominations.actions import office as by_office
from awards.returning.actions import as_the_office_reads, return_nomination, settled, stand_returned
from pafso.audit.models import Entry
from pafso.clock import minute_of
from pafso.errors import DomainError, Incomplete
from pafso.mail.models import Mail
from tests.factories import awards as make
from tests.factories.office import make_clerk, open_and_save
from tests.factories.people import Cast, let_look_after_nothing, make_user
from tests.factories.readers_copies import make_copy

State = Nomination.State
DAY = timedelta(days=1)
NOTE = "The second letter does not speak of the nominee."
EDITED = "Wholly another case. wombatedit"


@pytest.fixture
def submitted(cast: Cast) -> Nomination:
    """In a cycle that closed three days ago."""
    nomination = make.make_submitted(make.make_cycle(), cast.officer)
    make.close(nomination.cycle)
    nomination.refresh_from_db()
    return nomination


@pytest.fixture
def until() -> Any:
    return minute_of(timezone.now()) + 9 * DAY


@pytest.fixture
def returned(cast: Cast, submitted: Nomination, until: Any) -> Nomination:
    return return_nomination(submitted, by=cast.staff, note=NOTE, until=until)


def edit(nomination: Nomination, **how: Any) -> Nomination:
    values = {"case": EDITED, "nominee_name": "Narwhalia Jones-Edited"}
    return actions.save_draft(
        nomination, by=nomination.nominator, values=values, tab="again", version=nomination.version, **how
    )


def refused(code: str, act: Any, *args: Any, **values: Any) -> None:
    with pytest.raises(DomainError) as refusal:
        act(*args, **values)
    assert refusal.value.code == code


def told(event: str) -> list[tuple[str, str]]:
    return list(Mail.objects.filter(event=f"awards/{event}").order_by("pk").values_list("to", "language"))


def trail(verb: str) -> list[dict[str, Any]]:
    return list(Entry.objects.filter(verb=verb).order_by("pk").values_list("changes", flat=True))


# --- Returned --------------------------------------------------------------------------------------------------------
def test_it_is_returned_with_what_is_missing_and_told(cast: Cast, returned: Nomination, until: Any) -> None:
    returned.refresh_from_db()

    assert (returned.state, returned.returned_until, returned.returned_note) == (State.RETURNED, until, NOTE)
    assert returned.as_submitted is not None
    assert make.CASE_CANARY in returned.as_submitted["case"]
    assert told("nomination_returned") == [(cast.officer.email, "en")]
    assert NOTE in Mail.objects.get(event="awards/nomination_returned").text
    assert trail("nomination_returned") == [{"until": until.isoformat(), "note": NOTE}]


def test_again_is_harmless_and_a_new_date_is_told(cast: Cast, returned: Nomination, until: Any) -> None:
    return_nomination(returned, by=cast.staff, note=NOTE, until=until)
    assert len(told("nomination_returned")) == 1
    words = returned.as_submitted
    edit(returned)

    later = return_nomination(returned, by=cast.staff, note=NOTE, until=until + DAY)

    later.refresh_from_db()
    assert (later.returned_until, later.as_submitted, later.case) == (until + DAY, words, EDITED)
    assert len(told("nomination_returned")) == 2


@pytest.mark.parametrize(
    ("note", "shift", "field"), [(" ", DAY, "note"), (NOTE, -DAY, "until"), (NOTE, 200 * DAY, "until")]
)
def test_what_is_wanted_is_said(cast: Cast, submitted: Nomination, note: str, shift: timedelta, field: str) -> None:
    with pytest.raises(Incomplete) as refusal:
        return_nomination(submitted, by=cast.staff, note=note, until=timezone.now() + shift)

    assert [name for name, _sentence in refusal.value.problems] == [field]


def test_only_what_is_submitted_and_not_frozen(cast: Cast, submitted: Nomination, until: Any) -> None:
    Nomination.objects.update(state=State.WITHDRAWN)
    refused("wrong_move", return_nomination, submitted, by=cast.staff, note=NOTE, until=until)
    Nomination.objects.update(state=State.SUBMITTED)
    Cycle.objects.update(frozen_at=timezone.now())
    refused("frozen", return_nomination, submitted, by=cast.staff, note=NOTE, until=until)
    assert told("nomination_returned") == []


@pytest.mark.req("R15")
def test_nobody_else_returns_it(client: Client, cast: Cast, submitted: Nomination, until: Any) -> None:
    bare = make_user("No Rights", "bare@example.org", is_staff=True, is_superuser=True)
    let_look_after_nothing(bare)
    party = make_clerk("Paul Party", "party@example.org")
    NominationDeclaration.objects.create(nomination=submitted, user=party, by=cast.staff, is_party=True)
    for person in (bare, party, cast.officer):
        refused("not_open_to_you", return_nomination, submitted, by=person, note=NOTE, until=until)
        client.force_login(person)
        assert client.get(reverse("admin:awards_nomination_return", args=[submitted.pk])).status_code in {302, 404}
    namesake = make_clerk("Narwhalia Jones", "namesake@example.org")
    refused("say_who", return_nomination, submitted, by=namesake, note=NOTE, until=until)


def test_the_page_of_the_office(client: Client, cast: Cast, submitted: Nomination) -> None:
    client.force_login(cast.staff)
    url = reverse("admin:awards_nomination_return", args=[submitted.pk])
    day = (timezone.now() + 5 * DAY).date().isoformat()

    assert open_and_save(client, url, {"note": NOTE, "until": day}).status_code == 302

    submitted.refresh_from_db()
    assert submitted.returned_until is not None
    page = client.get(reverse("admin:awards_nomination_change", args=[submitted.pk])).text
    assert NOTE in page
    assert "Change what is missing, or the date…" in page
    edit(submitted)
    page = client.get(reverse("admin:awards_nomination_change", args=[submitted.pk])).text
    assert make.CASE_CANARY in page
    assert [word for word in ("wombatedit", "Jones-Edited") if word in page] == []


# --- Worked on after the deadline ------------------------------------------------------------------------------------
def test_links_live_and_letters_are_asked_for_until_the_date(cast: Cast, submitted: Nomination, until: Any) -> None:
    refused("window_closed", make.make_letter, submitted, "late@example.org")
    return_nomination(submitted, by=cast.staff, note=NOTE, until=until)
    submitted.refresh_from_db()

    letter = make.make_sent_letter(submitted, "late@example.org")

    assert letter.state == "sent"
    last = minute_of(until) + timedelta(seconds=59)
    edit(submitted, now=last)
    asked = {"name": "X Y", "email": "second@example.org", "language": "en", "by": cast.officer}
    open_letter = letters.invite_supporter(submitted, form_token=make.uuid.uuid4(), now=last, **asked)
    assert letters.is_writable(open_letter, last)
    assert not letters.is_writable(open_letter, last + timedelta(seconds=1))
    refused("window_closed", letters.decline_letter, open_letter, now=last + timedelta(seconds=1))


def test_submitted_again_it_is_checked_whole_and_received(cast: Cast, returned: Nomination) -> None:
    actions.save_draft(returned, by=returned.nominator, values={"case": ""}, tab="t", version=returned.version)
    refused("incomplete", actions.submit_nomination, returned, by=cast.officer)
    returned.refresh_from_db()
    edit(returned)

    again = actions.submit_nomination(returned, by=cast.officer)

    again.refresh_from_db()
    assert (again.state, again.case, again.as_submitted, again.typed_meanwhile) == (State.SUBMITTED, EDITED, None, None)
    assert len(told("nomination_received")) == 2
    stand_returned(timezone.now() + 30 * DAY)
    assert told("nomination_stands") == []


def test_the_nominators_page_says_what_is_missing(client: Client, cast: Cast, returned: Nomination) -> None:
    client.force_login(cast.officer)

    pages = [
        client.get(reverse(f"awards:{name}", args=[returned.code]))
        for name in ("nomination", "submission", "supporters")
    ]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [NOTE in page.text for page in pages] == [True, True, True]
    assert "Save and continue" in pages[0].text
    assert "Submit the nomination" in pages[1].text
    client.force_login(cast.colleague)
    assert client.get(reverse("awards:submission", args=[returned.code])).status_code == 404


# --- After the date --------------------------------------------------------------------------------------------------
def test_after_the_date_it_stands_and_nothing_typed_is_lost(
    client: Client, cast: Cast, returned: Nomination, until: Any
) -> None:
    submitted_at = returned.submitted_at
    edit(returned)
    assert stand_returned(until + timedelta(seconds=59)) == 0

    assert stand_returned(until + timedelta(seconds=60)) == 1
    assert stand_returned(until + DAY) == 0

    returned.refresh_from_db()
    assert (returned.state, returned.submitted_at, returned.as_submitted) == (State.SUBMITTED, submitted_at, None)
    assert make.CASE_CANARY in returned.case
    assert returned.typed_meanwhile["case"] == EDITED
    assert told("nomination_stands") == [(cast.officer.email, "en")]
    assert "Nothing that was typed since is lost" in Mail.objects.get(event="awards/nomination_stands").text
    assert trail("nomination_stands_as_submitted") == [{}]
    client.force_login(cast.officer)
    assert "wombatedit" in client.get(reverse("awards:submission", args=[returned.code])).text
    client.force_login(cast.staff)
    assert "wombatedit" not in client.get(reverse("admin:awards_nomination_change", args=[returned.pk])).text


@pytest.mark.parametrize("who", ["nominator", "office"])
def test_without_a_worker_whoever_reads_first_sees_it_standing(
    client: Client, cast: Cast, returned: Nomination, who: str
) -> None:
    edit(returned)
    Nomination.objects.update(returned_until=timezone.now() - timedelta(minutes=5))
    client.force_login(cast.officer if who == "nominator" else cast.staff)
    url = {
        "nominator": ("awards:nomination", returned.code),
        "office": ("admin:awards_nomination_change", returned.pk),
    }[who]

    page = client.get(reverse(url[0], args=[url[1]]), follow=True)

    assert page.status_code == 200
    assert make.CASE_CANARY in page.text
    returned.refresh_from_db()
    assert returned.state == State.SUBMITTED
    assert end_returns() == 0
    assert len(told("nomination_stands")) == 1


def test_without_a_worker_no_verb_comes_too_late(cast: Cast, returned: Nomination) -> None:
    edited = edit(returned)
    Nomination.objects.update(returned_until=timezone.now() - timedelta(minutes=5))

    refused(
        "wrong_move",
        actions.save_draft,
        edited,
        by=edited.nominator,
        values={"case": "More"},
        tab="again",
        version=edited.version,
    )
    returned.refresh_from_db()
    assert returned.state == State.RETURNED  # the refusal undid what it had put back
    assert settled(returned).case != EDITED
    assert actions.submit_nomination(returned, by=cast.officer).state == State.SUBMITTED
    assert len(told("nomination_received")) == 1


def test_what_nobody_changed_is_not_kept_twice(returned: Nomination, until: Any) -> None:
    stand_returned(until + DAY)

    returned.refresh_from_db()
    assert returned.typed_meanwhile is None
    assert "Nothing that you typed" not in Mail.objects.get(event="awards/nomination_stands").text


def test_when_dossiers_are_frozen_it_stands_at_once(returned: Nomination) -> None:
    edit(returned)
    Cycle.objects.update(frozen_at=timezone.now())

    assert end_returns() == 1

    returned.refresh_from_db()
    assert returned.state == State.SUBMITTED
    assert make.CASE_CANARY in returned.case


def test_set_aside_it_has_the_words_that_were_submitted(cast: Cast, returned: Nomination) -> None:
    edit(returned)

    by_office.disqualify_nomination(returned, by=cast.staff, reason="Twice.")

    returned.refresh_from_db()
    assert (returned.state, returned.typed_meanwhile["case"]) == (State.DISQUALIFIED, EDITED)
    assert make.CASE_CANARY in returned.case


def test_withdrawn_for_its_nominator_it_has_what_was_typed(cast: Cast, returned: Nomination) -> None:
    edit(returned)

    by_office.withdraw_nomination_for(returned, by=cast.staff, reason="Asked.")

    returned.refresh_from_db()
    assert (returned.state, returned.case, returned.as_submitted) == (State.WITHDRAWN, EDITED, None)


# --- Dates and reminders ---------------------------------------------------------------------------------------------
def test_its_date_is_among_the_nominators_own(cast: Cast, returned: Nomination, until: Any) -> None:
    now = timezone.now()
    mine = {date.uid: date for date in dates(cast.officer, now)}
    uid = f"returned-{returned.code}"

    assert (mine[uid].at, mine[uid].begun_at) == (until, returned.returned_at)
    assert [(one.person, one.uid, one.at, one.begun_at) for one in due(now, until)] == [
        (cast.officer.pk, uid, until, returned.returned_at)
    ]
    assert list(due(now, until - DAY)) == list(due(until, until + DAY)) == []
    assert [date.uid for date in dates(cast.officer, until + 2 * DAY) if date.begun_at] == []
    assert [date.uid for date in dates(cast.colleague, now) if date.begun_at] == []
    Cycle.objects.update(frozen_at=now)
    assert [date.uid for date in dates(cast.officer, now) if date.begun_at] == []
    assert list(due(now, until)) == []


def test_its_row_is_locked_before_a_reminder(cast: Cast, returned: Nomination) -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        lock(cast.officer)

    assert any("awards_nomination" in query["sql"] and "'returned'" in query["sql"] for query in asked)


@pytest.mark.req("R16")
def test_no_page_of_the_office_has_a_name_that_is_typed_meanwhile(client: Client, cast: Cast, until: Any) -> None:
    cycle = make.make_cycle()
    first, second = (make.make_submitted(cycle, person) for person in (cast.officer, cast.colleague))
    first = edit(return_nomination(first, by=cast.staff, note=NOTE, until=until))
    client.force_login(cast.staff)
    verbs = ("return", "disqualification", "matching", "eligibility", "joining", "letter_on_paper", "conflict")
    Cycle.objects.filter(pk=cycle.pk).update(nominee_rule="member")

    for one, other in ((first, second), (second, first)):
        record = client.get(reverse("admin:awards_nomination_change", args=[one.pk])).text
        assert f"Narwhalia Jones ({other.code})" in record and "Same name" in record
        assert "Jones-Edited" not in record
        for verb in verbs[: None if one is first else 0] or ("joining",):
            page = client.get(reverse(f"admin:awards_nomination_{verb}", args=[one.pk]))
            assert (page.status_code, "Jones-Edited" in page.text) == (200, False), verb
            assert "Narwhalia Jones" in page.text or verb == "conflict", verb
    found = {}
    for term in ("Jones-Edited", "Narwhalia"):
        page = client.get(reverse("admin:awards_nomination_changelist"), {"q": term})
        found[term] = {row.code for row in page.context["cl"].result_list}
    assert found == {"Jones-Edited": set(), "Narwhalia": {first.code, second.code}}


# --- What the office reads meanwhile ---------------------------------------------------------------------------------
def test_beside_letters_and_a_scan_the_office_reads_the_name_that_was_submitted(
    client: Client, cast: Cast, returned: Nomination
) -> None:
    letter = returned.letters.arrived()[0]
    stored = make_copy(b"no archive").original
    Letter.objects.filter(pk=letter.pk).update(file=stored)
    Nomination.objects.filter(pk=returned.pk).update(scan=stored)
    edit(returned)
    pages = [
        reverse("awards:letter_text", args=[letter.code]),
        reverse("awards:letter_file", args=[letter.code]),
        reverse("admin:awards_nomination_scan", args=[returned.pk]),
    ]

    client.force_login(cast.staff)
    for page in pages:
        read = client.get(page).text
        assert "Narwhalia Jones" in read, page
        assert "Jones-Edited" not in read, page

    Cycle.objects.update(letters_shown_to_nominator=True)
    client.force_login(cast.officer)
    assert "Narwhalia Jones-Edited" in client.get(pages[0]).text


def test_the_dossier_names_the_members_of_the_group_that_was_submitted(
    cast: Cast, submitted: Nomination, until: Any
) -> None:
    Nomination.objects.filter(pk=submitted.pk).update(nominee_kind="group")
    put_group(submitted, [{"name": "Ann One", "email": "", "position": ""}])
    submitted.refresh_from_db()
    returned = return_nomination(submitted, by=cast.staff, note=NOTE, until=until)
    put_group(returned, [{"name": "Typed Since", "email": "", "position": ""}])

    nomination = as_the_office_reads(Nomination.objects.filter(pk=returned.pk).with_cycle().get())
    dossier = dossier_of(nomination, asked_by="", digest="")

    assert ["Members of the group", "Ann One"] in dossier.words["facts"]  # type: ignore[operator]
    assert "Typed Since" not in str(dossier.words)
