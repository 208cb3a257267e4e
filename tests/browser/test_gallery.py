"""A gallery on a telephone with a slow line: which size of each photo it takes, what they weigh, and when the first is there."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser.conftest import Site, in_the_database

Open = Callable[..., Page]
PHONE = {"device_scale_factor": 2.625, "is_mobile": True, "viewport": {"width": 412, "height": 915}}
FIRST_SCREEN, PATIENCE = 250 * 1024, 12_000
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 128 * 125, "uploadThroughput": 128 * 125}
TAKEN = """() => [...document.querySelectorAll("main img")].filter((image) => image.currentSrc).map((image) =>
  [parseInt(image.srcset.split(", ").find((size) => image.currentSrc.endsWith(size.split(" ")[0])).split(" ")[1]), image.clientWidth])"""
LARGEST = """window.paints = []; new PerformanceObserver((list) => list.getEntries().forEach((entry) =>
  paints.push([entry.url, entry.startTime]))).observe({ type: "largest-contentful-paint", buffered: true })"""
# Photographs with as much in them as a camera sees (the drawn ones of the demonstration weigh a third of real ones), upright ones too.
BUSY = """
import random, tempfile
from pathlib import Path
from PIL import Image
from django.utils import timezone
from contests.demonstration import contests as demonstration
from contests.derivatives import LIMITS
from contests.models import Contest
from members.models import User
from pafso.files import sandbox
slug = "busy-{token}"
contest = demonstration.make_contest(slug, demonstration.TEXTS["closed"], -900, -800)
author = User.objects.order_by("pk").first()
for number in range(12):
    with tempfile.TemporaryDirectory() as folder:
        original = Path(folder) / "original"
        random.seed(number)
        width, height = (54, 36) if number % 3 else (36, 54)
        small = Image.frombytes("RGB", (width, height), random.randbytes(3 * width * height))
        small.resize((28 * width, 28 * height), Image.Resampling.BICUBIC).save(original, "JPEG")
        sizes = sandbox.run("contests.derivatives:make", str(original), folder, limits=LIMITS)
        photo = {**demonstration.TEXTS["closed"]["photos"][0], "title": f"Busy {number}"}
        photo.pop("rank", None)
        demonstration._accept(contest, photo, author, (original, [(size, Path(folder) / size["file"]) for size in sizes]))
Contest.objects.filter(slug=slug).update(gallery_published_at=timezone.now(), announced_at=timezone.now())
"""


@pytest.fixture(scope="module")
def gallery(site: Site) -> str:
    token = uuid.uuid4().hex[:6]
    in_the_database(site, BUSY.replace("{token}", token))
    return f"/en/contests/busy-{token}/gallery/"


def line(page: Page) -> tuple[CDPSession, dict[str, int]]:
    """The page's line, and what comes over it: bytes by request."""
    cdp, weights = page.context.new_cdp_session(page), dict[str, int]()
    cdp.send("Network.enable")
    cdp.on(
        "Network.loadingFinished", lambda event: weights.update({event["requestId"]: int(event["encodedDataLength"])})
    )
    return cdp, weights


def test_a_telephone_takes_the_size_made_for_it(open_page: Open, gallery: str) -> None:
    page = open_page(**PHONE)
    _, weights = line(page)

    page.goto(gallery, wait_until="load")
    page.wait_for_load_state("networkidle")

    taken: list[Any] = page.evaluate(TAKEN)
    assert {dots for dots, _ in taken} <= {640, 426, 427}
    assert 2 <= len(taken) < 12
    assert sum(weights.values()) <= FIRST_SCREEN
    assert page.evaluate("document.documentElement.scrollWidth") <= 412


def test_on_a_slow_line_the_first_photo_does_not_wait_for_the_others(open_page: Open, gallery: str) -> None:
    page = open_page(**PHONE)
    page.set_default_navigation_timeout(120_000)
    cdp, _ = line(page)
    cdp.send("Network.emulateNetworkConditions", SLOW)
    page.add_init_script(LARGEST)

    page.goto(gallery, wait_until="load")

    address, moment = page.evaluate("paints.at(-1)")
    assert "/contests/photos/" in address
    assert moment <= PATIENCE


@pytest.mark.parametrize(
    ("width", "dots"), [(360, 2), (360, 3), (412, 2.625), (430, 3), (768, 2), (1280, 1), (1280, 2)]
)
def test_every_screen_gets_enough_dots_and_not_many_more(
    open_page: Open, gallery: str, width: int, dots: float
) -> None:
    page = open_page(viewport={"width": width, "height": 900}, device_scale_factor=dots)

    page.goto(gallery, wait_until="load")
    page.wait_for_load_state("networkidle")

    for taken, slot in page.evaluate(TAKEN):
        assert 1.1 * min(dots, 1) * slot <= taken <= 3 * slot
