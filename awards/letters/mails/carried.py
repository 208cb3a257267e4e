"""The mail that asks a supporter whether their letter of before stands in a nomination that was carried over."""

from django.utils.translation import gettext_lazy as _

from awards.mails import TO_SUPPORTER, about, sample_letter
from awards.models import Letter
from pafso.mail.catalogue import Event, register
from pafso.mail.outbox import enqueue
from pafso.models import MailKind

from .words import by_link


def letter_carried(letter: Letter, token: str, *, link_id: int, earlier: Letter) -> None:
    """Asks whether the EARLIER letter stands; TOKEN is the secret of the link numbered LINK_ID.

    Its key is that of an invitation, which it is: whatever forgets invitations, or looks whether one arrived, finds it.
    """
    language = letter.invited_in
    enqueue(
        "awards/letter_carried",
        to=letter.email,
        language=language,
        context={
            **about(letter.nomination.cycle, language),
            **by_link(letter, token),
            "earlier_year": earlier.nomination.cycle.year,
            "on_paper": earlier.on_paper,
        },
        key=f"letter_invitation:{letter.code}:{link_id}",
        secret=True,
    )


register(
    Event(
        "awards/letter_carried",
        to=TO_SUPPORTER,
        when=_("The nominator carries a nomination of an earlier year over into a new cycle."),
        why=_(
            "No letter is used again unless its writer agrees; it has the personal link to say so, or to write anew."
        ),
        kind=MailKind.AWARDS,
        sample=lambda sample: letter_carried(
            sample_letter(sample), sample.token, link_id=2, earlier=sample_letter(sample)
        ),
    ),
)
