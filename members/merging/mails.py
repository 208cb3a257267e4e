"""The mail of a merge: the person hears that two entries of the roll became one, and that it can be undone."""

from members.models import Merge, User
from pafso.mail.models import Mail
from pafso.mail.outbox import enqueue
from pafso.mail.writing import format_moment, page_url


def entries_merged(merge: Merge, user: User, *, is_joined: bool) -> Mail:
    """IS_JOINED: whether this account holds the membership from now on; the other account is not named."""
    context = {
        "is_joined": is_joined,
        "until": format_moment(merge.undo_ends_at, user.language),
        "url": page_url(user.language, "contact"),
    }
    key = f"entries_merged:{merge.pk}:{user.pk}"
    return enqueue("members/entries_merged", to=user.email, language=user.language, context=context, key=key)
