"""What happens to nominations and letters, in words for the audit trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "nomination_begun": _("Nomination started"),
    "nomination_submitted": _("Nomination submitted"),
    "nomination_withdrawn": _("Nomination withdrawn"),
    "nomination_withdrawn_for": _("Nomination withdrawn by the office"),
    "nomination_reopened": _("Nomination restored"),
    "letter_withdrawn_for": _("Letter withdrawn by the office"),
    "cycle_begun": _("Next cycle begun"),
    "cycle_deleted": _("Cycle deleted"),
    "nominee_matched": _("Nominee matched to the roll"),
    "nominee_unmatched": _("Match of a nominee with the roll removed"),
    "eligibility_decided": _("Exception made about eligibility"),
    "eligibility_left_to_the_roll": _("Exception about eligibility ended"),
    "nomination_disqualified": _("Nomination set aside"),
    "nomination_deleted": _("Draft of a nomination deleted"),
    "nomination_expired": _("Draft of a nomination deleted after its retention period"),
    "supporter_invited": _("Supporter invited"),
    "supporter_asked_again": _("Supporter reminded"),
    "letter_sent": _("Letter sent"),
    "letter_revoked": _("Letter request cancelled"),
    "letter_declined": _("Letter declined"),
    "letter_taken_up": _("Letter accepted after having been declined"),
    "letter_read": _("Letter read"),
    "letter_file_downloaded": _("File of a letter downloaded"),
}
