"""The author's pages of what was entered: following, changing words, taking back; and what others may not open."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from contests.actions import results
from contests.models import Contest, Derivative, Entry
from pafso.audit.models import Entry as Audit
from pafso.text.figures import file_size
from tests.factories import contests as make
from tests.factories.people import Cast
from tests.factories.reviews import press
from tests.factories.samples import PHOTOS, needs_samples

Commits = Callable[[], Any]
ENTER = "/en/contests/2027/enter/"


@pytest.fixture
def contest(db: None) -> Contest:
    return make.make_contest()


def filled(contest: Contest, content: bytes | None = None, name: str = "IMG_1.jpg", **fields: Any) -> dict[str, Any]:
    """What a browser without script sends with the form of a draft filled in."""
    return {
        "photo": SimpleUploadedFile(name, make.jpeg() if content is None else content),
        "category": contest.categories.first().pk,
        "title": "Ferry at <dawn>",
        "place": "Dakar",
        "story": "We waited for the first boat.",
        "alt_text": "A ferry leaves the quay.",
        "language": "en",
        "tab": "one",
        "version": "0",
        **fields,
    }


def begin(client: Client, contest: Contest) -> str:
    """The button: where the draft is written."""
    answer = client.post(ENTER.replace("2027", contest.slug), {"form_token": str(uuid.uuid4())})
    return str(client.get(answer["Location"])["Location"])


def enter(
    client: Client, contest: Contest, content: bytes | None = None, name: str = "IMG_1.jpg", **fields: Any
) -> str:
    """The whole way of an author; the address of the receipt."""
    review = client.post(begin(client, contest), filled(contest, content, name, **fields))
    assert review.status_code == 302, review.context["form"].errors
    return str(press(client, review["Location"], {"rights": "on"})["Location"])


def test_the_form_and_the_way_to_the_receipt(as_member: Client, contest: Contest, cast: Cast, commits: Commits) -> None:
    page = as_member.get(begin(as_member, contest)).content.decode()
    assert "80\u00a0MB" in page
    assert 'enctype="multipart/form-data"' in page

    with commits():
        address = enter(as_member, contest, name="../../etc/<img src=x>.jpg")

    entry = Entry.objects.get()
    assert address == f"/en/contests/entries/{entry.code}/"
    receipt = as_member.get(address).content.decode()
    assert entry.code in receipt
    assert entry.sha256 in receipt
    assert "Ferry at &lt;dawn&gt;" in receipt
    assert "<img src=x>" not in receipt
    assert entry.original.given_name == "<img src=x>.jpg"
    assert entry.original.key not in receipt
    assert receipt.count(entry.sha256) == 1
    assert f"{file_size(entry.original.size)}; only you and the office can download it." in receipt
    assert 'alt="A ferry leaves the quay." lang="en"' in receipt
    assert f'data-autosave-clear="entry-{entry.code}"' in receipt
    assert "You can change its text or withdraw it until the contest closes" in receipt
    smallest = entry.derivatives.first()
    assert f"/en/contests/photos/{smallest.pk}/ 320w" in receipt


def test_while_the_sizes_are_made_the_page_shows_it(as_member: Client, contest: Contest, cast: Cast) -> None:
    entry = make.make_entry(contest, cast.officer)
    progress = f"/en/contests/entries/{entry.code}/progress/"

    assert f'data-poll-url="{progress}"' in as_member.get(entry.get_absolute_url()).content.decode()
    waiting = as_member.get(progress).json()
    assert (waiting["done"], waiting["text"]) == (False, "The photo is waiting its turn.")
    Entry.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    assert as_member.get(progress).json()["text"] == "The sizes are being made."
    Entry.objects.update(prepared_at=timezone.now())
    assert as_member.get(progress).json()["done"] is True


@pytest.mark.req("R15", "R35")
def test_what_belongs_to_another_does_not_exist(
    as_member: Client, contest: Contest, cast: Cast, commits: Commits
) -> None:
    with commits():
        entry = make.make_entry(contest, cast.officer)
    size = entry.derivatives.first()
    addresses = [
        f"/en/contests/entries/{entry.code}/",
        f"/en/contests/entries/{entry.code}/progress/",
        f"/en/contests/entries/{entry.code}/original/",
        f"/en/contests/photos/{size.pk}/",
    ]

    for address in addresses:
        assert as_member.get(address).status_code == 200, address
    stranger, nobody = Client(), Client()
    stranger.force_login(cast.colleague)
    for address in addresses:
        assert stranger.get(address).status_code == 404, address
        assert nobody.get(address).status_code in {302, 404}, address
    assert nobody.get(addresses[-1]).status_code == 404
    withdrawal = f"/en/contests/entries/{entry.code}/withdrawal/"
    assert stranger.post(withdrawal).status_code == 404
    staff = Client()
    staff.force_login(cast.staff)
    assert staff.post(withdrawal).status_code in {302, 404}
    assert Entry.objects.get().state == "received"


@pytest.mark.req("R34", "R35")
def test_the_original_comes_back_as_it_was(as_member: Client, contest: Contest, cast: Cast) -> None:
    content = make.jpeg(8)
    original = as_member.get(enter(as_member, contest, content, name='Été "1".jpg') + "original/")

    assert b"".join(original.streaming_content) == content
    assert original["Content-Disposition"].startswith("attachment")
    assert "filename*=utf-8''%C3%89t%C3%A9" in original["Content-Disposition"]
    assert (original["X-Content-Type-Options"], original["Cache-Control"]) == ("nosniff", "private, no-store")


def test_withdrawing_asks_first(as_member: Client, contest: Contest, cast: Cast) -> None:
    entry = make.make_entry(contest, cast.officer)
    address = f"/en/contests/entries/{entry.code}/withdrawal/"

    assert "Withdraw and erase" in as_member.get(address).content.decode()
    assert Entry.objects.get().state == "received"
    page = as_member.post(address, follow=True).content.decode()

    assert "You have withdrawn this photo" in page
    assert entry.story in page
    assert as_member.get(f"/en/contests/entries/{entry.code}/original/").status_code == 404


def test_too_late_to_withdraw(as_member: Client, contest: Contest, cast: Cast) -> None:
    entry = make.make_entry(contest, cast.officer)
    address = f"/en/contests/entries/{entry.code}/withdrawal/"

    with time_machine.travel(contest.window.ends_at):
        assert "can no longer be withdrawn" in as_member.get(address).content.decode()
        assert "can no longer be withdrawn" in as_member.post(address, follow=True).content.decode()

    assert Entry.objects.get().state == "received"


def test_words_are_changed_while_the_contest_is_open(
    as_member: Client, contest: Contest, cast: Cast, commits: Commits
) -> None:
    with commits():
        entry = make.make_entry(contest, cast.officer)
    results.accept_entry(entry, by=cast.staff)
    address = f"/en/contests/entries/{entry.code}/text/"
    page = as_member.get(address).content.decode()
    assert "If you change it, the office will check it again." in page
    assert "data-autosave-url" not in page and 'type="file"' not in page
    sent = {
        "title": "Ferry at dusk",
        "place": "Dakar",
        "story": "We waited.",
        "language": "en",
        "tab": "t",
        "version": "1",
    }

    emptied = as_member.post(address, {**sent, "title": ""})
    assert (emptied.status_code, "Give the photo a title." in emptied.text) == (422, True)
    assert Entry.objects.get().state == "accepted"
    saved = as_member.post(address, sent)

    assert saved["Location"] == entry.get_absolute_url()
    now = Entry.objects.get()
    assert (now.title, now.state, now.decided_at, now.is_prepared) == ("Ferry at dusk", "received", None, True)
    row = Audit.objects.get(verb="entry_reworded")
    assert (row.by_label, row.changes) == (str(cast.officer), {"fields": ["story", "title"]})
    assert as_member.post(address, {**sent, "tab": "other", "title": "Third", "version": "0"}).status_code == 409
    with time_machine.travel(contest.window.ends_at):
        late = as_member.post(address, {**sent, "title": "Too late"})
        assert (late.status_code, "Too late" in late.text) == (409, True)
        assert as_member.get(address)["Location"] == entry.get_absolute_url()
    assert Entry.objects.get().title == "Ferry at dusk"


def test_a_placed_photo_keeps_its_words(as_member: Client, contest: Contest, cast: Cast, commits: Commits) -> None:
    with commits():
        entry = make.make_entry(contest, cast.officer)
    results.accept_entry(entry, by=cast.staff)
    results.award_placing(entry, by=cast.staff, rank=1, citation_en="Light.", citation_fr="Lumière.")

    answer = as_member.post(f"/en/contests/entries/{entry.code}/text/", filled(contest, tab="t", version="1"))

    assert (answer.status_code, "can no longer be changed here" in answer.text) == (409, True)
    assert Entry.objects.get().title == "Ferry at dawn"


def test_each_state_has_its_own_page(as_member: Client, contest: Contest, cast: Cast) -> None:
    entry = make.make_entry(contest, cast.officer)
    entry.advance(Entry.State.UNREADABLE)
    assert "could not make a picture from it" in as_member.get(entry.get_absolute_url()).content.decode()

    entry.advance(Entry.State.DISQUALIFIED, reason="A face <can> be recognised.")
    assert "A face &lt;can&gt; be recognised." in as_member.get(entry.get_absolute_url()).content.decode()


def test_ones_photos_cost_the_same_for_one_and_three(
    as_member: Client, contest: Contest, cast: Cast, django_assert_num_queries: Any
) -> None:
    assert "No photos yet" in as_member.get("/en/contests/entries/").content.decode()
    make.make_entry(contest, cast.colleague, colour=77)
    make.make_entry(contest, cast.officer, colour=1)
    with django_assert_num_queries(3):
        as_member.get("/en/contests/entries/")
    make.make_entry(contest, cast.officer, colour=2)
    make.make_entry(contest, cast.officer, colour=3)
    with django_assert_num_queries(3):
        page = as_member.get("/en/contests/entries/")

    assert [entry.entrant for entry in page.context["page"]] == [cast.officer] * 3


@pytest.mark.samples
@needs_samples
@pytest.mark.req("R31", "R32")
@pytest.mark.parametrize("path", PHOTOS, ids=lambda path: path.name)
def test_real_photos_go_the_whole_way(as_member: Client, contest: Contest, path: Any, commits: Commits) -> None:
    with commits():
        enter(as_member, contest, path.read_bytes(), name=path.name)

    entry = Entry.objects.get()
    assert entry.is_prepared
    assert Derivative.objects.count() >= 1
    with entry.original.open() as kept:
        assert kept.read() == path.read_bytes()
    row = json.dumps({field.name: str(getattr(entry, field.name)) for field in Entry._meta.fields})
    assert "GPS" not in row
    for size in entry.derivatives.all():
        with size.file.open() as file:
            content = file.read()
        assert [word for word in (b"Exif", b"EXIF", b"XMP ", b"GPS", b"ICCP") if word in content] == []
