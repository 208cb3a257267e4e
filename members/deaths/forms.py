"""What the office says of a death."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.roll.forms import day_field


class DeathForm(forms.Form):
    died_on = day_field(_("Died on"), hint=_("Memberships and everything else on the roll end on this day."))
    source = forms.CharField(
        label=_("How the association knows"),
        help_text=_("Who told you, and when. Only the office reads this."),
        max_length=200,
    )
