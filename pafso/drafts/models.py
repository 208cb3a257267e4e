"""Texts that save themselves: two tabs or devices never silently overwrite each other."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from pafso.errors import DomainError


class EditedElsewhere(DomainError):
    """Another tab or device saved a newer text; both are kept until the writer has chosen."""

    code = "edited_elsewhere"
    # When, where the sentence says so: a script puts the reader's own clock in its place.
    at: datetime | None = None
    default = _(
        "This text was changed in another tab or on another device. Nothing was overwritten. Reload the "
        "page to see the newer text; what you typed here is kept on this device."
    )


class ReadItFirst(DomainError):
    """What was to be handed in is not what the page of its button showed."""

    code = "read_it_first"
    default = _(
        "This text was changed in another tab or on another device after you opened this page. Nothing was sent: read it "
        "below, then press again."
    )


class Draft(models.Model):
    """Columns of a text that saves itself.

    ``version`` counts the saves; ``tab`` names the page that made the last one, and which of its saves that was ("a1b2:7").
    A tab may save again what it saved last, also when it never heard the answer, but an older save of its own that comes in
    late, after a newer one, is refused; any other tab must have started from the current version.
    """

    version = models.PositiveIntegerField(default=0, editable=False)
    tab = models.CharField(max_length=32, blank=True, editable=False)
    saved_at = models.DateTimeField(_("saved"), null=True, blank=True)

    class Meta:
        abstract = True

    # The foreign key of a file that belongs to the text.
    file_column: ClassVar[str] = ""

    def as_shown(self) -> str:
        """Names the very text that a page shows, and its file: what is handed in must be what was read."""
        file = getattr(self, self.file_column) if self.file_column else None
        # Under our key: nobody counts letters or files by it.
        return salted_hmac(
            "pafso.drafts.shown", f"{self._meta.label} {self.pk} {self.version} {file or ''}"
        ).hexdigest()[:24]

    def check_shown(self, shown: str | None) -> None:
        """Raises ReadItFirst when the page of a press SHOWED another text; None, when no page did."""
        if shown not in (None, self.as_shown()):
            raise ReadItFirst

    def may_be_saved_from(self, tab: str, version: int | None) -> bool:
        name, save = _parts(tab)
        last_name, last_save = _parts(self.tab)
        if name and name == last_name:
            return save >= last_save
        return version == self.version


def _parts(tab: str) -> tuple[str, int]:
    """The page's name and the number of its save; a page without script does not count them."""
    name, _colon, save = tab.partition(":")
    return name, int(save) if save.isascii() and save.isdigit() else 0


def write_draft(
    row: Draft,
    values: Mapping[str, Any],
    *,
    tab: str,
    version: int | None,
    saved_at: datetime,
    rows_differ: bool = False,
    stamp: Mapping[str, object] | None = None,
) -> bool:
    """Write VALUES to the locked ROW when TAB saved it last, or started from its current VERSION; whether anything was new.

    Raises EditedElsewhere otherwise. Values that are there already cost no write. ROWS_DIFFER: what belongs to the text and
    stands in rows of its own is new, and written by the caller. STAMP is written along with what is new, and is nothing new itself.
    """
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed and not rows_differ:
        return False
    if not row.may_be_saved_from(tab, version):
        raise EditedElsewhere
    marks = {**(stamp or {}), "version": row.version + 1, "tab": tab[:32], "saved_at": saved_at}
    for name, value in {**changed, **marks}.items():
        setattr(row, name, value)
    row.save(update_fields=[*changed, *marks])
    return True
