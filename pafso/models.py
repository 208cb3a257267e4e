"""What staff edit for the whole platform: the association's texts, and who reads the answers to its mails; who looks after what;
and answers that a program may ask for again."""

import re
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .localized import in_both_languages, localized

POSTAL_ADDRESS = "postal-address"
ROBOTS, SECURITY = "robots-txt", "security-txt"
# Files for programs, served as they are written: they have no language.
PLAIN = {ROBOTS, SECURITY}


class Text(models.Model):
    """One passage in both languages, in Markdown; ``key`` is how a page asks for it ("president", "contact")."""

    key = models.SlugField(_("key"), unique=True)
    title_en = models.CharField(_("title (English)"), max_length=200)
    title_fr = models.CharField(_("title (French)"), max_length=200)
    body_en = models.TextField(_("text (English)"), help_text=_("Leave a blank line between paragraphs (Markdown)."))
    body_fr = models.TextField(_("text (French)"), help_text=_("Leave a blank line between paragraphs (Markdown)."))
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

    def clean(self) -> None:
        if self.key in PLAIN and self.body_en.split() != self.body_fr.split():
            raise ValidationError(
                _("This file is for machines and has no language: write the same text in both fields.")
            )
        if self.key == SECURITY and not re.search(r"^Contact: *(mailto:|https:|tel:)\S", self.body_en, re.MULTILINE):
            raise ValidationError(
                _("One line must say whom to contact, for example: Contact: mailto:security@example.org")
            )


def postal_address() -> str:
    """The association's postal address, on one line, in the language in use; empty until the office has written it.

    Canada's anti-spam law wants it in every mail that is not a service.
    """
    text = Text.objects.filter(key=POSTAL_ADDRESS).first()
    return ", ".join(line.strip() for line in localized(text, "body").splitlines() if line.strip()) if text else ""


class MailKind(models.TextChoices):
    """Whose business a mail is: each kind has people who answer it."""

    ACCOUNTS = "accounts", _("Accounts and security")
    MEMBERSHIP = "membership", _("Membership and the roll")
    AWARDS = "awards", _("Awards")
    CONTESTS = "contests", _("Photo contest")
    MAGAZINE = "magazine", "bout de papier"
    OFFICE = "office", _("Everything else")


class ReplyAddress(models.Model):
    """Where the answers to mails of one kind go, in both languages."""

    kind = models.CharField(_("emails about"), max_length=20, choices=MailKind.choices, unique=True)
    address = models.EmailField(_("replies go to"), max_length=254)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("reply address")
        verbose_name_plural = _("reply addresses")
        ordering = ["kind"]

    def __str__(self) -> str:
        return str(self.get_kind_display())


def reply_addresses() -> dict[str, str]:
    """The address that reads the answers to each kind of mail, in one query.

    A kind that the office has not given one is read where everything else is, and that is where mail comes from until it has.
    """
    written = dict(ReplyAddress.objects.values_list("kind", "address"))
    rest = written.get(MailKind.OFFICE) or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return {kind: written.get(kind, rest) for kind in MailKind.values}


class Keeper(models.Model):
    """Who of the office looks after something that waits. It is the record's, so it stays when the record waits for the next
    thing."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("looks after it"), on_delete=models.CASCADE, related_name="+"
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("who looks after it")
        verbose_name_plural = _("who looks after what")
        constraints = [models.UniqueConstraint(fields=["subject_type", "subject_id"], name="keeper_one_a_record")]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"


class Hidden(models.Model):
    """Something that waits, and that one person does not want to see before a day. For everybody else it waits on."""

    kind = models.SlugField(max_length=40)
    subject_id = models.BigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateField(_("hidden until"))

    class Meta:
        verbose_name = _("hidden for now")
        verbose_name_plural = _("hidden for now")
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id", "user"], name="hidden_once_a_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} {self.until}"


class Noted(models.Model):
    """Something that no verb of ours ends: the office has seen it, and it waits no more unless it happens anew."""

    kind = models.SlugField(max_length=40)
    subject_id = models.BigIntegerField()
    since = models.DateTimeField()  # the moment since which it waited
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("noted by the office")
        verbose_name_plural = _("noted by the office")
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id", "since"], name="noted_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


ANSWER_KEPT = timedelta(hours=24)


class KeptAnswerQuerySet(models.QuerySet["KeptAnswer"]):
    def old(self, now: datetime) -> "KeptAnswerQuerySet":
        return self.filter(made_at__lte=now - ANSWER_KEPT)


class KeptAnswer(models.Model):
    """What a program was answered when it made something with an Idempotency-Key: the same answer for the same key, for a day.

    Written in the transaction of what was made, so that there is never one without the other.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    tag = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = KeptAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to an app")
        verbose_name_plural = _("answers to apps")
        default_permissions = ()  # nobody's but the person's own
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="answer_once_a_key")]

    def __str__(self) -> str:
        return self.key
