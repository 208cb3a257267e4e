"""The association's own documents: each with its kind, its day, who may read it, and every file that it ever had."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor, works_in_office
from pafso.clock import ottawa_day
from pafso.files.models import StoredFile
from pafso.hiding import Hideable, hidden_with_reason
from pafso.localized import Language, in_both_languages, language_in_use, localized

from .roll import Member

VIEW = "members.view_document"


def ending_of(stored: StoredFile) -> str:
    """Of the two kinds that are taken."""
    return "pdf" if stored.media_type == "application/pdf" else "docx"


@dataclass(frozen=True)
class Readable:
    """A document in one language: its file, and where it is read."""

    language: str
    stored: StoredFile
    url: str

    @property
    def ending(self) -> str:
        return ending_of(self.stored).upper()


class DocumentQuerySet(models.QuerySet["Document"]):
    def shown(self) -> "DocumentQuerySet":
        return self.filter(hidden_at=None)

    def visible_to(self, user: Visitor) -> "DocumentQuerySet":
        """The office all, also what is hidden; others what they may read."""
        return self.all() if works_in_office(user, VIEW) else self.readable_by(user)

    def readable_by(self, user: Visitor) -> "DocumentQuerySet":
        """What is for everyone; for a member of today what is for members, too."""
        public = Q(access=Document.Access.EVERYONE)
        if not user.is_authenticated:
            return self.shown().filter(public)
        me = Member.objects.on_the_roll(ottawa_day()).filter(user=user.pk)
        return self.shown().filter(public | Q(models.Exists(me)))

    def closed_to(self, user: Visitor) -> "DocumentQuerySet":
        """What USER would read as a member; nothing for whoever reads all of it. Of these only the kinds are told."""
        if works_in_office(user, VIEW):
            return self.none()
        rows = self.shown().filter(access=Document.Access.MEMBERS)
        if not user.is_authenticated:
            return rows
        return rows.exclude(models.Exists(Member.objects.on_the_roll(ottawa_day()).filter(user=user.pk)))

    def with_files(self) -> "DocumentQuerySet":
        """Each with its files, and with those before that readers may open: one query more."""
        earlier = EarlierFile.objects.shown().select_related("file")
        rows = self.select_related("file_en", "file_fr")
        return rows.prefetch_related(models.Prefetch("earlier_files", earlier, to_attr="readable_earlier"))


class Document(Hideable):
    """An agreement, by-laws, minutes or a form. A new file takes the place of the one before, which is kept."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("Agreement")
        BY_LAWS = "by_laws", _("By-laws")
        MINUTES = "minutes", _("Minutes")
        FORM = "form", _("Form")

    class Access(models.TextChoices):
        MEMBERS = "members", _("Members")
        EVERYONE = "everyone", _("Everyone")

    # What the list calls several of a kind.
    KINDS: ClassVar = {
        Kind.AGREEMENT: _("Agreements"),
        Kind.BY_LAWS: _("By-laws"),
        Kind.MINUTES: _("Minutes"),
        Kind.FORM: _("Forms"),
    }

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title_en = models.CharField(_("title (English)"), max_length=200)
    title_fr = models.CharField(_("title (French)"), max_length=200)
    dated = models.DateField(
        _("date of the document"), help_text=_("It appears in the list under its year, newest first.")
    )
    access = models.CharField(
        _("who may read it"), max_length=10, choices=Access.choices, default=Access.MEMBERS,
        help_text=_("Members: anyone who is a member on the day they open it. Other people see that there are such documents, but not their titles."),
    )  # fmt: skip
    file_en = models.ForeignKey(
        StoredFile, verbose_name=_("English file"), null=True, editable=False, on_delete=models.PROTECT,
        related_name="english_documents",
    )  # fmt: skip
    file_fr = models.ForeignKey(
        StoredFile, verbose_name=_("French file"), null=True, editable=False, on_delete=models.PROTECT,
        related_name="french_documents",
    )  # fmt: skip

    # Of `with_files`.
    readable_earlier: list["EarlierFile"]

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-dated", "-id"]
        constraints = [
            hidden_with_reason(),
            models.CheckConstraint(condition=in_both_languages("title"), name="document_titled_in_both_languages"),
            models.CheckConstraint(
                condition=Q(file_en__isnull=False) | Q(file_fr__isnull=False), name="document_has_a_file"
            ),
        ]
        indexes = [
            models.Index(fields=["-dated", "-id"], name="document_newest"),
            models.Index(fields=["kind", "-dated", "-id"], name="document_by_kind"),
        ]

    def __str__(self) -> str:
        return localized(self, "title")

    def file_in(self, language: str) -> StoredFile | None:
        return self.file_fr if language == Language.FRENCH else self.file_en

    def name_of_file(self, stored: StoredFile, language: str) -> str:
        """What a reader's browser calls it: never what the office's machine did."""
        return f"{self.kind.replace('_', '-')}-{self.dated:%Y-%m-%d}-{language}.{ending_of(stored)}"

    @property
    def year(self) -> int:
        return self.dated.year

    @property
    def files(self) -> list[Readable]:
        """In each language that it has, the reader's own first."""
        own = language_in_use()
        there = [
            (language, self.file_in(language)) for language in sorted(Language.values, key=lambda each: each != own)
        ]
        return [
            Readable(language, stored, reverse("members:document_file", args=[self.pk, language]))
            for language, stored in there
            if stored is not None
        ]


class EarlierFileQuerySet(models.QuerySet["EarlierFile"]):
    def shown(self) -> "EarlierFileQuerySet":
        return self.filter(hidden_at=None)

    def visible_to(self, user: Visitor) -> "EarlierFileQuerySet":
        """Those of the documents that USER may read; what was replaced because it was wrong is hidden, and the office's."""
        rows = self.filter(document__in=Document.objects.visible_to(user))
        return rows if works_in_office(user, VIEW) else rows.shown()


class EarlierFile(Hideable):
    """What a document was in one language until another file took its place."""

    document = models.ForeignKey(
        Document, verbose_name=_("document"), on_delete=models.PROTECT, related_name="earlier_files"
    )
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    file = models.ForeignKey(
        StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="earlier_documents"
    )
    replaced_at = models.DateTimeField(_("replaced"), default=timezone.now)

    objects = EarlierFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("earlier version of a document")
        verbose_name_plural = _("earlier versions of documents")
        ordering = ["-id"]
        default_permissions = ()
        constraints = [hidden_with_reason()]

    def __str__(self) -> str:
        return f"{self.document_id} {self.language} {self.replaced_at:%Y-%m-%d}"

    @property
    def last_day(self) -> date:
        return ottawa_day(self.replaced_at)

    @property
    def ending(self) -> str:
        return ending_of(self.file).upper()
