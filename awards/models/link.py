"""The links with which supporters write."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .letter import Letter


class LetterLink(models.Model):
    """A link with which a supporter writes: only the digest of its secret is kept.

    Asking again makes another link and leaves those that are out alive, so that none dies before the deadline and no key of
    ours is needed to make one twice. None of them writes any more once the letter is sent, declined or revoked; what was
    sent they show as long as its cycle says.
    """

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("link to write a letter")
        verbose_name_plural = _("links to write a letter")

    def __str__(self) -> str:
        return f"{self.letter_id}"
