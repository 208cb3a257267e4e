"""A later deadline for one nominator or one supporter, by the code that the person reads out."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.dates import dates, due
from awards.models import Cycle, Letter, Nomination
from awards.nominations import actions
from awards.nominations.actions.deadlines import give_longer
from pafso.audit.models import Entry
from pafso.clock import minute_of
from pafso.errors import DomainError, Incomplete
from pafso.mail.models import Mail
from tests.factories import awards as make
from tests.factories.office import make_clerk
from tests.factories.people import Cast, let_look_after_nothing

DAY = timedelta(days=1)
WHY = "Posted to a mission without a line for a week."


@pytest.fixture
def draft(cast: Cast) -> Nomination:
    """With everything but letters, in a cycle that closed five days ago; one supporter was asked."""
    draft = make.make_draft(make.make_cycle(make.make_award(letters_needed=0)), cast.colleague)
    make.make_letter(draft)
    make.close(draft.cycle)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def until() -> Any:
    return minute_of(timezone.now()) + 9 * DAY


def longer(draft: Nomination, cast: Cast, date: Any, **other: Any) -> Nomination | Letter:
    return give_longer(
        draft.cycle, **{"by": cast.staff, "code": draft.code.lower(), "until": date, "reason": WHY, **other}
    )


def refused(why: str, act: Any, *args: Any, **values: Any) -> None:
    with pytest.raises(DomainError) as refusal:
        act(*args, **values)
    assert refusal.value.code == why


def test_a_nominator_has_until_the_last_second_of_that_minute(cast: Cast, draft: Nomination, until: Any) -> None:
    refused("window_closed", actions.submit_nomination, draft, by=cast.colleague)
    longer(draft, cast, until)
    longer(draft, cast, until)

    last = until + timedelta(seconds=59)
    draft.refresh_from_db()
    assert (draft.accepts_work(last), draft.accepts_work(last + timedelta(seconds=1))) == (True, False)
    assert actions.submit_nomination(draft, by=cast.colleague, now=last).state == "submitted"
    mail = Mail.objects.get(event="awards/nomination_given_longer")
    assert (mail.to, mail.language, WHY in mail.text) == (cast.colleague.email, cast.colleague.language, True)
    (entry,) = Entry.objects.filter(verb="nomination_given_longer")
    assert (entry.by_id, entry.changes) == (cast.staff.pk, {"until": until.isoformat(), "reason": WHY})


def test_another_date_is_told_again(cast: Cast, draft: Nomination, until: Any) -> None:
    longer(draft, cast, until)
    longer(draft, cast, until + DAY)

    draft.refresh_from_db()
    assert draft.extended_until == until + DAY
    assert Mail.objects.filter(event="awards/nomination_given_longer").count() == 2


def test_a_supporter_and_the_nominator_are_told(cast: Cast, draft: Nomination, until: Any) -> None:
    letter = draft.letters.get()

    longer(draft, cast, until, code=letter.code)

    letter.refresh_from_db()
    assert (letter.extended_until, letter.extension_reason) == (until, WHY)
    to_supporter = Mail.objects.get(event="awards/letter_given_longer")
    to_nominator = Mail.objects.get(event="awards/supporter_given_longer")
    assert (to_supporter.to, to_nominator.to) == (letter.email, cast.colleague.email)
    assert (WHY in to_supporter.text, WHY in to_nominator.text) == (True, False)
    assert Entry.objects.get(verb="letter_given_longer").changes == {
        "nomination": draft.code, "until": until.isoformat(), "reason": WHY,
    }  # fmt: skip


def test_what_is_wanted_is_said(cast: Cast, draft: Nomination, until: Any) -> None:
    other = make.make_draft(make.make_cycle(draft.cycle.award, year=2031), cast.officer)
    wrong = {
        "reason": {"reason": " "}, "until": {"until": timezone.now() - DAY}, "code": {"code": other.code},
    }  # fmt: skip
    for field, values in wrong.items():
        with pytest.raises(Incomplete) as refusal:
            longer(draft, cast, until, **values)
        assert [name for name, _sentence in refusal.value.problems] == [field]
    with pytest.raises(Incomplete):
        longer(draft, cast, timezone.now() + 200 * DAY)


def test_not_for_what_is_over(cast: Cast, draft: Nomination, until: Any) -> None:
    letter = draft.letters.get()
    Letter.objects.update(state="declined", declined_at=timezone.now())
    refused("wrong_move", longer, draft, cast, until, code=letter.code)
    Letter.objects.update(state="invited")
    Nomination.objects.update(state="disqualified", submitted_at=timezone.now(), disqualified_reason="So.")
    refused("not_eligible", longer, draft, cast, until, code=letter.code)
    refused("wrong_move", longer, draft, cast, until)
    Nomination.objects.update(state="draft")
    Cycle.objects.update(cancelled_at=timezone.now(), cancelled_en="No.", cancelled_fr="Non.")
    refused("called_off", longer, draft, cast, until)
    Cycle.objects.update(cancelled_at=None, frozen_at=timezone.now())
    refused("frozen", longer, draft, cast, until)
    assert Mail.objects.filter(event__endswith="given_longer").count() == 0


def test_it_ends_when_dossiers_are_frozen(cast: Cast, draft: Nomination, until: Any) -> None:
    longer(draft, cast, until)
    Cycle.objects.update(frozen_at=timezone.now())
    draft.refresh_from_db()

    assert not draft.accepts_work()
    assert [date.uid for date in dates(cast.colleague, timezone.now()) if date.begun_at] == []


@pytest.mark.req("R15")
def test_nobody_else_and_nobody_learns_of_a_draft(client: Client, cast: Cast, draft: Nomination, until: Any) -> None:
    url = reverse("admin:awards_cycle_longer", args=[draft.cycle_id])
    outside, elsewhere = make_clerk("Out Side", "outside@example.org"), make_clerk("Quill Party", "quill@example.org")
    let_look_after_nothing(outside)
    for person in (outside, elsewhere, cast.officer):
        refused("not_open_to_you", longer, draft, cast, until, by=person)
    client.force_login(outside)
    assert client.get(url).status_code in {403, 404}
    client.force_login(cast.staff)
    typed = {"code": draft.code, "until": until.date().isoformat(), "reason": WHY}

    done = client.post(url, typed, follow=True).text

    assert "Done. The person will be told" in done
    assert [word for word in (make.NOMINEE_CANARY, make.CASE_CANARY, cast.colleague.name) if word in done] == []
    unknown = client.post(url, {**typed, "code": "ZZZZZ"}).text
    assert "No nomination and no letter of this cycle has this code." in unknown


def test_the_persons_own_date_is_shown_and_reminded_of(
    client: Client, cast: Cast, draft: Nomination, until: Any
) -> None:
    longer(draft, cast, until)
    now, uid = timezone.now(), f"nomination-{draft.code}"

    assert [(date.uid, date.at) for date in dates(cast.colleague, now) if date.begun_at] == [(uid, until)]
    assert [(one.person, one.uid, one.at) for one in due(now, until)] == [(cast.colleague.pk, uid, until)]
    assert list(due(until, until + DAY)) == []
    client.force_login(cast.colleague)
    page = client.get(reverse("awards:nomination", args=[draft.code]), follow=True).text
    assert WHY in page
    later = until + 20 * DAY
    Cycle.objects.update(closes_at=later)
    assert [date.at for date in dates(cast.colleague, now) if date.begun_at] == [later]
