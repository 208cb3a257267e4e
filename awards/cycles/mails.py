"""The call for nominations."""

from django.utils.translation import gettext_lazy as _

from awards.mails import about, sample_letter
from awards.models import Cycle
from members.models import Topic, User
from members.notifications.consents import out_url
from pafso.mail.catalogue import Event, register
from pafso.mail.writing import enqueue_to, format_day, page_url
from pafso.models import MailKind


def cycle_opened(cycle: Cycle, user: User) -> None:
    """The call for nominations, to each who wants news; once a person, however often the work is repeated."""
    enqueue_to(
        "awards/cycle_opened",
        user,
        context={
            **about(cycle, user.language),
            "name": user.name,
            "day": format_day(cycle.closes_at, user.language),
            "url": page_url(user.language, "awards:cycle", cycle.award.slug, cycle.year),
        },
        key=f"cycle_opened:{cycle.pk}:{user.pk}",
        unsubscribe_url=out_url(user, Topic.NEWS),
    )


register(
    Event(
        "awards/cycle_opened",
        to=_("Everybody who wants the association’s news"),
        when=_("The award opens for nominations, unless the office holds the call back."),
        why=_("It is the call for nominations."),
        kind=MailKind.AWARDS,
        sample=lambda sample: cycle_opened(
            sample_letter(sample).nomination.cycle, sample_letter(sample).nomination.nominator
        ),
        is_voluntary=True,
    ),
)
