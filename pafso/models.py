"""Texts of the association that staff edit: the President's message, the contact page, what PAFSO is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .localized import in_both_languages


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
