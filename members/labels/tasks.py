"""Background work on labels, by id: the table, or the sheets, which are set in the sandbox."""

import logging
from datetime import timedelta
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from members.exporting.sheets import csv_pieces
from members.models import LabelRun
from pafso.clock import ottawa_day
from pafso.documents import paper
from pafso.files.sandbox import MEBIBYTE, Limits
from pafso.files.uploads import forget, keeping_made
from pafso.work import leases

from .rows import Label, count_of, labels_on, names

log = logging.getLogger(__name__)
TEMPLATE = Path(__file__).with_name("sheet.typ")
TERMS = leases.Terms(timedelta(seconds=settings.WORK_LEASE_SECONDS))
LIMITS = Limits(memory_bytes=1024 * MEBIBYTE, cpu_seconds=120, wall_seconds=240)
MEDIA_TYPES = {LabelRun.Kind.CSV: "text/csv", LabelRun.Kind.PDF: "application/pdf"}


@shared_task(soft_time_limit=330, time_limit=350)
def build_labels(run_id: int) -> None:
    """Make the file of one run. Runs twice, dies in the middle, or meets itself without harm."""
    run = leases.claim(LabelRun.objects.to_make(timezone.now()), run_id, TERMS, park=_park)
    if run is None:
        return
    try:
        with translation.override(run.language):
            labels = labels_on(ottawa_day(run.asked_at))
            _keep(run, _written(run, labels), labels)
    except Exception as error:
        log.exception("labels %s could not be made: %s", run.pk, type(error).__name__)
        leases.try_later(run, TERMS, type(error).__name__, park=_park)


def drop_file(run: LabelRun) -> None:
    """Take the file off a locked run; its bytes go with the commit."""
    stored, run.file = run.file, None
    run.save(update_fields=["file"])
    if stored is not None:
        forget(stored)


def _written(run: LabelRun, labels: list[Label]) -> bytes:
    if run.kind == LabelRun.Kind.CSV:
        return "".join(csv_pieces(names(), (label.in_table() for label in labels))).encode()
    printable = [label.on_paper() for label in labels if label.is_printable()]
    words = {"labels": printable, "language": run.language, "title": _("Labels for the magazine")}
    return paper.pdf(TEMPLATE, words, limits=LIMITS)


def _keep(claimed: LabelRun, content: bytes, labels: list[Label]) -> None:
    """The file first, outside the transaction; then the row, if the run is still ours."""
    at_home, abroad = count_of(labels)
    hidden = [label.member for label in labels if claimed.kind == LabelRun.Kind.PDF and not label.is_printable()]
    facts = {"in_canada": at_home, "abroad": abroad, "unprintable": hidden, "ready_at": timezone.now()}
    with keeping_made() as keep:
        stored = keep(content, MEDIA_TYPES[LabelRun.Kind(claimed.kind)])
        with transaction.atomic():
            run = leases.still_mine(claimed)
            if run is None:
                forget(stored)
                return
            run.advance(LabelRun.State.READY, file=stored, lease_until=None, **facts)


def _park(run: LabelRun, reason: str) -> None:
    run.advance(LabelRun.State.FAILED, lease_until=None)
