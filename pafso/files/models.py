"""One row for each private file, so that a file without a row or a row without a use can be found and removed."""

import secrets
from typing import IO

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def private() -> Storage:
    """Where private files lie: no address of the site leads there."""
    return storages["private"]


def new_key() -> str:
    """A name that we make: nothing of what the sender called the file is in it."""
    return f"{timezone.now():%Y/%m}/{secrets.token_hex(16)}"


class StoredFile(models.Model):
    """Bytes in the private store. `given_name` is what the sender called them: for showing, never for finding."""

    key = models.CharField(_("name in the store"), max_length=80, unique=True, default=new_key, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    media_type = models.CharField(_("kind"), max_length=100, editable=False)
    given_name = models.CharField(_("name given by the sender"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("kept since"), default=timezone.now, db_index=True, editable=False)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        indexes = [
            models.Index(fields=["media_type", "-id"], name="stored_file_by_kind"),
            models.Index(fields=["sha256"], name="stored_file_sha256", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        """Our own name for it: the sender's can say whom a letter is about, and a title stands on pages of many."""
        return self.key

    def open(self) -> IO[bytes]:
        """The bytes, to be read and closed by the caller."""
        return private().open(self.key, "rb")
