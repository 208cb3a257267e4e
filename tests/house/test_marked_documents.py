"""Every document that the platform makes: paper, tables, calendar files, the copy of what is held. Outside of the marks is data."""

import csv
import json
import re
import time
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from awards.desk.dossier import dossier_of
from awards.desk.tasks import LIMITS
from awards.desk.tasks import TEMPLATE as DOSSIER
from awards.models import Cycle, Nomination
from contests.models import Contest
from members.deadlines.actions.calendars import address_for_token
from members.exporting.columns import COLUMNS
from members.labels import rows
from members.labels.letters import can_show
from members.labels.tasks import TEMPLATE
from members.models import LabelRun, Member, PaperCopy, User
from members.proofs.actions import make_proof
from members.proofs.printing import proof_pdf
from pafso.clock import ottawa_day
from pafso.documents import paper as paper_out
from pafso.privacy.export import write_copy
from tests.factories import rollfiles
from tests.factories.demonstration import CLERK, MEMBER
from tests.marks import Data, forget_what_was_rendered, in_one_line, mark_every_message, without_marks

LANGUAGES = ("en", "fr")
# On paper: two signs that every font of ours has.
BEGIN, END = "‡", "†"
# The same in both languages, as the letterhead has it.
LETTERHEAD = "Professional Association of Foreign Service Officers (PAFSO)"
# What makes documents, each with its test below: whoever adds one writes its test, too.
MAKERS = {
    "awards/own_dates.py": "an .ics file", "awards/desk/pages.py": "the nominations of a cycle", "awards/desk/tasks.py": "a dossier", "contests/views/public.py": "an .ics file", "members/deadlines/views.py": "a calendar",
    "pafso/ics.py": "the .ics files of deadlines",
    "members/exporting/admin.py": "the roll", "members/importing/admin.py": "refused lines, and a table to begin with",
    "members/labels/tasks.py": "labels", "members/proofs/printing.py": "a proof", "members/privacy/tasks.py": "a copy",
}  # fmt: skip
MAKING = re.compile(r"\b(?:paper\.pdf(?=[,(])|deadline_ics|calendar_ics|csv_pieces|write_xlsx|write_copy)\b")


def left(data: Data, texts: Iterable[str]) -> list[str]:
    """What of TEXTS is neither marked nor data."""
    pieces = (piece for text in texts for piece in without_marks(text).splitlines())
    return [rest for piece in pieces if (rest := data.left_of(in_one_line(piece).replace(LETTERHEAD, " ")))]


@pytest.fixture
def paper(unmarked_data: Data, monkeypatch: pytest.MonkeyPatch) -> Iterator[Data]:
    """Every message is marked as paper can show it."""
    mark_every_message(monkeypatch, BEGIN, END)
    yield unmarked_data
    monkeypatch.undo()
    forget_what_was_rendered()


def on_paper(pdf: bytes) -> str:
    """Its words in their order, with the marks of the pages."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    return "\n".join(pages).replace(BEGIN, "⟦").replace(END, "⟧")


@pytest.fixture
def office(client: Client, data: Data) -> Client:
    """A colleague who has just signed in."""
    client.force_login(User.objects.get(email=CLERK))
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session.save()
    return client


def body_of(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.status_code
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def cells(table: bytes) -> list[list[str]]:
    text = table.decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";" if text.partition("\n")[0].count(";") else ","))


def test_whatever_makes_a_document_is_known() -> None:
    root = Path(settings.BASE_DIR)
    defined = re.compile(r"(?:def|import)\s[^\n]*\b(?:deadline_ics|calendar_ics|csv_pieces|write_xlsx|write_copy)\b")
    found = {
        str(path.relative_to(root))
        for app in ("pafso", "members", "awards", "contests", "magazine")
        for path in (root / app).rglob("*.py")
        if "demonstration" not in path.parts and MAKING.search(defined.sub("", path.read_text()))
    }

    assert found == set(MAKERS)


def test_a_proof_of_membership(paper: Data) -> None:
    member = User.objects.get(email=MEMBER)
    proof = make_proof(member, by=member)
    code = re.compile(r"\b[A-Z0-9]{4}(?: [A-Z0-9]{4}){2}\b")

    for language in LANGUAGES:
        words = on_paper(proof_pdf(proof, language))

        assert words.count("⟦") == words.count("⟧") >= 5
        assert code.search(without_marks(words))
        assert left(paper, [code.sub(" ", words)]) == []


def test_labels(paper: Data) -> None:
    for language in LANGUAGES:
        check_labels(paper, language)


def check_labels(paper: Data, language: str) -> None:
    abroad = PaperCopy.objects.create(
        member=Member.objects.exclude(paper_copy__isnull=False).first(), lines="1 rue A\nDakar", country="SN"
    )
    with translation.override(language):
        country = rows.Label(1, "1", "1", ["1 rue A"], abroad.country).on_paper()[-1]
        lines = [each.on_paper() for each in rows.labels_on(ottawa_day())]
        header = rows.names()
        title = str(LabelRun._meta.verbose_name)

    assert all(can_show("\n".join(label)) for label in lines) and re.fullmatch(f"{BEGIN}.+{END}", country)
    words = {"labels": [["1", "1 rue A", country], *lines], "language": language, "title": title}
    made = paper_out.pdf(TEMPLATE, words)
    assert (
        left(
            paper,
            [on_paper(made).replace("1 rue A", " "), *(name.replace(BEGIN, "⟦").replace(END, "⟧") for name in header)],
        )
        == []
    )


def test_a_dossier(paper: Data) -> None:
    nomination = Nomination.objects.filter(state="submitted").order_by("pk").with_cycle().first()
    assert nomination is not None
    for language in LANGUAGES:
        with translation.override(language):
            dossier = dossier_of(nomination, asked_by="Dominique Roy", digest="0" * 64)
        made = paper_out.pdf(DOSSIER, {**dossier.words, "association": LETTERHEAD}, limits=LIMITS)

        assert left(paper, [on_paper(made).replace("0" * 64, " ").replace("Dominique Roy", " ")]) == []


def test_the_nominations_of_a_cycle(office: Client, data: Data) -> None:
    cycle = Cycle.objects.filter(nominations__state="submitted").order_by("pk").first()
    assert cycle is not None
    for language in LANGUAGES:
        office.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        table = cells(body_of(office.post(f"/admin/awards/nomination/cycle/{cycle.pk}/export/", {"kind": "csv"})))

        assert len(table) > 1
        assert left(data, (cell for row in table for cell in row)) == []


def test_the_roll_written_out(office: Client, data: Data) -> None:
    for language in LANGUAGES:
        check_the_roll(office, data, language)


def check_the_roll(office: Client, data: Data, language: str) -> None:
    office.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    names = {column.name(language) for column in COLUMNS}
    sent = {"day": ottawa_day().isoformat(), "in_good_standing": ""}
    asked: Callable[[str], Any] = lambda kind: office.post(  # noqa: E731
        "/admin/members/rollimport/export/", {**sent, "kind": kind}
    )

    table = cells(body_of(asked("csv")))
    book = openpyxl.load_workbook(BytesIO(body_of(asked("xlsx"))), read_only=True)
    sheet = [[str(cell or "") for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]

    for found in (table, sheet):
        assert set(found[0]) <= names and len(found) > 5
        assert left(data, (cell for row in found[1:] for cell in row)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_refused_lines_and_the_table_to_begin_with(office: Client, data: Data, language: str) -> None:
    clerk = User.objects.get(email=CLERK)
    refused = rollfiles.checked({"number": "", "name": "Nobody", "class": "x"}, by=clerk)
    office.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    table = cells(body_of(office.get(f"/admin/members/rollimport/{refused.pk}/refused.csv")))
    begin = cells(body_of(office.get("/admin/members/rollimport/template.csv")))

    names = {column.name(language) for column in COLUMNS} | {column.key for column in COLUMNS}
    assert len(table) == 2 and set(begin[0]) <= names
    assert left(data, (cell for cell in table[0] if cell not in names)) == []
    assert left(data, table[1][-1:]) == []


def test_calendar_files(client: Client, data: Data) -> None:
    for language in LANGUAGES:
        check_calendars(client, data, language)


def check_calendars(client: Client, data: Data, language: str) -> None:
    member = User.objects.get(email=MEMBER)
    User.objects.filter(pk=member.pk).update(language=language)
    client.force_login(member)
    cycle, contest = Cycle.objects.filter(award__isnull=False).first(), Contest.objects.first()
    assert cycle is not None and contest is not None
    page = client.post(f"/{language}/account/calendar/", {"form_token": str(uuid.uuid4())}).text
    token = re.search(r"/calendar/([\w-]{20,})", page)
    assert token and address_for_token(token[1])
    files = [
        client.get(f"/{language}/awards/{cycle.award.slug}/{cycle.year}/deadline.ics"),
        client.get(f"/{language}/contests/{contest.slug}/deadline.ics"),
        Client().get(f"/{language}/calendar/{token[1]}/pafso-apase.ics"),
    ]

    for answer in files:
        text = body_of(answer).decode().replace("\r\n ", "")
        said = re.findall(
            r"^(?:SUMMARY|DESCRIPTION|NAME|X-WR-CALNAME|LOCATION|COMMENT)[^:]*:(.*)\r$", text, re.MULTILINE
        )
        assert said and "⟦" in text
        assert left(data, (each.replace("\\,", ",").replace("\\;", ";") for each in said)) == []


def test_the_copy_of_what_is_held(data: Data, tmp_path: Path) -> None:
    for language in LANGUAGES:
        check_the_copy(data, tmp_path, language)


def check_the_copy(data: Data, tmp_path: Path, language: str) -> None:
    with translation.override(language):
        write_copy(User.objects.get(email=MEMBER), tmp_path / "copy.zip")

    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        readme = archive.read("README.txt").decode("utf-8-sig")
        lists = [json.loads(archive.read(name)) for name in archive.namelist() if re.fullmatch(r"\w+/\w+\.json", name)]
    readme = re.sub(r"^ +\w+/\w+\.json$", "", readme, flags=re.MULTILINE)
    assert len(lists) > 10
    assert left(data, [readme, *(one[word] for one in lists for word in ("title", "why", "kept"))]) == []


def test_a_leak_is_seen(data: Data) -> None:
    assert left(data, ["⟦Proof of membership⟧ Valid until", "⟦Made on ⟦May 1⟧⟧", "Thomas"]) == ["Valid until"]
