"""Django's pictures of yes and no, with a word of the reader's language in the place of "True" and "False"."""

from django.contrib.admin.templatetags import admin_list
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def boolean_icon(value: bool | None) -> SafeString:
    name, word = {True: ("yes", _("yes")), False: ("no", _("no")), None: ("unknown", _("not said"))}[value]
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{name}.svg"), word)


admin_list._boolean_icon = boolean_icon  # type: ignore[attr-defined]
