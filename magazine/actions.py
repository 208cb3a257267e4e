"""What can be done with an issue: upload, replace, read again, publish, correct, hide."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import User
from pafso.as_read import lock
from pafso.audit.log import record
from pafso.celery import wake
from pafso.errors import DomainError, Incomplete, WrongMove, problems_of
from pafso.files.models import StoredFile
from pafso.files.uploads import Checked, keeping
from pafso.hiding import wanted_reason
from pafso.revisions.actions import keep_revision
from pafso.revisions.registry import stored_wording
from pafso.web import home_cache

from . import rules
from .models import EarlierPdf, HiddenPage, Issue
from .tasks import announce_issue, extract_issue

TAKEN = _("There is already an issue with this volume and number.")
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


def change_issue(
    issue: Issue, *, before: dict[str, object], pdf: Checked | None, check: Callable[[], None], by: User
) -> Issue:
    """What a form changes at once: the fields named in BEFORE, and the PDF when there is another one. All of it or nothing.

    CHECK is called once the file is written and the transaction is open, and raises where the form came too late. Raises
    what `edit_issue` and `replace_pdf` raise.
    """
    with keeping(pdf) if pdf else nullcontext() as stored, transaction.atomic():
        check()
        if before:
            edit_issue(issue, before=before, by=by)
        if pdf and stored:
            issue = _put_pdf(issue, stored, pdf, by=by)
    return issue


def edit_issue(issue: Issue, *, before: dict[str, object], by: User) -> Issue:
    """Save the edited fields named in BEFORE (name → old value) and no other: a worker may be writing the rest.

    Raises DomainError("taken") when another issue has the volume and number, WrongMove once it is published.
    """
    changes = {name: [str(old)[:80], str(getattr(issue, name))[:80]] for name, old in before.items()}
    try:
        with transaction.atomic():
            lock(issue)
            if "dated" in before or {"volume", "number"} & set(before):
                _refuse_published(issue)
            wording = {name: text for name, text in stored_wording(issue).items() if name in before}
            issue.save(update_fields=list(before))
            keep_revision(issue, before=wording, by=by)
            record("issue_edited", issue, by=by, changes=changes)
    except IntegrityError as error:
        raise DomainError(TAKEN, code="taken") from error
    return issue


def replace_pdf(issue: Issue, *, pdf: Checked, by: User, now: datetime | None = None) -> Issue:
    """Put another PDF in the place of the one there, and have it read. The old pages stay until then.

    What members were reading before is kept. Raises WrongMove for a published issue: it is hidden first.
    """
    with keeping(pdf) as stored, transaction.atomic():
        return _put_pdf(issue, stored, pdf, by=by, now=now)


def read_again(issue: Issue, *, by: User, now: datetime | None = None) -> Issue:
    """Read the same PDF once more, with three fresh attempts. Raises WrongMove for a published issue."""
    with transaction.atomic():
        issue = _unpublished(issue)
        _read(issue, now)
        record("issue_read_again", issue, by=by)
    return issue


def publish_issue(issue: Issue, *, by: User, now: datetime | None = None) -> Issue:
    """Open the issue to everyone and, once that is committed, write to the members. Repeating it changes nothing.

    What was hidden is shown again by the same verb. Raises Incomplete with what is missing, WrongMove while the PDF is
    unread or unreadable, or when a colleague has published it quietly meanwhile.
    """
    return _publish(issue, by, now, quietly=False)


def publish_issue_quietly(issue: Issue, *, by: User, now: datetime | None = None) -> Issue:
    """The same, and nobody is written to: a back issue. Whoever was to be told of an earlier publication still is."""
    return _publish(issue, by, now, quietly=True)


def _publish(issue: Issue, by: User, now: datetime | None, *, quietly: bool) -> Issue:
    with transaction.atomic():
        issue = issue.reload_locked()
        if issue.is_published:
            _refuse_other_way(issue, quietly)
            return issue
        missing = rules.missing_for_publication(issue)
        if missing:
            raise Incomplete([(name, MISSING[name]) for name in missing])
        # Once people are being written to, or were, a second publication changes nothing in that.
        quietly = issue.published_quietly if issue.announced_up_to or issue.announced_at else quietly
        first = issue.published_at or now or timezone.now()
        issue.advance(Issue.State.PUBLISHED, published_at=first, published_quietly=quietly, hidden_at=None)
        record("issue_published_quietly" if quietly else "issue_published", issue, by=by)
        if not quietly:
            wake(announce_issue, issue.pk)
        transaction.on_commit(home_cache.forget)
    return issue


def _refuse_other_way(issue: Issue, quietly: bool) -> None:
    if issue.published_quietly != quietly and issue.announced_at is None and not issue.announced_up_to:
        raise WrongMove(
            _("Somebody else published this issue a moment ago, with the other choice about email. Refresh the page.")
        )


def tells_members(issue: Issue) -> bool:
    """Whether publishing ISSUE would write to people: not when they were told before."""
    return issue.announced_at is None


def hide_issue(issue: Issue, *, by: User, reason: str, now: datetime | None = None) -> Issue:
    """Take a published issue off the site at once, for a REASON; mail that has gone out stays out. Repeating it changes nothing.

    Nothing of it is destroyed; publishing shows it again. Raises Incomplete without a reason, WrongMove when not published.
    """
    reason = wanted_reason(reason)
    with transaction.atomic():
        issue = issue.reload_locked()
        if issue.is_hidden:
            return issue
        if not issue.is_published:
            raise WrongMove(_("This issue is not published."))
        issue.advance(Issue.State.READY, hidden_at=now or timezone.now(), hidden_reason=reason)
        record("issue_hidden", issue, by=by, changes={"reason": reason[:200]})
        transaction.on_commit(home_cache.forget)
    return issue


def hide_page(issue: Issue, *, by: User, number: int, reason: str, now: datetime | None = None) -> None:
    """Hide one page of ISSUE at once, with its picture and its text; its PDF, which shows it, is then not given out either.

    Again is harmless. Raises Incomplete for a page that there is not or without a reason, WrongMove for the first: the cover
    shows it, so the whole issue is hidden.
    """
    reason = wanted_reason(reason)
    with transaction.atomic():
        issue = issue.reload_locked()
        if not 1 <= number <= issue.page_count:
            raise Incomplete([("number", _("This issue has no such page."))])
        if number == 1:
            raise WrongMove(_("The cover shows this page. Hide the whole issue instead."))
        hiding = {"reason": reason, "hidden_at": now or timezone.now()}
        if HiddenPage.objects.get_or_create(issue=issue, number=number, defaults=hiding)[1]:
            record("issue_page_hidden", issue, by=by, changes={"page": number, "reason": reason[:200]})
            transaction.on_commit(home_cache.forget)


def show_page(issue: Issue, *, by: User, number: int) -> None:
    """Show a hidden page again; the audit trail keeps why it was hidden. Again is harmless."""
    with transaction.atomic():
        issue = issue.reload_locked()
        if HiddenPage.objects.filter(issue=issue, number=number).delete()[0]:
            record("issue_page_shown", issue, by=by, changes={"page": number})


def correct_issue(issue: Issue, *, by: User, reason: str, **values: object) -> Issue:
    """Put right what a published issue says of itself (VALUES by column), for a REASON; the old wording is kept.

    Raises Incomplete without a reason or a change, DomainError("taken"), WrongMove when it is not published.
    """
    reason = wanted_reason(reason)
    try:
        with transaction.atomic():
            issue = issue.reload_locked()
            if not issue.published_at:
                raise WrongMove(_("This issue is not published: change it on its page."))
            before = {name: getattr(issue, name) for name in values}
            changed = [name for name in values if values[name] != before[name]]
            if not changed:
                raise Incomplete([("reason", _("Nothing would change."))])
            wording = {name: text for name, text in stored_wording(issue).items() if name in changed}
            for name in changed:
                setattr(issue, name, values[name])
            _check_whole(issue)
            issue.save(update_fields=changed)
            keep_revision(issue, before=wording, by=by)
            differences = {name: [str(before[name])[:80], str(values[name])[:80]] for name in changed}
            record("issue_corrected", issue, by=by, changes={**differences, "reason": reason[:200]})
            transaction.on_commit(home_cache.forget)
    except IntegrityError as error:
        raise DomainError(TAKEN, code="taken") from error
    return issue


def _check_whole(issue: Issue) -> None:
    try:
        issue.full_clean()
    except ValidationError as error:
        raise problems_of(error) from error


def _refuse_published(issue: Issue) -> None:
    if Issue.objects.filter(pk=issue.pk).exclude(published_at=None).exists():
        raise WrongMove(
            _("The number and date of a published issue are locked. “Correct this issue” asks for a reason.")
        )


def _put_pdf(issue: Issue, stored: StoredFile, pdf: Checked, *, by: User, now: datetime | None = None) -> Issue:
    issue = _unpublished(issue)
    stored.save()
    before = issue.pdf.sha256
    if issue.published_at:
        EarlierPdf.objects.create(issue=issue, pdf=issue.pdf)
    _read(issue, now, pdf=stored)
    record("issue_pdf_replaced", issue, by=by, changes={"sha256": [before, pdf.sha256]})
    return issue


def _unpublished(issue: Issue) -> Issue:
    issue = issue.reload_locked()
    if issue.is_published:
        raise WrongMove(_("Members are reading this issue. Hide it first."))
    return issue


def _read(issue: Issue, now: datetime | None, **changes: Any) -> None:
    """Back to the beginning: whoever is reading it now will find that it is no longer theirs."""
    fresh = {"attempts": 0, "problem": "", "lease_until": now or timezone.now(), **changes}
    if not issue.advance(Issue.State.WAITING, **fresh):
        Issue.objects.filter(pk=issue.pk).update(**fresh)
        issue.refresh_from_db()
    wake(extract_issue, issue.pk)
