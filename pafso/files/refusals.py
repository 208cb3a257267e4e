"""Why a file is refused, in sentences: what happened, what is allowed, what to do."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pafso.errors import Refused

EMPTY = _("The file is empty. If it opens on your device, choose it again and send it.")
TOO_LARGE = _("The file is larger than {largest}. Save a smaller version and send that one.")
DISK_FULL = _("We have no room for the file right now. Nothing was kept. Please try again in an hour.")
SCANNER_AWAY = _("We cannot check files for viruses right now. Nothing was kept. Please try again in a few minutes.")
INFECTED = _("Our virus scanner refused this file. Nothing was kept. Check your device, then send another file.")

PHOTO = {
    "empty": EMPTY,
    "too_large": TOO_LARGE,
    "wrong_type": _(
        "This is not a photo that we can read, whatever its name says. Send a JPEG, HEIC, PNG, TIFF or WebP file."
    ),
    "big_tiff": _("This is a BigTIFF, a format for very large pictures. Save it as an ordinary TIFF or as a JPEG."),
    "truncated": _(
        "Part of the photo is missing, perhaps because a copy was interrupted. Copy it again from the "
        "camera and send it again."
    ),
    "too_many_pixels": _("The photo has more than {megapixels} megapixels. Save a smaller version and send that one."),
    "animated": _("The file holds several pictures or an animation. Send one still photo."),
    "damaged": _(
        "The photo is damaged and cannot be opened. Export it again from your photo software and send that one."
    ),
}
DOCUMENT = {
    "empty": EMPTY,
    "too_large": TOO_LARGE,
    "wrong_type": _("This is not a document that we can read, whatever its name says. Send one of these: {kinds}."),
    "encrypted": _("The document is protected by a password. Save a copy without a password and send that one."),
    "damaged": _("The document is damaged or incomplete. Open it, save it as a new PDF and send that one."),
    "active_content": _(
        "The document has scripts, macros, embedded files or a dynamic form. Print it to a plain PDF and send that one."
    ),
    "hidden_content": _(
        "The document is built in a way that hides part of its content. Open it, save it as a new PDF "
        "and send that one."
    ),
    "outside_template": _(
        "The document is linked to a template on a network and would fetch it when opened. Save it as a "
        "PDF and send that one."
    ),
    "outside_picture": _(
        "The document shows a picture that is stored elsewhere and would fetch it when opened. Save it "
        "as a PDF and send that one."
    ),
    "outside_field": _(
        "The document has a field that brings in something from elsewhere, or that we do not recognize. "
        "Save it as a PDF and send that one."
    ),
    "outside_data": _(
        "Part of the document is in another file or another place and would be fetched when it is "
        "opened. Save it as a new PDF and send that one."
    ),
    "outside_link": _(
        "The document has a link to a file, a program or a network. Keep only links to web pages and "
        "email addresses, then send it again."
    ),
    "outside_action": _(
        "The document would open or play something else on its own. Print it to a plain PDF and send that one."
    ),
    "too_many_pages": _("The document has more than {pages} pages. Send a shorter one."),
    "bomb": _(
        "The document unpacks to far more than a document should hold. Print it to a plain PDF and send that one."
    ),
    "too_complex": _("The document takes too long to open. Print it to a plain PDF and send that one."),
}
TABLE_REACHES_OUT = _(
    "The file takes values from other files or a data source, or links to a place on a network. Copy "
    "its values into a new workbook and send that one."
)
TABLE = {
    "empty": EMPTY,
    "too_large": TOO_LARGE,
    "wrong_type": _("This is not a table that we can read, whatever its name says. Send a CSV or XLSX file."),
    "old_excel": _("This file is from an older version of Excel (.xls). Open it, save it as XLSX and send that one."),
    "encrypted": _("The file is protected by a password. Save a copy without a password and send that one."),
    "damaged": _("The file is damaged or incomplete. Open it, save it again as XLSX and send that one."),
    "active_content": _("The file has macros or embedded files. Save it as a plain XLSX or CSV and send that one."),
    "hidden_content": _(
        "The file is built in a way that hides part of its content. Save it as CSV UTF-8 and send that one."
    ),
    "outside_template": TABLE_REACHES_OUT,
    "outside_picture": TABLE_REACHES_OUT,
    "outside_field": TABLE_REACHES_OUT,
    "outside_data": TABLE_REACHES_OUT,
    "outside_link": TABLE_REACHES_OUT,
    "bomb": _("The file unpacks to far more than a table should hold. Save it as CSV UTF-8 and send that one."),
    "too_complex": _("The file takes too long to open. Save it as CSV UTF-8 and send that one."),
}


def refusal(sentences: Mapping[str, Any], code: str, **limits: Any) -> Refused:
    """The error to raise for one code; an unforeseen code reads as damaged."""
    return Refused(format_lazy(sentences.get(code, sentences["damaged"]), **limits), code=code)
