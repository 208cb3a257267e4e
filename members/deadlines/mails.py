"""The mails about a person's own dates, in their language: what is unfinished, and that their calendar has an address."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from members.models import CalendarAddress, Topic, User
from members.notifications.consents import out_url
from pafso.clock import OTTAWA, ottawa_day
from pafso.dates import Date
from pafso.mail.catalogue import Event, Sample, register
from pafso.mail.writing import enqueue_to, format_moment, page_url
from pafso.models import MailKind
from pafso.text.dates import day_in_words, moment_in_words

from .moments import zone_of


def work_unfinished(user: User, dates: Iterable[Date], *, key: str) -> None:
    """Reminds of what the person has begun: what is missing, until when, where. Names no nominee, no entrant, no supporter."""
    dates = list(dates)
    with translation.override(user.language):
        day = day_in_words(ottawa_day(dates[0].at))
    enqueue_to(
        "members/work_unfinished",
        user,
        context={
            "name": user.name,
            "day": day,
            "works": [
                {
                    "title": date.title,
                    "missing": date.missing,
                    "deadline": format_moment(date.at, user.language),
                    "own": _own_time(user, date.at),
                    "url": date.url,
                }
                for date in dates
            ],
        },
        key=f"work_unfinished:{user.pk}:{key}",
        unsubscribe_url=out_url(user, Topic.REMINDERS),
    )


def _own_time(user: User, moment: datetime) -> str:
    """The same moment where the person is, unless that is Ottawa or we do not know."""
    zone = zone_of(user.time_zone)
    if zone is None or zone == OTTAWA:
        return ""
    with translation.override(user.language):
        return moment_in_words(moment, zone)


def calendar_address_made(address: CalendarAddress) -> None:
    """Tells the owner that an address was made, which goes on working when every session has ended; the address is not in it."""
    user = address.user
    enqueue_to(
        "members/calendar_address_made",
        user,
        context={
            "made": format_moment(address.made_at, user.language),
            "url": page_url(user.language, "members:calendar"),
        },
        key=f"calendar_address_made:{user.pk}:{address.made_at.timestamp():.6f}",
    )


def _sample_user(sample: Sample) -> User:
    return User(name=sample.reader, email=sample.email, language=sample.language, time_zone="Asia/Kabul")


def _sample_work(sample: Sample) -> None:
    url = page_url(sample.language, "members:me")
    date = Date(uid=sample.code, title=sample.code, at=sample.now, url=url, missing=sample.reason)
    work_unfinished(_sample_user(sample), [date], key=sample.code)


register(
    Event(
        "members/work_unfinished",
        to=_("Anyone who started something and has not finished it"),
        when=_("Two weeks, three days and one day before the deadline, in daytime where the person is."),
        why=_("It says what is still missing, and the deadline."),
        kind=MailKind.OFFICE,
        sample=_sample_work,
        is_voluntary=True,
    ),
    Event(
        "members/calendar_address_made",
        to=_("The owner of the account"),
        when=_("A calendar address is created."),
        why=_("The address works without a password: the account’s owner must know."),
        kind=MailKind.ACCOUNTS,
        sample=lambda sample: calendar_address_made(CalendarAddress(user=_sample_user(sample), made_at=sample.now)),
    ),
)
