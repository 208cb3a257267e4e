"""What programs read: contests, published galleries, one's own photos, field by field."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from contests.models import Contest, Entry
from tests.contests.views.test_public import gallery_with
from tests.factories import contests as make
from tests.factories.people import Cast

Commits = Callable[[], Any]


def test_contests_are_public(client: Client, db: None, django_assert_num_queries: Any) -> None:
    make.make_contest("2026")
    with django_assert_num_queries(2):
        rows = client.get("/api/v1/contests/").json()["results"]
    assert set(rows[0]) == {
        *("slug", "title_en", "title_fr", "theme_en", "theme_fr", "rules_en", "rules_fr", "opens_at", "closes_at"),
        *("entries_per_member", "members_only", "categories", "is_open", "is_published", "url"),
    }
    make.make_contest("2027")
    make.make_contest("2028")
    with django_assert_num_queries(2):
        client.get("/api/v1/contests/")
    assert client.get("/api/v1/contests/2027/").json()["is_open"] is True


@pytest.mark.req("R20")
def test_galleries_show_what_the_pages_show(
    client: Client, cast: Cast, commits: Commits, django_assert_num_queries: Any
) -> None:
    gallery_with(cast, commits, 1, "2025")
    with django_assert_num_queries(2):
        client.get("/api/v1/galleries/")
    gallery_with(cast, commits, 2, "2026")
    with django_assert_num_queries(2):
        rows = client.get("/api/v1/galleries/").json()["results"]

    assert len(rows) == 3
    assert len(client.get("/api/v1/galleries/?contest=2025").json()["results"]) == 1
    first = client.get("/api/v1/galleries/?contest=2025").json()["results"][0]
    assert set(first) == {
        *("code", "contest", "category", "title", "place", "story", "alt_text", "language", "author"),
        *("rank", "placing", "citation_en", "citation_fr", "images"),
    }
    assert (first["rank"], first["placing"], first["author"]) == (1, "First prize", "Benoît Lefèvre")
    assert client.get(first["images"][0]["url"].removeprefix(settings.SITE_URL)).status_code in {200, 404}
    assert cast.colleague.email not in client.get("/api/v1/galleries/").content.decode()


@pytest.mark.req("R15")
def test_galleries_hold_nothing_before_publication_or_disqualified(
    client: Client, cast: Cast, commits: Commits
) -> None:
    gallery_with(cast, commits, 2)
    code = Entry.objects.order_by("id")[1].code
    assert client.get(f"/api/v1/galleries/{code}/").status_code == 200

    Entry.objects.get(code=code).advance(Entry.State.DISQUALIFIED, reason="x")
    assert client.get(f"/api/v1/galleries/{code}/").status_code == 404
    Contest.objects.update(gallery_published_at=None)
    assert client.get("/api/v1/galleries/").json()["results"] == []


@pytest.mark.req("R15", "R20")
def test_entries_are_ones_own(client: Client, cast: Cast, django_assert_num_queries: Any) -> None:
    contest = make.make_contest()
    mine = make.make_entry(contest, cast.officer)
    other = make.make_entry(contest, cast.colleague)
    assert client.get("/api/v1/entries/").status_code in {401, 403}

    for person in (cast.officer, cast.staff):
        client.force_login(person)
        assert client.get(f"/api/v1/entries/{other.code}/").status_code == 404
    client.force_login(cast.officer)
    rows = client.get("/api/v1/entries/").json()["results"]
    assert [row["code"] for row in rows] == [mine.code]
    assert set(rows[0]) == {
        *(
            "code",
            "contest",
            "category",
            "title",
            "place",
            "story",
            "alt_text",
            "language",
            "state",
            "reason",
            "sha256",
        ),
        *("width", "height", "camera", "taken_on", "received_at", "prepared_at", "images", "url"),
    }
    assert client.post("/api/v1/entries/", {}, content_type="application/json").status_code in {403, 405}
    Entry.objects.update(received_at=timezone.now())
    for number in (1, 2):
        make.make_entry(contest, cast.officer, colour=number)
    with django_assert_num_queries(4):
        client.get("/api/v1/entries/")
