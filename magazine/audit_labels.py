"""What happens to issues, in words for the audit trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "issue_uploaded": _("Issue uploaded"),
    "issue_edited": _("Issue changed"),
    "issue_pdf_replaced": _("PDF replaced"),
    "issue_read_again": _("Issue read again"),
    "issue_published": _("Issue published"),
    "issue_published_quietly": _("Issue published without email"),
    "issue_withdrawn": _("Issue withdrawn"),
    "issue_hidden": _("Issue hidden"),
    "issue_corrected": _("Issue corrected"),
    "issue_page_hidden": _("Page hidden"),
    "issue_page_shown": _("Page shown again"),
}
