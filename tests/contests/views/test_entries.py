"""The author's pages: entering with good and bad files, following, taking back; and what others may not open."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from django.utils.html import escape

from contests.forms import SALT, new_opening, read_opening
from contests.models import Contest, Derivative, Entry
from pafso.files import refusals
from pafso.files.models import StoredFile
from pafso.files.uploads import PHOTO_BYTES
from pafso.mail.models import Mail
from tests.contests.actions.test_entries import files
from tests.factories import contests as make
from tests.factories import pictures
from tests.factories.people import PASSWORD, Cast
from tests.factories.samples import PHOTOS, needs_samples

Commits = Callable[[], Any]
ENTER = "/en/contests/2027/enter/"


@pytest.fixture
def contest(db: None) -> Contest:
    return make.make_contest()


def filled(contest: Contest, content: bytes | None = None, name: str = "IMG_1.jpg", **fields: Any) -> dict[str, Any]:
    """What a browser sends with the form filled in."""
    return {
        "photo": SimpleUploadedFile(name, make.jpeg() if content is None else content),
        "category": contest.categories.first().pk,
        "title": "Ferry at <dawn>",
        "place": "Dakar",
        "story": "We waited for the first boat.",
        "language": "en",
        "rights": "on",
        "opening": new_opening(),
        **fields,
    }


def test_the_form_and_the_way_to_the_receipt(as_member: Client, contest: Contest, cast: Cast, commits: Commits) -> None:
    page = as_member.get(ENTER).content.decode()
    assert "80 MB" in page
    assert 'enctype="multipart/form-data"' in page

    with commits():
        answer = as_member.post(ENTER, filled(contest, name="../../etc/<img src=x>.jpg"))

    entry = Entry.objects.get()
    assert answer["Location"] == f"/en/contests/entries/{entry.code}/"
    receipt = as_member.get(answer["Location"]).content.decode()
    assert entry.code in receipt
    assert entry.sha256 in receipt
    assert "Ferry at &lt;dawn&gt;" in receipt
    assert "<img src=x>" not in receipt
    assert entry.original.given_name == "<img src=x>.jpg"
    assert entry.original.key not in receipt
    assert receipt.count(entry.sha256) == 1
    assert "0.0 MB; only you and the office can." in receipt
    smallest = entry.derivatives.first()
    assert f"/en/contests/photos/{smallest.pk}/ 320w" in receipt


def test_while_the_sizes_are_made_the_page_shows_it(as_member: Client, contest: Contest, cast: Cast) -> None:
    entry = make.make_entry(contest, cast.officer)
    progress = f"/en/contests/entries/{entry.code}/progress/"

    assert f'data-poll-url="{progress}"' in as_member.get(entry.get_absolute_url()).content.decode()
    waiting = as_member.get(progress).json()
    assert (waiting["done"], waiting["text"]) == (False, "The photo waits for its turn.")
    Entry.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    assert as_member.get(progress).json()["text"] == "The sizes are being made."
    Entry.objects.update(prepared_at=timezone.now())
    assert as_member.get(progress).json()["done"] is True


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
def test_bad_files_are_explained_beside_the_field_and_nothing_is_kept(
    as_member: Client, contest: Contest, code: str, language: str
) -> None:
    before = files()

    answer = as_member.post(f"/{language}/contests/2027/enter/", filled(contest, BAD[code]))

    page = answer.content.decode()
    limits = {"megabytes": 80, "megapixels": 120}
    with translation.override(language):
        sentence = escape(str(refusals.PHOTO[code]).format(**limits))
    with translation.override("en"):
        assert (sentence == escape(str(refusals.PHOTO[code]).format(**limits))) == (language == "en")
    assert answer.status_code == 200
    assert page.count(sentence) == 2  # beside the field, and in the summary that leads to it
    assert "Ferry at &lt;dawn&gt;" in page
    assert "We waited for the first boat." in page
    assert (Entry.objects.count(), StoredFile.objects.count(), Mail.objects.count()) == (0, 0, 0)
    assert files() == before


@pytest.mark.req("R36", "R37")
def test_a_file_over_the_limit_is_refused(as_member: Client, contest: Contest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SimpleUploadedFile, "size", PHOTO_BYTES + 1, raising=False)
    monkeypatch.setattr("pafso.files.uploads.PHOTO_BYTES", 100)

    answer = as_member.post(ENTER, filled(contest))

    assert "larger than" in str(answer.context["form"].errors["photo"])
    assert Entry.objects.count() == 0


def test_every_error_at_once_and_nothing_typed_is_lost(as_member: Client, contest: Contest) -> None:
    sent = filled(contest, title="", story="word " * 401, language="xx", category=0)
    del sent["photo"], sent["rights"]

    answer = as_member.post(ENTER, sent)

    assert set(answer.context["form"].errors) == {"photo", "title", "story", "language", "category", "rights"}
    page = answer.content.decode()
    assert "error-summary" in page
    assert "word word" in page
    assert "Please choose the photo again" in page
    assert sent["opening"] in page


@pytest.mark.req("R41")
def test_double_click_back_and_resend(as_member: Client, contest: Contest) -> None:
    sent = filled(contest)

    first = as_member.post(ENTER, sent)
    sent["photo"] = SimpleUploadedFile("IMG_1.jpg", make.jpeg())
    again = as_member.post(ENTER, sent)
    sent["photo"] = SimpleUploadedFile("IMG_2.jpg", make.jpeg(99))
    once_more = as_member.post(ENTER, sent)

    assert first["Location"] == again["Location"] == once_more["Location"]
    assert (Entry.objects.count(), StoredFile.objects.count(), Mail.objects.count()) == (1, 1, 1)


@pytest.mark.req("R46")
def test_a_page_posted_too_late_says_so_and_gives_the_text_back(as_member: Client, contest: Contest) -> None:
    sent = filled(contest)
    late = contest.window.ends_at + contest.window.grace

    with time_machine.travel(late):
        answer = as_member.post(ENTER, sent)
        assert "closed; your photo came too late" in answer.content.decode()
        assert "We waited for the first boat." in answer.content.decode()
        assert Entry.objects.count() == 0
        assert as_member.get(ENTER)["Location"] == "/en/contests/2027/"

    sent["photo"] = SimpleUploadedFile("IMG_1.jpg", make.jpeg())
    with time_machine.travel(late - timedelta(seconds=1)):
        assert as_member.post(ENTER, sent).status_code == 302


@pytest.mark.req("R46")
def test_nobody_opens_the_form_before_the_deadline_by_writing_it_so(as_member: Client, contest: Contest) -> None:
    forged = signing.dumps({"token": "0" * 32, "begun": timezone.now().isoformat()}, salt="another")

    with time_machine.travel(contest.window.ends_at + timedelta(minutes=1)):
        for mark in (forged, "", "nonsense"):
            answer = as_member.post(ENTER, filled(contest, opening=mark))
            assert "has been renewed" in answer.content.decode()
            token, begun = read_opening(answer.context["form"]["opening"].value()) or (None, None)
            assert token is not None
            assert begun >= contest.window.ends_at
    assert Entry.objects.count() == 0


def test_a_mark_without_its_parts_is_no_mark() -> None:
    assert read_opening(signing.dumps({"token": "x"}, salt=SALT)) is None
    assert read_opening(signing.dumps([1], salt=SALT)) is None


def test_not_a_member_is_told_what_to_do(contest: Contest, cast: Cast, client: Client) -> None:
    client.force_login(cast.newcomer)

    answer = client.post(ENTER, filled(contest))

    assert "we find no current membership" in answer.content.decode()
    assert "We waited for the first boat." in answer.content.decode()
    assert Entry.objects.count() == 0


def test_who_may_enter_no_more_hears_it_before_choosing_a_file(
    as_member: Client, contest: Contest, cast: Cast, client: Client
) -> None:
    for number in range(contest.entries_per_member):
        make.make_entry(contest, cast.officer, colour=number)

    full = as_member.get(ENTER, follow=True)
    client.force_login(cast.newcomer)
    stranger = client.get(ENTER, follow=True)

    assert full.redirect_chain == stranger.redirect_chain == [("/en/contests/2027/", 302)]
    assert "A member may enter 3 photos in this contest, and yours are in." in full.content.decode()
    assert "This contest is for members" in stranger.content.decode()


def test_the_same_photo_again_is_said_beside_the_field(as_member: Client, contest: Contest, cast: Cast) -> None:
    entry = make.make_entry(contest, cast.officer)

    answer = as_member.post(ENTER, filled(contest))

    assert entry.code in str(answer.context["form"].errors["photo"])


@pytest.mark.req("R48")
def test_a_session_that_ran_out_loses_no_text(contest: Contest, cast: Cast, client: Client) -> None:
    sent = filled(contest, title="Kept over the login")

    answer = client.post(ENTER, sent)
    assert "/accounts/login/" in answer["Location"]
    client.post("/en/accounts/login/", {"login": cast.officer.email, "password": PASSWORD})

    page = client.get(ENTER)
    form = page.context["form"]
    assert form["title"].value() == "Kept over the login"
    assert form["story"].value() == "We waited for the first boat."
    assert form["opening"].value() == sent["opening"]
    assert str(form["category"].value()) == str(sent["category"])


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
    answer = as_member.post(ENTER, filled(contest, content, name='Été "1".jpg'))

    original = as_member.get(answer["Location"] + "original/")

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


def test_each_state_has_its_own_page(as_member: Client, contest: Contest, cast: Cast) -> None:
    entry = make.make_entry(contest, cast.officer)
    entry.advance(Entry.State.UNREADABLE)
    assert "no picture could be made of it" in as_member.get(entry.get_absolute_url()).content.decode()

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


def test_an_upload_costs_a_fixed_number_of_queries(
    as_member: Client, contest: Contest, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(27):
        as_member.post(ENTER, filled(contest))

    assert Entry.objects.count() == 1


@pytest.mark.samples
@needs_samples
@pytest.mark.req("R31", "R32")
@pytest.mark.parametrize("path", PHOTOS, ids=lambda path: path.name)
def test_real_photos_go_the_whole_way(as_member: Client, contest: Contest, path: Any, commits: Commits) -> None:
    with commits():
        answer = as_member.post(ENTER, filled(contest, path.read_bytes(), name=path.name))

    assert answer.status_code == 302, answer.context["form"].errors
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
