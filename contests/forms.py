"""The form on which a photo is entered, and the office's form of a placing."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pafso.drafts.forms import DraftForm
from pafso.files.uploads import PHOTO_BYTES, PHOTO_PIXELS
from pafso.localized import Language
from pafso.text.figures import lazy_file_size

from .models import Category, Entry, Placing
from .models.entry import STORY_WORDS
from .rules import must_say_who

ACCEPTS = "image/jpeg,image/heic,image/heif,image/png,image/tiff,image/webp,.heic,.heif,.tif,.tiff"
PHOTO_LIMITS = format_lazy(
    _("JPEG, HEIC, PNG, TIFF or WebP, at most {largest} and {megapixels} megapixels."),
    largest=lazy_file_size(PHOTO_BYTES),
    megapixels=PHOTO_PIXELS // 1_000_000,
)
SMALL_FOR_PRINT = _(
    "This photo has {width} × {height} pixels. It can be shown on screen, but to be printed well it "
    "needs {edge} pixels on the longer side. If you have a larger version, choose that one."
)
# For the script that shows the chosen photo before it is sent (`preview.js`).
PREVIEW = {
    "data-alt": _("Preview of the photo you have chosen"),
    "data-undrawn": _(
        "Your browser cannot show a preview of this file. If it is a HEIC or TIFF photo, send it all the same; "
        "otherwise, check your choice."
    ),
}


class EntryForm(DraftForm):
    """A photo with its author's words. Saving requires nothing; what entering requires is said by the actions."""

    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        allow_empty_file=True,
        max_length=None,
        help_text=format_lazy("{} {}", PHOTO_LIMITS, _("Send the original at full size.")),
        widget=forms.FileInput(attrs={"accept": ACCEPTS}),
    )
    category: Any = forms.ModelChoiceField(
        label=_("Category"), queryset=None, empty_label=None, required=False, widget=forms.RadioSelect
    )
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    place = forms.CharField(
        label=_("Place"),
        max_length=120,
        required=False,
        help_text=_("As you want it printed: a city or a region is enough. Consider who or what might be recognized."),
    )
    story = forms.CharField(
        label=_("The story of the photo"),
        max_length=6000,
        required=False,
        strip=False,
        help_text=_(
            "How the photo came about, in English or French. It is published with the photo if the photo is accepted."
        ),
        widget=forms.Textarea(attrs={"data-count-words": STORY_WORDS, "rows": 8}),
    )
    alt_text = forms.CharField(
        label=_("What the picture shows"),
        max_length=300,
        required=False,
        help_text=_(
            "One sentence for people who cannot see it, read aloud in place of the picture: who or what, "
            "doing what, where."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    language = forms.ChoiceField(
        label=_("Language of your text"), choices=Language.choices, required=False, widget=forms.RadioSelect
    )
    needed = ("photo", "category", "title", "place", "story", "language")

    def __init__(self, typed: Any = None, files: Any = None, *, row: Entry) -> None:
        super().__init__(typed, files, row=row)
        self.fields["category"].queryset = row.contest.categories.all()  # type: ignore[attr-defined]
        sentence = str(SMALL_FOR_PRINT).replace("{edge}", str(row.contest.print_edge))
        told = {"data-print-edge": row.contest.print_edge, "data-small": sentence, **PREVIEW}
        self.fields["photo"].widget.attrs.update(told)
        if not row.is_draft:
            del self.fields["photo"]

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or Language.ENGLISH

    def clean_story(self) -> str:
        return self.cleaned_data["story"].replace("\r\n", "\n")

    def clean_alt_text(self) -> str:
        return " ".join(self.cleaned_data["alt_text"].split())


class PlacingForm(forms.ModelForm):
    """A placing among the accepted photos of contests whose gallery is not out yet, and that are open to the READER."""

    reader: Any = AnonymousUser()  # the office's form says who it is

    class Meta:
        model = Placing
        fields = ["entry", "category", "rank", "citation_en", "citation_fr"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "entry" not in self.fields:
            return
        entries: Any = self.fields["entry"]
        entries.queryset = self._entries()
        entries.label_from_instance = self._label
        categories: Any = self.fields["category"]
        categories.queryset = Category.objects.filter(contest__gallery_published_at=None).select_related("contest")
        categories.label_from_instance = lambda category: f"{category.contest} · {category}"

    def _label(self, entry: Entry) -> str:
        """Whose it is, and its title: not of somebody with the reader's name before the reader has said who that is."""
        about = "…" if must_say_who(self.reader, entry) else f"{entry.title} ({entry.entrant})"
        return f"{entry.code} · {about} · {entry.category}"

    def _entries(self) -> Any:
        theirs = Entry.objects.in_hands_of(self.reader)
        accepted = theirs.filter(state=Entry.State.ACCEPTED, contest__gallery_published_at=None)
        # A photo has one placing: those that have theirs are not offered again.
        free = accepted.filter(placing=None) if not self.instance.pk else accepted.filter(placing=self.instance)
        return free.select_related("entrant", "category", "contest").order_by("contest_id", "id")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if entry := cleaned.get("entry"):
            self.instance.contest = entry.contest
        return cleaned
