"""A cycle that does not take place: skipped while nobody is in it, cancelled and told to everybody afterwards, taken back."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.beat import sweep
from awards.co_nominators.actions import invite_co_nominator
from awards.co_nominators.actions.joining import add_co_nominator
from awards.cycles import actions as cycles
from awards.cycles import tasks
from awards.cycles.tasks import tell_of_amendment
from awards.letters import actions as letters
from awards.models import Amendment, Cycle, Letter, Nomination
from awards.nominations import actions as nominations
from members.models import User
from pafso.errors import DomainError, Incomplete, NotEligible, WrongMove
from pafso.mail import broadcast
from pafso.mail.models import Mail
from tests.awards.traces import traces
from tests.factories import awards as make
from tests.factories.people import Cast, let_look_after_nothing

SAID = {"reason_en": "No panel could be formed.", "reason_fr": "Aucun jury n’a pu être formé."}
DAY = timedelta(days=1)
VERBS = {"skipping", "taking_up", "amendment", "cancellation", "restoration", "deletion"}
Commits = Callable[[], Any]


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return make.make_cycle(sends_call=True)


def cancel(cycle: Cycle, cast: Cast, **more: Any) -> Cycle:
    return cycles.cancel_cycle(cycle, by=cast.staff, **{**SAID, **more})


def crowd(cycle: Cycle, cast: Cast) -> dict[str, Any]:
    """A draft with a letter asked for and one declined, a submitted one with two letters, one set aside, one withdrawn."""
    draft = make.make_draft(cycle, cast.officer)
    asked, declined = make.make_letter(draft, "asked@example.org"), make.make_letter(draft, "declined@example.org")
    letters.decline_letter(declined)
    revoked = make.make_letter(draft, "revoked@example.org")
    letters.revoke_letter(revoked, by=cast.officer)
    submitted = make.make_submitted(cycle, cast.colleague)
    aside = make.make_submitted(cycle, cast.newcomer)
    nominations.disqualify_nomination(aside, by=cast.staff, reason="Late.")
    add_co_nominator(submitted, cast.officer, by=cast.staff)  # who nominates somebody else too, and is told once
    add_co_nominator(draft, cast.outsider, by=cast.staff)
    invite = {"name": "Asked Only", "email": "only@example.org", "language": "en", "form_token": uuid.uuid4()}
    invite_co_nominator(draft, by=cast.officer, **invite)
    withdrawn = make.make_submitted(cycle, cast.retiree)
    nominations.withdraw_nomination(withdrawn, by=cast.retiree)
    return {"draft": draft, "asked": asked, "submitted": submitted}


def told(event: str) -> list[tuple[str, str]]:
    return sorted(Mail.objects.filter(event=f"awards/{event}").values_list("to", "language"))


# --- skipped ---------------------------------------------------------------------------------------------------------
def test_a_skipped_cycle_says_so_once_and_calls_nobody(cycle: Cycle, cast: Cast) -> None:
    now = timezone.now()

    with traces() as left:
        cycles.skip_cycle(cycle, by=cast.staff, now=now, **SAID)
        cycles.skip_cycle(cycle, by=cast.staff, reason_en="Another.", reason_fr="Autre.")

    cycle.refresh_from_db()
    assert (cycle.skipped_at, cycle.skipped_en, cycle.skipped_fr, cycle.sends_call) == (now, *SAID.values(), False)
    assert left.audit == [("cycle_skipped", "PAFSO Awards 2027", "Dominique Roy")]
    assert (left.mails, Amendment.objects.count(), cycle.is_open) == ([], 0, False)
    with pytest.raises(DomainError) as refused:
        make.make_draft(cycle, cast.officer)
    assert (refused.value.code, str(refused.value)) == (
        "called_off", "This cycle is not taking place: no new nomination can be started.",
    )  # fmt: skip


def test_a_skipped_cycle_is_held_after_all(cycle: Cycle, cast: Cast) -> None:
    cycles.skip_cycle(cycle, by=cast.staff, **SAID)

    with traces() as left:
        cycles.take_up_cycle(cycle, by=cast.staff)
        cycles.take_up_cycle(cycle, by=cast.staff)

    cycle.refresh_from_db()
    assert (cycle.skipped_at, cycle.skipped_en, cycle.skipped_fr, cycle.is_open) == (None, "", "", True)
    assert left.audit == [("cycle_taken_up", "PAFSO Awards 2027", "Dominique Roy")]


@pytest.mark.parametrize("why", ["a draft", "told", "cancelled"])
def test_what_somebody_is_in_or_heard_of_is_not_skipped(cycle: Cycle, cast: Cast, why: str) -> None:
    if why == "a draft":
        make.make_draft(cycle, cast.officer)
    if why == "told":
        Cycle.objects.update(called_people=1)
    if why == "cancelled":
        cancel(cycle, cast)

    with pytest.raises(WrongMove, match="has been cancelled" if why == "cancelled" else "Cancel it instead"):
        cycles.skip_cycle(cycle, by=cast.staff, **SAID)

    cycle.refresh_from_db()
    assert cycle.skipped_at is None


# --- cancelled -------------------------------------------------------------------------------------------------------
def test_everybody_in_it_is_written_to_once_in_their_language(cycle: Cycle, cast: Cast, commits: Commits) -> None:
    crowd(cycle, cast)
    now = timezone.now()

    with traces() as left, commits():
        cancel(cycle, cast, now=now)
        cancel(cycle, cast, reason_en="Another.")
    with commits():
        assert sweep() == 0

    cycle.refresh_from_db()
    assert (cycle.cancelled_at, cycle.cancelled_en, cycle.cancelled_fr, cycle.sends_call) == (
        now,
        *SAID.values(),
        False,
    )
    assert left.audit == [("cycle_cancelled", "PAFSO Awards 2027", "Dominique Roy")]
    assert told("cycle_cancelled") == [
        ("alix@example.org", "en"), ("benoit@example.org", "fr"), ("esther@example.org", "en"), ("margaret@example.org", "en"),
    ]  # fmt: skip
    assert told("cycle_cancelled_for_supporter") == [
        ("asked@example.org", "en"), *[(f"quill{number}@example.org", "en") for number in (0, 0, 1, 1)],
    ]  # fmt: skip
    amendment = Amendment.objects.get()
    assert (amendment.kind, amendment.amended_by, amendment.amended_at) == ("cancelled", cast.staff, now)
    assert (amendment.people_told, amendment.supporters_told) == (4, 5)
    assert amendment.told_at is not None and amendment.supporters_told_at is not None
    french = Mail.objects.get(to="benoit@example.org", event="awards/cycle_cancelled")
    assert SAID["reason_fr"] in french.text and SAID["reason_en"] not in french.text
    assert make.NOMINEE_CANARY not in "".join(
        Mail.objects.filter(event="awards/cycle_cancelled").values_list("text", flat=True)
    )


class Killed(BaseException):
    """What -9 looks like from inside: no line after it runs."""


@pytest.mark.req("R45")
@pytest.mark.parametrize("dies_after", [0, 1, 2])
@pytest.mark.parametrize("told_first", ["TO_NOMINATORS", "TO_SUPPORTERS"])
def test_whatever_dies_each_is_told_once(
    cycle: Cycle, cast: Cast, monkeypatch: pytest.MonkeyPatch, commits: Commits, dies_after: int, told_first: str
) -> None:
    crowd(cycle, cast)
    cancel(cycle, cast)
    monkeypatch.setattr(broadcast, "BATCH", 1)
    whole, count = getattr(tasks, told_first), iter(range(99))

    def dying(*about: Any) -> None:
        if next(count) == dies_after:
            raise Killed
        whole.write(*about)

    with monkeypatch.context() as patch:
        patch.setattr(tasks, told_first, broadcast.MassMail(whole.recipients, dying, whole.reader))
        with pytest.raises(Killed):
            tell_of_amendment(Amendment.objects.get().pk)
    with commits():
        assert sweep() == 1

    assert (len(told("cycle_cancelled")), len(told("cycle_cancelled_for_supporter"))) == (4, 5)
    assert (Amendment.objects.get().people_told, Amendment.objects.get().supporters_told) == (4, 5)


def test_nothing_can_be_done_in_it_and_what_was_written_stays_its_authors(
    client: Client, cycle: Cycle, cast: Cast
) -> None:
    made = crowd(cycle, cast)
    letters.save_letter_draft(made["asked"], values={"text": "Half a sentence"}, tab="", version=0)
    Nomination.objects.filter(pk=made["draft"].pk).update(
        extended_until=timezone.now() + 90 * DAY, extension_reason="Ill."
    )
    link = reverse("awards:letter", args=[make.make_token(made["asked"])])
    other = make.make_token(Letter.objects.get(nomination=made["submitted"], email="quill0@example.org"))
    cancel(cycle, cast)
    asking = {"name": "A", "email": "a@example.org", "language": "en", "form_token": made["draft"].form_token}

    for number, verb in enumerate(
        (
            lambda: nominations.save_draft(made["draft"], by=cast.officer, values={"case": "x"}, tab="a", version=1),
            lambda: nominations.submit_nomination(made["draft"], by=cast.officer),
            lambda: letters.invite_supporter(made["draft"], by=cast.officer, **asking),
            lambda: letters.ask_again(made["asked"], by=cast.officer),
            lambda: letters.save_letter_draft(made["asked"], values=make.LETTER, tab="", version=1),
            lambda: letters.send_letter(made["asked"]),
            lambda: make.make_draft(cycle, cast.outsider),
        )
    ):
        with pytest.raises(DomainError) as refused:
            verb()
            pytest.fail(f"verb {number} was done")
        assert refused.value.code == "called_off", number
    page = client.get(link).text
    assert "This cycle has been cancelled" in page and SAID["reason_en"] in page and "Half a sentence" in page
    assert "Deadline" not in page
    assert SAID["reason_en"] in client.get(reverse("awards:letter", args=[other])).text
    client.force_login(cast.officer)
    for name in ("nomination", "supporters", "submission"):
        answer = client.get(reverse(f"awards:{name}", args=[made["draft"].code]), follow=True)
        assert SAID["reason_en"] in answer.text, name
    assert make.CASE_CANARY in client.get(reverse("awards:submission", args=[made["draft"].code])).text
    client.force_login(cast.colleague)
    receipt = client.get(reverse("awards:submission", args=[made["submitted"].code])).text
    assert SAID["reason_fr"] in receipt or SAID["reason_en"] in receipt
    assert "takes it to the independent panel" not in receipt


def test_it_is_taken_back_with_a_reason_and_told_after_the_cancellation(
    cycle: Cycle, cast: Cast, commits: Commits
) -> None:
    made = crowd(cycle, cast)
    cancel(cycle, cast)

    with traces() as left:
        cycles.restore_cycle(cycle, by=cast.staff, **SAID)
        cycles.restore_cycle(cycle, by=cast.staff, **SAID)

    cycle.refresh_from_db()
    assert (cycle.cancelled_at, cycle.cancelled_en, cycle.cancelled_fr, cycle.is_open) == (None, "", "", True)
    assert left.audit == [("cycle_restored", "PAFSO Awards 2027", "Dominique Roy")]
    first, second = Amendment.objects.order_by("pk")
    tell_of_amendment(second.pk)  # the cancellation is not told yet: nobody hears of its end before it
    assert told("cycle_restored") == told("cycle_cancelled") == []
    with commits():
        sweep()
    with commits():
        sweep()
    with commits():
        assert sweep() == 0
    assert len(told("cycle_cancelled")) == len(told("cycle_restored")) == 4
    assert len(told("cycle_cancelled_for_supporter")) == len(told("cycle_restored_for_supporter")) == 5
    assert "Deadline: " in Mail.objects.get(event="awards/cycle_restored", to="alix@example.org").text
    nominations.save_draft(made["draft"], by=cast.officer, values={"case": "On we go"}, tab="first", version=1)
    assert (first.kind, second.kind) == ("cancelled", "restored")


def test_taken_back_after_the_deadline_the_mail_says_what_counts(cycle: Cycle, cast: Cast, commits: Commits) -> None:
    make.make_submitted(cycle, cast.officer)
    make.close(cycle)
    cancel(cycle, cast)
    with commits():
        cycles.restore_cycle(cycle, by=cast.staff, **SAID)
    with commits():
        sweep()
    with commits():
        sweep()

    assert "What was submitted by then will be judged." in Mail.objects.get(event="awards/cycle_restored").text
    assert (
        "Letters that were sent by then count."
        in Mail.objects.filter(event="awards/cycle_restored_for_supporter")[0].text
    )


@pytest.mark.parametrize("verb", [cycles.skip_cycle, cycles.cancel_cycle, cycles.restore_cycle])
def test_each_asks_for_a_sentence_in_both_languages(cycle: Cycle, cast: Cast, verb: Callable[..., Any]) -> None:
    for said, missing in (
        ({"reason_en": " ", "reason_fr": "Oui."}, ["reason_en"]),
        ({"reason_en": "", "reason_fr": ""}, ["reason_en", "reason_fr"]),
    ):
        with pytest.raises(Incomplete) as refused:
            verb(cycle, by=cast.staff, **said)
        assert [name for name, _sentence in refused.value.problems] == missing
    assert not Amendment.objects.exists()


def test_what_is_long_over_or_skipped_is_not_cancelled_and_what_is_deleted_neither(cycle: Cycle, cast: Cast) -> None:
    after = cycle.drafts_kept_until
    with pytest.raises(WrongMove, match="long over"):
        cancel(cycle, cast, now=after)
    cancel(cycle, cast, now=after - DAY)
    with pytest.raises(WrongMove, match="long over"):
        cycles.restore_cycle(cycle, by=cast.staff, now=after, **SAID)
    cycles.restore_cycle(cycle, by=cast.staff, **SAID)
    cycles.skip_cycle(cycle, by=cast.staff, **SAID)
    with pytest.raises(WrongMove, match="has been skipped"):
        cancel(cycle, cast)
    cycles.delete_cycle(cycle, by=cast.staff, reason="Twice.")
    with pytest.raises(WrongMove, match="has been deleted"):
        cancel(cycle, cast)


@pytest.mark.parametrize("who", ["no right", "superuser"])
def test_whoever_does_not_look_after_the_award_decides_nothing(cycle: Cycle, cast: Cast, who: str) -> None:
    let_look_after_nothing(cast.staff)
    User.objects.filter(pk=cast.staff.pk).update(is_superuser=who == "superuser")
    by = cast.staff

    for verb in (
        lambda: cycles.skip_cycle(cycle, by=by, **SAID),
        lambda: cycles.take_up_cycle(cycle, by=by),
        lambda: cycles.cancel_cycle(cycle, by=by, **SAID),
        lambda: cycles.restore_cycle(cycle, by=by, **SAID),
        lambda: cycles.amend_cycle(cycle, by=by, values={"letters_needed": 5}, **SAID),
        lambda: cycles.delete_cycle(cycle, by=by, reason="No."),
        lambda: cycles.begin_next_cycle(cycle, by=by, year=2028, opens_at=cycle.opens_at, closes_at=cycle.closes_at),
    ):
        with pytest.raises(NotEligible) as refused:
            verb()
        assert refused.value.code == "not_open_to_you"


# --- the office's pages ----------------------------------------------------------------------------------------------
def page_of(cycle: Cycle, verb: str) -> str:
    return reverse(f"admin:awards_cycle_{verb}", args=[cycle.pk])


def test_the_page_shows_the_mails_before_anything_is_done(
    client: Client, cycle: Cycle, cast: Cast, commits: Commits
) -> None:
    crowd(cycle, cast)
    client.force_login(cast.staff)
    address = page_of(cycle, "cancellation")
    opened = client.get(address)
    assert 'value="See the emails first"' in opened.text and opened.context["mass_mail"] is None

    shown = client.post(address, SAID)

    cycle.refresh_from_db()
    assert cycle.cancelled_at is None and not Mail.objects.filter(event="awards/cycle_cancelled").exists()
    assert "Nothing has been changed yet. Check the email below, then confirm." in shown.text
    preview = shown.context["mass_mail"]
    assert [(str(part.title), part.count, part.in_words) for part in preview.parts] == [
        ("To nominators", 4, "This email goes to 4 people."), ("To supporters", 5, "This email goes to 5 people."),
    ]  # fmt: skip
    assert [mail.language for mail in preview.mails] == ["en", "fr", "en", "fr"]
    assert all(text in shown.text for text in ("No panel could be formed.", "Aucun jury n’a pu être formé."))
    typed = {name: shown.context["mass_mail"].count if name == "told" else preview.seen for name in ("told", "told_of")}

    other_words = client.post(address, {**SAID, **typed, "reason_en": "Something else."})
    assert "Nothing has been changed yet" in other_words.text and not Amendment.objects.exists()
    with commits():
        done = client.post(address, {**SAID, **typed})

    assert done.status_code == 302
    cycle.refresh_from_db()
    assert cycle.cancelled_at is not None and len(told("cycle_cancelled")) == 4


def test_each_verb_is_offered_when_it_can_be_done(client: Client, cycle: Cycle, cast: Cast) -> None:
    client.force_login(cast.staff)
    change = reverse("admin:awards_cycle_change", args=[cycle.pk])

    def offered() -> set[str]:
        page = client.get(change)
        offers = (*page.context["verb_links"], *page.context["verb_buttons"])
        return {each["verb"].name for each in offers} & VERBS

    assert offered() == {"skipping", "deletion"}
    asked = client.get(page_of(cycle, "skipping")).text
    assert "each in its reader’s language." in asked and "in the email" not in asked
    assert "Keep the cycle</a>" in asked and ">Cancel</a>" not in asked
    client.post(page_of(cycle, "skipping"), SAID)
    assert offered() == {"taking_up", "deletion"}
    client.post(reverse("admin:awards_cycle_move", args=[cycle.pk, "taking_up"]))
    make.make_draft(cycle, cast.officer)
    assert offered() == {"amendment", "cancellation"}
    cancel(cycle, cast)
    assert offered() == {"restoration"}
    assert ">Cancelled</td>" in client.get(reverse("admin:awards_cycle_changelist")).text


def test_the_list_is_narrowed_by_award_and_by_whether_it_takes_place(client: Client, cycle: Cycle, cast: Cast) -> None:
    other = make.make_cycle(make.make_award("other"), year=2020)
    cycles.skip_cycle(other, by=cast.staff, **SAID)
    third = make.make_cycle(cycle.award, year=2021)
    cancel(third, cast)
    client.force_login(cast.staff)

    def listed(**asked: object) -> set[int]:
        page = client.get(reverse("admin:awards_cycle_changelist"), asked)
        return {row.pk for row in page.context["cl"].result_list}

    assert listed() == {cycle.pk, other.pk, third.pk}
    assert listed(award=cycle.award_id) == {cycle.pk, third.pk}
    assert [listed(called_off=each) for each in ("no", "skipped", "cancelled")] == [{cycle.pk}, {other.pk}, {third.pk}]
