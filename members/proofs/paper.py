"""Sets a proof of membership on one page: typst, in a process of its own, without Django. Words reach it as data only."""

import base64
import json
from pathlib import Path

import typst

from pafso.files.inspection.errors import Unreadable

TEMPLATE = Path(__file__).with_name("paper.typ")


def set_proof(words: dict[str, object]) -> str:
    """The PDF in base64: tagged, by PDF/UA-1. Raises Unreadable("letters") for a name that no font of ours can show."""
    try:
        content = typst.compile(
            TEMPLATE,
            root=TEMPLATE.parent,
            ignore_system_fonts=True,
            pdf_standards="ua-1",
            sys_inputs={"words": json.dumps(words)},
        )
    except typst.TypstError as error:
        if "could not be displayed" in str(error):
            raise Unreadable("letters") from error
        raise
    return base64.b64encode(content).decode()
