"""What the pages of the office about a nomination have in common."""

from django.utils.translation import gettext_lazy as _

from awards.models import Nomination

TOLD = _("The nominator receives this text by email, exactly as you wrote it.")


def about(nomination: Nomination) -> dict[str, object]:
    return {"about": f"{nomination.nominee_name}, {nomination.cycle} ({nomination.code})"}


def is_submitted(nomination: Nomination, by: object) -> bool:
    return nomination.state == Nomination.State.SUBMITTED
