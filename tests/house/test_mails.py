"""Every mail on disk comes in three templates, in both languages, short, and with nothing that follows the reader."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import loader
from django.utils import translation

ROOT = Path(settings.BASE_DIR)
EVENTS = sorted(
    f"{path.parent.parent.name}/{path.name.removesuffix('.subject.txt')}"
    for app in ("members", "awards", "contests", "magazine")
    for path in (ROOT / app / "templates" / app / "mail").glob("*.subject.txt")
)


CONTEXT = {"SITE_URL": "https://site", "letters_in": 1, "letters_needed": 2}


def render(event: str, ending: str, language: str) -> str:
    """With every variable standing for itself: what matters here are the words around them."""
    app, name = event.split("/")
    with translation.override(language):
        return loader.render_to_string(f"{app}/mail/{name}.{ending}", CONTEXT | {"language": language})


def test_there_are_mails() -> None:
    assert {"awards/nomination_received", "contests/entry_received", "magazine/issue_published"} <= set(EVENTS)
    assert len(EVENTS) >= 20


@pytest.mark.req("R60")
@pytest.mark.parametrize("event", EVENTS)
def test_a_mail_renders_in_both_languages(event: str) -> None:
    for ending in ("subject.txt", "txt", "html"):
        english, french = render(event, ending, "en"), render(event, ending, "fr")

        assert english.strip() and french.strip()
        assert english != french, f"{event}.{ending} is the same in both languages"


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_subjects_are_short_and_one_line(event: str, language: str) -> None:
    subject = render(event, "subject.txt", language).strip()

    assert "\n" not in subject
    assert len(subject) < 60


@pytest.mark.req("R27")
@pytest.mark.parametrize("event", EVENTS)
def test_nothing_follows_the_reader(event: str) -> None:
    html = render(event, "html", "en")

    assert not re.search(r"<img|<script|<link|url\(", html, re.IGNORECASE)
    assert set(re.findall(r"https?://([^/\"<\s]+)", html)) <= {"site", "www.w3.org"}


@pytest.mark.parametrize("event", EVENTS)
def test_the_text_says_what_the_html_says(event: str) -> None:
    """Both parts lead to the same places."""
    text, html = render(event, "txt", "en"), render(event, "html", "en")

    in_html = set(re.findall(r'href="(https?://[^"]+)"', html))
    in_text = set(re.findall(r"https?://\S+", text))
    assert {link.rstrip("/") for link in in_html} <= {link.rstrip("/.") for link in in_text}


@pytest.mark.req("R58")
def test_only_mail_that_one_can_do_without_has_a_way_out() -> None:
    found = set()
    passes_it_on = ROOT / "pafso" / "mail" / "writing.py"
    for path in (
        path for app in ("pafso", "members", "awards", "contests", "magazine") for path in (ROOT / app).rglob("*.py")
    ):
        for node in ast.walk(ast.parse(path.read_text())):
            named = [keyword.arg for keyword in getattr(node, "keywords", [])]
            writes = getattr(getattr(node, "func", None), "id", "") in ("enqueue", "enqueue_to")
            if writes and "unsubscribe_url" in named and path != passes_it_on:
                found.add(node.args[0].value)

    assert found == {"magazine/issue_published", "contests/gallery_published"}
