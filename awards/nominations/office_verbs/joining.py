"""Two nominations of one nominee: the one goes on in the other."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from awards.models import Nomination
from awards.nominations.actions.joining import Joined, join_nominations
from awards.nominations.same_nominee import LIVE, Same, open_to_reader, others_of
from awards.received import received_in_words
from members.models import User
from pafso.office.verb_pages import Page
from pafso.text.figures import number

from .words import about


class JoiningForm(forms.Form):
    into = forms.TypedChoiceField(
        label=_("The nomination that stays"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the nomination that stays.")},
    )


def _form(typed: QueryDict | None, nomination: Nomination) -> JoiningForm:
    form = JoiningForm(typed)
    form.fields["into"].choices = [  # type: ignore[attr-defined]
        (one.nomination.pk, _line(one.nomination, one.reasons))
        for one in others_of(nomination, open_to_reader(nomination))
    ]
    return form


def _line(other: Nomination, reasons: tuple[str, ...]) -> str:
    letters = other.letters.arrived().count()
    in_words = ngettext("%(n)s letter received", "%(n)s letters received", letters) % {"n": number(letters)}
    received = received_in_words(other.submitted_at, on_paper=other.on_paper)
    return " · ".join([f"{other.nominee_name} ({other.code})", str(other.nominator), received, in_words, *reasons])


def _done(joined: Joined) -> str:
    moved, left = len(joined.moved), len(joined.left)
    came = ngettext("Joined. %(n)s letter came along.", "Joined. %(n)s letters came along.", moved)
    said = [came % {"n": number(moved)} if moved else gettext("Joined. No letters came along.")]
    if left:
        stayed = ngettext(
            "%(n)s letter stays with the nomination that was joined, as the same person was asked in both or nominates in the other: %(codes)s.",
            "%(n)s letters stay with the nomination that was joined, as the same people were asked in both or nominate in the other: %(codes)s.",
            left,
        )
        said.append(stayed % {"n": number(left), "codes": ", ".join(letter.code for letter in joined.left)})
    return " ".join(said)


def _others(nomination: Nomination, person: User) -> list[Same]:
    return others_of(nomination, Nomination.objects.in_hands_of(person))


def _is_offered(nomination: Nomination, person: User) -> bool:
    return nomination.state in LIVE and nomination.cycle.frozen_at is None and bool(_others(nomination, person))


JOINING = Page(
    "joining",
    join_nominations,
    words=_("Join to another of the same nominee…"),
    title=_("Join this nomination to another of the same nominee"),
    explained=_(
        "The other one stays. The letters of this one come along, and the links of its supporters work as before. Of an address that was asked in both, the letter that is in stays; if both are or neither is, the one of the nomination that stays. It cannot be undone. If this nomination should not be considered at all, set it aside or withdraw it instead."
    ),
    button=_("Join it and tell both nominators"),
    done=_done,
    form=_form,
    offered=_is_offered,
    shown=about,
)
