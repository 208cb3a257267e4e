"""What can be done with an issue: upload, replace, read again, publish, withdraw."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso.audit.log import record
from pafso.celery import wake
from pafso.errors import DomainError, Incomplete, WrongMove
from pafso.files.uploads import Checked, keeping

from . import rules
from .models import Issue
from .tasks import announce_issue, extract_issue

TAKEN = _("There is an issue with this volume and number already.")
MISSING = {
    "title_en": _("The English title is missing."),
    "title_fr": _("The French title is missing."),
    "page_count": _("The PDF has not been read yet."),
}


def upload_issue(issue: Issue, *, pdf: Checked, by: User) -> Issue:
    """Keep a new, unsaved issue with its checked PDF, and have it read.

    Raises DomainError("taken") when the volume and number exist, Refused when there is no room for the file.
    """
    try:
        with keeping(pdf) as stored, transaction.atomic():
            stored.save()
            issue.pdf = stored
            issue.save(force_insert=True)
            record("issue_uploaded", issue, by=by, changes={"sha256": pdf.sha256, "bytes": pdf.size})
            wake(extract_issue, issue.pk)
    except IntegrityError as error:
        issue.pk = None
        raise DomainError(TAKEN, code="taken") from error
    return issue


def edit_issue(issue: Issue, *, before: dict[str, Any], by: User) -> Issue:
    """Save the edited fields named in BEFORE (name → old value) and no other: a worker may be writing the rest.

    Raises DomainError("taken") when another issue has the volume and number.
    """
    changes = {name: [str(old)[:80], str(getattr(issue, name))[:80]] for name, old in before.items()}
    try:
        with transaction.atomic():
            issue.save(update_fields=list(before))
            record("issue_edited", issue, by=by, changes=changes)
    except IntegrityError as error:
        raise DomainError(TAKEN, code="taken") from error
    return issue


def replace_pdf(issue: Issue, *, pdf: Checked, by: User, now: datetime | None = None) -> Issue:
    """Put another PDF in the place of the one there, and have it read. The old pages stay until then.

    Raises WrongMove for a published issue: what members are reading is withdrawn first.
    """
    with keeping(pdf) as stored, transaction.atomic():
        issue = _unpublished(issue)
        stored.save()
        before = issue.pdf.sha256
        _read(issue, now, pdf=stored)
        record("issue_pdf_replaced", issue, by=by, changes={"sha256": [before, pdf.sha256]})
    return issue


def read_again(issue: Issue, *, by: User, now: datetime | None = None) -> Issue:
    """Read the same PDF once more, with three fresh attempts. Raises WrongMove for a published issue."""
    with transaction.atomic():
        issue = _unpublished(issue)
        _read(issue, now)
        record("issue_read_again", issue, by=by)
    return issue


def publish_issue(issue: Issue, *, by: User, now: datetime | None = None) -> Issue:
    """Open the issue to everyone and, once that is committed, write to the members. Repeating it changes nothing.

    Raises Incomplete with what is missing, WrongMove while the PDF is unread or unreadable.
    """
    with transaction.atomic():
        issue = issue.reload_locked()
        if issue.is_published:
            return issue
        missing = rules.missing_for_publication(issue)
        if missing:
            raise Incomplete([(name, MISSING[name]) for name in missing])
        issue.advance(Issue.State.PUBLISHED, published_at=issue.published_at or now or timezone.now())
        record("issue_published", issue, by=by)
        wake(announce_issue, issue.pk)
    return issue


def withdraw_issue(issue: Issue, *, by: User) -> Issue:
    """Take a published issue back from the site; mail that has gone out stays out. Repeating it changes nothing."""
    with transaction.atomic():
        issue = issue.reload_locked()
        if issue.state == Issue.State.READY:
            return issue
        if not issue.is_published:
            raise WrongMove(_("This issue is not published."))
        issue.advance(Issue.State.READY)
        record("issue_withdrawn", issue, by=by)
    return issue


def _unpublished(issue: Issue) -> Issue:
    issue = issue.reload_locked()
    if issue.is_published:
        raise WrongMove(_("Members are reading this issue. Withdraw it first."))
    return issue


def _read(issue: Issue, now: datetime | None, **changes: Any) -> None:
    """Back to the beginning: whoever is reading it now will find that it is no longer theirs."""
    fresh = {"attempts": 0, "problem": "", "lease_until": now or timezone.now(), **changes}
    if not issue.advance(Issue.State.WAITING, **fresh):
        Issue.objects.filter(pk=issue.pk).update(**fresh)
        issue.refresh_from_db()
    wake(extract_issue, issue.pk)
