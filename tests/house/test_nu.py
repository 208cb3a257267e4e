"""The HTML of every page is what the standard says: the Nu Html Checker reads all of them, for each reader and in both languages."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from members.models import User
from tests import available
from tests.crawl import plain_addresses, walk
from tests.factories.demonstration import MEMBER, fill_demonstration, supporters_page

# What Nu complains of though it is right, each with the reason.
KNOWN: list[tuple[str, str]] = []

needs_nu = pytest.mark.skipif(
    not available.nu() and not (available.REQUIRED and available.java()),
    reason="Java is not installed here"
    if not available.java()
    else "the Nu Html Checker is not there (make ci brings it)",
)


def complaints(folder: Path) -> dict[str, str]:
    """What Nu says of the pages in FOLDER, each with the first page of which it says so."""
    assert available.nu(), "Java is here and the Nu Html Checker is not: make .venv/.nu"
    done = subprocess.run(
        [available.java(), "-Xss2m", "-jar", available.nu(), "--format", "json", "--errors-only", "--stdout", str(folder)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    found = dict[str, str]()
    for message in json.loads(done.stdout)["messages"]:
        if not any(re.search(pattern, message["message"]) for pattern, _ in KNOWN):
            page = Path(message["url"].removeprefix("file:"))
            where = page.read_text().partition("\n")[0].removeprefix("<!doctype html><!--").removesuffix("-->")
            found.setdefault(message["message"], f"{where}: {message.get('extract', '').strip()}")
    return found


def keep(folder: Path, pages: Iterator[tuple[str, str]]) -> int:
    """Writes each page below its address, which stands in its first line."""
    count = 0
    for count, (address, html) in enumerate(pages, 1):
        start = re.match(r"\s*<!doctype html>", html, re.IGNORECASE)
        assert start, address
        (folder / f"{count}.html").write_text(
            f"<!doctype html><!--{address.replace('--', '- -')}-->\n{html[start.end() :]}"
        )
    return count


def everything(language: str, per_route: int) -> Iterator[tuple[str, str]]:
    """What a stranger, a member, a supporter and the office are shown, and what is shown where nothing is."""
    clerk = fill_demonstration()
    member = User.objects.get(email=MEMBER)
    with translation.override(language):
        readers = [
            ("stranger", None, plain_addresses(language)),
            ("member", member, plain_addresses(language)),
            ("supporter", None, [supporters_page(language)]),
            ("office", clerk, ["/admin/"]),
        ]
        for name, who, begin in readers:
            client = Client()
            if who:
                client.force_login(who)
            for page in walk(client, begin, language=language, per_route=per_route):
                yield f"{name} {page.address}", page.html
        nowhere = Client().get(f"/{language}/no-such-page/")
        yield f"stranger {nowhere.request['PATH_INFO']}", nowhere.content.decode()


@needs_nu
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("language", "per_route", "fewest"), [("en", 2, 500), ("fr", 1, 250)])
def test_every_page_is_html(db: None, tmp_path: Path, language: str, per_route: int, fewest: int) -> None:
    seen = keep(tmp_path, everything(language, per_route))

    assert complaints(tmp_path) == {}
    assert seen > fewest, seen


@needs_nu
def test_each_fault_is_seen(tmp_path: Path) -> None:
    page = """<!doctype html><html lang="en"><title>Faults</title><body><main><h1>Faults</h1>
        <label for="nowhere">Name</label><p><b>Not closed</p><ul><p>Not an item</p></ul><img src="x.png"></main>"""
    keep(tmp_path, iter([("stranger /en/", page)]))

    assert len(complaints(tmp_path)) >= 4
