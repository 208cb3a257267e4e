"""Why a file is refused, in sentences: what happened, what is allowed, what to do."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pafso.errors import Refused

EMPTY = _("The file is empty. Choose it again; if it opens on your device, send it from there.")
TOO_LARGE = _("The file is larger than {megabytes} MB. Save a smaller version and send that one.")
DISK_FULL = _("We have no room for the file at this moment. Nothing was kept; please try again in an hour.")
SCANNER_AWAY = _(
    "We cannot check files for viruses at this moment. Nothing was kept; please try again in a few minutes."
)
INFECTED = _("Our virus scanner refuses this file. Nothing was kept; check your device, then send another file.")

PHOTO = {
    "empty": EMPTY,
    "too_large": TOO_LARGE,
    "wrong_type": _(
        "This is not a photo that we can read, whatever its name says. Send a JPEG, HEIC, PNG, TIFF or WebP file."
    ),
    "truncated": _(
        "Part of the photo is missing, as after an interrupted copy. Copy it again from the camera and resend it."
    ),
    "too_many_pixels": _("The photo has more than {megapixels} megapixels. Save a smaller version and send that one."),
    "animated": _("The file holds several pictures or an animation. Send one still photo."),
    "damaged": _("The photo is damaged and cannot be opened. Export it again from your photo software and resend it."),
}
DOCUMENT = {
    "empty": EMPTY,
    "too_large": TOO_LARGE,
    "wrong_type": _("This is not a document that we can read, whatever its name says. Send one of these: {kinds}."),
    "encrypted": _("The document is protected by a password. Save a copy without password and send that one."),
    "damaged": _("The document is damaged or incomplete. Open it, save it as a new PDF and send that one."),
    "active_content": _(
        "The document carries scripts, macros, embedded files or a dynamic form. Print it to a plain PDF and send that one."
    ),
    "too_many_pages": _("The document has more than {pages} pages. Send a shorter one."),
    "bomb": _("The document unpacks to far more than a document should. Print it to a plain PDF and send that one."),
    "too_complex": _("The document takes too long to open. Print it to a plain PDF and send that one."),
}
TABLE = {
    "empty": EMPTY,
    "too_large": TOO_LARGE,
    "wrong_type": _("This is not a table that we can read, whatever its name says. Send a CSV or XLSX file."),
    "old_excel": _("This is a file of an older Excel (.xls). Open it, save it as XLSX and send that one."),
    "encrypted": _("The file is protected by a password. Save a copy without password and send that one."),
    "damaged": _("The file is damaged or incomplete. Open it, save it again as XLSX and send that one."),
    "active_content": _("The file carries macros or embedded files. Save it as a plain XLSX or CSV and send that one."),
    "bomb": _("The file unpacks to far more than a table should. Save it as CSV UTF-8 and send that one."),
    "too_complex": _("The file takes too long to open. Save it as CSV UTF-8 and send that one."),
}


def refusal(sentences: Mapping[str, Any], code: str, **limits: Any) -> Refused:
    """The error to raise for one code; an unforeseen code reads as damaged."""
    return Refused(format_lazy(sentences.get(code, sentences["damaged"]), **limits), code=code)
