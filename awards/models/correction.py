"""A letter that is in, and what is written about it afterwards: by its supporter until the freeze, by the office from then on."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.drafts.models import Draft
from pafso.files.models import StoredFile
from pafso.localized import Language
from pafso.mailboxes import AddressField

from .letter import Letter

# What a supporter writes: of the letter itself, and of the correction that will take its place.
WRITTEN = ("full_name", "address", "telephone", "contact_email", "text", "language")


class LetterCorrection(Draft):
    """The working copy of a letter that is in. The letter stands and counts until the correction is sent, and then this row
    is gone. Its file may be the letter's own."""

    letter = models.OneToOneField(Letter, verbose_name=_("letter"), on_delete=models.CASCADE, related_name="correction")
    begun_at = models.DateTimeField(_("started"), default=timezone.now)
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    contact_email = AddressField(_("email address"), blank=True)
    text = models.TextField(_("letter"), blank=True)
    language = models.CharField(_("language of the letter"), max_length=2, choices=Language.choices, blank=True)
    file = models.ForeignKey(
        StoredFile, verbose_name=_("file"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    file_column = "file_id"

    class Meta:
        verbose_name = _("correction of a letter")
        verbose_name_plural = _("corrections of letters")
        indexes = [models.Index(Upper("contact_email"), name="correction_sent_from")]

    def __str__(self) -> str:
        return f"{self.letter_id}"


class LaterCorrectionQuerySet(models.QuerySet["LaterCorrection"]):
    def noted(self) -> "LaterCorrectionQuerySet":
        return self.filter(at__isnull=False)


class LaterCorrection(models.Model):
    """What a supporter told the office after the freeze: for the Secretary, never in the dossier. With a file it is begun first,
    and written down once somebody has seen how the file is read."""

    letter = models.ForeignKey(
        Letter, verbose_name=_("letter"), on_delete=models.CASCADE, related_name="later_corrections"
    )
    text = models.TextField(_("what the supporter says"))
    scan = models.ForeignKey(
        StoredFile,
        verbose_name=_("file"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="later_corrections",
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written down by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("written down"), null=True, blank=True, default=timezone.now)

    objects = LaterCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("later correction")
        verbose_name_plural = _("later corrections")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="later_correction_says_something"),
            models.CheckConstraint(
                condition=models.Q(at__isnull=False) | models.Q(scan__isnull=False),
                name="later_correction_begun_has_file",
            ),
            models.UniqueConstraint(
                fields=["letter"], condition=models.Q(at__isnull=True), name="later_correction_begun_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id}"
