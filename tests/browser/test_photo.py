"""A photo from a camera to its receipt: checked, kept byte for byte, shown without a trace of where it was taken."""

import hashlib
import re
import uuid
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Site, signed_in, text_of
from tests.browser.people import MEILIN, YASMINE, sign_in
from tests.factories import pictures
from tests.factories.samples import PHOTOS

Open = Callable[..., Page]
GPS = 0x8825
STORY = "The ferry was late, so everybody on the quay became a choir."
WORKING = 40_000


@pytest.fixture(scope="module")
def sailor(chromium: Browser, site: Site) -> Any:
    """A member who is signed in."""
    return signed_in(chromium, site, YASMINE)


def photo(tmp_path: Path, real: str, drawn: bytes) -> Path:
    """The real one where it lies beside the project."""
    found = [path for path in PHOTOS if path.name == real]
    if found:
        return found[0]
    (tmp_path / "IMG_0001.jpg").write_bytes(drawn)
    return tmp_path / "IMG_0001.jpg"


def open_form(page: Page, language: str = "en") -> None:
    page.goto(f"/{language}/contests/")
    enter = {"en": "Enter a photo", "fr": "Inscrire une photo"}[language]
    page.get_by_role("main").get_by_role("button", name=enter).first.click()
    expect(page).to_have_url(re.compile(r"/contests/entries/\w+/text/"))


def describe(page: Page, title: str) -> None:
    page.get_by_role("group", name="Category").get_by_role("radio").first.check()
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Place").fill("Dakar")
    page.get_by_label("The story of the photo").fill(STORY)
    page.get_by_label("What the picture shows").fill("People sing on a quay.")


def choose(page: Page, file: Path) -> None:
    page.get_by_label("Photo", exact=True).set_input_files(file)


def send_photo(page: Page, file: Path) -> None:
    choose(page, file)
    page.get_by_role("button", name="Send the photo").click()
    expect(page.locator("#photo-part .notice-success")).to_contain_text(file.name)


def send(page: Page) -> None:
    """Looks through it and enters it."""
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Enter this photo").click()


def receipt(page: Page) -> Locator:
    return page.get_by_role("region", name="Your receipt")


@pytest.mark.req("R31", "R32")
@pytest.mark.parametrize("name", ["Apple_iPhone_4.jpg", "exif-at-eof.heic"])
def test_a_real_photo_to_its_receipt(open_page: Open, site: Site, sailor: Any, tmp_path: Path, name: str) -> None:
    page = open_page(width=360, storage_state=sailor)
    file, title = photo(tmp_path, name, pictures.jpeg((3000, 2000))), f"A choir {uuid.uuid4().hex[:6]}"
    open_form(page)
    describe(page, title)
    send_photo(page, file)
    expect(page.get_by_label("Title", exact=True)).to_have_value(title)
    send(page)

    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    code = receipt(page).locator(".code").inner_text()
    expect(receipt(page)).to_contain_text(hashlib.sha256(file.read_bytes()).hexdigest())
    picture = page.get_by_role("main").locator("figure.photo img")
    expect(picture).to_be_visible(timeout=WORKING)
    served = page.request.get(str(picture.get_attribute("src"))).body()
    shown = Image.open(BytesIO(served))
    assert max(shown.size) == 1280
    assert not shown.getexif() and not {"exif", "xmp", "XML:com.adobe.xmp"} & set(shown.info)
    assert b"Apple" not in served
    original = page.request.get(f"{page.url}original/").body()
    assert original == file.read_bytes()
    if file.suffix == ".jpg":
        assert Image.open(BytesIO(original)).getexif().get_ifd(GPS)
    assert code in text_of(site.mail_with(YASMINE, code))
    page.get_by_role("link", name="All your photos").click()
    page.get_by_role("link", name=title).click()
    withdraw(page)


def test_progress_is_shown_until_the_sizes_are_there(open_page: Open, sailor: Any, tmp_path: Path) -> None:
    page = open_page(storage_state=sailor)
    open_form(page)
    describe(page, f"Large {uuid.uuid4().hex[:6]}")
    # Chosen and not sent: it goes first, and then on.
    choose(page, pictures.huge_jpeg(tmp_path / "large.jpg", 7000))
    send(page)

    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(
        page.get_by_role("status").filter(has_text="copies").or_(page.get_by_text("The sizes are being made.")).first
    ).to_be_visible()
    expect(page.get_by_role("main").locator("figure.photo img")).to_be_visible(timeout=WORKING)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    withdraw(page)


@pytest.mark.req("R31", "R36")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Dear editor, this is a letter and not a photograph.\n" * 40, "JPEG, HEIC, PNG, TIFF or WebP"),
        (pictures.jpeg((1200, 800))[:-4_000], "Part of the photo is missing"),
    ],
    ids=["a text", "half a file"],
)
def test_a_refused_file_keeps_the_words(
    open_page: Open, sailor: Any, tmp_path: Path, content: bytes, said: str
) -> None:
    page, file, title = open_page(storage_state=sailor), tmp_path / "photo.jpg", f"Refused {uuid.uuid4().hex[:6]}"
    file.write_bytes(content)
    open_form(page)
    describe(page, title)
    choose(page, file)
    page.get_by_role("button", name="Send the photo").click()

    expect(page.locator("#id_photo_field .errorlist")).to_have_text(re.compile(said))
    expect(page.get_by_label("Title", exact=True)).to_have_value(title)
    expect(page.get_by_label("The story of the photo")).to_have_value(STORY)
    file.write_bytes(pictures.jpeg((1200, 800)))
    send_photo(page, file)
    send(page)
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    withdraw(page)


@pytest.mark.req("R41")
def test_a_double_click_makes_one_entry(open_page: Open, tmp_path: Path) -> None:
    page, title = open_page(), f"Twice {uuid.uuid4().hex[:6]}"
    sign_in(page, MEILIN)
    (tmp_path / "photo.jpg").write_bytes(pictures.jpeg((1200, 800)))
    open_form(page)
    describe(page, title)
    send_photo(page, tmp_path / "photo.jpg")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Enter this photo").dblclick()

    expect(receipt(page)).to_be_visible()
    address = page.url
    page.goto("/en/contests/entries/")
    expect(page.get_by_role("main").get_by_text(title)).to_have_count(1)
    page.goto(address)
    withdraw(page)


@pytest.mark.req("R48")
def test_a_draft_keeps_words_and_photo_over_reloads_languages_and_tabs(
    open_page: Open, sailor: Any, tmp_path: Path
) -> None:
    page, title = open_page(storage_state=sailor), f"Kept {uuid.uuid4().hex[:6]}"
    (tmp_path / "kept.jpg").write_bytes(pictures.jpeg((1200, 800)))
    open_form(page)
    address = page.url
    choose(page, tmp_path / "kept.jpg")
    expect(page.locator(".drop-small")).to_contain_text("1200 × 800 pixels")
    send_photo(page, tmp_path / "kept.jpg")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_role("link", name="Français").click()
    expect(page).to_have_url(re.compile("/fr/"))
    expect(page.locator("#id_title")).to_have_value(title)
    expect(page.locator("#photo-part")).to_contain_text("kept.jpg")
    expect(page.locator("[data-state=saved]")).to_contain_text("Enregistr")
    page.reload()
    expect(page.locator("#id_title")).to_have_value(title)
    expect(page.locator(".notice-warning button")).to_have_count(0)

    other = page.context.new_page()
    other.goto(address)
    other.locator("#id_place").fill("Written elsewhere")
    expect(other.locator("[data-state=saved]")).to_contain_text("Saved at")
    page.locator("#id_place").fill("Ici")
    expect(page.locator("[data-state=stopped]")).to_contain_text("autre onglet")
    other.reload()
    expect(other.locator("#id_place")).to_have_value("Written elsewhere")

    other.get_by_role("link", name="Delete this draft").click()
    other.get_by_role("button", name="Delete the draft").click()
    expect(other.get_by_text("The draft has been deleted.")).to_be_visible()
    assert title not in str(other.evaluate("JSON.stringify(localStorage)"))


def shown_in(page: Page) -> Locator:
    return page.locator("#photo-part img")


IS_DRAWN = "image => image.complete && image.naturalWidth > 0"
# The addresses under which the browser still holds a file for the page.
HELD = """window.held = new Set()
const [make, give] = [URL.createObjectURL, URL.revokeObjectURL]
URL.createObjectURL = (file) => { const address = make.call(URL, file); held.add(address); return address }
URL.revokeObjectURL = (address) => { held.delete(address); give.call(URL, address) }"""


def test_the_chosen_photo_is_shown_before_it_is_sent(open_page: Open, sailor: Any, tmp_path: Path) -> None:
    page, edge = open_page(width=360, storage_state=sailor), 2400
    (tmp_path / "upright.jpg").write_bytes(pictures.jpeg((2000, 3000), orientation=6))
    (tmp_path / "small.png").write_bytes(pictures.png(size=(900, 600)))
    (tmp_path / "letter.jpg").write_bytes(b"Dear editor, this is a letter and not a photograph.\n" * 40)
    (tmp_path / "scan.tiff").write_bytes(pictures.tiff(size=(900, 600)))
    sent = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    page.add_init_script(HELD)
    open_form(page)
    sent.clear()

    choose(page, tmp_path / "upright.jpg")
    image = page.get_by_role("img", name="Preview of the photo you have chosen")
    expect(image).to_have_count(1)
    assert image.evaluate(IS_DRAWN)
    # As it will be seen: turned upright, whole, within its place.
    assert image.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [2000, 3000]
    box, place = image.bounding_box(), page.locator(".drop").bounding_box()
    assert box and place
    assert box["height"] <= 256 and abs(box["width"] / box["height"] - 2 / 3) < 0.02
    assert place["x"] <= box["x"] and box["x"] + box["width"] <= place["x"] + place["width"]
    expect(page.locator(".drop-small")).to_have_text("")

    for name in ("letter.jpg", "scan.tiff"):
        choose(page, tmp_path / name)
        expect(page.locator(".drop-small")).to_contain_text("Your browser cannot show a preview of this file")
        expect(shown_in(page)).to_have_count(0)

    choose(page, tmp_path / "small.png")
    expect(shown_in(page)).to_have_count(1)
    expect(page.locator(".drop-small")).to_contain_text(
        f"900 × 600 pixels. It can be shown on screen, but to be printed well it needs {edge}"
    )
    page.get_by_label("Photo", exact=True).set_input_files([])
    expect(shown_in(page)).to_have_count(0)
    expect(page.locator(".drop-small")).to_have_text("")
    assert (sent, page.evaluate("held.size")) == ([], 0)

    # Sent, it stays in sight beside the word that it is here; refused, it does not.
    choose(page, tmp_path / "upright.jpg")
    page.get_by_role("button", name="Send the photo").click()
    expect(page.locator("#photo-part .notice-success img")).to_have_count(1)
    choose(page, tmp_path / "small.png")
    expect(page.locator(".drop img")).to_have_count(1)
    choose(page, tmp_path / "letter.jpg")
    page.get_by_role("button", name="Send another photo in its place").click()
    expect(page.locator("#id_photo_field .errorlist")).to_have_count(1)
    expect(shown_in(page)).to_have_count(0)
    page.get_by_role("link", name="Delete this draft").click()
    page.get_by_role("button", name="Delete the draft").click()


def test_a_stopped_upload_gives_its_button_back(open_page: Open, sailor: Any, tmp_path: Path) -> None:
    page = open_page(storage_state=sailor)
    (tmp_path / "slow.jpg").write_bytes(pictures.jpeg((1200, 800)))
    open_form(page)
    choose(page, tmp_path / "slow.jpg")
    page.route("**/text/", lambda route: None if route.request.method == "POST" else route.continue_())
    button = page.get_by_role("button", name="Send the photo")

    button.click()
    expect(button).to_be_disabled()
    page.get_by_role("button", name="Cancel").click()

    expect(page.get_by_text("Stopped. Nothing was sent, and what you typed is kept.")).to_be_visible()
    expect(button).to_be_enabled()
    expect(button).to_be_focused()
    page.unroute("**/text/")
    button.click()
    expect(page.locator("#photo-part .notice-success")).to_contain_text("slow.jpg")
    page.get_by_role("link", name="Delete this draft").click()
    page.get_by_role("button", name="Delete the draft").click()


def withdraw(page: Page) -> None:
    """Makes room: a member may enter only so many."""
    page.get_by_role("link", name="Withdraw this photo").click()
    page.get_by_role("button", name="Withdraw and erase").click()
    expect(page.get_by_text("withdrawn").first).to_be_visible()
