"""The sizes of a photo that others may see."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor
from pafso.files.models import StoredFile

from .entry import Entry, looked_after


class DerivativeQuerySet(models.QuerySet["Derivative"]):
    def visible_to(self, user: Visitor) -> "DerivativeQuerySet":
        """Everyone's once the gallery is published; before that the author's and the office's."""
        public = models.Q(
            entry__state=Entry.State.ACCEPTED,
            entry__hidden_at=None,
            entry__contest__gallery_published_at__lte=timezone.now(),
            entry__contest__hidden_at=None,
        )
        if not user.is_authenticated:
            return self.filter(public)
        return self.filter(public | models.Q(entry__entrant=user) | looked_after(user, "entry__"))


class Derivative(models.Model):
    """One size of a photo, made from its pixels and nothing else. Remade means a new row, so an address never changes."""

    entry = models.ForeignKey(Entry, verbose_name=_("photo"), on_delete=models.CASCADE, related_name="derivatives")
    edge = models.PositiveSmallIntegerField(_("longest edge asked for"))
    file = models.ForeignKey(StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))

    objects = DerivativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("size")
        verbose_name_plural = _("sizes")
        ordering = ["edge"]
        constraints = [models.UniqueConstraint(fields=["entry", "edge"], name="derivative_once_per_size")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.width}×{self.height}"

    def get_absolute_url(self) -> str:
        return reverse("contests:photo", args=[self.pk])
