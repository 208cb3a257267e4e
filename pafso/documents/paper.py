"""PDFs out: the one place that has typst set a page, in the sandbox, from words that are only ever data."""

import shutil
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from pafso.errors import Refused
from pafso.files import sandbox, tempdirs
from pafso.files.sandbox import MEBIBYTE, Limits
from pafso.lazy import Words

LIMITS = Limits(memory_bytes=1024 * MEBIBYTE, cpu_seconds=10, wall_seconds=15, niceness=0)
# Debian's packages: one for Chinese, Japanese and Korean, one for every other script.
EAST_ASIAN = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "KANGXI")
CJK_PACKAGE, OTHER_PACKAGE = "fonts-noto-cjk", "fonts-noto-core"


class NoFontShows(Refused):
    """Letters that would be empty boxes on paper. ``letters`` are they, ``whose`` the people in whose words they stand."""

    code = "letters"

    def __init__(self, letters: str, *, names: Iterable[str] = (), texts: Mapping[str, str] | None = None) -> None:
        named = [name for name in names if _has(name, letters)]
        wrote = [who for who, text in (texts or {}).items() if _has(text, letters)]
        self.letters, self.whose = letters, tuple(dict.fromkeys([*named, *wrote]))
        super().__init__(_sentence(letters, named, wrote))


def pdf(
    template: Path,
    words: Mapping[str, object],
    *,
    names: Iterable[str] = (),
    texts: Mapping[str, str] | None = None,
    pictures: Mapping[str, Path] | None = None,
    limits: Limits = LIMITS,
) -> bytes:
    """The tagged PDF (PDF/UA-1) that TEMPLATE makes of WORDS, which it reads by `json(bytes(sys.inputs.words))`.

    PICTURES lie beside it under the names given. NAMES of people and TEXTS (by who wrote each) are among the words, and are
    given once more so that an error can say whose they are.

    Raises NoFontShows for letters that no font here has, SandboxFailure where LIMITS do not suffice.
    """
    with tempdirs.folder() as folder:
        for name, source in {template.name: template, **(pictures or {})}.items():
            shutil.copyfile(source, Path(folder) / name)
        args = (folder, template.name, dict(words))
        found = sandbox.run("pafso.documents.typesetting:set_pdf", *args, limits=limits)
        if "letters" in found:
            raise NoFontShows(found["letters"], names=names, texts=texts)
        return (Path(folder) / str(found["file"])).read_bytes()


def _has(text: str, letters: str) -> bool:
    return any(letter in text for letter in letters)


def _sentence(letters: str, names: list[str], texts: list[str]) -> Words:
    places = [format_lazy(_("in the name of {name}"), name=name) for name in names]
    places += [format_lazy(_("in what {name} wrote"), name=name) for name in texts]
    packages = sorted({_package_for(letter) for letter in letters})
    first = _("No font here can show {letters} {where}.") if places else _("No font here can show {letters}.")
    second = ngettext_lazy("Install the package {packages}.", "Install the packages {packages}.", len(packages))
    where = format_lazy(", ".join(["{}"] * len(places)), *places)
    said = {"letters": " ".join(map(_shown, letters)), "where": where, "packages": ", ".join(packages)}
    return format_lazy("{} {}", format_lazy(first, **said), format_lazy(second, **said))


def _shown(letter: str) -> str:
    """What has no shape is called by its number."""
    return letter if letter.isprintable() else f"U+{ord(letter):04X}"


def _package_for(letter: str) -> str:
    return CJK_PACKAGE if unicodedata.name(letter, "").startswith(EAST_ASIAN) else OTHER_PACKAGE
