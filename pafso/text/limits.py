"""What is too small, too large or too long is said in the words of the house, on every form: Django's are a program's."""

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

AT_LEAST = _("Enter a number that is %(limit_value)s or more.")
AT_MOST = _("Enter a number that is %(limit_value)s or less.")
TOO_LONG = ngettext_lazy(
    "Write at most %(limit_value)d character; this has %(show_value)d.",
    "Write at most %(limit_value)d characters; this has %(show_value)d.",
    "limit_value",
)

MinValueValidator.message, MaxValueValidator.message = AT_LEAST, AT_MOST
MaxLengthValidator.message = TOO_LONG
