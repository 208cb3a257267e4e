"""What happens to nominations and letters, in words for the audit trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "nomination_begun": _("Nomination begun"),
    "nomination_submitted": _("Nomination submitted"),
    "nomination_withdrawn": _("Nomination withdrawn"),
    "nomination_disqualified": _("Nomination disqualified"),
    "supporter_invited": _("Supporter invited"),
    "supporter_asked_again": _("Supporter asked again"),
    "letter_sent": _("Letter sent"),
    "letter_revoked": _("Letter revoked"),
    "letter_read": _("Letter read"),
}
