"""Serves one stylesheet and one script made of small sources, so that a page costs two requests and not thirty; a draft has one more.

`pafso/css` holds one file per component and `pafso/js` one file per behaviour. The sources lie outside `static/`, so only
what is made of them is ever public. Development finds the made files here; `collectstatic` copies and hashes them.
"""

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

SOURCES = Path(__file__).resolve().parent.parent
# Beside Django's own scripts in the office; pages of ours there that need more name the public script.
OFFICE_ONLY = ("office-press", "unsaved")
# What came along from the other language, then what the device keeps: the scripts below use that.
FIRST_SCRIPTS = ("across-languages", "kept-text")
# Only pages of a text that saves itself load it (base.html).
DRAFT_ONLY = ("autosave",)
OFFICE_SCRIPTS = (*FIRST_SCRIPTS, *OFFICE_ONLY)
ADMIN_COMPONENTS = ("notice", "deadline", "list", "panel", "receipt", "upload")
LAYERS = ("reset", "tokens", "base", "components", "utilities")


def layer_files(layer: str) -> list[Path]:
    """The sources of one layer: `css/<layer>.css`, or every file of the folder `css/<layer>/` by name."""
    single = SOURCES / "css" / f"{layer}.css"
    return [single] if single.exists() else sorted((SOURCES / "css" / layer).glob("*.css"))


def site_css() -> str:
    """The public stylesheet: every layer in its order, each wrapped in its own `@layer`."""
    parts = [f"@layer {', '.join(LAYERS)};"]
    for layer in LAYERS:
        rules = "\n".join(lightened(path) for path in layer_files(layer))
        parts.append(f"@layer {layer} {{\n{rules}\n}}")
    return "\n".join(parts)


def admin_css() -> str:
    """The staff stylesheet: our tokens over Django's own rules, which know no layers and would win over any."""
    components = [SOURCES / "css" / "components" / f"{name}.css" for name in ADMIN_COMPONENTS]
    paths = [*layer_files("tokens"), *components, *sorted((SOURCES / "css" / "admin").glob("*.css"))]
    return "\n".join(lightened(path) for path in paths)


def site_js() -> str:
    """The script of every page."""
    paths = [path for path in (SOURCES / "js").glob("*.js") if path.stem not in (*OFFICE_ONLY, *DRAFT_ONLY)]
    return in_blocks(sorted(paths, key=lambda path: (path.stem not in FIRST_SCRIPTS, path.name)))


def draft_js() -> str:
    """The script of pages with a text that saves itself, after that of every page."""
    return in_blocks([SOURCES / "js" / f"{name}.js" for name in DRAFT_ONLY])


def office_js() -> str:
    """The script of every page of the office."""
    return in_blocks([SOURCES / "js" / f"{name}.js" for name in OFFICE_SCRIPTS])


def in_blocks(paths: list[Path]) -> str:
    """One block per behaviour, so that no name of one is seen by another."""
    return "\n".join(f"{{\n{without_comments(path.read_text())}\n}}" for path in paths)


def without_comments(script: str) -> str:
    """A script without the lines that say why, and without indentation."""
    lines = [line.strip() for line in script.splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def lightened(path: Path) -> str:
    """A CSS source without comments, indentation and blank lines."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


MADE: dict[str, Callable[[], str]] = {
    "css/site.css": site_css,
    "css/admin.css": admin_css,
    "js/site.js": site_js,
    "js/draft.js": draft_js,
    "js/office.js": office_js,
}


def target_root() -> Path:
    return Path(settings.VAR_DIR) / "stylesheet"


def sources_changed_at() -> float:
    """When a source was last written, added or removed (a folder's own time tells the last two)."""
    folders = [folder for name in ("css", "js") for folder in (SOURCES / name, *(SOURCES / name).glob("*/"))]
    files = [path for folder in folders for path in folder.glob("*.*s")]
    return max(path.stat().st_mtime for path in [*folders, *files, Path(__file__)])


def make(name: str) -> Path:
    """The path of the made file, written first if it is missing or older than a source."""
    target = target_root() / name
    if not target.exists() or target.stat().st_mtime < sources_changed_at():
        write_whole(target, MADE[name]())
    return target


def write_whole(target: Path, text: str) -> None:
    """Replace the file in one step: another process may be serving it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    Path(name).chmod(0o644)
    Path(name).replace(target)


class StylesheetFinder(BaseFinder):
    """Finds the made files; listed in STATICFILES_FINDERS beside Django's own two."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path not in MADE:
            return []
        found = str(make(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        storage = FileSystemStorage(location=target_root())
        for name in MADE:
            make(name)
            yield name, storage
