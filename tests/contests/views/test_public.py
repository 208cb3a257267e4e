"""What everyone sees of contests: dates, galleries, photos; and nothing before its time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from contests.actions import results
from contests.models import Contest, Entry
from tests.factories import contests as make
from tests.factories.people import Cast

Commits = Callable[[], Any]
CITED = {"citation_en": "For its light.", "citation_fr": "Pour sa lumière."}
LIST = "/en/contests/"


def gallery_with(cast: Cast, commits: Commits, count: int = 3, slug: str = "2026") -> Contest:
    """A published contest with COUNT accepted photos, the first of them placed."""
    contest = make.make_contest(slug, entries_per_member=20)
    with commits():
        entries = [
            make.make_entry(contest, cast.colleague, colour=number, title=f"Photo {slug} {number}", language="fr")
            for number in range(count)
        ]
    for entry in entries:
        results.accept_entry(entry, by=cast.staff)
    results.award_placing(entries[0], by=cast.staff, rank=1, **CITED)
    past = timezone.now() - timedelta(days=1)
    Contest.objects.filter(pk=contest.pk).update(closes_at=past, gallery_published_at=past, announced_at=past)
    contest.refresh_from_db()
    return contest


def test_no_contest_yet(client: Client, db: None) -> None:
    assert "No contests yet" in client.get(LIST).content.decode()
    assert "Pas encore de concours" in client.get("/fr/contests/").content.decode()


def test_the_list_sorts_contests_by_their_dates(client: Client, cast: Cast, commits: Commits) -> None:
    now = timezone.now()
    coming = make.make_contest("2029", opens_at=now + timedelta(days=1))
    is_open = make.make_contest("2028")
    shown = gallery_with(cast, commits)
    closed = make.make_contest("2020", opens_at=now - timedelta(days=90), closes_at=now - timedelta(days=60))

    page = client.get(LIST)

    assert page.context["open"] == [is_open]
    assert page.context["coming"] == [coming]
    assert page.context["past"] == [shown, closed]
    text = page.content.decode()
    assert f"{shown.get_absolute_url()}gallery/" in text
    assert f"{closed.get_absolute_url()}gallery/" not in text
    assert "/en/contests/2028/deadline.ics" in text


def test_the_list_costs_the_same_for_one_and_three(client: Client, db: None, django_assert_num_queries: Any) -> None:
    make.make_contest("2026")
    with django_assert_num_queries(1):
        client.get(LIST)
    make.make_contest("2027")
    make.make_contest("2028")
    with django_assert_num_queries(1):
        client.get(LIST)


@pytest.mark.parametrize(("language", "words"), [("en", "Three prizes."), ("fr", "Trois prix.")])
def test_a_contest_in_the_readers_language(client: Client, db: None, language: str, words: str) -> None:
    make.make_contest(closes_at=timezone.now() + timedelta(days=9))

    page = client.get(f"/{language}/contests/2027/").content.decode()

    assert words in page
    assert ("Trois prix." if language == "en" else "Three prizes.") not in page
    assert f"/{language}/accounts/login/?next=/{language}/contests/2027/" in page


@pytest.mark.req("R46")
def test_the_contest_page_follows_the_clock(client: Client, cast: Cast) -> None:
    contest = make.make_contest()
    address = "/en/contests/2027/"

    with time_machine.travel(contest.opens_at - timedelta(seconds=1)):
        assert "has not opened yet" in client.get(address).content.decode()
    with time_machine.travel(contest.window.ends_at - timedelta(seconds=1)):
        client.force_login(cast.officer)
        assert "/enter/" in client.get(address).content.decode()
    with time_machine.travel(contest.window.ends_at):
        page = client.get(address).content.decode()
        assert "This contest is closed" in page
        assert "/enter/" not in page


def test_members_find_their_own_photos_on_the_contest_page(client: Client, cast: Cast) -> None:
    contest = make.make_contest()
    mine = make.make_entry(contest, cast.officer, title="Mine only")
    make.make_entry(contest, cast.colleague, title="Somebody elses")
    client.force_login(cast.officer)

    page = client.get("/en/contests/2027/").content.decode()

    assert mine.get_absolute_url() in page
    assert "Somebody elses" not in page


def test_the_deadline_for_a_calendar(client: Client, db: None) -> None:
    contest = make.make_contest()

    answer = client.get("/fr/contests/2027/deadline.ics")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode().replace("\r\n ", "")
    assert f"UID:contest-{contest.pk}@pafso-apase" in text
    assert "SUMMARY:Clôture du concours de photos : Concours 2027" in text.replace("\u00a0", " ")


def test_the_gallery_names_winners_first(client: Client, cast: Cast, commits: Commits) -> None:
    contest = gallery_with(cast, commits)
    second = Entry.objects.get(title="Photo 2026 1")
    Contest.objects.update(gallery_published_at=None)
    results.award_placing(second, by=cast.staff, rank=1, **CITED)
    third = Entry.objects.get(title="Photo 2026 2")
    results.award_placing(third, by=cast.staff, rank=None, category=third.category, **CITED)
    Contest.objects.update(gallery_published_at=timezone.now())

    page = client.get(f"/en/contests/{contest.slug}/gallery/")

    assert [(placed.entry.title, placed.words) for placed in page.context["placings"]] == [
        ("Photo 2026 0", "First prize (tie)"),
        ("Photo 2026 1", "First prize (tie)"),
        ("Photo 2026 2", "Honourable mention"),
    ]
    text = page.content.decode()
    assert "Benoît Lefèvre" in text
    assert 'lang="fr">Photo 2026 0' in text
    assert "IMG_0042" not in text
    assert cast.colleague.email not in text
    assert "320w" in text
    assert 'width="640" height="480"' in text


def test_the_gallery_costs_the_same_for_one_and_three(
    client: Client, cast: Cast, commits: Commits, django_assert_num_queries: Any
) -> None:
    gallery_with(cast, commits, 2, "2025")
    gallery_with(cast, commits, 4, "2026")

    for slug in ("2025", "2026"):
        with django_assert_num_queries(5):
            client.get(f"/en/contests/{slug}/gallery/")


def test_a_long_gallery_has_pages(
    client: Client, cast: Cast, commits: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contests.views.public.PHOTOS_A_PAGE", 2)
    contest = gallery_with(cast, commits, 4)

    first = client.get(f"/en/contests/{contest.slug}/gallery/")
    second = client.get(f"/en/contests/{contest.slug}/gallery/" + first.context["page"].next_url)

    assert [len(page.context["photos"]) for page in (first, second)] == [2, 1]
    assert [len(page.context["placings"]) for page in (first, second)] == [1, 0]


def test_a_photo_with_its_story_and_citation(client: Client, cast: Cast, commits: Commits) -> None:
    contest = gallery_with(cast, commits)
    placed, plain = Entry.objects.order_by("id")[:2]

    page = client.get(f"/fr/contests/{contest.slug}/gallery/{placed.code}/").content.decode()
    assert "Pour sa lumière." in page
    assert "Premier prix" in page
    assert 'lang="fr">We waited for the first boat.' in page
    assert "Pour sa lumière." not in client.get(f"/fr/contests/{contest.slug}/gallery/{plain.code}/").content.decode()


@pytest.mark.req("R15", "R35")
def test_before_publication_a_gallery_does_not_exist(client: Client, cast: Cast, commits: Commits) -> None:
    contest = gallery_with(cast, commits)
    entry = Entry.objects.first()
    assert entry is not None
    addresses = [
        f"/en/contests/{contest.slug}/gallery/",
        f"/en/contests/{contest.slug}/gallery/{entry.code}/",
        entry.derivatives.first().get_absolute_url(),
    ]
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]

    for shut in (None, timezone.now() + timedelta(minutes=1)):
        Contest.objects.update(gallery_published_at=shut)
        assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
        assert entry.title not in client.get(contest.get_absolute_url()).content.decode()


@pytest.mark.req("R15")
def test_what_was_not_accepted_is_in_no_gallery(client: Client, cast: Cast, commits: Commits) -> None:
    contest = gallery_with(cast, commits)
    out = Entry.objects.get(title="Photo 2026 1")
    size = out.derivatives.first().get_absolute_url()
    assert client.get(size).status_code == 200

    results.disqualify_entry(out, by=cast.staff, reason="A face.")

    page = client.get(f"/en/contests/{contest.slug}/gallery/").content.decode()
    assert out.code not in page
    assert "Photo 2026 1" not in page
    assert client.get(f"/en/contests/{contest.slug}/gallery/{out.code}/").status_code == 404
    assert client.get(size).status_code == 404
    client.force_login(cast.colleague)
    assert client.get(size).status_code == 200


def test_a_photo_of_another_contest_is_not_found_here(client: Client, cast: Cast, commits: Commits) -> None:
    gallery_with(cast, commits, 1, "2025")
    gallery_with(cast, commits, 1, "2026")
    code = Entry.objects.get(contest__slug="2025").code

    assert client.get(f"/en/contests/2026/gallery/{code}/").status_code == 404
    assert client.get("/en/contests/1999/").status_code == 404


@pytest.mark.req("R35")
def test_photos_are_kept_by_browsers_only_once_they_are_public(client: Client, cast: Cast, commits: Commits) -> None:
    gallery_with(cast, commits, 1)
    address = Entry.objects.get().derivatives.first().get_absolute_url()

    answer = client.get(address)
    assert answer["Cache-Control"] == "private, no-cache"
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert "IMG_0042" not in answer["Content-Disposition"]

    Contest.objects.update(gallery_published_at=None)
    client.force_login(cast.colleague)
    assert client.get(address)["Cache-Control"] == "private, no-store"


def test_the_home_page_shows_what_is_open(client: Client, cast: Cast, commits: Commits) -> None:
    gallery_with(cast, commits, 1, "2025")
    make.make_contest("2027")

    page = client.get("/en/").content.decode()

    assert "Contest 2027" in page
    assert "Contest 2025" not in page
