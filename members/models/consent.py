"""Which mail a person wants: each yes and no is a row, with its proof."""

from typing import Any, NoReturn

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .account import User


class Topic(models.TextChoices):
    """Kinds of mail that a person may do without; service mail is not among them."""

    ISSUES = "issues", _("A new issue of bout de papier")
    GALLERIES = "galleries", _("The gallery of a photo contest")
    NEWS = "news", _("Calls for nominations and photos, and news of the association")
    REMINDERS = "reminders", _("Reminders of what I started and have not finished")
    DESK = "desk", _("What is waiting for the office, on Mondays")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Consent is only added to.")


class Consent(models.Model):
    """One yes or no to one kind of mail, with its proof (Canada's anti-spam law): the last row counts, none is changed."""

    class Source(models.TextChoices):
        PAGE = "page", _("My email preferences")
        LINK = "link", _("The link in an email")
        ONE_CLICK = "one_click", _("The unsubscribe button of the email program")
        API = "api", _("An app")
        OFFICE = "office", _("Leaving the office")

    user = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="consents")
    topic = models.CharField(_("kind of email"), max_length=12, choices=Topic.choices)
    is_given = models.BooleanField(_("consents"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    source = models.CharField(_("where"), max_length=10, choices=Source.choices)
    language = models.CharField(_("language"), max_length=2)
    wording = models.TextField(_("the words that were shown"))

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "topic", "-id"], name="consent_latest")]

    def __str__(self) -> str:
        return f"{self.topic} {self.is_given} {self.at:%Y-%m-%d}"
