"""A yes or a no to a kind of mail: written down with its proof, and only when it changes something."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Consent, Topic, User
from pafso.audit.log import record
from pafso.clock import OTTAWA
from pafso.errors import WrongMove
from pafso.localized import language_in_use
from pafso.office.waiting.items import counts
from pafso.office.waiting.kinds import kinds_for

from . import consents, mails

# From Monday at eight in Ottawa; two days later it is no news any more, and the next Monday's comes.
MONDAY_HOUR, STALE_AFTER = 8, timedelta(days=2)
BY_LINK = (Consent.Source.LINK, Consent.Source.ONE_CLICK)


def say_consents(
    user: User, words: Mapping[str, bool], *, by: User, source: str, now: datetime | None = None
) -> list[Consent]:
    """BY, who is USER, says yes or no to each topic in WORDS. Returns the rows that were new: what was said before is not."""
    with transaction.atomic():
        rows = [_say(user, topic, given, by=by, source=source, now=now) for topic, given in words.items()]
    return [row for row in rows if row is not None]


def withdraw_consent(
    user: User, topic: str, *, by: User | None, source: str, now: datetime | None = None
) -> Consent | None:
    """USER wants no more mail of TOPIC; BY is None when it was said by the link of a mail, without signing in.

    Returns the row, or None when the same was said before.
    """
    return _say(user, topic, False, by=by, source=source, now=now)


def undo_withdrawal(user: User, topic: str, *, now: datetime | None = None) -> Consent | None:
    """Back to yes, by the link of a mail; a repetition does nothing.

    Raises WrongMove when the no was said elsewhere: a link takes back what a link has done, and nothing else.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        last = Consent.objects.filter(user=user, topic=topic).first()
        if last is None or (not last.is_given and last.source not in BY_LINK):
            raise WrongMove(_("This was not turned off by a link. Log in to change it under My email preferences."))
        return _say(user, topic, True, by=None, source=Consent.Source.LINK, now=now)


def _say(user: User, topic: str, given: bool, *, by: User | None, source: str, now: datetime | None) -> Consent | None:
    topic = Topic(topic)
    with transaction.atomic():
        # The person's row is the lock: two clicks at once are one word.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        last = Consent.objects.filter(user=user, topic=topic).first()
        if last is not None and last.is_given == given:
            return None
        row = Consent.objects.create(
            user=user,
            topic=topic,
            is_given=given,
            at=now or timezone.now(),
            source=source,
            language=language_in_use(),
            wording=consents.wording(topic),
        )
        verb = "consent_given" if given else "consent_withdrawn"
        record(verb, user, by=by, changes={"topic": str(topic), "source": str(source)})
    return row


def tell_what_waits(now: datetime | None = None) -> int:
    """The week's mail to those of the office who asked for it and for whom something waits; how many want it this week.

    Nobody gets two in a week, whoever asks how often; none goes out before Monday at eight, nor once it is stale.
    """
    now = (now or timezone.now()).astimezone(OTTAWA)
    monday = (now - timedelta(days=now.weekday())).replace(hour=MONDAY_HOUR, minute=0, second=0, microsecond=0)
    if not monday <= now < monday + STALE_AFTER:
        return 0
    people = list(consents.wanting(Topic.DESK).filter(is_active=True).order_by("pk"))
    for user in people:
        kinds = kinds_for(user)
        found = counts(kinds, user, now=now)
        waiting = [(kind, found[kind.name]) for kind in kinds if found[kind.name]]
        if waiting:
            mails.what_waits(user, waiting, week=f"{now:%G-W%V}", out_url=consents.out_url(user, Topic.DESK))
    return len(people)
