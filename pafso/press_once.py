"""A button that makes something makes it once: the hidden token of its form names the press, and stands on what it made."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from .errors import DomainError

# Where a form has no token: the same wish of the same person within this time is the same press.
DOUBLE_CLICK = timedelta(minutes=1)


class SentOtherwise(DomainError):
    """The token of a form that has made its row came once more, with other words."""

    code = "sent_otherwise"


def refuse_other_words(kept: Mapping[str, object], sent: Mapping[str, object]) -> None:
    """The same words once more are the same press. Others are no part of what was made: that is said, with what was kept."""
    if dict(kept) == dict(sent):
        return
    sentence = _(
        "This form was already sent with different text. What was kept: %(kept)s. What you sent this time is below; it was not saved. To send it too, copy it, open the page again and paste it there."
    )
    raise SentOtherwise(sentence % {"kept": " · ".join(str(value) or "–" for value in kept.values())})


ONCE_MORE = _(
    "This form was already sent with different text, and the first version counts. What you sent this time is below; it was not saved. To send it too, copy it, open the page again and paste it there."
)


def language_name(code: str) -> str:
    """As a reader knows it, for what was kept."""
    return str(get_language_info(code)["name_translated"])


class PressedOnce(models.Model):
    """A row that one press made; the database refuses a second with the same token."""

    form_token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=PressedOnce)


def made_by_press(model: type[Row], token: uuid.UUID, **own: Any) -> tuple[Row | None, uuid.UUID]:
    """The row that the press TOKEN made, if it has these OWN values; and the token for a row to be made.

    A token that made somebody else's row, or another form's, is not handed out again: this is then a press of its own.
    """
    made = model._default_manager.filter(form_token=token).first()
    if made is None or all(getattr(made, name) == value for name, value in own.items()):
        return made, token
    return None, uuid.uuid4()


def parse_form_token(text: str) -> uuid.UUID:
    """The token of a form that is only a button; a missing or broken one names a press of its own."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()
