"""Every mail of the catalogue, in both languages, with names that break what is careless; and the catalogue itself, whole."""

import ast
import html
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from pafso.checks import mails_are_in_the_catalogue
from pafso.mail import catalogue
from pafso.mail.catalogue import Event, Sample, UnknownMail
from pafso.mail.delivery import _headers
from pafso.mail.models import Mail
from pafso.mail.outbox import enqueue
from pafso.mail.samples import sample_mail
from pafso.models import MailKind

pytestmark = pytest.mark.django_db
ROOT = Path(settings.BASE_DIR)
EVENTS = catalogue.every_event()
LANGUAGES = ["en", "fr"]
ENTITY = re.compile(r"&(?:#\w+|[a-zA-Z]{2,8});")
# Each mark would show if it were escaped once too often, or not at all; the words are longer than any subject.
MARKS = '& ’ " < > 🏔️ é'
READER, OTHER, TITLE = (f"{name} {MARKS} {name * 12}" for name in ("Readër", "Nomïnee", "Tïtle"))
REASON = f"Reasön {MARKS}\nand a second line"
VOLUNTARY = {
    "magazine/issue_published", "contests/gallery_published", "contests/contest_opened", "awards/cycle_opened",
    "members/work_unfinished", "members/what_waits",
}  # fmt: skip
# What is added to the words of a mail, in whatever language, is a name and not a word of ours.
HOSTILE = {"reader": READER, "other": OTHER, "title": TITLE, "reason": REASON}


@pytest.fixture(
    params=[(event, language) for event in EVENTS for language in LANGUAGES],
    ids=lambda each: f"{each[0].name}-{each[1]}",
)
def each(request: pytest.FixtureRequest) -> tuple[Event, Mail]:
    event, language = request.param
    return event, sample_mail(event, Sample(language, **HOSTILE))


def test_the_catalogue_and_the_templates_agree() -> None:
    assert {event.name for event in EVENTS} == catalogue.events_on_disk()
    assert mails_are_in_the_catalogue(None) == []
    assert len(EVENTS) >= 50


def test_the_check_names_what_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = dict(catalogue._events)
    receipt = gone.pop("awards/letter_receipt")
    gone["awards/letter_burnt"] = receipt.__class__("awards/letter_burnt", **_fields(receipt))
    monkeypatch.setattr(catalogue, "_events", gone)

    assert [(error.id, error.msg) for error in mails_are_in_the_catalogue(None)] == [
        ("pafso.E003", "awards/letter_receipt is not in the catalogue of mails."),
        ("pafso.E003", "awards/letter_burnt is in the catalogue of mails and has no templates."),
    ]


def test_what_is_not_in_the_catalogue_is_not_written() -> None:
    with pytest.raises(UnknownMail):
        enqueue("awards/letter_burnt", to="a@example.org", language="en", context={}, key="k")

    assert not Mail.objects.exists()


def test_a_name_stands_for_one_mail() -> None:
    with pytest.raises(ValueError, match="awards/letter_receipt is in the catalogue of mails already"):
        catalogue.register(catalogue.find("awards/letter_receipt"))


def test_only_the_outbox_writes_what_is_rendered_already() -> None:
    """`write` asks for no entry in the catalogue: it is the outbox's own, and of the one door for libraries."""
    found = {
        str(path.relative_to(ROOT))
        for path in product_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("outbox")
        if "write" in {alias.name for alias in node.names}
    }

    assert found == {"pafso/mail/backend.py"}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_every_mail_says_to_whom_when_why_and_who_answers(event: Event) -> None:
    assert event.kind in MailKind
    for words in (event.to, event.when, event.why):
        assert isinstance(words, Promise)  # translated when it is shown
        with translation.override("en"):
            english = str(words)
        with translation.override("fr"):
            french = str(words)
        assert english.strip()
        assert french != english, f"{event.name}: “{english}” has no French"


@pytest.mark.req("R28")
def test_a_subject_is_one_short_line_of_text(each: tuple[Event, Mail]) -> None:
    _event, mail = each

    assert 0 < len(mail.subject) <= 60
    assert mail.subject == mail.subject.strip()
    assert [char for char in mail.subject if unicodedata.category(char) in {"Cc", "Zl", "Zp"}] == []
    assert not ENTITY.search(mail.subject)


@pytest.mark.req("R16")
def test_a_subject_names_nobody_and_carries_no_secret(each: tuple[Event, Mail]) -> None:
    event, mail = each

    assert "Nomïnee" not in mail.subject
    assert "Readër" not in mail.subject
    assert "Reasön" not in mail.subject
    if mail.is_secret:
        assert Sample("en").token not in mail.subject.split()
        assert "asked" not in event.slug or Sample("en").code not in mail.subject


@pytest.mark.req("R28")
def test_the_text_is_text_and_the_html_is_escaped(each: tuple[Event, Mail]) -> None:
    _event, mail = each
    words = [word for word in (READER, OTHER, TITLE, REASON.splitlines()[0]) if word in mail.text]

    assert not ENTITY.search(mail.text)
    assert "<p" not in mail.text
    assert MARKS not in mail.html  # nothing of a person's is in it as it was written
    assert not re.search(r"&amp;(amp|lt|gt|quot|#x27|#39);", mail.html)  # nor twice
    for word in words:
        assert html.escape(word) in mail.html, word


@pytest.mark.req("R60")
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_a_mail_is_written_in_both_languages(event: Event) -> None:
    english, french = (sample_mail(event, Sample(language)) for language in LANGUAGES)

    assert (english.language, french.language) == ("en", "fr")
    assert english.subject != french.subject
    # What both say are names, codes and addresses.
    same = set(english.text.splitlines()) & set(french.text.splitlines())
    alike = {"-- ", Sample("en").reason, f"- {Sample('en').title}"}
    assert [line for line in same if " " in line.strip() and line not in alike] == []


def test_text_and_html_lead_to_the_same_places(each: tuple[Event, Mail]) -> None:
    _event, mail = each
    in_html = {html.unescape(link) for link in re.findall(r'href="([^"]+)"', mail.html)}

    assert set(re.findall(r"https?://\S+", mail.text)) == in_html


@pytest.mark.req("R27")
def test_nothing_follows_the_reader(each: tuple[Event, Mail]) -> None:
    _event, mail = each

    assert not re.search(r"<img|<script|<link|url\(", mail.html, re.IGNORECASE)
    assert {link.startswith(settings.SITE_URL) for link in re.findall(r"https?://[^\"<\s]+", mail.html)} <= {True}


@pytest.mark.req("R58")
def test_only_mail_that_one_can_do_without_has_a_way_out(each: tuple[Event, Mail]) -> None:
    event, mail = each
    headers = _headers(mail)

    assert event.is_voluntary is (event.name in VOLUNTARY)
    assert ("List-Unsubscribe" in headers, "List-Unsubscribe-Post" in headers) == (event.is_voluntary,) * 2
    assert ("Sample Street" in mail.text or "rue Échantillon" in mail.text) is event.is_voluntary


@pytest.mark.req("R58")
@pytest.mark.parametrize(("name", "url"), [("awards/letter_receipt", "https://out"), ("magazine/issue_published", "")])
def test_the_outbox_refuses_a_way_out_too_many_or_too_few(name: str, url: str) -> None:
    with pytest.raises(ValueError, match="voluntary mail has a way out, service mail has none"):
        enqueue(name, to="a@example.org", language="en", context={}, key="k", unsubscribe_url=url)

    assert not Mail.objects.exists()


def product_files() -> Iterator[Path]:
    for app in ("pafso", "members", "awards", "contests", "magazine"):
        yield from (ROOT / app).rglob("*.py")


def _fields(event: Event) -> dict[str, object]:
    return {name: getattr(event, name) for name in ("to", "when", "why", "kind", "sample", "is_voluntary")}
