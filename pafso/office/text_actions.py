"""What the office does with a text of the association beyond writing it: takes away one that no page needs."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pafso.audit.log import record
from pafso.errors import WrongMove
from pafso.hiding import wanted_reason
from pafso.models import POSTAL_ADDRESS, Text
from pafso.web import home_cache

# Neither web nor worker starts without the one; pages and mails send people to the other.
NEEDED = {POSTAL_ADDRESS, "contact"}


def is_needed(text: Text) -> bool:
    return text.key in NEEDED


def delete_text(text: Text, *, by: AbstractBaseUser, reason: str) -> Text:
    """Delete TEXT for a REASON, which the audit trail keeps with its titles. Again is harmless.

    Raises Incomplete without a reason, WrongMove for a text that is needed.
    """
    reason = wanted_reason(reason)
    with transaction.atomic():
        found = Text.objects.select_for_update().filter(pk=text.pk).first()
        if found is None:
            return text
        if is_needed(found):
            raise WrongMove(_("Pages and emails need this text. You can change it, but not delete it."))
        words = {name: getattr(found, name)[:200] for name in ("title_en", "title_fr")}
        record("text_deleted", found, by=by, changes={**words, "reason": reason[:200]})
        found.delete()
        transaction.on_commit(home_cache.forget)
    return text
