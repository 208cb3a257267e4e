"""The office's forms about what is published: corrections, and dates that are locked."""

from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pafso.office.moments import MomentWidget
from pafso.text.one_line import OneLineFields
from pafso.text.typed_dates import MomentField

from .models import Category, Contest, Entry, Placing

UNPLACED, MENTION = "none", "mention"
RANKS = 10


def _reason(hint: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=_("Reason"), max_length=2000, help_text=hint, widget=widget)


AUTHOR_READS = _("The author reads this sentence in the email, so write it in the author’s language.")


class WordsForm(OneLineFields, forms.Form):
    """What the author of a published photo wrote."""

    title = forms.CharField(label=_("Title"), max_length=120)
    place = forms.CharField(label=_("Place"), max_length=120)
    story = forms.CharField(label=_("The story of the photo"), max_length=6000, widget=forms.Textarea)
    credit = forms.CharField(
        label=_("Credit"),
        max_length=150,
        required=False,
        help_text=_("The name under which it is shown; if empty, the name on the account."),
    )
    reason = _reason(cast(str, AUTHOR_READS))

    def __init__(self, typed: QueryDict | None, entry: Entry) -> None:
        super().__init__(typed, initial=words_of(entry))


def words_of(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in ("title", "place", "story", "credit")}


class PlacingCorrectionForm(forms.Form):
    """The placing that a published photo should have had."""

    placing = forms.ChoiceField(label=_("Placing"))
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.none(), required=False, empty_label=_("The whole contest")
    )
    citation_en = forms.CharField(label=_("Citation (English)"), required=False, widget=forms.Textarea)
    citation_fr = forms.CharField(label=_("Citation (French)"), required=False, widget=forms.Textarea)
    reason = _reason(cast(str, AUTHOR_READS))

    def __init__(self, typed: QueryDict | None, entry: Entry) -> None:
        super().__init__(typed, initial=placing_of(entry))
        choices = self.fields["placing"]
        assert isinstance(choices, forms.ChoiceField)
        ranks = [(str(rank), Placing(rank=rank).words) for rank in range(1, RANKS + 1)]
        choices.choices = [(UNPLACED, _("No placing")), *ranks, (MENTION, Placing().words)]
        categories = self.fields["category"]
        assert isinstance(categories, forms.ModelChoiceField)
        categories.queryset = entry.contest.categories.all()
        for name in ("citation_en", "citation_fr"):
            self.fields[name].needed = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """In the words of the action."""
        cleaned = super().clean() or {}
        placing = cleaned.pop("placing", UNPLACED)
        cleaned["is_placed"] = placing != UNPLACED
        cleaned["rank"] = int(placing) if placing.isdecimal() else None
        for name in ("citation_en", "citation_fr"):
            if cleaned["is_placed"] and not cleaned.get(name):
                self.add_error(name, _("Write it in English and in French."))
        return cleaned


def placing_of(entry: Entry) -> dict[str, object]:
    """As the form has it; read anew, since a colleague may have corrected it."""
    placing = Placing.objects.filter(entry=entry).first()
    if placing is None:
        return {"placing": UNPLACED, "category": entry.category_id, "citation_en": "", "citation_fr": ""}
    return {
        "placing": MENTION if placing.rank is None else str(placing.rank),
        "category": placing.category_id,
        "citation_en": placing.citation_en,
        "citation_fr": placing.citation_fr,
    }


class DatesForm(forms.Form):
    """The dates of a contest whose gallery is published."""

    opens_at = MomentField(label=_("Opens"), widget=MomentWidget)
    closes_at = MomentField(label=_("Closes"), widget=MomentWidget)
    gallery_published_at = MomentField(label=_("Gallery published"), widget=MomentWidget)
    reason = _reason(cast(str, _("It is kept in the audit trail.")))

    def __init__(self, typed: QueryDict | None, contest: Contest) -> None:
        super().__init__(typed, initial=dates_of(contest))


def dates_of(contest: Contest) -> dict[str, object]:
    return {name: getattr(contest, name) for name in ("opens_at", "closes_at", "gallery_published_at")}


class PublicationForm(forms.Form):
    """Nothing to fill in, unless a rank stands without the one before it: then whether that is meant."""

    def __init__(self, typed: QueryDict | None, questions: list[str]) -> None:
        super().__init__(typed)
        if questions:
            self.fields["sure"] = forms.BooleanField(
                label=_("Yes, this is intended"), required=False, help_text=" ".join(questions)
            )
