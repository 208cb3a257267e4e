"""Every private file is a row: its name on disk is ours, its content is named by its digest."""

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """One file below the private root; others point at it, and it leaves only through `pafso.files.serve`."""

    key = models.CharField(_("name on disk"), max_length=80, unique=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("media type"), max_length=100)
    given_name = models.CharField(_("name as given"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("kept since"), auto_now_add=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.key

    def open(self) -> File:
        """The bytes, for reading."""
        return storages["private"].open(self.key)
