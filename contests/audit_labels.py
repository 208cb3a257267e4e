"""What happens to photos and galleries, in words for the audit trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "entry_received": _("Photo received"),
    "entry_withdrawn": _("Photo withdrawn"),
    "entry_accepted": _("Photo accepted"),
    "entry_disqualified": _("Photo disqualified"),
    "entry_unreadable": _("Photo unreadable"),
    "entry_prepared_again": _("Sizes made again"),
    "placing_awarded": _("Placing awarded"),
    "placing_removed": _("Placing removed"),
    "gallery_published": _("Gallery published"),
    "categories_edited": _("Categories changed"),
}
