"""The form on which a photo is entered, and the office's form of a placing."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pafso.errors import Refused
from pafso.files import uploads
from pafso.localized import Language

from .actions.entries import Particulars
from .models import Category, Contest, Entry, Placing

SALT = "contests.entry-form"
STORY_WORDS = 400
ACCEPTS = "image/jpeg,image/heic,image/heif,image/png,image/tiff,image/webp,.heic,.heif,.tif,.tiff"


def new_opening(now: datetime | None = None) -> str:
    """A signed mark of this opening of the form: its own token, and when it was."""
    now = now or timezone.now()
    return signing.dumps({"token": uuid.uuid4().hex, "begun": now.isoformat()}, salt=SALT)


def read_opening(mark: str) -> tuple[uuid.UUID, datetime] | None:
    """Token and instant of a mark that we signed; None for any other."""
    try:
        found = signing.loads(mark, salt=SALT)
        return uuid.UUID(found["token"]), datetime.fromisoformat(found["begun"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


class EntryForm(forms.Form):
    """A photo with its author's words. The file is checked here, so that what is wrong with it stands beside it."""

    photo = forms.FileField(
        label=_("Photo"),
        allow_empty_file=True,
        help_text=_(
            "JPEG, HEIC, PNG, TIFF or WebP, at most 80 MB and 120 megapixels. Send the original, unedited in size."
        ),
        error_messages={"required": _("Choose a photo.")},
        widget=forms.FileInput(attrs={"accept": ACCEPTS}),
    )
    category: Any = forms.ModelChoiceField(
        label=_("Category"),
        queryset=None,
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a category.")},
    )
    title = forms.CharField(label=_("Title"), max_length=120)
    place = forms.CharField(
        label=_("Place"),
        max_length=120,
        help_text=_("As you want it printed: a city or a region is enough. Think of who or what might be recognised."),
    )
    story = forms.CharField(
        label=_("The story of the photo"),
        max_length=6000,
        help_text=_(
            "How it came about, in English or in French. It is published with the photo if the photo is accepted."
        ),
        widget=forms.Textarea(attrs={"data-count-words": STORY_WORDS, "rows": 8}),
    )
    language = forms.ChoiceField(
        label=_("Language of the title and the story"), choices=Language.choices, widget=forms.RadioSelect
    )
    rights = forms.BooleanField(
        label=_("I took this photo, the rights in it are mine, and the people in it agree to be shown."),
        error_messages={"required": _("We can only take photos that are yours: please confirm it.")},
    )
    opening = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, contest: Contest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["category"]
        choices.queryset = contest.categories.all()
        self.opened = read_opening(self.data.get("opening", "")) if self.is_bound else None
        if self.is_bound and self.opened is None:
            fresh: Any = self.data.copy()  # type: ignore[attr-defined]
            fresh["opening"] = new_opening()
            self.data = fresh
        self.initial.setdefault("language", (get_language() or "en")[:2])
        self.initial.setdefault("opening", new_opening())

    def clean_photo(self) -> uploads.Checked:
        upload: UploadedFile = self.cleaned_data["photo"]
        try:
            return uploads.check_photo(upload)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal

    def clean_story(self) -> str:
        story: str = self.cleaned_data["story"]
        if len(story.split()) > STORY_WORDS:
            raise forms.ValidationError(_("The story is longer than %(most)d words."), params={"most": STORY_WORDS})
        return story

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.opened is None:
            stale = _(
                "This form was out of date and has been renewed. What you wrote is still here: please send it again."
            )
            raise forms.ValidationError(stale)
        return cleaned

    def particulars(self) -> Particulars:
        """What a valid form says."""
        if self.opened is None:
            raise ValueError("the form is not valid")
        token, begun_at = self.opened
        given = {name: self.cleaned_data[name] for name in ("category", "title", "place", "story", "language")}
        return Particulars(**given, form_token=token, begun_at=begun_at)


class PlacingForm(forms.ModelForm):
    """A placing among the accepted photos of contests whose gallery is not out yet."""

    class Meta:
        model = Placing
        fields = ["entry", "category", "rank", "citation_en", "citation_fr"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "entry" not in self.fields:
            return
        entries: Any = self.fields["entry"]
        entries.queryset = self._entries()
        entries.label_from_instance = lambda entry: f"{entry.code} · {entry.title} ({entry.entrant}) · {entry.category}"
        categories: Any = self.fields["category"]
        categories.queryset = Category.objects.filter(contest__gallery_published_at=None).select_related("contest")
        categories.label_from_instance = lambda category: f"{category.contest} · {category}"

    def _entries(self) -> Any:
        accepted = Entry.objects.filter(state=Entry.State.ACCEPTED, contest__gallery_published_at=None)
        # A photo has one placing: those that have theirs are not offered again.
        free = accepted.filter(placing=None) if not self.instance.pk else accepted.filter(placing=self.instance)
        return free.select_related("entrant", "category", "contest").order_by("contest_id", "id")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if entry := cleaned.get("entry"):
            self.instance.contest = entry.contest
        return cleaned
