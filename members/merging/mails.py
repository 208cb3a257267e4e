"""The mail of a merge: the person hears that two entries of the roll became one, and that it can be undone."""

from django.utils.translation import gettext_lazy as _

from members.models import Merge, User
from pafso.mail.catalogue import Event, Sample, register
from pafso.mail.models import Mail
from pafso.mail.outbox import enqueue
from pafso.mail.writing import format_moment, page_url
from pafso.models import MailKind


def entries_merged(merge: Merge, user: User, *, is_joined: bool) -> Mail:
    """IS_JOINED: whether this account holds the membership from now on; the other account is not named."""
    context = {
        "is_joined": is_joined,
        "until": format_moment(merge.undo_ends_at, user.language),
        "url": page_url(user.language, "contact"),
    }
    key = f"entries_merged:{merge.pk}:{user.pk}"
    return enqueue("members/entries_merged", to=user.email, language=user.language, context=context, key=key)


def _sample(sample: Sample) -> Mail:
    user = User(name=sample.reader, email=sample.email, language=sample.language)
    return entries_merged(Merge(merged_at=sample.now), user, is_joined=True)


register(
    Event(
        "members/entries_merged",
        to=_("The accounts of both entries"),
        when=_("Two colleagues agreed that two entries on the roll are the same person."),
        why=_("So that the person can object while it can still be undone."),
        kind=MailKind.MEMBERSHIP,
        sample=_sample,
    ),
)
