"""What one may say about something that waits: who looks after it, and until when one does not want to see it."""

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from pafso.access import office_accounts
from pafso.models import Keeper
from pafso.text.typed_dates import DayField

from .kinds import Kind, kinds_for


class KeeperForm(forms.Form):
    """One of the colleagues who may open it, or nobody. ``was`` is whom the page showed."""

    keeper = forms.ModelChoiceField(
        queryset=Keeper.objects.none(), label=_("Assigned to"), required=False, empty_label=_("Nobody")
    )
    was = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, typed: object, kind: Kind, keeper: Keeper | None = None) -> None:
        super().__init__(typed, initial={"keeper": keeper and keeper.user_id, "was": keeper and keeper.user_id})  # type: ignore[arg-type]
        self.fields["keeper"].queryset = office_accounts(kind.right).order_by("name", "pk")  # type: ignore[attr-defined]


class HidingForm(forms.Form):
    """A day."""

    until = DayField(
        label=_("Hide it from me until"),
        help_text=_("Your colleagues still see it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class HandOverForm(forms.Form):
    """Two colleagues."""

    of = forms.ModelChoiceField(
        queryset=Keeper.objects.none(),
        label=_("Everything assigned to"),
        empty_label=_("Choose a colleague"),
    )
    to = forms.ModelChoiceField(
        queryset=Keeper.objects.none(), label=_("Hand it over to"), empty_label=_("Choose a colleague")
    )

    def __init__(self, typed: object, by: AbstractBaseUser) -> None:
        super().__init__(typed)  # type: ignore[arg-type]
        people = get_user_model()._default_manager.order_by("name", "pk")
        held = Keeper.objects.filter(user=OuterRef("pk"), subject_type__in=[kind.label for kind in kinds_for(by)])
        self.fields["of"].queryset = people.filter(Exists(held))  # type: ignore[attr-defined]
        self.fields["to"].queryset = _colleagues(by)  # type: ignore[attr-defined]


def _colleagues(by: AbstractBaseUser) -> QuerySet[AbstractBaseUser]:
    """Whoever holds at least one of the rights by which this person sees something wait."""
    keys: set[int] = set()
    for right in {kind.right for kind in kinds_for(by)}:
        keys |= set(office_accounts(right).values_list("pk", flat=True))
    return get_user_model()._default_manager.filter(pk__in=keys).order_by("name", "pk")
