"""One nomination as the Secretary reads it: what is missing, who it is about, what was written; then what can be done, and what was."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from awards.eligibility import Verdict
from awards.models import Letter, Nomination
from awards.received import received_in_words
from pafso.audit import labels
from pafso.audit.models import Entry
from pafso.documents.models import ReadersCopy
from pafso.lazy import Words
from pafso.text.dates import day_and_hour

from . import table
from .facts import facts_of

LAST_ACTS = 10
# What the base class has of each part, in the order of the page; whatever else it shows belongs to the case.
THE_CASE: Words = gettext_lazy("The case")
PARTS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (
        gettext_lazy("Where it stands"),
        (
            "state",
            "returned",
            "disqualified_reason",
            "missing",
            "notes",
            "cycle",
            "started",
            "received",
            "scan_on_paper",
        ),
    ),
    (
        gettext_lazy("The nominee"),
        (
            "nominee_name",
            "nominee_kind",
            "nominee_position",
            "nominee_mission",
            "group_in_words",
            "nominee_email",
            "same_nominee",
        ),
    ),
    (THE_CASE, ()),
    (gettext_lazy("Letters"), ("letters_in", "letters", "letters_to_come", "letters_declined")),
    (gettext_lazy("The roll"), ("on_the_roll", "eligibility", "near")),
    (gettext_lazy("What was done"), ("history",)),
)
OWN = ("started", "received", "missing", "notes", "scan_on_paper", "near", "letters_in", "letters_declined", "history")


# Of these nothing is said where there is nothing to say.
EMPTY: dict[str, Callable[[Nomination], object]] = {
    "returned": lambda nomination: nomination.returned_at,
    "disqualified_reason": lambda nomination: nomination.disqualified_reason,
    "notes": table.notes,
    # Nothing is missing in what goes on elsewhere.
    "missing": lambda nomination: nomination.state != Nomination.State.JOINED,
    "group_in_words": lambda nomination: nomination.is_of_a_group,
    "frozen_dossier": lambda nomination: nomination.cycle.frozen_at,
    "scan_on_paper": lambda nomination: nomination.scan_id,
    "letters_declined": lambda nomination: nomination.letters.filter(state=Letter.State.DECLINED).exists(),
}


def parts_of(shown: list[str], nomination: Nomination | None) -> list[tuple[Words, dict[str, list[str]]]]:
    """The fields that are SHOWN, in the parts of the page; what no part names stands with the case."""
    nothing = {name for name, said in EMPTY.items() if nomination is not None and not said(nomination)}
    known = {*shown, *OWN} - nothing
    placed = {name for _title, names in PARTS for name in names}
    rest = [name for name in shown if name not in placed | nothing]
    return [
        (title, {"fields": rest if title is THE_CASE else [name for name in names if name in known]})
        for title, names in PARTS
    ]


def lines(said: list[str]) -> SafeString:
    return format_html_join("", '<span class="line">{}</span>', ((line,) for line in said))


def received(nomination: Nomination) -> str:
    return received_in_words(nomination.submitted_at, on_paper=nomination.on_paper) or "–"


def missing(nomination: Nomination) -> list[str]:
    """What stands between this nomination and the panel, a sentence each."""
    facts, said = facts_of(nomination), []
    lacking = nomination.cycle.letters_needed - facts.letters_counting
    if lacking > 0:
        words = ngettext("%(n)s more letter that counts.", "%(n)s more letters that count.", lacking)
        said.append(words % {"n": lacking})
    if facts.standing is not None and facts.standing.verdict == Verdict.UNMATCHED:
        said.append(_("The nominee is not matched to the roll."))
    if nomination.state == Nomination.State.RETURNED:
        said.append(_("What was asked of the nominator: %(note)s") % {"note": nomination.returned_note})
    return [*(said or [_("The nomination is complete.")]), *_later_deadlines(nomination)]


def _later_deadlines(nomination: Nomination) -> list[str]:
    """Who has more time than others, until when and why."""
    letters = nomination.letters.not_revoked().filter(extended_until__isnull=False).in_outline()
    rows = [(str(nomination.nominator), nomination), *((letter.full_name or letter.name, letter) for letter in letters)]
    words = _("%(name)s has until %(moment)s: %(reason)s")
    return [
        words % {"name": name, "moment": day_and_hour(row.extended_until), "reason": row.extension_reason}
        for name, row in rows
        if row.extended_until
    ]


def declined(nomination: Nomination) -> SafeString | str:
    """Who will not write, since when."""
    rows = nomination.letters.filter(state=Letter.State.DECLINED).in_outline()
    said = [f"{row.name} ({day_and_hour(row.declined_at)})" for row in rows if row.declined_at]
    return lines(said) or "–"


def scan(nomination: Nomination) -> SafeString | str:
    """The link to the scan of what came on paper, and that it cannot be shown, where its copy could not be made."""
    if nomination.scan_id is None:
        return "–"
    url = reverse("admin:awards_nomination_scan", args=[nomination.pk])
    cannot = ReadersCopy.objects.failed().filter(original=nomination.scan_id).exists()
    problem = (
        format_html('<span class="line">{}</span>', _("It cannot be shown: open it to try again.")) if cannot else ""
    )
    return format_html('<a href="{}">{}</a>{}', url, _("Read the scan"), problem)


def history(nomination: Nomination) -> SafeString | str:
    """The last acts in the audit trail; all of them are on the page of its history."""
    found = Entry.objects.filter(subject_type=nomination._meta.label, subject_id=str(nomination.pk)).order_by("-id")
    rows = ((day_and_hour(entry.at), labels.of(entry.verb), entry.by_label or "–") for entry in found[:LAST_ACTS])
    return format_html_join("", '<span class="line">{} – {} ({})</span>', rows) or "–"


def letters(nomination: Nomination) -> SafeString:
    said = (table.complete_in_words(nomination), table.letters_in_words(nomination))
    return format_html('<strong class="line">{}</strong><span class="line">{}</span>', *said)
