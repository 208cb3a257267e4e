"""Yes and no as words of the reader's language, where Django has pictures of a tick and of a dash."""

from django.contrib.admin.templatetags import admin_list
from django.utils.translation import gettext as _


def boolean_word(value: bool | None) -> str:
    if value is None:
        return _("not said")
    return _("Yes") if value else _("No")


admin_list._boolean_icon = boolean_word  # type: ignore[attr-defined]
