"""Sets a demonstration issue of bout de papier: typst lays out its words and drawn pictures as `issue.typ` says."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import typst

from pafso.demonstration import pictures

TEMPLATE = Path(__file__).with_name("issue.typ")
COVER, VIEW, OPENING = (1224, 1344), (1600, 667), (1500, 640)


def issue_pdf(issue: dict[str, Any]) -> bytes:
    """The whole issue, with an outline that leads to each article. Words reach typst as data, never as its source."""
    with tempfile.TemporaryDirectory() as folder:
        root, seed = Path(folder), issue["seed"]
        pieces = [
            {**piece, "paragraphs": paragraphs(piece), "picture": _draw(root, (seed + place) * 7 + 2, OPENING)}
            for place, piece in enumerate(issue["pieces"])
        ]
        drawn = {"cover": _draw(root, seed, COVER), "view": _draw(root, seed + 11, VIEW)}
        words = {**issue, **drawn, "title": title_of(issue), "pieces": pieces}
        return typst.compile(
            Path(shutil.copy(TEMPLATE, root)),
            root=root,
            ignore_system_fonts=True,
            sys_inputs={"issue": json.dumps(words, default=str)},
        )


def title_of(issue: dict[str, Any]) -> str:
    return f"bout de papier, Vol. {issue['volume']} No. {issue['number']}"


def paragraphs(piece: dict[str, Any]) -> list[str]:
    return [" ".join(part.split("\n")) for part in piece["text"].strip().split("\n\n")]


def _draw(folder: Path, seed: int, size: pictures.Size) -> str:
    """The name of a picture in FOLDER."""
    name = f"{seed}-{size[0]}.jpg"
    pictures.draw(seed, size).save(folder / name, quality=82)
    return name
