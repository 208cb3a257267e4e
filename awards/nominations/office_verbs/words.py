"""What the pages of the office about a nomination have in common."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from awards.models import LaterCorrection, Letter, Nomination
from pafso.text.dates import moment_in_words

TOLD = _("The nominator receives this text by email, exactly as you wrote it.")


def about(nomination: Nomination) -> dict[str, object]:
    return {"about": f"{nomination.nominee_name}, {nomination.cycle} ({nomination.code})"}


def is_submitted(nomination: Nomination, by: object) -> bool:
    return nomination.state == Nomination.State.SUBMITTED


def later_corrections(row: Letter) -> str:
    """What its supporter told the office after the freeze: each in its words, with the link to its file; what was begun says so."""
    noted = [
        (
            moment_in_words(each.at) if each.at else _("Not written down yet"),
            each.entered_by,
            each.text,
            _file(row, each),
        )
        for each in row.later_corrections.all()
    ]
    html = "<li>{} – {}: {}{}</li>"
    return format_html("<ul>{}</ul>", format_html_join("", html, noted)) if noted else ""


def _file(row: Letter, later: LaterCorrection) -> str:
    if later.scan_id is None:
        return ""
    url = reverse("admin:awards_nomination_later", args=[row.nomination_id, later.pk])
    words = _("Read the file") if later.at else _("Review and write it down…")
    return format_html('<span class="row-verb"> · <a href="{}">{}</a></span>', url, words)
