"""The mail of a merge: the person hears that two entries of the roll became one, and that it can be undone."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from members.models import Merge, User
from pafso.clock import OTTAWA
from pafso.mail.models import Mail
from pafso.mail.outbox import enqueue
from pafso.templatetags.components import in_zone


def entries_merged(merge: Merge, user: User, *, is_joined: bool) -> Mail:
    """IS_JOINED: whether this account holds the membership from now on; the other account is not named."""
    with translation.override(user.language):
        context = {
            "is_joined": is_joined,
            "until": in_zone(merge.undo_ends_at, OTTAWA) if merge.undo_ends_at else "",
            "url": settings.SITE_URL + reverse("contact"),
        }
    key = f"entries_merged:{merge.pk}:{user.pk}"
    return enqueue("members/entries_merged", to=user.email, language=user.language, context=context, key=key)
