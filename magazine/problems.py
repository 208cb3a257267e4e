"""Why an issue could not be read, in sentences for the office."""

from django.utils.translation import gettext_lazy as _

# The words of pafso.files for what a document may be, seen from the office, and what can happen to our own reader.
PROBLEMS = {
    "encrypted": _("The PDF is protected by a password. Upload a copy without one."),
    "damaged": _("The PDF is damaged or incomplete. Export it again and upload the new one."),
    "too_many_pages": _("The PDF has too many pages to be one issue."),
    "memory": _("Reading the PDF takes too much memory. Export it with smaller pictures and upload that one."),
    "time": _("Reading the PDF takes too long. Export it with smaller pictures and upload that one."),
    "crash": _("The PDF cannot be processed. Print it to a new PDF and upload that one."),
    "died": _("Reading the PDF was interrupted each time. Read it again; if that fails, upload another PDF."),
    "error": _("Something went wrong while the PDF was read. Read it again; if that fails, tell technical support."),
}
