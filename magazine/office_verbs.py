"""What the office can do with an issue, as the tables of `pafso.office.verb_pages`."""

from django.utils.translation import gettext_lazy as _

from pafso.office.forms import reason
from pafso.office.list_pages import list_page
from pafso.office.verb_pages import Page

from . import actions
from .forms import CorrectionForm, PageHidingForm, PageShowingForm
from .models import Issue
from .tasks import ISSUE_IS_OUT

CORRECTED = ("volume", "number", "title_en", "title_fr", "dated", "cover_credit")


def _can_be_published(issue: Issue, by: object) -> bool:
    return issue.state == Issue.State.READY


def _is_published(issue: Issue, by: object) -> bool:
    return issue.is_published


def _about(issue: Issue) -> dict[str, object]:
    """What the page of publication says above the mail."""
    about = f"{issue.label}. {issue.title_en} / {issue.title_fr}"
    hidden = _("It was hidden for this reason: %(reason)s") % {"reason": issue.hidden_reason} if issue.is_hidden else ""
    return {"about": f"{about} {hidden}".strip()}


OF_AN_ISSUE = [
    Page(
        "publication",
        actions.publish_issue,
        words=_("Publish…"),
        title=_("Publish this issue"),
        button=_("Publish and send the email"),
        done=_("The issue is published. The emails to members are being sent."),
        tells=lambda issue: ISSUE_IS_OUT if actions.tells_members(issue) else None,
        quietly=actions.publish_issue_quietly,
        quiet_button=_("Publish without email"),
        quiet_done=_("The issue is published. No email was sent."),
        shown=_about,
        offered=_can_be_published,
    ),
    Page(
        "hiding",
        actions.hide_issue,
        words=_("Hide…"),
        title=_("Hide this issue"),
        explained=_(
            "It disappears from the site, the search and the API at once. Nothing is deleted: publish it to "
            "show it again."
        ),
        button=_("Hide it now"),
        done=_("The issue is hidden."),
        form=reason(_("Reason"), hint=_("For your colleagues; it stays with the issue.")),
        offered=_is_published,
    ),
    Page(
        "page-hiding",
        actions.hide_page,
        words=_("Hide a page…"),
        title=_("Hide one page"),
        explained=_(
            "Its picture and its text disappear from the site, the search and the API at once. Readers can no longer open the PDF of the issue, because it shows the page."
        ),
        button=_("Hide it now"),
        done=_("The page is hidden."),
        form=PageHidingForm,
        offered=_is_published,
    ),
    Page(
        "page-showing",
        actions.show_page,
        words=_("Show a page again…"),
        title=_("Show a hidden page again"),
        button=_("Show it"),
        done=_("The page is visible again."),
        form=PageShowingForm,
        offered=lambda issue, by: issue.pages_hidden.exists(),
    ),
    Page(
        "correction",
        actions.correct_issue,
        words=_("Correct…"),
        title=_("Correct this issue"),
        explained=_("The old wording is kept, and the audit trail says why it was changed."),
        button=_("Correct it"),
        done=_("The issue has been corrected."),
        form=CorrectionForm.of,
        reads=lambda issue: {name: getattr(issue, name) for name in CORRECTED},
        offered=lambda issue, by: issue.published_at is not None,
    ),
    list_page(
        "hiding_of_several",
        each=actions.hide_issue,
        title=_("Hide these issues"),
        done=_("%(issue)s is no longer on the site."),
        button=_("Hide them now"),
        form=reason(_("Reason"), hint=_("For your colleagues; it stays with the issue.")),
        named=lambda issue: {"issue": issue.label},
    ),
]
