"""What the office does with a document: adds, changes, replaces its files, hides and shows it again."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Document, EarlierFile, User
from pafso.as_read import lock
from pafso.audit.log import record
from pafso.errors import Incomplete
from pafso.files.models import StoredFile
from pafso.files.uploads import Checked, keeping
from pafso.hiding import wanted_reason

NO_FILE = _("Choose a file in at least one language.")
# By language.
Files = Mapping[str, Checked]


def add_document(document: Document, *, files: Files, by: User) -> Document:
    """Keep a new, unsaved document with its checked files. Raises Incomplete without one, Refused when there is no room."""
    if not files:
        raise Incomplete([("upload_en", NO_FILE)])
    with _kept(files) as kept, transaction.atomic():
        for language, stored in kept.items():
            stored.save()
            setattr(document, f"file_{language}", stored)
        document.save(force_insert=True)
        said = {"kind": document.kind, "access": document.access, **_digests(files)}
        record("document_added", document, by=by, changes=said)
    return document


def change_document(
    document: Document, *, before: Mapping[str, object], files: Files, check: Callable[[], None], by: User,
    now: datetime | None = None,
) -> Document:  # fmt: skip
    """What a form changes at once: the columns named in BEFORE, and a new version for each language in FILES.

    The version before stays, under its document. CHECK is called once the files are written and the transaction is open, and
    raises where the form came too late. All of it or nothing.
    """
    now = now or timezone.now()
    with _kept(files) as kept, transaction.atomic():
        check()
        lock(document)
        changes: dict[str, object] = {
            name: [str(old)[:80], str(getattr(document, name))[:80]] for name, old in before.items()
        }
        document.save(update_fields=list(before))
        for language, stored in kept.items():
            _replace(document, language, stored, now)
        if changes:
            record("document_changed", document, by=by, changes=changes)
        if kept:
            record("document_replaced", document, by=by, changes=_digests(files))
    return document


def hide_document(document: Document, *, by: User, reason: str, now: datetime | None = None) -> Document:
    """Take it off the list, with all its versions, for a REASON. Again is harmless. Raises Incomplete without a reason."""
    reason = wanted_reason(reason)
    with transaction.atomic():
        document = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
        if document.hide(reason, now or timezone.now()):
            record("document_hidden", document, by=by, changes={"reason": reason[:200]})
    return document


def show_document(document: Document, *, by: User) -> Document:
    """Back on the list. Again is harmless."""
    with transaction.atomic():
        document = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
        if document.unhide():
            record("document_shown", document, by=by)
    return document


def hide_earlier_file(
    document: Document, *, by: User, earlier: int, reason: str, now: datetime | None = None
) -> Document:
    """Close the earlier version with the key EARLIER to readers, for a REASON: a wrong file, an address in it. Again is harmless."""
    reason = wanted_reason(reason)
    with transaction.atomic():
        row = _earlier(document, earlier)
        if row.hide(reason, now or timezone.now()):
            record("document_version_hidden", document, by=by, changes={"version": earlier, "reason": reason[:200]})
    return document


def show_earlier_file(document: Document, *, by: User, earlier: int) -> Document:
    """Readers find it under *Earlier versions* again. Again is harmless."""
    with transaction.atomic():
        if _earlier(document, earlier).unhide():
            record("document_version_shown", document, by=by, changes={"version": earlier})
    return document


def _earlier(document: Document, pk: int) -> EarlierFile:
    return EarlierFile.objects.select_for_update(of=("self",), no_key=True).get(pk=pk, document=document.pk)


def _replace(document: Document, language: str, stored: StoredFile, now: datetime) -> None:
    stored.save()
    before = Document.objects.values_list(f"file_{language}", flat=True).get(pk=document.pk)
    if before is not None:
        EarlierFile.objects.create(document=document, language=language, file_id=before, replaced_at=now)
    setattr(document, f"file_{language}", stored)
    document.save(update_fields=[f"file_{language}"])


@contextmanager
def _kept(files: Files) -> Iterator[dict[str, StoredFile]]:
    """The bytes of all of them, written before a transaction is open; none stays when anything fails."""
    with ExitStack() as stack:
        yield {language: stack.enter_context(keeping(checked)) for language, checked in files.items()}


def _digests(files: Files) -> dict[str, object]:
    return {f"sha256_{language}": checked.sha256 for language, checked in files.items()}
