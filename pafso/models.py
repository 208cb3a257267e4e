"""Texts of the association that staff edit: the President's message, the contact page, what PAFSO is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .localized import in_both_languages, localized

POSTAL_ADDRESS = "postal-address"


class Text(models.Model):
    """One passage in both languages, in Markdown; ``key`` is how a page asks for it ("president", "contact")."""

    key = models.SlugField(_("key"), unique=True)
    title_en = models.CharField(_("title (English)"), max_length=200)
    title_fr = models.CharField(_("title (French)"), max_length=200)
    body_en = models.TextField(_("text (English)"), help_text=_("Markdown: a blank line between paragraphs."))
    body_fr = models.TextField(_("text (French)"), help_text=_("Markdown: a blank line between paragraphs."))
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=in_both_languages("title", "body"),
                name="text_in_both_languages",
                violation_error_message=_("Write it in English and in French."),
            )
        ]

    def __str__(self) -> str:
        return self.key


def postal_address() -> str:
    """The association's postal address, on one line, in the language in use; empty until the office has written it.

    Canada's anti-spam law wants it in every mail that is not a service.
    """
    text = Text.objects.filter(key=POSTAL_ADDRESS).first()
    return ", ".join(line.strip() for line in localized(text, "body").splitlines() if line.strip()) if text else ""
