"""What happens to photos and galleries, in words for the audit trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "entry_received": _("Photo received"),
    "entry_reworded": _("Text of a photo changed"),
    "entry_withdrawn": _("Photo withdrawn"),
    "entry_accepted": _("Photo accepted"),
    "entry_disqualified": _("Photo set aside"),
    "entry_unreadable": _("Photo unreadable"),
    "entry_prepared_again": _("Sizes regenerated"),
    "placing_awarded": _("Placing awarded"),
    "placing_removed": _("Placing removed"),
    "gallery_published": _("Gallery published"),
    "gallery_published_quietly": _("Gallery published without email"),
    "gallery_hidden": _("Gallery hidden"),
    "gallery_shown": _("Gallery shown again"),
    "entry_withdrawn_for": _("Photo withdrawn by the office"),
    "entry_reopened": _("Photo restored"),
    "contest_deleted": _("Contest deleted"),
    "entry_hidden": _("Photo hidden"),
    "entry_shown": _("Photo shown again"),
    "entry_corrected": _("Text of a photo corrected"),
    "placing_corrected": _("Placing corrected"),
    "locked_dates_changed": _("Locked dates changed"),
    "categories_edited": _("Categories changed"),
}
