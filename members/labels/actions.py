"""Labels for the paper copies: asked for, downloaded, removed after a day."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import LabelRun, PaperCopy, User
from members.models.labels import LABELS_KEPT, MAKES_LABELS
from pafso.access import works_in_office
from pafso.audit.log import record
from pafso.celery import wake
from pafso.clock import ottawa_day
from pafso.errors import NotEligible, Refused, WrongMove
from pafso.files.models import StoredFile
from pafso.localized import language_in_use

from .tasks import build_labels, drop_file

BATCH = 100


def ask_labels(kind: str, *, by: User, now: datetime | None = None) -> LabelRun:
    """Have labels of that KIND made of today's copies, in the reader's language; those that BY is waiting for are returned.

    Raises NotEligible without the right, Refused when there is no label to make.
    """
    now = now or timezone.now()
    _check_right(by)
    if not PaperCopy.objects.to_send(ottawa_day(now)).exists():
        raise Refused(_("There are no labels to make: nobody who wants a paper copy has an address."), code="no_labels")
    with transaction.atomic():
        # The person's row is the lock: two presses of the button are one run.
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        waiting = LabelRun.objects.filter(kind=kind, asked_by=by, state=LabelRun.State.WAITING).first()
        if waiting is not None:
            return waiting
        run = LabelRun.objects.create(kind=kind, language=language_in_use(), asked_by=by, asked_at=now)
        record("labels_asked", run, by=by, changes={"kind": kind})
        wake(build_labels, run.pk)
    return run


def download_labels(run: LabelRun, *, by: User, now: datetime | None = None) -> StoredFile:
    """The file of RUN; each time it leaves is in the trail with the number of addresses.

    Raises NotEligible without the right, WrongMove when the file is not there yet or any more.
    """
    _check_right(by)
    with transaction.atomic():
        run = run.reload_locked()
        if not run.is_downloadable(now or timezone.now()) or run.file is None:
            raise WrongMove(_("These labels are no longer kept. Make new ones."))
        record("labels_downloaded", run, by=by, changes={"kind": run.kind, "people": run.in_canada + run.abroad})
        return run.file


def remove_old_labels(now: datetime | None = None) -> int:
    """The files that are a day old. Safe to run twice and at once."""
    old = LabelRun.objects.filter(state=LabelRun.State.READY, ready_at__lte=(now or timezone.now()) - LABELS_KEPT)
    return sum(_remove(pk) for pk in list(old.order_by("pk").values_list("pk", flat=True)[:BATCH]))


def _remove(pk: int) -> bool:
    with transaction.atomic():
        run = LabelRun.objects.select_for_update(of=("self",)).get(pk=pk)
        if not run.advance(LabelRun.State.EXPIRED):
            return False
        drop_file(run)
    return True


def _check_right(by: User) -> None:
    if not works_in_office(by, MAKES_LABELS):
        raise NotEligible(_("You may not make labels."), code="no_right")
