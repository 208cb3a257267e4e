"""The mails about putting a nomination forward together."""

from django.utils.translation import gettext_lazy as _

from awards.mails import TO_NOMINATOR, about, sample_co_nominator
from awards.models import CoNominator
from pafso.mail.catalogue import Event, register
from pafso.mail.outbox import enqueue
from pafso.mail.writing import enqueue_to, page_url
from pafso.models import MailKind

TO_CO_NOMINATOR = _("The co-nominator")


def co_nominator_invited(row: CoNominator, token: str) -> None:
    """Invites somebody; TOKEN is the secret of the link. Whom it is about is not said: the address may be the nominee’s own."""
    language = row.invited_in
    enqueue(
        "awards/co_nominator_invited",
        to=row.email,
        language=language,
        context={
            **about(row.nomination.cycle, language),
            "name": row.name,
            "nominator": str(row.nomination.nominator),
            "guests": row.nomination.cycle.guests_nominate,
            "url": page_url(language, "awards:co_nominator", token),
        },
        key=f"co_nominator_invited:{row.pk}:{row.times_invited}",
        secret=True,
    )


def co_nominator_joined(row: CoNominator) -> None:
    """Tells the nominator that somebody joined; who, stands on the page."""
    _tell_nominator("co_nominator_joined", row)


def co_nominator_gone(row: CoNominator) -> None:
    """Tells the nominator that somebody declined, or left; who, stands on the page."""
    _tell_nominator("co_nominator_gone", row)


def _tell_nominator(event: str, row: CoNominator) -> None:
    nomination, language = row.nomination, row.nomination.nominator.language
    enqueue_to(
        f"awards/{event}",
        nomination.nominator,
        context={
            **about(nomination.cycle, language),
            "code": nomination.code,
            "had_joined": row.joined_at is not None,
            "url": page_url(language, "awards:co_nominators", nomination.code),
        },
        key=f"{event}:{row.pk}",
    )


def co_nominator_ended(row: CoNominator, *, deleted: bool = False) -> None:
    """Tells whoever was asked or had joined that the nominator goes on alone, or has DELETED the draft."""
    language = row.user.language if row.user else row.invited_in
    enqueue(
        "awards/co_nominator_ended",
        to=row.user.email if row.user else row.email,
        language=language,
        context={
            **about(row.nomination.cycle, language),
            "name": row.user.name if row.user else row.name,
            "nominator": str(row.nomination.nominator),
            "had_joined": row.joined_at is not None,
            "deleted": deleted,
        },
        key=f"co_nominator_ended:{row.pk}",
    )


register(
    Event(
        "awards/co_nominator_invited",
        to=_("Whoever the nominator invites to nominate with them"),
        when=_("The nominator invites a co-nominator, or asks again."),
        why=_("It has the personal link to join."),
        kind=MailKind.AWARDS,
        sample=lambda sample: co_nominator_invited(sample_co_nominator(sample), sample.token),
    ),
    Event(
        "awards/co_nominator_joined",
        to=TO_NOMINATOR,
        when=_("A co-nominator joins the nomination."),
        why=_("From then on, somebody else can change the draft."),
        kind=MailKind.AWARDS,
        sample=lambda sample: co_nominator_joined(sample_co_nominator(sample)),
    ),
    Event(
        "awards/co_nominator_gone",
        to=TO_NOMINATOR,
        when=_("A co-nominator declines or leaves."),
        why=_("The nominator continues alone, or invites somebody else."),
        kind=MailKind.AWARDS,
        sample=lambda sample: co_nominator_gone(sample_co_nominator(sample)),
    ),
    Event(
        "awards/co_nominator_ended",
        to=TO_CO_NOMINATOR,
        when=_("The nominator continues without a co-nominator, or deletes the draft."),
        why=_("The invitation or the access has ended."),
        kind=MailKind.AWARDS,
        sample=lambda sample: co_nominator_ended(sample_co_nominator(sample)),
    ),
)
