"""A photo in a contest: its author's words, its untouched original, and the sizes that others may see."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from pafso.access import Visitor
from pafso.drafts.models import Draft
from pafso.files.models import StoredFile
from pafso.hiding import Hideable, hidden_with_reason
from pafso.localized import Language
from pafso.rights import Held, held
from pafso.windows import not_closed
from pafso.work.leases import Leased, Terms, free

from .contest import Category, Contest
from .letting_go import drafts_let_go, forget_unshared
from .recipe import OLDER_RECIPE
from .right import ContestRight, EntryDeclaration

# For so long after the contest a draft waits for whoever wants to copy its words.
DRAFTS_KEPT = timedelta(days=30)
STORY_WORDS = 400

# Longer than the sandbox allows the work to take: whoever holds a row past this is dead.
TERMS = Terms(timedelta(seconds=settings.WORK_LEASE_SECONDS), first_wait=timedelta(seconds=30), factor=4)

# Neither the photo nor its whole gallery is hidden.
SHOWN = models.Q(hidden_at=None, contest__hidden_at=None)


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: Visitor) -> "EntryQuerySet":
        """One's own, whatever became of them; and those that the office looks after."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(models.Q(entrant=user) | looked_after(user))

    def in_hands_of(self, user: Visitor) -> "EntryQuerySet":
        """The second face of rules.handles_entry: in a contest that USER looks after, without those of which USER is a party."""
        return self.filter(looked_after(user))

    def involving(self, user: models.Model) -> "EntryQuerySet":
        """Those to which USER is a party: its author, or a colleague said so."""
        return self.filter(party_to(user))

    def of(self, user: Visitor) -> "EntryQuerySet":
        """Those that this person entered, staff or not."""
        return self.filter(entrant=user) if user.is_authenticated else self.none()

    def drafts(self) -> "EntryQuerySet":
        return self.filter(state=Entry.State.DRAFT)

    def entered(self) -> "EntryQuerySet":
        """All but drafts, which are their authors' own."""
        return self.exclude(state=Entry.State.DRAFT)

    def standing(self) -> "EntryQuerySet":
        """Those that were entered, and that their authors have not taken back."""
        return self.exclude(state__in=[Entry.State.DRAFT, Entry.State.WITHDRAWN])

    def forgotten(self, now: datetime) -> "EntryQuerySet":
        """Drafts whose contest closed so long ago that they go."""
        return self.drafts().filter(~not_closed(Contest, now - DRAFTS_KEPT, "contest__"))

    def marking_same_files(self) -> "EntryQuerySet":
        """Adds ``has_same_file``: whether somebody else entered the very same file, in any contest."""
        others = Entry.objects.standing().filter(sha256=models.OuterRef("sha256"))
        return self.annotate(has_same_file=models.Exists(others.exclude(entrant=models.OuterRef("entrant"))))

    def shown(self) -> "EntryQuerySet":
        """What a published gallery shows to everyone."""
        return self.filter(SHOWN, state=Entry.State.ACCEPTED, contest__gallery_published_at__lte=timezone.now())

    def to_prepare(self, now: datetime | None = None) -> "EntryQuerySet":
        """Sizes are missing, and nobody is at work on them or the one who was has not been heard of."""
        return self.filter(free(now), state=Entry.State.RECEIVED, prepared_at=None)

    def to_renew(self, now: datetime | None = None) -> "EntryQuerySet":
        """Sizes were made by an older recipe, and nobody is making those that they lack."""
        return self.filter(OLDER_RECIPE, free(now))


VIEW = "contests.view_entry"


def contests_of(user: Visitor, permission: str = VIEW) -> Held:
    """Which contests USER of the office looks after."""
    return held(user, ContestRight, permission)


def party_to(user: Visitor | models.Model, path: str = "") -> models.Q:
    """The second face of rules.is_party."""
    declared = EntryDeclaration.objects.shutting_out(user).values("entry")
    return models.Q(**{f"{path}entrant": user.pk}) | models.Q(**{f"{path}pk__in": declared})


def looked_after(user: Visitor, path: str = "") -> models.Q:
    """Photos (at PATH of other rows) of the contests that USER looks after, without drafts and without those to which USER is a party."""
    mine = contests_of(user)
    entered = ~models.Q(**{f"{path}state": Entry.State.DRAFT})
    return mine.within(f"{path}contest") & entered & ~party_to(user, path) if mine else models.Q(pk__in=())


class Entry(Hideable, Leased, Draft):
    """One photo: its author's draft until it is entered, then the contest's."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("photo", "Draft")
        RECEIVED = "received", pgettext_lazy("photo", "Received")
        ACCEPTED = "accepted", pgettext_lazy("photo", "Accepted")
        DISQUALIFIED = "disqualified", pgettext_lazy("photo", "Set aside")
        UNREADABLE = "unreadable", pgettext_lazy("photo", "Unreadable")
        WITHDRAWN = "withdrawn", pgettext_lazy("photo", "Withdrawn")

    # That the sizes are made is a date (prepared_at): they are made while the office has not looked yet, or has.
    MOVES: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.RECEIVED},
        State.RECEIVED: {State.ACCEPTED, State.DISQUALIFIED, State.UNREADABLE, State.WITHDRAWN},
        State.UNREADABLE: {State.RECEIVED, State.DISQUALIFIED, State.WITHDRAWN},
        # Back to RECEIVED when its author changes the words that were accepted.
        State.ACCEPTED: {State.DISQUALIFIED, State.WITHDRAWN, State.RECEIVED},
        State.DISQUALIFIED: {State.ACCEPTED, State.RECEIVED},
        State.WITHDRAWN: set(),
    }

    file_column = "original_id"
    TAKES_PART = (State.RECEIVED, State.ACCEPTED, State.UNREADABLE)

    code = models.CharField(_("code"), max_length=12, unique=True)
    contest = models.ForeignKey(Contest, verbose_name=_("contest"), on_delete=models.PROTECT, related_name="entries")
    category = models.ForeignKey(
        Category, verbose_name=_("category"), null=True, on_delete=drafts_let_go, related_name="entries"
    )
    entrant = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("entrant"), on_delete=models.PROTECT, related_name="entries"
    )
    # The name under which a published photo stays when its author's account is closed; empty while there is an account.
    credit = models.CharField(_("credit"), max_length=150, blank=True, default="", db_default="", editable=False)
    title = models.CharField(_("title"), max_length=120)
    place = models.CharField(_("place"), max_length=120)
    story = models.TextField(_("the story of the photo"))
    alt_text = models.CharField(_("what the picture shows"), max_length=300, blank=True, default="", db_default="")
    language = models.CharField(_("language of the text"), max_length=2, choices=Language.choices)
    rights_confirmed_at = models.DateTimeField(pgettext_lazy("photo", "rights confirmed"), null=True)
    original = models.ForeignKey(
        StoredFile, verbose_name=_("original"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Also on the stored file; here so that the database itself refuses the same photo twice.
    sha256 = models.CharField(_("SHA-256"), max_length=64, null=True)  # noqa: DJ001
    width = models.PositiveIntegerField(_("width"), null=True)
    height = models.PositiveIntegerField(_("height"), null=True)
    camera = models.CharField(_("camera"), max_length=200, blank=True)
    taken_on = models.DateField(pgettext_lazy("photo", "taken on"), null=True, blank=True)
    form_token = models.UUIDField(editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    begun_at = models.DateTimeField(pgettext_lazy("photo", "started"), null=True, editable=False)
    received_at = models.DateTimeField(pgettext_lazy("photo", "received"), null=True)
    prepared_at = models.DateTimeField(_("sizes made"), null=True, blank=True)
    recipe = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    decided_at = models.DateTimeField(pgettext_lazy("photo", "decided"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    # As every draft has them; here with a value of the database for whoever still writes without them while we are renewed.
    version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    tab = models.CharField(max_length=32, blank=True, default="", db_default="", editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["entrant", "form_token"], name="entry_once_per_form"),
            hidden_with_reason(),
            models.UniqueConstraint(
                fields=["contest", "entrant", "sha256"],
                condition=~models.Q(state="withdrawn"),
                name="entry_photo_once_per_contest",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="disqualified") | ~models.Q(reason=""), name="entry_disqualified_with_reason"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="accepted") | models.Q(prepared_at__isnull=False),
                name="entry_accepted_when_it_can_be_seen",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | models.Q(state="withdrawn", original=None)
                | ~models.Q(state__in=["draft", "withdrawn"]) & models.Q(original__isnull=False),
                name="entry_has_its_original_until_withdrawn",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", begun_at__isnull=False)
                | ~models.Q(state="draft")
                & models.Q(
                    category__isnull=False,
                    sha256__isnull=False,
                    width__isnull=False,
                    height__isnull=False,
                    received_at__isnull=False,
                    rights_confirmed_at__isnull=False,
                ),
                name="entry_is_whole_unless_draft",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="draft")
                | models.Q(original=None, sha256=None, width=None, height=None)
                | models.Q(original__isnull=False, sha256__isnull=False, width__isnull=False, height__isnull=False),
                name="entry_draft_has_all_of_its_photo_or_none",
            ),
        ]
        indexes = [
            models.Index(fields=["entrant", "-id"], name="entry_of_entrant"),
            models.Index(fields=["contest", "state", "-id"], name="entry_in_contest"),
            models.Index(fields=["contest", "-id"], name="entry_of_contest"),
            models.Index(fields=["state", "-id"], name="entry_by_state"),
            models.Index(fields=["sha256"], name="entry_by_file"),
            models.Index(
                fields=["id"], name="entry_to_prepare", condition=models.Q(prepared_at=None, state="received")
            ),
            models.Index(fields=["id"], name="entry_to_renew", condition=OLDER_RECIPE),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("contests:entry", args=[self.code])

    @property
    def name(self) -> str:
        """What lists call it: a draft may have no title yet."""
        return self.title.strip() or gettext("Without a title")

    @property
    def shown_language(self) -> str:
        """Of its name: the author's, where the author gave one."""
        return self.language if self.title.strip() else ""

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_standing(self) -> bool:
        return self.state not in (self.State.DRAFT, self.State.WITHDRAWN)

    @property
    def kept_until(self) -> datetime:
        """When a draft that was not entered is erased."""
        return self.contest.closes_at + DRAFTS_KEPT

    def accepts_work(self, now: datetime | None = None) -> bool:
        """Whether a draft may still be worked on and entered: in the window, or in its grace when begun before."""
        return self.contest.window.accepts_finishing(self.begun_at or self.contest.opens_at, now)

    @property
    def is_small_for_print(self) -> bool:
        return self.contest.is_small_for_print(self.width, self.height)

    def are_words_open(self, now: datetime | None = None) -> bool:
        """An author changes the words of what was entered while the contest is open."""
        states = self.State
        return self.state in {states.RECEIVED, states.ACCEPTED, states.UNREADABLE} and self.contest.window.is_open(now)

    @property
    def author(self) -> str:
        """Whom a gallery names."""
        return self.credit or str(self.entrant)

    @property
    def is_prepared(self) -> bool:
        return self.prepared_at is not None

    @property
    def is_waiting(self) -> bool:
        """Its sizes are still being made."""
        return self.state == self.State.RECEIVED and not self.is_prepared

    @property
    def is_withdrawable(self) -> bool:
        """While the contest is open an author may take a photo back, unless the office has refused it."""
        return self.State.WITHDRAWN in self.MOVES[self.state] and self.contest.is_open

    def remove_derivatives(self) -> None:
        """Delete the sizes with their files (call in a transaction)."""
        for derivative in self.derivatives.select_related("file"):
            derivative.delete()
            forget_unshared(derivative.file)
