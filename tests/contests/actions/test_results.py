"""What the office does with the photos, every way out of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from contests.actions import results
from contests.actions.entries import withdraw_entry
from contests.models import Contest, Entry, Placing
from contests.tasks import announce_gallery
from members.notifications.actions import say_consents
from members.notifications.consents import out_url
from pafso.audit.models import Entry as Audit
from pafso.errors import Incomplete, WrongMove
from pafso.mail.models import Mail
from tests.factories import contests as make
from tests.factories.people import Cast

CITED = {"citation_en": "For its light.", "citation_fr": "Pour sa lumière."}


@pytest.fixture
def entry(cast: Cast, commits: Callable[[], Any]) -> Entry:
    with commits():
        entry = make.make_entry(make.make_contest(), cast.colleague)
    entry.refresh_from_db()
    return entry


def close(contest: Contest) -> None:
    past = timezone.now() - timedelta(days=1)
    Contest.objects.filter(pk=contest.pk).update(closes_at=past)
    contest.refresh_from_db()


def verbs() -> list[tuple[str, str]]:
    return list(Audit.objects.order_by("id").values_list("verb", "by_label"))


def test_accepting(cast: Cast, entry: Entry) -> None:
    results.accept_entry(entry, by=cast.staff)
    results.accept_entry(entry, by=cast.staff)

    entry.refresh_from_db()
    assert entry.state == "accepted"
    assert verbs()[1:] == [("entry_accepted", str(cast.staff))]
    assert Mail.objects.count() == 1


def test_a_photo_without_sizes_cannot_be_accepted(cast: Cast) -> None:
    entry = make.make_entry(make.make_contest(), cast.officer)

    with pytest.raises(Incomplete) as missing:
        results.accept_entry(entry, by=cast.staff)

    assert [field for field, _ in missing.value.problems] == ["derivatives"]
    assert Entry.objects.get().state == "received"


def test_a_withdrawn_photo_cannot_be_accepted_or_refused(cast: Cast, entry: Entry) -> None:
    withdraw_entry(entry, by=cast.colleague)

    with pytest.raises(WrongMove):
        results.accept_entry(entry, by=cast.staff)
    with pytest.raises(WrongMove):
        results.disqualify_entry(entry, by=cast.staff, reason="Late.")


def test_disqualifying_tells_the_author_why_in_their_language(cast: Cast, entry: Entry) -> None:
    results.disqualify_entry(entry, by=cast.staff, reason=" On reconnaît une personne. ")
    results.disqualify_entry(entry, by=cast.staff, reason="Autre chose.")

    entry.refresh_from_db()
    assert (entry.state, entry.reason) == ("disqualified", "On reconnaît une personne.")
    mail = Mail.objects.get(event="contests/entry_disqualified")
    assert (mail.to, mail.language) == (cast.colleague.email, "fr")
    assert "On reconnaît une personne." in mail.text
    assert "On reconnaît une personne." in mail.html
    assert entry.title not in mail.subject
    assert verbs()[1:] == [("entry_disqualified", str(cast.staff))]


def test_refused_twice_is_two_mails(cast: Cast, entry: Entry) -> None:
    results.disqualify_entry(entry, by=cast.staff, reason="Erreur.")
    results.accept_entry(entry, by=cast.staff)
    results.disqualify_entry(entry, by=cast.staff, reason="Finalement oui.")

    assert Mail.objects.filter(event="contests/entry_disqualified").count() == 2


def test_no_disqualification_without_a_reason(cast: Cast, entry: Entry) -> None:
    with pytest.raises(Incomplete):
        results.disqualify_entry(entry, by=cast.staff, reason="  ")

    assert Entry.objects.get().state == "received"


def test_a_placed_photo_must_lose_its_placing_first(cast: Cast, entry: Entry) -> None:
    results.accept_entry(entry, by=cast.staff)
    placing = results.award_placing(entry, by=cast.staff, rank=1, **CITED)

    with pytest.raises(WrongMove, match="placing"):
        results.disqualify_entry(entry, by=cast.staff, reason="Late.")

    results.remove_placing(placing, by=cast.staff)
    results.disqualify_entry(entry, by=cast.staff, reason="Late.")
    assert [verb for verb, _ in verbs()[2:]] == ["placing_awarded", "placing_removed", "entry_disqualified"]


def test_a_placing_is_changed_not_doubled(cast: Cast, entry: Entry) -> None:
    results.accept_entry(entry, by=cast.staff)

    results.award_placing(entry, by=cast.staff, rank=2, **CITED)
    placing = results.award_placing(entry, by=cast.staff, rank=None, category=entry.category, **CITED)

    assert Placing.objects.get() == placing
    assert (placing.rank, placing.category, placing.words) == (None, entry.category, "Honourable mention")
    changes = Audit.objects.filter(verb="placing_awarded").latest("id").changes
    assert changes == {
        "before": {"rank": 2, "category": None},
        "after": {"rank": None, "category": entry.category_id},
    }


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"rank": 0}, "__all__"),
        ({"rank": 1, "citation_fr": ""}, "citation_fr"),
        ({"rank": 1, "other_category": True}, "category"),
    ],
)
def test_what_a_placing_must_be(cast: Cast, entry: Entry, values: dict[str, Any], field: str) -> None:
    results.accept_entry(entry, by=cast.staff)
    if values.pop("other_category", False):
        values["category"] = entry.contest.categories.exclude(pk=entry.category_id).get()

    with pytest.raises(ValidationError) as problem:
        results.award_placing(entry, by=cast.staff, **{**CITED, **values})

    assert field in problem.value.message_dict
    assert Placing.objects.count() == 0


def test_only_accepted_photos_are_placed(cast: Cast, entry: Entry) -> None:
    with pytest.raises(ValidationError) as problem:
        results.award_placing(entry, by=cast.staff, rank=1, **CITED)

    assert list(problem.value.message_dict) == ["entry"]


def test_a_photo_of_another_contest_is_not_placed(cast: Cast, entry: Entry) -> None:
    placing = Placing(contest=make.make_contest("2028"), entry=entry, rank=1, **CITED)

    with pytest.raises(ValidationError) as problem:
        placing.full_clean()

    assert list(problem.value.message_dict) == ["entry"]


def test_publishing_says_all_that_is_missing(cast: Cast, entry: Entry) -> None:
    with pytest.raises(Incomplete) as missing:
        results.publish_gallery(entry.contest, by=cast.staff)

    assert [field for field, _ in missing.value.problems] == ["closes_at", "entries", "placings"]
    assert entry.code in str(missing.value.problems[1][1])
    assert Contest.objects.get().gallery_published_at is None


def test_the_grace_belongs_to_the_contest(entry: Entry) -> None:
    end: datetime = entry.contest.window.ends_at
    fields = [field for field, _ in results.missing_for_gallery(entry.contest, end + timedelta(minutes=15, seconds=-1))]
    assert "closes_at" in fields

    fields = [field for field, _ in results.missing_for_gallery(entry.contest, end + timedelta(minutes=15))]
    assert "closes_at" not in fields


def published(cast: Cast, entry: Entry, commits: Callable[[], Any]) -> None:
    results.accept_entry(entry, by=cast.staff)
    results.award_placing(entry, by=cast.staff, rank=1, **CITED)
    close(entry.contest)
    with commits():
        results.publish_gallery(entry.contest, by=cast.staff)
        results.publish_gallery(entry.contest, by=cast.staff)


def test_publishing_writes_to_every_entrant_once(cast: Cast, entry: Entry, commits: Callable[[], Any]) -> None:
    gone = make.make_entry(entry.contest, cast.officer, colour=5)
    withdraw_entry(gone, by=cast.officer)
    out = make.make_entry(entry.contest, cast.retiree, colour=6)
    results.disqualify_entry(out, by=cast.staff, reason="Late.")

    published(cast, entry, commits)
    announce_gallery(entry.contest_id)

    mails = Mail.objects.filter(event="contests/gallery_published")
    assert {(mail.to, mail.language) for mail in mails} == {
        (cast.colleague.email, "fr"), (cast.retiree.email, "en"),
    }  # fmt: skip
    assert "/fr/contests/2027/gallery/" in mails.get(language="fr").text
    contest = Contest.objects.get()
    assert contest.is_published
    assert contest.announced_at is not None
    assert Audit.objects.filter(verb="gallery_published").count() == 1


@pytest.mark.req("R58", "R59")
def test_an_entrant_who_said_no_is_left_out(cast: Cast, entry: Entry, commits: Callable[[], Any]) -> None:
    make.make_entry(entry.contest, cast.officer, colour=6)
    say_consents(cast.colleague, {"galleries": False}, by=cast.colleague, source="page")
    # Taking part counts, not the membership, which has ended since.
    Entry.objects.filter(entrant=cast.officer).update(entrant=cast.newcomer, state="disqualified", reason="-")

    published(cast, entry, commits)

    mail = Mail.objects.get(event="contests/gallery_published")
    assert mail.to == cast.newcomer.email
    assert mail.unsubscribe_url in mail.text
    assert mail.unsubscribe_url == out_url(cast.newcomer, "galleries")
    assert Contest.objects.get().announced_at is not None


def test_results_stand_after_publication(cast: Cast, entry: Entry, commits: Callable[[], Any]) -> None:
    published(cast, entry, commits)

    with pytest.raises(WrongMove):
        results.award_placing(entry, by=cast.staff, rank=2, **CITED)
    with pytest.raises(WrongMove):
        results.remove_placing(entry.placing, by=cast.staff)

    assert Placing.objects.get().rank == 1


def test_a_parked_photo_is_tried_again(cast: Cast, commits: Callable[[], Any]) -> None:
    entry = make.make_entry(make.make_contest(), cast.officer)
    entry.advance(Entry.State.UNREADABLE, attempts=3, last_error="memory", decided_at=timezone.now())

    with commits():
        results.prepare_again(entry, by=cast.staff)
        results.prepare_again(entry, by=cast.staff)

    entry.refresh_from_db()
    assert (entry.state, entry.last_error, entry.is_prepared) == ("received", "", True)
    assert Audit.objects.filter(verb="entry_prepared_again").count() == 1
    with pytest.raises(WrongMove):
        results.accept_entry(entry, by=cast.staff)
        entry.refresh_from_db()
        results.prepare_again(entry, by=cast.staff)


def test_a_photo_disqualified_before_it_had_sizes_is_taken_back_by_making_them(
    cast: Cast, commits: Callable[[], Any]
) -> None:
    entry = make.make_entry(make.make_contest(), cast.officer)
    results.disqualify_entry(entry, by=cast.staff, reason="Not yours.")

    with pytest.raises(WrongMove):
        results.accept_entry(entry, by=cast.staff)
    with commits():
        results.prepare_again(entry, by=cast.staff)
    results.accept_entry(entry, by=cast.staff)

    entry.refresh_from_db()
    assert (entry.state, entry.reason, entry.is_prepared) == ("accepted", "", True)


def test_a_photo_with_sizes_is_not_made_again(cast: Cast, entry: Entry) -> None:
    results.disqualify_entry(entry, by=cast.staff, reason="Not yours.")

    with pytest.raises(WrongMove):
        results.prepare_again(entry, by=cast.staff)

    entry.refresh_from_db()
    assert entry.state == "disqualified"
