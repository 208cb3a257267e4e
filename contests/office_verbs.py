"""What the office can do with contests and photos, as the tables of `pafso.office.verb_pages`."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.office.calls import call_verbs
from pafso.office.chosen import Chosen
from pafso.office.forms import reason
from pafso.office.list_pages import list_page
from pafso.office.verb_pages import Button, Page

from . import rules
from .actions import corrections, office, published, results
from .models import Contest, Entry
from .office_forms import (
    AUTHOR_READS,
    DatesForm,
    PlacingCorrectionForm,
    PublicationForm,
    WordsForm,
    dates_of,
    placing_of,
    words_of,
)
from .tasks import CALL, GALLERY_IS_HIDDEN, GALLERY_IS_OUT


def _missing(contest: Contest) -> dict[str, object]:
    """What the gallery still needs, and how large it would be."""
    missing = [] if contest.is_published else results.missing_for_gallery(contest, timezone.now())
    return {
        "may_be_published": not missing and not contest.is_published,
        "missing": [sentence for _, sentence in missing],
        "placings": contest.placings.count(),
        "accepted": contest.entries.filter(state=Entry.State.ACCEPTED).count(),
    }


def _is_in_results(entry: Entry, by: object) -> bool:
    return entry.state == Entry.State.ACCEPTED and entry.contest.is_published


OF_A_CONTEST = [
    Page(
        "publication",
        results.publish_gallery,
        title=_("Publish the gallery"),
        button=_("Publish and send the email"),
        done=_("The gallery is open. The emails to entrants are being sent."),
        template="contests/admin/publication.html",
        form=lambda typed, contest: PublicationForm(typed, results.gaps_in_ranks(contest)),
        tells=lambda contest: GALLERY_IS_OUT,
        quietly=results.publish_gallery_quietly,
        quiet_button=_("Publish without email"),
        quiet_done=_("The gallery is open. No email was sent."),
        shown=_missing,
        may=lambda contest, by: rules.handles_results(by, contest),
        offered=lambda contest, by: not contest.is_published,
    ),
    Page(
        "hiding",
        published.hide_gallery,
        words=_("Hide the gallery…"),
        title=_("Hide the gallery"),
        explained=_("It disappears from every page and the API at once. Nothing is deleted, and the results stand."),
        button=_("Hide it now and tell the authors"),
        done=_("The gallery is hidden. The emails to its authors are being sent."),
        form=reason(_("Reason"), hint=_("The authors read it, some in English and some in French: write it in both.")),
        tells=lambda contest: GALLERY_IS_HIDDEN,
        quietly=published.hide_gallery_quietly,
        quiet_button=_("Hide it now, without email"),
        quiet_done=_("The gallery is hidden. No email was sent."),
        offered=lambda contest, by: contest.is_shown,
    ),
    Button(
        "showing",
        published.show_gallery,
        words=_("Show the gallery again"),
        done=_("The gallery is visible again."),
        offered=lambda contest, by: contest.is_hidden,
    ),
    Page(
        "dates",
        published.change_dates,
        words=_("Change locked dates…"),
        title=_("Change locked dates"),
        explained=_(
            "The gallery is published: its dates are part of the record. The audit trail says why they changed."
        ),
        button=_("Change the dates"),
        done=_("The dates have been changed."),
        form=DatesForm,
        reads=dates_of,
        offered=lambda contest, by: contest.is_published,
    ),
    *call_verbs(CALL),
    Page(
        "deletion",
        office.delete_contest,
        words=_("Delete…"),
        title=_("Delete this contest"),
        explained=_("Only a contest that nothing depends on: no photo, nobody told about it."),
        button=_("Delete it"),
        done=_("The contest has been deleted."),
        form=reason(_("Reason"), hint=_("It is kept in the audit trail.")),
        offered=lambda contest, by: not contest.called_people and not contest.entries.exists(),
        leads_to=lambda contest: Chosen([], Contest),
    ),
]


OF_A_PHOTO = [
    list_page(
        "disqualification",
        each=results.disqualify_entry,
        title=_("Set aside"),
        explained=_("These photos leave the contest, and each author gets an email with the reason:"),
        button=_("Set aside and tell the authors"),
        done=_("Set aside: %(code)s"),
        template="contests/admin/disqualify.html",
        form=reason(_("Reason"), hint=AUTHOR_READS, rows=5),
        named=lambda entry: {"code": entry.code},
        event="contests/entry_disqualified",
        writes=lambda entry: entry.entrant.is_active and entry.state != Entry.State.DISQUALIFIED,
    ),
    Page(
        "hiding",
        published.hide_entry,
        words=_("Hide…"),
        title=_("Hide this photo"),
        explained=_(
            "It disappears from every page and the API at once. Nothing is deleted, and it can be shown again."
        ),
        button=_("Hide it now and tell the author"),
        done=_("The photo is hidden, and its author will be told."),
        form=reason(_("Reason"), hint=AUTHOR_READS),
        offered=lambda entry, by: entry.state == Entry.State.ACCEPTED and not entry.is_hidden,
    ),
    Page(
        "withdrawal",
        office.withdraw_entry_for,
        words=_("Withdraw for the author…"),
        title=_("Withdraw this photo for its author"),
        explained=_(
            "For an author who asks, at any time. The original and every size are erased; if you only want to take the photo off the site, hide it."
        ),
        button=_("Withdraw it and tell the author"),
        done=_("The photo has been withdrawn, and its author will be told."),
        form=reason(_("Reason"), hint=AUTHOR_READS),
        offered=lambda entry, by: Entry.State.WITHDRAWN in Entry.MOVES[entry.state],
    ),
    Page(
        "reopening",
        office.reopen_entry,
        words=_("Restore…"),
        title=_("Restore this photo to the contest"),
        explained=_("It was set aside by mistake: it is waiting for a decision again, and its author will be told."),
        button=_("Restore it and tell the author"),
        done=_("The photo is in the contest again, and its author will be told."),
        form=reason(_("Reason"), hint=AUTHOR_READS),
        offered=lambda entry, by: entry.state == Entry.State.DISQUALIFIED and entry.is_prepared,
    ),
    Page(
        "showing",
        published.show_entry,
        words=_("Show again…"),
        title=_("Show this photo again"),
        button=_("Show it and tell the author"),
        done=_("The photo is visible again, and its author will be told."),
        offered=lambda entry, by: entry.is_hidden,
    ),
    Page(
        "words",
        corrections.correct_entry,
        words=_("Correct the text…"),
        title=_("Correct what the author wrote"),
        explained=_("The current version is kept, and the author is told what was changed and why."),
        button=_("Correct it and tell the author"),
        done=_("Corrected. The author will be told."),
        form=WordsForm,
        reads=words_of,
        offered=_is_in_results,
    ),
    Page(
        "placing",
        corrections.correct_placing,
        words=_("Correct the placing…"),
        title=_("Correct the placing"),
        explained=_(
            "The results are published. The current version is kept, and the author is told what changed and why."
        ),
        button=_("Correct it and tell the author"),
        done=_("Corrected. The author will be told."),
        form=PlacingCorrectionForm,
        reads=placing_of,
        shown=lambda entry: {"questions": results.gaps_in_ranks(entry.contest)},
        offered=_is_in_results,
    ),
]
