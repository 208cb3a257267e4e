"""Who wants which mail: the last yes or no counts; without one, what being a member or taking part implies."""

from datetime import date

from django.core import signing
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from members.eligibility import today
from members.models import Consent, Member, Topic, User
from pafso.mail.writing import page_url

SALT = "members.unsubscribe"
# What somebody does here stands for a yes: whoever wants to write says whose photo, whose nomination it is about.
BY_TAKING_PART = (Topic.GALLERIES, Topic.REMINDERS)


def wanting(topic: str, on: date | None = None) -> QuerySet[User]:
    """Accounts of those who want mail of TOPIC, in one query.

    Without a word of theirs, the membership that they hold on that day counts as a yes; for the gallery of a contest it is
    that they took part, for reminders that they began something. So whoever has not said no is among them, and the contest
    chooses its entrants. What waits for the office is for those of the office who asked for it.
    """
    said = Consent.objects.filter(user=OuterRef("pk"), topic=topic).order_by("-id").values("is_given")[:1]
    if topic == Topic.DESK:
        return User.objects.annotate(said=Subquery(said)).filter(said=True, is_staff=True)
    silent_and_willing = Q(said=None)
    if topic not in BY_TAKING_PART:
        silent_and_willing &= Q(Exists(Member.objects.on_the_roll(on or today()).filter(user=OuterRef("pk"))))
    return User.objects.annotate(said=Subquery(said)).filter(Q(said=True) | silent_and_willing)


def wants(user: User, topic: str) -> bool:
    """Whether mail of TOPIC may be written to this person now."""
    return wanting(topic).filter(pk=user.pk).exists()


def is_wanted_by(user: User, topic: str) -> Exists:
    """The same as a condition, for whoever asks for rows that nobody needs otherwise: all of them, or none, in one query."""
    return Exists(wanting(topic).filter(pk=user.pk))


def latest(user: User) -> dict[str, Consent]:
    """The last word of this person on each topic that they said something of, in one query."""
    newest = Consent.objects.filter(user=user, topic=OuterRef("topic")).order_by("-id").values("pk")[:1]
    return {row.topic: row for row in Consent.objects.filter(user=user, pk=Subquery(newest))}


def is_implied(topic: str, *, is_member: bool) -> bool:
    """What counts for somebody who never said anything."""
    return topic in BY_TAKING_PART or (is_member and topic != Topic.DESK)


def topics_for(user: User) -> list[Topic]:
    """What this person may choose: what waits for the office is nobody else's business."""
    return [topic for topic in Topic if topic != Topic.DESK or user.is_staff]


def wording(topic: str) -> str:
    """The words beside every such choice, kept as proof of what was said yes or no to, in the language in use."""
    return _("PAFSO may send me by email: %(topic)s") % {"topic": Topic(topic).label}


def out_url(user: User, topic: str) -> str:
    """The address that ends mail of TOPIC for this person, in their language: who and what, signed.

    It does not run out (the law wants sixty days), and opens nothing but this one switch.
    """
    token = signing.Signer(salt=SALT).sign_object([user.pk, str(topic)])
    return page_url(user.language, "members:unsubscribe", token)


def who_wants_out(token: str) -> tuple[User, Topic] | None:
    """The person and the topic of such an address; None for one that we did not make, or of somebody who is gone."""
    try:
        pk, topic = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    user = User.objects.filter(pk=pk).first()
    return (user, Topic(topic)) if user is not None and topic in Topic.values else None
