"""The office’s side of nominations: what was handed in is read, and set aside."""

from dataclasses import replace
from typing import Any, NoReturn

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from awards import rules
from awards.cycles.admin import CycleAdmin
from awards.eligibility import read_on, standing_of
from awards.letters.actions.counting import standings_of
from awards.letters.actions.standing import to_carry
from awards.letters.office_verbs import LETTER_BY_CODE, LETTER_ON_PAPER, LETTER_TO_MATCH, OF_A_LETTER, find_letter
from awards.models import AwardRight, Cycle, Letter, Nomination, NominationDeclaration
from awards.models.right import VIEW
from awards.returning.actions import as_the_office_reads
from members.eligibility import Fact
from members.identity import identity_of
from members.models import User
from pafso.access import Visitor
from pafso.lazy import Words
from pafso.office.conflicts import CLOSED_NAME, Conflicts, conflict_verbs
from pafso.office.modeladmin import ReadOnlyAdmin
from pafso.office.verb_pages import VerbPages
from pafso.text.dates import day_in_words, moment_in_words
from pafso.text.words import Found

from . import office_verbs, search
from .office_verbs import roll
from .office_verbs.deadlines import LONGER
from .office_verbs.on_paper import ON_PAPER
from .office_verbs.words import later_corrections
from .same_nominee import open_to_reader, others_of, read_by

MOST_CHOICES = 40
# The page of a cycle offers what is done with its nominations; cycles know nothing of them.
CycleAdmin.verbs = [*CycleAdmin.verbs, LONGER, ON_PAPER, LETTER_BY_CODE, LETTER_TO_MATCH]


def _nomination_or_404(request: HttpRequest, pk: int) -> Nomination:
    """Of those that this person sees in the list, in the words that the office reads."""
    return as_the_office_reads(get_object_or_404(Nomination.objects.in_hands_of(request.user).with_cycle(), pk=pk))


class CycleFilter(admin.SimpleListFilter):
    title = _("cycle")
    parameter_name = "cycle"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        cycles = Cycle.objects.with_award().order_by("-closes_at")[:MOST_CHOICES]
        return [(str(cycle.pk), str(cycle)) for cycle in cycles]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Nomination]) -> QuerySet[Nomination]:
        chosen = self.value() or ""
        # No key of a row has more than 18 figures; the database would not even take a longer one.
        return queryset.filter(cycle_id=int(chosen)) if chosen.isdecimal() and len(chosen) <= 18 else queryset


class StateFilter(admin.SimpleListFilter):
    """Only the states that the office ever sees."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Words]]:
        return [(state.value, state.label) for state in Nomination.HANDED_IN]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Nomination]) -> QuerySet[Nomination]:
        return queryset.filter(state=self.value()) if self.value() in Nomination.HANDED_IN else queryset


class NominationAdmin(Conflicts[Nomination], VerbPages, ReadOnlyAdmin):
    """Read only, and only what was handed in, in the awards that the reader looks after, without cases to which they are a
    party: all else does not exist here."""

    opened_by = AwardRight
    list_select_related = ["cycle__award", "nominator"]
    list_filter = [CycleFilter, StateFilter]
    view_on_site = False  # the member's page is the member's own
    sortable_by = ["received"]
    never_empty = ["submitted_at"]
    search_fields = ["code"]
    search_help_text = _("The code, or the beginning of the nominee’s name or of the nominator’s name or address")
    fields = [
        "code",
        "state",
        "disqualified_reason",
        "returned",
        "cycle",
        "nominator",
        "nominee_kind",
        "nominee_name",
        "nominee_position",
        "nominee_mission",
        "group_in_words",
        "co_nominators",
        "nominee_email",
        "same_nominee",
        "on_the_roll",
        "eligibility",
        "language",
        "case",
        "letters",
        "letters_to_come",
        "frozen_dossier",
    ]
    verbs = [
        *office_verbs.OF_A_NOMINATION,
        LETTER_ON_PAPER,
        *roll.OF_THE_NOMINEE,
        roll.matching_found_by(lambda request, pk: _nomination_or_404(request, pk)),
        *(
            replace(verb, find=lambda request, pk, code: find_letter(_nomination_or_404(request, pk), code))
            for verb in OF_A_LETTER
        ),
        *conflict_verbs(NominationDeclaration, VIEW, lambda person: Nomination.objects.in_hands_of(person)),
    ]

    def find(self, term: str) -> Found:
        return search.found(term)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Nomination | None:
        """While it is with its nominator, in the words that were submitted."""
        found = super().get_object(request, object_id, from_field)
        return read_by(request.user, as_the_office_reads(found)) if isinstance(found, Nomination) else None

    def find_record(self, request: HttpRequest, pk: int) -> Nomination:
        return read_by(request.user, _nomination_or_404(request, pk))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Nomination]:
        return Nomination.objects.in_hands_of(request.user).with_cycle()

    def must_say_who(self, person: Visitor, case: Nomination) -> bool:
        return rules.must_say_who(person, case)

    def is_named(self, person: Visitor, case: Nomination) -> bool:
        return identity_of(person).may_be(case.nominee_name, case.nominator.name)

    def close_row(self, case: Any) -> None:
        case.nominee_name, case.nominator = CLOSED_NAME, User(name=CLOSED_NAME)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: object, object_id: str) -> NoReturn:
        # Django would go to the first page with the number in a message; here it is as if it had never been.
        raise Http404

    @admin.display(description=_("returned for what is missing"))
    def returned(self, nomination: Nomination) -> str:
        """When, until when, and what was missing; also after it was submitted again."""
        if nomination.returned_at is None or nomination.returned_until is None:
            return "–"
        days = {"day": moment_in_words(nomination.returned_at), "until": moment_in_words(nomination.returned_until)}
        said = _("On %(day)s, until %(until)s") % days
        return format_html('{}<div class="readonly">{}</div>', said, nomination.returned_note)

    @admin.display(description=_("other nominations of this nominee"))
    def same_nominee(self, nomination: Nomination) -> str:
        """Among those that the reader may open; of one that was joined, where it goes on."""
        mine = open_to_reader(nomination)
        into = mine.filter(pk=nomination.joined_to_id or 0)
        for one in into:
            one.put_submitted_words()
        rows: list[tuple[Nomination, Words]] = [(one, _("This one continues there.")) for one in into]
        rows += [(one.nomination, " · ".join(one.reasons)) for one in others_of(nomination, mine)]
        rows += [(one, _("Was joined to this one.")) for one in mine.filter(joined_to=nomination).order_by("pk")]
        links = [
            (reverse("admin:awards_nomination_change", args=[one.pk]), one.nominee_name, one.code, said)
            for one, said in rows
        ]
        html = '<li><a href="{}">{} ({})</a> – {}</li>'
        return format_html("<ul>{}</ul>", format_html_join("", html, links)) if links else "–"

    @admin.display(description=_("nominee on the roll"))
    def on_the_roll(self, nomination: Nomination) -> str:
        """Whom the Secretary matched; the link to the page that matches."""
        if nomination.nominee_kind == Nomination.NomineeKind.GROUP:
            return "–"
        url = reverse("admin:awards_nomination_matching", args=[nomination.pk])
        entry = nomination.nominee_member
        matched = f"{entry.name} ({entry.number})" if entry else _("Not matched")
        words = _("Change the match…") if entry else _("Match to the roll…")
        return format_html('{}<span class="row-verb"> · <a href="{}">{}</a></span>', matched, url, words)

    @admin.display(description=_("eligibility"))
    def eligibility(self, nomination: Nomination) -> str:
        """The verdict on the cycle's date, with its reason; and what the roll says where an exception was made."""
        standing = standing_of(nomination)
        day = day_in_words(read_on(nomination.cycle))
        lines: list[tuple[Words, Words]] = [(standing.verdict.label, standing.reason)]
        if standing.is_exception and standing.roll is not None:
            lines = [(_("Exception: %(verdict)s") % {"verdict": standing.verdict.label}, standing.reason),
                     (_("The roll says: %(verdict)s") % {"verdict": standing.roll.verdict.label}, standing.roll.reason)]  # fmt: skip
        said = format_html_join("", "<li>{} – {}</li>", lines)
        return format_html("<ul>{}</ul><p>{}</p>", said, _("Read on %(day)s.") % {"day": day})

    @admin.display(description=_("members of the group"))
    def group_in_words(self, nomination: Nomination) -> str:
        rows = [(each.name or "–", " · ".join(filter(None, (each.position, each.email)))) for each in nomination.group]
        return format_html("<ol>{}</ol>", format_html_join("", "<li>{} {}</li>", rows)) if rows else "–"

    @admin.display(description=_("co-nominators"))
    def co_nominators(self, nomination: Nomination) -> str:
        """Who works on it with the nominator; whoever was only invited, or has left, is nobody of the office’s."""
        rows = [(row.user,) for row in nomination.co_nominators.joined().select_related("user")]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", rows)) if rows else "–"

    @admin.display(description=_("letters of support"))
    def letters(self, nomination: Nomination) -> str:
        """Names, links and whether each counts; the text opens on a page of its own, and the audit trail says that it was."""
        rows = nomination.letters.arrived().select_related("file", "member__merged_into").in_outline()
        found = list(rows.prefetch_related("later_corrections__entered_by"))
        for row in found:
            row.nomination = nomination
        standings = standings_of(found)
        asked_about = to_carry(nomination) if any(row.on_paper for row in found) else set()
        items = [self._letter(row, standings[row.pk], row.pk in asked_about) for row in found]
        return format_html("<ul>{}</ul>", format_html_join("", "{}", ([item] for item in items)))

    def _letter(self, row: Letter, standing: Fact, is_asked_about: bool) -> str:
        html = '<li><a href="{}">{}</a> – {} ({}){}<br>{}{}<span class="row-verb">{}</span>{}</li>'
        read = _("Read the file") if row.file_id else _("Read the letter")
        return format_html(
            html, reverse("awards:letter_text", args=[row.code]), read, row.full_name or row.name, row.code,
            format_html(", {}", _("on paper or by post")) if row.on_paper else "",
            said := self._standing(row, standing), " · " if said else "", self._verbs_of(row, is_asked_about),
            later_corrections(row),
        )  # fmt: skip

    def _standing(self, row: Letter, standing: Fact) -> str:
        """Only where not every letter counts."""
        if not row.only_some_count:
            return ""
        return format_html("{} {}", _("Counts:") if standing else _("Does not count:"), standing.reason)

    def _verbs_of(self, row: Letter, is_asked_about: bool) -> str:
        frozen = row.nomination.cycle.frozen_at is not None
        some = row.only_some_count
        verbs = {
            "letter_withdrawal": (not frozen, _("Withdraw for the supporter…")),
            "letter_match": (some and not frozen, _("Match on the roll…")),
            "letter_exception": (some and not frozen, _("Count as an exception…")),
            "letter_later_correction": (frozen, _("Write down a later correction…")),
            "letter_standing": (is_asked_about, _("It stands in the new cycle…")),
            "letter_resting": (is_asked_about, _("It does not stand in the new cycle…")),
        }
        links = [(self._verb_url(row, name), words) for name, (is_offered, words) in verbs.items() if is_offered]
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    def _verb_url(self, letter: Letter, verb: str) -> str:
        return reverse(f"admin:awards_nomination_{verb}", args=[letter.nomination_id, letter.code])

    @admin.display(description=_("frozen dossier"))
    def frozen_dossier(self, nomination: Nomination) -> str:
        """What the panel has: since when, and the digest."""
        dossier = getattr(nomination, "dossier", None)
        if dossier is None:
            return "–"
        altered = _("Contact details were erased afterwards, at a supporter’s wish.") if dossier.altered_at else ""
        return format_html("{}<br><code>{}</code> {}", moment_in_words(dossier.frozen_at), dossier.digest, altered)

    @admin.display(description=_("letters still missing"))
    def letters_to_come(self, nomination: Nomination) -> str:
        """Who was asked and has not answered, and since when: whom the Secretary may write to."""
        rows = nomination.letters.filter(state=Letter.State.INVITED).in_outline()
        asked = [
            (
                row.name,
                row.email,
                moment_in_words(row.asked_again_at),
                self._verb_url(row, "letter_withdrawal"),
                _("Cancel the request…"),
            )
            for row in rows
        ]
        html = '<li>{} – {} ({})<span class="row-verb"> · <a href="{}">{}</a></span></li>'
        return format_html("<ul>{}</ul>", format_html_join("", html, asked)) if asked else "–"
