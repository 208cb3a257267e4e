"""What could not be kept in a copy for readers, and why one could not be made, in sentences."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from pafso.lazy import Words

NOTES: dict[str, Words] = {
    "tracked_changes": _(
        "The file had tracked changes. The copy shows them as accepted: what was added is there, what was deleted is not."
    ),
    "comments": _("Comments in the margin are left out."),
    "hidden_text": _("Text that cannot be seen in the file is left out."),
    "headers": _("Headers and footers are left out."),
    "pictures": _("One or more pictures could not be shown."),
    "drawings": _("Charts and diagrams could not be shown."),
    "equations": _("Equations are shown as plain characters."),
    "properties": _("Fields that show the name or the properties of the file are left out."),
    "remarks": _("Notes and highlights that were added to the pages are left out."),
    "laid_over": _("Signatures, stamps and completed fields are in the pictures of the pages, and not in their text."),
}
PROBLEMS: dict[str, Words] = {
    "encrypted": _("The file is protected by a password."),
    "damaged": _("The file is damaged or incomplete."),
    "too_many_pages": _("The file has too many pages."),
    "too_complex": _("The file is too complicated."),
    "memory": _("The file is too complicated."),
    "time": _("The file is too complicated."),
}
FAILED = _("The file could not be read.")


def sentences(notes: Iterable[str]) -> list[Words]:
    """In the order of the list above, whatever the order of the codes."""
    wanted = set(notes)
    return [sentence for code, sentence in NOTES.items() if code in wanted]


def problem_sentence(problem: str) -> Words:
    return PROBLEMS.get(problem, FAILED)
