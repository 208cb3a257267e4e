"""Nobody of the office looks at their own photo for the office, accepts it, places it or publishes it; nor without the right."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contests import rules, waiting
from contests.actions import office, published, results
from contests.models import Contest, ContestRight, Derivative, Entry, EntryDeclaration, Placing
from members.models import User
from pafso import rights
from pafso.conflicts import declare_conflict
from pafso.errors import NotEligible
from tests.factories import contests as photos
from tests.factories.office import make_clerk
from tests.factories.people import Cast, let_look_after_nothing, make_member

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
CITED = {"citation_en": "For its light.", "citation_fr": "Pour sa lumière."}


@pytest.fixture
def clerk(cast: Cast) -> User:
    return make_clerk()


@pytest.fixture
def entry(cast: Cast, commits: Callable[[], Any]) -> Entry:
    with commits():
        made = photos.make_entry(photos.make_contest(), cast.officer, title="Kittiwake at dawn")
    made.refresh_from_db()
    assert made.is_prepared
    return made


def _own(clerk: User, entry: Entry) -> None:
    Entry.objects.filter(pk=entry.pk).update(entrant=clerk)


def _declared(clerk: User, entry: Entry) -> None:
    declare_conflict(
        EntryDeclaration, entry, colleague=clerk, by=make_clerk("Other", "other@example.org"), reason="Kin."
    )


def _no_right(clerk: User, entry: Entry) -> None:
    let_look_after_nothing(clerk)


def _another_contest(clerk: User, entry: Entry) -> None:
    let_look_after_nothing(clerk)
    ContestRight.objects.create(user=clerk, contest=photos.make_contest("1999"))


def _superuser_without_a_right(clerk: User, entry: Entry) -> None:
    let_look_after_nothing(clerk)
    User.objects.filter(pk=clerk.pk).update(is_superuser=True)


PARTIES = [_own, _declared]
ALL = [*PARTIES, _no_right, _another_contest, _superuser_without_a_right]


@pytest.mark.req("R14", "R15")
@pytest.mark.parametrize("make", ALL)
def test_no_door_of_the_office_opens(client: Client, clerk: User, entry: Entry, make: Callable[..., None]) -> None:
    make(clerk, entry)
    client.force_login(clerk)
    changelist = reverse("admin:contests_entry_changelist")

    for name in ("change", "history", "conflict"):
        assert client.get(reverse(f"admin:contests_entry_{name}", args=[entry.pk])).status_code in (302, 404), name
    for address in (
        changelist,
        f"{changelist}?q=Kittiwake",
        reverse("admin:audit_entry_changelist"),
        reverse("admin:index"),
    ):
        text = client.get(address).text
        assert [word for word in (entry.code, "Kittiwake at dawn") if word in text] == [], address
    assert client.get(reverse("admin:waiting", args=["photos"])).text.count("Kittiwake at dawn") == 0
    client.post(changelist, {"action": "accept", "_selected_action": [entry.pk]})
    entry.refresh_from_db()
    assert entry.state == "received"
    if make is not _own:
        doors = [("contests:entry", entry.code), ("contests:original", entry.code)]
        doors += [("contests:photo", size.pk) for size in entry.derivatives.all()]
        assert [client.get(reverse(door, args=[of])).status_code for door, of in doors] == [404] * len(doors)


def test_to_a_colleague_they_open(client: Client, clerk: User, entry: Entry) -> None:
    client.force_login(clerk)
    changelist = reverse("admin:contests_entry_changelist")

    for name in ("change", "history", "conflict"):
        assert client.get(reverse(f"admin:contests_entry_{name}", args=[entry.pk])).status_code == 200, name
    for address in (changelist, f"{changelist}?q=Kittiwake", reverse("admin:index")):
        assert "Kittiwake at dawn" in client.get(address).text
    client.post(changelist, {"action": "accept", "_selected_action": [entry.pk]})
    entry.refresh_from_db()
    assert entry.state == "accepted"


@pytest.mark.req("R15")
@pytest.mark.parametrize("make", ALL)
def test_both_faces_agree(cast: Cast, clerk: User, entry: Entry, make: Callable[..., None]) -> None:
    make(clerk, entry)
    people: list[Any] = [
        *(User.objects.get(pk=one.pk) for one in (clerk, cast.staff, cast.officer, cast.retiree)),
        AnonymousUser(),
    ]
    (one,) = entries = list(Entry.objects.select_related("contest"))
    sizes = list(Derivative.objects.select_related("entry__contest"))
    assert sizes

    for user in people:
        assert list(Entry.objects.visible_to(user)) == [one for one in entries if rules.may_see_entry(user, one)]
        assert list(Entry.objects.in_hands_of(user)) == [one for one in entries if rules.handles_entry(user, one)]
        assert list(Derivative.objects.visible_to(user)) == [
            one for one in sizes if rules.may_see_derivative(user, one)
        ]
        if user.is_authenticated:
            assert Entry.objects.involving(user).exists() == rules.is_party(user, one)
    assert rules.is_party(people[0], Entry.objects.get()) == (make in PARTIES)


def verbs_on(entry: Entry, by: User) -> list[Callable[[], Any]]:
    return [
        lambda: results.accept_entry(entry, by=by),
        lambda: results.disqualify_entry(entry, by=by, reason="No."),
        lambda: results.prepare_again(entry, by=by),
        lambda: results.award_placing(entry, by=by, rank=1, **CITED),
    ]


@pytest.mark.req("R15")
@pytest.mark.parametrize("make", ALL)
def test_every_verb_refuses(clerk: User, entry: Entry, make: Callable[..., None]) -> None:
    rights.all_held(clerk)  # what a page that was opened earlier remembers
    make(clerk, entry)

    for verb in verbs_on(entry, clerk):
        with pytest.raises(NotEligible):
            verb()
    entry.refresh_from_db()
    assert (entry.state, Placing.objects.exists()) == ("received", False)


@pytest.mark.req("R15")
def test_whoever_has_a_photo_in_it_decides_no_results_of_a_contest(
    client: Client, cast: Cast, clerk: User, entry: Entry, commits: Callable[[], Any]
) -> None:
    """A placing is a verdict on all photos at once."""
    results.accept_entry(entry, by=clerk)
    placing = results.award_placing(entry, by=clerk, rank=1, **CITED)
    make_member(clerk, "81", ("regular", date(2015, 1, 1), None))
    with commits():
        own = photos.make_entry(entry.contest, clerk, colour=90)
    Contest.objects.update(
        opens_at=timezone.now() - timezone.timedelta(days=60), closes_at=timezone.now() - timezone.timedelta(days=9)
    )
    results.accept_entry(own, by=cast.staff)

    for verb in (
        lambda: results.award_placing(entry, by=clerk, rank=3, **CITED),
        lambda: results.remove_placing(placing, by=clerk),
        lambda: results.publish_gallery(entry.contest, by=clerk),
    ):
        with pytest.raises(NotEligible):
            verb()
    client.force_login(clerk)
    page = client.get(reverse("admin:contests_placing_change", args=[placing.pk]))
    assert 'name="citation_en"' not in page.text
    assert client.get(reverse("admin:contests_contest_publication", args=[entry.contest_id])).status_code == 403
    assert not waiting.contests_to_publish(clerk, timezone.now()).exists()
    assert waiting.contests_to_publish(cast.staff, timezone.now()).exists()
    results.publish_gallery(entry.contest, by=cast.staff)


@pytest.mark.req("R15")
def test_the_name_of_its_author_is_asked_about(client: Client, clerk: User, cast: Cast, entry: Entry) -> None:
    User.objects.filter(pk=cast.officer.pk).update(name="BUREAU Camille")
    client.force_login(clerk)
    question = reverse("admin:contests_entry_same_name", args=[entry.pk])
    doors = [reverse("admin:contests_entry_change", args=[entry.pk])]
    doors += [reverse("contests:entry", args=[entry.code]), reverse("contests:original", args=[entry.code])]

    assert [client.get(door).headers.get("Location") for door in doors] == [question] * 3
    assert "Kittiwake at dawn" not in client.get(reverse("admin:contests_entry_changelist")).text
    assert "Kittiwake" not in client.get(question).text
    several = client.get(reverse("admin:contests_entry_disqualification", args=[entry.pk])).text
    assert entry.code in several and "Kittiwake" not in several and "BUREAU" not in several
    with pytest.raises(NotEligible):
        results.accept_entry(entry, by=clerk)

    client.post(question, {"answer": "not_me"})

    assert [client.get(door).status_code for door in doors] == [200] * 3
    results.accept_entry(entry, by=clerk)


@pytest.mark.req("R15")
def test_the_placing_of_a_namesake_says_no_title_before_the_question(
    client: Client, clerk: User, cast: Cast, entry: Entry
) -> None:
    results.accept_entry(entry, by=cast.staff)
    placing = results.award_placing(entry, by=cast.staff, rank=1, citation_en="Light.", citation_fr="Lumière.")
    User.objects.filter(pk=cast.officer.pk).update(name="BUREAU Camille")
    client.force_login(clerk)
    question = reverse("admin:contests_entry_same_name", args=[entry.pk])
    shown = [reverse("admin:contests_placing_changelist"), reverse("admin:contests_placing_change", args=[placing.pk])]

    before = [client.get(page) for page in shown]
    client.post(question, {"answer": "not_me"})
    after = [client.get(page) for page in shown]

    assert [page.headers.get("Location") for page in before] == [None, question]
    assert entry.code in before[0].text and "Kittiwake" not in before[0].text and "BUREAU" not in before[0].text
    assert ["Kittiwake" in page.text for page in after] == [True, True]


@pytest.mark.req("R15")
def test_a_photo_of_a_namesake_is_offered_for_a_placing_without_title_and_name(
    client: Client, clerk: User, cast: Cast, entry: Entry
) -> None:
    results.accept_entry(entry, by=cast.staff)
    User.objects.filter(pk=cast.officer.pk).update(name="BUREAU Camille")
    client.force_login(clerk)

    page = client.get(reverse("admin:contests_placing_add")).text

    assert entry.code in page and "Kittiwake" not in page and "BUREAU" not in page


@pytest.mark.req("R15")
@pytest.mark.parametrize("make", PARTIES)
def test_a_photo_with_the_same_file_names_only_others_that_are_open(
    client: Client, clerk: User, cast: Cast, entry: Entry, make: Callable[..., None]
) -> None:
    twin = photos.make_entry(photos.make_contest("1999"), cast.colleague, title="Taken twice")
    Entry.objects.filter(pk=twin.pk).update(sha256=entry.sha256)
    client.force_login(clerk)
    address = reverse("admin:contests_entry_change", args=[twin.pk])
    assert entry.code in client.get(address).text

    make(clerk, entry)
    page = client.get(address).text

    assert entry.code not in page and cast.officer.name not in page


def test_a_contest_in_which_nobody_may_decide_waits_for_whoever_does_not_look_after_it(
    cast: Cast, clerk: User, entry: Entry
) -> None:
    let_look_after_nothing(clerk)
    now = timezone.now()
    outsider = User.objects.get(pk=clerk.pk)
    assert not waiting.stuck_contests(outsider, now).exists()

    Entry.objects.update(entrant=cast.staff)

    assert list(waiting.stuck_contests(outsider, now)) == [entry.contest]
    assert not waiting.stuck_contests(User.objects.get(pk=cast.staff.pk), now).exists()


@pytest.mark.req("R14", "R15")
@pytest.mark.parametrize("make", ALL)
def test_a_hidden_gallery_is_shown_again_and_redated_by_nobody_with_a_photo_in_it(
    cast: Cast, clerk: User, entry: Entry, make: Callable[[User, Entry], None]
) -> None:
    contest = _hidden(entry, cast.staff)
    make(clerk, entry)
    dates = {"opens_at": contest.opens_at, "closes_at": contest.closes_at, "gallery_published_at": timezone.now()}

    for act in (
        lambda: published.show_gallery(contest, by=clerk),
        lambda: published.change_dates(contest, by=clerk, reason="so", **dates),
    ):
        with pytest.raises(NotEligible):
            act()

    contest.refresh_from_db()
    assert (contest.is_hidden, contest.gallery_published_at) == (True, NOON)
    assert not published.show_gallery(contest, by=cast.staff).is_hidden


@pytest.mark.req("R14", "R15")
def test_hiding_waits_for_no_colleague_but_for_the_right(cast: Cast, clerk: User, entry: Entry) -> None:
    Contest.objects.update(gallery_published_at=NOON)
    other, empty = photos.make_contest("1999"), photos.make_contest("1998")
    Contest.objects.filter(pk=other.pk).update(gallery_published_at=NOON)
    _own(clerk, entry)

    assert published.hide_gallery_quietly(entry.contest, by=clerk, reason="A face.").is_hidden

    let_look_after_nothing(clerk)
    with pytest.raises(NotEligible):
        published.hide_gallery(other, by=clerk, reason="A face.")
    with pytest.raises(NotEligible):
        office.delete_contest(empty, by=clerk, reason="so")
    assert Contest.objects.filter(hidden_at=None).count() == 2


def _hidden(entry: Entry, by: User) -> Contest:
    Contest.objects.update(gallery_published_at=NOON)
    return published.hide_gallery_quietly(entry.contest, by=by, reason="A face.")
