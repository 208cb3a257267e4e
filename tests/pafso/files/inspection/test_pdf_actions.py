"""PDFs that reach out when they are opened or read: over place, action, target and hiding; and PDFs that do not."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from pafso.files.inspection.document import inspect_document
from pafso.files.inspection.errors import Unreadable
from pafso.files.inspection.pdf_objects import Dictionary, Name, Ref, objects_in
from tests.factories.pdf_structures import letter

HOST, UNC = "(http://host.example/x)", "(\\\\\\\\host.example\\\\share\\\\x.pdf)"
SPEC = "<< /Type /Filespec /FS /URL /F (http://host.example/x) >>"
# {} is where it goes, as a string or a file specification.
ACTIONS = {
    "GoToR": "/S /GoToR /F {} /D [0 /Fit]",
    "GoToE": "/S /GoToE /F {} /T << /R /C >>",
    "Launch": "/S /Launch /F {}",
    "Launch of Windows": "/S /Launch /Win << /F {} >>",
    "URI": "/S /URI /URI (http://host.example/x) % {}\n",
    "SubmitForm": "/S /SubmitForm /F {}",
    "ImportData": "/S /ImportData /F {}",
    "Rendition": "/S /Rendition /OP 0 /R << /S /MR /C << /S /MCD /D {} >> >>",
    "Movie": "/S /Movie /T (x) /F {}",
    "Sound": "/S /Sound /Sound 20 0 R % {}\n",
    "RichMedia": "/S /RichMediaExecute /TA 6 0 R % {}\n",
    "Thread": "/S /Thread /F {} /D 0",
    "JavaScript": "/S /JavaScript /JS (app.launchURL\\(1\\)) % {}\n",
    "behind another": "/S /GoTo /D [3 0 R /Fit] /Next << /S /Hide /T (x) /Next [<< /S /GoToR /F {} /D [0 /Fit] >>] >>",
}
PLACES: dict[str, Callable[[str], dict[str, str]]] = {
    "opening": lambda action: {"catalogue": f"/OpenAction {action}"},
    "closing": lambda action: {"catalogue": f"/AA << /WC {action} >>"},
    "page": lambda action: {"page": f"/AA << /O {action} >>"},
    "mouse over a link": lambda action: {"annotation": f"/Subtype /Link /AA << /E {action} >>"},
    "button": lambda action: {"annotation": f"/Subtype /Widget /FT /Btn /T (b) /A {action}"},
    "field": lambda action: {"annotation": f"/Subtype /Widget /FT /Tx /T (f) /AA << /F {action} >>"},
    "screen": lambda action: {"annotation": f"/Subtype /Screen /AA << /PO {action} >>"},
    "names": lambda action: {"catalogue": f"/Names << /Pages << /Names [(x) {action}] >> >>"},
    "nobody": lambda action: {"catalogue": f"/Mine [{action}]"},
}


def direct(action: str, number: int) -> tuple[str, dict[int, bytes]]:
    return f"<< {action} >>", {}


def apart(action: str, number: int) -> tuple[str, dict[int, bytes]]:
    return f"{number} 0 R", {number: f"<< {action} >>".encode()}


def escaped(action: str, number: int) -> tuple[str, dict[int, bytes]]:
    kind = action.split()[1]
    return f"<< {action.replace(kind, '/' + ''.join(f'#{ord(letter):02x}' for letter in kind[1:]), 1)} >>", {}


def by_name(action: str, number: int) -> tuple[str, dict[int, bytes]]:
    """The kind of action is an object of its own."""
    kind = action.split()[1]
    return f"<< {action.replace(kind, f'{number} 0 R', 1)} >>", {number: kind.encode()}


HIDINGS = [direct, apart, escaped, by_name]


@pytest.fixture
def judged(tmp_path: Path) -> Callable[[bytes], str]:
    def verdict(content: bytes) -> str:
        path = tmp_path / "letter.pdf"
        path.write_bytes(content)
        try:
            return f"{inspect_document(str(path), ['pdf'], 5)['pages']} page"
        except Unreadable as error:
            return error.code

    return verdict


@pytest.mark.req("R33")
@pytest.mark.parametrize("place", PLACES)
def test_nothing_reaches_out_wherever_it_stands(judged: Callable[[bytes], str], place: str) -> None:
    wrong = []
    for (name, action), goal, hide, packed in itertools.product(
        ACTIONS.items(), (HOST, UNC, SPEC), HIDINGS, (False, True)
    ):
        words, objects = hide(action.format(goal), 30)
        objects[20] = b"<< /Type /Sound /R 8000 /Length 1 >>\nstream\n\x80\nendstream"
        found = judged(letter(**PLACES[place](words), objects=objects, packed=packed))  # type: ignore[arg-type]
        if found not in {"active_content", "outside_action", "outside_data"}:
            wrong.append((name, goal, hide.__name__, packed, found))

    assert wrong == []


@pytest.mark.req("R33")
@pytest.mark.parametrize(
    "target",
    [
        "(file://host/share/x)",
        "(\\\\\\\\host\\\\x)",
        "(javascript:x)",
        "(x.pdf)",
        "(ftp://h/x)",
        "()",
        "42",
        "<66696c653a2f2f68>",
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_link_leads_to_a_page_or_an_address(judged: Callable[[bytes], str], target: str, packed: bool) -> None:
    link = f"/Subtype /Link /A << /S /URI /URI {target} >>"

    assert judged(letter(annotation=link, packed=packed)) == "outside_link"


@pytest.mark.req("R33")
def test_a_link_whose_action_something_else_uses_too(judged: Callable[[bytes], str]) -> None:
    action = {30: b"<< /S /URI /URI (https://host.example/) >>"}

    for more in ({"catalogue": "/OpenAction 30 0 R"}, {"page": "/AA << /O 30 0 R >>"}, {"catalogue": "/X [[30 0 R]]"}):
        assert judged(letter(annotation="/Subtype /Link /A 30 0 R", objects=action, **more)) == "outside_action"  # type: ignore[arg-type]


@pytest.mark.req("R33")
@pytest.mark.parametrize(
    "words",
    [
        {"image": "/F (\\\\\\\\host\\\\x) /FFilter /DCTDecode"},
        {"image": f"/F {SPEC}"},
        {"image": "/OPI << /2.0 << /Type /OPI /F (\\\\\\\\host\\\\x) >> >>"},
        {"image": "/Ref << /F (\\\\\\\\host\\\\x) /Page 0 >>"},
        {"image": "/F 30 0 R"},
        {"catalogue": f"/AF [{SPEC}]"},
        {"catalogue": "/X << /Type /Filespec /FS /URL /UF <68> >>"},
        {"catalogue": "/X << /Unix (/net/host/x) >>"},
    ],
)
def test_bytes_that_lie_elsewhere(judged: Callable[[bytes], str], words: dict[str, str]) -> None:
    for packed in (False, True):
        found = judged(letter(**words, objects={30: b"(//host/x)"}, packed=packed))  # type: ignore[arg-type]
        assert found == "outside_data"


@pytest.mark.req("R33")
@pytest.mark.parametrize("kind", ["Movie", "Sound", "Screen"])
def test_annotations_that_play(judged: Callable[[bytes], str], kind: str) -> None:
    assert judged(letter(annotation=f"/Subtype /{kind}")) == "outside_action"


INNOCENT = {
    "plain": {},
    "web link": {"annotation": "/Subtype /Link /A << /Type /Action /S /URI /URI (https://www.pafso.ca/page\\(1\\)) >>"},
    "web link apart": {"annotation": "/Subtype /Link /A 30 0 R"},
    "mail link": {"annotation": "/Subtype /Link /A << /S /URI /URI (mailto:bureau@pafso.example) >>"},
    "link in hexadecimal": {"annotation": "/Subtype /Link /A << /S /URI /URI <48747470733a2f2f782f> >>"},
    "link within": {"annotation": "/Subtype /Link /A << /S /GoTo /D [3 0 R /XYZ 0 0 0] >>"},
    "link to a named place": {"annotation": "/Subtype /Link /Dest (chapter)", "catalogue": "/Names << /Dests << /Names [(chapter) [3 0 R /Fit]] >> >>"},
    "link in the outline": {"outline": "/A << /S /URI /URI (https://www.pafso.ca/) >>"},
    "outline within": {"outline": "/A << /S /GoTo /D [3 0 R /Fit] >>"},
    "opens at a page": {"catalogue": "/OpenAction [3 0 R /FitH 700]"},
    "opens by an action": {"catalogue": "/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"},
    "opens at its first page": {"catalogue": "/OpenAction << /S /Named /N /FirstPage >>"},
    "form": {"catalogue": "/AcroForm << /Fields [6 0 R] /DA (/F1 0 Tf) >>", "annotation": "/Subtype /Widget /FT /Tx /T (name) /V (Roy) /F 30 0 R"},
    "article": {"catalogue": "/Threads [<< /Type /Thread /F 31 0 R /I << /Title (The article) >> >>]"},
    "tagged": {"catalogue": "/MarkInfo << /Marked true >> /StructTreeRoot << /Type /StructTreeRoot /K << /S /Link /P 1 0 R /A << /O /Layout >> /Alt (F \\(a\\) /Launch) >> >>"},
    "labels": {"catalogue": "/PageLabels << /Nums [0 << /S /D /P (A-) >>] >>"},
    "note": {"annotation": "/Subtype /Highlight /Contents (See /JavaScript \\(and \\)\\) /S /Launch)"},
    "font called F": {"page": "/X << /Font << /F 5 0 R >> >>"},
    "colours for print": {"catalogue": "/OutputIntents [<< /S /GTS_PDFX /OutputCondition (F) /RegistryName (http://www.color.org) >>]"},
    "about": {"catalogue": "/Lang (fr-CA) /ViewerPreferences << /DisplayDocTitle true >> /PieceInfo << /Word << /Private (F) >> >>"},
    "transparent": {"page": "/Group << /S /Transparency /CS /DeviceRGB >> /Trans << /S /R >>"},
}  # fmt: skip


@pytest.mark.parametrize("name", INNOCENT)
@pytest.mark.parametrize("packed", [False, True])
def test_an_innocent_pdf_is_taken(judged: Callable[[bytes], str], name: str, packed: bool) -> None:
    objects = {30: b"4", 31: b"<< /Type /Bead /P 3 0 R >>"}
    if name == "web link apart":
        objects[30] = b"<< /S /URI /URI 32 0 R >>"
        objects[32] = b"(http://www.pafso.ca/)"

    assert judged(letter(**INNOCENT[name], objects=objects, packed=packed)) == "1 page"  # type: ignore[arg-type]


def test_objects_as_they_are_written() -> None:
    text = (
        b"%PDF-1.7\r\n1 0 obj\r\n<</A<</Length 3>>/Length 10/S(\\) /Not (nor /This)\\\\ \\101\\n)/H<4 1 5>/N#61me[1 -2 .5 4 0 R[/X]]>>"
        b"stream\r\n/Hidden ((\r\nendstream\r\nendobj\r\n2 0 obj\r\n/Launch\r\nendobj\r\n3 0 obj\r\n[1 0 R(obj)]\r\nendobj\r\n"
        b"4 0 obj\r\n5 0 R\r\nendobj\r\n5 0 obj\r\n<<>>\r\nendobj\r\nxref\r\n0 1\r\n"
    )

    assert dict(objects_in(text)) == {
        1: Dictionary(
            {
                "A": Dictionary({"Length": 3}),
                "Length": 10,
                "S": b") /Not (nor /This)\\ A\n",
                "H": b"AP",
                "Name": [1, -2, None, Ref(4), [Name("X")]],
            },
            is_stream=True,
        ),
        2: "Launch",
        3: [Ref(1), b"obj"],
        4: Ref(5),
        5: Dictionary(),
    }


def test_a_string_without_end_and_nesting_without_end() -> None:
    assert dict(objects_in(b"1 0 obj\r\n(never")) == {1: b"never"}
    assert list(objects_in(b"1 0 obj\r\n" + b"[" * 50_000)) == [(1, None)]


@pytest.mark.req("R33")
@pytest.mark.parametrize("packed", [False, True])
def test_a_model_that_brings_scripts_of_its_own(judged: Callable[[bytes], str], packed: bool) -> None:
    script = b"<< /Length 1 >>\nstream\n;\nendstream"
    model = b"<< /Type /Other /OnInstantiate 31 0 R /Length 1 >>\nstream\nx\nendstream"

    assert judged(letter(annotation="/Subtype /3D", packed=packed)) == "active_content"
    assert (
        judged(letter(catalogue="/Mine [30 0 R]", objects={30: model, 31: script}, packed=packed)) == "active_content"
    )
