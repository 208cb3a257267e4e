"""What the desk gives out: a cycle as a table, a dossier as PDF. Who took what is in the audit trail before the first byte leaves."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awards.locking import check_handles, locked_nomination
from awards.models import Cycle, DossierPaper, Nomination
from awards.models.paper import PAPERS_KEPT
from awards.models.right import awards_of
from members.models import User
from pafso.audit.log import record
from pafso.celery import wake
from pafso.errors import NotEligible, WrongMove
from pafso.files.models import StoredFile
from pafso.localized import language_in_use

from .tasks import build_paper, drop_file

BATCH = 100


def export_nominations(cycle: Cycle, *, kind: str, by: User) -> list[int]:
    """The keys of the nominations of CYCLE that BY may know of, the newest first, to be written into a file of that KIND.

    Raises NotEligible for whoever does not look after the award now.
    """
    person = User.objects.get(pk=by.pk)  # what was true when the page was opened may be over
    if not awards_of(person).opens(cycle.award_id):
        raise NotEligible(_("You do not look after this award."), code="not_open_to_you")
    with transaction.atomic():
        theirs = Nomination.objects.in_hands_of(person).filter(cycle=cycle).order_by("-id")
        keys = list(theirs.values_list("pk", flat=True))
        record("nominations_exported", cycle, by=by, changes={"kind": kind, "nominations": len(keys)})
    return keys


def ask_paper(nomination: Nomination, *, by: User, now: datetime | None = None) -> DossierPaper:
    """Have the dossier of NOMINATION set as PDF in the language in use; the one that BY is waiting for is returned.

    Raises WrongMove for what is not in the hands of the office, NotEligible for whom `check_handles` refuses.
    """
    with transaction.atomic():
        # The nomination's row is the lock: two presses of the button are one.
        nomination = locked_nomination(nomination)
        _check_in_hands(nomination, by=by)
        waiting = nomination.papers.filter(asked_by=by, state=DossierPaper.State.WAITING).first()
        if waiting is not None:
            return waiting
        paper = DossierPaper.objects.create(
            nomination=nomination, language=language_in_use(), asked_by=by, asked_at=now or timezone.now()
        )
        record("dossier_paper_asked", nomination, by=by)
        wake(build_paper, paper.pk)
    return paper


def download_paper(paper: DossierPaper, *, by: User, now: datetime | None = None) -> StoredFile:
    """The file of PAPER; the trail says each time whose letters left with it.

    Raises NotEligible and WrongMove as `ask_paper`, WrongMove when the file is not there yet or any more.
    """
    with transaction.atomic():
        nomination = locked_nomination(paper.nomination)
        _check_in_hands(nomination, by=by)
        paper = paper.reload_locked()
        if not paper.is_downloadable(now or timezone.now()) or paper.file is None:
            raise WrongMove(_("This PDF is no longer kept. Have it made again."))
        letters = list(nomination.letters.arrived().order_by("pk").values_list("code", flat=True))
        record("dossier_paper_downloaded", nomination, by=by, changes={"letters": letters})
        return paper.file


def remove_old_papers(now: datetime | None = None) -> int:
    """The files that were kept long enough. Safe to run twice and at once."""
    kept_since = (now or timezone.now()) - PAPERS_KEPT
    old = DossierPaper.objects.filter(state=DossierPaper.State.READY, ready_at__lte=kept_since).order_by("pk")
    return sum(_remove(pk) for pk in list(old.values_list("pk", flat=True)[:BATCH]))


def _remove(pk: int) -> bool:
    with transaction.atomic():
        paper = DossierPaper.objects.select_for_update(of=("self",)).get(pk=pk)
        if not paper.advance(DossierPaper.State.EXPIRED):
            return False
        drop_file(paper)
    return True


def _check_in_hands(nomination: Nomination, *, by: User) -> None:
    check_handles(nomination, by=by)
    if not nomination.is_handed_in:
        raise WrongMove(_("This nomination is with its nominator again."))
