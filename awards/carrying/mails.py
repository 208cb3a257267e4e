"""The mail that asks a nominator whether a nomination of before enters the new cycle."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from awards.mails import TO_NOMINATOR, about, sample_letter
from awards.models import CarryOver, Cycle
from pafso.mail.catalogue import Event, Sample, register
from pafso.mail.models import Mail
from pafso.mail.outbox import enqueue, samples
from pafso.mail.writing import format_moment, page_url
from pafso.models import MailKind


def carry_over_offered(row: CarryOver, token: str) -> None:
    """Asks the nominator; TOKEN is the secret of the link. Once for each offer."""
    earlier, nominator = row.nomination, row.nomination.nominator
    language = nominator.language
    enqueue(
        "awards/carry_over_offered",
        to=nominator.email,
        language=language,
        context={
            **about(row.cycle, language),
            "name": nominator.name,
            "nominee": earlier.nominee_name,
            "code": earlier.code,
            "earlier_year": earlier.cycle.year,
            "until": format_moment(row.answer_until, language),
            "url": page_url(language, "awards:carry_over", token),
        },
        key=f"carry_over_offered:{row.pk}",
        secret=True,
    )


def sample_offer(cycle: Cycle, until: datetime, sample: Sample) -> Mail:
    """The mail of an offer into CYCLE that is answered by UNTIL, to a made-up nominator about a made-up nominee; not sent."""
    nomination = sample_letter(sample).nomination
    nomination.cycle = Cycle(award=cycle.award, year=cycle.year - 1, closes_at=cycle.closes_at)
    with translation.override(sample.language), samples() as written:
        carry_over_offered(CarryOver(nomination=nomination, cycle=cycle, answer_until=until), sample.token)
    return written[0]


def _sample(sample: Sample) -> CarryOver:
    nomination = sample_letter(sample).nomination
    return CarryOver(nomination=nomination, cycle=nomination.cycle, answer_until=sample.now)


register(
    Event(
        "awards/carry_over_offered",
        to=TO_NOMINATOR,
        when=_("The office offers to carry a nomination that did not lead to an award over into the new cycle."),
        why=_("It has the personal link to agree or to decline; nothing is carried over without it."),
        kind=MailKind.AWARDS,
        sample=lambda sample: carry_over_offered(_sample(sample), sample.token),
    ),
)
