"""What is published can be hidden and corrected, each with a reason; nothing of it is destroyed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contests.actions import corrections, published, results
from contests.models import Contest, Correction, Entry, Placing
from pafso.audit.models import Entry as Audit
from pafso.errors import Incomplete, WrongMove
from pafso.mail.models import Mail
from tests.contests.views.test_public import gallery_with
from tests.factories.office import confirm, open_and_save
from tests.factories.people import Cast

Commits = Callable[[], Any]
CITED = {"citation_en": "For its light.", "citation_fr": "Pour sa lumière."}
DAY = timedelta(days=1)


@pytest.fixture
def gallery(cast: Cast, commits: Commits) -> Contest:
    return gallery_with(cast, commits)


@pytest.fixture
def entry(gallery: Contest) -> Entry:
    """The one that was placed first."""
    return Placing.objects.get().entry


def public_addresses(entry: Entry) -> list[str]:
    """Wherever a stranger could meet the photo or its words."""
    sizes = [size.get_absolute_url() for size in entry.derivatives.all()]
    slug = entry.contest.slug
    return [f"/en/contests/{slug}/gallery/{entry.code}/", f"/api/v1/galleries/{entry.code}/", *sizes]


def lists(entry: Entry) -> list[str]:
    slug = entry.contest.slug
    return ["/en/", "/en/contests/", f"/en/contests/{slug}/", f"/en/contests/{slug}/gallery/", "/api/v1/galleries/"]


@pytest.mark.req("R15", "R54")
def test_a_hidden_photo_is_gone_everywhere_at_once_and_comes_back(
    client: Client, cast: Cast, entry: Entry, commits: Commits
) -> None:
    picture = reverse("contests:picture", args=[entry.contest.slug, entry.code])
    addresses = [picture, *public_addresses(entry)[1:]]
    assert {client.get(address).status_code for address in addresses} == {200}
    etag = client.get(addresses[-1])["ETag"]
    before = Entry.objects.values("title", "story", "original", "sha256", "state").get(pk=entry.pk)

    with commits():
        published.hide_entry(entry, by=cast.staff, reason="On voit un visage.")
        published.hide_entry(entry, by=cast.staff, reason="Again.")

    assert {client.get(address).status_code for address in addresses} == {404}
    # A browser that kept the picture asks again, and is told that it is gone.
    assert client.get(addresses[-1], headers={"if-none-match": etag}).status_code == 404
    for address in lists(entry):
        assert entry.code not in client.get(address).text and entry.title not in client.get(address).text
    assert Entry.objects.values(*before).get(pk=entry.pk) == before
    assert Placing.objects.filter(entry=entry).exists() and entry.derivatives.count() > 0
    mail = Mail.objects.get(event="contests/entry_hidden")
    assert (mail.to, mail.language) == (cast.colleague.email, cast.colleague.language)
    assert "On voit un visage." in mail.text
    entry_hidden = Audit.objects.get(verb="entry_hidden")
    assert (entry_hidden.by_id, entry_hidden.changes) == (cast.staff.pk, {"reason": "On voit un visage."})
    client.force_login(cast.colleague)
    assert "On voit un visage." in client.get(f"/en/contests/entries/{entry.code}/").text

    client.logout()
    published.show_entry(entry, by=cast.staff)
    published.show_entry(entry, by=cast.staff)

    assert {client.get(address).status_code for address in addresses} == {200}
    assert Mail.objects.filter(event="contests/entry_shown").count() == 1
    assert Audit.objects.filter(verb="entry_shown").count() == 1


def test_hiding_wants_a_reason_and_something_to_hide(cast: Cast, entry: Entry) -> None:
    with pytest.raises(Incomplete):
        published.hide_entry(entry, by=cast.staff, reason="  ")
    Entry.objects.filter(pk=entry.pk).update(state="received")
    with pytest.raises(WrongMove):
        published.hide_entry(entry, by=cast.staff, reason="A face.")
    Contest.objects.update(gallery_published_at=None)
    with pytest.raises(WrongMove):
        published.hide_gallery(entry.contest, by=cast.staff, reason="A face.")

    assert not Mail.objects.filter(event__endswith="_hidden").exists()


def test_a_hidden_gallery_shows_nothing_tells_its_authors_and_keeps_its_results(
    client: Client, cast: Cast, gallery: Contest, entry: Entry, commits: Commits
) -> None:
    addresses = [*public_addresses(entry), f"/en/contests/{gallery.slug}/gallery/"]

    with commits():
        published.hide_gallery(gallery, by=cast.staff, reason="Plagiat.")
        published.hide_gallery(gallery, by=cast.staff, reason="Plagiat.")

    assert {client.get(address).status_code for address in addresses} == {404}
    assert "gallery/" not in client.get(f"/en/contests/{gallery.slug}/").text
    assert client.get(f"/api/v1/contests/{gallery.slug}/").json()["is_published"] is False
    told = Mail.objects.filter(event="contests/gallery_hidden")
    assert [(mail.to, "Plagiat." in mail.text) for mail in told] == [(cast.colleague.email, True)]
    with pytest.raises(WrongMove, match="results stand"):
        results.remove_placing(Placing.objects.get(), by=cast.staff)

    published.show_gallery(gallery, by=cast.staff)

    assert {client.get(address).status_code for address in addresses} == {200}
    with commits():
        published.hide_gallery_quietly(gallery, by=cast.staff, reason="Encore.")
    assert told.count() == 1


def test_an_authors_words_are_corrected_and_the_old_ones_kept(
    client: Client, cast: Cast, entry: Entry, commits: Commits
) -> None:
    old = entry.title

    with commits():
        corrections.correct_entry(
            entry, by=cast.staff, reason="Faute.", title="Le quai", place=entry.place, story=entry.story, credit="B. L."
        )

    row = Correction.objects.get()
    assert (row.before, row.after) == ({"title": old, "credit": ""}, {"title": "Le quai", "credit": "B. L."})
    page = client.get(f"/en/contests/{entry.contest.slug}/gallery/{entry.code}/").text
    assert "Le quai" in page and "B. L." in page and "Corrected by the office on" in page and old not in page
    mail = Mail.objects.get(event="contests/results_corrected")
    assert old in mail.text and "Le quai" in mail.text and "Faute." in mail.text
    assert Audit.objects.get(verb="entry_corrected").changes["title"] == [old, "Le quai"]


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"title": " "}, {}])
def test_a_correction_wants_a_reason_words_and_a_change(cast: Cast, entry: Entry, wrong: dict[str, str]) -> None:
    same = {"title": entry.title, "place": entry.place, "story": entry.story, "credit": "", "reason": "Faute."}

    with pytest.raises(Incomplete):
        corrections.correct_entry(entry, by=cast.staff, **{**same, **wrong})

    assert not Correction.objects.exists() and not Audit.objects.filter(verb="entry_corrected").exists()


def place(entry: Entry, cast: Cast, rank: int | None, *, is_placed: bool = True, reason: str = "Erreur.") -> Correction:
    return corrections.correct_placing(
        entry, by=cast.staff, reason=reason, is_placed=is_placed, rank=rank, category=None, **CITED
    )


def test_a_placing_is_taken_away_given_and_changed_with_every_version_kept(cast: Cast, entry: Entry) -> None:
    other = entry.contest.entries.exclude(pk=entry.pk)[0]

    place(entry, cast, None, is_placed=False)
    place(other, cast, 1)
    place(other, cast, 2)

    assert [(row.entry, row.rank) for row in Placing.objects.all()] == [(other, 2)]
    versions = [(row.entry, row.before.get("rank"), row.after.get("rank")) for row in Correction.objects.order_by("id")]
    assert versions == [(entry, 1, None), (other, None, 1), (other, 1, 2)]
    assert Correction.objects.order_by("id")[0].before["citation_en"] == "For its light."
    assert Mail.objects.filter(event="contests/results_corrected").count() == 3
    assert Audit.objects.filter(verb="placing_corrected").count() == 3


def test_only_published_results_are_corrected(cast: Cast, entry: Entry) -> None:
    Contest.objects.update(gallery_published_at=None)

    with pytest.raises(WrongMove):
        place(entry, cast, 2)


def test_dates_of_a_published_contest_are_locked_and_an_exception_says_why(cast: Cast, gallery: Contest) -> None:
    gallery.closes_at -= DAY
    with pytest.raises(ValidationError, match="locked"):
        gallery.full_clean()
    gallery.refresh_from_db()
    dates = {name: getattr(gallery, name) for name in ("opens_at", "closes_at", "gallery_published_at")}
    closes = gallery.closes_at - DAY
    for wrong in ({}, {"closes_at": closes, "reason": " "}, {"closes_at": gallery.opens_at}, {"gallery_published_at": closes},
                  {"gallery_published_at": timezone.now() + DAY}):  # fmt: skip
        with pytest.raises(Incomplete):
            published.change_dates(gallery, by=cast.staff, **{"reason": "Typo.", **dates, **wrong})

    published.change_dates(gallery, by=cast.staff, reason="Typo.", **{**dates, "closes_at": closes})

    gallery.refresh_from_db()
    assert gallery.closes_at == closes
    changes = Audit.objects.get(verb="locked_dates_changed").changes
    assert changes == {"closes_at": [dates["closes_at"].isoformat(), closes.isoformat()], "reason": "Typo."}
    Contest.objects.update(gallery_published_at=None)
    with pytest.raises(WrongMove):
        published.change_dates(gallery, by=cast.staff, reason="Typo.", **dates)


@pytest.mark.parametrize(
    ("ranks", "questions"),
    [([1, 2, 3], 0), ([1, 1, 3], 0), ([1, 3], 1), ([3], 1), ([2, 2], 1), ([1, 1, 1, 4], 0), ([None], 0)],
)
def test_a_rank_without_the_one_before_it_is_questioned(
    cast: Cast, commits: Commits, ranks: list[int | None], questions: int
) -> None:
    contest = gallery_with(cast, commits, count=len(ranks), slug="gaps")
    Placing.objects.filter(contest=contest).delete()
    Contest.objects.update(gallery_published_at=None)
    contest.refresh_from_db()
    for entry, rank in zip(contest.entries.order_by("id"), ranks, strict=True):
        results.award_placing(entry, by=cast.staff, rank=rank, **CITED)

    assert len(results.gaps_in_ranks(contest)) == questions
    if questions:
        with pytest.raises(Incomplete):
            results.publish_gallery(contest, by=cast.staff)
        results.publish_gallery(contest, by=cast.staff, sure=True)
    else:
        results.publish_gallery(contest, by=cast.staff)
    assert Contest.objects.get(pk=contest.pk).is_published


def test_quietly_writes_to_nobody_and_two_ways_at_once_are_said(cast: Cast, gallery: Contest, commits: Commits) -> None:
    Contest.objects.update(gallery_published_at=None, announced_at=None)

    with commits():
        results.publish_gallery_quietly(gallery, by=cast.staff)
        results.publish_gallery_quietly(gallery, by=cast.staff)
    with pytest.raises(WrongMove, match="with the other choice about email"):
        results.publish_gallery(gallery, by=cast.staff)

    assert not Contest.objects.to_announce().exists()
    assert not Mail.objects.filter(event="contests/gallery_published").exists()
    assert list(Audit.objects.filter(verb__startswith="gallery").values_list("verb", flat=True)) == [
        "gallery_published_quietly"
    ]


def test_the_pages_of_the_office_do_what_they_say(client: Client, cast: Cast, entry: Entry, commits: Commits) -> None:
    client.force_login(cast.staff)
    page = client.get(reverse("admin:contests_entry_change", args=[entry.pk])).text
    for name in ("hiding", "words", "placing"):
        assert reverse(f"admin:contests_entry_{name}", args=[entry.pk]) in page
    words = reverse("admin:contests_entry_words", args=[entry.pk])

    open_and_save(
        client, words, {"title": "Le quai", "place": "Dakar", "story": "Long.", "credit": "", "reason": "Faute."}
    )
    stale = client.post(words, {"title": "X", "place": "Y", "story": "Z", "reason": "Faute.", "as_read": "0" * 64})
    placing = reverse("admin:contests_entry_placing", args=[entry.pk])
    asked = client.get(placing).text  # a placing may be of the whole contest, and is never without its citations
    assert asked.count("(optional)") == 1 and "Category <" in asked
    open_and_save(client, placing, {"placing": "mention", "category": "", **CITED, "reason": "Erreur."})
    with commits():
        confirm(client, reverse("admin:contests_contest_hiding", args=[entry.contest_id]), {"reason": "Plagiat."})

    wrong = entry.contest.categories.exclude(pk=entry.category_id)[0]
    elsewhere = open_and_save(client, placing, {"placing": "1", "category": wrong.pk, **CITED, "reason": "Erreur."})
    assert "This photo was entered in another category." in elsewhere.text
    assert stale.status_code == 409
    entry.refresh_from_db()
    assert (entry.title, entry.placing.rank) == ("Le quai", None)
    assert Contest.objects.get().is_hidden
    page = client.get(reverse("admin:contests_entry_change", args=[entry.pk])).text
    assert "Faute." in page and "Photo 2026 0" in page
    contest = client.get(reverse("admin:contests_contest_change", args=[entry.contest_id])).text
    assert 'name="closes_at_0"' not in contest and "Show the gallery again" in contest
    client.post(reverse("admin:contests_contest_move", args=[entry.contest_id, "showing"]))
    assert not Contest.objects.get().is_hidden
    client.force_login(cast.officer)
    assert client.get(words).status_code in (302, 403, 404)
