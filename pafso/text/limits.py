"""What is too small, too large or too long is said in the words of the house, on every form: Django's are a program's."""

from collections.abc import Mapping

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .figures import number

AT_LEAST = _("Enter a number that is %(limit_value)s or more.")
AT_MOST = _("Enter a number that is %(limit_value)s or less.")


class TooLong:
    """As a message that Django fills in when it is shown: in the plural of the limit, and with its figures."""

    def __mod__(self, said: Mapping[str, int]) -> str:
        words = ngettext(
            "Write at most %(limit)s character; this has %(length)s.",
            "Write at most %(limit)s characters; this has %(length)s.",
            said["limit_value"],
        )
        return words % {"limit": number(said["limit_value"]), "length": number(said["show_value"])}


MinValueValidator.message, MaxValueValidator.message = AT_LEAST, AT_MOST
MaxLengthValidator.message = TooLong()  # type: ignore[assignment]
