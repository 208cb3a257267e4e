"""Sets the labels on sheets that an office prints on. Runs in the sandbox, where nothing of Django is:
`sandbox.run("members.labels.sheet:write_sheet", folder, labels, "en", title, limits=LIMITS)`."""

import json
import shutil
from pathlib import Path

import typst

TEMPLATE = Path(__file__).with_name("sheet.typ")
NAME = "labels.pdf"


def write_sheet(folder: str, labels: list[list[str]], language: str, title: str) -> str:
    """Write the PDF of LABELS, each a list of lines, into FOLDER and return its name. Words reach typst as data, never as
    its source."""
    root = Path(folder)
    inputs = {"labels": json.dumps(labels), "lang": language, "title": title}
    typst.compile(
        Path(shutil.copyfile(TEMPLATE, root / TEMPLATE.name)),
        root=root,
        output=root / NAME,
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )
    return NAME
