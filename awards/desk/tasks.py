"""Background work of the desk, by id: a dossier is set as PDF, in the sandbox."""

import logging
import shutil
from datetime import timedelta
from functools import partial
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from awards.models import DossierPaper, Nomination
from awards.returning.actions import as_the_office_reads
from pafso.documents import paper
from pafso.files import tempdirs
from pafso.files.sandbox import MEBIBYTE, Limits
from pafso.files.uploads import forget, keeping_made
from pafso.work import leases

from .dossier import Dossier, dossier_of, picture_name

log = logging.getLogger(__name__)
TEMPLATE = Path(__file__).with_name("dossier.typ")
TERMS = leases.Terms(timedelta(seconds=settings.WORK_LEASE_SECONDS))
LIMITS = Limits(memory_bytes=1536 * MEBIBYTE, cpu_seconds=120, wall_seconds=240)
State = DossierPaper.State


@shared_task(soft_time_limit=330, time_limit=350)
def build_paper(paper_id: int) -> None:
    """Set one dossier. Runs twice, dies in the middle, or meets itself without harm."""
    claimed = leases.claim(DossierPaper.objects.to_make(timezone.now()), paper_id, TERMS, park=_park)
    if claimed is None:
        return
    try:
        with translation.override(claimed.language):
            _keep(claimed, _set(claimed))
    except paper.NoFontShows as error:
        # Trying again would not help: somebody must install what the sentence names.
        with translation.override(claimed.language):
            leases.park_mine(claimed, str(error), park=_park)
    except Exception as error:
        log.exception("dossier %s could not be set: %s", claimed.pk, type(error).__name__)
        leases.try_later(claimed, TERMS, "", park=_park)


def drop_file(row: DossierPaper) -> None:
    """Take the file off a locked row; its bytes go with the commit."""
    stored, row.file = row.file, None
    row.save(update_fields=["file"])
    if stored is not None:
        forget(stored)


def _set(claimed: DossierPaper) -> bytes:
    nomination = as_the_office_reads(Nomination.objects.with_cycle().get(pk=claimed.nomination_id))
    its = dossier_of(nomination, asked_by=claimed.asked_by.name, digest=digest_of(nomination))
    with tempdirs.folder() as folder:
        pictures = _pictures_in(Path(folder), its)
        set_it = partial(paper.pdf, TEMPLATE, its.words, names=its.names, texts=its.texts, pictures=pictures)
        try:
            return set_it(limits=LIMITS)
        except paper.NoFontShows:
            if not its.without_text_of_pages():
                raise
        return set_it(limits=LIMITS)


def digest_of(nomination: Nomination) -> str:
    """Of the dossier as it was frozen; nothing before that."""
    frozen = getattr(nomination, "dossier", None)
    return frozen.digest if frozen is not None else ""


def _pictures_in(folder: Path, dossier: Dossier) -> dict[str, Path]:
    found = {}
    for picture in dossier.pictures:
        found[picture_name(picture)] = path = folder / picture_name(picture)
        with picture.file.open() as source, path.open("wb") as target:
            shutil.copyfileobj(source, target, MEBIBYTE)
    return found


def _keep(claimed: DossierPaper, content: bytes) -> None:
    """The file first, outside the transaction; then the row, if it is still ours."""
    with keeping_made() as keep:
        stored = keep(content, "application/pdf")
        with transaction.atomic():
            mine = leases.still_mine(claimed)
            if mine is None:
                forget(stored)
                return
            mine.advance(State.READY, file=stored, lease_until=None, ready_at=timezone.now())


def _park(row: DossierPaper, reason: str) -> None:
    """REASON is a sentence where there is one for the reader; that a worker died is not."""
    row.advance(State.FAILED, lease_until=None, problem="" if reason == "died" else reason)
