"""The author's pages of a draft: begun, saved, the photo sent once, looked through, entered, deleted; and what others may not see."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from contests.beat import sweep
from contests.models import Contest, Entry
from members.models import User
from pafso.audit.models import Entry as Audit
from pafso.celery import _rest, app
from pafso.files import refusals
from pafso.files.models import StoredFile
from pafso.files.uploads import PHOTO_BYTES
from pafso.mail.models import Mail
from pafso.web.typed_text import PREFIX, mark_of
from tests.contests.actions.test_entries import files
from tests.contests.views.test_entries import ENTER, begin, filled
from tests.factories import contests as make
from tests.factories import pictures
from tests.factories.people import PASSWORD, Cast, make_cast
from tests.factories.reviews import press, shown_on

Commits = Callable[[], Any]
SCRIPT = {"accept": "application/json"}


@pytest.fixture
def contest(db: None) -> Contest:
    return make.make_contest()


@pytest.fixture
def form(as_member: Client, contest: Contest) -> str:
    return begin(as_member, contest)


def words(contest: Contest, **fields: Any) -> dict[str, Any]:
    """What the script sends: no file."""
    sent = filled(contest, **fields)
    del sent["photo"]
    return sent


def review_of(form: str) -> str:
    return form.replace("/text/", "/submission/")


def test_a_draft_is_saved_as_it_is_typed_and_requires_nothing(as_member: Client, contest: Contest, form: str) -> None:
    first = as_member.post(form, {"title": "F", "tab": "one", "version": "0"}, headers=SCRIPT)
    second = as_member.post(form, {"title": "Ferry", "story": "We", "tab": "one", "version": "0"}, headers=SCRIPT)

    assert (first.status_code, second.status_code, second.json()["version"]) == (200, 200, 2)
    entry = Entry.objects.get()
    assert (entry.state, entry.title, entry.story, entry.place) == ("draft", "Ferry", "We", "")
    assert (entry.original, entry.sha256, entry.width, entry.category, entry.received_at) == (None,) * 5
    assert (Mail.objects.count(), Audit.objects.count()) == (0, 0)
    page = as_member.get(form).text
    assert 'value="Ferry"' in page and "data-autosave-url" in page
    assert "it will be erased on" in page


@pytest.mark.req("R23")
def test_only_the_page_of_a_draft_may_show_what_the_browser_holds(
    as_member: Client, contest: Contest, form: str
) -> None:
    policy = as_member.get(form)["Content-Security-Policy"].split("; ")
    images = [part for part in policy if "blob:" in part]

    assert images == ["img-src 'self' data: blob:"]
    assert "contests/preview.js" in as_member.get(form).text
    for elsewhere in (contest.get_absolute_url(), review_of(form)):
        answer = as_member.get(elsewhere)
        assert "blob:" not in answer["Content-Security-Policy"] and "preview.js" not in answer.text


def test_pressed_again_an_empty_draft_goes_on(as_member: Client, contest: Contest, form: str) -> None:
    assert begin(as_member, contest) == form
    as_member.post(form, words(contest))

    other = begin(as_member, contest)

    assert other != form
    assert Entry.objects.count() == 2


def test_one_press_makes_one_draft_and_ten_are_enough(as_member: Client, contest: Contest) -> None:
    for number in range(10):
        token = {"form_token": str(uuid.uuid4())}
        first, again = as_member.post(ENTER, token), as_member.post(ENTER, token)
        assert first["Location"] == again["Location"]
        as_member.post(first["Location"] + "text/", words(contest, title=f"Photo {number}"))

    assert "You have ten drafts in this contest." in as_member.post(ENTER, follow=True).text
    assert Entry.objects.count() == 10


def test_the_photo_is_sent_once_and_outlives_mistakes_reloads_and_the_other_language(
    as_member: Client, contest: Contest, form: str
) -> None:
    only_photo = {"photo": make.upload(), "stay": "photo", "tab": "one", "version": "0"}

    kept = as_member.post(form, only_photo, follow=True)

    assert kept.redirect_chain == [(form, 302)]
    entry = Entry.objects.get()
    digest = entry.sha256
    assert (entry.state, entry.width, entry.height, entry.original.sha256) == ("draft", 640, 480, digest)
    for language in ("en", "fr"):
        page = as_member.get(form.replace("/en/", f"/{language}/")).text
        assert "IMG_0042.jpg" in page
        assert "2400" in page  # too small for print, and said
    incomplete = press(as_member, review_of(form), {"rights": "on"})
    assert incomplete.status_code == 422
    assert f'href="{form}#id_title"' in incomplete.text and f'href="{form}#id_photo"' not in incomplete.text
    as_member.post(form, words(contest))
    receipt = press(as_member, review_of(form), {"rights": "on"})["Location"]
    assert digest in as_member.get(receipt).text
    assert StoredFile.objects.filter(media_type="image/jpeg").count() == 1


def test_another_photo_takes_its_place_and_the_first_is_gone(
    as_member: Client, contest: Contest, form: str, commits: Commits
) -> None:
    before = files()
    for colour in (1, 2, 2):
        with commits():
            as_member.post(form, {"photo": make.upload(make.jpeg(colour)), "stay": "photo"})

    assert StoredFile.objects.count() == 1
    assert len(files()) == len(before) + 1


BAD = {
    "empty": b"",
    "wrong_type": b"%PDF-1.7 not a photo",
    "truncated": pictures.jpeg()[:6000],
    "too_many_pixels": pictures.bomb(),
    "animated": pictures.animated("WEBP"),
}


@pytest.mark.req("R31", "R36", "R60")
@pytest.mark.parametrize("code", BAD)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_bad_files_are_explained_beside_the_field_and_the_words_are_saved(
    as_member: Client, contest: Contest, form: str, code: str, language: str
) -> None:
    before = files()

    answer = as_member.post(form.replace("/en/", f"/{language}/"), filled(contest, BAD[code]))

    limits = {"largest": "80\u00a0MB", "megapixels": 120}
    with translation.override(language):
        sentence = escape(str(refusals.PHOTO[code]).format(**limits))
    with translation.override("en"):
        assert (sentence == escape(str(refusals.PHOTO[code]).format(**limits))) == (language == "en")
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2  # beside the field, and in the summary that leads to it
    assert "Ferry at &lt;dawn&gt;" in answer.text
    assert (Entry.objects.get().title, StoredFile.objects.count(), Mail.objects.count()) == ("Ferry at <dawn>", 0, 0)
    assert files() == before


@pytest.mark.req("R36", "R37")
def test_a_file_over_the_limit_is_refused(
    as_member: Client, contest: Contest, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SimpleUploadedFile, "size", PHOTO_BYTES + 1, raising=False)
    monkeypatch.setattr("pafso.files.uploads.PHOTO_BYTES", 100)

    answer = as_member.post(form, filled(contest))

    assert "larger than" in str(answer.context["form"].errors["photo"])
    assert StoredFile.objects.count() == 0


def test_a_contest_may_refuse_what_is_too_small_for_print(as_member: Client, contest: Contest, form: str) -> None:
    Contest.objects.update(print_edge=641, refuses_small=True)

    refused = as_member.post(form, filled(contest))
    taken = as_member.post(form, filled(contest, make.jpeg(3, (641, 480))))

    assert "The contest asks for 641 on the longer side." in str(refused.context["form"].errors["photo"])
    assert (taken.status_code, Entry.objects.get().width) == (302, 641)


def test_everything_that_is_missing_is_said_at_once_with_the_way_to_it(
    as_member: Client, contest: Contest, form: str
) -> None:
    as_member.post(form, {"story": "– word " * 402, "tab": "one", "version": "0"})

    page = press(as_member, review_of(form))

    assert page.status_code == 422
    assert [(str(sentence), place) for sentence, place in page.context["problems"]] == [
        ("Send the photo.", f"{form}#id_photo"),
        ("Choose a category.", f"{form}#id_category"),
        ("Give the photo a title.", f"{form}#id_title"),
        ("Say where it was taken.", f"{form}#id_place"),
        ("The story is 2 words too long.", f"{form}#id_story"),
        ("Confirm that the photo is yours.", "#id_rights"),
    ]
    assert "error-summary" in page.text
    assert Entry.objects.get().state == "draft"


@pytest.mark.req("R41")
def test_entered_twice_is_entered_once(as_member: Client, contest: Contest, form: str) -> None:
    as_member.post(form, filled(contest))

    first, again = (press(as_member, review_of(form), {"rights": "on"}) for _ in range(2))

    assert first["Location"] == again["Location"] == Entry.objects.get().get_absolute_url()
    assert Mail.objects.filter(event="contests/entry_received").count() == 1
    assert list(Audit.objects.values_list("verb", flat=True)) == ["entry_received"]


def test_two_tabs_never_overwrite_each_other(as_member: Client, contest: Contest, form: str) -> None:
    as_member.post(form, words(contest, title="First tab"))

    script = as_member.post(form, words(contest, title="Second tab", tab="two"), headers=SCRIPT)
    page = as_member.post(form, words(contest, title="Second tab", tab="two"))

    assert (script.status_code, script.json()["code"]) == (409, "edited_elsewhere")
    assert page.status_code == 409
    assert "First tab" in page.text and "Second tab" in page.text
    assert Entry.objects.get().title == "First tab"
    assert page.context["form"]["version"].value() == "1"
    assert as_member.post(form, words(contest, title="Second tab", tab="two", version="1")).status_code == 302
    assert Entry.objects.get().title == "Second tab"


def test_a_photo_is_kept_though_the_words_are_changed_elsewhere(as_member: Client, contest: Contest, form: str) -> None:
    as_member.post(form, words(contest, title="First tab"))

    page = as_member.post(form, filled(contest, title="Second tab", tab="two"))

    assert page.status_code == 409
    assert (Entry.objects.get().title, Entry.objects.get().width) == ("First tab", 640)


def test_the_same_photo_again_is_said_beside_the_field(
    as_member: Client, contest: Contest, cast: Cast, form: str
) -> None:
    as_member.post(form, words(contest))
    entry = make.make_entry(contest, cast.officer)

    answer = as_member.post(form, filled(contest))

    assert entry.code in str(answer.context["form"].errors["photo"])


@pytest.mark.req("R46")
def test_too_late_the_text_is_given_back(as_member: Client, contest: Contest, form: str) -> None:
    as_member.post(form, filled(contest))
    late = contest.window.ends_at + contest.window.grace

    with time_machine.travel(late):
        typed = as_member.post(form, words(contest, title="Typed too late"))
        pressed = press(as_member, review_of(form), {"rights": "on"})
        page = as_member.get(form)
        begun = as_member.post(ENTER, follow=True)
    assert (typed.status_code, pressed.status_code) == (409, 409)
    assert "Typed too late" in typed.text and "Ferry at &lt;dawn&gt;" in typed.text
    assert "can no longer be changed or entered" in page.text
    assert "no photo can be entered any more" in begun.text
    assert Entry.objects.get().state == "draft"

    with time_machine.travel(late - timedelta(seconds=1)):
        assert press(as_member, review_of(form), {"rights": "on"})["Location"] == Entry.objects.get().get_absolute_url()
    assert Entry.objects.get().state == "received"


def test_who_may_not_enter_reads_why_and_the_way_in(client: Client, contest: Contest, cast: Cast) -> None:
    client.force_login(cast.newcomer)

    page, pressed = client.get("/en/contests/2027/"), client.post(ENTER, follow=True)

    for answer in (page, pressed):
        assert "This contest is for members. Your account is not linked to a membership." in answer.text
        assert f'href="{reverse("members:become_member")}"' in answer.text
        assert "kept" not in str(answer.context["obstacle"])
    assert Entry.objects.count() == 0


def test_who_may_enter_no_more_hears_it_before_choosing_a_file(as_member: Client, contest: Contest, cast: Cast) -> None:
    form = begin(as_member, contest)
    as_member.post(form, filled(contest, make.jpeg(77)))
    for number in range(contest.entries_per_member):
        make.make_entry(contest, cast.officer, colour=number)
    sentence = "A member may enter 3 photos in this contest, and you have entered yours."

    assert sentence in as_member.get("/en/contests/2027/").text
    assert sentence in as_member.get(review_of(form)).text
    pressed = press(as_member, review_of(form), {"rights": "on"})
    assert (pressed.status_code, sentence in pressed.text) == (422, True)
    assert Entry.objects.filter(state="draft").count() == 1


def test_a_page_from_before_there_were_drafts_loses_nothing(as_member: Client, contest: Contest) -> None:
    old = {**filled(contest), "rights": "on", "opening": "signed"}
    del old["tab"], old["version"]

    answer = as_member.post(ENTER, old)

    entry = Entry.objects.get()
    assert answer["Location"] == f"/en/contests/entries/{entry.code}/submission/"
    assert (entry.title, entry.width, entry.state) == ("Ferry at <dawn>", 640, "draft")


@pytest.mark.req("R48")
def test_a_session_that_ran_out_loses_no_text(contest: Contest, cast: Cast, client: Client) -> None:
    draft = make.make_draft(contest, cast.officer, title="Saved")
    sent = words(contest, title="Kept over the login") | {PREFIX + mark_of(cast.officer): ""}
    address = f"/en/contests/entries/{draft.code}/text/"

    answer = client.post(address, sent)
    assert "/accounts/login/" in answer["Location"]
    client.post("/en/accounts/login/", {"login": cast.officer.email, "password": PASSWORD})

    form = client.get(address).context["form"]
    assert form["title"].value() == "Kept over the login"
    assert str(form["category"].value()) == str(sent["category"])


# --- Deleted, and forgotten ------------------------------------------------------------------------------------------
def test_a_draft_is_deleted_with_its_photo(as_member: Client, contest: Contest, form: str, commits: Commits) -> None:
    before = files()
    as_member.post(form, filled(contest))
    address = form.replace("/text/", "/deletion/")
    assert "This cannot be undone." in as_member.get(address).text

    with commits():
        answer = as_member.post(address, follow=True)

    assert "The draft has been deleted." in answer.text
    assert (Entry.objects.count(), StoredFile.objects.count(), files()) == (0, 0, before)
    assert as_member.get(form).status_code == 404


def test_what_was_entered_is_not_deleted(as_member: Client, contest: Contest, cast: Cast) -> None:
    entry = make.make_entry(contest, cast.officer)

    answer = as_member.post(f"/en/contests/entries/{entry.code}/deletion/")

    assert answer["Location"] == entry.get_absolute_url()
    assert Entry.objects.count() == 1


def test_a_month_after_the_contest_drafts_are_gone_and_nothing_else(
    cast: Cast, contest: Contest, commits: Commits
) -> None:
    draft, entry = make.make_draft(contest, cast.officer, title="Mine"), make.make_entry(contest, cast.colleague)
    ends = contest.closes_at + timedelta(days=30)
    assert draft.kept_until == ends

    with time_machine.travel(ends - timedelta(minutes=1)):
        sweep()
        assert Entry.objects.count() == 2
    with time_machine.travel(ends + timedelta(minutes=2)), commits():
        sweep()

    assert list(Entry.objects.all()) == [entry]
    assert StoredFile.objects.filter(pk=draft.original_id).count() == 0
    assert not Mail.objects.filter(to=cast.officer.email).exists()


# --- Nobody else's ---------------------------------------------------------------------------------------------------
@pytest.mark.req("R15", "R35")
def test_nobody_else_finds_a_word_of_a_draft(client: Client, cast: Cast, contest: Contest, commits: Commits) -> None:
    word = "Quetzalcoatlus"
    with commits():
        draft = make.make_draft(
            contest,
            cast.officer,
            title=f"{word} title",
            place=f"{word} place",
            story=f"{word} story",
            alt_text=f"{word} alt",
        )
        entered = make.make_entry(contest, cast.retiree, colour=9)
        make.make_entry(contest, cast.colleague)  # the very file of the draft
    User.objects.filter(pk=cast.staff.pk).update(is_superuser=True)
    own = ["", "text/", "submission/", "deletion/", "progress/", "original/", "withdrawal/"]
    pages = [f"/en/contests/entries/{draft.code}/{page}" for page in own]
    office = [
        reverse("admin:contests_entry_changelist"),
        f"{reverse('admin:contests_entry_changelist')}?q={word}",
        f"{reverse('admin:contests_entry_changelist')}?q={draft.code}",
        f"{reverse('admin:contests_entry_changelist')}?state=draft",
        reverse("admin:contests_entry_change", args=[entered.pk]),
        reverse("admin:contests_contest_changelist"),
        reverse("admin:contests_contest_change", args=[contest.pk]),
        reverse("admin:contests_contest_publication", args=[contest.pk]),
        reverse("admin:contests_placing_add"),
        reverse("admin:audit_entry_changelist"),
        reverse("admin:mail_mail_changelist"),
        reverse("admin:index"),
        reverse("admin:waiting", args=["photos"]),
    ]
    shared = ["/en/", "/en/contests/", "/en/contests/2027/", "/api/v1/entries/", "/api/v1/galleries/", "/en/account/"]

    for person in (cast.staff, cast.colleague, None):
        client.logout()
        if person:
            client.force_login(person)
        for page in pages:
            assert client.get(page).status_code in ({404} if person else {302}), page
            assert client.post(page, {"title": "x", "rights": "on"}).status_code in {302, 404, 405}, page
        assert client.get(f"/api/v1/entries/{draft.code}/").status_code in {401, 403, 404}
        for page in [*shared, *(office if person is cast.staff else [])]:
            answer = client.get(page, follow=True)
            assert answer.status_code == 200 or page.startswith("/api/"), page
            said = answer.text
            for asked in (word, draft.code):  # the box of the search, and the links that keep it
                said = re.sub(rf"(q=|value=\"){asked}", "", said)
            assert word not in said and draft.code not in said, page
        assert client.get(reverse("admin:contests_entry_change", args=[draft.pk])).status_code in {302, 404}
    assert Entry.objects.get(pk=draft.pk).title == f"{word} title"
    everything = str(list(Audit.objects.values_list())) + str(list(Mail.objects.values_list()))
    assert word not in everything and draft.code not in everything


def test_the_same_file_of_two_people_is_marked_for_the_office_and_drafts_are_not(
    client: Client, cast: Cast, contest: Contest
) -> None:
    first = make.make_entry(contest, cast.officer)
    make.make_draft(contest, cast.retiree)
    client.force_login(cast.staff)
    address = reverse("admin:contests_entry_changelist")
    assert "Same file as another" not in client.get(address).text

    second = make.make_entry(make.make_contest("2026"), cast.colleague)

    assert client.get(address).text.count("Same file as another entrant’s") == 2
    page = client.get(reverse("admin:contests_entry_change", args=[first.pk])).text
    assert reverse("admin:contests_entry_change", args=[second.pk]) in page


def test_ones_own_draft_is_in_ones_lists(as_member: Client, contest: Contest, form: str) -> None:
    for page in ("/en/contests/2027/", "/en/contests/entries/", "/en/account/"):
        assert "Without a title" in as_member.get(page).text, page
    row = as_member.get("/api/v1/entries/").json()["results"][0]
    assert (row["state"], row["category"], row["sha256"], row["received_at"]) == ("draft", None, None, None)


# --- What it costs ---------------------------------------------------------------------------------------------------
MOST = 12


def statements(client: Client, address: str, sent: dict[str, Any]) -> list[str]:
    """What one request asks of the database, transactions included; whoever works in the background does so elsewhere."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(address, sent)
    assert answer.status_code == 302
    return [query["sql"][:160] for query in queries]


@pytest.fixture(params=["at work", "off"])
def worker(request: pytest.FixtureRequest) -> Iterator[str]:
    """At work elsewhere, or with a broker that is away: the request is the same."""
    before = app.conf.broker_url
    app.conf.task_always_eager = False
    app.conf.broker_url = before if request.param == "at work" else "redis://127.0.0.1:9/0"
    yield request.param
    app.conf.task_always_eager, app.conf.broker_url = True, before
    _rest["until"] = 0.0


@pytest.mark.django_db(transaction=True)
def test_an_upload_costs_twelve_statements(client: Client, worker: str) -> None:
    """Counted where nothing is in a transaction of the test, so that each begin and commit is seen."""
    cast, contest = make_cast(), make.make_contest()
    client.force_login(cast.officer)
    form, category = begin(client, contest), filled(contest)["category"]
    client.get(form)

    photo = statements(client, form, {"photo": make.upload(), "stay": "photo", "tab": "one", "version": "0"})
    other = begin(client, contest)
    whole = statements(client, other, {**filled(contest, make.jpeg(5)), "category": category})
    entered = statements(client, review_of(other), {"rights": "on", **shown_on(client, review_of(other))})

    for name, asked in {"photo": photo, "photo and words": whole, "entering": entered}.items():
        assert len(asked) <= MOST, f"{name}: {len(asked)}\n" + "\n".join(asked)
    assert Entry.objects.filter(state="received").count() == 1
