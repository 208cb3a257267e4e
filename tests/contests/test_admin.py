"""The office runs a contest from the admin: dates, decisions with reasons, placings, the gallery."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contests.actions import results
from contests.models import Contest, Entry, Placing
from contests.office_forms import DatesForm
from pafso.audit.models import Entry as Audit
from pafso.clock import OTTAWA
from pafso.mail.models import Mail
from tests.factories import contests as make
from tests.factories.office import confirm, open_and_save
from tests.factories.people import Cast, make_user

Commits = Callable[[], Any]
LIST = "/admin/contests/entry/"
CITED = {"citation_en": "For its light.", "citation_fr": "Pour sa lumière."}


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.staff)
    return client


@pytest.fixture
def entry(cast: Cast, commits: Commits) -> Entry:
    with commits():
        return make.make_entry(make.make_contest(), cast.colleague, title="Le <quai>", language="fr")


def act(office: Client, action: str, *entries: Entry, **more: str) -> Any:
    data = {"action": action, "_selected_action": [entry.pk for entry in entries]}
    led = office.post(LIST, data, follow=not more)
    return confirm(office, led["Location"], dict(more), follow=True) if more else led


def contest_form(**more: str) -> dict[str, str]:
    texts = {
        f"{name}_{language}": f"{name} {language}" for name in ("title", "theme", "rules") for language in ("en", "fr")
    }
    return {
        "slug": "2031",
        "opens_at_0": "2031-03-01", "opens_at_1": "09:00", "closes_at_0": "2031-04-05", "closes_at_1": "23:59",
        "grace_minutes": "15", "entries_per_member": "3", "members_only": "on", "print_edge": "2400",
        "categories-TOTAL_FORMS": "1", "categories-INITIAL_FORMS": "0",
        "categories-0-name_en": "People", "categories-0-name_fr": "Personnes", "categories-0-position": "1",
        **texts, **more,
    }  # fmt: skip


def test_a_contest_is_announced_by_its_dates(office: Client) -> None:
    answer = office.post(reverse("admin:contests_contest_add"), contest_form())

    assert answer.status_code == 302, answer.context["errors"]
    contest = Contest.objects.get()
    assert contest.closes_at.astimezone(OTTAWA).isoformat() == "2031-04-05T23:59:00-04:00"
    assert [str(category) for category in contest.categories.all()] == ["People"]
    assert set(Audit.objects.values_list("verb", "by_label")) >= {("added_by_staff", "Dominique Roy")}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"rules_fr": ""}, "This field is required."),
        ({"closes_at_0": "2031-02-01"}, "It would close before opening."),
        ({"slug": "photos"}, "The site itself uses this address."),
        ({"categories-0-name_fr": ""}, "This field is required."),
    ],
)
def test_a_contest_is_not_saved_by_halves(office: Client, wrong: dict[str, str], sentence: str) -> None:
    page = office.post(reverse("admin:contests_contest_add"), contest_form(**wrong)).content.decode()

    assert sentence in page
    assert Contest.objects.count() == 0


def test_categories_are_audited(office: Client) -> None:
    contest = make.make_contest("2031")
    first, second = contest.categories.all()
    rows = {
        "categories-TOTAL_FORMS": "2", "categories-INITIAL_FORMS": "2",
        "categories-0-id": str(first.pk), "categories-0-contest": str(contest.pk), "categories-0-name_en": "Faces",
        "categories-1-id": str(second.pk), "categories-1-contest": str(contest.pk), "categories-1-name_en": "Places",
        "categories-1-name_fr": "Lieux", "categories-1-position": "2",
    }  # fmt: skip

    open_and_save(office, reverse("admin:contests_contest_change", args=[contest.pk]), contest_form(**rows))

    changes = Audit.objects.get(verb="categories_edited").changes
    assert changes == {"set": ["Faces"], "removed": []}


def test_the_list_of_photos_costs_the_same_for_one_and_three(
    office: Client, cast: Cast, entry: Entry, commits: Commits, django_assert_num_queries: Any
) -> None:
    office.get(LIST)
    with django_assert_num_queries(8):
        page = office.get(LIST).content.decode()
    assert "Le &lt;quai&gt;" in page
    assert entry.derivatives.first().get_absolute_url() in page
    with commits():
        for number in (1, 2):
            make.make_entry(entry.contest, cast.officer, colour=number)

    with django_assert_num_queries(8):
        office.get(LIST)


def test_a_photo_shows_its_facts_and_leads_to_its_original(office: Client, entry: Entry) -> None:
    page = office.get(f"{LIST}{entry.pk}/change/").content.decode()

    for expected in (entry.sha256, "IMG_0042.jpg", f"/en/contests/entries/{entry.code}/original/", "640"):
        assert expected in page
    assert "Save and continue" not in page
    assert b"".join(office.get(f"/en/contests/entries/{entry.code}/original/").streaming_content) == make.jpeg()


def test_accepting_some_and_hearing_why_not_others(office: Client, cast: Cast, entry: Entry) -> None:
    unprepared = make.make_entry(entry.contest, cast.officer, colour=3)

    page = act(office, "accept", entry, unprepared).content.decode()

    assert f"Accepted: {entry.code}" in page
    assert f"{unprepared.code}: Its sizes are still being made." in page
    assert Entry.objects.get(state="accepted") == entry


def test_disqualifying_asks_for_the_reason(office: Client, entry: Entry) -> None:
    page = act(office, "disqualify", entry).content.decode()
    assert "<bdi>Benoît Lefèvre</bdi> (French)" in page
    assert "Le &lt;quai&gt;" in page
    assert Entry.objects.get().state == "received"

    page = act(office, "disqualify", entry, reason=" ").content.decode()
    assert "This field is required." in page

    page = act(office, "disqualify", entry, reason="On voit un visage.").content.decode()
    assert f"Set aside: {entry.code}" in page
    assert Entry.objects.get().reason == "On voit un visage."
    assert Mail.objects.filter(event="contests/entry_disqualified").count() == 1
    page = act(office, "disqualify", entry, reason="x").content.decode()
    assert "Traceback" not in page


def test_a_placed_photo_is_not_disqualified(office: Client, cast: Cast, entry: Entry) -> None:
    results.accept_entry(entry, by=cast.staff)
    results.award_placing(entry, by=cast.staff, rank=1, **CITED)

    assert "Remove the placing first" in act(office, "disqualify", entry, reason="x").content.decode()


def test_a_parked_photo_is_queued_again(office: Client, cast: Cast, commits: Commits) -> None:
    entry = make.make_entry(make.make_contest(), cast.officer)
    entry.advance(Entry.State.UNREADABLE, last_error="memory")

    with commits():
        page = act(office, "prepare_again", entry).content.decode()

    assert f"Queued again: {entry.code}" in page
    assert Entry.objects.get().is_prepared
    Entry.objects.get().advance(Entry.State.DISQUALIFIED, reason="x")
    assert "cannot become" in act(office, "prepare_again", entry).content.decode()


def test_placings_are_given_changed_and_taken_away(office: Client, cast: Cast, entry: Entry) -> None:
    results.accept_entry(entry, by=cast.staff)
    add = reverse("admin:contests_placing_add")
    assert f"{entry.code} · Le &lt;quai&gt;" in office.get(add).content.decode()
    assert add in office.get(f"{LIST}{entry.pk}/change/").content.decode()

    office.post(add, {"entry": entry.pk, "category": "", "rank": "1", **CITED})
    placing = Placing.objects.get()
    assert (placing.rank, placing.contest) == (1, entry.contest)
    assert office.get(reverse("admin:contests_placing_changelist")).status_code == 200

    change = reverse("admin:contests_placing_change", args=[placing.pk])
    open_and_save(office, change, {"entry": entry.pk, "category": entry.category_id, "rank": "", **CITED})
    placing.refresh_from_db()
    assert (placing.rank, placing.category) == (None, entry.category)

    office.post(reverse("admin:contests_placing_delete", args=[placing.pk]), {"post": "yes"})
    assert Placing.objects.count() == 0
    verbs = list(Audit.objects.filter(verb__startswith="placing").order_by("id").values_list("verb", flat=True))
    assert verbs == ["placing_awarded", "placing_awarded", "placing_removed"]


def test_a_placing_that_makes_no_sense_is_explained(office: Client, cast: Cast, entry: Entry) -> None:
    results.accept_entry(entry, by=cast.staff)
    other = entry.contest.categories.exclude(pk=entry.category_id).get()

    page = office.post(
        reverse("admin:contests_placing_add"), {"entry": entry.pk, "category": other.pk, "rank": "1", **CITED}
    ).content.decode()

    assert "This photo was entered in another category." in page
    assert Placing.objects.count() == 0


def test_publishing_says_what_is_missing_then_does_it_once(
    office: Client, cast: Cast, entry: Entry, commits: Commits
) -> None:
    address = reverse("admin:contests_contest_publication", args=[entry.contest_id])
    page = office.get(address).content.decode()
    assert "The contest is still open for photos." in page
    assert entry.code in page
    assert "No photo is placed yet." in confirm(office, address).content.decode()

    results.accept_entry(entry, by=cast.staff)
    placing = results.award_placing(entry, by=cast.staff, rank=1, **CITED)
    Contest.objects.update(closes_at=timezone.now() - timedelta(days=1))
    page = office.get(address).content.decode()
    assert "This email goes to 1 person." in page and "Publish without email" in page
    assert "Contest 2027" in page and "Concours 2027" in page
    with commits():
        office.post(address)
        assert not Contest.objects.get().is_published
        confirm(office, address)
        confirm(office, address)

    assert Contest.objects.get().is_published
    assert Mail.objects.filter(event="contests/gallery_published").count() == 1
    assert "The gallery is published:" in office.get(address).content.decode()
    change = reverse("admin:contests_placing_change", args=[placing.pk])
    assert office.post(change, {"entry": entry.pk, "rank": "2", **CITED}).status_code == 403
    assert office.post(reverse("admin:contests_placing_delete", args=[placing.pk]), {"post": "yes"}).status_code == 403
    assert Placing.objects.get().rank == 1


@pytest.mark.req("R15")
def test_staff_without_the_right_decide_and_see_nothing(client: Client, cast: Cast, entry: Entry) -> None:
    clerk = make_user("Only Awards", "clerk@example.org", is_staff=True)
    client.force_login(clerk)
    addresses = [LIST, reverse("admin:contests_contest_publication", args=[entry.contest_id])]
    assert [client.get(address).status_code for address in addresses] == [403, 403]
    assert client.get(f"/en/contests/entries/{entry.code}/original/").status_code == 404

    clerk.user_permissions.add(Permission.objects.get(codename="view_entry", content_type__app_label="contests"))
    client.force_login(type(clerk).objects.get(pk=clerk.pk))
    assert client.get(LIST).status_code == 200
    act(client, "accept", entry)
    assert Entry.objects.get().state == "received"


def test_a_photo_is_decided_on_its_own_page(office: Client, entry: Entry) -> None:
    page = office.get(reverse("admin:contests_entry_change", args=[entry.pk])).content.decode()
    buttons = re.findall(r'name="action" value="(\w+)">([^<]+)<', page)

    assert buttons == [("accept", "Accept"), ("disqualify", "Set aside…"), ("prepare_again", "Regenerate sizes")]
    assert f'name="_selected_action" value="{entry.pk}"' in page


def test_the_office_reads_what_became_of_the_call(office: Client) -> None:
    contest = make.make_contest(sends_call=True, called_people=2)
    page = reverse("admin:contests_contest_change", args=[contest.pk])

    html = office.get(page).content.decode()

    assert "Being sent. 2 people told." in html
    assert "Hold the call back" in html and 'name="sends_call"' not in html
    assert "–" in office.get(reverse("admin:contests_contest_add")).content.decode()


def test_locked_dates_are_typed_as_people_type_them_in_boxes_with_names(office: Client, entry: Entry) -> None:
    Contest.objects.update(gallery_published_at=timezone.now())
    address = reverse("admin:contests_contest_dates", args=[entry.contest_id])

    page = office.get(address)
    typed = {"opens_at_0": "1 mars 2027", "opens_at_1": "9h00", "closes_at_0": "2027-04-01", "closes_at_1": "23 h 59"}
    form = DatesForm(QueryDict(urlencode(typed)), entry.contest)

    assert page.content.decode().count('aria-label="Time"') == 3
    assert {"opens_at", "closes_at"}.isdisjoint(form.errors)
    assert form.cleaned_data["opens_at"].astimezone(OTTAWA).strftime("%Y-%m-%d %H:%M") == "2027-03-01 09:00"
