"""Extracts, checks and compiles the translations, without the gettext tools of the system."""

import ast
import html
import importlib.util
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

CALLS = {
    "_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2,
    "pgettext": -1, "pgettext_lazy": -1,
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
# What French print in Canada does not do: a space before ; ? !, a colon or guillemets without their unbreakable space
# (and no other one), a figure that leaves its thousands, its dollar or its hour behind at the end of a line, a
# straight apostrophe inside a word.
MISPRINT = re.compile(
    r"\s[!?;]|[^\u00a0]:(?=\s|$)|[^\u00a0]»|«(?!\u00a0)|\u202f|(?<!\+)\b\d+[^\S\u00a0](?=\d{3}\b(?! \d)|[$]|%(?!\()|h\b|[KMG]o\b)"
    r"|(?<=[^\W\d_])'(?=[^\W\d_])"
)
Message = tuple[str | None, str, str | None]
# What the libraries say badly in French, said well: a catalogue of ours that comes before theirs.
OVER_LIBRARIES = "pafso/locale_of_libraries/fr/LC_MESSAGES"
LIBRARIES = [
    "django.conf", "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
    "django.contrib.sessions", "rest_framework",
]  # fmt: skip
ONLY_IN_PART = ["allauth"]  # its templates are not ours: some of its sentences are never seen


class Command(BaseCommand):
    help = "Extract translatable strings into each app's French catalogue and compile it. --check: only complain."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("apps", nargs="*", help="pafso members awards contests magazine; all by default")
        parser.add_argument(
            "--check", action="store_true", help="fail on anything missing, fuzzy or stale; write nothing"
        )
        parser.add_argument(
            "--compile", action="store_true", help="only compile, and only what is older than its source"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        complaints: list[str] = []
        catalogues: dict[str, polib.POFile] = {}
        for app in options["apps"] or ["pafso", "members", "awards", "contests", "magazine"]:
            root = Path(settings.BASE_DIR) / app
            path = root / "locale" / "fr" / "LC_MESSAGES" / "django.po"
            if options["compile"]:
                compile_catalogue(path)
                continue
            found = dict(extract(root))
            if options["check"]:
                catalogues[app] = polib.pofile(str(path))
                complaints += check(app, catalogues[app], found)
                continue
            missing = update(path, found)
            compile_catalogue(path)
            self.stdout.write(f"{app}: {len(found)} strings, {missing} without French")
        over = Path(settings.BASE_DIR) / OVER_LIBRARIES
        if options["check"] and not options["apps"]:
            catalogues["libraries"] = polib.pofile(str(over / "django.po"))
            complaints += check_over_libraries(catalogues)
        elif not options["apps"]:
            compile_catalogue(over / "django.po")
            compile_catalogue(over / "djangojs.po")
        complaints += contradictions(catalogues)
        if complaints:
            raise CommandError("\n".join(complaints))


def extract(root: Path) -> Iterator[tuple[Message, list[tuple[str, str]]]]:
    """Every message below ROOT with the places where it stands, in order of the text."""
    found: dict[Message, list[tuple[str, str]]] = {}
    for path in sorted(root.rglob("*")):
        if "migrations" in path.parts or path.suffix not in {".py", ".html", ".txt"}:
            continue
        if path.suffix == ".py":
            messages = in_python(path.read_text())
        elif "templates" in path.parts:
            messages = in_template(path.read_text(), str(path))
        else:
            continue
        for message in messages:
            found.setdefault(message, []).append((str(path.relative_to(root.parent)), ""))
    yield from sorted(found.items(), key=lambda item: (item[0][1], item[0][0] or ""))


def in_python(source: str) -> Iterator[Message]:
    """The messages of calls to gettext and its kin with literal arguments."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        wanted = CALLS.get(name)
        texts = [
            argument.value
            for argument in node.args
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        if wanted is None or len(texts) < abs(wanted):
            continue
        if wanted == -1:
            if len(texts) >= 2:
                yield texts[0], texts[1], None
        else:
            yield None, texts[0], texts[1] if wanted == 2 else None


def in_template(source: str, name: str) -> Iterator[Message]:
    """Django turns a template into calls that read like Python; each is parsed by itself."""
    # templatize writes `gettext(u'''…''')` and blanks everything else with letters.
    text = templatize(source, origin=name)
    for start in re.finditer(r"\b(gettext|ngettext|pgettext|npgettext|_)\(", text):
        call = _balanced(text, start.start())
        try:
            yield from in_python(call)
        except SyntaxError:
            continue


def _balanced(text: str, start: int) -> str:
    """The shortest piece from START that is a whole call."""
    end = text.find(")", start)
    while end != -1:
        piece = text[start : end + 1]
        try:
            ast.parse(piece)
        except SyntaxError:
            end = text.find(")", end + 1)
        else:
            return piece
    return ""


def update(path: Path, found: dict[Message, list[tuple[str, str]]]) -> int:
    """Write the catalogue with just the FOUND messages, keeping the French that is there; returns how many lack it."""
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known = {(entry.msgctxt, entry.msgid): entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=120)
    new.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "fr",
        "MIME-Version": "1.0",
        "Plural-Forms": "nplurals=2; plural=(n > 1);",
    }
    for (context, text, plural), places in found.items():
        entry = polib.POEntry(msgid=text, msgctxt=context, occurrences=sorted(set(places)))
        before = known.get((context, text))
        if plural:
            entry.msgid_plural = plural
            entry.msgstr_plural = (before.msgstr_plural if before else None) or {0: "", 1: ""}
        else:
            entry.msgstr = before.msgstr if before else ""
        _flag(entry)
        new.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(path))
    return len([entry for entry in new if not entry.translated()])


def _flag(entry: polib.POEntry) -> None:
    if "%(" in entry.msgid:
        entry.flags = ["python-format"]


def check(app: str, catalogue: polib.POFile, found: dict[Message, list[tuple[str, str]]]) -> list[str]:
    """What is wrong with a catalogue, a line each."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    wanted = {(context, text) for context, text, _ in found}
    complaints = [f"{app}: not in the catalogue: {text!r}" for context, text in wanted - set(known)]
    complaints += [f"{app}: no longer in the code: {text!r}" for context, text in set(known) - wanted]
    for entry in catalogue:
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if not all(texts) or entry.fuzzy:
            complaints.append(f"{app}: without French: {entry.msgid!r}")
        elif any(not names(text) <= names(entry.msgid + entry.msgid_plural) for text in texts):
            complaints.append(f"{app}: unknown placeholder in the French of {entry.msgid!r}")
        complaints += [f"{app}: misprint in the French {text!r}" for text in texts if misprinted(text)]
    return complaints


def misprinted(text: str) -> bool:
    """Whether a French text breaks the rules of print; the tags of HTML inside it may."""
    words = html.unescape(re.sub(r"<[^>]*>", "", text))
    return MISPRINT.search(words) is not None


def contradictions(catalogues: dict[str, polib.POFile]) -> list[str]:
    """The site has one catalogue in the end: of two apps that translate the same words differently, one would lose."""
    known: dict[tuple[str | None, str], tuple[str, polib.POEntry]] = {}
    complaints = []
    for app, catalogue in catalogues.items():
        for entry in catalogue:
            first, other = known.setdefault((entry.msgctxt, entry.msgid), (app, entry))
            if (entry.msgstr, entry.msgstr_plural) != (other.msgstr, other.msgstr_plural):
                complaints.append(f"{app}: {entry.msgid!r} has another French in {first}")
    return complaints


def check_over_libraries(catalogues: dict[str, polib.POFile]) -> list[str]:
    """What our words over the libraries' own lack: a misprint of theirs left, one of ours, one that no library says."""
    ours = {(entry.msgctxt, entry.msgid) for catalogue in catalogues.values() for entry in catalogue}
    over = {(entry.msgctxt, entry.msgid) for entry in catalogues["libraries"]}
    said = set()
    complaints = []
    for library in [*LIBRARIES, *ONLY_IN_PART]:
        root = importlib.util.find_spec(library).submodule_search_locations[0]  # type: ignore[union-attr,index]
        for entry in polib.mofile(str(Path(root) / "locale" / "fr" / "LC_MESSAGES" / "django.mo")):
            said.add((entry.msgctxt, entry.msgid))
            texts = [*entry.msgstr_plural.values()] or [entry.msgstr]
            if library in LIBRARIES and (entry.msgctxt, entry.msgid) not in ours and any(map(misprinted, texts)):
                complaints.append(f"{library}: misprint in the French {texts[0]!r}; say it well in {OVER_LIBRARIES}")
    return complaints + check("libraries", catalogues["libraries"], {(*key, None): [] for key in said & over})


def names(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def compile_catalogue(path: Path) -> None:
    """Write the .mo beside PATH when it is missing or older."""
    compiled = path.with_suffix(".mo")
    if path.exists() and (not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime):
        polib.pofile(str(path)).save_as_mofile(str(compiled))
