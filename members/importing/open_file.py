"""From the stored file to its lines: a stranger's bytes are only opened in the sandbox."""

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from members.models import RollImport
from pafso.files import sandbox, tempdirs
from pafso.files.inspection.errors import Unreadable
from pafso.files.sandbox import Limits, SandboxFailure

LIMITS = Limits(cpu_seconds=90, wall_seconds=180)


@dataclass(frozen=True)
class Source:
    """`lines` are [number in the file, cells], the cells in the order of `columns`."""

    columns: list[str]
    unknown: list[str]
    lines: list[Any]
    notes: list[str] = field(default_factory=list)

    @property
    def problem(self) -> str:
        """What the office should know of the file although it was read."""
        unknown = [("unknown_columns", {"columns": _short(", ".join(self.unknown))})] if self.unknown else []
        problems = [*((code, {}) for code in self.notes), *unknown]
        return json.dumps(problems if len(problems) > 1 else problems[0], ensure_ascii=False) if problems else ""


def lines_of(roll_import: RollImport) -> Source:
    """Raises Unreadable with a code of members.importing.refusals.FILE, SandboxFailure when a file is too much in time or memory."""
    if roll_import.file is None:
        raise Unreadable("damaged")
    with tempdirs.folder() as folder:
        path = Path(folder) / "roll"
        with roll_import.file.open() as source, path.open("wb") as target:
            shutil.copyfileobj(source, target, 1024 * 1024)
        media_type = roll_import.file.media_type
        try:
            found = sandbox.run("members.importing.reading:read", str(path), media_type, limits=LIMITS)
        except SandboxFailure as error:
            if error.reason in {"time", "memory"}:
                raise Unreadable("too_complex") from error
            raise
    return Source(**found)


def as_problem(code: str, **values: Any) -> str:
    """As it is kept in the row: [code, values]. "duplicate_column:level" carries its column behind a colon."""
    name, _, column = code.partition(":")
    if column:
        values["column"] = column
    short = {key: _short(value) if isinstance(value, str) else value for key, value in values.items()}
    return json.dumps([name, short], ensure_ascii=False)


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:119] + "…"
